//! The words of the form, one module per language. A language that lacks a text does not compile.
//!
//! `{}` in a text stands for one value, put in by [`fill`].

mod en;
mod fa;

use crate::fault::Kind;
use dargah_wire::{ShopName, StatusReason};

/// A language of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    /// Persian, right to left.
    Fa,
    /// English.
    En,
}

/// A heading and what stands under it.
#[derive(Clone, Copy, Debug)]
pub struct Saying {
    /// A few words.
    pub title: &'static str,
    /// One or two sentences.
    pub text: &'static str,
}

/// Why an attempt came to nothing, in the shopper's words.
#[derive(Clone, Copy, Debug)]
pub struct Reasons {
    /// The shopper pressed cancel.
    pub cancelled: Saying,
    /// The bank declined.
    pub declined: Saying,
    /// Time ran out on the bank's page.
    pub session_ended: Saying,
    /// A technical fault at the bank.
    pub bank_fault: Saying,
    /// No gateway could take it.
    pub no_gateway: Saying,
    /// What was taken goes back.
    pub reversed: Saying,
    /// Nothing more is known.
    pub other: Saying,
}

/// What went wrong between the widget and the edge.
#[derive(Clone, Copy, Debug)]
pub struct Faults {
    /// See [`Kind::Offline`].
    pub offline: Saying,
    /// See [`Kind::NotFound`].
    pub not_found: Saying,
    /// See [`Kind::Expired`].
    pub expired: Saying,
    /// See [`Kind::NotPayable`].
    pub not_payable: Saying,
    /// See [`Kind::TooMany`].
    pub too_many: Saying,
    /// See [`Kind::UnknownBank`].
    pub unknown_bank: Saying,
    /// See [`Kind::Blocked`].
    pub blocked: Saying,
    /// See [`Kind::Service`].
    pub service: Saying,
}

/// Every text of the form.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    /// Ribbon in test mode.
    pub sandbox: &'static str,
    /// Before the order number.
    pub order: &'static str,
    /// An amount in toman.
    pub toman: &'static str,
    /// An amount in rial.
    pub rial: &'static str,
    /// The button, with the amount and its unit.
    pub pay: &'static str,
    /// The button after an attempt that came to nothing.
    pub other_gateway: &'static str,
    /// Label of the mobile number.
    pub mobile: &'static str,
    /// Beside the label.
    pub optional: &'static str,
    /// What the mobile number is for.
    pub mobile_hint: &'static str,
    /// The number is not one.
    pub mobile_bad: &'static str,
    /// The quiet way to the banks' list.
    pub choose: &'static str,
    /// The router's choice.
    pub automatic: &'static str,
    /// What the router's choice is.
    pub automatic_hint: &'static str,
    /// What comes next, under the button.
    pub next: &'static str,
    /// The button while the gateway is being chosen.
    pub busy: &'static str,
    /// On the way to the bank, with its name.
    pub leaving: Saying,
    /// The status is being asked for.
    pub checking: &'static str,
    /// The bank has not answered.
    pub waiting: Saying,
    /// Paid.
    pub paid: Saying,
    /// Too late.
    pub expired: Saying,
    /// Held for a person.
    pub review: Saying,
    /// Withdrawn by the shop.
    pub cancelled: Saying,
    /// Paid, and the money has gone back.
    pub returned: Saying,
    /// Open, but it cannot be paid just now.
    pub not_now: Saying,
    /// Try once more.
    pub retry: &'static str,
    /// Link to the shop.
    pub back: &'static str,
    /// Before the number to quote.
    pub request: &'static str,
    /// Why an attempt came to nothing.
    pub reasons: Reasons,
    /// What went wrong.
    pub faults: Faults,
}

impl Locale {
    /// From a language tag; whatever is not English is Persian.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        match tag.as_bytes() {
            [b'e' | b'E', b'n' | b'N', ..] => Self::En,
            _ => Self::Fa,
        }
    }

    /// The language tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Fa => "fa",
            Self::En => "en",
        }
    }

    /// Every text.
    #[must_use]
    pub fn texts(self) -> &'static Texts {
        match self {
            Self::Fa => &fa::TEXTS,
            Self::En => &en::TEXTS,
        }
    }

    /// The name in this language.
    #[must_use]
    pub fn name(self, name: &ShopName) -> &str {
        match self {
            Self::Fa => &name.fa,
            Self::En => &name.en,
        }
    }
}

impl Texts {
    /// What to say of an attempt or a payment that came to nothing.
    #[must_use]
    pub fn reason(&self, reason: Option<StatusReason>) -> Saying {
        let r = &self.reasons;
        match reason {
            Some(StatusReason::Cancelled) => r.cancelled,
            Some(StatusReason::Declined) => r.declined,
            Some(StatusReason::SessionEnded) => r.session_ended,
            Some(StatusReason::BankFault) => r.bank_fault,
            Some(StatusReason::NoGateway) => r.no_gateway,
            Some(StatusReason::Reversed) => r.reversed,
            Some(StatusReason::AwaitingBank) => self.waiting,
            Some(StatusReason::Mismatch) => self.review,
            Some(StatusReason::TimeOver) => self.expired,
            None => r.other,
        }
    }

    /// What to say of a fault.
    #[must_use]
    pub fn fault(&self, kind: Kind) -> Saying {
        let f = &self.faults;
        match kind {
            Kind::Offline => f.offline,
            Kind::NotFound => f.not_found,
            Kind::Expired => f.expired,
            Kind::NotPayable => f.not_payable,
            Kind::NoGateway => self.reasons.no_gateway,
            Kind::TooMany => f.too_many,
            Kind::Mobile => Saying { title: self.mobile, text: self.mobile_bad },
            Kind::UnknownBank => f.unknown_bank,
            Kind::Blocked => f.blocked,
            Kind::Service => f.service,
        }
    }
}

/// `text` with `value` in place of `{}`.
#[must_use]
pub fn fill(text: &str, value: &str) -> String {
    let (before, after) = cut(text, b'{').unwrap_or((text, "}"));
    [before, value, &after[1..]].concat()
}

/// `text` before and after the first `mark`. The searchers behind `str::split_once` are 2 KB; an ASCII byte needs none.
pub(crate) fn cut(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|b| b == mark)?;
    Some((&text[..at], &text[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_follows_the_tag() {
        assert_eq!(Locale::of("en-GB"), Locale::En);
        assert_eq!(Locale::of("fa"), Locale::Fa);
        assert_eq!(Locale::of(""), Locale::Fa);
        assert_eq!(Locale::of("de"), Locale::Fa);
    }

    #[test]
    fn fill_puts_the_value_in_once() {
        assert_eq!(fill("Pay {} now", "5"), "Pay 5 now");
        assert_eq!(fill("Pay", "5"), "Pay5");
    }

    #[test]
    fn every_template_has_its_place() {
        for locale in [Locale::Fa, Locale::En] {
            let t = locale.texts();
            for template in [t.toman, t.rial, t.pay, t.leaving.title] {
                assert_eq!(template.matches("{}").count(), 1, "{template}");
            }
        }
    }

    #[test]
    fn persian_uses_persian_letters() {
        let mut all = String::new();
        let t = Locale::Fa.texts();
        for s in [
            t.waiting,
            t.paid,
            t.expired,
            t.review,
            t.cancelled,
            t.returned,
            t.not_now,
            t.reasons.declined,
            t.faults.offline,
        ] {
            all.push_str(s.title);
            all.push_str(s.text);
        }
        assert!(!all.contains(['ي', 'ك']), "Arabic yeh or kaf in Persian text");
    }
}
