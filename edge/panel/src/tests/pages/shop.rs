//! What a shop says of itself and sells by: links, settings; and what stands in a page's place.

use super::NOW;
use crate::{
    Lang, Section,
    links::{self, LinkRow, LinkState, Links},
    part::{Page, Wrong},
    problem::{self, Problem, Trouble},
    settings::{self, Settings},
    tests::{frame, shop},
};

use dargah_wire::SplitPart;

pub(super) fn of_the_shop(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let here = frame(lang, &shop, Section::Links);
    let link = |state, amount| LinkRow {
        id: "lnk_01".to_owned(),
        title: format!("{} {text}", lang.either("کارگاه سفال", "Pottery workshop")),
        amount,
        url: format!("https://pay.example/l/lnk_01{text}"),
        state,
        paid: 4,
        most: Some(20),
        expires_at: Some(NOW),
        created_at: NOW,
        split: vec![SplitPart { payee: "anbar".to_owned(), amount: None, share_bps: Some(3_333) }],
    };
    let link_rows = [
        link(LinkState::Open, Some(4_500_000)),
        link(LinkState::Closed, None),
        link(LinkState::Spent, Some(10_005)),
        link(LinkState::Over, Some(10)),
    ];
    let typed =
        links::Typed { title: text.to_owned(), amount: text.to_owned(), uses: text.to_owned(), until: text.to_owned() };
    let list = |links: &[LinkRow], wrong: &Wrong| {
        links::links(&here, &Links { links, page: Page::default(), may_change: true, typed: &typed, wrong })
    };
    let here_settings = frame(lang, &shop, Section::Settings);
    let set = |may_change, wrong: &Wrong| {
        settings::settings(
            &here_settings,
            &Settings { name_fa: text, name_en: text, origins: text, within: "30", may_change, wrong },
        )
    };
    let mut wrong = Wrong::one("origins", text);
    wrong.add("", text);
    let trouble = |trouble| {
        let view = Problem { trouble, code: "payment_unknown", detail: "There is no such thing.", request: "req_0123" };
        problem::problem(&frame(lang, &shop, Section::Overview), &view)
    };
    let bare = Problem { trouble: Trouble::Busy, code: "", detail: "", request: "req_0123" };
    vec![
        ("links", list(&link_rows, &Wrong::none())),
        ("links-empty", list(&[], &Wrong::one("title", text))),
        ("link", links::link(&here, &link(LinkState::Open, Some(4_500_000)), true)),
        ("link-close", links::close(&here, &link(LinkState::Open, None))),
        ("settings", set(true, &Wrong::none())),
        ("settings-wrong", set(true, &wrong)),
        ("settings-read", set(false, &Wrong::none())),
        ("missing", trouble(Trouble::Missing)),
        ("forbidden", trouble(Trouble::Forbidden)),
        ("stale", trouble(Trouble::Stale)),
        ("broken", trouble(Trouble::Broken)),
        ("refused", trouble(Trouble::Refused)),
        ("trouble-bare", problem::problem_bare(lang, "/panel", &bare)),
    ]
}
