//! What stands on an account.

use super::account::{Account, Side};
use serde::{Deserialize, Serialize};

/// An account's two sides, rial: what went through it since ever, and what is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Balance {
    /// The left side.
    pub debits: i64,
    /// The right side.
    pub credits: i64,
    /// Held on the left side.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub debits_held: i64,
    /// Held on the right side.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub credits_held: i64,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference; on wasm32 eight bytes are no trivial copy"
)]
pub(super) const fn is_zero(n: &i64) -> bool {
    *n == 0
}

impl Balance {
    /// What stands there, in the direction in which `account` grows. Holds have not happened.
    #[must_use]
    pub const fn stands(&self, account: &Account) -> i64 {
        match account.grows() {
            Side::Debit => self.debits.saturating_sub(self.credits),
            Side::Credit => self.credits.saturating_sub(self.debits),
        }
    }

    /// What of it can be used: what is held to go is as good as gone, and what is held to come has not come.
    #[must_use]
    pub const fn free(&self, account: &Account) -> i64 {
        let held = match account.grows() {
            Side::Debit => self.credits_held,
            Side::Credit => self.debits_held,
        };
        self.stands(account).saturating_sub(held)
    }

    /// Adds to one side what goes and what is held. Nothing if that is more than can be counted.
    #[must_use]
    pub(super) const fn with(mut self, side: Side, posted: i64, held: i64) -> Option<Self> {
        let (of_posted, of_held) = match side {
            Side::Debit => (&mut self.debits, &mut self.debits_held),
            Side::Credit => (&mut self.credits, &mut self.credits_held),
        };
        match (of_posted.checked_add(posted), of_held.checked_add(held)) {
            (Some(posted), Some(held)) => {
                (*of_posted, *of_held) = (posted, held);
                Some(self)
            }
            _ => None,
        }
    }
}
