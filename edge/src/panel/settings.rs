//! `/panel/settings`: the shop's names, origins and time to pay. What holds is the engine's to say: a change is tried on the stored shop,
//! part by part, and what the engine does not take is wrong.

use super::{
    Form, Stop, audit,
    pages::{Visit, is_post, missing},
};
use crate::{ledger::unavailable, registry, world::World};
use dargah_engine::{
    config::{Gateways, Shops},
    member::Action,
    registry::{Stored, StoredShop, together},
    text,
};
use dargah_panel::{
    Done, Lang, Section,
    part::Wrong,
    refunds::read_number,
    settings::{self as page, Settings},
};
use dargah_wire::ShopName;
use serde_json::json;
use worker::{Request, Response};

/// The longest name, characters.
const NAME_MAX: usize = 60;

/// The most origins.
const ORIGINS_MAX: usize = 20;

/// What was typed.
struct Typed {
    name_fa: String,
    name_en: String,
    origins: String,
    within: String,
}

pub(super) async fn page(visit: &Visit<'_>, mut request: Request) -> Result<Response, Stop> {
    visit.session.must(Action::ManageSettings)?;
    let db = visit.db().await?;
    let stored = visit.stored(&db).await?;
    let Some(shop) = stored else {
        // The operator's own settings have it, and nobody changes those here.
        let known = visit.shop()?.ok_or_else(missing)?;
        let (name, origins): (ShopName, _) = ((&known.name).into(), known.origins.join("\n"));
        return draw(visit, &typed_of(&name, &origins, known.pay_within_s), false, &Wrong::none());
    };
    if !is_post(&request) {
        let origins: Vec<String> = serde_json::from_str(&shop.origins).map_err(worker::Error::from)?;
        let name = ShopName { fa: shop.name_fa.clone(), en: shop.name_en.clone() };
        return draw(visit, &typed_of(&name, &origins.join("\n"), shop.pay_within_s), true, &Wrong::none());
    }
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    let typed = sent(&form);
    match changed(&visit.call.world, visit.shell.lang, &shop, &typed) {
        Err(wrong) => draw(visit, &typed, true, &wrong),
        Ok(changed) => {
            registry::set_settings(&db, &changed).await.map_err(unavailable)?;
            let details = json!({ "origins": changed.origins, "pay_within_s": changed.pay_within_s });
            audit::note(&db, visit.session.who(), Some(&shop.id), "shop.settings", details).await?;
            visit.done("/panel/settings", Done::Saved)
        }
    }
}

/// The form as what holds fills it in.
fn typed_of(name: &ShopName, origins: &str, within_s: i64) -> Typed {
    Typed {
        name_fa: name.fa.clone(),
        name_en: name.en.clone(),
        origins: origins.to_owned(),
        within: (within_s / 60).to_string(),
    }
}

/// The form as it was sent.
fn sent(form: &Form) -> Typed {
    let said = |name: &str| form.get(name).unwrap_or_default().to_owned();
    Typed { name_fa: said("name_fa"), name_en: said("name_en"), origins: said("origins"), within: said("within") }
}

/// The shop as it is to be, or what is wrong.
fn changed(world: &World, lang: Lang, shop: &StoredShop, typed: &Typed) -> Result<StoredShop, Wrong> {
    let mut wrong = Wrong::none();
    let mut to_be = shop.clone();
    // A part at a time, so that it is known which one the engine does not take.
    let mut try_on = |field: &str, says: &str, change: &dyn Fn(&mut StoredShop) -> Option<()>| {
        let mut tried = to_be.clone();
        if change(&mut tried).is_some() && holds(world, &tried) {
            to_be = tried;
        } else {
            wrong.add(field, says);
        }
    };
    let name = lang.either("نام باید یک خط و ۱ تا ۶۰ نویسه باشد.", "A name is one line of 1 to 60 characters.");
    try_on("name_fa", name, &|shop| text::line(&typed.name_fa, NAME_MAX).map(|name| shop.name_fa = name));
    try_on("name_en", name, &|shop| text::line(&typed.name_en, NAME_MAX).map(|name| shop.name_en = name));
    let origins = lang.either(
        "هر خط یک نشانی مانند https://shop.example و بدون مسیر؛ حداکثر ۲۰ خط.",
        "One origin a line, such as https://shop.example without a path; at most 20 lines.",
    );
    try_on("origins", origins, &|shop| {
        let lines = typed.origins.lines().map(str::trim).filter(|line| !line.is_empty());
        let list: Vec<&str> = lines.map(|line| line.trim_end_matches('/')).collect();
        shop.origins = json!(list).to_string();
        (list.len() <= ORIGINS_MAX).then_some(())
    });
    let within = lang.either("عددی از ۱ تا ۱۴۴۰ بنویسید.", "Write a number from 1 to 1,440.");
    try_on("within", within, &|shop| {
        shop.pay_within_s = read_number(&typed.within)?.checked_mul(60)?;
        Some(())
    });
    if wrong.is_empty() { Ok(to_be) } else { Err(wrong) }
}

/// Whether the engine takes the shop as it is to be.
fn holds(world: &World, shop: &StoredShop) -> bool {
    let stored = Stored { shops: vec![shop.clone()], ..Stored::default() };
    together(&Gateways::default(), &Shops::default(), &stored, &world.roots, crate::world::now()).2.is_empty()
}

fn draw(visit: &Visit<'_>, typed: &Typed, may_change: bool, wrong: &Wrong) -> Result<Response, Stop> {
    let view = Settings {
        name_fa: &typed.name_fa,
        name_en: &typed.name_en,
        origins: &typed.origins,
        within: &typed.within,
        may_change,
        wrong,
    };
    visit.reply(page::settings(&visit.shell.frame(Section::Settings), &view), if wrong.is_empty() { 200 } else { 422 })
}
