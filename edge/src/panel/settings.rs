//! `/panel/settings`: the shop's names, origins, time to pay, and what it wants of the router. What holds is the engine's to say: a
//! change is tried on the stored shop, part by part, and what the engine does not take is wrong.

use super::{
    Form, Stop, audit,
    pages::{Visit, is_post, missing},
};
use crate::{ledger::unavailable, registry, world::World};
use dargah_engine::{
    config::{Gateways, Shops},
    id::GatewayId,
    member::Action,
    registry::{Stored, StoredShop, together},
    routing::{Mode as PolicyMode, Policy},
    text,
};
use dargah_panel::{
    Done, Lang, Section,
    part::Wrong,
    refunds::read_number,
    settings::{self as page, GatewayTerms, Settings, Way},
};
use dargah_wire::ShopName;
use serde_json::json;
use std::collections::BTreeMap;
use worker::{Request, Response};

/// The longest name, characters.
const NAME_MAX: usize = 60;

/// The most origins.
const ORIGINS_MAX: usize = 20;

/// The power that stands in the form where none holds.
const EXPONENT: u8 = 4;

/// What was typed.
struct Typed {
    name_fa: String,
    name_en: String,
    origins: String,
    within: String,
    way: Way,
    exponent: String,
    gateways: Vec<GatewayTerms>,
}

pub(super) async fn page(visit: &Visit<'_>, mut request: Request) -> Result<Response, Stop> {
    visit.session.must(Action::ManageSettings)?;
    let db = visit.db().await?;
    let stored = visit.stored(&db).await?;
    let Some(shop) = stored else {
        // The operator's own settings have it, and nobody changes those here.
        let known = visit.shop()?.ok_or_else(missing)?;
        let (name, origins): (ShopName, _) = ((&known.name).into(), known.origins.join("\n"));
        let typed = typed_of(visit, &name, &origins, known.pay_within_s, &known.routing)?;
        return draw(visit, &typed, known.routing.rules.len(), false, &Wrong::none());
    };
    let policy: Policy = serde_json::from_str(&shop.routing).map_err(worker::Error::from)?;
    if !is_post(&request) {
        let origins: Vec<String> = serde_json::from_str(&shop.origins).map_err(worker::Error::from)?;
        let name = ShopName { fa: shop.name_fa.clone(), en: shop.name_en.clone() };
        let typed = typed_of(visit, &name, &origins.join("\n"), shop.pay_within_s, &policy)?;
        return draw(visit, &typed, policy.rules.len(), true, &Wrong::none());
    }
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    let typed = sent(visit, &form)?;
    let rules = policy.rules.len();
    match changed(&visit.call.world, visit.shell.lang, &shop, policy, &typed) {
        Err(wrong) => draw(visit, &typed, rules, true, &wrong),
        Ok(changed) => {
            registry::set_settings(&db, &changed).await.map_err(unavailable)?;
            let details =
                json!({ "origins": changed.origins, "routing": changed.routing, "pay_within_s": changed.pay_within_s });
            audit::note(&db, visit.session.who(), Some(&shop.id), "shop.settings", details).await?;
            visit.done("/panel/settings", Done::Saved)
        }
    }
}

/// The form as what holds fills it in.
fn typed_of(visit: &Visit<'_>, name: &ShopName, origins: &str, within_s: i64, policy: &Policy) -> Result<Typed, Stop> {
    let (way, exponent) = match &policy.otherwise {
        PolicyMode::Automatic => (Way::Automatic, EXPONENT),
        PolicyMode::Proportional { exponent } => (Way::Proportional, *exponent),
        PolicyMode::Fixed { .. } => (Way::Fixed, EXPONENT),
        PolicyMode::Priority { .. } => (Way::Priority, EXPONENT),
    };
    let terms = |id: String, name: ShopName| {
        let (mut part, mut place) = (String::new(), String::new());
        match &policy.otherwise {
            PolicyMode::Fixed { parts } => {
                let found = parts.iter().find(|(other, _)| other.as_str() == id);
                part = found.map_or_else(|| "0".to_owned(), |(_, part)| part.to_string());
            }
            PolicyMode::Priority { order } => {
                let found = order.iter().position(|other| other.as_str() == id);
                place = found.map_or_else(String::new, |at| (at + 1).to_string());
            }
            PolicyMode::Automatic | PolicyMode::Proportional { .. } => {}
        }
        GatewayTerms { id, name, part, place }
    };
    Ok(Typed {
        name_fa: name.fa.clone(),
        name_en: name.en.clone(),
        origins: origins.to_owned(),
        within: (within_s / 60).to_string(),
        way,
        exponent: exponent.to_string(),
        gateways: visit.gateways()?.into_iter().map(|(id, name)| terms(id, name)).collect(),
    })
}

