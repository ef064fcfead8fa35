//! What an operation came to.

use super::{Account, Answer, Class, Operation, Verdict, http::Unreadable};
use crate::money::Rial;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the bank issued for a payment: the word its page is opened with. Where a provider names the page's own address as well, that
/// stands behind the word, after a blank.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(pub String);

impl Token {
    /// A token, and the address of its page as its provider named it, after the provider's own page address.
    #[must_use]
    pub(crate) fn with_page(word: &str, page: &str) -> Self {
        Self(format!("{word} {page}"))
    }

    /// The token alone: what calls name, and what is claimed.
    #[must_use]
    pub fn word(&self) -> &str {
        self.0.split(' ').next().unwrap_or_default()
    }

    /// Where its page is, after the provider's page address; nothing where the provider names none.
    #[must_use]
    pub(crate) fn page(&self) -> &str {
        self.0.split_once(' ').map_or("", |(_, page)| page)
    }
}

/// The bank's own name for a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Unique within the terminal: what is claimed (I6).
    pub key: String,
    /// What else later operations have to name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
}

/// What the provider says of the payment it confirmed. Whatever it names must fit ([`super::bind`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Amount taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Rial>,
    /// Order number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// Terminal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
    /// The reference it confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What else later operations have to name, beside the reference's own details.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
    /// Retrieval reference number, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rrn: Option<String>,
}

/// What an answer establishes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// A token was issued.
    Token(Token),
    /// It is done, now or before.
    Done(Receipt),
    /// Whether an amount would be taken.
    Eligible(Eligibility),
    /// Paid and not verified yet: an inquiry's finding. It moves nothing; it is a reason to verify.
    Held,
    /// Nothing was done, because what was found first is not what was asked about.
    Other(Receipt),
    /// The bank says the money went back.
    Returned,
    /// The bank says no.
    Refused,
    /// Nothing.
    Unknown,
}

/// Whether a provider would take an amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Eligibility {
    /// It would.
    pub eligible: bool,
    /// What it offers, in its own words, bounded and on one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// What an operation came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What it establishes.
    pub reply: Reply,
    /// Whose doing it is.
    pub class: Class,
    /// The provider's code, or our reason where it gave none. Bounded, and never a card's number.
    pub code: String,
}

/// Longest word of a token, its page's address, and what is offered, characters.
const TOKEN_MAX: usize = 512;
const PAGE_MAX: usize = 1024;
const TITLE_MAX: usize = 120;

/// Longest code or reason that is kept.
const CODE_MAX: usize = 80;

impl Outcome {
    /// A token.
    pub(crate) fn token(token: String) -> Self {
        Self { reply: Reply::Token(Token(token)), class: Class::Ok, code: "0".to_owned() }
    }

    /// A token that is written in printable ASCII and of a sane length; what is not, nobody can carry to a page.
    pub(crate) fn issued(token: &str) -> Self {
        if (1..=128).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_graphic()) {
            Self::token(token.to_owned())
        } else {
            Self::misshapen("a token that is none")
        }
    }

    /// A token whose provider names the page it is used at, which must be where the contract says: a browser is led nowhere else.
    pub(crate) fn issued_at(account: &Account, word: &str, page: &str) -> Self {
        let plain = |text: &str, max| (1..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if !plain(word, TOKEN_MAX) || !plain(page, PAGE_MAX) {
            return Self::misshapen("a token or page that is none");
        }
        match page.strip_prefix(account.page("").as_str()).filter(|rest| rest.starts_with(['/', '?'])) {
            Some(rest) => {
                Self { reply: Reply::Token(Token::with_page(word, rest)), class: Class::Ok, code: "0".to_owned() }
            }
            None => Self { class: Class::Config, ..Self::misshapen("a page at another address") },
        }
    }

    /// Whether an amount would be taken.
    pub(crate) fn eligible(eligible: bool, title: Option<&str>) -> Self {
        let title = title.and_then(|title| crate::text::line(title, TITLE_MAX));
        let reply = Reply::Eligible(Eligibility { eligible, title });
        Self { reply, class: Class::Ok, code: "0".to_owned() }
    }

    /// A code of the provider, read for `operation`. `receipt` is what the answer says beside it.
    pub(crate) fn of_code(operation: &Operation, class: Class, code: &str, receipt: Receipt) -> Self {
        let reply = match (operation, class.verdict()) {
            // A token that is not there is not issued: nothing else can be concluded from this call.
            (Operation::Token(_), Verdict::Inconclusive) => Reply::Unknown,
            (Operation::Token(_), _) => Reply::Refused,
            // A code is no answer to this question, whatever it is.
            (Operation::Eligible(_), _) => Reply::Unknown,
            // The money being back is what a reversal is for; being late for one is not.
            (Operation::Reverse(_), Verdict::Returned) if class == Class::Reversed => Reply::Done(receipt),
            (Operation::Reverse(_), Verdict::Returned) => Reply::Refused,
            // "Done before" does not say that it was this refund which was done.
            (Operation::Refund(_), Verdict::Positive) if class == Class::Already => Reply::Unknown,
            (Operation::Refund(_), Verdict::Returned) if class == Class::Reversed => Reply::Unknown,
            (Operation::Refund(_), Verdict::Returned) => Reply::Refused,
            (_, Verdict::Positive) => Reply::Done(receipt),
            (_, Verdict::Returned) => Reply::Returned,
            (_, Verdict::Negative) => Reply::Refused,
            (_, Verdict::Inconclusive) => Reply::Unknown,
        };
        Self { reply, class, code: short(code) }
    }

    /// An answer that cannot be read: the provider's technical fault, establishing nothing (I3).
    pub(crate) fn unreadable(why: Unreadable) -> Self {
        // A firewall's 403 says that this caller is not welcome, not that the service is down.
        let class = if matches!(why, Unreadable::Status(401 | 403)) { Class::Config } else { Class::Tech };
        Self { reply: Reply::Unknown, class, code: short(&why.reason()) }
    }

    /// A status of something between us and the provider.
    pub(crate) fn unreadable_status(answer: &Answer<'_>) -> Self {
        match *answer {
            Answer::Http { status, .. } => Self::unreadable(Unreadable::Status(status)),
            Answer::Silence(silence) => Self::unreadable(Unreadable::Silence(silence)),
        }
    }

    /// Done, where the provider has no code for it.
    pub(crate) fn done(receipt: Receipt) -> Self {
        Self { reply: Reply::Done(receipt), class: Class::Ok, code: "0".to_owned() }
    }

    /// An inquiry found money that nobody verified.
    pub(crate) fn held(code: &str) -> Self {
        Self { reply: Reply::Held, class: Class::Pending, code: short(code) }
    }

    /// What an inquiry found before verify is something else, and was left alone.
    pub(crate) fn other(code: i32, receipt: Receipt) -> Self {
        Self { reply: Reply::Other(receipt), class: Class::Ok, code: short(&code.to_string()) }
    }

    /// A call that could not be made at all, through no doing of the provider's.
    #[must_use]
    pub fn unmade(reason: &str) -> Self {
        Self { reply: Reply::Unknown, class: Class::Unknown, code: short(reason) }
    }

    /// An answer in the wrong shape.
    pub(crate) fn misshapen(reason: &str) -> Self {
        Self { reply: Reply::Unknown, class: Class::Tech, code: short(reason) }
    }
}

fn short(code: &str) -> String {
    code.chars().filter(|c| !c.is_control()).take(CODE_MAX).collect()
}
