//! What a shop or a browser may ask: read, checked as a whole, and either taken or refused with a code that says why.
//! Nothing in here acts on a request.

mod create;
mod idempotency;
mod lesson;
mod pay;
mod refund;

pub use create::{NewPayment, read_create};
pub use idempotency::idempotency_key;
pub use lesson::read_lesson;
pub use pay::{read_pay, read_pay_form};
pub use refund::{NewRefund, read_refund};

/// The largest body of the API, bytes. A payment is described in a few hundred.
pub const BODY_MAX: usize = 16 * 1024;

use crate::problem::{Code, Fault};
use serde_json::Value;

/// The body as a JSON object.
fn object(body: &[u8]) -> Result<serde_json::Map<String, Value>, Fault> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Fault::new(Code::BodyInvalid, "the body must be a JSON object")),
        Err(problem) => {
            Err(Fault::new(Code::JsonMalformed, format!("line {}, column {}", problem.line(), problem.column())))
        }
    }
}

/// What serde found, without the position, which helps nobody in a body that is well-formed.
fn shape_fault(problem: &serde_json::Error) -> Fault {
    let text = problem.to_string();
    let detail = text.split(" at line ").next().unwrap_or("").to_owned();
    Fault::new(Code::BodyInvalid, detail)
}
