//! What keeps a page of the wallet from being shown, and where that leads.

use super::Visit;
use crate::{
    page::{
        self,
        shell::{Page, message},
    },
    panel, reply,
};
use dargah_engine::problem::{Code, Fault};
use dargah_words::{Locale, told::Tone};
use maud::html;
use worker::{Response, Result};

/// What stops a request.
#[derive(Debug)]
pub(super) enum Stop {
    /// Nobody is signed in: to the way in.
    SignIn,
    /// The form is not from a page of this session.
    Stale,
    /// An error with its code.
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Code> for Stop {
    fn from(code: Code) -> Self {
        Self::Fault(code.into())
    }
}

impl From<worker::Error> for Stop {
    fn from(problem: worker::Error) -> Self {
        Self::Fault(crate::api::internal(problem))
    }
}

// Forms are read as the panel's are.
impl From<panel::Stop> for Stop {
    fn from(stop: panel::Stop) -> Self {
        match stop {
            panel::Stop::Fault(fault) => Self::Fault(fault),
            _ => Self::Stale,
        }
    }
}

/// The answer, or what stopped it. `asked` is the page to come back to.
pub(super) fn answer(
    answer: std::result::Result<Response, Stop>,
    asked: Option<&str>,
    visit: &Visit<'_>,
) -> Result<Response> {
    match answer {
        Ok(response) => Ok(response),
        Err(Stop::SignIn) => {
            let to = page::language::within("/wallet/sign-in", visit.locale);
            let next = asked.filter(|page| !matches!(*page, "/wallet" | "/wallet/code"));
            reply::see_other(&next.map_or_else(|| to.clone(), |next| format!("{to}&next={next}")), "same-origin")
        }
        Err(Stop::Stale) => stale(visit.locale),
        Err(Stop::Fault(fault)) => page::problem(visit.locale, &fault, visit.call),
    }
}

fn stale(locale: Locale) -> Result<Response> {
    let t = locale.wallet_texts();
    let more = html! { a class="button" href=(page::language::within("/wallet", locale)) { (t.to_wallet) } };
    let card = message(Tone::Warn, &html! { (t.stale.title) }, t.stale.text, &more);
    let html = page::shell::page(locale, &Page { title: t.stale.title.to_owned(), head: html! {}, card });
    reply::panel_page(html, 403, locale.tag())
}

/// The operator has no wallets.
pub(super) fn no_wallets(locale: Locale) -> Result<Response> {
    let t = locale.wallet_texts();
    let card = message(Tone::Warn, &html! { (t.no_wallets.title) }, t.no_wallets.text, &html! {});
    let html = page::shell::page(locale, &Page { title: t.no_wallets.title.to_owned(), head: html! {}, card });
    reply::panel_page(html, 404, locale.tag())
}
