//! `/panel/refunds`: the list; and giving a payment's money back, by the same command that the API has.

use super::{
    Form, Stop, audit,
    pages::{Visit, is_post, missing, param},
    payments,
};
use crate::{
    api,
    ledger::{Ask, Ledger, RemoteLedger, unavailable},
    reports, world,
};
use dargah_engine::{
    id::letters,
    member::Action,
    payment::Payment,
    problem::{Code, Fault},
    request::read_refund,
    seal::sha256_hex,
};
use dargah_panel::{
    Done, Lang, Section,
    part::{Page, Wrong},
    refunds::{self as page, NewRefund, RefundRow, Refunds, SureRefund, Typed, Ways},
};
use dargah_wire::{CreateRefund, RefundStatus, RefundTo};
use futures_util::future::join_all;
use serde_json::json;
use worker::{Request, Response};

/// Payments of a page. Each of them is read from the ledger.
const PAYMENTS: u32 = 15;

pub(super) async fn list(visit: &Visit<'_>, request: &Request) -> Result<Response, Stop> {
    let (of, db) = (visit.of()?, visit.db().await?);
    let links = &visit.call.world.links;
    let after = links.open_place(&param(request, "cursor"), &of.shop, of.mode);
    let found = reports::refunded(&db, &of, after, PAYMENTS).await.map_err(unavailable)?;
    let ledger = RemoteLedger::new(&visit.call.env, &of.shop);
    let mut known: Vec<Payment> = Vec::new();
    for step in join_all(found.rows.iter().map(|row| ledger.tell(row.id, None))).await {
        known.push(step?.payment);
    }
    if after.is_none() {
        // Those that wait for an answer have not given anything back yet: the ledger knows them by what is due.
        let waiting = waiting(visit, &ledger).await?;
        known.extend(waiting.into_iter().filter(|payment| found.rows.iter().all(|row| row.id != payment.created.id)));
    }
    let mut rows: Vec<RefundRow> = known.iter().flat_map(rows_of).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.requested_at));
    let next = found.next.map(|place| links.place(place, &of.shop, of.mode));
    let view = Refunds { rows: &rows, page: Page { next: next.as_deref(), is_later: after.is_some() } };
    visit.reply(page::refunds(&visit.shell.frame(Section::Refunds), &view), 200)
}

/// Payments whose refunds wait for a bank or a person.
pub(super) async fn waiting(visit: &Visit<'_>, ledger: &RemoteLedger) -> Result<Vec<Payment>, Stop> {
    let mut found = Vec::new();
    for shard in 0..visit.shop()?.map_or(1, |shop| shop.shards) {
        let open = ledger.list(shard, &Ask::Open).await?;
        found.extend(open.iter().filter_map(|events| Payment::replay(events)));
    }
    let waits = |payment: &Payment| payment.created.mode == visit.shell.mode && !payment.refunds.is_empty();
    Ok(found.into_iter().filter(waits).collect())
}

fn rows_of(payment: &Payment) -> impl Iterator<Item = RefundRow> {
    let (id, order_id) = (payment.created.id.to_string(), payment.created.order_id.clone());
    payment.refund_views().into_iter().map(move |refund| RefundRow {
        payment: id.clone(),
        order_id: order_id.clone(),
        number: refund.number,
        amount: refund.amount,
        status: refund.status,
        reason: refund.reason,
        requested_at: refund.requested_at,
    })
}

/// `/panel/payments/{id}/refund`: the form, the question, and the deed.
pub(super) async fn refund(visit: &Visit<'_>, mut request: Request, id: &str) -> Result<Response, Stop> {
    visit.session.must(Action::Refund)?;
    visit.session.must_be_recent()?;
    let (ledger, payment) = payments::find(visit, id).await?;
    if payment.paid_at.is_none() {
        return Err(missing());
    }
    if !is_post(&request) {
        return form(visit, &payment, &Typed::default(), &Wrong::none());
    }
    let form_sent = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form_sent)?;
    let said = |name: &str| form_sent.get(name).unwrap_or_default().to_owned();
    if form_sent.get("sure").is_some() {
        return give_back(visit, &ledger, &payment, &form_sent).await;
    }
    let typed = Typed { how: said("how"), to: said("to"), amount: said("amount"), reason: said("reason") };
    let left = payment.refundable();
    match typed.read(visit.shell.lang, payment.created.amount.get(), left, ways(visit, &payment)) {
        Err(wrong) => form(visit, &payment, &typed, &wrong),
        Ok((amount, reason)) => {
            let key = letters(world::entropy()?);
            let view = SureRefund {
                payment: id,
                order_id: &payment.created.order_id,
                amount,
                left,
                to: typed.to(),
                reason: &reason,
                key: &key,
            };
            visit.reply(page::sure_refund(&frame(visit, &payment), &view), 200)
        }
    }
}

