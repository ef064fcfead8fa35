//! What a shop and its payees have at the operator, by the shop's secret key.

use super::{Call, internal, payments::authenticate};
use crate::{
    books,
    ledger::unavailable,
    payees::{self, Of},
    reply,
};
use dargah_engine::{
    problem::{Code, Fault},
    request::{payee_of, read_party_page},
};
use dargah_wire::{BalanceEntry, BalancePage, BalanceView};
use worker::{Request, Response};

/// `GET /v1/balance`: `?payee=`.
pub(super) async fn read(request: &Request, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(call)?;
    let url = request.url().map_err(internal)?;
    let (payee, rest) = payee_of(url.query().unwrap_or_default())?;
    if !rest.is_empty() {
        return Err(Fault::new(Code::QueryInvalid, "there is a parameter that is not known"));
    }
    let standing = books::standing(&call.env, mode, payees::party(call, &Of { shop: &shop.id, mode }, payee).await?)
        .await
        .map_err(unavailable)?;
    reply::json(&BalanceView::from(standing), 200).map_err(internal)
}

/// `GET /v1/balance/entries`: `?payee=&before=&limit=`.
pub(super) async fn entries(request: &Request, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(call)?;
    let url = request.url().map_err(internal)?;
    let (payee, before, limit) = read_party_page(url.query().unwrap_or_default())?;
    let before = before.map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    let limit = u32::try_from(limit).unwrap_or(1);
    let party = payees::party(call, &Of { shop: &shop.id, mode }, payee).await?;
    let found = books::entries(&call.env, mode, party, before, limit).await.map_err(unavailable)?;
    reply::json(&BalancePage { data: found.lines.iter().map(BalanceEntry::from).collect(), next: found.next }, 200)
        .map_err(internal)
}
