//! `/admin/reconciliations`: settlement files that the operator holds against the ledger; and what of it a shop sees on its reports: the
//! files of its own contracts. One of the operator's contracts has other shops' rows in its files.

mod upload;

use super::{
    Session, Shell, Stop,
    pages::{Visit, missing},
    session, shell,
};
use crate::{
    api::Call,
    db::{self, int},
    export::{self, Whole},
    ledger::unavailable,
    page::language::said,
};
use dargah_engine::{
    id::{GatewayId, ShopId},
    member::Action,
    report::Csv,
};
use dargah_panel::{
    Lang, Section,
    part::Page,
    reconciliation::{self as page, Compared, List, One},
};
use dargah_wire::{Mode, Reconciliation, ShopName};
use serde::Deserialize;
use worker::{D1Database, Request, Response};

/// Rows of a page of the list.
const PAGE: usize = 50;

/// Those that a shop's reports show.
const SHOWN: i64 = 12;

/// Shops that the form offers; any other can be typed.
const SHOPS: usize = 200;

#[derive(Deserialize)]
struct Row {
    id: String,
    shop: ShopId,
    gateway: GatewayId,
    mode: Mode,
    from_at: i64,
    to_at: i64,
    made_at: i64,
    matched: i64,
    differences: i64,
}

const ROW: &str = "id, shop, gateway, mode, from_at, to_at, made_at, matched, differences";

/// The same with all that came of it.
#[derive(Deserialize)]
struct Found {
    #[serde(flatten)]
    row: Row,
    file: String,
    /// The number of who made it; an operator's key has none.
    mobile: Option<String>,
    result: String,
}

fn name_of(id: &str, known: Option<ShopName>) -> ShopName {
    known.unwrap_or_else(|| ShopName { fa: id.to_owned(), en: id.to_owned() })
}

impl Row {
    /// As a page has it, for the operator with the shop's name.
    fn view(&self, call: &Call, is_desk: bool) -> Compared {
        let shop = call.world.shops.get(&self.shop).map(|shop| (&shop.name).into());
        let gateway = call.world.gateways.get(&self.gateway).map(|account| (&account.name).into());
        Compared {
            id: self.id.clone(),
            shop: is_desk.then(|| name_of(self.shop.as_str(), shop)),
            gateway: name_of(self.gateway.as_str(), gateway),
            mode: self.mode,
            from: self.from_at,
            to: self.to_at,
            made_at: self.made_at,
            matched: self.matched,
            differences: self.differences,
        }
    }
}

impl Found {
    fn result(&self) -> worker::Result<Reconciliation> {
        Ok(serde_json::from_str(&self.result)?)
    }
}

/// One of them; of a shop only its own contracts'.
async fn find(db: &D1Database, id: &str, of: Option<&ShopId>) -> Result<Found, Stop> {
    let columns = ROW.split(", ").map(|column| format!("r.{column}")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT {columns}, r.file, r.result, m.mobile FROM reconciliation r LEFT JOIN member m ON m.id = r.made_by
         WHERE r.id = ?1 AND (?2 IS NULL OR (r.shop = ?2 AND r.own = 1))"
    );
    let found: Option<Found> = db::first(db, &sql, &[id.into(), db::text(of.map(ShopId::as_str))]).await?;
    found.ok_or_else(missing)
}

/// The newest of a shop's own contracts in one mode, for its reports.
pub(super) async fn of_shop(visit: &Visit<'_>, db: &D1Database) -> Result<Vec<Compared>, Stop> {
    let sql = format!(
        "SELECT {ROW} FROM reconciliation WHERE shop = ?1 AND mode = ?2 AND own = 1
         ORDER BY made_at DESC, id DESC LIMIT ?3"
    );
    let values = [visit.session.shop()?.as_str().into(), visit.shell.mode.as_str().into(), int(SHOWN)];
    let rows: Vec<Row> = db::rows(db, &sql, &values).await.map_err(unavailable)?;
    Ok(rows.iter().map(|row| row.view(visit.call, false)).collect())
}

/// `/panel/reports/settlements/{id}`
pub(super) async fn for_shop(visit: &Visit<'_>, id: &str) -> Result<Response, Stop> {
    let found = find(&visit.db().await?, id, Some(visit.session.shop()?)).await?;
    let csv = format!("/panel/reports/settlements/{id}/csv");
    let compared = found.row.view(visit.call, false);
    let view = One { compared: &compared, file: &found.file, by: None, result: &found.result()?, csv: &csv };
    let mut frame = visit.shell.frame(Section::Reports);
    // What is shown is of its own mode, whatever was looked at before.
    frame.mode = found.row.mode;
    visit.reply(page::one(&frame, &view), 200)
}

/// `/panel/reports/settlements/{id}/csv`
pub(super) async fn file_for_shop(visit: &Visit<'_>, id: &str) -> Result<Response, Stop> {
    let found = find(&visit.db().await?, id, Some(visit.session.shop()?)).await?;
    file(&found, visit.shell.lang).await
}

