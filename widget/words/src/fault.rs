//! What can go wrong on the way, sorted by what to tell the shopper.

use crate::{Locale, text::Saying};

/// What to tell. One text per kind and language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No answer at all: no network, or the edge is out of reach.
    Offline,
    /// No such payment.
    NotFound,
    /// Its time is over, or it was withdrawn.
    Expired,
    /// It cannot be paid now: paid, closed, or another attempt is under way.
    NotPayable,
    /// It was tried too often.
    WornOut,
    /// No gateway can take it now.
    NoGateway,
    /// The gateway that the shopper named cannot take it now.
    Gateway,
    /// Too many requests.
    TooMany,
    /// The mobile number is none.
    Mobile,
    /// The edge named a place that is not on the list of banks.
    UnknownBank,
    /// The shop has not registered the page that the form stands in.
    Misconfigured,
    /// Anything else.
    Service,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Offline,
        Self::NotFound,
        Self::Expired,
        Self::NotPayable,
        Self::WornOut,
        Self::NoGateway,
        Self::Gateway,
        Self::TooMany,
        Self::Mobile,
        Self::UnknownBank,
        Self::Misconfigured,
        Self::Service,
    ];

    /// Of a problem that the edge tells: by its stable code first, and by its HTTP status if the code is news to this version.
    #[must_use]
    pub fn of(status: u16, code: &str) -> Self {
        match (code, status) {
            ("mobile_invalid", _) => Self::Mobile,
            ("payment_expired" | "payment_cancelled", _) | (_, 410) => Self::Expired,
            ("too_many_attempts", _) => Self::WornOut,
            ("no_gateway", _) => Self::NoGateway,
            ("gateway_unavailable", _) => Self::Gateway,
            ("origin_forbidden", _) => Self::Misconfigured,
            (_, 404) => Self::NotFound,
            (_, 409) => Self::NotPayable,
            (_, 429) => Self::TooMany,
            _ => Self::Service,
        }
    }
}

/// What to say of a fault.
#[must_use]
pub fn said(kind: Kind, locale: Locale) -> Saying {
    let t = locale.texts();
    let f = &t.faults;
    match kind {
        Kind::Offline => f.offline,
        Kind::NotFound => f.not_found,
        Kind::Expired => f.expired,
        Kind::NotPayable => f.not_payable,
        Kind::WornOut => f.worn_out,
        Kind::NoGateway => t.reasons.no_gateway,
        Kind::Gateway => f.gateway,
        Kind::TooMany => f.too_many,
        Kind::Mobile => Saying { title: t.mobile, text: t.mobile_bad },
        Kind::UnknownBank => f.unknown_bank,
        Kind::Misconfigured => f.misconfigured,
        Kind::Service => f.service,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_goes_before_the_status() {
        for (status, code, kind) in [
            (422, "mobile_invalid", Kind::Mobile),
            (409, "payment_expired", Kind::Expired),
            (409, "too_many_attempts", Kind::WornOut),
            (422, "gateway_unavailable", Kind::Gateway),
            (503, "no_gateway", Kind::NoGateway),
        ] {
            assert_eq!(Kind::of(status, code), kind, "{code}");
        }
    }

    #[test]
    fn an_unknown_code_falls_back_to_the_status() {
        for (status, kind) in [
            (404, Kind::NotFound),
            (409, Kind::NotPayable),
            (410, Kind::Expired),
            (429, Kind::TooMany),
            (500, Kind::Service),
        ] {
            assert_eq!(Kind::of(status, "x"), kind, "{status}");
        }
    }

    #[test]
    fn every_kind_has_words_of_its_own() {
        for locale in Locale::ALL {
            let texts = Kind::ALL.map(|kind| said(kind, locale).text);
            for (i, text) in texts.iter().enumerate() {
                let same = texts[..i].iter().filter(|other| other == &text).count();
                // "Order again" is the way on from a payment that is over and from one that was tried too often.
                assert!(same == 0 || Kind::ALL[i] == Kind::WornOut, "{:?} in {}: {text}", Kind::ALL[i], locale.tag());
            }
        }
    }
}
