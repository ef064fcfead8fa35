//! `/panel/contracts`: the shop's own contracts with providers.

use super::{
    Form, Stop, audit, day,
    pages::{Visit, is_post, missing, param},
};
use crate::{
    bank,
    ledger::unavailable,
    registry::{self, ContractWish},
    world,
};
use dargah_engine::{
    calendar::Day,
    gateway::{Account, Maintenance, Name, Provider, Reply},
    id::GatewayId,
    member::Action,
    money::Rial,
    payment_link::toman,
    problem::{Code, Fault},
    registry::{ContractSettings, StoredContract},
    request::name_line,
    routing,
    time::Span,
};
use dargah_panel::{
    Done, Section,
    contracts::{self as page, ContractRow, Contracts, OVERLAPS, OneContract, Tried, Typed},
    part::Wrong,
    refunds::read_number,
};
use dargah_wire::ShopName;
use serde_json::json;
use std::collections::BTreeMap;
use worker::{D1Database, Request, Response};

pub(super) async fn list(visit: &Visit<'_>) -> Result<Response, Stop> {
    visit.session.must(Action::ManageContracts)?;
    let db = visit.db().await?;
    let rows: Vec<ContractRow> =
        of_mode(visit, &db).await?.iter().filter_map(|contract| row(visit, contract)).collect();
    let providers = providers(visit).map(|account| (account.provider.as_str().to_owned(), (&account.name).into()));
    let may_change = visit.stored(&db).await?.is_some();
    let view = Contracts { rows: &rows, providers: &providers.collect::<Vec<_>>(), may_change };
    visit.reply(page::contracts(&visit.shell.frame(Section::Contracts), &view), 200)
}

pub(super) async fn new(visit: &Visit<'_>, mut request: Request) -> Result<Response, Stop> {
    visit.session.must(Action::ManageContracts)?;
    visit.session.must_be_recent()?;
    let asked = param(&request, "provider");
    let like = providers(visit).find(|account| account.provider.as_str() == asked).ok_or_else(missing)?;
    if !is_post(&request) {
        let typed =
            Typed { name_fa: like.name.fa.clone(), name_en: like.name.en.clone(), enabled: true, ..Typed::default() };
        return draw(visit, None, like, &typed, &Wrong::none(), None).await;
    }
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    save(visit, None, like, &form).await
}

pub(super) async fn one(visit: &Visit<'_>, mut request: Request, id: &str) -> Result<Response, Stop> {
    visit.session.must(Action::ManageContracts)?;
    let db = visit.db().await?;
    let contract =
        of_mode(visit, &db).await?.into_iter().find(|contract| contract.id.as_str() == id).ok_or_else(missing)?;
    let like = like(visit, contract.provider).ok_or_else(missing)?;
    if !is_post(&request) {
        return draw(visit, Some(id), like, &typed_of(visit, &contract)?, &Wrong::none(), None).await;
    }
    visit.session.must_be_recent()?;
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    save(visit, Some(contract.id), like, &form).await
}

/// Asks the provider for a token that nobody is sent with, or what it would lend.
pub(super) async fn attempt(visit: &Visit<'_>, mut request: Request, id: &str) -> Result<Response, Stop> {
    visit.session.must(Action::ManageContracts)?;
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    let db = visit.db().await?;
    let contract =
        of_mode(visit, &db).await?.into_iter().find(|contract| contract.id.as_str() == id).ok_or_else(missing)?;
    let like = like(visit, contract.provider).ok_or_else(missing)?;
    let world = &visit.call.world;
    let account = contract.account(&world.settings.gateways, world.roots.vault());
    let account = account.map_err(|why| Fault::new(Code::ContractInvalid, why))?;
    let ask = routing::probe(&account, &contract.shop, &world::entropy()?, &world.links);
    let (outcome, evidence) = bank::call(&account, &ask).await;
    visit.call.report(vec![evidence]);
    let tried = match outcome.reply {
        Reply::Token(_) | Reply::Eligible(_) => Tried::Works,
        Reply::Unknown => Tried::Silent,
        _ => Tried::Refused(outcome.code.clone()),
    };
    let details = json!({ "contract": contract.id, "works": tried == Tried::Works, "code": outcome.code });
    audit::note(&db, visit.session.who(), Some(&contract.shop), "contract.tried", details).await?;
    draw(visit, Some(id), like, &typed_of(visit, &contract)?, &Wrong::none(), Some(&tried)).await
}

