//! `/wallet/withdraw`: money out of the wallet, to an account of its owner's. It is a payout like a shop's: prepared here, approved by
//! somebody at the operator's desk, and in the next file for the bank.

use super::{
    Visit, parts,
    session::Session,
    stop::Stop,
    top_up::{ONCE, Trouble as Amount},
};
use crate::{
    books::{
        KeptPayout,
        payouts::{self, No},
        wallets,
        withdrawals::{NotWithdrawn, Withdrawal, withdraw},
    },
    page::{
        language::{said, within},
        shell::Page,
    },
    world,
};
use dargah_engine::{
    books::rules::PayoutSource,
    id::letters,
    identity::Iban,
    money::Rial,
    payment_link::toman,
    payout::{Payout, Stage},
    problem::Code,
    seal::sha256_hex,
    text,
    wallet::{Refusal, Standing, Use},
};
use dargah_words::{date, text::fill, told::Tone};
use maud::{Markup, html};
use worker::{Request, Response};

/// The longest name that the bank's file takes, characters.
const NAME_MAX: usize = 140;

/// How many of the newest are listed.
const LISTED: u32 = 10;

/// What was typed, to be there again.
#[derive(Default)]
struct Typed {
    amount: String,
    iban: String,
    name: String,
}

/// What is wrong with it, and with which field.
struct Wrong {
    field: &'static str,
    text: String,
}

/// `GET` and `POST /wallet/withdraw`.
pub(super) async fn answer(mut request: Request, visit: &Visit<'_>) -> Result<Response, Stop> {
    let (session, form) = visit.entered(&mut request).await?;
    let env = &visit.call.env;
    let standing = wallets::look(env, session.mode, &session.wallet).await?.ok_or(Stop::SignIn)?;
    let (mut typed, mut wrong) = (Typed::default(), None);
    if let Some(form) = &form {
        let field = |name| form.get(name).unwrap_or_default().to_owned();
        typed = Typed { amount: field("amount"), iban: field("iban"), name: field("name") };
        let once = form.get("once").filter(|once| once.len() == ONCE).ok_or(Stop::Stale)?;
        match take(&typed, once, &standing, &session, visit).await? {
            Ok(()) => return visit.see_other("/wallet/withdraw?done=1"),
            Err(trouble) => wrong = Some(trouble),
        }
    }
    let ask = payouts::Ask::Of { source: PayoutSource::Wallet(session.wallet.clone()), before: None, limit: LISTED };
    let kept: Vec<KeptPayout> = payouts::ask(env, session.mode, ask).await?;
    let out = kept.iter().map(KeptPayout::payout).collect::<worker::Result<Vec<Payout>>>()?;
    let done = said(&request, "done").and_then(|_| out.first());
    draw(&session, &standing, &typed, wrong.as_ref(), (&out, done), visit)
}

/// Takes the form.
async fn take(
    typed: &Typed,
    once: &str,
    standing: &Standing,
    session: &Session,
    visit: &Visit<'_>,
) -> Result<Result<(), Wrong>, Stop> {
    let (t, call) = (visit.texts(), visit.call);
    let wrong = |field, text: String| Ok(Err(Wrong { field, text }));
    if call.world.terms.house().is_none() {
        return wrong("", t.no_withdrawals.to_owned());
    }
    let amount = toman(&typed.amount).ok().and_then(|rial| Rial::new(rial).ok()).filter(|rial| *rial != Rial::ZERO);
    let Some(amount) = amount else { return wrong("amount", Amount::Amount.text(visit)) };
    let iban = Iban::read(&typed.iban).ok().filter(|iban| standing.ibans.contains(iban));
    let Some(iban) = iban else { return wrong("account", t.no_account.to_owned()) };
    let Some(name) = text::line(&typed.name, NAME_MAX) else { return wrong("name", t.account_owner_bad.to_owned()) };
    // The same page sent twice takes it out once.
    let key = format!("wallet/{}/{once}", session.mode.as_str());
    let asked = sha256_hex(format!("{}/{iban}/{name}", amount.get()).as_bytes());
    let id = call.world.links.payout_id(session.wallet.as_str(), &key);
    let what = Withdrawal { id, amount, iban, name, asked };
    let too_much = |most: i64| {
        wrong("amount", if most == 0 { t.withdraw_none.to_owned() } else { Amount::TooMuch(most).text(visit) })
    };
    match withdraw(&call.env, session.mode, &session.wallet, what).await? {
        Ok(()) => Ok(Ok(())),
        Err(NotWithdrawn::Wallet(refusal)) => match refusal {
            Refusal::NotEnough { free } => too_much(free.max(0)),
            Refusal::DayLimit { what: Use::Withdraw, left } => too_much(left),
            Refusal::Frozen => wrong("", t.frozen.title.to_owned()),
            Refusal::OwnerUnknown | Refusal::NotTheOwners => wrong("account", t.no_account.to_owned()),
            other => {
                worker::console_error!("wallet {}: withdrawal: {other}", session.wallet);
                wrong("", t.no_withdrawals.to_owned())
            }
        },
        Err(NotWithdrawn::Payout(no)) => match no {
            No::TooSmall => wrong("amount", Amount::TooLittle(call.world.terms.payouts.least.get()).text(visit)),
            No::OwnerNotMatched => wrong("account", t.account_again.to_owned()),
            No::Short(_) => too_much(standing.withdraw_max()),
            No::MadeOtherwise => Err(Stop::Stale),
            no => {
                worker::console_error!("wallet {}: withdrawal: {no:?}", session.wallet);
                Err(Code::Internal.into())
            }
        },
    }
}

