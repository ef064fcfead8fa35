//! What is asked of each provider, by its documents: the token request's amount, names and addresses, what goes before it, and
//! which way it takes.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

mod login;
mod relay;
mod secrets;
mod token;

use dargah_engine::gateway::{Operation, Provider, RefundAsk, TokenAsk};
use dargah_tests::contract::{Contract, claim, order, token_ask};

/// Eighteen digits, which a float would not keep.
pub(crate) const ORDER: u64 = 123_456_789_012_345_678;
pub(crate) const AMOUNT: i64 = 1_250_000;
pub(crate) const CALLBACK: &str = "https://pay.example/v1/callback/cb_1?a=1&b='<2>'";
pub(crate) const MOBILE: &str = "09121234567";

pub(crate) fn ask() -> TokenAsk {
    token_ask(ORDER, AMOUNT, CALLBACK, Some(MOBILE))
}

/// Every operation, of a payment at this provider.
pub(crate) fn operations(provider: Provider) -> Vec<Operation> {
    let mut claim = claim(ORDER, AMOUNT, "5");
    claim.reference.details =
        [("ref_id", "5"), ("payGateTranID", "5"), ("retrievalReferenceNumber", "5"), ("systemTraceAuditNumber", "5")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
    let refund = RefundAsk { claim: claim.clone(), amount: claim.amount, before: 0, order: order(42) };
    let mut bare = claim.clone();
    bare.reference.details.clear();
    let all = vec![
        Operation::Token(ask()),
        Operation::Verify(claim.clone()),
        Operation::Verify(bare.clone()),
        Operation::Settle(claim.clone()),
        Operation::Settle(bare.clone()),
        Operation::Inquire(claim.clone()),
        Operation::Reverse(claim),
        Operation::Reverse(bare),
        Operation::Refund(refund),
    ];
    let contract = Contract::of(provider);
    all.into_iter().filter(|operation| contract.asks(operation).is_some()).collect()
}
