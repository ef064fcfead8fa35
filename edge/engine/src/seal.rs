//! Sealed texts: what leaves us in a URL and must come back unforged. A sealed text says what it is for, so one kind can
//! never pass for another, and it is compared in constant time.

use crate::{
    gateway::Account,
    id::{GatewayId, PaymentId, ShopId},
};
use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Bytes of MAC in a sealed text: 128 bits, enough for something that can only be tried online.
const MAC_BYTES: usize = 16;

/// The longest sealed text that is looked at.
const SEALED_MAX: usize = 256;

/// A secret key for one purpose.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of one `purpose` under the operator's root secret.
    #[must_use]
    pub fn derive(root: &[u8], purpose: &str) -> Self {
        Self(hmac_sha256(root, &[b"dargah/1/", purpose.as_bytes()]))
    }

    /// HMAC-SHA256 over the parts, each preceded by its length, so that no two lists of parts give the same bytes.
    #[must_use]
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let lengths: Vec<[u8; 4]> =
            parts.iter().map(|p| u32::try_from(p.len()).unwrap_or(u32::MAX).to_be_bytes()).collect();
        let framed: Vec<&[u8]> =
            parts.iter().zip(&lengths).flat_map(|(part, length)| [length.as_slice(), *part]).collect();
        hmac_sha256(&self.0, &framed)
    }
}

/// HMAC-SHA256 of the concatenated parts.
#[must_use]
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // An HMAC key may have any length, so this cannot fail; an empty MAC would verify nothing.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return [0; 32];
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// SHA-256.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-256 in lower-case hex.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}

/// Bytes in lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use core::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Under what a bank's reference is claimed, for ever and by one payment alone (I6): the provider's terminal and the reference.
/// A provider's terminal is one book, under however many names the operator has configured it.
#[must_use]
pub fn claim_key(account: &Account, reference: &str) -> String {
    sha256_hex(format!("{}\n{}\n{reference}", account.provider.as_str(), account.terminal()).as_bytes())
}

/// Whether two texts are the same, in time that depends on their lengths alone.
#[must_use]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// The shopper's way to one payment: what `<dargah-checkout payment="…">` carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckoutToken {
    /// Whose payment.
    pub shop: ShopId,
    /// Which payment.
    pub payment: PaymentId,
}

impl CheckoutToken {
    const PREFIX: &str = "cs_";

    /// Seals it into `cs_…`.
    #[must_use]
    pub fn seal(&self, key: &Key) -> String {
        let mut body = self.payment.as_bytes().to_vec();
        body.extend_from_slice(self.shop.as_str().as_bytes());
        seal(Self::PREFIX, key, &body)
    }

    /// Opens `cs_…`; nothing if a bit of it is not ours.
    #[must_use]
    pub fn open(key: &Key, text: &str) -> Option<Self> {
        let body = open(Self::PREFIX, key, text)?;
        let (payment, shop) = body.split_first_chunk::<16>()?;
        Some(Self {
            shop: ShopId::new(core::str::from_utf8(shop).ok()?).ok()?,
            payment: PaymentId::from_bytes(*payment),
        })
    }
}

/// The bank's way back to one attempt of one payment (F06): no other attempt's callback fits it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackTicket {
    /// Whose payment.
    pub shop: ShopId,
    /// Which payment.
    pub payment: PaymentId,
    /// Which attempt of it.
    pub attempt: u32,
    /// At which gateway.
    pub gateway: GatewayId,
}

impl CallbackTicket {
    const PREFIX: &str = "cb_";

    /// Seals it into `cb_…`.
    #[must_use]
    pub fn seal(&self, key: &Key) -> String {
        let mut body = self.payment.as_bytes().to_vec();
        body.extend_from_slice(&self.attempt.to_be_bytes());
        body.extend_from_slice(self.shop.as_str().as_bytes());
        body.push(b'/');
        body.extend_from_slice(self.gateway.as_str().as_bytes());
        seal(Self::PREFIX, key, &body)
    }

    /// Opens `cb_…`; nothing if a bit of it is not ours.
    #[must_use]
    pub fn open(key: &Key, text: &str) -> Option<Self> {
        let body = open(Self::PREFIX, key, text)?;
        let (payment, rest) = body.split_first_chunk::<16>()?;
        let (attempt, names) = rest.split_first_chunk::<4>()?;
        let (shop, gateway) = core::str::from_utf8(names).ok()?.split_once('/')?;
        Some(Self {
            shop: ShopId::new(shop).ok()?,
            payment: PaymentId::from_bytes(*payment),
            attempt: u32::from_be_bytes(*attempt),
            gateway: GatewayId::new(gateway).ok()?,
        })
    }
}

pub(crate) fn seal(prefix: &str, key: &Key, body: &[u8]) -> String {
    let mac = key.mac(&[prefix.as_bytes(), body]);
    let mut bytes = mac[..MAC_BYTES].to_vec();
    bytes.extend_from_slice(body);
    format!("{prefix}{}", Base64UrlUnpadded::encode_string(&bytes))
}

pub(crate) fn open(prefix: &str, key: &Key, text: &str) -> Option<Vec<u8>> {
    if text.len() > SEALED_MAX {
        return None;
    }
    let mut bytes = Base64UrlUnpadded::decode_vec(text.strip_prefix(prefix)?).ok()?;
    if bytes.len() < MAC_BYTES {
        return None;
    }
    let body = bytes.split_off(MAC_BYTES);
    let mac = key.mac(&[prefix.as_bytes(), &body]);
    same(&mac[..MAC_BYTES], &bytes).then_some(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> CheckoutToken {
        CheckoutToken { shop: ShopId::new("demo").unwrap(), payment: PaymentId::from_bytes([7; 16]) }
    }

    #[test]
    fn a_sealed_text_opens_and_no_altered_one_does() {
        let key = Key::derive(b"root", "checkout");
        let text = token().seal(&key);
        assert_eq!(CheckoutToken::open(&key, &text), Some(token()));
        for i in 3..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[i] = if bytes[i] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(bytes).unwrap();
            assert_ne!(CheckoutToken::open(&key, &altered), Some(token()), "byte {i}");
        }
        assert_eq!(CheckoutToken::open(&Key::derive(b"other", "checkout"), &text), None);
    }

    #[test]
    fn one_kind_never_passes_for_another() {
        let key = Key::derive(b"root", "links");
        let ticket = CallbackTicket {
            shop: ShopId::new("demo").unwrap(),
            payment: PaymentId::from_bytes([7; 16]),
            attempt: 2,
            gateway: GatewayId::new("mellat").unwrap(),
        };
        let text = ticket.seal(&key);
        assert_eq!(CallbackTicket::open(&key, &text), Some(ticket));
        assert_eq!(CheckoutToken::open(&key, &text.replacen("cb_", "cs_", 1)), None);
    }
}