/// Keeps what was sent, or says what is wrong with it.
async fn save(visit: &Visit<'_>, id: Option<GatewayId>, like: &Account, form: &Form) -> Result<Response, Stop> {
    let lang = visit.shell.lang;
    let typed = sent(form);
    let mut wrong = Wrong::none();
    let settings = settings(visit, &typed, &mut wrong);
    let capabilities = like.capabilities();
    let given: BTreeMap<String, String> = names(like)
        .filter_map(|(name, _)| Some((name.to_owned(), form.get(&format!("secret.{name}"))?.to_owned())))
        .collect();
    if id.is_none() || !given.is_empty() {
        for name in capabilities.credentials.iter().filter(|name| !given.contains_key(**name)) {
            wrong.add(&format!("secret.{name}"), lang.either("این را هم بنویسید.", "Write this one as well."));
        }
    }
    let known = id.clone();
    let again =
        async |wrong: &Wrong| draw(visit, known.as_ref().map(GatewayId::as_str), like, &typed, wrong, None).await;
    let Some(settings) = settings.filter(|_| wrong.is_empty()) else { return again(&wrong).await };
    let db = visit.db().await?;
    let shop = visit.stored(&db).await?.ok_or_else(missing)?;
    let (changed, enabled) = (id.is_some(), settings.enabled);
    let (provider, mode) = (like.provider, visit.shell.mode);
    let replaced = !given.is_empty();
    let overlap =
        OVERLAPS.iter().find(|(word, _)| form.get("overlap") == Some(word)).map_or(Span::ZERO, |(_, ms)| Span(*ms));
    let wish = ContractWish { shop: &shop, id: id.clone(), provider, mode, settings, credentials: given, overlap };
    let kept = match registry::save_contract(&db, &visit.call.world, wish).await {
        Ok(kept) => kept,
        Err(fault) if fault.code == Code::ContractInvalid => {
            return again(&Wrong::one(
                "",
                lang.either("یکی از نوشته‌ها به این ارائه‌دهنده نمی‌خورد.", "Something does not fit this provider."),
            ))
            .await;
        }
        Err(fault) => return Err(fault.into()),
    };
    let what = if changed { "contract.changed" } else { "contract.made" };
    let details = json!({ "contract": kept, "provider": provider.as_str(), "mode": mode.as_str(), "enabled": enabled, "credentials": replaced });
    audit::note(&db, visit.session.who(), Some(&shop.id), what, details).await?;
    visit.done(&format!("/panel/contracts/{kept}"), Done::ContractSaved)
}

/// The terms, each checked by itself so that all that is wrong is said at once.
fn settings(visit: &Visit<'_>, typed: &Typed, wrong: &mut Wrong) -> Option<ContractSettings> {
    let lang = visit.shell.lang;
    let mut name = |field: &'static str, text: &str| {
        let read = name_line(text, field).ok();
        if read.is_none() {
            wrong.add(
                field,
                lang.either("نام باید یک خط و ۱ تا ۶۴ نویسه باشد.", "A name is one line of 1 to 64 characters."),
            );
        }
        read
    };
    let (fa, en) = (name("name_fa", &typed.name_fa), name("name_en", &typed.name_en));
    let mut amount = |field: &str, text: &str| match text {
        "" => Some(None),
        text => match toman(text).ok().and_then(|rial| Rial::new(rial).ok()) {
            Some(rial) => Some(Some(rial)),
            None => {
                wrong.add(
                    field,
                    lang.either("مبلغ را به تومان و با رقم بنویسید.", "Write the amount in toman, in digits."),
                );
                None
            }
        },
    };
    let (min, max) = (amount("min", &typed.min), amount("max", &typed.max));
    if let (Some(Some(min)), Some(Some(max))) = (min, max)
        && min > max
    {
        wrong.add("max", lang.either("بیشترین مبلغ از کمترین کمتر است.", "The largest amount is less than the least."));
    }
    let priority = match typed.priority.as_str() {
        "" => Some(0),
        text => read_number(text).and_then(|number| u32::try_from(number).ok()),
    };
    if priority.is_none() {
        wrong.add("priority", lang.either("جایگاه یک عدد است.", "A place is a number."));
    }
    let closing = match typed.closing.as_str() {
        "" => Some(Vec::new()),
        text => day::read(text).map(|day| {
            let from = day.begins();
            vec![Maintenance { from, to: from + Span::hours(24) }]
        }),
    };
    if closing.is_none() {
        wrong.add("closing", day::wrong(lang));
    }
    Some(ContractSettings {
        name: Name { fa: fa?, en: en? },
        enabled: typed.enabled,
        min: min?,
        max: max?,
        priority: priority?,
        maintenance: closing?,
    })
}

