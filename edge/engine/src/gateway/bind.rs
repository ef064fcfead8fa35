//! Whether what the provider confirmed is what was asked for (I1, I13). Whatever it names must fit; what it does not name
//! cannot be compared, and its capabilities say that it does not.

use super::{Account, Capabilities, Claim, Receipt};

/// What does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Another amount, or none where the provider always names it (F16).
    Amount,
    /// Another order.
    Order,
    /// Another terminal: somebody else's money (F08).
    Terminal,
    /// Another payment than the one asked about (F14).
    Reference,
}

impl Misfit {
    /// For the event log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Order => "order",
            Self::Terminal => "terminal",
            Self::Reference => "reference",
        }
    }
}

/// Compares a receipt with the claim it answers.
///
/// # Errors
/// The first [`Misfit`].
pub fn bind(capabilities: &Capabilities, account: &Account, claim: &Claim, receipt: &Receipt) -> Result<(), Misfit> {
    if receipt.terminal.as_deref().is_some_and(|t| t != account.terminal()) {
        return Err(Misfit::Terminal);
    }
    if receipt.reference.as_deref().is_some_and(|r| r != claim.reference.key) {
        return Err(Misfit::Reference);
    }
    if receipt.order.as_deref().is_some_and(|o| o != claim.order.to_string()) {
        return Err(Misfit::Order);
    }
    match receipt.amount {
        Some(amount) if amount == claim.amount => Ok(()),
        None if !capabilities.verify_says_amount => Ok(()),
        _ => Err(Misfit::Amount),
    }
}
