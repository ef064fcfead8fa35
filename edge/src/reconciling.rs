//! A provider's settlement file against the ledger, for whoever asks: the API and the operator's desk. What differs, the engine says.

use crate::ledger::{Ask, RemoteLedger};
use dargah_engine::{
    config::Shop,
    id::GatewayId,
    payment::Payment,
    problem::Fault,
    reconcile::{Report, SettlementFile, Window, entries, reconcile},
    time::Span,
};
use worker::Env;

/// What came of it, and the payments that it is about.
pub(crate) struct Compared {
    pub(crate) report: Report,
    pub(crate) payments: Vec<Payment>,
}

/// Compares a file of the contract `gateway` with the shop's payments there. Nothing is changed.
pub(crate) async fn compare(
    env: &Env,
    shop: &Shop,
    gateway: &GatewayId,
    file: &SettlementFile,
    window: &Window,
) -> Result<Compared, Fault> {
    let margin = Span(-Window::MARGIN.0);
    let ask = Ask::Tried { gateway: gateway.clone(), from: window.from + margin, to: window.to + Window::MARGIN };
    let ledger = RemoteLedger::new(env, &shop.id);
    let mut payments = Vec::new();
    for shard in 0..shop.shards {
        payments.extend(ledger.list(shard, &ask).await?.iter().filter_map(|events| Payment::replay(events)));
    }
    let known: Vec<_> = payments.iter().flat_map(|payment| entries(payment, gateway)).collect();
    Ok(Compared { report: reconcile(&known, file, window), payments })
}
