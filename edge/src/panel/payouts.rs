//! `/panel/payouts`: a shop's money, or a payee's, to its account, asked for by the same command that the API has.

mod file;

pub(super) use file::file;

use super::{
    Form, Stop, audit,
    pages::{Visit, is_post, param},
    whose::Whose,
};
use crate::{
    api,
    books::{
        self, KeptPayout,
        payouts::{Ask, ask},
    },
    ledger::unavailable,
    payees, world,
};
use dargah_engine::{
    books::rules::PayoutSource,
    id::letters,
    identity::Iban,
    member::Action,
    money::Rial,
    payout::{self, Beneficiary, Payout, Preparer, Purpose, Sending, Stage, choose},
    problem::{Code, Fault},
    request::NewPayout,
    seal::sha256_hex,
};
use dargah_panel::{
    Done, Lang, Section,
    frame::with,
    part::{Page, Wrong},
    payouts::{
        Account, Expected,
        shop::{self as page, Payouts, Ready, Row, Sure, Typed},
    },
};
use dargah_wire::{Mode, ShopName};
use serde_json::json;
use worker::{Env, Request, Response};

/// Payouts of a page.
const PAGE: u32 = 25;

/// What can be done about somebody's money now.
struct Now {
    free: i64,
    held: i64,
    least: i64,
    account: Option<payout::Account>,
    ready: Ready,
}

fn source(whose: &Whose) -> PayoutSource {
    PayoutSource::Party(whose.party())
}

async fn now(visit: &Visit<'_>, whose: &Whose) -> Result<Now, Stop> {
    let (call, mode) = (visit.call, visit.shell.mode);
    let (free, stands) = futures_util::join!(
        ask::<i64>(&call.env, mode, Ask::Free(source(whose))),
        books::standing(&call.env, mode, whose.party())
    );
    let (free, stands) = (free.map_err(unavailable)?, stands.map_err(unavailable)?);
    let account = match (whose.payee(), visit.shop()?) {
        (Some(payee), _) => Some(payees::account(payee)?),
        (None, Some(shop)) => api::payout_account(call, shop).await?,
        (None, None) => None,
    };
    let ready = if visit.session.must(Action::PayOut).is_err() {
        Ready::NotTheirs
    } else if call.world.terms.house().is_none() {
        Ready::NotSetUp
    } else if account.is_none() {
        Ready::NoAccount
    } else {
        Ready::Yes
    };
    let least = call.world.terms.payouts.least.get();
    Ok(Now { free, held: stands.available - free, least, account, ready })
}

/// `/panel/payouts`: the list, the form, the question, and the deed.
pub(super) async fn page(visit: &Visit<'_>, mut request: Request) -> Result<Response, Stop> {
    if !is_post(&request) {
        let whose = Whose::of(visit, &param(&request, "payee")).await?;
        return draw(visit, &request, &whose, &Typed::default(), &Wrong::none()).await;
    }
    visit.session.must(Action::PayOut)?;
    visit.session.must_be_recent()?;
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    let said = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let whose = Whose::of(visit, &said("payee")).await?;
    if form.get("sure").is_some() {
        return pay_out(visit, &request, &whose, &said("rial"), &said("key")).await;
    }
    let typed = Typed { how: said("how"), amount: said("amount") };
    let now = now(visit, &whose).await?;
    let Some(account) = now.account.as_ref().filter(|_| now.ready == Ready::Yes) else {
        return draw(visit, &request, &whose, &typed, &Wrong::none()).await;
    };
    match typed.read(visit.shell.lang, now.free, now.least) {
        Err(wrong) => draw(visit, &request, &whose, &typed, &wrong).await,
        Ok(amount) => {
            let key = letters(world::entropy()?);
            let view = Sure {
                whose: whose.shown(),
                amount,
                free: now.free,
                account: &whole(account),
                expected: if_sent_now(visit, amount),
                key: &key,
            };
            visit.reply(page::sure(&visit.shell.frame(Section::Payouts), &view), 200)
        }
    }
}

