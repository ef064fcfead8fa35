//! The hosted page `/pay/{token}`: the checkout as plain HTML, for links, for browsers without wasm, and for those without
//! script. It says what the widget says and leads to the same bank. Beside it the health board, `/panel/health`.

mod board;
mod board_text;
mod form;
pub(crate) mod language;
mod leave;
mod link;
mod methods;
#[cfg(test)]
mod says_the_same;
pub(crate) mod shell;
mod waiting;
mod wallet;

use crate::{
    api::Call,
    body,
    ledger::{Ledger, RemoteLedger},
    reply,
};
use dargah_engine::{
    gateway::CallbackForm,
    problem::{Code, Fault},
    request::{BODY_MAX, read_pay_form},
};
use dargah_words::Locale;
use form::Asked;
pub(crate) use link::answer as link;
use waiting::Turn;
use wallet::Trouble;
pub(crate) use wallet::pay as pay_by_wallet;
use worker::{Request, Response, Result, Url};

/// `GET /pay/{token}`.
pub(crate) async fn checkout(request: Request, token: &str, call: &Call) -> Result<Response> {
    let locale = language::of(&request);
    let asked = Asked { turn: Turn::of(&request), trouble: Trouble::of(&request), ..Asked::default() };
    match draw(&request, locale, token, call, asked).await {
        Ok(response) => Ok(response),
        Err(fault) => problem(locale, &fault, call),
    }
}

/// `POST /pay/{token}`: the form of the page.
pub(crate) async fn pay(mut request: Request, token: &str, call: &Call) -> Result<Response> {
    let locale = language::of(&request);
    let mut asked = Asked::default();
    let fault = match send(&mut request, token, call, &mut asked).await {
        Ok(()) => {
            let next = language::within(&call.world.links.leave_page(token), locale);
            return reply::see_other(&next, "origin");
        }
        Err(fault) => fault,
    };
    // What can be mended or tried again is said above the form; the rest has no form to stand above.
    if fault.code == Code::PaymentUnknown {
        return problem(locale, &fault, call);
    }
    let status = fault.code.status();
    match draw(&request, locale, token, call, Asked { fault: Some(fault), ..asked }).await {
        Ok(response) => Ok(response.with_status(status)),
        Err(fault) => problem(locale, &fault, call),
    }
}

/// `GET /panel/health`: the health board.
pub(crate) async fn board(request: &Request, call: &Call) -> Result<Response> {
    let board = crate::api::board(call).await;
    let (locale, html) = board::page(language::of(request), &board, crate::world::now());
    reply::live_page(html, locale.tag())
}

/// A page that says what went wrong.
pub(crate) fn problem(locale: Locale, fault: &Fault, call: &Call) -> Result<Response> {
    if fault.code == Code::Internal {
        worker::console_error!("{}: {fault}", call.request_id);
    }
    let html = shell::page(locale, &shell::problem(locale, fault, &call.request_id));
    reply::page(html, fault.code.status(), locale.tag(), &[])
}

async fn draw(
    request: &Request,
    locale: Locale,
    token: &str,
    call: &Call,
    asked: Asked,
) -> std::result::Result<Response, Fault> {
    let (opened, shop) = call.open_token(token)?;
    let payment = RemoteLedger::new(&call.env, &opened.shop).tell(opened.payment, None).await?.payment;
    let (view, methods) = crate::api::checkout_view(call, &payment, shop);
    // One method is no choice, and what is over has none: nobody waits for a lender then.
    let offers = if view.state.can_pay && methods.len() > 1 {
        crate::api::offers(call, &payment, shop).await.methods
    } else {
        Vec::new()
    };
    let usual = methods.first().map(|choice| choice.method);
    let beside = wallet::beside(request, locale, token, &payment, call).await?;
    let asked = Asked { now: crate::world::now().0, offers, usual, beside, path: format!("/pay/{token}"), ..asked };
    let html = shell::page(locale, &form::checkout(locale, &view, &asked));
    reply::page(html, 200, locale.tag(), &[]).map_err(crate::api::internal)
}

/// Takes the form. What was typed is left in `asked`.
async fn send(request: &mut Request, token: &str, call: &Call, asked: &mut Asked) -> std::result::Result<(), Fault> {
    let (opened, shop) = call.open_token(token)?;
    // A form on another site must not be able to press the button.
    if crate::cors::is_foreign(request, shop, call.world.links.public_url()) {
        return Err(Code::OriginForbidden.into());
    }
    let body = body::read(request, BODY_MAX).await?;
    let typed = CallbackForm::read("", &body);
    asked.mobile = typed.get("mobile").map(str::to_owned);
    asked.gateway = typed.get("gateway").map(str::to_owned);
    let wanted = read_pay_form(&body)?;
    asked.method = wanted.method;
    asked.gateway = wanted.gateway.clone().or(asked.gateway.take());
    crate::api::pay(call, shop, &opened, wanted, crate::outside::shopper(request)).await?;
    Ok(())
}

/// `GET /pay/{token}/bank`: the way to the bank that the payment's newest attempt is at.
pub(crate) async fn leave(request: Request, token: &str, call: &Call) -> Result<Response> {
    let locale = language::of(&request);
    match lead(locale, token, call).await {
        Ok(response) => Ok(response),
        // There is no bank to go to, any more or yet: the checkout says how things stand.
        Err(fault) if fault.code == Code::NoGateway => {
            let next = language::within(&call.world.links.checkout_page(token), locale);
            reply::see_other(&next, "no-referrer")
        }
        Err(fault) => problem(locale, &fault, call),
    }
}

async fn lead(locale: Locale, token: &str, call: &Call) -> std::result::Result<Response, Fault> {
    let (opened, _) = call.open_token(token)?;
    let payment = RemoteLedger::new(&call.env, &opened.shop).tell(opened.payment, None).await?.payment;
    let answer = crate::api::way_to_bank(call, &payment)?;
    let html = shell::page(locale, &leave::page(locale, &answer));
    let origin = Url::parse(&answer.url).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    reply::page(html, 200, locale.tag(), &[origin]).map_err(crate::api::internal)
}
