//! Passkeys, with the standard's own vectors and with what an attacker would change of them.
use super::{list, text, vectors};
use base64ct::{Base64UrlUnpadded, Encoding};
use dargah_engine::{
    links::Links,
    member::MemberId,
    passkey::{
        CHALLENGE_LIFE, Ceremony, Challenge, NewPasskey, Proof, PublicKey, Refusal, Registration, SignIn, Site,
        Verification, assert, register, registration_options, sign_in_options,
    },
    seal::sha256,
    time::{Moment, Span},
};
use serde_json::{Value, json};

const T: Moment = Moment(1_785_412_800_000);

fn site() -> Site {
    Site { id: "example.org".to_owned(), origin: "https://example.org".to_owned() }
}

fn member() -> MemberId {
    MemberId::new([7; 16])
}

fn level_3() -> Vec<Value> {
    list(&vectors(include_str!("../../../../../tests/fixtures/members/webauthn-level-3.json")), "vectors").to_vec()
}

fn vector(name: &str) -> Value {
    level_3().into_iter().find(|vector| vector["name"] == name).unwrap_or_else(|| panic!("no vector {name}"))
}

/// What a test changes of an otherwise right ceremony.
struct Try {
    vector: Value,
    site: Site,
    verification: Verification,
    now: Moment,
    counter: u32,
    handle: Option<String>,
}

impl Try {
    fn of(name: &str) -> Self {
        let (site, now) = (site(), T);
        Self { vector: vector(name), site, verification: Verification::Preferred, now, counter: 0, handle: None }
    }

    fn es256() -> Self {
        Self::of("ES256 Credential with No Attestation")
    }

    fn challenge(&self, part: &str) -> Challenge {
        Challenge { text: text(&self.vector[part], "challenge").to_owned(), made: T }
    }

    fn ceremony<'a>(&'a self, challenge: &'a Challenge) -> Ceremony<'a> {
        Ceremony { site: &self.site, challenge, verification: self.verification, now: self.now }
    }

    fn register(&self) -> Result<NewPasskey, Refusal> {
        let said = &self.vector["registration"];
        let response =
            json!({ "clientDataJSON": said["clientDataJSON"], "attestationObject": said["attestationObject"] });
        let id = &self.vector["credential_id"];
        let answer: Registration =
            serde_json::from_value(json!({ "id": id, "rawId": id, "type": "public-key", "response": response }))
                .unwrap();
        register(&answer, &self.ceremony(&self.challenge("registration")))
    }

    fn sign_in(&self, key: &PublicKey) -> Result<Proof, Refusal> {
        let said = &self.vector["authentication"];
        let mut response = said.clone();
        response["userHandle"] = self.handle.clone().into();
        let id = &self.vector["credential_id"];
        let answer: SignIn =
            serde_json::from_value(json!({ "id": id, "rawId": id, "type": "public-key", "response": response }))
                .unwrap();
        assert(&answer, &self.ceremony(&self.challenge("authentication")), (&member(), key, self.counter))
    }

    /// The same with another text in the place of `part.field`.
    fn with(mut self, part: &str, field: &str, bytes: &[u8]) -> Self {
        self.vector[part][field] = Base64UrlUnpadded::encode_string(bytes).into();
        self
    }

    fn bytes(&self, part: &str, field: &str) -> Vec<u8> {
        Base64UrlUnpadded::decode_vec(text(&self.vector[part], field)).unwrap()
    }

    fn client_data(self, part: &str, change: impl Fn(String) -> String) -> Self {
        let before = String::from_utf8(self.bytes(part, "clientDataJSON")).unwrap();
        let after = change(before.clone());
        assert_ne!(before, after, "nothing was changed");
        self.with(part, "clientDataJSON", after.as_bytes())
    }
}

#[test]
fn the_standards_vectors_are_read_as_far_as_we_take_their_keys() {
    for vector in level_3() {
        let name = text(&vector, "name").to_owned();
        let attempt = Try::of(&name);
        let (made, refusal) = match attempt.register() {
            Ok(made) => (Some(made), None),
            Err(refusal) => (None, Some(refusal)),
        };
        let wanted = match name.as_str() {
            n if ["ES384", "ES512", "Ed448"].iter().any(|curve| n.contains(curve)) => Some(Refusal::Key),
            n if n.contains("crossOrigin") || n.contains("topOrigin") => Some(Refusal::CrossOrigin),
            _ => None,
        };
        assert_eq!(refusal, wanted, "{name}");
        let Some(made) = made else { continue };
        assert_eq!(made.id, text(&vector, "credential_id"), "{name}");
        let proof = attempt.sign_in(&made.key).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        let client_data = attempt.bytes("authentication", "clientDataJSON");
        let signed = [attempt.bytes("authentication", "authenticatorData"), sha256(&client_data).to_vec()].concat();
        assert_eq!(proof.data, signed, "{name}");
    }
}

