//! `/wallet/owner`: whose the wallet is, and the accounts to which it may pay out. Both are asked of registries, which cost money and
//! are nobody's to probe: a wallet's owner has them asked a few times a day, about the wallet's own number alone.

use super::{Visit, parts, session::Session, stop::Stop};
use crate::{
    books::wallets::{self, Deed},
    db::{self, int},
    identity,
    page::{language::within, shell::Page},
    world,
};
use dargah_engine::{
    calendar::Day,
    identity::{Iban, NationalCode},
    identity_service::{Finding, Owner, Question},
    problem::Code,
    reconcile::Stamp,
    text::ascii_digits,
    time::Span,
    wallet::{Level, Refusal, Standing},
};
use dargah_words::text::fill;
use maud::{Markup, html};
use worker::{Request, Response};

/// How often registries are asked for one wallet in a day.
const QUESTIONS: i64 = 5;

/// The form that was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Owner,
    Account,
}

/// What is wrong with it, and with which field.
struct Trouble {
    part: Part,
    field: &'static str,
    text: &'static str,
}

/// What was typed, to be there again.
#[derive(Default)]
struct Typed {
    national_code: String,
    iban: String,
    born: String,
}

/// `GET` and `POST /wallet/owner`.
pub(super) async fn answer(mut request: Request, visit: &Visit<'_>) -> Result<Response, Stop> {
    let (session, form) = visit.entered(&mut request).await?;
    let env = &visit.call.env;
    let standing = wallets::look(env, session.mode, &session.wallet).await?.ok_or(Stop::SignIn)?;
    let (mut typed, mut trouble) = (Typed::default(), None);
    if let Some(form) = &form {
        let field = |name| form.get(name).unwrap_or_default().to_owned();
        typed = Typed { national_code: field("national_code"), iban: field("iban"), born: field("born") };
        let taken = match form.get("part") {
            Some("owner") => owner(&typed, &standing, &session, visit).await?,
            Some("account") => account(&typed, &standing, &session, visit).await?,
            Some("remove") => {
                let iban = Iban::read(&typed.iban).map_err(|_| Stop::Stale)?;
                wallets::tell(env, session.mode, &session.wallet, Deed::ForgetIban(iban)).await?.map_err(unexpected)?;
                Ok(())
            }
            _ => return Err(Stop::Stale),
        };
        match taken {
            Ok(()) => return visit.see_other("/wallet/owner"),
            Err(wrong) => trouble = Some(wrong),
        }
    }
    draw(&session, &standing, &typed, trouble.as_ref(), visit)
}

/// Whose the number is.
async fn owner(
    typed: &Typed,
    standing: &Standing,
    session: &Session,
    visit: &Visit<'_>,
) -> Result<Result<(), Trouble>, Stop> {
    let t = visit.texts();
    let wrong = |text| Ok(Err(Trouble { part: Part::Owner, field: "national_code", text }));
    let Ok(national_code) = NationalCode::read(&typed.national_code) else { return wrong(t.national_code_bad) };
    let question = Question::MobileOwner { mobile: standing.mobile.clone(), national_code: national_code.clone() };
    match ask(&question, session, visit).await? {
        None => wrong(t.asked_too_often),
        Some(Finding::Matched) => {
            let deed = Deed::MatchOwner(national_code);
            wallets::tell(&visit.call.env, session.mode, &session.wallet, deed).await?.map_err(unexpected)?;
            Ok(Ok(()))
        }
        Some(Finding::InvalidInput) => wrong(t.national_code_bad),
        Some(Finding::NotMatched | Finding::NotFound | Finding::OwnerDeceased) => wrong(t.not_theirs),
        Some(_) => wrong(t.no_answer),
    }
}

/// Whether an account is the owner's.
async fn account(
    typed: &Typed,
    standing: &Standing,
    session: &Session,
    visit: &Visit<'_>,
) -> Result<Result<(), Trouble>, Stop> {
    let t = visit.texts();
    let wrong = |field, text| Ok(Err(Trouble { part: Part::Account, field, text }));
    let Some(national_code) = standing.owner.clone() else { return Err(Stop::Stale) };
    let Ok(iban) = Iban::read(&typed.iban) else { return wrong("iban", t.iban_bad) };
    let born = Stamp::read(&ascii_digits(&typed.born)).filter(|stamp| stamp.whole_day && stamp.at < world::now());
    let Some(born) = born.map(|stamp| Day::of(stamp.at)) else { return wrong("born", t.born_bad) };
    let question = Question::IbanOwner { iban: iban.clone(), owner: Owner::Person { national_code, born } };
    match ask(&question, session, visit).await? {
        None => wrong("iban", t.asked_too_often),
        Some(Finding::Matched) => {
            wallets::tell(&visit.call.env, session.mode, &session.wallet, Deed::MatchIban(iban))
                .await?
                .map_err(unexpected)?;
            Ok(Ok(()))
        }
        Some(Finding::InvalidInput) => wrong("iban", t.iban_bad),
        Some(Finding::AccountNotUsable) => wrong("iban", t.account_closed),
        Some(Finding::NotMatched | Finding::NotFound | Finding::OwnerDeceased) => wrong("iban", t.not_their_account),
        Some(_) => wrong("iban", t.no_answer),
    }
}

