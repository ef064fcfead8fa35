//! What a shop has at the operator, by its secret key.

use super::{Call, internal, payments::authenticate};
use crate::{books, ledger::unavailable, reply};
use dargah_engine::{books::Party, problem::Fault, request::read_page};
use dargah_wire::{BalanceEntry, BalancePage, BalanceView};
use worker::{Request, Response};

/// `GET /v1/balance`.
pub(super) async fn read(call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(call)?;
    let standing = books::standing(&call.env, mode, Party::shop(shop.id.clone())).await.map_err(unavailable)?;
    reply::json(&BalanceView::from(standing), 200).map_err(internal)
}

/// `GET /v1/balance/entries`: `?before=&limit=`.
pub(super) async fn entries(request: &Request, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(call)?;
    let url = request.url().map_err(internal)?;
    let (before, limit) = read_page(url.query().unwrap_or_default(), "before")?;
    let before = before.map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    let limit = u32::try_from(limit).unwrap_or(1);
    let found =
        books::entries(&call.env, mode, Party::shop(shop.id.clone()), before, limit).await.map_err(unavailable)?;
    reply::json(&BalancePage { data: found.lines.iter().map(BalanceEntry::from).collect(), next: found.next }, 200)
        .map_err(internal)
}
