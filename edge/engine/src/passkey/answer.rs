//! What a browser brings back, and what it proves.

use super::{
    Ceremony, PublicKey, Refusal,
    authenticator::Authenticator,
    cbor::Cbor,
    client::{self, Kind},
};
use crate::{member::MemberId, seal::sha256};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Deserialize;

/// `PublicKeyCredential.toJSON()` of a registration.
pub type Registration = Credential<Registered>;

/// `PublicKeyCredential.toJSON()` of a sign-in.
pub type SignIn = Credential<Signed>;

/// A credential as a browser writes it, bytes in base64url.
#[derive(Clone, Debug, Deserialize)]
pub struct Credential<R> {
    /// Its name.
    pub id: String,
    /// `public-key`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What the authenticator answered.
    pub response: R,
}

/// What an authenticator answers to a registration.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Registered {
    /// What the browser says.
    #[serde(rename = "clientDataJSON")]
    pub client_data: String,
    /// What the authenticator says.
    pub attestation_object: String,
}

/// What an authenticator answers to a sign-in.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signed {
    /// What the browser says.
    #[serde(rename = "clientDataJSON")]
    pub client_data: String,
    /// What the authenticator says.
    pub authenticator_data: String,
    /// Over both.
    pub signature: String,
    /// Whose passkey it is.
    #[serde(default)]
    pub user_handle: Option<String>,
}

/// A passkey that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPasskey {
    /// Its name, base64url.
    pub id: String,
    /// Its key.
    pub key: PublicKey,
    /// How often it was used, if it counts.
    pub counter: u32,
    /// Whether other devices of its person have it too.
    pub backed_up: bool,
}

/// What proves a sign-in, once the platform has verified it: `signature` over `data` under `key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The passkey's key.
    pub key: PublicKey,
    /// What was signed.
    pub data: Vec<u8>,
    /// The signature, as the platform takes it.
    pub signature: Vec<u8>,
    /// The counter to be kept.
    pub counter: u32,
    /// Whether other devices of its person have the passkey too.
    pub backed_up: bool,
}

fn bytes(text: &str) -> Result<Vec<u8>, Refusal> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| Refusal::Shape)
}

impl<R> Credential<R> {
    fn must_be_public_key(&self) -> Result<(), Refusal> {
        if self.kind == "public-key" { Ok(()) } else { Err(Refusal::Shape) }
    }
}

/// The passkey that a registration made. Its attestation is not looked at: none was asked for, and no model of authenticator is
/// preferred.
///
/// # Errors
/// The first [`Refusal`] found.
pub fn register(answer: &Registration, ceremony: &Ceremony<'_>) -> Result<NewPasskey, Refusal> {
    answer.must_be_public_key()?;
    client::check(&bytes(&answer.response.client_data)?, Kind::Create, ceremony)?;
    let object = bytes(&answer.response.attestation_object)?;
    let object = Cbor::whole(&object).ok_or(Refusal::Shape)?;
    let named = matches!(object.get(&Cbor::Text("fmt")), Some(Cbor::Text(_)));
    let stated = matches!(object.get(&Cbor::Text("attStmt")), Some(Cbor::Map(_)));
    let data =
        object.get(&Cbor::Text("authData")).and_then(Cbor::bytes).filter(|_| named && stated).ok_or(Refusal::Shape)?;
    let said = Authenticator::read(data, ceremony)?;
    let credential = said.credential.ok_or(Refusal::Credential)?;
    let id = Base64UrlUnpadded::encode_string(credential.id);
    if id != answer.id {
        return Err(Refusal::Credential);
    }
    let key = PublicKey::read(&credential.key)?;
    Ok(NewPasskey { id, key, counter: said.counter, backed_up: said.backed_up })
}

/// What has to be verified for a sign-in with the passkey of `member` that has this `key`, and whose counter stood at `counter`.
///
/// # Errors
/// The first [`Refusal`] found.
pub fn assert(
    answer: &SignIn,
    ceremony: &Ceremony<'_>,
    (member, key, counter): (&MemberId, &PublicKey, u32),
) -> Result<Proof, Refusal> {
    answer.must_be_public_key()?;
    let client_data = bytes(&answer.response.client_data)?;
    client::check(&client_data, Kind::Get, ceremony)?;
    let mut data = bytes(&answer.response.authenticator_data)?;
    let said = Authenticator::read(&data, ceremony)?;
    let (new, backed_up) = (said.counter, said.backed_up);
    if let Some(handle) = &answer.response.user_handle
        && bytes(handle)? != member.as_str().as_bytes()
    {
        return Err(Refusal::WrongPerson);
    }
    if (counter != 0 || new != 0) && new <= counter {
        return Err(Refusal::Counter);
    }
    let signature = key.signature(&bytes(&answer.response.signature)?)?;
    data.extend_from_slice(&sha256(&client_data));
    Ok(Proof { key: key.clone(), data, signature, counter: new, backed_up })
}
