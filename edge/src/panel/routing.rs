//! `/panel/routing`: what the shop wants of the router. The form is read (`read.rs`), what it would have done is shown (`preview.rs`),
//! and only then it is saved. What may stand in a policy is the engine's to say.

mod preview;
mod read;
mod typed;

use super::{
    Form, Stop, audit,
    pages::{Visit, is_post, missing},
};
use crate::{ledger::unavailable, registry, world};
use dargah_engine::{
    id::GatewayId,
    member::Action,
    registry::StoredShop,
    routing::{Mode, Policy, policy_name},
};
use dargah_panel::{
    Done, Section,
    part::Wrong,
    routing::{self as page, ClosingForm, PreviewRow, PreviewView, Rate, Routing},
};
use dargah_wire::ShopName;
use serde_json::json;
use typed::Typed;
use worker::{Request, Response};

/// The most rules that a form takes; of those that can be typed, each has some twenty fields.
const RULES_MAX: usize = 40;
const TYPED_RULES_MAX: usize = 12;

/// The most closings that a form takes, of all gateways.
const CLOSINGS_MAX: usize = 20;

/// The longest policy that a preview hands on to be saved, bytes of JSON.
const POLICY_MAX: usize = 16 * 1024;

pub(super) async fn page(visit: &Visit<'_>, mut request: Request) -> Result<Response, Stop> {
    visit.session.must(Action::ManageSettings)?;
    let Some(shop) = visit.stored(&visit.db().await?).await? else {
        // The operator's own settings have it, and nobody changes those here.
        let policy = &visit.shop()?.ok_or_else(missing)?.routing;
        return draw(visit, &Typed::of(visit, policy)?, policy, false, &Wrong::none());
    };
    // Asked for at the beginning, so that nothing that was typed is lost to it.
    visit.session.must_be_recent()?;
    let policy: Policy = serde_json::from_str(&shop.routing).map_err(worker::Error::from)?;
    if !is_post(&request) {
        return draw(visit, &Typed::of(visit, &policy)?, &policy, true, &Wrong::none());
    }
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    match form.get("do") {
        Some("save") => save(visit, &shop, &policy, &form).await,
        Some("edit") => {
            let wanted = handed_on(&form)?;
            let typed = Typed { base: base(&form), ..Typed::of(visit, &wanted)? };
            draw(visit, &typed, &policy, true, &Wrong::none())
        }
        said => asked(visit, &policy, &form, said).await,
    }
}

/// The form was sent: one row more, or the preview.
async fn asked(visit: &Visit<'_>, policy: &Policy, form: &Form, said: Option<&str>) -> Result<Response, Stop> {
    let mut typed = Typed::sent(visit, form, policy)?;
    let lang = visit.shell.lang;
    if said == Some("closing") || said == Some("rule") {
        if said == Some("closing") && typed.closings.len() < CLOSINGS_MAX {
            typed.closings.push(ClosingForm::default());
        } else if said == Some("rule") && typed.rules.len() < RULES_MAX && typed.typed_rules() < TYPED_RULES_MAX {
            typed.rules.push(typed.new_rule(lang));
        } else {
            let says = lang.either("بیش از این در یک فرم جا نمی‌شود.", "A form takes no more than this.");
            return draw(visit, &typed, policy, true, &Wrong::one("", says));
        }
        return draw(visit, &typed, policy, true, &Wrong::none());
    }
    if typed.base != policy_name(policy) {
        return draw(visit, &typed, policy, true, &Wrong::one("", changed_meanwhile(visit)));
    }
    let wanted = match read::policy(visit, &typed, policy) {
        Ok(wanted) => wanted,
        Err(wrong) => return draw(visit, &typed, policy, true, &wrong),
    };
    let text = serde_json::to_string(&wanted).map_err(worker::Error::from)?;
    if text.len() > POLICY_MAX {
        let says = lang.either("این تنظیم بیش از اندازه بلند است.", "This is too long.");
        return draw(visit, &typed, policy, true, &Wrong::one("", says));
    }
    show(visit, policy, &wanted, &text, &typed.base).await
}

