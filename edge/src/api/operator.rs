//! The operator, by a key of their own: what needs care, why a payment stands as it does, and what is known of it from outside.
//! Nothing here makes a payment paid: that takes the bank's own word, which a lesson has asked for.

use super::{Call, internal, payments, reports};
use crate::{
    body,
    ledger::{Ask, RemoteLedger, shop_of},
    reply,
    route::OperatorWork,
    run,
};
use dargah_engine::{
    id::{PaymentId, ShopId},
    payment::{Command, Payment},
    problem::{Code, Fault},
    request::{BODY_MAX, read_lesson},
};
use serde_json::{Value, json};
use worker::{Request, Response};

/// Does what an operator asks for.
pub(super) async fn answer(work: OperatorWork, mut request: Request, call: &Call) -> Result<Response, Fault> {
    must_be_operator(&request, call)?;
    let value = match work {
        OperatorWork::Open => open(call).await?,
        OperatorWork::Look(shop, id) => {
            let (ledger, id) = find(&shop, &id, call)?;
            payments::account_of(call, &ledger, id).await?
        }
        OperatorWork::Learn(shop, id) => {
            let (ledger, id) = find(&shop, &id, call)?;
            body::must_be_json(&request)?;
            let lesson = read_lesson(&body::read(&mut request, BODY_MAX).await?)?;
            let mut heard = Vec::new();
            let driven = run::drive(&call.world, &call.env, &ledger, id, Command::Learn(lesson), &mut heard).await;
            call.report(heard);
            call.tell_shop(&driven?);
            payments::account_of(call, &ledger, id).await?
        }
        OperatorWork::CheckReport => json!(reports::stretch(&request, call, false).await?),
        OperatorWork::RebuildReport => json!(reports::stretch(&request, call, true).await?),
        OperatorWork::Books => super::books::whole(&request, call).await?,
        OperatorWork::Settle => super::books::settle(&mut request, call).await?,
        OperatorWork::Reconcile => super::reconcile::report(&mut request, call).await?,
        OperatorWork::Shops => super::shops::list(call).await?,
        OperatorWork::MakeShop => return made(&super::shops::make(&mut request, call).await?),
        OperatorWork::ChangeShop(shop) => super::shops::change(&mut request, &shop, call).await?,
        OperatorWork::MakeKey(shop) => return made(&super::shops::make_key(&mut request, &shop, call).await?),
        OperatorWork::EndKey(shop, key) => {
            super::shops::end_key(&shop, &key, call).await?;
            return reply::bytes(Vec::new(), 204).map_err(internal);
        }
        OperatorWork::SaveContract(shop) => super::shops::save_contract(&mut request, &shop, call).await?,
    };
    reply::json(&value, 200).map_err(internal)
}

/// Refuses whoever has no operator's key.
pub(super) fn must_be_operator(request: &Request, call: &Call) -> Result<(), Fault> {
    let is_one = payments::bearer(request)?.is_some_and(|key| call.world.operators.know(&key));
    if is_one { Ok(()) } else { Err(Code::KeyInvalid.into()) }
}

fn made(value: &Value) -> Result<Response, Fault> {
    reply::json(value, 201).map_err(internal)
}

/// A shop's payment and where it lives. Which shop it is has to be said: an id alone does not lead across shops (I17).
fn find(shop: &str, id: &str, call: &Call) -> Result<(RemoteLedger, PaymentId), Fault> {
    let unknown = || Fault::from(Code::PaymentUnknown);
    let shop = ShopId::new(shop).map_err(|_| unknown())?;
    let id = PaymentId::parse(id).ok_or_else(unknown)?;
    Ok((RemoteLedger::new(&call.env, &shop_of(&call.world, &shop)?.id), id))
}

/// Everything that needs care, of all shops: a person's first, then what a bank's answer is awaited for.
async fn open(call: &Call) -> Result<Value, Fault> {
    let now = crate::world::now();
    let mut found = Vec::new();
    for shop in call.world.shops.iter() {
        let ledger = RemoteLedger::new(&call.env, &shop.id);
        for shard in 0..shop.shards {
            let payments = ledger.list(shard, &Ask::Open).await?;
            found.extend(payments.iter().filter_map(|events| Payment::replay(events)).filter(|p| p.needs_care(now)));
        }
    }
    found.sort_by_key(|payment| (!payment.needs_person(), payment.created_at));
    let rows: Vec<Value> = found
        .iter()
        .map(|payment| {
            json!({
                "shop": payment.created.shop,
                "payment": payment.created.id,
                "order_id": payment.created.order_id,
                "amount": payment.created.amount,
                "mode": payment.created.mode,
                "status": payment.standing(now).status,
                "person": payment.needs_person(),
                "why": payment.explain(now),
            })
        })
        .collect();
    Ok(json!({ "data": rows }))
}
