//! Payment facilitation: a shop that has no contract with a bank is paid through the operator's.
//!
//! What lives here: what the operator takes of a payment ([`Schedule`]), how a payment is split to several IBANs ([`Split`]), when its
//! money becomes the shop's and what is kept back ([`ReleaseRule`]), and what a shop is shown of it ([`Statement`]). What must not: the
//! transfers (`books::rules` makes them) and the way to a bank (`payout`).
//!
//! Every rate and bound is a dated row of configuration, and every rounding is said where it happens: shares are rounded down, and what
//! is left of a division goes by the largest remainder, so parts always add up to the rial.

mod entry;
mod fact;
mod fee;
mod overview;
mod payouts;
mod release;
mod settle;
mod split;
mod statement;
mod terms;

pub use entry::Entry;
pub use fact::{Fact, What, debtor, facts, next_refund};
pub use fee::{Charge, FeeRule, Method, OnRefund, Payer, Schedule, ScheduleFault, Tariff};
pub use overview::{Overview, Own};
pub use payouts::Payouts;
pub use release::ReleaseRule;
pub use settle::{Anomalies, LINES_MAX, Odd, OddKind, Wish, WishKind, WishLine, parties, read_settlement};
pub use split::{PAYEES_MAX, Portion, Split, SplitFault, WHOLE_BPS, divide};
pub use statement::{Standing, Statement, StatementLine};
pub use terms::{Terms, TermsProblem, WalletTerms};
