//! `POST /v1/operator/reconciliations?shop=&gateway=&from=&to=&cut_off=`: a provider's settlement file, the body, against the
//! ledger. It reports and changes nothing; with each difference comes what the payment can be told of it, once a person agrees.

use super::{Call, internal};
use crate::{
    body,
    reconciling::{Compared, compare},
};
use dargah_engine::{
    id::{GatewayId, ShopId},
    problem::{Code, Fault},
    reconcile::{BYTES_MAX, SettlementFile, Window, lesson},
    request::read_time,
};
use serde_json::{Value, json};
use worker::Request;

/// Reads the file and compares it with the shop's payments at the gateway.
pub(super) async fn report(request: &mut Request, call: &Call) -> Result<Value, Fault> {
    let url = request.url().map_err(internal)?;
    let wrong = |name: &'static str, why: &str| Fault::of(Code::QueryInvalid, name, why);
    let said = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let asked = |name: &'static str| said(name).ok_or_else(|| wrong(name, "say it in the address"));
    let time = |name: &'static str| read_time(&asked(name)?).ok_or_else(|| wrong(name, "milliseconds since 1970"));
    let shop = ShopId::new(&asked("shop")?).ok().and_then(|id| call.world.shops.get(&id));
    let shop = shop.ok_or_else(|| wrong("shop", "there is no such shop"))?;
    let account = GatewayId::new(&asked("gateway")?).ok().and_then(|id| call.world.gateways.get(&id));
    // Another shop's own contract is none that this one has payments at.
    let account = account.filter(|account| account.owner.as_ref().is_none_or(|owner| *owner == shop.id));
    let account = account.ok_or_else(|| wrong("gateway", "there is no such gateway"))?;
    let gateway = &account.id;
    let (from, to) = (time("from")?, time("to")?);
    if to < from {
        return Err(wrong("to", "not before `from`"));
    }
    // What the bank's own day ends with is its contract's to say; the file's end is what is known without it.
    let cut_off = if said("cut_off").is_some() { time("cut_off")? } else { to };
    let window = Window { from, to, cut_off };
    let file = SettlementFile::read(&body::read(request, BYTES_MAX).await?, account.provider, account.terminal())?;

    let Compared { report, payments } = compare(&call.env, shop, gateway, &file, &window).await?;
    let mut view = serde_json::to_value(report.view()).map_err(|problem| internal(problem.into()))?;
    let listed = view.get_mut("discrepancies").and_then(Value::as_array_mut).into_iter().flatten();
    for (told, of) in listed.zip(&report.discrepancies) {
        if let (Some((_, what)), Value::Object(told)) = (lesson(of.suggestion, &payments), told) {
            told.insert("what".to_owned(), json!(what));
        }
    }
    Ok(view)
}
