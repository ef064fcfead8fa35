//! The token that a login gives for the calls after it. Nobody keeps a list of them; a token carries what is to know.

use crate::bank::Desk;
use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// Signs the sandbox's logins. They open a sandbox, so everyone may know it.
const SECRET: &[u8] = b"a sandbox keeps no secrets";

/// A login of `user`'s that lasts `life_ms` at the bank's speed: a JWT.
pub(crate) fn issue(user: &str, life_ms: u64, desk: &mut Desk<'_>) -> String {
    let life_s = desk.bank.settings.window(life_ms) / 1_000;
    let claims = json!({
        "sub": user,
        "iat": desk.now_ms / 1_000,
        "exp": desk.now_ms / 1_000 + life_s,
        // To the millisecond, because a hurried bank's ten minutes are less than a second.
        "iat_ms": desk.now_ms,
        "jti": desk.dice.hex32(),
    });
    let part = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    let signed = format!("{}.{}", part(&json!({ "alg": "HS256", "typ": "JWT" })), part(&claims));
    format!("{signed}.{}", signature(&signed))
}

fn signature(signed: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(SECRET).map(|mac| mac.chain_update(signed).finalize().into_bytes());
    mac.map(|bytes| Base64UrlUnpadded::encode_string(&bytes)).unwrap_or_default()
}

/// Whether a bearer is a login of this sandbox that still lasts.
pub(crate) fn is_valid(bearer: &str, life_ms: u64, desk: &Desk<'_>) -> bool {
    let own = bearer.rsplit_once('.').filter(|(signed, mac)| signature(signed) == *mac);
    let claims = own.and_then(|(signed, _)| Base64UrlUnpadded::decode_vec(signed.split_once('.')?.1).ok());
    let claims: Option<Value> = claims.and_then(|claims| serde_json::from_slice(&claims).ok());
    let issued_ms = claims.and_then(|claims| claims.get("iat_ms").and_then(Value::as_u64));
    let life_ms = desk.bank.settings.window(life_ms);
    issued_ms.is_some_and(|issued_ms| desk.now_ms < issued_ms.saturating_add(life_ms))
}

/// What lenders' logins (OAuth 2, by password) are asked with.
pub(crate) struct Password {
    /// `Authorization: Basic`, base64.
    pub(crate) basic: String,
    /// The form.
    pub(crate) fields: Vec<(String, String)>,
}

/// The sandbox's client, secret, user and password at every lender, and `client:secret` in base64.
pub(crate) const USER: &str = "dargah";
const PASSWORD: &str = "sandbox";
const CLIENT: &str = "ZGFyZ2FoLWNsaWVudDpzYW5kYm94LXNlY3JldA==";

impl Password {
    /// As it came.
    pub(crate) fn of(request: &crate::http::Request) -> Self {
        let basic = request.header("authorization").and_then(|value| value.strip_prefix("Basic ")).unwrap_or_default();
        Self { basic: basic.to_owned(), fields: request.form_fields() }
    }

    /// Whether it opens the sandbox, with this scope where one is due.
    pub(crate) fn fits(&self, scope: Option<&str>) -> bool {
        let said = |name| crate::http::field(&self.fields, name);
        let due = [("grant_type", "password"), ("username", USER), ("password", PASSWORD)];
        self.basic == CLIENT
            && due.into_iter().all(|(name, value)| said(name) == Some(value))
            && scope.is_none_or(|scope| said("scope") == Some(scope))
    }
}