#[test]
fn a_key_and_a_signature_come_out_as_the_platform_takes_them() {
    let attempt = Try::es256();
    let made = attempt.register().unwrap();
    // From the standard's text: the two coordinates in the attested COSE key.
    let (x, y) = ("r--hb5fKmy0j64bMtkCY0g25CFYGLrJJwzqbZy8m32E", "kwpWuHovymYzSwNFir-HlxfBLMaO1zKQry4mZHlrkiA");
    assert_eq!(made.key, PublicKey::Es256 { x: x.to_owned(), y: y.to_owned() });
    assert_eq!(
        serde_json::from_str::<Value>(&made.key.jwk()).unwrap(),
        json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })
    );
    // DER's 3046022100f50a…80221008480…1e87 without its tags.
    let proof = attempt.sign_in(&made.key).unwrap();
    assert_eq!(proof.signature.len(), 64);
    assert_eq!(proof.signature[..4], [0xf5, 0x0a, 0x4e, 0x2e]);
    assert_eq!(proof.signature[32..36], [0x84, 0x80, 0xac, 0x0f]);
    for (name, length) in
        [("Packed Attestation with RS256 Credential", 436), ("Packed Attestation with Ed25519 Credential", 64)]
    {
        let attempt = Try::of(name);
        let key = attempt.register().unwrap().key;
        assert_eq!(attempt.sign_in(&key).unwrap().signature.len(), length, "{name}");
        let kept: PublicKey = serde_json::from_str(&serde_json::to_string(&key).unwrap()).unwrap();
        assert_eq!(kept, key, "a key is kept as JSON");
    }
}

#[test]
fn client_data_of_anything_else_is_refused() {
    let refused = |part: &str, attempt: Try| {
        let key = Try::es256().register().unwrap().key;
        if part == "registration" { attempt.register().unwrap_err() } else { attempt.sign_in(&key).unwrap_err() }
    };
    for part in ["registration", "authentication"] {
        let change =
            |from: &str, to: &str| refused(part, Try::es256().client_data(part, |text| text.replacen(from, to, 1)));
        let (mine, other) = if part == "registration" { ("create", "get") } else { ("get", "create") };
        assert_eq!(change(mine, other), Refusal::WrongKind);
        assert_eq!(change("\"challenge\":\"", "\"challenge\":\"A"), Refusal::WrongChallenge);
        for origin in
            ["https://example.org.evil.test", "http://example.org", "https://example.org:8443", "https://EXAMPLE.org"]
        {
            assert_eq!(change("https://example.org", origin), Refusal::WrongOrigin, "{origin}");
        }
        assert_eq!(change("\"crossOrigin\":false", "\"crossOrigin\":true"), Refusal::CrossOrigin);
        assert_eq!(change("\"crossOrigin\":false", "\"topOrigin\":\"https://a.test\""), Refusal::CrossOrigin);
        assert_eq!(change("{", "{\"origin\":\"https://example.org\","), Refusal::ClientData, "an origin said twice");
        assert_eq!(change("{", "[{"), Refusal::ClientData);
        let late = Try { now: T + CHALLENGE_LIFE, ..Try::es256() };
        assert_eq!(refused(part, late), Refusal::TooLate);
        let early = Try { now: T + Span(-1), ..Try::es256() };
        assert_eq!(refused(part, early), Refusal::TooLate);
        let elsewhere = Site { id: "example.com".to_owned(), ..site() };
        assert_eq!(refused(part, Try { site: elsewhere, ..Try::es256() }), Refusal::WrongSite);
    }
    let almost = Try { now: T + CHALLENGE_LIFE + Span(-1), ..Try::es256() };
    assert!(almost.register().is_ok());
}

