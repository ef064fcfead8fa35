//! The login that every other call needs: a JWT for ten minutes. Nobody keeps a list of them; a token carries what is to know.

use super::{PASSWORD, USER};
use crate::bank::Desk;
use crate::http::Response;
use crate::json::text;
use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

const LOGIN_WRONG: i64 = 13_368;
/// How long a login lasts.
const LIFE_MS: u64 = 10 * super::MINUTE_MS;
/// Signs the sandbox's logins. They open a sandbox, so everyone may know it.
const SECRET: &[u8] = b"a sandbox keeps no secrets";

/// `getToken`. Our reading: a wrong name or password is an answer with a code, not an HTTP status.
pub(super) fn answer(body: &Value, desk: &mut Desk<'_>) -> Response {
    if text(body.get("username")) != USER || text(body.get("password")) != PASSWORD {
        return super::calls::refusal(LOGIN_WRONG);
    }
    let answer = json!({
        "resultMsg": "Successful",
        "resultCode": 0,
        "token": issue(desk),
        "username": USER,
        "firstName": "درگاه",
        "lastName": "آزمایشی",
        "userId": "10060",
        "roles": [{ "authority": "merchant" }],
    });
    Response::json(200, &answer)
}

fn issue(desk: &mut Desk<'_>) -> String {
    let life_s = desk.bank.settings.window(LIFE_MS) / 1_000;
    let claims = json!({
        "sub": USER,
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

/// Whether a bearer is a login of this bank that still lasts.
pub(super) fn is_valid(bearer: &str, desk: &Desk<'_>) -> bool {
    let own = bearer.rsplit_once('.').filter(|(signed, mac)| signature(signed) == *mac);
    let claims = own.and_then(|(signed, _)| Base64UrlUnpadded::decode_vec(signed.split_once('.')?.1).ok());
    let claims: Option<Value> = claims.and_then(|claims| serde_json::from_slice(&claims).ok());
    let issued_ms = claims.and_then(|claims| claims.get("iat_ms").and_then(Value::as_u64));
    let life_ms = desk.bank.settings.window(LIFE_MS);
    issued_ms.is_some_and(|issued_ms| desk.now_ms < issued_ms.saturating_add(life_ms))
}
