//! `/panel/reports`: totals from a day to a day, and the same days as a file.

use super::{
    Stop, day,
    pages::{Visit, param},
    reconciliations,
};
use crate::{
    export::{self, Whole},
    ledger::unavailable,
    reports::{self, Of},
    world,
};
use dargah_engine::{
    calendar::Day,
    report::{By, Csv, DAYS_MAX, GroupKey, Sums, TotalsAsk},
};
use dargah_panel::{
    Section,
    overview::{ClassTotal, GatewayTotals, Slice, Totals},
    part::Wrong,
    payments::{Filter, address},
    reports::{self as page, Reports},
};
use worker::{D1Database, Request, Response};

/// Days that are shown where nobody says which.
const DAYS: i32 = 30;

/// The sums as the pages have them: what ran out or was withdrawn is no failure of a payment.
pub(super) const fn totals_of(sums: Sums) -> Totals {
    Totals { made: sums.payments, paid: sums.paid, failed: sums.failed, volume: sums.amount, refunded: sums.refunded }
}

/// Sums by gateway, with the gateways' names. Payments that nobody tried to pay are of none.
pub(super) fn gateways(visit: &Visit<'_>, found: Vec<(GroupKey, Sums)>) -> Vec<GatewayTotals> {
    let named = found.into_iter().filter_map(|(key, sums)| match key {
        GroupKey::Gateway(Some(id)) => Some(GatewayTotals { name: visit.gateway(&id), totals: totals_of(sums) }),
        _ => None,
    });
    named.collect()
}

/// How often payments failed for which cause.
pub(super) fn classes(found: Vec<(GroupKey, Sums)>) -> Vec<ClassTotal> {
    let failed = found.into_iter().filter_map(|(key, sums)| match key {
        GroupKey::Class(class) if sums.failed > 0 => {
            Some(ClassTotal { class: class.unwrap_or_default(), count: sums.failed })
        }
        _ => None,
    });
    failed.collect()
}

/// What was asked for: the days, and what is wrong with them.
struct Asked {
    typed: Filter,
    from: Day,
    to: Day,
    wrong: Wrong,
}

fn asked(visit: &Visit<'_>, request: &Request) -> Asked {
    let typed = Filter { from: param(request, "from"), to: param(request, "to"), ..Filter::default() };
    let today = Day::of(world::now());
    let mut wrong = Wrong::none();
    let mut read = |name: &str, text: &str| {
        let read = day::read(text);
        if !text.is_empty() && read.is_none() {
            wrong.add(name, day::wrong(visit.shell.lang));
        }
        read
    };
    let (from, to) = (read("from", &typed.from), read("to", &typed.to));
    let to = to.unwrap_or(today);
    let from = from.unwrap_or_else(|| to.plus(1 - DAYS));
    if wrong.is_empty() && (to < from || to.0 - from.0 >= DAYS_MAX) {
        wrong.add("from", visit.shell.lang.either("بازه باید از ۱ تا ۴۰۰ روز باشد.", "A range is 1 to 400 days."));
    }
    Asked { typed, from, to, wrong }
}

pub(super) async fn page(visit: &Visit<'_>, request: &Request) -> Result<Response, Stop> {
    let (of, db) = (visit.of()?, visit.db().await?);
    let Asked { typed, from, to, wrong } = asked(visit, request);
    let is_wrong = !wrong.is_empty();
    let (days, by_gateway, by_class) = if is_wrong { Default::default() } else { found(&db, &of, from, to).await? };
    let all = days.iter().fold(Sums::default(), |all, (_, sums)| all.and(*sums));
    let sums = |day: Day| {
        days.iter().find(|(key, _)| *key == GroupKey::Day(day)).map_or(Totals::default(), |(_, sums)| totals_of(*sums))
    };
    let slices: Vec<Slice> = if is_wrong {
        Vec::new()
    } else {
        (from.0..=to.0).map(Day).map(|day| Slice { at: day.begins().0, totals: sums(day) }).collect()
    };
    let said = |text: &str, day: Day| if text.is_empty() { day::typed(day, visit.shell.lang) } else { text.to_owned() };
    let (said_from, said_to) = (said(&typed.from, from), said(&typed.to, to));
    let range = Filter { from: said_from.clone(), to: said_to.clone(), ..Filter::default() };
    let view = Reports {
        from: &said_from,
        to: &said_to,
        wrong: &wrong,
        totals: totals_of(all),
        days: &slices,
        gateways: &gateways(visit, by_gateway),
        classes: &classes(by_class),
        settlements: &reconciliations::of_shop(visit, &db).await?,
        csv: &address("/panel/reports.csv", &range),
        payments_csv: &address("/panel/payments.csv", &range),
    };
    visit.reply(page::reports(&visit.shell.frame(Section::Reports), &view), if is_wrong { 422 } else { 200 })
}

type Groups = Vec<(GroupKey, Sums)>;

async fn found(db: &D1Database, of: &Of, from: Day, to: Day) -> Result<(Groups, Groups, Groups), Stop> {
    let [days, gateways, classes] = [By::Day, By::Gateway, By::Class].map(|by| TotalsAsk { from, to, by });
    let found = futures_util::try_join!(
        reports::totals(db, of, &days),
        reports::totals(db, of, &gateways),
        reports::totals(db, of, &classes),
    );
    Ok(found.map_err(unavailable)?)
}

/// `/panel/reports.csv`: the days, a line each.
pub(super) async fn file(visit: &Visit<'_>, request: &Request) -> Result<Response, Stop> {
    let (of, db) = (visit.of()?, visit.db().await?);
    let Asked { from, to, wrong, .. } = asked(visit, request);
    if !wrong.is_empty() {
        return Err(dargah_engine::problem::Code::QueryInvalid.into());
    }
    let days = reports::totals(&db, &of, &TotalsAsk { from, to, by: By::Day }).await.map_err(unavailable)?;
    let lang = visit.shell.lang;
    let csv = Csv::new(lang.locale());
    let mut text = String::new();
    for (key, sums) in &days {
        let GroupKey::Day(at) = key else { continue };
        let numbers = [
            sums.payments,
            sums.paid,
            sums.failed,
            sums.expired,
            sums.cancelled,
            sums.open,
            sums.amount,
            sums.refunded,
            sums.kept(),
        ];
        let numbers = numbers.map(|number| number.to_string());
        let day = day::typed_ascii(*at, lang);
        let cells: Vec<&str> = std::iter::once(day.as_str()).chain(numbers.iter().map(String::as_str)).collect();
        csv.line(&mut text, &cells);
    }
    Ok(export::csv("days.csv", csv.begin(&DAYS_HEADS), Whole(text)).await?)
}

/// Headings of the days, in English and Persian.
const DAYS_HEADS: [(&str, &str); 10] = [
    ("day", "روز"),
    ("made", "ساخته‌شده"),
    ("paid", "موفق"),
    ("failed", "ناموفق"),
    ("expired", "منقضی"),
    ("cancelled", "لغوشده"),
    ("open", "باز"),
    ("amount", "مبلغ (ریال)"),
    ("refunded", "بازپرداخت (ریال)"),
    ("kept", "خالص (ریال)"),
];
