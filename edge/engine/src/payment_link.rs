//! Payment links: an address that a shop sends or prints, by which anybody pays it. Whether one can be paid by, for how much, and what
//! payment it makes.

use crate::{
    facilitator::Split,
    id::{PaymentId, ShopId, letters},
    links::Links,
    money::{AMOUNT_MAX, AMOUNT_MIN, Rial},
    payment::Created,
    problem::{Code, Fault},
    seal::sha256_hex,
    text,
    time::{Moment, Span},
};
use dargah_wire::Mode;
use serde::{Deserialize, Deserializer, de::Error as _};

/// What a payment notes of the link that it was made by.
pub const NOTE: &str = "payment_link";

/// A link as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StoredLink {
    /// `lnk_…`, which nobody guesses.
    pub id: String,
    /// Whose it is.
    pub shop: ShopId,
    /// Whether its money is real.
    pub mode: Mode,
    /// What the payer reads.
    pub title: String,
    /// Rial; nothing where the payer says.
    pub amount: Option<i64>,
    /// How often it may be paid; nothing for any number.
    pub most: Option<i64>,
    /// Who gets a part of each payment by it.
    #[serde(default, deserialize_with = "split_of")]
    pub split: Split,
    /// When it was made, ms.
    pub created_at: i64,
    /// Until when it can be paid by, ms.
    pub expires_at: Option<i64>,
    /// When the shop closed it, ms.
    pub closed_at: Option<i64>,
}

/// A column with a split as JSON; `NULL` for none.
fn split_of<'de, D: Deserializer<'de>>(column: D) -> Result<Split, D::Error> {
    let text = Option::<String>::deserialize(column)?;
    text.map_or_else(|| Ok(Split::default()), |text| serde_json::from_str(&text).map_err(D::Error::custom))
}

/// How a link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It can be paid by.
    Open,
    /// The shop closed it.
    Closed,
    /// It was paid as often as it may be, or somebody is paying the last time.
    Spent,
    /// Its time is over.
    Over,
}

impl LinkState {
    /// The word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Spent => "spent",
            Self::Over => "over",
        }
    }
}

/// A name for a new link.
#[must_use]
pub fn link_id(entropy: [u8; 16]) -> String {
    format!("lnk_{}", letters(entropy))
}

impl StoredLink {
    /// How it stands at `now`, with so many payments that are paid or may still be.
    #[must_use]
    pub fn state(&self, taken: i64, now: Moment) -> LinkState {
        if self.closed_at.is_some() {
            LinkState::Closed
        } else if self.expires_at.is_some_and(|end| end <= now.0) {
            LinkState::Over
        } else if self.most.is_some_and(|most| most <= taken) {
            LinkState::Spent
        } else {
            LinkState::Open
        }
    }

    /// What is paid by it: its own amount, or what the payer typed, in toman.
    ///
    /// # Errors
    /// A code for each way to be no amount.
    pub fn amount(&self, typed: &str) -> Result<Rial, Fault> {
        match self.amount {
            Some(rial) => payable(rial),
            None => payable(toman(typed)?),
        }
    }

    /// The payment that a payer makes by it. `once` is of this payer's page: the same page sent twice makes one payment, and its
    /// id follows from it, over the shop's `shards`. The payer comes back to the payment's own page.
    #[must_use]
    pub fn payment(
        &self,
        amount: Rial,
        once: &str,
        links: &Links,
        shards: u8,
        now: Moment,
        pay_within: Span,
    ) -> Created {
        let id: PaymentId = links.payment_id(&self.shop, &format!("{}/{once}", self.id), shards);
        let order = id.to_string();
        Created {
            id,
            shop: self.shop.clone(),
            mode: self.mode,
            amount,
            order_id: format!("L-{}", &order[order.len() - 10..]),
            return_url: links.checkout_page(&links.checkout_token(&self.shop, id)),
            description: Some(self.title.clone()),
            lines: Vec::new(),
            mobile: None,
            metadata: [(NOTE.to_owned(), self.id.clone())].into(),
            split: self.split.clone(),
            top_up: None,
            expires_at: now + pay_within,
            fingerprint: sha256_hex(format!("{}/{}", self.id, amount.get()).as_bytes()),
        }
    }
}

/// What a payment can be of, of so many rial.
///
/// # Errors
/// A code for each way to be no amount.
pub fn payable(rial: i64) -> Result<Rial, Fault> {
    let fault = |code: Code, why: &str| Fault::of(code, "amount", why);
    if rial < AMOUNT_MIN {
        return Err(fault(Code::AmountTooSmall, "at least 1,000 rial"));
    }
    if rial > AMOUNT_MAX {
        return Err(fault(Code::AmountTooLarge, "at most 100 billion rial"));
    }
    Rial::new(rial).map_err(|_| fault(Code::AmountInvalid, "the amount must be above zero"))
}

/// An amount as a person types it, in toman; the rial of it. Digits of any script, with or without separators.
///
/// # Errors
/// `amount_invalid` for anything but a whole number.
pub fn toman(typed: &str) -> Result<i64, Fault> {
    let kept = |c: &char| !c.is_whitespace() && !matches!(c, ',' | '٬' | '،' | '\u{200c}' | '\u{200e}' | '\u{200f}');
    let digits: String = text::ascii_digits(typed).chars().filter(kept).collect();
    let fault = || Fault::of(Code::AmountInvalid, "amount", "write it in toman, a whole number in digits");
    if digits.is_empty() || digits.len() > 15 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(fault());
    }
    digits.parse::<i64>().ok().and_then(|toman| toman.checked_mul(10)).ok_or_else(fault)
}