async fn pay_out(visit: &Visit<'_>, request: &Request, whose: &Whose, rial: &str, key: &str) -> Result<Response, Stop> {
    // What the question asked comes back as it was asked; anything else is no form of ours.
    let amount = rial.parse::<i64>().ok().and_then(|rial| Rial::new(rial).ok()).filter(|rial| *rial != Rial::ZERO);
    let (Some(amount), true) = (amount, (1..=64).contains(&key.len())) else { return Err(Stop::Stale) };
    let shop = visit.shop()?.ok_or_else(|| Fault::from(Code::PayoutAccountMissing))?;
    let payee = whose.payee().map(|payee| payee.id.clone());
    let fingerprint = sha256_hex(format!("panel/{}", amount.get()).as_bytes());
    let asked = NewPayout { amount: Some(amount), payee: payee.clone(), fingerprint };
    let by = Preparer::Member(visit.session.member.clone());
    let made = api::pay_out(visit.call, shop, visit.shell.mode, asked, &format!("panel/{key}"), by).await;
    let payout = match made {
        Ok(payout) => payout,
        Err(fault) => {
            let Some(says) = says(visit.shell.lang, &fault, payee.is_some()) else { return Err(fault.into()) };
            return draw(visit, request, whose, &Typed::default(), &Wrong::one("", says)).await;
        }
    };
    let db = visit.db().await?;
    let prepared = &payout.prepared;
    let details = json!({
        "payout": prepared.id, "amount": prepared.amount, "payee": payee, "mode": visit.shell.mode,
    });
    audit::note(&db, visit.session.who(), Some(visit.session.shop()?), "payout.asked", details).await?;
    let own = "/panel/payouts";
    let page = payee.map_or_else(|| own.to_owned(), |payee| with(own, "payee", payee.as_str()));
    visit.done(&page, Done::PayoutAsked)
}

/// What is said of a payout that cannot be, where it can be asked for otherwise.
const fn says(lang: Lang, fault: &Fault, is_payee: bool) -> Option<&'static str> {
    match fault.code {
        Code::BalanceShort => Some(lang.either(
            "موجودی دیگر به این مبلغ نمی‌رسد؛ شاید همین حالا بازپرداخت یا واریز دیگری ثبت شده باشد.",
            "The balance no longer covers this; perhaps a refund or another payout was made just now.",
        )),
        Code::PayoutTooSmall => {
            Some(lang.either("این مبلغ از کمترین واریز کمتر است.", "This is less than the least that is paid out."))
        }
        Code::OwnerNotMatched if is_payee => Some(lang.either(
            "استعلام می‌گوید این حساب به نام این ذی‌نفع نیست. نخست حساب یا صاحب آن را درست کنید.",
            "The registry says that the account is not this payee’s. Set the account or its owner right first.",
        )),
        Code::RateLimited => Some(lang.either(
            "امروز برای این فروشگاه بیش از اندازه استعلام شده است؛ فردا دوباره بخواهید.",
            "Registries were asked too often for this shop today; ask again tomorrow.",
        )),
        Code::OwnerNotMatched => Some(lang.either(
            "استعلام می‌گوید این حساب به نام صاحب فروشگاه نیست. از پرداخت‌یار بخواهید حساب را درست کند.",
            "The registry says that the account is not the owner’s. Ask the operator to set it right.",
        )),
        Code::Unavailable => Some(lang.either(
            "اکنون نمی‌توان مالکیت حساب را پرسید؛ کمی بعد دوباره بخواهید.",
            "Nobody can say now whose the account is; ask again in a while.",
        )),
        Code::PayoutAccountMissing => {
            Some(lang.either("برای این فروشگاه حسابی ثبت نشده است.", "No account is set for this shop."))
        }
        Code::PayoutsNotSetUp => {
            Some(lang.either("پرداخت‌یار هنوز واریز را راه نینداخته است.", "The operator has not set payouts up yet."))
        }
        _ => None,
    }
}