/// The preview.
async fn show(visit: &Visit<'_>, policy: &Policy, wanted: &Policy, text: &str, base: &str) -> Result<Response, Stop> {
    let found = preview::of(visit, policy, wanted).await?.read();
    let rate = |rate: dargah_engine::routing::Rate| Rate { ppm: rate.ppm, low: rate.low, high: rate.high };
    let row = |row: &dargah_engine::routing::PreviewRow| PreviewRow {
        name: visit.gateway(row.gateway.as_str()),
        now_ppm: row.now_ppm,
        then_ppm: row.then_ppm,
        success: row.success.map(rate),
    };
    let gateways: Vec<PreviewRow> = found.gateways.iter().map(row).collect();
    let view = PreviewView {
        cases: found.cases,
        ended: found.ended,
        sampled_since: found.since.filter(|_| found.sampled).map(|at| at.0),
        gateways: &gateways,
        now: found.now.map(rate),
        then: found.then.map(rate),
        is_same: wanted == policy,
        policy: text,
        base,
    };
    visit.reply(page::preview(&visit.shell.frame(Section::Routing), &view), 200)
}

/// The policy that a preview showed and hands on. Anything else is no form of ours.
fn handed_on(form: &Form) -> Result<Policy, Stop> {
    let text = form.get("policy").filter(|text| text.len() <= POLICY_MAX);
    let policy: Option<Policy> = text.and_then(|text| serde_json::from_str(text).ok());
    policy.filter(|policy| policy.check().is_ok()).ok_or(Stop::Stale)
}

fn base(form: &Form) -> String {
    form.get("base").unwrap_or_default().to_owned()
}

async fn save(visit: &Visit<'_>, shop: &StoredShop, policy: &Policy, form: &Form) -> Result<Response, Stop> {
    let wanted = handed_on(form)?;
    if base(form) != policy_name(policy) {
        // Somebody else saved between preview and button: what was seen is not what it would be now.
        let typed = Typed { base: policy_name(policy), ..Typed::of(visit, &wanted)? };
        return draw(visit, &typed, policy, true, &Wrong::one("", changed_meanwhile(visit)));
    }
    if named(&wanted).iter().any(|id| !read::is_known(visit, policy, id)) {
        return Err(Stop::Stale);
    }
    let routing = serde_json::to_string(&wanted).map_err(worker::Error::from)?;
    let db = visit.db().await?;
    let to_be = StoredShop { routing, ..shop.clone() };
    registry::set_settings(&db, &to_be).await.map_err(unavailable)?;
    let details = json!({ "routing": wanted, "name": policy_name(&wanted), "before": policy_name(policy) });
    audit::note(&db, visit.session.who(), Some(&shop.id), "shop.routing", details).await?;
    visit.done("/panel/routing", Done::RoutingSaved)
}

const fn changed_meanwhile(visit: &Visit<'_>) -> &'static str {
    visit.shell.lang.either(
        "در این میان کس دیگری انتخاب درگاه را عوض کرده است. صفحه را از نو باز کنید.",
        "Somebody else has changed the choice of gateway meanwhile. Open the page anew.",
    )
}

/// Every gateway that a policy names.
fn named(policy: &Policy) -> Vec<&GatewayId> {
    fn of_mode(mode: &Mode) -> Vec<&GatewayId> {
        match mode {
            Mode::Fixed { parts } => parts.keys().collect(),
            Mode::Priority { order } => order.iter().collect(),
            Mode::Automatic | Mode::Proportional { .. } => Vec::new(),
        }
    }
    let mut all = of_mode(&policy.otherwise);
    all.extend(policy.terms.keys().chain(policy.maintenance.keys()));
    for rule in &policy.rules {
        all.extend(of_mode(&rule.then));
        all.extend(rule.among.iter().flatten());
    }
    all.sort();
    all.dedup();
    all
}

fn draw(visit: &Visit<'_>, typed: &Typed, policy: &Policy, may_change: bool, wrong: &Wrong) -> Result<Response, Stop> {
    let own: Vec<&str> = typed.gateways.iter().map(|gateway| gateway.id.as_str()).collect();
    // What the other mode's rules name, and what is no gateway of the shop's any more, can stay chosen.
    let others: Vec<(String, ShopName)> = named(policy)
        .into_iter()
        .filter(|id| !own.contains(&id.as_str()))
        .map(|id| (id.to_string(), visit.gateway(id.as_str())))
        .collect();
    let view = Routing {
        way: typed.way,
        exponent: &typed.exponent,
        gateways: &typed.gateways,
        closings: &typed.closings,
        rules: &typed.rules,
        others: &others,
        base: &typed.base,
        may_change,
        wrong,
    };
    visit.reply(page::routing(&visit.shell.frame(Section::Routing), &view), if wrong.is_empty() { 200 } else { 422 })
}

/// A closing that is over says nothing any more.
fn is_over(closing: &dargah_engine::gateway::Maintenance) -> bool {
    closing.to <= world::now()
}
