//! Shoppers' wallets, `/wallet`: who is signed in to one, and the way from a request to one of its pages. They are as the hosted page
//! is: plain HTML in three languages, which need no script.
//!
//! What lives here: the wallet's own session ([`session`]), the way in (`door.rs`), and its pages, each a file that reads a form, asks
//! and draws. What must not: a rule of what a wallet may do (`dargah_engine::wallet`), its events and its money (`books/wallets.rs`),
//! words (`dargah_words::wallet`), and anything of the panel's: a shopper is no member.
//!
//! A wallet is of one mode, as every payment is. It is chosen where somebody signs in, and the session keeps it: that of the contracts
//! by which wallets are filled, live ones before those of test money; `?mode=test` there asks for a wallet of test money, for those who
//! try out paying with one.

mod door;
mod home;
mod owner;
mod parts;
pub(crate) mod session;
mod statement;
mod stop;
mod top_up;
mod withdraw;

use crate::{
    api::Call,
    page::language::{self, said},
    panel::Form,
    reply,
    route::WalletPage,
};
use dargah_engine::{facilitator::WalletTerms, gateway::Settles, problem::Code};
use dargah_wire::{Mode, PayMethod};
use dargah_words::{Locale, wallet::WalletTexts};
use stop::Stop;
use worker::{Request, Response, Result};

/// What every page works with.
struct Visit<'a> {
    call: &'a Call,
    locale: Locale,
    terms: &'a WalletTerms,
}

/// Answers a request for a page or a form of the wallet.
pub(crate) async fn answer(page: WalletPage, request: Request, call: &Call) -> Result<Response> {
    let locale = language::of(&request);
    let Some(terms) = &call.world.terms.wallet else { return stop::no_wallets(locale) };
    let visit = Visit { call, locale, terms };
    let asked = (request.inner().method() == "GET").then(|| request.path());
    let answer = match page {
        WalletPage::Home => home::answer(request, &visit).await,
        WalletPage::SignIn => door::sign_in(request, &visit).await,
        WalletPage::Code => door::code(request, &visit).await,
        WalletPage::SignOut => door::sign_out(request, &visit).await,
        WalletPage::Statement => statement::answer(&request, &visit).await,
        WalletPage::Owner => owner::answer(request, &visit).await,
        WalletPage::Withdraw => withdraw::answer(request, &visit).await,
    };
    stop::answer(answer, asked.as_deref(), &visit)
}

impl Visit<'_> {
    fn texts(&self) -> &'static WalletTexts {
        self.locale.wallet_texts()
    }

    /// On to another page of ours, in the same language.
    fn see_other(&self, page: &str) -> std::result::Result<Response, Stop> {
        let mark = if page.contains('?') { '&' } else { '?' };
        Ok(reply::see_other(&format!("{page}{mark}lang={}", self.locale.tag()), "same-origin")?)
    }

    /// A page of the wallet.
    fn show(&self, page: &crate::page::shell::Page, status: u16) -> std::result::Result<Response, Stop> {
        let html = crate::page::shell::page(self.locale, page);
        Ok(reply::panel_page(html, status, self.locale.tag())?)
    }

    /// The mode that a wallet is opened in.
    fn mode(&self, request: &Request) -> Mode {
        let has = |mode: Mode| {
            let Some(shop) = self.call.world.shops.get(&self.terms.shop) else { return false };
            self.call.world.gateways.iter().any(|account| {
                let fills = account.settles == Settles::Operator && account.method() == PayMethod::Card;
                fills && account.enabled && account.mode == mode && shop.gateways.contains(&account.id)
            })
        };
        let asked = said(request, "mode");
        if asked.as_deref() != Some(Mode::Test.as_str()) && has(Mode::Live) { Mode::Live } else { Mode::Test }
    }

    /// The shopper who is signed in; else to the way in, and back here.
    async fn session(&self, request: &Request) -> std::result::Result<session::Session, Stop> {
        session::find(request, self.call).await?.ok_or(Stop::SignIn)
    }

    /// The shopper who is signed in, and the form that they have sent, if they sent one: from a page of this very session.
    async fn entered(&self, request: &mut Request) -> std::result::Result<(session::Session, Option<Form>), Stop> {
        let is_post = request.inner().method() == "POST";
        let form = if is_post { Some(Form::read(request, self.call).await?) } else { None };
        let session = self.session(request).await?;
        if let Some(form) = &form {
            session.must_have_sent(form, self.call)?;
        }
        Ok((session, form))
    }

    /// The operator's own shop, to which filling a wallet is a payment.
    fn shop(&self) -> std::result::Result<&dargah_engine::config::Shop, Stop> {
        self.call.world.shops.get(&self.terms.shop).ok_or_else(|| Code::Internal.into())
    }
}