/// The form as it was sent.
fn sent(form: &Form) -> Typed {
    let said = |name: &str| form.get(name).unwrap_or_default().to_owned();
    Typed {
        name_fa: said("name_fa"),
        name_en: said("name_en"),
        min: said("min"),
        max: said("max"),
        priority: said("priority"),
        closing: said("closing"),
        enabled: form.get("enabled") != Some("no"),
    }
}

/// The form as what is kept fills it in.
fn typed_of(visit: &Visit<'_>, contract: &StoredContract) -> Result<Typed, Stop> {
    let lang = visit.shell.lang;
    let settings: ContractSettings = serde_json::from_str(&contract.settings).map_err(worker::Error::from)?;
    let toman = |rial: Option<Rial>| rial.map_or_else(String::new, |rial| lang.number(rial.get() / 10));
    let closing = settings.maintenance.iter().find(|closing| world::now() < closing.to);
    Ok(Typed {
        name_fa: settings.name.fa,
        name_en: settings.name.en,
        min: toman(settings.min),
        max: toman(settings.max),
        priority: lang.number(settings.priority.into()),
        closing: closing.map_or_else(String::new, |closing| day::typed(Day::of(closing.from), lang)),
        enabled: settings.enabled,
    })
}

async fn draw(
    visit: &Visit<'_>,
    id: Option<&str>,
    like: &Account,
    typed: &Typed,
    wrong: &Wrong,
    tried: Option<&Tried>,
) -> Result<Response, Stop> {
    let credentials: Vec<_> = names(like).collect();
    let name: ShopName = (&like.name).into();
    let provider = (like.provider.as_str(), &name);
    let kept_until = match id {
        Some(id) => registry::replaced_until(&visit.db().await?, id).await.map_err(unavailable)?,
        None => None,
    };
    let view = OneContract { id, provider, credentials: &credentials, typed, wrong, tried, kept_until };
    let html = page::one(&visit.shell.frame(Section::Contracts), &view);
    visit.reply(html, if wrong.is_empty() { 200 } else { 422 })
}

/// What the provider gives, and whether it may be left out.
fn names(like: &Account) -> impl Iterator<Item = (&'static str, bool)> {
    let capabilities = like.capabilities();
    let needed = capabilities.credentials.iter().map(|name| (*name, false));
    needed.chain(capabilities.optional_credentials.iter().map(|name| (*name, true)))
}

/// With whom a contract can be made in this mode: each once, as the operator has them.
fn providers<'a>(visit: &'a Visit<'_>) -> impl Iterator<Item = &'a Account> {
    Provider::ALL.into_iter().filter_map(|provider| like(visit, provider))
}

/// The operator's contract with a provider in this mode: it says where the provider is, and how it is called.
fn like<'a>(visit: &'a Visit<'_>, provider: Provider) -> Option<&'a Account> {
    let mut known = visit.call.world.settings.gateways.iter();
    known.find(|account| account.provider == provider && account.mode == visit.shell.mode)
}

async fn of_mode(visit: &Visit<'_>, db: &D1Database) -> Result<Vec<StoredContract>, Stop> {
    let all = registry::contracts(db, visit.session.shop()?).await.map_err(unavailable)?;
    Ok(all.into_iter().filter(|contract| contract.mode == visit.shell.mode).collect())
}

fn row(visit: &Visit<'_>, contract: &StoredContract) -> Option<ContractRow> {
    let settings: ContractSettings = serde_json::from_str(&contract.settings).ok()?;
    let now = world::now();
    let closed = settings.maintenance.iter().any(|closing| closing.from <= now && now < closing.to);
    let provider = like(visit, contract.provider).map(|like| (&like.name).into());
    Some(ContractRow {
        id: contract.id.to_string(),
        name: (&settings.name).into(),
        provider: provider.unwrap_or_else(|| {
            let word = contract.provider.as_str().to_owned();
            ShopName { fa: word.clone(), en: word }
        }),
        enabled: settings.enabled,
        closed,
        min: settings.min.map(Rial::get),
        max: settings.max.map(Rial::get),
        changed_at: contract.changed_at,
    })
}
