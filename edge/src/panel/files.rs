//! What the panel's tables say, as files: refunds, keys, a webhook's deliveries, payment links. Payments and days have theirs in
//! `payments.rs` and `report.rs`, people in `team.rs` and `log.rs`. In English the words are the API's own; in Persian the panel's.

use super::{Stop, keys, links, pages::Visit, webhooks};
use crate::{
    export::{self, Pages, Whole},
    ledger::{Ledger, RemoteLedger, unavailable},
    payment_links, registry,
    reports::{self, Of},
};
use dargah_engine::{
    member::Action,
    payment::Payment,
    report::{Csv, Place},
    time::Moment,
};
use dargah_panel::{Lang, keys::KeyState, state};
use dargah_wire::Mode;
use futures_util::future::join_all;
use serde::Serialize;
use worker::{D1Database, Error, Response};

/// Payments with refunds of a page: each is read from the ledger.
const PAYMENTS: u32 = 50;

/// Links of a page.
const LINKS: i64 = 200;

/// The word of the API for something.
fn api_word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.as_ref().and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

fn at(csv: Csv, at: Option<i64>) -> String {
    at.map_or_else(String::new, |at| csv.time(Moment(at)))
}

fn csv_of(visit: &Visit<'_>) -> Csv {
    Csv::new(visit.shell.lang.locale())
}

const REFUNDS: [(&str, &str); 7] = [
    ("payment", "شناسهٔ پرداخت"),
    ("order_id", "شمارهٔ سفارش"),
    ("number", "شمارهٔ بازپرداخت"),
    ("status", "وضعیت"),
    ("amount", "مبلغ (ریال)"),
    ("reason", "علت"),
    ("requested_at", "زمان درخواست"),
];

struct Refunds {
    db: D1Database,
    of: Of,
    ledger: RemoteLedger,
    lang: Lang,
    csv: Csv,
    after: Option<Place>,
    /// Those that wait for an answer, which the report does not know of yet; they come first.
    waiting: Vec<Payment>,
}

impl Refunds {
    fn lines(&self, text: &mut String, payment: &Payment) {
        for refund in payment.refund_views() {
            let status = match self.lang {
                Lang::En => api_word(&refund.status),
                Lang::Fa => state::refund_name(self.lang, refund.status).to_owned(),
            };
            let (id, number, amount) =
                (payment.created.id.to_string(), refund.number.to_string(), refund.amount.to_string());
            let requested = at(self.csv, Some(refund.requested_at));
            let cells = [&id, &payment.created.order_id, &number, &status, &amount, &refund.reason, &requested];
            self.csv.line(text, &cells.map(String::as_str));
        }
    }
}

impl Pages for Refunds {
    async fn page(&mut self, text: &mut String) -> worker::Result<bool> {
        let found = reports::refunded(&self.db, &self.of, self.after, PAYMENTS).await?;
        // One that waits may have given something back before: it is in the report too, and is told once.
        for payment in &self.waiting {
            if self.after.is_none() && payment.refunded() == 0 {
                self.lines(text, payment);
            }
        }
        for step in join_all(found.rows.iter().map(|row| self.ledger.tell(row.id, None))).await {
            let step = step.map_err(|fault| Error::RustError(fault.to_string()))?;
            self.lines(text, &step.payment);
        }
        self.after = found.next;
        Ok(found.next.is_some())
    }
}

/// `/panel/refunds.csv`
pub(super) async fn refunds(visit: &Visit<'_>) -> Result<Response, Stop> {
    let (of, db) = (visit.of()?, visit.db().await?);
    let ledger = RemoteLedger::new(&visit.call.env, &of.shop);
    let waiting = super::refunds::waiting(visit, &ledger).await?;
    let (lang, csv) = (visit.shell.lang, csv_of(visit));
    let pages = Refunds { db, of, ledger, lang, csv, after: None, waiting };
    Ok(export::csv("refunds.csv", csv.begin(&REFUNDS), pages).await.map_err(unavailable)?)
}

const KEYS: [(&str, &str); 8] = [
    ("id", "شناسه"),
    ("name", "نام"),
    ("kind", "نوع"),
    ("mode", "حالت"),
    ("hint", "نشانه"),
    ("state", "وضعیت"),
    ("created_at", "زمان ساخت"),
    ("ends_at", "زمان پایان"),
];

/// `/panel/keys.csv`. Of a key it has what tells it from others, and nothing that opens.
pub(super) async fn keys(visit: &Visit<'_>) -> Result<Response, Stop> {
    visit.session.must(Action::ManageKeys)?;
    let db = visit.db().await?;
    let (lang, csv) = (visit.shell.lang, csv_of(visit));
    let mut text = String::new();
    let known = registry::keys(&db, visit.session.shop()?).await.map_err(unavailable)?;
    for key in known.iter().filter(|key| key.mode == visit.shell.mode) {
        let row = keys::row(key, crate::world::now());
        let (is_over, ends_at) = match row.state {
            KeyState::Works => (false, None),
            KeyState::Until(ends) => (false, Some(ends)),
            KeyState::Revoked(ended) => (true, Some(ended)),
        };
        let kind = match lang {
            Lang::En => key.kind.as_str(),
            Lang::Fa => dargah_panel::keys::kind_name(lang, row.kind),
        };
        let state = if is_over { lang.either("باطل", "revoked") } else { lang.either("فعال", "works") };
        let mode = lang.either(if key.mode == Mode::Live { "واقعی" } else { "آزمایشی" }, key.mode.as_str());
        let (created, ends) = (at(csv, Some(row.created_at)), at(csv, ends_at));
        csv.line(&mut text, &[&row.id, &row.name, kind, mode, &row.hint, state, &created, &ends]);
    }
    Ok(export::csv("keys.csv", csv.begin(&KEYS), Whole(text)).await?)
}

