//! The login that every other call needs: a JWT for ten minutes.

use super::{PASSWORD, USER};
use crate::bank::Desk;
use crate::http::Response;
use crate::json::text;
use crate::session;
use serde_json::{Value, json};

const LOGIN_WRONG: i64 = 13_368;
/// How long a login lasts.
pub(super) const LIFE_MS: u64 = 10 * super::MINUTE_MS;

/// `getToken`. Our reading: a wrong name or password is an answer with a code, not an HTTP status.
pub(super) fn answer(body: &Value, desk: &mut Desk<'_>) -> Response {
    if text(body.get("username")) != USER || text(body.get("password")) != PASSWORD {
        return super::calls::refusal(LOGIN_WRONG);
    }
    let answer = json!({
        "resultMsg": "Successful",
        "resultCode": 0,
        "token": session::issue(USER, LIFE_MS, desk),
        "username": USER,
        "firstName": "درگاه",
        "lastName": "آزمایشی",
        "userId": "10060",
        "roles": [{ "authority": "merchant" }],
    });
    Response::json(200, &answer)
}
