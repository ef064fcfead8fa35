//! `/wallet/statement`: all that happened to the wallet's money, the newest first, a page at a time.

use super::{Visit, parts, stop::Stop};
use crate::{
    books::wallets,
    page::{
        language::{said, within},
        shell::Page,
    },
};
use maud::html;
use worker::{Request, Response};

/// How many rows of the books a page has.
const ROWS: u32 = 30;

/// `GET /wallet/statement`.
pub(super) async fn answer(request: &Request, visit: &Visit<'_>) -> Result<Response, Stop> {
    let session = visit.session(request).await?;
    // What is no number is the newest page.
    let before = said(request, "before").and_then(|n| n.parse().ok());
    let found = wallets::entries(&visit.call.env, session.mode, &session.wallet, before, ROWS).await?;
    let (t, locale) = (visit.texts(), visit.locale);
    let card = html! {
        (parts::ribbon(locale, session.mode))
        section class="wallet" {
            header { h1 class="shop" { (t.statement) } }
            @if found.lines.is_empty() { p class="quiet" { (t.nothing_yet) } } @else { (parts::entries(&found.lines, visit)) }
            @if let Some(next) = found.next {
                a class="button second" href={ (within("/wallet/statement", locale)) "&before=" (next) } { (t.older) }
            }
            a class="button second" href=(within("/wallet", locale)) { (t.back) }
        }
    };
    visit.show(&Page { title: format!("{} · {}", t.statement, t.title), head: html! {}, card }, 200)
}
