//! The words that the widget and the hosted page share, one module per language. A language that lacks a text does not compile.
//!
//! `{}` in a text stands for one value, put in by [`fill`]. What only the hosted page says is in [`crate::page`], so that the
//! widget does not carry it.

mod ar;
mod en;
mod fa;

use crate::Locale;
use alloc::string::String;

/// A heading and what stands under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// What went wrong between the shopper and us: a text for each [`crate::fault::Kind`] that no other text serves.
#[derive(Clone, Copy, Debug)]
pub struct Faults {
    /// No answer at all.
    pub offline: Saying,
    /// No such payment.
    pub not_found: Saying,
    /// Its time is over, or it was withdrawn.
    pub expired: Saying,
    /// It cannot be paid now.
    pub not_payable: Saying,
    /// It was tried too often.
    pub worn_out: Saying,
    /// The bank that the shopper named cannot take it now.
    pub gateway: Saying,
    /// Too many requests.
    pub too_many: Saying,
    /// A place that is not on the list of banks.
    pub unknown_bank: Saying,
    /// The shop has not registered the page that the form stands in.
    pub misconfigured: Saying,
    /// Anything else.
    pub service: Saying,
}

/// Every text that both say.
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
    /// The way to the methods of payment that the form does not have.
    pub other_ways: &'static str,
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
    /// Before the number that the bank gave the payment.
    pub tracking: &'static str,
    /// Before the time when it was paid.
    pub paid_at: &'static str,
    /// Too late.
    pub expired: Saying,
    /// Held for a person.
    pub review: Saying,
    /// Withdrawn by the shop.
    pub cancelled: Saying,
    /// Paid, and the shop gave the money back.
    pub refunded: Saying,
    /// Paid, and the bank took the money back.
    pub returned: Saying,
    /// Open, but it cannot be paid just now.
    pub not_now: Saying,
    /// Try once more.
    pub retry: &'static str,
    /// Link to the shop.
    pub back: &'static str,
    /// Before the number to quote when asking for help.
    pub request: &'static str,
    /// Why an attempt came to nothing.
    pub reasons: Reasons,
    /// What went wrong.
    pub faults: Faults,
}

impl Locale {
    /// Every text that both say.
    #[must_use]
    pub fn texts(self) -> &'static Texts {
        match self.built() {
            Self::Fa => &fa::TEXTS,
            Self::Ar => &ar::TEXTS,
            Self::En => &en::TEXTS,
        }
    }
}

/// `text` with `value` in place of `{}`.
#[must_use]
pub fn fill(text: &str, value: &str) -> String {
    let (before, after) = cut(text, b'{').unwrap_or((text, "}"));
    [before, value, &after[1..]].concat()
}

/// `text` before and after the first `mark`, which is ASCII. The searchers behind `str::split_once` are 2 KB; a byte needs none.
#[must_use]
pub fn cut(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|b| b == mark)?;
    Some((&text[..at], &text[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_put_in() {
        assert_eq!(fill("Pay {}!", "10"), "Pay 10!");
        assert_eq!(fill("{} تومان", "۱۰"), "۱۰ تومان");
        assert_eq!(fill("nothing", "10"), "nothing10");
    }

    #[test]
    fn every_text_for_a_value_has_its_place() {
        for locale in Locale::ALL {
            let t = locale.texts();
            for text in [t.toman, t.rial, t.pay, t.leaving.title] {
                assert_eq!(text.matches("{}").count(), 1, "{text}");
            }
        }
    }
}
