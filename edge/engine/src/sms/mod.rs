//! Short messages with one-time codes.
//!
//! What lives here: the services that send them, each a builder of a request and a reader of its answer in the manner of
//! [`crate::gateway`]; and what the operator sets ([`Sms`]). What must not: the sending, and any text that a service would have
//! to approve first. A message's words are a template that the operator has approved at the service; we name it and hand over
//! the code. Its last line has to be the one that browsers read by themselves ([`bound_line`]), which is why it is fixed text of
//! the template: services refuse some of its marks in what is handed over.
//!
//! A service's key never leaves this folder but in the request: no type here prints one.

mod kavenegar;
mod meaning;
mod settings;
mod sms_ir;

pub use settings::{Service, Sms};

use crate::{
    gateway::{Answer, HttpRequest, Silence},
    member::{Mobile, code::Code},
    time::Span,
};

/// What an order to send came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The service took it, under this name.
    Sent {
        /// The service's name for the message.
        id: String,
    },
    /// No message can reach this number, or its owner refuses them.
    BadNumber,
    /// The operator's credit at the service is used up.
    NoCredit,
    /// The service is busy or out of order; it may be asked again after this time.
    Retry(Span),
    /// The template is none, is not approved, or does not take what we hand over.
    TemplateTrouble,
    /// The service does not know us.
    Unauthorised,
    /// Nothing can be concluded.
    Unknown,
}

impl Outcome {
    /// The word for logs.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Sent { .. } => "sent",
            Self::BadNumber => "bad_number",
            Self::NoCredit => "no_credit",
            Self::Retry(_) => "retry",
            Self::TemplateTrouble => "template_trouble",
            Self::Unauthorised => "unauthorised",
            Self::Unknown => "unknown",
        }
    }

    /// Whether another service may have more luck. After silence the first one may have sent it all the same: then the same code
    /// comes twice.
    #[must_use]
    pub const fn is_worth_another(&self) -> bool {
        !matches!(self, Self::Sent { .. } | Self::BadNumber)
    }
}

/// How long a service that names no time is left alone.
const PAUSE: Span = Span::seconds(60);

impl Service {
    /// The request that has `code` sent to `mobile`; nothing for the sandbox, which sends none.
    #[must_use]
    pub fn ask(&self, mobile: &Mobile, code: &Code) -> Option<HttpRequest> {
        match self {
            Self::Sandbox => None,
            Self::Kavenegar(account) => Some(kavenegar::ask(account, mobile, code)),
            Self::SmsIr(account) => Some(sms_ir::ask(account, mobile, code)),
        }
    }

    /// What the answer to that request says.
    #[must_use]
    pub fn hear(&self, answer: &Answer<'_>) -> Outcome {
        match self {
            Self::Sandbox => Outcome::Unknown,
            Self::Kavenegar(_) => kavenegar::hear(answer),
            Self::SmsIr(_) => sms_ir::hear(answer),
        }
    }
}

/// What an answer that cannot be read says: its status alone.
fn unreadable(answer: &Answer<'_>) -> Outcome {
    match *answer {
        Answer::Silence(Silence::Timeout | Silence::Broken) => Outcome::Retry(PAUSE),
        Answer::Http { status: 401 | 403, .. } => Outcome::Unauthorised,
        Answer::Http { status: 429 | 500..=599, .. } => Outcome::Retry(PAUSE),
        Answer::Silence(Silence::TooLong) | Answer::Http { .. } => Outcome::Unknown,
    }
}

/// The last line of a message, which ties the code to the page at `host`: a browser offers it there and nowhere else
/// (origin-bound one-time codes). Nothing may follow it.
#[must_use]
pub fn bound_line(host: &str, code: &str) -> String {
    format!("@{host} #{code}")
}

/// The whole message, as the operator's template should read, short enough for one part: for the sandbox, which shows it, and for the operator to copy with
/// `%token` in place of the code.
#[must_use]
pub fn message(host: &str, code: &str) -> String {
    format!("کد ورود به درگاه: {code}\n\n{}", bound_line(host, code))
}
