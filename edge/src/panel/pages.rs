//! Which page of a shop's panel is served by what, and what all of them ask for: who is signed in, what was asked, and how an
//! error is shown.

use super::{
    Session, Shell, Stop, balance, contracts, files, keys, links, overview, payees, payments, payouts, reconciliations,
    refunds, report, routing, session, settings, shell, stop::Asked, webhooks,
};
use crate::{api::Call, db, page::language::said, registry, reports::Of, route::ShopPage};
use dargah_engine::{
    config::Shop,
    id::GatewayId,
    member::Action,
    problem::{Code, Fault},
    registry::StoredShop,
};
use dargah_panel::{Done, Section};
use dargah_wire::ShopName;
use worker::{D1Database, Request, Response, Result};

/// Answers a request for a page of a shop's panel.
pub(crate) async fn answer(page: ShopPage, request: Request, call: &Call) -> Result<Response> {
    let asked = Asked::of(&request, call);
    let lang = shell::asked_lang(&request);
    let answer = serve(page, request, call).await;
    let mut response = super::stop::answer(answer, &asked, call)?;
    shell::keep_lang(lang, &mut response)?;
    Ok(response)
}

async fn serve(page: ShopPage, request: Request, call: &Call) -> std::result::Result<Response, Stop> {
    let session = session::must(&request, call).await?;
    session.must(Action::See)?;
    let visit = Visit { shell: Shell::of(&request, &session, call).await?, session: &session, call };
    match page {
        ShopPage::Overview => overview::page(&visit, &request).await,
        ShopPage::Payments => payments::list(&visit, &request).await,
        ShopPage::PaymentsFile => payments::file(&visit, &request).await,
        ShopPage::Payment(id) => payments::one(&visit, &id).await,
        ShopPage::Refund(id) => refunds::refund(&visit, request, &id).await,
        ShopPage::Refunds => refunds::list(&visit, &request).await,
        ShopPage::RefundsFile => files::refunds(&visit).await,
        ShopPage::Balance => balance::page(&visit, &request).await,
        ShopPage::Payees => payees::list(&visit, request).await,
        ShopPage::PayeesFile => payees::file(&visit).await,
        ShopPage::RemovePayee(id) => payees::remove(&visit, request, &id).await,
        ShopPage::Payouts => payouts::page(&visit, request).await,
        ShopPage::PayoutsFile => payouts::file(&visit, &request).await,
        ShopPage::Reports => report::page(&visit, &request).await,
        ShopPage::DaysFile => report::file(&visit, &request).await,
        ShopPage::Settlement(id) => reconciliations::for_shop(&visit, &id).await,
        ShopPage::SettlementFile(id) => reconciliations::file_for_shop(&visit, &id).await,
        ShopPage::Webhooks => webhooks::list(&visit, request).await,
        ShopPage::Webhook(id) => webhooks::one(&visit, &request, &id).await,
        ShopPage::WebhookAct(id, deed) => webhooks::act(&visit, request, &id, &deed).await,
        ShopPage::DeliveriesFile(id) => files::deliveries(&visit, &id).await,
        ShopPage::Keys => keys::list(&visit, request).await,
        ShopPage::KeysFile => files::keys(&visit).await,
        ShopPage::KeyAct(id, deed) => keys::act(&visit, request, &id, &deed).await,
        ShopPage::Links => links::list(&visit, request).await,
        ShopPage::LinksFile => files::links(&visit).await,
        ShopPage::Link(id) => links::one(&visit, &id).await,
        ShopPage::CloseLink(id) => links::close(&visit, request, &id).await,
        ShopPage::Contracts => contracts::list(&visit).await,
        ShopPage::NewContract => contracts::new(&visit, request).await,
        ShopPage::Contract(id) => contracts::one(&visit, request, &id).await,
        ShopPage::TryContract(id) => contracts::attempt(&visit, request, &id).await,
        ShopPage::Routing => routing::page(&visit, request).await,
        ShopPage::Settings => settings::page(&visit, request).await,
    }
}

/// Somebody who looks at a page of their shop.
pub(super) struct Visit<'a> {
    pub(super) shell: Shell<'a>,
    pub(super) session: &'a Session,
    pub(super) call: &'a Call,
}

impl Visit<'_> {
    /// Whose rows are shown: their shop's, in the mode that is looked at.
    pub(super) fn of(&self) -> std::result::Result<Of, Stop> {
        Ok(Of { shop: self.session.shop()?.clone(), mode: self.shell.mode })
    }

    /// The shop as this isolate knows it.
    pub(super) fn shop(&self) -> std::result::Result<Option<&Shop>, Stop> {
        Ok(self.call.world.shops.get(self.session.shop()?))
    }

    /// The shop as it is stored. One of the operator's settings has what it has there, and nothing to change here.
    pub(super) async fn stored(&self, db: &D1Database) -> std::result::Result<Option<StoredShop>, Stop> {
        Ok(registry::shop(db, self.session.shop()?).await.map_err(crate::ledger::unavailable)?)
    }

    /// The database, or that it cannot be asked now.
    pub(super) async fn db(&self) -> std::result::Result<D1Database, Stop> {
        Ok(db::of(&self.call.env).await.map_err(crate::ledger::unavailable)?)
    }

    /// Sends a page.
    pub(super) fn reply(&self, html: String, status: u16) -> std::result::Result<Response, Stop> {
        Ok(shell::reply(html, status, self.shell.lang)?)
    }

    /// Leads on to a page in the same mode, which says what was done.
    pub(super) fn done(&self, path: &str, done: Done) -> std::result::Result<Response, Stop> {
        let page = self.shell.frame(Section::Overview).at(path);
        Ok(shell::see_other(&dargah_panel::frame::with(&page, "done", done.word()))?)
    }

    /// A gateway's name; its id where it is none of ours any more.
    pub(super) fn gateway(&self, id: &str) -> ShopName {
        let known = GatewayId::new(id).ok().and_then(|id| self.call.world.gateways.get(&id));
        known.map_or_else(|| ShopName { fa: id.to_owned(), en: id.to_owned() }, |account| (&account.name).into())
    }

    /// Every gateway of the shop in this mode: id and name.
    pub(super) fn gateways(&self) -> std::result::Result<Vec<(String, ShopName)>, Stop> {
        let Some(shop) = self.shop()? else { return Ok(Vec::new()) };
        let world = &self.call.world;
        let own = shop
            .gateways
            .iter()
            .filter_map(|id| world.gateways.get(id))
            .filter(|account| account.mode == self.shell.mode);
        Ok(own.map(|account| (account.id.to_string(), (&account.name).into())).collect())
    }
}

/// What a parameter of the address says, without blanks around it; empty if nothing.
pub(super) fn param(request: &Request, name: &str) -> String {
    said(request, name).map(|value| value.trim().to_owned()).unwrap_or_default()
}

/// Whether a form was sent.
pub(super) fn is_post(request: &Request) -> bool {
    request.inner().method() == "POST"
}

/// There is nothing of that name, of this shop or at all.
pub(super) fn missing() -> Stop {
    Fault::from(Code::NotFound).into()
}
