//! `POST /v1/operator/reconciliations?shop=&gateway=&from=&to=&cut_off=`: a provider's settlement file, the body, against the
//! ledger. It reports and changes nothing; with each difference comes what the payment can be told of it, once a person agrees.

use super::{Call, internal};
use crate::{
    body,
    ledger::{Ask, RemoteLedger, shop_of},
};
use dargah_engine::{
    id::{GatewayId, ShopId},
    payment::Payment,
    problem::{Code, Fault},
    reconcile::{BYTES_MAX, SettlementFile, Window, entries, lesson, reconcile},
    time::{Moment, Span},
};
use serde_json::{Value, json};
use worker::Request;

/// Reads the file and compares it with the shop's payments at the gateway.
pub(super) async fn report(request: &mut Request, call: &Call) -> Result<Value, Fault> {
    let url = request.url().map_err(internal)?;
    let asked = |name: &'static str| {
        let found = url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        found.ok_or_else(|| Fault::of(Code::BodyInvalid, name, "say it in the address"))
    };
    let time = |name: &'static str| {
        let milliseconds = asked(name)?.parse::<i64>();
        milliseconds.map(Moment).map_err(|_| Fault::of(Code::BodyInvalid, name, "milliseconds since 1970"))
    };
    let unknown = |name: &'static str| move |_| Fault::of(Code::BodyInvalid, name, "there is no such one");
    let shop = ShopId::new(&asked("shop")?).map_err(unknown("shop"))?;
    let shop = shop_of(&call.world, &shop)?;
    let gateway = GatewayId::new(&asked("gateway")?).map_err(unknown("gateway"))?;
    let account = call.world.gateways.get(&gateway).ok_or_else(|| Fault::from(Code::GatewayUnavailable))?;
    let (from, to) = (time("from")?, time("to")?);
    // What the bank's own day ends with is its contract's to say; the file's end is what is known without it.
    let cut_off = if url.query_pairs().any(|(key, _)| key == "cut_off") { time("cut_off")? } else { to };
    let window = Window { from, to, cut_off };
    let file = SettlementFile::read(&body::read(request, BYTES_MAX).await?, account.provider, account.terminal())?;

    let margin = Span(-Window::MARGIN.0);
    let ask = Ask::Tried { gateway: gateway.clone(), from: from + margin, to: to + Window::MARGIN };
    let ledger = RemoteLedger::new(&call.env, &shop.id);
    let mut payments = Vec::new();
    for shard in 0..shop.shards {
        payments.extend(ledger.list(shard, &ask).await?.iter().filter_map(|events| Payment::replay(events)));
    }
    let known: Vec<_> = payments.iter().flat_map(|payment| entries(payment, &gateway)).collect();
    let report = reconcile(&known, &file, &window);
    let mut view = serde_json::to_value(report.view()).map_err(|problem| internal(problem.into()))?;
    let listed = view.get_mut("discrepancies").and_then(Value::as_array_mut).into_iter().flatten();
    for (told, of) in listed.zip(&report.discrepancies) {
        if let (Some((_, what)), Value::Object(told)) = (lesson(of.suggestion, &payments), told) {
            told.insert("what".to_owned(), json!(what));
        }
    }
    Ok(view)
}
