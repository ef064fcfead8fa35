//! The bank sends the shopper back. Whatever the browser says is a hint: the engine asks the bank, and the shopper goes on to
//! the shop with what is known by then.

use super::{Call, internal};
use crate::{
    body,
    ledger::{Ledger, RemoteLedger},
    page, reply, run, world,
};
use dargah_engine::{
    gateway::CallbackForm,
    payment::{Command, Payment},
    problem::{Code, Fault},
    request::BODY_MAX,
    return_link::return_link,
};
use worker::{Request, Response, Result};

/// Takes a callback and sends the shopper on. A problem is told as a page: a person is looking.
pub(super) async fn answer(request: Request, ticket: &str, call: &Call) -> Result<Response> {
    let locale = page::language::of(&request);
    match take(request, ticket, call).await {
        // The shop need not learn the address that the bank was given.
        Ok(next) => reply::see_other(&next, "no-referrer"),
        Err(fault) => page::problem(locale, &fault, call),
    }
}

async fn take(mut request: Request, ticket: &str, call: &Call) -> Result<String, Fault> {
    let world = &call.world;
    let invalid = || Fault::from(Code::CallbackInvalid);
    let ticket = world.links.open_callback(ticket).ok_or_else(invalid)?;
    let shop = world.shops.get(&ticket.shop).ok_or_else(invalid)?;
    let url = request.url().map_err(internal)?;
    let body = body::read(&mut request, BODY_MAX).await?;
    let form = CallbackForm::read(url.query().unwrap_or(""), &body);

    let ledger = RemoteLedger::new(&call.env, &ticket.shop);
    let known = ledger.tell(ticket.payment, None).await?.payment;
    let attempt = known.attempt(ticket.attempt).filter(|a| a.gateway == ticket.gateway).ok_or_else(invalid)?;
    let account = world.gateways.as_of(&attempt.gateway, attempt.edition).ok_or_else(invalid)?;
    let token = attempt.token.as_ref().ok_or_else(invalid)?;
    let payment: Payment = match account.provider.adapter().read_callback(account, attempt.ask.order, token, &form) {
        // It names another payment: nothing happens, and the shopper is told how this one stands (F06).
        Err(_) => known,
        Ok(callback) => {
            let mut heard = Vec::new();
            // The claim first: so the callback, the claim and the intent to verify are one write.
            let claimed = match known.claimable(ticket.attempt, &callback) {
                Some(reference) => run::claim(world, &call.env, ticket.payment, attempt, &reference.key).await,
                None => None,
            };
            let command = Command::Callback { attempt: ticket.attempt, callback, claimed };
            let driven = run::drive(world, &call.env, &ledger, ticket.payment, command, &mut heard).await;
            call.report(heard);
            let driven = driven?;
            call.tell_shop(&driven);
            driven
        }
    };
    Ok(return_link(&payment, &shop.signing_secret, world::now()))
}
