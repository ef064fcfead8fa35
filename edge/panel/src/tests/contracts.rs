//! The pages of gateway contracts, full and empty.

use super::{frame, shop};
use crate::{
    Lang, Section,
    contracts::{self, ContractRow, Contracts, OneContract, Tried, Typed},
    part::Wrong,
};
use dargah_wire::ShopName;

/// What each page is called, and the page. `text` stands wherever the outside has a say.
pub(super) fn pages(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let here = frame(lang, &shop, Section::Contracts);
    let name = ShopName { fa: format!("قرارداد ما {text}"), en: format!("Our contract {text}") };
    let provider = ShopName { fa: "بانک آبی".to_owned(), en: "Blue Bank".to_owned() };
    let row = |id: &str, enabled, closed, min, max| ContractRow {
        id: id.to_owned(),
        name: name.clone(),
        provider: provider.clone(),
        enabled,
        closed,
        min,
        max,
        changed_at: 1_785_412_800_000,
    };
    let rows = [
        row("blue-1", true, false, None, None),
        row("blue-2", false, false, Some(10_000), None),
        row("blue-3", true, true, Some(10_000), Some(900_000_000)),
    ];
    let providers = [("blue".to_owned(), provider.clone()), ("green".to_owned(), provider.clone())];
    let list = |rows: &[ContractRow], providers: &[(String, ShopName)], may_change| {
        contracts::contracts(&here, &Contracts { rows, providers, may_change })
    };
    let typed = Typed {
        name_fa: text.to_owned(),
        name_en: text.to_owned(),
        min: text.to_owned(),
        max: text.to_owned(),
        priority: text.to_owned(),
        closing: text.to_owned(),
        enabled: true,
    };
    let mut wrong = Wrong::one("secret.terminal", "Write this one as well.");
    wrong.add("max", "No amount.");
    let one = |id, wrong: &Wrong, tried: Option<&Tried>| {
        let credentials = &[("terminal", false), ("access_token", true)];
        contracts::one(
            &here,
            &OneContract {
                id,
                provider: ("blue", &provider),
                credentials,
                typed: &typed,
                wrong,
                tried,
                kept_until: id.map(|_| 1_785_412_800_000),
            },
        )
    };
    let none = Wrong::none();
    vec![
        ("contracts", list(&rows, &providers, true)),
        ("contracts, none", list(&[], &providers, true)),
        ("contracts, nobody to have one with", list(&[], &[], true)),
        ("contracts, the operator's shop", list(&[], &[], false)),
        ("a new contract", one(None, &none, None)),
        ("a new contract, wrong", one(None, &wrong, None)),
        ("a contract that works", one(Some("blue-1"), &none, Some(&Tried::Works))),
        ("a contract that was refused", one(Some("blue-1"), &none, Some(&Tried::Refused(text.to_owned())))),
        ("a contract of which nothing can be said", one(Some("blue-1"), &none, Some(&Tried::Silent))),
    ]
}