fn frame<'a>(visit: &'a Visit<'_>, payment: &Payment) -> dargah_panel::Frame<'a> {
    let mut frame = visit.shell.frame(Section::Refunds);
    frame.mode = payment.created.mode;
    frame
}

fn form(visit: &Visit<'_>, payment: &Payment, typed: &Typed, wrong: &Wrong) -> Result<Response, Stop> {
    let view = NewRefund {
        payment: &payment.created.id.to_string(),
        order_id: &payment.created.order_id,
        status: payment.standing(world::now()).status,
        amount: payment.created.amount.get(),
        left: payment.refundable(),
        ways: ways(visit, payment),
        typed,
        wrong,
    };
    visit.reply(page::new_refund(&frame(visit, payment), &view), if wrong.is_empty() { 200 } else { 422 })
}

/// Where a refund can go, where there is a choice.
fn ways(visit: &Visit<'_>, payment: &Payment) -> Option<Ways> {
    let most = |to| payment.refundable_to(to, &visit.call.world.gateways);
    (payment.by_wallet() > 0).then(|| Ways { card: most(RefundTo::Card), wallet: most(RefundTo::Wallet) })
}

async fn give_back(visit: &Visit<'_>, ledger: &RemoteLedger, payment: &Payment, sent: &Form) -> Result<Response, Stop> {
    let said = |name: &str| sent.get(name).unwrap_or_default();
    let (rial, reason, key) = (said("rial"), said("reason"), said("key"));
    let typed =
        Typed { how: "all".to_owned(), to: said("to").to_owned(), reason: reason.to_owned(), ..Typed::default() };
    // What the question asked comes back as it was asked; anything else is no form of ours.
    let (Ok(amount), true) = (rial.parse::<i64>(), (1..=64).contains(&key.len())) else { return Err(Stop::Stale) };
    let body = serde_json::to_vec(&CreateRefund { amount: Some(amount), to: typed.to(), reason: reason.to_owned() })
        .map_err(worker::Error::from)?;
    let key = sha256_hex(format!("panel/{key}").as_bytes());
    let made = api::give_back(visit.call, ledger, payment, read_refund(&body)?, key).await;
    let refund = match made {
        Ok(refund) => refund,
        Err(fault) => {
            let Some(says) = says(visit.shell.lang, &fault) else { return Err(fault.into()) };
            return form(visit, payment, &typed, &Wrong::one("", says));
        }
    };
    let db = visit.db().await?;
    let details = json!({ "payment": payment.created.id, "refund": refund.number, "amount": refund.amount });
    audit::note(&db, visit.session.who(), Some(visit.session.shop()?), "payment.refunded", details).await?;
    let done = match refund.status {
        RefundStatus::Succeeded => Done::Refunded,
        RefundStatus::Failed => Done::RefundRefused,
        RefundStatus::Pending | RefundStatus::Unknown => Done::RefundPending,
    };
    visit.done(&format!("/panel/payments/{}", payment.created.id), done)
}

/// What is said of a refund that cannot be, where the form can be filled in anew.
const fn says(lang: Lang, fault: &Fault) -> Option<&'static str> {
    match fault.code {
        Code::RefundTooLarge => Some(lang.either(
            "این مبلغ از آنچه مانده بیشتر است؛ شاید همین حالا بازپرداخت دیگری انجام شده باشد.",
            "This is more than what is left; perhaps another refund was made just now.",
        )),
        Code::BalanceShort => Some(lang.either(
            "موجودی فروشگاه برای این بازپرداخت کافی نیست؛ صفحهٔ موجودی را ببینید.",
            "The shop’s balance does not cover this refund; see the balance page.",
        )),
        Code::RefundImpossible => Some(lang.either(
            "این درگاه نمی‌تواند این مبلغ را به این شکل برگرداند. شاید همهٔ مبلغ را بتواند.",
            "This gateway cannot send this money back in this way. Perhaps it can send back all of it.",
        )),
        Code::TooManyRefunds => {
            Some(lang.either("این پرداخت بارهای بسیار بازپرداخت شده است.", "The payment was refunded too often."))
        }
        Code::RefundReasonInvalid => Some(lang.either("علت را در یک خط بنویسید.", "Write the reason on one line.")),
        _ => None,
    }
}
