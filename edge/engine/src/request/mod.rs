//! What a shop or a browser may ask: read, checked as a whole, and either taken or refused with a code that says why.
//! Nothing in here acts on a request.

mod create;
mod decision;
mod idempotency;
mod lesson;
mod lines;
mod notes;
mod outcome;
mod pay;
mod payee;
mod payment_link;
mod payout;
mod refund;
mod shop;
mod split;
mod webhook;

pub use create::{NewPayment, read_create};
pub use decision::{NewDecision, read_decision, read_policy};
pub use idempotency::idempotency_key;
pub use lesson::read_lesson;
pub use outcome::{OUTCOMES_BODY_MAX, read_outcomes};
pub use pay::{gateway_field, read_pay, read_pay_form};
pub use payee::{NewPayee, PayeeChange, payee_of, read_new_payee, read_party_page, read_payee_change};
pub use payment_link::{NewLink, checked as checked_link, read_new_link};
pub use payout::{
    NewPayout, PayoutFormat, PayoutsQuery, read_bounce, read_file_query, read_new_payout, read_payouts_query,
};
pub use refund::{NewRefund, read_refund};
pub use shop::{
    NewShop, ShopChange, WantedContract, WantedKey, name_line, name_of, origins_of, read_contract, read_new_key,
    read_new_shop, read_shop_change,
};
pub use split::split_fits;
pub use webhook::{PAGE_MAX, Replay, read_endpoint, read_page, read_replay};

/// The largest body of the API, bytes. A payment is described in a few hundred.
pub const BODY_MAX: usize = 16 * 1024;

/// Numbers that every reader of JSON and the database hold alike: times in milliseconds, and places in a list.
const NUMBERS: core::ops::Range<i64> = 0..1 << 52;

use crate::{
    problem::{Code, Fault},
    time::Moment,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A time in an address: milliseconds since 1970.
#[must_use]
pub fn read_time(text: &str) -> Option<Moment> {
    text.parse().ok().filter(|ms| NUMBERS.contains(ms)).map(Moment)
}

/// The body as a JSON object.
pub(crate) fn object(body: &[u8]) -> Result<Map<String, Value>, Fault> {
    match serde_json::from_str(text_of(body)?) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Fault::new(Code::BodyInvalid, "the body must be a JSON object")),
        Err(problem) => Err(malformed(problem.line(), problem.column())),
    }
}

/// A body that [`object`] has seen, in the shape of `T`.
pub(crate) fn shape<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    serde_json::from_str(text_of(body)?).map_err(|problem| shape_fault(&problem))
}

/// The body in the shape of `T`, read once. What is well-formed up to a wrong field is told as that.
fn straight<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    let read = serde_json::from_str(text_of(body)?);
    read.map_err(|e: serde_json::Error| if e.is_data() { shape_fault(&e) } else { malformed(e.line(), e.column()) })
}

/// The body as text. JSON is read from text everywhere: a second reader, of bytes, would double the code.
fn text_of(body: &[u8]) -> Result<&str, Fault> {
    str::from_utf8(body).map_err(|problem| {
        let before = body.get(..problem.valid_up_to()).unwrap_or_default();
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        malformed(1 + before.iter().filter(|byte| **byte == b'\n').count(), 1 + before.len() - line_start)
    })
}

fn malformed(line: usize, column: usize) -> Fault {
    Fault::new(Code::JsonMalformed, format!("line {line}, column {column}"))
}

/// What serde found, without the position, which helps nobody in a body that is well-formed.
fn shape_fault(problem: &serde_json::Error) -> Fault {
    let text = problem.to_string();
    let detail = text.split(" at line ").next().unwrap_or("").to_owned();
    Fault::new(Code::BodyInvalid, detail)
}