fn draw(
    session: &Session,
    standing: &Standing,
    typed: &Typed,
    wrong: Option<&Wrong>,
    (out, done): (&[Payout], Option<&Payout>),
    visit: &Visit<'_>,
) -> Result<Response, Stop> {
    let (t, locale) = (visit.texts(), visit.locale);
    let title = wrong.map_or_else(|| t.withdraw.to_owned(), |wrong| fill(locale.page_texts().error, &wrong.text));
    let is_open = visit.call.world.terms.house().is_some();
    let card = html! {
        (parts::ribbon(locale, session.mode))
        section class="wallet" {
            header {
                h1 class="shop" { (t.withdraw) }
                p class="quiet" { (t.balance) ": " (parts::amount(standing.stands, locale)) }
            }
            @if let Some(done) = done {
                (parts::news(Tone::Good, t.withdrawn, Some(&parts::amount(done.prepared.amount.get(), locale))))
            }
            @if standing.is_frozen {
                (parts::news(Tone::Warn, t.frozen, None))
            } @else if !is_open {
                p class="quiet" { (t.no_withdrawals) }
            } @else if standing.ibans.is_empty() {
                p { (t.no_account) }
                a class="button" href=(within("/wallet/owner", locale)) { (t.owner) }
            } @else if standing.withdraw_max() == 0 && wrong.is_none() {
                p class="quiet" { (t.withdraw_none) }
            } @else {
                (form(session, standing, typed, wrong, visit)?)
            }
            (list(out, visit))
            a class="button second" href=(within("/wallet", locale)) { (t.back) }
        }
    };
    let status = if wrong.is_some() { 422 } else { 200 };
    visit.show(&Page { title: format!("{title} · {}", t.title), head: html! {}, card }, status)
}

fn form(
    session: &Session,
    standing: &Standing,
    typed: &Typed,
    wrong: Option<&Wrong>,
    visit: &Visit<'_>,
) -> Result<Markup, Stop> {
    let (t, locale) = (visit.texts(), visit.locale);
    let once = letters(world::entropy()?);
    let is_wrong = |field: &str| wrong.filter(|wrong| wrong.field == field).map(|_| "true");
    let chosen = standing.ibans.iter().find(|iban| iban.as_str() == typed.iban).or(standing.ibans.first());
    Ok(html! {
        form class="form" method="post" action=(parts::here(locale)) novalidate {
            (parts::csrf(&session.csrf))
            input type="hidden" name="once" value=(once);
            p { (t.withdraw_lead) }
            (parts::notice(wrong.map(|wrong| wrong.text.as_str()), wrong.map_or("", |wrong| wrong.field)))
            label class="label" for="amount" { span { (locale.page_texts().amount) } }
            input id="amount" class="input" name="amount" inputmode="numeric" autocomplete="off" dir="ltr" maxlength="24" required
                value=(typed.amount) aria-describedby="most" aria-invalid=[is_wrong("amount")];
            p id="most" class="quiet" { (fill(t.withdraw_most, &parts::amount(standing.withdraw_max(), locale))) }
            fieldset class="methods" id="account" {
                legend { (t.to_account) }
                div class="banks" {
                    @for iban in &standing.ibans {
                        label class="bank" {
                            input type="radio" name="iban" value=(iban.as_str()) checked[chosen == Some(iban)];
                            bdi dir="ltr" class="iban" { (iban.as_str()) }
                        }
                    }
                }
            }
            label class="label" for="name" { span { (t.account_owner) } }
            input id="name" class="input" name="name" autocomplete="name" dir="auto" maxlength="140" required
                value=(typed.name) aria-describedby="name-hint" aria-invalid=[is_wrong("name")];
            p id="name-hint" class="quiet" { (t.account_owner_hint) }
            button class="button" type="submit" { (t.withdraw_button) }
        }
    })
}

/// What was taken out, the newest first, and how far it has come.
fn list(out: &[Payout], visit: &Visit<'_>) -> Markup {
    let (t, locale) = (visit.texts(), visit.locale);
    let stage = |payout: &Payout| match payout.stage {
        Stage::Prepared | Stage::Approved => t.out_waiting,
        Stage::Sent => t.out_sent,
        Stage::Settled => t.out_done,
        Stage::Dropped | Stage::Bounced | Stage::Returned => t.out_failed,
    };
    html! {
        @if !out.is_empty() {
            div {
                h2 class="part" { (t.withdrawals) }
                ul class="entries" role="list" {
                    @for payout in out {
                        li {
                            p class="row" { span { (stage(payout)) } strong { (parts::amount(payout.prepared.amount.get(), locale)) } }
                            p class="row quiet" {
                                span { (date::date_time(payout.prepared_at.0, locale)) }
                                bdi dir="ltr" class="iban" { (payout.prepared.to.iban.as_str()) }
                            }
                        }
                    }
                }
            }
        }
    }
}
