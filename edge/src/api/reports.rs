//! A shop's payments as a list, in sums and as a file, by its secret key; and for the operator, whether the report is the
//! ledger's.

use super::{Call, internal, payments::authenticate};
use crate::{
    db,
    ledger::unavailable,
    reply,
    reports::{self, Of},
    world,
};
use dargah_engine::{
    calendar::Day,
    id::ShopId,
    problem::{Code, Fault},
    report::{Stretch, Sums, read_export, read_list, read_totals},
};
use dargah_wire::{PaymentPage, ReportCheck, TotalsView};
use worker::{Request, Response};

/// `GET /v1/payments`.
pub(super) async fn list(request: &Request, call: &Call) -> Result<Response, Fault> {
    let of = whose(call)?;
    let links = &call.world.links;
    let asked = read_list(&query(request)?, links, &of.shop, of.mode)?;
    let db = db::of(&call.env).await.map_err(unavailable)?;
    let found = reports::list(&db, &of, &asked.filter, asked.after, asked.limit).await.map_err(unavailable)?;
    let next = found.next.map(|place| links.place(place, &of.shop, of.mode));
    let page = PaymentPage { data: found.rows.into_iter().map(|row| row.view()).collect(), next };
    reply::json(&page, 200).map_err(internal)
}

/// `GET /v1/reports/totals`.
pub(super) async fn totals(request: &Request, call: &Call) -> Result<Response, Fault> {
    let of = whose(call)?;
    let asked = read_totals(&query(request)?, Day::of(world::now()))?;
    let db = db::of(&call.env).await.map_err(unavailable)?;
    let groups = reports::totals(&db, &of, &asked).await.map_err(unavailable)?;
    let total = groups.iter().fold(Sums::default(), |all, (_, sums)| all.and(*sums));
    let (from, to) = asked.span();
    let view = TotalsView {
        from,
        to,
        by: asked.by.as_str().to_owned(),
        data: groups.iter().map(|(key, sums)| sums.group(key)).collect(),
        total: total.view(),
    };
    reply::json(&view, 200).map_err(internal)
}

/// `GET /v1/reports/payments.csv`.
pub(super) async fn csv(request: &Request, call: &Call) -> Result<Response, Fault> {
    let of = whose(call)?;
    let (filter, locale) = read_export(&query(request)?)?;
    reports::csv(&call.env, of, filter, locale).await.map_err(unavailable)
}

/// `GET /v1/operator/reports/check` and `POST /v1/operator/reports/rebuild`: `?shop=`, and `cursor` to go on.
pub(super) async fn stretch(request: &Request, call: &Call, repair: bool) -> Result<ReportCheck, Fault> {
    let wrong = |name: &'static str, why: &str| Fault::of(Code::QueryInvalid, name, why);
    let url = request.url().map_err(internal)?;
    let said = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let shop = said("shop").and_then(|name| ShopId::new(&name).ok()).and_then(|id| call.world.shops.get(&id));
    let shop = shop.ok_or_else(|| wrong("shop", "there is no such shop"))?;
    let at = match said("cursor") {
        Some(text) => Stretch::read(&text).filter(|at| at.shard < shop.shards),
        None => Some(Stretch::default()),
    };
    reports::stretch(&call.env, shop, at.ok_or_else(|| wrong("cursor", "none that came with a stretch"))?, repair).await
}

/// Whose payments the key opens.
fn whose(call: &Call) -> Result<Of, Fault> {
    let (shop, mode) = authenticate(call)?;
    Ok(Of { shop: shop.id.clone(), mode })
}

fn query(request: &Request) -> Result<String, Fault> {
    Ok(request.url().map_err(internal)?.query().unwrap_or_default().to_owned())
}