/// The authenticator data of the sign-in with one of its bytes changed.
fn flagged(flags: u8) -> Try {
    let attempt = Try::es256();
    let mut data = attempt.bytes("authentication", "authenticatorData");
    data[32] = flags;
    attempt.with("authentication", "authenticatorData", &data)
}

#[test]
fn a_person_must_have_been_there_and_verified_where_that_is_wanted() {
    let key = Try::es256().register().unwrap().key;
    assert_eq!(flagged(0x18).sign_in(&key), Err(Refusal::NotPresent));
    assert!(flagged(0x01).sign_in(&key).is_ok());
    let required = |attempt: Try| Try { verification: Verification::Required, ..attempt };
    assert_eq!(required(flagged(0x01)).sign_in(&key), Err(Refusal::NotVerified));
    assert!(required(flagged(0x05)).sign_in(&key).is_ok());
    assert_eq!(flagged(0x11).sign_in(&key), Err(Refusal::Backup), "backed up, and not eligible for it");
    assert!(flagged(0x19).sign_in(&key).unwrap().backed_up);
    for flags in [0x41, 0x81] {
        assert_eq!(flagged(flags).sign_in(&key), Err(Refusal::AuthenticatorData), "it announces what is not there");
    }
    assert_eq!(required(Try::es256()).register(), Err(Refusal::NotVerified));
}

fn counted(stored: u32, said: u32) -> Result<Proof, Refusal> {
    let mut attempt = Try { counter: stored, ..Try::es256() };
    let mut data = attempt.bytes("authentication", "authenticatorData");
    data[33..37].copy_from_slice(&said.to_be_bytes());
    attempt = attempt.with("authentication", "authenticatorData", &data);
    attempt.sign_in(&Try::es256().register().unwrap().key)
}

#[test]
fn a_counter_grows_or_stays_nothing() {
    assert_eq!(counted(0, 0).unwrap().counter, 0);
    assert_eq!(counted(0, 1).unwrap().counter, 1);
    assert_eq!(counted(5, 6).unwrap().counter, 6);
    for (stored, said) in [(5, 5), (5, 4), (5, 0), (u32::MAX, u32::MAX)] {
        assert_eq!(counted(stored, said), Err(Refusal::Counter), "{stored} then {said}");
    }
}

#[test]
fn a_passkey_is_its_persons_alone() {
    let key = Try::es256().register().unwrap().key;
    let handle = |id: &MemberId| Some(Base64UrlUnpadded::encode_string(id.as_str().as_bytes()));
    assert!(Try { handle: handle(&member()), ..Try::es256() }.sign_in(&key).is_ok());
    let other = handle(&MemberId::new([8; 16]));
    assert_eq!(Try { handle: other, ..Try::es256() }.sign_in(&key), Err(Refusal::WrongPerson));
    let mut renamed = Try::es256();
    renamed.vector["credential_id"] = "AAAA".into();
    assert_eq!(renamed.register(), Err(Refusal::Credential), "it says another name than it has");
}

#[test]
fn a_signature_in_any_other_form_is_none() {
    let key = Try::es256().register().unwrap().key;
    let der = Try::es256().bytes("authentication", "signature");
    let refuse = |bytes: &[u8]| {
        let said = Try::es256().with("authentication", "signature", bytes).sign_in(&key);
        assert_eq!(said, Err(Refusal::Signature), "{bytes:02x?}");
    };
    for end in 0..der.len() {
        refuse(&der[..end]);
    }
    refuse(&[&der[..], &[0]].concat());
    // A zero, a negative number, a byte too many, a long length, the raw form.
    refuse(&[0x30, 6, 2, 1, 0, 2, 1, 1]);
    refuse(&[0x30, 6, 2, 1, 0x80, 2, 1, 1]);
    refuse(&[0x30, 7, 2, 2, 0, 1, 2, 1, 1]);
    refuse(&[0x30, 0x81, 6, 2, 1, 1, 2, 1, 1]);
    refuse(&[1; 64]);
    let small = Try::es256().with("authentication", "signature", &[0x30, 6, 2, 1, 1, 2, 1, 2]).sign_in(&key).unwrap();
    assert_eq!((small.signature[31], small.signature[63]), (1, 2), "small numbers are filled up in front");
}

