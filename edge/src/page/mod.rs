//! The hosted page `/pay/{token}`: the checkout as plain HTML, for links, for browsers without wasm, and for those without
//! script. It says what the widget says and leads to the same bank. Beside it the health board, `/panel/health`.

mod board;
mod board_text;
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
use worker::{Request, Response, Result, Url};

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

/// `GET /panel/health`: the health board.
pub(crate) async fn board(request: &Request, call: &Call) -> Result<Response> {
    let board = crate::api::board(call).await;
    reply::live_page(board::page(&text::of(request), &board, crate::world::now()))
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
    reply::page(html, 200, &[]).map_err(crate::api::internal)
}

async fn send(request: &mut Request, token: &str, call: &Call) -> std::result::Result<Response, Fault> {
    let (opened, shop) = call.open_token(token)?;
    // A form on another site must not be able to press the button.
    if crate::cors::is_foreign(request, shop, call.world.links.public_url()) {
        return Err(Code::OriginForbidden.into());
    }
    let asked = read_pay_form(&body::read(request, BODY_MAX).await?)?;
    crate::api::pay(call, shop, &opened, asked, crate::outside::shopper(request)).await?;
    reply::see_other(&call.world.links.leave_page(token), "origin").map_err(crate::api::internal)
}

/// `GET /pay/{token}/bank`: the way to the bank that the payment's newest attempt is at.
pub(crate) async fn leave(request: Request, token: &str, call: &Call) -> Result<Response> {
    match lead(&request, token, call).await {
        Ok(response) => Ok(response),
        // There is no bank to go to, any more or yet: the checkout says how things stand.
        Err(fault) if fault.code == Code::NoGateway => {
            reply::see_other(&call.world.links.checkout_page(token), "no-referrer")
        }
        Err(fault) => problem(&fault, call),
    }
}

async fn lead(request: &Request, token: &str, call: &Call) -> std::result::Result<Response, Fault> {
    let (opened, _) = call.open_token(token)?;
    let payment = RemoteLedger::new(&call.env, &opened.shop).tell(opened.payment, None).await?.payment;
    let answer = crate::api::way_to_bank(call, &payment)?;
    let texts = text::of(request);
    let html = shell::page(&texts, texts.leaving, &leave::page(&texts, &answer));
    let origin = Url::parse(&answer.url).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    reply::page(html, 200, &[origin]).map_err(crate::api::internal)
}
