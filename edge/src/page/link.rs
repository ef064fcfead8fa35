//! The page of a payment link, `/l/{id}`: what is paid, how much, and the way to the payment's own page.

use super::{
    language,
    shell::{self, Page, named},
};
use crate::{
    api::{Call, begin_by_link, internal, link_for_payer},
    body,
    payment_links::Link,
    reply, world,
};
use dargah_engine::{
    gateway::CallbackForm,
    id::letters,
    payment_link::LinkState,
    problem::{Code, Fault},
    request::BODY_MAX,
};
use dargah_wire::{Mode, ShopName};
use dargah_words::{Locale, money, text::fill};
use maud::{Markup, html};
use worker::{Method, Request, Response, Result};

/// The longest token of a page, which the form sends back.
const ONCE_MAX: usize = 26;

/// What the payer typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    amount: String,
    wrong: Option<Code>,
}

/// `GET` and `POST /l/{id}`.
pub(crate) async fn answer(mut request: Request, id: &str, call: &Call) -> Result<Response> {
    let locale = language::of(&request);
    match take(&mut request, id, locale, call).await {
        Ok(response) => Ok(response),
        Err(fault) => super::problem(locale, &fault, call),
    }
}

async fn take(request: &mut Request, id: &str, locale: Locale, call: &Call) -> std::result::Result<Response, Fault> {
    let (db, link) = link_for_payer(request, id, call).await?;
    let mut typed = Typed::default();
    if request.method() == Method::Post {
        let body = body::read(request, BODY_MAX).await?;
        let form = CallbackForm::read("", &body);
        form.get("amount").unwrap_or_default().clone_into(&mut typed.amount);
        let once = form.get("once").filter(|once| once.len() == ONCE_MAX).unwrap_or_default().to_owned();
        if once.is_empty() {
            return Err(Code::BodyInvalid.into());
        }
        match begin_by_link(&db, &link, &typed.amount, &once, call).await {
            Ok(payment) => {
                let token = call.world.links.checkout_token(&link.stored.shop, payment.created.id);
                let next = language::within(&call.world.links.checkout_page(&token), locale);
                return reply::see_other(&next, "origin").map_err(internal);
            }
            Err(fault) if fault.param == Some("amount") => typed.wrong = Some(fault.code),
            Err(fault) => return Err(fault),
        }
    }
    let shop = call.world.shops.get(&link.stored.shop).ok_or_else(|| Fault::from(Code::LinkUnknown))?;
    if link.state() != LinkState::Open {
        return Err(Code::LinkEnded.into());
    }
    let once = letters(world::entropy().map_err(internal)?);
    let html = shell::page(locale, &draw(locale, &link, &(&shop.name).into(), &typed, &once));
    let status = typed.wrong.map_or(200, Code::status);
    reply::page(html, status, locale.tag(), &[]).map_err(internal)
}

fn draw(locale: Locale, link: &Link, shop: &ShopName, typed: &Typed, once: &str) -> Page {
    let (t, p) = (locale.texts(), locale.page_texts());
    let name = locale.name(shop).0.to_owned();
    let title = match typed.wrong {
        Some(_) => fill(p.error, p.amount_bad),
        None => format!("{} · {name}", link.stored.title),
    };
    let card = html! {
        @if link.stored.mode == Mode::Test { p class="ribbon" { (t.sandbox) } }
        section {
            header {
                h1 class="shop" { (named(shop, locale)) }
                p class="quiet" { bdi { (link.stored.title) } }
                @if let Some(rial) = link.stored.amount { (price(locale, rial)) }
            }
            form class="form" method="post" action={ "?lang=" (locale.tag()) } novalidate {
                div class="notice" role="alert" {
                    @if typed.wrong.is_some() { strong { (p.put_right) } a href="#amount" { (p.amount_bad) } }
                }
                input type="hidden" name="once" value=(once);
                @if link.stored.amount.is_none() {
                    label class="label" for="amount" { span { (p.amount) } }
                    input id="amount" class="input" name="amount" inputmode="numeric" autocomplete="off" dir="ltr" maxlength="24"
                        value=(typed.amount) required aria-invalid=[typed.wrong.map(|_| "true")];
                }
                button class="button" { (p.proceed) }
            }
        }
    };
    Page { title, head: html! {}, card }
}

fn price(locale: Locale, rial: i64) -> Markup {
    let price = money::amount(rial, locale);
    html! {
        p class="amount" {
            strong { (price.large) }
            @if let Some(beneath) = &price.beneath { span class="quiet" { (beneath) } }
        }
    }
}
