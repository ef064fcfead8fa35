//! The hosted page `/pay/{token}`: the checkout as plain HTML, for links, for browsers without wasm, and for those without
//! script. It says what the widget says and leads to the same bank.

mod form;
mod leave;
mod shell;
mod text;

use crate::{
    api::Call,
    body,
    ledger::{Ledger, RemoteLedger},
    reply,
};
use dargah_engine::{
    problem::{Code, Fault},
    request::{BODY_MAX, read_pay_form},
};
use dargah_wire::Method;
use worker::{Request, Response, Result};

/// `GET /pay/{token}`.
pub(crate) async fn checkout(request: Request, token: &str, call: &Call) -> Result<Response> {
    match draw(&request, token, call, None).await {
        Ok(response) => Ok(response),
        Err(fault) => problem(&fault, call),
    }
}

/// `POST /pay/{token}`: the form of the page.
pub(crate) async fn pay(mut request: Request, token: &str, call: &Call) -> Result<Response> {
    match send(&mut request, token, call).await {
        Ok(response) => Ok(response),
        // What can be mended or tried again is said above the form; the rest has no form to stand above.
        Err(fault) if fault.code != Code::PaymentUnknown => match draw(&request, token, call, Some(&fault)).await {
            Ok(response) => Ok(response.with_status(fault.code.status())),
            Err(fault) => problem(&fault, call),
        },
        Err(fault) => problem(&fault, call),
    }
}

/// A page that says what went wrong.
pub(crate) fn problem(fault: &Fault, call: &Call) -> Result<Response> {
    let texts = text::FA;
    let html = shell::page(&texts, texts.problem_title, &shell::problem(&texts, fault, &call.request_id));
    reply::page(html, fault.code.status(), &[])
}

async fn draw(
    request: &Request,
    token: &str,
    call: &Call,
    fault: Option<&Fault>,
) -> std::result::Result<Response, Fault> {
    let (opened, shop) = call.open_token(token)?;
    let payment = RemoteLedger::new(&call.env, &opened.shop).tell(opened.payment, None).await?.payment;
    let view = crate::api::checkout_view(call, &payment, shop);
    let texts = text::of(request);
    let html = shell::page(&texts, texts.title, &form::checkout(&texts, &view, token, fault));
    reply::page(html, 200, &view.redirect_origins).map_err(crate::api::internal)
}

async fn send(request: &mut Request, token: &str, call: &Call) -> std::result::Result<Response, Fault> {
    let (opened, shop) = call.open_token(token)?;
    // A form on another site must not be able to press the button.
    if crate::cors::is_foreign(request, shop, call.world.links.public_url()) {
        return Err(Code::OriginForbidden.into());
    }
    let asked = read_pay_form(&body::read(request, BODY_MAX).await?)?;
    let answer = crate::api::pay(call, shop, &opened, asked).await?.answer;
    if answer.method == Method::Get {
        return reply::see_other(&answer.url, "origin").map_err(crate::api::internal);
    }
    let texts = text::of(request);
    let origins: Vec<String> = call.world.gateways.iter().map(|account| account.page_origin()).collect();
    let html = shell::page(&texts, texts.leaving, &leave::page(&texts, &answer));
    reply::page(html, 200, &origins).map_err(crate::api::internal)
}
