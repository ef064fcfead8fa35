//! Who gets a part of a shop's payments, by its secret key.

use super::{Call, internal, payments::authenticate};
use crate::{
    body, db,
    ledger::unavailable,
    payees::{self, Of},
    reply,
    route::PayeeWork,
};
use dargah_engine::{
    id::PayeeId,
    problem::{Code, Fault},
    request::{BODY_MAX, read_new_payee, read_payee_change},
};
use dargah_wire::{PayeeList, PayeeView};
use worker::{Request, Response};

/// `GET` and `POST /v1/payees`, `GET`, `POST` and `DELETE /v1/payees/{id}`.
pub(super) async fn answer(work: PayeeWork, mut request: Request, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(call)?;
    let of = Of { shop: &shop.id, mode };
    let db = async || db::of(&call.env).await.map_err(unavailable);
    let named = |id: &str| PayeeId::new(id).map_err(|_| Fault::from(Code::PayeeUnknown));
    let (payee, status) = match work {
        PayeeWork::List => {
            let all = payees::list(&db().await?, &of).await.map_err(internal)?;
            let list = PayeeList { data: all.iter().map(PayeeView::from).collect() };
            return reply::json(&list, 200).map_err(internal);
        }
        PayeeWork::Make => {
            let new = read_new_payee(&json_body(&mut request).await?)?;
            (payees::make(&db().await?, &call.world, &of, &new).await?, 201)
        }
        PayeeWork::Read(id) => (payees::one(&db().await?, &of, &named(&id)?).await?, 200),
        PayeeWork::Change(id) => {
            let change = read_payee_change(&json_body(&mut request).await?)?;
            (payees::change(&db().await?, &call.world, &of, &named(&id)?, change).await?, 200)
        }
        PayeeWork::Remove(id) => (payees::remove(&db().await?, &of, &named(&id)?).await?, 200),
    };
    reply::json(&PayeeView::from(&payee), status).map_err(internal)
}

async fn json_body(request: &mut Request) -> Result<Vec<u8>, Fault> {
    body::must_be_json(request)?;
    body::read(request, BODY_MAX).await
}
