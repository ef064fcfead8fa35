//! What can go wrong between the widget and the edge. Pure. What to tell of it is in `dargah-words`.

pub use dargah_words::fault::Kind;

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What to tell.
    pub kind: Kind,
    /// The word for programs, as in [`dargah_wire::Problem::code`].
    pub code: String,
    /// Whether the same again may succeed.
    pub retryable: bool,
    /// To quote when asking for help.
    pub request_id: String,
}

impl Fault {
    /// A fault that the widget found itself.
    #[must_use]
    pub fn own(kind: Kind) -> Self {
        let (code, retryable) = match kind {
            Kind::Offline => ("network_failed", true),
            Kind::UnknownBank => ("redirect_refused", true),
            _ => ("answer_unreadable", true),
        };
        Self { kind, code: code.into(), retryable, request_id: String::new() }
    }

    /// A problem that the edge told: by its code first, and by its HTTP status if the code is news to this version.
    #[must_use]
    pub fn told(status: u16, code: String, retryable: bool, request_id: String) -> Self {
        Self { kind: Kind::of(status, &code), code, retryable, request_id }
    }
}
