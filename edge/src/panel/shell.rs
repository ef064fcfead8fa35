//! What every page of the panel is drawn in: language, frame, headers.
//!
//! For other pages: [`Shell::of`] and [`Shell::frame`] draw within the frame, [`reply`] sends the page, [`see_other`] leads on after a
//! form.

use super::{session::Session, stop::Stop};
use crate::{api::Call, cookie, db, page::language::said, registry, reply, route::Route};
use dargah_engine::{
    member::{Action, Place},
    registry::Stage,
};
use dargah_panel::{Done, Frame, Lang, Section};
use dargah_wire::{Mode, ShopName};
use worker::{Request, Response};

/// What `?lang=` asks for, else what was asked for before, else Persian.
pub(crate) fn lang(request: &Request) -> Lang {
    let asked = said(request, "lang").or_else(|| cookie::read(request, cookie::LANG));
    asked.and_then(|tag| Lang::spoken(&tag)).unwrap_or(Lang::Fa)
}

/// The language that this request asks for.
pub(super) fn asked_lang(request: &Request) -> Option<Lang> {
    said(request, "lang").and_then(|tag| Lang::spoken(&tag))
}

/// Keeps the language that was asked for.
pub(super) fn keep_lang(asked: Option<Lang>, response: &mut Response) -> worker::Result<()> {
    match asked {
        Some(lang) => cookie::set(response, cookie::LANG, lang.tag(), 365 * 86_400),
        None => Ok(()),
    }
}

/// A page of the panel.
pub(crate) fn reply(html: String, status: u16, lang: Lang) -> worker::Result<Response> {
    reply::panel_page(html, status, lang.tag())
}

/// On to another page of the panel, by GET whatever came.
pub(crate) fn see_other(page: &str) -> worker::Result<Response> {
    reply::see_other(page, "same-origin")
}

/// What is known of whoever looks at a page; [`Frame`] borrows from it.
pub(crate) struct Shell<'a> {
    pub(crate) lang: Lang,
    pub(crate) mode: Mode,
    pub(crate) is_live: bool,
    session: &'a Session,
    shop: Option<ShopName>,
    sections: Vec<Section>,
    path: String,
    done: Option<Done>,
}

impl<'a> Shell<'a> {
    /// For this request of this session.
    pub(crate) async fn of(request: &Request, session: &'a Session, call: &Call) -> Result<Self, Stop> {
        let nameless =
            || ShopName { fa: "هنوز فروشگاهی نیست".to_owned(), en: "No shop yet".to_owned() };
        let (shop, is_live) = match session.place.shop() {
            // The desk sees both modes of what has them.
            None => ((session.place == Place::Nowhere).then(nameless), session.place == Place::Desk),
            Some(id) => match call.world.shops.get(id) {
                Some(shop) => (Some(ShopName::from(&shop.name)), shop.stage == Stage::Live),
                // It was made a moment ago.
                None => match registry::shop(&db::of(&call.env).await?, id).await? {
                    Some(shop) => (Some(ShopName { fa: shop.name_fa, en: shop.name_en }), shop.stage == Stage::Live),
                    None => (Some(nameless()), false),
                },
            },
        };
        let asked = said(request, "mode");
        // It may have gone live a moment ago, elsewhere.
        let is_live = is_live || (asked.as_deref() == Some("live") && is_stored_live(session, call).await?);
        let mode = match asked.as_deref() {
            Some("test") => Mode::Test,
            Some("live") | None if is_live => Mode::Live,
            _ => Mode::Test,
        };
        Ok(Self {
            lang: lang(request),
            mode,
            is_live,
            session,
            shop,
            sections: sections(&session.place),
            path: own_address(request),
            done: said(request, "done").and_then(|word| Done::said(&word)),
        })
    }

    /// The frame of a page that belongs to this section.
    pub(crate) fn frame(&'a self, here: Section) -> Frame<'a> {
        Frame {
            lang: self.lang,
            shop: self.shop.as_ref(),
            mode: self.mode,
            is_live: self.is_live,
            sections: &self.sections,
            here,
            path: &self.path,
            csrf: &self.session.csrf,
            member: self.session.name(),
            flash: self.done.map(|done| done.flash(self.lang)),
        }
    }
}

/// Whether the shop takes real money by its row.
async fn is_stored_live(session: &Session, call: &Call) -> Result<bool, Stop> {
    let Some(id) = session.place.shop() else { return Ok(false) };
    let stored = registry::shop(&db::of(&call.env).await?, id).await?;
    Ok(stored.is_some_and(|shop| shop.stage == Stage::Live))
}

/// The sections that one who stands there may see.
fn sections(place: &Place) -> Vec<Section> {
    let action = |section| match section {
        Section::Overview
        | Section::Payments
        | Section::Refunds
        | Section::Balance
        | Section::Payouts
        | Section::Reports
        | Section::Health
        | Section::Team => Action::See,
        Section::Links => Action::ManageLinks,
        Section::Webhooks => Action::ManageWebhooks,
        Section::Keys => Action::ManageKeys,
        Section::Contracts => Action::ManageContracts,
        Section::Routing | Section::Settings => Action::ManageSettings,
        Section::Apply => Action::Apply,
        Section::Applications => Action::Review,
        Section::Shops => Action::ManageShops,
        Section::Books | Section::Reconciliations => Action::Reconcile,
        Section::PayoutDesk => Action::ApprovePayouts,
        Section::Audit => Action::Audit,
        Section::Operators => Action::ManageOperators,
        // It is in nobody's navigation.
        Section::Security => Action::See,
    };
    // Each of the two has its own half of the navigation, whatever may be done in both; what has no page yet is not offered.
    let root = if *place == Place::Desk { "/admin/" } else { "/panel" };
    let is_served = |section: &Section| Route::of("GET", section.path()) != Route::Nowhere;
    let is_theirs = |section: &Section| section.path().starts_with(root) && place.may(action(*section));
    Section::ALL.into_iter().filter(|section| is_served(section) && is_theirs(section)).collect()
}

/// The page's own address, less what the switches set and what is said once.
fn own_address(request: &Request) -> String {
    let Ok(url) = request.url() else { return "/panel".to_owned() };
    let mut page = url.clone();
    page.set_query(None);
    let kept: Vec<_> =
        url.query_pairs().filter(|(name, _)| !matches!(name.as_ref(), "lang" | "mode" | "done")).collect();
    if !kept.is_empty() {
        page.query_pairs_mut().extend_pairs(kept);
    }
    page.query().map_or_else(|| page.path().to_owned(), |query| format!("{}?{query}", page.path()))
}