/// Asks the registries, one service after the other until one answers; nothing if that was done too often.
async fn ask(question: &Question, session: &Session, visit: &Visit<'_>) -> Result<Option<Finding>, Stop> {
    let (call, now) = (visit.call, world::now());
    let db = db::of(&call.env).await?;
    let since = int(now.0 - Span::hours(24).0);
    let (wallet, mode) = (session.wallet.as_str(), session.mode.as_str());
    // Written before anybody is asked: of many forms at once each counts.
    let sql = "INSERT INTO wallet_question (wallet, mode, at) SELECT ?1, ?2, ?3
        WHERE (SELECT count(*) FROM wallet_question WHERE wallet = ?1 AND mode = ?2 AND at > ?4) < ?5";
    let values = [wallet.into(), mode.into(), int(now.0), since.clone(), int(QUESTIONS)];
    if db::run(&db, sql, &values).await? == 0 {
        return Ok(None);
    }
    db::run(&db, "DELETE FROM wallet_question WHERE at <= ?", &[since]).await?;
    Ok(Some(identity::ask_now(&call.world, question).await))
}

/// What a registry has found is not refused.
fn unexpected(refusal: Refusal) -> Stop {
    worker::console_error!("wallet: {refusal}");
    Code::Internal.into()
}

fn draw(
    session: &Session,
    standing: &Standing,
    typed: &Typed,
    trouble: Option<&Trouble>,
    visit: &Visit<'_>,
) -> Result<Response, Stop> {
    let (t, locale) = (visit.texts(), visit.locale);
    let title = trouble.map_or_else(|| t.owner.to_owned(), |trouble| fill(locale.page_texts().error, trouble.text));
    let card = html! {
        (parts::ribbon(locale, session.mode))
        section class="wallet" {
            header {
                h1 class="shop" { (t.owner) }
                p class="quiet" { bdi dir="ltr" { (standing.mobile.as_str()) } }
            }
            @if standing.level == Level::Mobile {
                (owner_form(session, typed, trouble, visit))
            } @else {
                p { (t.owner_known) }
                (accounts(session, standing, typed, trouble, visit))
            }
            a class="button second" href=(within("/wallet", locale)) { (t.back) }
        }
    };
    let status = if trouble.is_some() { 422 } else { 200 };
    visit.show(&Page { title: format!("{title} · {}", t.title), head: html! {}, card }, status)
}

/// The part of a form that says what is wrong, and what of it.
fn said(part: Part, trouble: Option<&Trouble>) -> (Markup, impl Fn(&str) -> Option<&'static str>) {
    let trouble = trouble.filter(|trouble| trouble.part == part);
    let field = trouble.map_or("", |trouble| trouble.field);
    let wrong = trouble.map(|trouble| trouble.field);
    (parts::notice(trouble.map(|trouble| trouble.text), field), move |name| {
        wrong.filter(|field| *field == name).map(|_| "true")
    })
}

fn owner_form(session: &Session, typed: &Typed, trouble: Option<&Trouble>, visit: &Visit<'_>) -> Markup {
    let t = visit.texts();
    let (notice, is_wrong) = said(Part::Owner, trouble);
    html! {
        form class="form" method="post" action=(parts::here(visit.locale)) novalidate {
            (parts::csrf(&session.csrf))
            input type="hidden" name="part" value="owner";
            p { (t.owner_lead) }
            (notice)
            label class="label" for="national_code" { span { (t.national_code) } }
            input id="national_code" class="input" name="national_code" inputmode="numeric" autocomplete="off" dir="ltr" maxlength="24"
                required value=(typed.national_code) aria-describedby="registry" aria-invalid=[is_wrong("national_code")];
            p id="registry" class="quiet" { (t.owner_stays) }
            button class="button" type="submit" { (t.ask_registry) }
        }
    }
}

fn accounts(
    session: &Session,
    standing: &Standing,
    typed: &Typed,
    trouble: Option<&Trouble>,
    visit: &Visit<'_>,
) -> Markup {
    let t = visit.texts();
    let (notice, is_wrong) = said(Part::Account, trouble);
    let here = parts::here(visit.locale);
    html! {
        h2 class="part" { (t.accounts) }
        @if !standing.ibans.is_empty() {
            ul class="entries" role="list" {
                @for iban in &standing.ibans {
                    li class="row" {
                        span class="iban" { bdi dir="ltr" { (iban.as_str()) } }
                        form method="post" action=(here) {
                            (parts::csrf(&session.csrf))
                            input type="hidden" name="part" value="remove";
                            input type="hidden" name="iban" value=(iban.as_str());
                            button class="plain" type="submit" aria-label={ (t.remove_account) " " (iban.as_str()) } { (t.remove_account) }
                        }
                    }
                }
            }
        }
        form class="form" method="post" action=(here) novalidate {
            (parts::csrf(&session.csrf))
            input type="hidden" name="part" value="account";
            p { (t.accounts_lead) }
            (notice)
            label class="label" for="iban" { span { (t.iban) } }
            input id="iban" class="input" name="iban" autocomplete="off" dir="ltr" maxlength="40" required
                value=(typed.iban) aria-invalid=[is_wrong("iban")];
            label class="label" for="born" { span { (t.born) } }
            input id="born" class="input" name="born" inputmode="numeric" autocomplete="bday" dir="ltr" maxlength="24" required
                value=(typed.born) aria-describedby="born-hint" aria-invalid=[is_wrong("born")];
            p id="born-hint" class="quiet" { (t.born_hint) }
            button class="button" type="submit" { (t.add_account) }
        }
    }
}