/// The form as it was sent.
fn sent(visit: &Visit<'_>, form: &Form) -> Result<Typed, Stop> {
    let said = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let gateways = visit.gateways()?.into_iter().map(|(id, name)| {
        let (part, place) = (said(&format!("part.{id}")), said(&format!("place.{id}")));
        GatewayTerms { id, name, part, place }
    });
    Ok(Typed {
        name_fa: said("name_fa"),
        name_en: said("name_en"),
        origins: said("origins"),
        within: said("within"),
        way: form.get("way").and_then(Way::said).unwrap_or(Way::Automatic),
        exponent: said("exponent"),
        gateways: gateways.collect(),
    })
}

/// The shop as it is to be, or what is wrong.
fn changed(world: &World, lang: Lang, shop: &StoredShop, policy: Policy, typed: &Typed) -> Result<StoredShop, Wrong> {
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
    let (field, says) = match typed.way {
        Way::Proportional => {
            ("exponent", lang.either("توان عددی از ۱ تا ۱۶ است.", "The power is a number from 1 to 16."))
        }
        _ => (
            "gateways",
            lang.either(
                "سهم‌ها عددند و دست‌کم یکی بیش از صفر؛ جایگاه‌ها عدد و بی‌تکرار.",
                "Parts are numbers, at least one above nothing; places are numbers, each once.",
            ),
        ),
    };
    try_on(field, says, &|shop| {
        let policy = Policy { otherwise: mode(typed)?, ..policy.clone() };
        shop.routing = serde_json::to_string(&policy).ok()?;
        Some(())
    });
    if wrong.is_empty() { Ok(to_be) } else { Err(wrong) }
}

/// Whether the engine takes the shop as it is to be.
fn holds(world: &World, shop: &StoredShop) -> bool {
    let stored = Stored { shops: vec![shop.clone()], ..Stored::default() };
    together(&Gateways::default(), &Shops::default(), &stored, &world.roots, crate::world::now()).2.is_empty()
}

/// How gateways are to be chosen.
fn mode(typed: &Typed) -> Option<PolicyMode> {
    let small = |text: &str| read_number(text).and_then(|number| u32::try_from(number).ok());
    Some(match typed.way {
        Way::Automatic => PolicyMode::Automatic,
        Way::Proportional => PolicyMode::Proportional { exponent: u8::try_from(small(&typed.exponent)?).ok()? },
        Way::Fixed => {
            let mut parts = BTreeMap::new();
            for gateway in typed.gateways.iter().filter(|gateway| !gateway.part.is_empty()) {
                parts.insert(GatewayId::new(&gateway.id).ok()?, small(&gateway.part)?);
            }
            PolicyMode::Fixed { parts }
        }
        Way::Priority => {
            let mut places = Vec::new();
            for gateway in typed.gateways.iter().filter(|gateway| !gateway.place.is_empty()) {
                places.push((small(&gateway.place)?, GatewayId::new(&gateway.id).ok()?));
            }
            places.sort();
            if places.windows(2).any(|two| two[0].0 == two[1].0) {
                return None;
            }
            PolicyMode::Priority { order: places.into_iter().map(|(_, id)| id).collect() }
        }
    })
}

fn draw(visit: &Visit<'_>, typed: &Typed, rules: usize, may_change: bool, wrong: &Wrong) -> Result<Response, Stop> {
    let view = Settings {
        name_fa: &typed.name_fa,
        name_en: &typed.name_en,
        origins: &typed.origins,
        within: &typed.within,
        way: typed.way,
        exponent: &typed.exponent,
        gateways: &typed.gateways,
        rules,
        may_change,
        wrong,
    };
    visit.reply(page::settings(&visit.shell.frame(Section::Settings), &view), if wrong.is_empty() { 200 } else { 422 })
}