const DELIVERIES: [(&str, &str); 9] = [
    ("number", "شماره"),
    ("event", "رخداد"),
    ("type", "نوع"),
    ("state", "وضعیت"),
    ("next_at", "نوبت بعد"),
    ("tries", "تعداد تلاش"),
    ("last_at", "آخرین تلاش"),
    ("last_status", "پاسخ گیرنده"),
    ("last_ms", "زمان پاسخ (میلی‌ثانیه)"),
];

struct Deliveries {
    object: webhooks::Object,
    endpoint: String,
    lang: Lang,
    csv: Csv,
    before: Option<i64>,
}

impl Pages for Deliveries {
    async fn page(&mut self, text: &mut String) -> worker::Result<bool> {
        let found = self.object.deliveries(&self.endpoint, 100, self.before).await;
        let found = found.map_err(|stop| Error::RustError(format!("{stop:?}")))?;
        for one in &found.data {
            let state = match self.lang {
                Lang::En => api_word(&one.state),
                Lang::Fa => state::delivery_name(self.lang, one.state).to_owned(),
            };
            let last = one.tries.last();
            let silence = last.and_then(|last| last.silence).map(|silence| api_word(&silence));
            let status = last.and_then(|last| last.status).map(|status| status.to_string());
            let cells = [
                one.number.to_string(),
                one.event.clone(),
                one.kind.clone(),
                state,
                at(self.csv, one.next_at),
                one.tries.len().to_string(),
                at(self.csv, last.map(|last| last.at)),
                status.or(silence).unwrap_or_default(),
                last.map_or_else(String::new, |last| last.ms.to_string()),
            ];
            self.csv.line(text, &cells.each_ref().map(String::as_str));
        }
        self.before = found.next;
        Ok(found.next.is_some())
    }
}

/// `/panel/webhooks/{id}/deliveries.csv`
pub(super) async fn deliveries(visit: &Visit<'_>, id: &str) -> Result<Response, Stop> {
    visit.session.must(Action::ManageWebhooks)?;
    let endpoint = webhooks::endpoint(visit, id).await?.id;
    let (lang, csv) = (visit.shell.lang, csv_of(visit));
    let pages = Deliveries { object: webhooks::Object::of(visit)?, endpoint, lang, csv, before: None };
    Ok(export::csv("deliveries.csv", csv.begin(&DELIVERIES), pages).await?)
}

const LINK_HEADS: [(&str, &str); 9] = [
    ("id", "شناسه"),
    ("title", "عنوان"),
    ("url", "نشانی"),
    ("amount", "مبلغ (ریال)"),
    ("state", "وضعیت"),
    ("paid", "پرداخت‌شده"),
    ("most", "حداکثر دفعات"),
    ("expires_at", "زمان پایان"),
    ("created_at", "زمان ساخت"),
];

struct Links {
    db: D1Database,
    of: Of,
    ours: dargah_engine::links::Links,
    lang: Lang,
    csv: Csv,
    before: Option<i64>,
}

impl Pages for Links {
    async fn page(&mut self, text: &mut String) -> worker::Result<bool> {
        let found = payment_links::list(&self.db, &self.of.shop, self.of.mode, self.before, LINKS).await?;
        for link in &found {
            let stored = &link.stored;
            let state = links::state(link);
            let state = match self.lang {
                Lang::En => state.word(),
                Lang::Fa => state.name(self.lang),
            };
            let number = |n: Option<i64>| n.map_or_else(String::new, |n| n.to_string());
            let cells = [
                stored.id.clone(),
                stored.title.clone(),
                self.ours.payment_link(&stored.id),
                number(stored.amount),
                state.to_owned(),
                link.paid.to_string(),
                number(stored.most),
                at(self.csv, stored.expires_at),
                at(self.csv, Some(stored.created_at)),
            ];
            self.csv.line(text, &cells.each_ref().map(String::as_str));
        }
        self.before = found.last().map(|last| last.stored.created_at);
        Ok(i64::try_from(found.len()) == Ok(LINKS))
    }
}

/// `/panel/links.csv`
pub(super) async fn links(visit: &Visit<'_>) -> Result<Response, Stop> {
    visit.session.must(Action::ManageLinks)?;
    let (of, db) = (visit.of()?, visit.db().await?);
    let (lang, csv) = (visit.shell.lang, csv_of(visit));
    let pages = Links { db, of, ours: visit.call.world.links.clone(), lang, csv, before: None };
    Ok(export::csv("payment-links.csv", csv.begin(&LINK_HEADS), pages).await.map_err(unavailable)?)
}
