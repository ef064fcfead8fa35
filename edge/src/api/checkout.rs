//! The shopper's browser: what to draw, pay, and how it went. The token in the path is the permission; a page whose origin is
//! not the shop's is refused before anything is done.

use super::{Call, internal, status_view};
use crate::{
    bank,
    board::Board,
    body, cors, health,
    ledger::{Ledger, RemoteLedger},
    outside,
    page::language,
    reply, run, world,
};
use dargah_engine::{
    config::Shop,
    gateway::{Account, Operation, Reply},
    id::{GatewayId, WalletId},
    money::Rial,
    payment::{Command, Payment, Phase, PurseWish, Run, is_asked, methods, offer, offered},
    problem::{Code, Fault},
    request::{BODY_MAX, read_pay},
    seal::CheckoutToken,
};
use dargah_wire::{
    CheckoutAnswer, CheckoutView, Currency, Method, MethodChoice, MethodsView, Mode, PayRequest, RedirectAnswer,
};
use worker::{Request, Response, Result};

/// What is wanted of a checkout.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// All that the form needs.
    Show,
    /// How it can be paid.
    Methods,
    /// How it stands.
    Status,
    /// The way to a bank.
    Pay,
}

/// Serves one of these to a shop's page.
pub(crate) async fn open(mut request: Request, token: &str, call: &Call, wish: Wish) -> Result<Response> {
    let own = call.world.links.public_url();
    let origin = match call.open_token(token) {
        Ok((_, shop)) if !cors::is_foreign(&request, shop, own) => cors::allowed_origin(&request, shop, own),
        // That a token is nobody's, or that a page is none of the shop's, may be read by every page: the widget then says so,
        // instead of "no connection".
        _ => Some("*".to_owned()),
    };
    let answer = serve(&mut request, token, call, wish).await;
    cors::allow(call.or_problem(answer)?, origin.as_deref())
}

/// Answers a browser that asks whether it may ask.
pub(super) fn preflight(request: &Request, token: &str, call: &Call) -> Result<Response> {
    let own = call.world.links.public_url();
    let origin = call.open_token(token).ok().and_then(|(_, shop)| cors::allowed_origin(request, shop, own));
    cors::preflight(origin.as_deref())
}

async fn serve(request: &mut Request, text: &str, call: &Call, wish: Wish) -> Result<Response, Fault> {
    let (token, shop) = call.open_token(text)?;
    if cors::is_foreign(request, shop, call.world.links.public_url()) {
        return Err(Code::OriginForbidden.into());
    }
    if wish == Wish::Pay {
        // The widget asks in its own language, which may be another than its browser's.
        let leave = call.world.links.leave_page(text);
        let leave = match language::accepted(request) {
            Some(locale) => language::within(&leave, locale),
            None => leave,
        };
        if request.headers().get("content-type").map_err(internal)?.is_some() {
            body::must_be_json(request)?;
        }
        let began = world::now();
        let asked = read_pay(&body::read(request, BODY_MAX).await?)?;
        let shopper = outside::shopper(request);
        let (attempt, bank_ms) = pay(call, shop, &token, asked, shopper).await?;
        let whole = (world::now() - began).0;
        let answer = RedirectAnswer { method: Method::Get, url: leave, fields: Vec::new(), ..attempt };
        return timed(reply::json(&answer, 200), whole, bank_ms).map_err(internal);
    }
    let payment = RemoteLedger::new(&call.env, &token.shop).tell(token.payment, None).await?.payment;
    match wish {
        Wish::Methods => reply::json(&offers(call, &payment, shop).await, 200),
        Wish::Status => reply::json(&status_view(&payment, shop, &call.world.links, world::now()), 200),
        Wish::Show | Wish::Pay => {
            let (view, methods) = view(call, &payment, shop);
            reply::json(&CheckoutAnswer { view, methods }, 200)
        }
    }
    .map_err(internal)
}

/// All that a form needs to be drawn, and the methods that there are.
pub(crate) fn view(call: &Call, payment: &Payment, shop: &Shop) -> (CheckoutView, Vec<MethodChoice>) {
    let created = &payment.created;
    let rest = payment.rest();
    let usable: Vec<&Account> = call.world.gateways.for_payment(shop, created, rest, world::now()).collect();
    let methods = methods(&usable);
    let links = &call.world.links;
    let view = CheckoutView {
        payment: created.id.to_string(),
        state: status_view(payment, shop, links, world::now()),
        // What a wallet holds is not asked for again; what is over was all of it.
        amount: if payment.wants_money() { rest.get() } else { created.amount.get() },
        currency: Currency::Irr,
        mode: created.mode,
        shop: (&shop.name).into(),
        order_id: created.order_id.clone(),
        description: created.description.clone(),
        lines: created.lines.clone(),
        mobile: created.mobile.clone(),
        gateways: methods.first().map_or_else(Vec::new, |usual| usual.gateways.clone()),
        other_ways: (methods.len() > 1).then(|| links.checkout_page(&links.checkout_token(&shop.id, created.id))),
        redirect_origins: vec![links.origin()],
    };
    (view, methods)
}