/// An attestation object with something else in its place.
fn attested(change: impl Fn(Vec<u8>) -> Vec<u8>) -> Result<NewPasskey, Refusal> {
    let attempt = Try::es256();
    let object = change(attempt.bytes("registration", "attestationObject"));
    attempt.with("registration", "attestationObject", &object).register()
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from).expect("what is replaced is there");
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

#[test]
fn cbor_is_read_as_authenticators_write_it_and_no_other_way() {
    assert!(attested(|object| object).is_ok());
    let length = Try::es256().bytes("registration", "attestationObject").len();
    for end in 0..length {
        assert!(attested(|object| object[..end].to_vec()).is_err(), "cut at {end}");
    }
    assert_eq!(attested(|object| [object, vec![0]].concat()), Err(Refusal::Shape), "something follows");
    let shape = |from: &[u8], to: &[u8]| {
        assert_eq!(attested(|object| replaced(&object, from, to)), Err(Refusal::Shape), "{to:02x?}")
    };
    shape(b"\xa3\x63fmt", b"\xbf\x63fmt");
    shape(b"\xa3\x63fmt", b"\xb8\x03\x63fmt");
    shape(b"\x67attStmt\xa0", b"\x63fmt\xa0");
    shape(b"\x67attStmt\xa0", b"\x67attStmt\xf6");
    shape(b"\x64none", b"\xc1\x64none");
    shape(b"\x67attStmt\xa0", b"\x67attStmt\x81\x81\x81\x81\x81\xa0");
    shape(b"\x67attStmt\xa0", b"\x67attStmt\x9a\xff\xff\xff\xff");
    shape(b"\x64none", b"\x64\xff\xff\xff\xff");
    // In the key: another curve, another algorithm, a coordinate too short or left out.
    let key = |from: &[u8], to: &[u8]| attested(|object| replaced(&object, from, to)).unwrap_err();
    assert_eq!(key(b"\xa5\x01\x02\x03\x26\x20\x01", b"\xa5\x01\x02\x03\x26\x20\x02"), Refusal::Key);
    assert_eq!(key(b"\xa5\x01\x02\x03\x26\x20\x01", b"\xa5\x01\x02\x03\x27\x20\x01"), Refusal::Key);
    assert_eq!(key(b"\xa5\x01\x02\x03\x26\x20\x01\x21", b"\xa5\x01\x02\x03\x26\x20\x01\x23"), Refusal::Key);
    assert_eq!(
        key(b"\xa5\x01\x02\x03\x26\x20\x01", b"\xa5\x01\x02\x01\x26\x20\x01"),
        Refusal::AuthenticatorData,
        "said twice"
    );
}

#[test]
fn a_browser_is_asked_for_what_we_take() {
    let links = Links::new(b"root", "https://pay.example.ir");
    let ours = Site::of(&links);
    assert_eq!((ours.id.as_str(), ours.origin.as_str()), ("pay.example.ir", "https://pay.example.ir"));
    let local = Site::of(&Links::new(b"root", "http://localhost:8787"));
    assert_eq!((local.id.as_str(), local.origin.as_str()), ("localhost", "http://localhost:8787"));
    let challenge = Challenge { text: "abc".to_owned(), made: T };
    let ceremony = Ceremony { site: &ours, challenge: &challenge, verification: Verification::Required, now: T };
    let asked = registration_options(&ceremony, &member(), "0912***4567", &["AAAA".to_owned()]);
    let algorithms: Vec<i64> = list(&asked, "pubKeyCredParams").iter().map(|p| p["alg"].as_i64().unwrap()).collect();
    assert_eq!(algorithms, [-7, -8, -257]);
    assert_eq!(asked["rp"], json!({ "id": "pay.example.ir", "name": "Dargah" }));
    let handle = Base64UrlUnpadded::decode_vec(text(&asked["user"], "id")).unwrap();
    assert_eq!(handle, member().as_str().as_bytes());
    assert_eq!((&asked["attestation"], &asked["challenge"]), (&json!("none"), &json!("abc")));
    assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(asked["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(asked["excludeCredentials"], json!([{ "type": "public-key", "id": "AAAA" }]));
    let asked = sign_in_options(&ceremony, &[]);
    assert_eq!((&asked["rpId"], &asked["allowCredentials"]), (&json!("pay.example.ir"), &json!([])));
    let preferred = Ceremony { verification: Verification::Preferred, ..ceremony };
    assert_eq!(sign_in_options(&preferred, &[])["userVerification"], "preferred");
}
