//! `/panel/payouts`: a shop's money to its account, asked for by the same command that the API has.

use super::{
    Form, Stop, audit,
    pages::{Visit, is_post, param},
};
use crate::{
    api,
    books::{
        self, KeptPayout,
        payouts::{Ask, ask},
    },
    export::{self, Pages},
    ledger::unavailable,
    world,
};
use dargah_engine::{
    books::{Party, rules::PayoutSource},
    id::letters,
    identity::Iban,
    member::Action,
    money::Rial,
    payout::{self, Beneficiary, Payout, Preparer, Purpose, Sending, Stage, choose},
    problem::{Code, Fault},
    report::Csv,
    request::NewPayout,
    seal::sha256_hex,
    time::Moment,
};
use dargah_panel::{
    Done, Lang, Section,
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

/// What a shop can do about its money now.
struct Now {
    free: i64,
    held: i64,
    least: i64,
    account: Option<payout::Account>,
    ready: Ready,
}

fn source(visit: &Visit<'_>) -> Result<PayoutSource, Stop> {
    Ok(PayoutSource::Party(Party::shop(visit.session.shop()?.clone())))
}

async fn now(visit: &Visit<'_>) -> Result<Now, Stop> {
    let (call, mode, source) = (visit.call, visit.shell.mode, source(visit)?);
    let party = Party::shop(visit.session.shop()?.clone());
    let (free, stands) =
        futures_util::join!(ask::<i64>(&call.env, mode, Ask::Free(source)), books::standing(&call.env, mode, party));
    let (free, stands) = (free.map_err(unavailable)?, stands.map_err(unavailable)?);
    let account = match visit.shop()? {
        Some(shop) => api::payout_account(call, shop).await?,
        None => None,
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
        return draw(visit, &request, &Typed::default(), &Wrong::none()).await;
    }
    visit.session.must(Action::PayOut)?;
    visit.session.must_be_recent()?;
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    let said = |name: &str| form.get(name).unwrap_or_default().to_owned();
    if form.get("sure").is_some() {
        return pay_out(visit, &request, &said("rial"), &said("key")).await;
    }
    let typed = Typed { how: said("how"), amount: said("amount") };
    let now = now(visit).await?;
    let Some(account) = now.account.as_ref().filter(|_| now.ready == Ready::Yes) else {
        return draw(visit, &request, &typed, &Wrong::none()).await;
    };
    match typed.read(visit.shell.lang, now.free, now.least) {
        Err(wrong) => draw(visit, &request, &typed, &wrong).await,
        Ok(amount) => {
            let key = letters(world::entropy()?);
            let view = Sure {
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

async fn pay_out(visit: &Visit<'_>, request: &Request, rial: &str, key: &str) -> Result<Response, Stop> {
    // What the question asked comes back as it was asked; anything else is no form of ours.
    let amount = rial.parse::<i64>().ok().and_then(|rial| Rial::new(rial).ok()).filter(|rial| *rial != Rial::ZERO);
    let (Some(amount), true) = (amount, (1..=64).contains(&key.len())) else { return Err(Stop::Stale) };
    let shop = visit.shop()?.ok_or_else(|| Fault::from(Code::PayoutAccountMissing))?;
    let asked =
        NewPayout { amount: Some(amount), fingerprint: sha256_hex(format!("panel/{}", amount.get()).as_bytes()) };
    let by = Preparer::Member(visit.session.member.clone());
    let made = api::pay_out(visit.call, shop, visit.shell.mode, asked, &format!("panel/{key}"), by).await;
    let payout = match made {
        Ok(payout) => payout,
        Err(fault) => {
            let Some(says) = says(visit.shell.lang, &fault) else { return Err(fault.into()) };
            return draw(visit, request, &Typed::default(), &Wrong::one("", says)).await;
        }
    };
    let db = visit.db().await?;
    let details = json!({ "payout": payout.prepared.id, "amount": payout.prepared.amount, "mode": visit.shell.mode });
    audit::note(&db, visit.session.who(), Some(visit.session.shop()?), "payout.asked", details).await?;
    visit.done("/panel/payouts", Done::PayoutAsked)
}

/// What is said of a payout that cannot be, where it can be asked for otherwise.
const fn says(lang: Lang, fault: &Fault) -> Option<&'static str> {
    match fault.code {
        Code::BalanceShort => Some(lang.either(
            "موجودی دیگر به این مبلغ نمی‌رسد؛ شاید همین حالا بازپرداخت یا واریز دیگری ثبت شده باشد.",
            "The balance no longer covers this; perhaps a refund or another payout was made just now.",
        )),
        Code::PayoutTooSmall => {
            Some(lang.either("این مبلغ از کمترین واریز کمتر است.", "This is less than the least that is paid out."))
        }
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

async fn draw(visit: &Visit<'_>, request: &Request, typed: &Typed, wrong: &Wrong) -> Result<Response, Stop> {
    let now = now(visit).await?;
    let before = param(request, "cursor").parse().ok();
    let found = of(&visit.call.env, visit.shell.mode, source(visit)?, before, PAGE).await?;
    let next = found.next.map(|n| n.to_string());
    let rows: Vec<Row> = found.payouts.iter().map(|payout| row(visit, payout)).collect();
    let account = now.account.as_ref().map(whole);
    let view = Payouts {
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

const HEADS: [(&str, &str); 9] = [
    ("payout", "شناسهٔ واریز"),
    ("stage", "وضعیت"),
    ("amount", "مبلغ (ریال)"),
    ("iban", "شبا"),
    ("name", "صاحب حساب"),
    ("created_at", "زمان درخواست"),
    ("changed_at", "زمان آخرین تغییر"),
    ("expected_at", "تا روز"),
    ("reason", "علت"),
];

struct File {
    env: Env,
    mode: Mode,
    source: PayoutSource,
    lang: Lang,
    csv: Csv,
    before: Option<u32>,
}

impl Pages for File {
    async fn page(&mut self, text: &mut String) -> worker::Result<bool> {
        let found = of(&self.env, self.mode, self.source.clone(), self.before, 100).await;
        let found = found.map_err(|fault| worker::Error::RustError(fault.to_string()))?;
        for payout in &found.payouts {
            let view = payout.view();
            let at = |at: Option<i64>| at.map_or_else(String::new, |at| self.csv.time(Moment(at)));
            let (amount, stage) = (view.amount.to_string(), page::stage_in_file(self.lang, view.stage));
            let (made, changed, expected) =
                (at(Some(view.created_at)), at(Some(view.changed_at)), at(view.expected_at));
            let reason = view.reason.unwrap_or_default();
            let cells = [&view.id, stage, &amount, &view.iban, &view.name, &made, &changed, &expected, &reason];
            self.csv.line(text, &cells);
        }
        self.before = found.next;
        Ok(found.next.is_some())
    }
}

/// `/panel/payouts.csv`
pub(super) async fn file(visit: &Visit<'_>) -> Result<Response, Stop> {
    let (lang, csv) = (visit.shell.lang, Csv::new(visit.shell.lang.locale()));
    let (env, mode, source) = (visit.call.env.clone(), visit.shell.mode, source(visit)?);
    let pages = File { env, mode, source, lang, csv, before: None };
    Ok(export::csv("payouts.csv", csv.begin(&HEADS), pages).await.map_err(unavailable)?)
}