async fn draw(
    visit: &Visit<'_>,
    request: &Request,
    whose: &Whose,
    typed: &Typed,
    wrong: &Wrong,
) -> Result<Response, Stop> {
    let now = now(visit, whose).await?;
    let before = param(request, "cursor").parse().ok();
    let found = of(&visit.call.env, visit.shell.mode, source(whose), before, PAGE).await?;
    let next = found.next.map(|n| n.to_string());
    let rows: Vec<Row> = found.payouts.iter().map(|payout| row(visit, payout)).collect();
    let account = now.account.as_ref().map(whole);
    let view = Payouts {
        whose: whose.shown(),
        free: now.free,
        held: now.held,
        least: now.least,
        account: account.as_ref(),
        ready: now.ready,
        expected: if_sent_now(visit, now.free),
        typed,
        wrong,
        rows: &rows,
        page: Page { next: next.as_deref(), is_later: before.is_some() },
    };
    let status = if wrong.is_empty() { 200 } else { 422 };
    visit.reply(page::payouts(&visit.shell.frame(Section::Payouts), &view), status)
}

fn row(visit: &Visit<'_>, payout: &Payout) -> Row {
    let expected = match payout.stage {
        Stage::Prepared | Stage::Approved => if_sent_now(visit, payout.prepared.amount.get()),
        _ => by_plan(payout),
    };
    Row {
        at: payout.prepared_at.0,
        amount: payout.prepared.amount.get(),
        stage: payout.stage,
        reason: payout.reason.clone(),
        to: masked(&payout.prepared.to),
        expected,
    }
}

/// When the money would be there if it went now.
fn if_sent_now(visit: &Visit<'_>, rial: i64) -> Expected {
    let amount = Rial::new(rial).ok().filter(|amount| *amount != Rial::ZERO);
    let plan =
        visit.call.world.terms.house().zip(amount).and_then(|(house, amount)| {
            choose(house.rails, house.days, amount, Purpose::Settlement, world::now()).ok()
        });
    plan.map_or(Expected::Never, |plan| Expected::IfSentNow(plan.promised_by.0))
}

/// When the money of one that a bank has is there.
pub(super) fn by_plan(payout: &Payout) -> Expected {
    match &payout.sent {
        Some((Sending::Batch { plan, .. }, _)) if payout.stage == Stage::Sent => Expected::By(plan.promised_by.0),
        _ => Expected::Never,
    }
}

fn bank(iban: &Iban) -> Option<ShopName> {
    iban.bank().map(|bank| ShopName { fa: bank.fa.to_owned(), en: bank.en.to_owned() })
}

fn whole(account: &payout::Account) -> Account {
    shown(&account.beneficiary())
}

/// An account where it stands alone.
pub(super) fn shown(to: &Beneficiary) -> Account {
    Account { iban: to.iban.grouped(), ..masked(to) }
}

/// An account among others.
pub(super) fn masked(to: &Beneficiary) -> Account {
    Account {
        iban: to.iban.masked(),
        bank: bank(&to.iban),
        name: to.name.clone(),
        confirmed_at: to.matched_at.map(|at| at.0),
    }
}

/// A page of somebody's payouts.
struct Found {
    payouts: Vec<Payout>,
    next: Option<u32>,
}

async fn of(env: &Env, mode: Mode, source: PayoutSource, before: Option<u32>, limit: u32) -> Result<Found, Fault> {
    let kept: Vec<KeptPayout> = ask(env, mode, Ask::Of { source, before, limit }).await.map_err(unavailable)?;
    let is_full = u32::try_from(kept.len()) == Ok(limit);
    let next = kept.last().map(|kept| kept.number).filter(|number| is_full && *number > 1);
    let payouts = kept.iter().map(KeptPayout::payout).collect::<worker::Result<_>>().map_err(unavailable)?;
    Ok(Found { payouts, next })
}