/// How this payment can be paid, and what is open to it: lenders that say so are asked all at once, and who does not answer in time
/// is not known.
pub(crate) async fn offers(call: &Call, payment: &Payment, shop: &Shop) -> MethodsView {
    let created = &payment.created;
    let offered = || offered(&call.world.gateways, shop, created, world::now());
    let rest = payment.rest();
    let asked = offered().filter(|account| is_asked(account, rest)).map(|account| async move {
        let outcome = bank::ask(account, &Operation::Eligible(rest)).await;
        let said = match outcome.reply {
            Reply::Eligible(said) => Some(said),
            _ => None,
        };
        (account.id.clone(), said)
    });
    let said = futures_util::future::join_all(asked).await;
    offer(offered(), rest, &said)
}

/// Says how long it took and how much of that was the banks', so that a shop can see whose the waiting was.
fn timed(response: Result<Response>, whole_ms: i64, bank_ms: u32) -> Result<Response> {
    let mut response = response?;
    response.headers_mut().set("server-timing", &format!("whole;dur={whole_ms}, bank;dur={bank_ms}"))?;
    Ok(response)
}

/// Finds the shopper a bank: the engine chooses, the bank is asked for a token, and on a failure the next one at once. The
/// way there, and how long the banks' own answers took, milliseconds.
pub(crate) async fn pay(
    call: &Call,
    shop: &Shop,
    token: &CheckoutToken,
    asked: PayRequest,
    shopper: Option<u32>,
) -> Result<(RedirectAnswer, u32), Fault> {
    let health = call.health(Board::own()).await;
    let named = match asked.gateway {
        None => None,
        Some(name) => {
            let id = GatewayId::new(&name).ok().filter(|id| shop.gateways.contains(id));
            Some(id.ok_or_else(|| Fault::of(Code::GatewayUnavailable, "gateway", Code::GatewayUnavailable.title()))?)
        }
    };
    let run = Run {
        began: world::now(),
        method: asked.method,
        named,
        without: asked.without.iter().filter_map(|name| GatewayId::new(name).ok()).chain(health::resting()).collect(),
        mobile: asked.mobile,
        shopper,
        health: health.map(|published| published.snapshot.clone()),
        entropy: world::entropy().map_err(internal)?,
    };
    let mut heard = Vec::new();
    let ledger = RemoteLedger::new(&call.env, &token.shop);
    let command = Command::Begin(Box::new(run));
    let driven = run::drive(&call.world, &call.env, &ledger, token.payment, command, &mut heard).await;
    let bank_ms = heard.iter().map(dargah_engine::routing::Evidence::latency_ms).sum();
    call.report(heard);
    let driven = driven?;
    call.tell_shop(&driven);
    Ok((way_to_bank(call, &driven)?, bank_ms))
}

/// Has a wallet pay so much of a payment. Whether it did, the payment says: it holds the part, or says why not.
pub(crate) async fn use_wallet(
    call: &Call,
    token: &CheckoutToken,
    mode: Mode,
    wallet: WalletId,
    amount: Rial,
) -> Result<Payment, Fault> {
    let ledger = RemoteLedger::new(&call.env, &token.shop);
    // A wallet is of one mode, and so is what it pays.
    if ledger.tell(token.payment, None).await?.payment.created.mode != mode {
        return Err(Code::PaymentUnknown.into());
    }
    let command = Command::UseWallet(PurseWish { wallet, amount });
    let driven = run::drive(&call.world, &call.env, &ledger, token.payment, command, &mut Vec::new()).await?;
    call.tell_shop(&driven);
    Ok(driven)
}

/// The way to the bank that issued the newest token.
pub(crate) fn way_to_bank(call: &Call, payment: &Payment) -> Result<RedirectAnswer, Fault> {
    let no_gateway = || Fault::from(Code::NoGateway);
    let attempt = payment.attempts.last().filter(|a| a.phase == Phase::AtBank).ok_or_else(no_gateway)?;
    let account = call.world.gateways.as_of(&attempt.gateway, attempt.edition).ok_or_else(no_gateway)?;
    let token = attempt.token.as_ref().ok_or_else(no_gateway)?;
    let redirect = account.provider.adapter().redirect(account, &attempt.ask, token);
    Ok(RedirectAnswer {
        attempt: attempt.number,
        gateway: attempt.gateway.to_string(),
        gateway_name: (&account.name).into(),
        method: redirect.method,
        url: redirect.url,
        fields: redirect.fields,
    })
}