const HEADS: [(&str, &str); 10] = [
    ("class", "دسته"),
    ("line", "سطر"),
    ("payment", "شناسهٔ پرداخت"),
    ("attempt", "تلاش"),
    ("refund", "شمارهٔ بازپرداخت"),
    ("order", "شمارهٔ سفارش بانک"),
    ("reference", "مرجع"),
    ("file_amount", "مبلغ در پرونده (ریال)"),
    ("ledger_amount", "مبلغ در دفتر (ریال)"),
    ("suggestion", "پیشنهاد"),
];

/// The differences that are kept.
async fn file(found: &Found, lang: Lang) -> Result<Response, Stop> {
    let csv = Csv::new(lang.locale());
    let mut text = String::new();
    let number = |n: Option<u32>| n.map_or_else(String::new, |n| n.to_string());
    let rial = |n: Option<i64>| n.map_or_else(String::new, |n| n.to_string());
    for one in found.result()?.discrepancies {
        let class = csv.either(&one.class, page::class_name(lang, &one.class)).to_owned();
        let suggestion = csv.either(&one.suggestion, page::suggestion_name(lang, &one.suggestion)).to_owned();
        let cells = [
            class,
            number(one.line),
            one.payment.unwrap_or_default(),
            number(one.attempt),
            one.refund.unwrap_or_default(),
            one.order,
            one.reference,
            rial(one.file_amount),
            rial(one.ledger_amount),
            suggestion,
        ];
        csv.line(&mut text, &cells.each_ref().map(String::as_str));
    }
    Ok(export::csv("reconciliation.csv", csv.begin(&HEADS), Whole(text)).await?)
}

/// What is asked for at the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Those of before, and which shop a new one is of.
    List,
    /// A new one: the form, and the file that is sent.
    New,
    /// One, by id.
    One(String),
    /// Its differences as a file.
    File(String),
}

/// Answers it.
pub(crate) async fn answer(ask: Ask, request: Request, call: &Call) -> worker::Result<Response> {
    super::shown(request, call, async |request, call| served(ask, request, call).await).await
}

async fn served(ask: Ask, request: Request, call: &Call) -> Result<Response, Stop> {
    let session = session::must(&request, call).await?;
    session.must(Action::Reconcile)?;
    let db = db::of(&call.env).await.map_err(unavailable)?;
    match ask {
        Ask::List => list(&request, &session, &db, None, call).await,
        Ask::New => upload::new(request, &session, &db, call).await,
        Ask::One(id) => {
            let found = find(&db, &id, None).await?;
            let shell = Shell::of(&request, &session, call).await?;
            let csv = format!("/admin/reconciliations/{id}/csv");
            let (compared, result) = (found.row.view(call, true), found.result()?);
            let by = found.mobile.as_deref().unwrap_or("ok_…");
            let view = One { compared: &compared, file: &found.file, by: Some(by), result: &result, csv: &csv };
            Ok(shell::reply(page::one(&shell.frame(Section::Reconciliations), &view), 200, shell.lang)?)
        }
        Ask::File(id) => file(&find(&db, &id, None).await?, shell::lang(&request)).await,
    }
}

async fn list(
    request: &Request,
    session: &Session,
    db: &D1Database,
    unknown: Option<&str>,
    call: &Call,
) -> Result<Response, Stop> {
    let cursor = said(request, "cursor").and_then(|text| {
        let (at, id) = text.split_once('.')?;
        Some((at.parse::<i64>().ok()?, id.to_owned()))
    });
    let sql = format!(
        "SELECT {ROW} FROM reconciliation WHERE ?1 IS NULL OR (made_at, id) < (?1, ?2)
         ORDER BY made_at DESC, id DESC LIMIT ?3"
    );
    let most = int(i64::try_from(PAGE + 1).unwrap_or(i64::MAX));
    let (at, after) = cursor.as_ref().map_or((None, ""), |(at, id)| (Some(*at), id.as_str()));
    let mut rows: Vec<Row> = db::rows(db, &sql, &[db::maybe_int(at), after.into(), most]).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.made_at, row.id));
    let compared: Vec<Compared> = rows.iter().map(|row| row.view(call, true)).collect();
    let shops: Vec<(String, ShopName)> =
        call.world.shops.iter().take(SHOPS).map(|shop| (shop.id.to_string(), (&shop.name).into())).collect();
    let page = Page { next: next.as_deref(), is_later: cursor.is_some() };
    let view = List { rows: &compared, page, shops: &shops, unknown };
    let shell = Shell::of(request, session, call).await?;
    let status = if unknown.is_some() { 422 } else { 200 };
    Ok(shell::reply(page::list(&shell.frame(Section::Reconciliations), &view), status, shell.lang)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dargah_engine::reconcile::{Class, FileFault};

    #[test]
    fn every_fault_of_a_file_and_every_class_of_a_difference_has_words_of_its_own() {
        for lang in Lang::ALL {
            let unknown = page::file_fault(lang, "nobody", 0, 0, "");
            for fault in FileFault::ALL {
                let said = page::file_fault(lang, fault.as_str(), 3, 2, "");
                assert!(!said.starts_with(unknown.as_str()), "{} in {}", fault.as_str(), lang.tag());
                assert!(said.contains(&lang.number(3)) && said.contains(&lang.number(2)), "{said}");
            }
            for class in Class::ALL {
                let said = page::class_name(lang, class.as_str());
                assert_ne!(said, page::class_name(lang, "nobody"), "{} in {}", class.as_str(), lang.tag());
            }
        }
    }
}
