//! The shop's traffic of the last 24 hours, for the engine to choose again: payments of our checkout from the ledger, and decisions of
//! shops that call their gateways themselves from their own log.

use crate::{
    board::Board,
    decisions,
    health::{self, Ask as BoardAsk},
    ledger::{Ask, RemoteLedger, unavailable},
    panel::{Stop, pages::Visit},
    reports, world,
};
use dargah_engine::{
    id::PaymentId,
    payment::{Payment, Recorded, drawn},
    report::Filter,
    routing::{Case, Policy, Preview, Question, Snapshot},
    time::{Moment, Span},
};
use futures_util::future::try_join_all;
use std::collections::BTreeMap;

/// How far back is looked.
const SINCE: Span = Span::hours(24);

/// So many payments are read at most, the newest.
const PAYMENTS: u32 = 1_000;

/// What `wanted` would have done, beside what `policy` does.
pub(super) async fn of(visit: &Visit<'_>, policy: &Policy, wanted: &Policy) -> Result<Preview, Stop> {
    let since = Moment(world::now().0 - SINCE.0);
    let (of_payments, of_decisions) =
        futures_util::try_join!(payments(visit, (policy, wanted), since), decided(visit, (policy, wanted), since),)?;
    Ok(of_payments.and(of_decisions))
}

async fn payments(visit: &Visit<'_>, policies: (&Policy, &Policy), since: Moment) -> Result<Preview, Stop> {
    let (of, db) = (visit.of()?, visit.db().await?);
    let mut preview = Preview::default();
    let Some(shop) = visit.shop()? else { return Ok(preview) };
    let filter = Filter { from: Some(since), ..Filter::default() };
    let found = reports::list(&db, &of, &filter, None, PAYMENTS).await.map_err(unavailable)?;
    if found.next.is_some() {
        preview.sample();
    }
    let mut shards: BTreeMap<u8, Vec<PaymentId>> = BTreeMap::new();
    for row in found.rows.iter().filter(|row| row.attempts > 0) {
        shards.entry(row.id.shard()).or_default().push(row.id);
    }
    let ledger = RemoteLedger::new(&visit.call.env, &of.shop);
    let asked = shards.into_iter().map(|(shard, payments)| {
        let ledger = ledger.clone();
        async move { ledger.list(shard, &Ask::These(payments)).await }
    });
    let health = visit.call.health(Board::own()).await;
    let snapshot = health.as_ref().map(|published| &published.snapshot);
    for events in try_join_all(asked).await?.iter().flatten() {
        add(visit, shop, &mut preview, events, policies, snapshot);
    }
    Ok(preview)
}

/// Counts a payment. Between whom it would be now is the contracts' to say: a rule of that time must not stand in the way.
fn add(
    visit: &Visit<'_>,
    shop: &dargah_engine::config::Shop,
    preview: &mut Preview,
    events: &[Recorded],
    policies: (&Policy, &Policy),
    snapshot: Option<&Snapshot>,
) {
    let Some(payment) = Payment::replay(events) else { return };
    let Some(first) = drawn(events, &payment) else { return };
    let created = &payment.created;
    let usable = visit.call.world.gateways.for_payment(shop, created, created.amount, first.at);
    let asked = Question {
        candidates: usable.map(|account| account.id.clone()).collect(),
        amount: created.amount,
        method: None,
        issuer: None,
        metadata: created.metadata.clone(),
    };
    let case = Case { asked: &asked, choice: &first.choice, at: first.at, paid: first.paid };
    preview.add(&case, policies, snapshot);
}

async fn decided(visit: &Visit<'_>, policies: (&Policy, &Policy), since: Moment) -> Result<Preview, Stop> {
    let board = Board::of(visit.session.shop()?, visit.shell.mode);
    decisions::hand_over(&visit.call.env, &board).await;
    let ask = BoardAsk::Preview { now: Box::new(policies.0.clone()), then: Box::new(policies.1.clone()), since };
    let answer = health::ask(&visit.call.env, &board, ask).await.map_err(unavailable)?;
    Ok(serde_json::from_str(&answer).map_err(worker::Error::from)?)
}
