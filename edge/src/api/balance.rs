//! What a shop and its payees have at the operator, by the shop's secret key.

use super::{Call, internal, payments::authenticate};
use crate::{
    books, db,
    ledger::unavailable,
    payees::{self, Of},
    reply,
};
use dargah_engine::{
    books::Party,
    config::Shop,
    id::PayeeId,
    problem::{Code, Fault},
    request::{payee_of, read_balance_page},
};
use dargah_wire::{BalanceEntry, BalancePage, BalanceView, Mode};
use worker::{Request, Response};

/// `GET /v1/balance`: `?payee=`.
pub(super) async fn read(request: &Request, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(call)?;
    let url = request.url().map_err(internal)?;
    let (payee, rest) = payee_of(url.query().unwrap_or_default())?;
    if !rest.is_empty() {
        return Err(Fault::new(Code::QueryInvalid, "there is a parameter that is not known"));
    }
    let standing =
        books::standing(&call.env, mode, party(shop, mode, payee, call).await?).await.map_err(unavailable)?;
    reply::json(&BalanceView::from(standing), 200).map_err(internal)
}

/// `GET /v1/balance/entries`: `?payee=&before=&limit=`.
pub(super) async fn entries(request: &Request, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(call)?;
    let url = request.url().map_err(internal)?;
    let (payee, before, limit) = read_balance_page(url.query().unwrap_or_default())?;
    let before = before.map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    let limit = u32::try_from(limit).unwrap_or(1);
    let party = party(shop, mode, payee, call).await?;
    let found = books::entries(&call.env, mode, party, before, limit).await.map_err(unavailable)?;
    reply::json(&BalancePage { data: found.lines.iter().map(BalanceEntry::from).collect(), next: found.next }, 200)
        .map_err(internal)
}

/// Whose balance is asked for: the shop's own, or a payee's, which may be removed.
async fn party(shop: &Shop, mode: Mode, payee: Option<PayeeId>, call: &Call) -> Result<Party, Fault> {
    if let Some(payee) = &payee {
        let db = db::of(&call.env).await.map_err(unavailable)?;
        payees::one(&db, &Of { shop: &shop.id, mode }, payee).await?;
    }
    Ok(Party { shop: shop.id.clone(), payee })
}
