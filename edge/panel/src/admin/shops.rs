//! The shops that the panel has made: where each is, and the switch that stops one.

use crate::{
    Frame,
    apply::says,
    part::{self, Col, Confirm, Tone},
    words,
};
use dargah_wire::ShopName;
use maud::{Markup, html};

words! {
    /// What the pages say.
    Words {
        title: "فروشگاه‌ها", "Shops";
        lead: "فروشگاه‌هایی که در پنل ساخته شده‌اند، تازه‌ترین بالا.", "Shops that the panel has made, the newest first.";
        shop: "فروشگاه", "Shop";
        stage: "وضعیت", "Stage";
        made: "ساخته شد", "Made";
        application: "درخواست", "Application";
        acts: "کارها", "Actions";
        suspend: "توقف", "Suspend";
        resume: "ادامه", "Resume";
        none: "هنوز فروشگاهی نیست", "No shop yet";
        none_text: "با نخستین ورود یک فروشنده ساخته می‌شود.", "One is made when the first merchant signs in.";
        asked: "فروشگاه {} متوقف شود؟", "Suspend {}?";
        asked_text: "کلیدهایش تا ادامه دادن کار نمی‌کند و پرداخت تازه‌ای گرفته نمی‌شود. پرداخت‌های در جریان تا پایان می‌روند.", "Its keys do not work until it goes on, and no new payment is taken. Payments under way go to their end.";
        yes: "متوقف کردن فروشگاه", "Suspend the shop";
        id: "شناسه", "Id";
    }
}

/// A shop.
#[derive(Clone, Debug)]
pub struct ShopRow {
    /// Its id.
    pub id: String,
    /// Its names.
    pub name: ShopName,
    /// Where it is, a word.
    pub stage: &'static str,
    /// When it was made.
    pub made_at: i64,
    /// Its application's id and step, if it applied.
    pub application: Option<(String, String)>,
}

/// The shops.
#[derive(Clone, Copy, Debug)]
pub struct ShopsView<'a> {
    /// Of this page.
    pub shops: &'a [ShopRow],
    /// What leads to the next page.
    pub next: Option<&'a str>,
    /// Whether this is not the first page.
    pub is_later: bool,
}

/// `/admin/shops`
#[must_use]
pub fn shops(frame: &Frame<'_>, view: &ShopsView<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let rows: Vec<Vec<Markup>> = view
        .shops
        .iter()
        .map(|shop| {
            let tone = match shop.stage {
                "live" => Tone::Good,
                "suspended" => Tone::Bad,
                _ => Tone::Wait,
            };
            let act = if shop.stage == "suspended" {
                part::small_form(frame.csrf, &format!("/admin/shops/{}/resume", shop.id), &[], w.resume)
            } else {
                html! { a class="button second small" href={ "/admin/shops/" (shop.id) "/suspend" } { (w.suspend) } }
            };
            vec![
                html! { bdi { (lang.name(&shop.name)) } " " span class="quiet" { (part::code(&shop.id)) } },
                part::badge(tone, says::stage(lang, shop.stage)),
                part::moment(lang, shop.made_at),
                html! {
                    @match &shop.application {
                        Some((id, step)) => a href={ "/admin/applications/" (id) } { (says::step(lang, step)) },
                        None => "—",
                    }
                },
                act,
            ]
        })
        .collect();
    let cols = [Col::text(w.shop), Col::text(w.stage), Col::text(w.made), Col::text(w.application), Col::acts(w.acts)];
    frame.page(w.title, &html! {
        (part::heading(w.title, w.lead, &html! {}))
        @if rows.is_empty() { (part::empty(w.none, w.none_text, &html! {})) } @else { (part::table(w.title, &cols, &rows)) }
        (part::pager(lang, "/admin/shops", part::Page { next: view.next, is_later: view.is_later }))
    })
}

/// `/admin/shops/{id}/suspend`: asks once more.
#[must_use]
pub fn confirm_suspend(frame: &Frame<'_>, id: &str, name: &ShopName) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let title = lang.fill(w.asked, lang.name(name));
    frame.page(
        &title,
        &part::confirm(
            frame.csrf,
            lang,
            &Confirm {
                title: &title,
                text: w.asked_text,
                facts: &[(w.id, part::code(id))],
                action: &format!("/admin/shops/{id}/suspend"),
                hidden: &[],
                yes: w.yes,
                back: "/admin/shops",
            },
        ),
    )
}
