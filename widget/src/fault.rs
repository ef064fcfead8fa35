//! What can go wrong between the widget and the edge, sorted by what to tell the shopper. Pure.

/// What to tell. One text per kind and locale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No answer at all: no network, or the edge is out of reach.
    Offline,
    /// No such payment.
    NotFound,
    /// Its time is over.
    Expired,
    /// It cannot be paid now: paid, closed, or another attempt is under way.
    NotPayable,
    /// No gateway can take it now.
    NoGateway,
    /// Too many requests.
    TooMany,
    /// The edge did not take the mobile number.
    Mobile,
    /// The edge named a place that is not on the list of banks.
    UnknownBank,
    /// The shop's page does not let the form go to the bank.
    Blocked,
    /// Anything else.
    Service,
}

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
            Kind::Blocked => ("redirect_blocked", false),
            _ => ("answer_unreadable", true),
        };
        Self { kind, code: code.into(), retryable, request_id: String::new() }
    }

    /// A problem that the edge told: by its code first, and by its HTTP status if the code is news to this version.
    #[must_use]
    pub fn told(status: u16, code: String, retryable: bool, request_id: String) -> Self {
        Self { kind: kind_of(status, &code), code, retryable, request_id }
    }
}

fn kind_of(status: u16, code: &str) -> Kind {
    match (code, status) {
        ("mobile_invalid", _) => Kind::Mobile,
        ("payment_expired" | "payment_cancelled", _) | (_, 410) => Kind::Expired,
        ("no_gateway" | "gateway_unavailable", _) => Kind::NoGateway,
        ("origin_forbidden", _) => Kind::Blocked,
        (_, 404) => Kind::NotFound,
        (_, 409) => Kind::NotPayable,
        (_, 429) => Kind::TooMany,
        _ => Kind::Service,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(status: u16, code: &str) -> Kind {
        Fault::told(status, code.into(), false, String::new()).kind
    }

    #[test]
    fn the_code_goes_before_the_status() {
        assert_eq!(kind(422, "mobile_invalid"), Kind::Mobile);
        assert_eq!(kind(409, "payment_expired"), Kind::Expired);
        assert_eq!(kind(503, "no_gateway"), Kind::NoGateway);
    }

    #[test]
    fn an_unknown_code_falls_back_to_the_status() {
        assert_eq!(kind(404, "x"), Kind::NotFound);
        assert_eq!(kind(409, "x"), Kind::NotPayable);
        assert_eq!(kind(429, "x"), Kind::TooMany);
        assert_eq!(kind(500, "x"), Kind::Service);
    }
}
