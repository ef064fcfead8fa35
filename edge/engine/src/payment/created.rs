//! How a payment began, and which contracts may take it.

use crate::{
    facilitator::Split,
    gateway::{Account, Settles},
    id::{PaymentId, ShopId, WalletId},
    money::Rial,
    time::Moment,
};
use dargah_wire::{Mode, OrderLine, PayMethod};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a payment began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// Its id.
    pub id: PaymentId,
    /// Whose it is.
    pub shop: ShopId,
    /// Whether its money is real.
    pub mode: Mode,
    /// How much.
    pub amount: Rial,
    /// The shop's own number.
    pub order_id: String,
    /// Where the shopper comes back to.
    pub return_url: String,
    /// What is bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The same line by line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<OrderLine>,
    /// The shopper's mobile, `09…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// What the shop noted of it, for itself and for its rules.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// Who gets a part of it.
    #[serde(default, skip_serializing_if = "Split::is_none")]
    pub split: Split,
    /// The wallet that it fills; nothing for a payment of an order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_up: Option<WalletId>,
    /// Until when it can be paid.
    pub expires_at: Moment,
    /// SHA-256 of the request that made it: the same idempotency key with another request is refused (I14).
    pub fingerprint: String,
}

impl Created {
    /// Whether a contract may take it, whatever its amount. What is split, or fills a wallet, passes the operator's books, so only a
    /// contract that pays the operator can; and what fills a wallet is not lent, for it can be taken out again.
    #[must_use]
    pub fn admits(&self, account: &Account) -> bool {
        let passes = self.top_up.is_some() || !self.split.is_none();
        let is_lent = self.top_up.is_some() && account.method() != PayMethod::Card;
        !is_lent && (!passes || account.settles == Settles::Operator)
    }
}
