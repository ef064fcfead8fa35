//! The operator's own books, by the operator's key.

use super::{Call, internal};
use crate::{
    body,
    books::{self, Ask, Settled, Whole},
    ledger::unavailable,
};
use dargah_engine::{
    facilitator::{LINES_MAX, Overview, read_settlement},
    problem::{Code, Fault},
};
use dargah_wire::{BookAccount, BookSums, BooksView, Mode};
use serde_json::{Value, json};
use worker::Request;

/// The longest settlement, bytes: so many rows of an id and an amount.
const SETTLEMENT_MAX: usize = LINES_MAX * 256;

/// `GET /v1/operator/books`: `?mode=test` or `live`.
pub(super) async fn whole(request: &Request, call: &Call) -> Result<Value, Fault> {
    let url = request.url().map_err(internal)?;
    let mode = url.query_pairs().find(|(name, _)| name == "mode").map(|(_, mode)| mode.into_owned());
    let mode = match mode.as_deref() {
        Some("live") => Mode::Live,
        Some("test") => Mode::Test,
        _ => return Err(Fault::of(Code::QueryInvalid, "mode", "test or live")),
    };
    let Whole { accounts, misfits } = books::ask(&call.env, mode, &Ask::Accounts).await.map_err(unavailable)?;
    let BookSums { imbalance, suspense, .. } = Overview::of(accounts.iter().map(books::Line::pair)).sums;
    let row = |line: &books::Line| BookAccount {
        account: line.account.to_string(),
        debits: line.balance.debits,
        credits: line.balance.credits,
        stands: line.balance.stands(&line.account),
        free: line.balance.free(&line.account),
    };
    Ok(json!(BooksView { accounts: accounts.iter().map(row).collect(), imbalance, suspense, misfits }))
}

/// `POST /v1/operator/books/settlements`.
pub(super) async fn settle(request: &mut Request, call: &Call) -> Result<Value, Fault> {
    body::must_be_json(request)?;
    let bytes = body::read(request, SETTLEMENT_MAX).await?;
    let (mode, debtor, wish) = read_settlement(&bytes, &call.world.gateways, &call.world.terms)?;
    match books::ask(&call.env, mode, &Ask::Settle { debtor, wish }).await.map_err(unavailable)? {
        Settled::Posted(odd) => Ok(json!({ "odd": odd })),
        Settled::DoneOtherwise => Err(Code::SettlementOther.into()),
    }
}
