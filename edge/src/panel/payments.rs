//! `/panel/payments`: the list, the same as a file, and one payment.

use super::{
    Stop, day,
    pages::{Visit, missing, param},
};
use crate::{
    api,
    ledger::{Ledger, RemoteLedger, unavailable},
    reports,
};
use dargah_engine::{
    id::PaymentId,
    member::Action,
    payment::Payment,
    problem::Fault,
    report::{Filter, Row},
};
use dargah_panel::{
    Section,
    part::{Page, Wrong},
    payment::{self, OnePayment},
    payments::{self, Filter as Typed, PaymentRow, Payments, address},
};
use dargah_wire::{Account, ShopName};
use worker::{Request, Response};

/// Rows of a page.
const ROWS: u32 = 25;

/// A row as the pages have it.
pub(super) fn row(visit: &Visit<'_>, row: &Row) -> PaymentRow {
    PaymentRow {
        id: row.id.to_string(),
        order_id: row.order_id.clone(),
        amount: row.amount,
        refunded: row.refunded,
        status: row.status,
        gateway: row.gateway.as_ref().map(|id| visit.gateway(id.as_str())),
        created_at: row.created_at.0,
    }
}

/// What is looked for, as it was typed.
fn typed(request: &Request) -> Typed {
    let [search, status, gateway, from, to] =
        ["search", "status", "gateway", "from", "to"].map(|name| param(request, name));
    Typed { search, status, gateway, from, to }
}

/// What is meant by it, or what is wrong.
fn read(visit: &Visit<'_>, typed: &Typed) -> Result<Filter, Wrong> {
    let lang = visit.shell.lang;
    let mut filter = Filter::default();
    let mut wrong = Wrong::none();
    let fields = [
        ("search", "q", &typed.search, lang.either("حداکثر ۶۴ نویسه در یک خط.", "At most 64 characters on one line.")),
        ("status", "status", &typed.status, lang.either("چنین وضعیتی نیست.", "There is no such status.")),
        ("gateway", "gateway", &typed.gateway, lang.either("چنین درگاهی نیست.", "There is no such gateway.")),
        ("from", "from", &typed.from, day::wrong(lang)),
        ("to", "to", &typed.to, day::wrong(lang)),
    ];
    for (field, name, value, says) in fields {
        // A field that is left empty asks for nothing.
        if !value.is_empty() && !filter.take(name, value).is_ok_and(|known| known) {
            wrong.add(field, says);
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let order = lang.either("روز پایان پیش از روز آغاز است.", "The last day is before the first.");
    filter.check().map_err(|_: Fault| Wrong::one("to", order))
}

pub(super) async fn list(visit: &Visit<'_>, request: &Request) -> Result<Response, Stop> {
    let of = visit.of()?;
    let links = &visit.call.world.links;
    let typed = typed(request);
    let cursor = param(request, "cursor");
    let after = links.open_place(&cursor, &of.shop, of.mode);
    let (found, wrong) = match read(visit, &typed) {
        Ok(filter) => {
            let db = visit.db().await?;
            (Some(reports::list(&db, &of, &filter, after, ROWS).await.map_err(unavailable)?), Wrong::none())
        }
        Err(wrong) => (None, wrong),
    };
    let status = if found.is_some() { 200 } else { 422 };
    let rows: Vec<PaymentRow> = found.iter().flat_map(|found| &found.rows).map(|found| row(visit, found)).collect();
    let next = found.and_then(|found| found.next).map(|place| links.place(place, &of.shop, of.mode));
    let path = address("/panel/payments", &typed);
    let view = Payments {
        rows: &rows,
        filter: &typed,
        gateways: &visit.gateways()?,
        path: &path,
        csv: &address("/panel/payments.csv", &typed),
        page: Page { next: next.as_deref(), is_later: after.is_some() },
        wrong: &wrong,
    };
    visit.reply(payments::payments(&visit.shell.frame(Section::Payments), &view), status)
}

/// `/panel/payments.csv`: every row that the list would show.
pub(super) async fn file(visit: &Visit<'_>, request: &Request) -> Result<Response, Stop> {
    let filter =
        read(visit, &typed(request)).map_err(|_: Wrong| Stop::from(dargah_engine::problem::Code::QueryInvalid))?;
    let locale = visit.shell.lang.locale();
    Ok(reports::csv(&visit.call.env, visit.of()?, filter, locale).await.map_err(unavailable)?)
}

/// A payment of this shop, whatever its mode, and where it lives. Another shop's is nowhere.
pub(super) async fn find(visit: &Visit<'_>, id: &str) -> Result<(RemoteLedger, Payment), Stop> {
    let shop = visit.session.shop()?;
    let id = PaymentId::parse(id).ok_or_else(missing)?;
    let ledger = RemoteLedger::new(&visit.call.env, shop);
    let payment = ledger.tell(id, None).await?.payment;
    Ok((ledger, payment))
}

pub(super) async fn one(visit: &Visit<'_>, id: &str) -> Result<Response, Stop> {
    let (ledger, payment) = find(visit, id).await?;
    let told = api::account_of(visit.call, &ledger, payment.created.id).await?;
    let account: Account = serde_json::from_value(told).map_err(worker::Error::from)?;
    let names = names(visit, &account);
    let view = OnePayment {
        account: &account,
        names: &names,
        refundable: payment.refundable(),
        may_refund: visit.session.place.may(Action::Refund),
    };
    let mut frame = visit.shell.frame(Section::Payments);
    // What is shown is of its own mode, whatever was looked at before.
    frame.mode = payment.created.mode;
    visit.reply(payment::payment(&frame, &view), 200)
}

/// The gateways that its page speaks of.
fn names(visit: &Visit<'_>, account: &Account) -> Vec<(String, ShopName)> {
    let weighed = account.events.iter().filter_map(|entry| entry.choice.as_ref()).flat_map(|choice| &choice.weights);
    let mut ids: Vec<&str> = weighed.map(|(id, _)| id.as_str()).collect();
    ids.extend(account.payment.attempts.iter().map(|attempt| attempt.gateway.as_str()));
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(|id| (id.to_owned(), visit.gateway(id))).collect()
}
