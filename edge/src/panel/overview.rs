//! `/panel`: how the shop is doing.

use super::{
    Stop,
    pages::{Visit, param},
    payments::row,
    report::totals_of,
    webhooks,
};
use crate::{
    ledger::unavailable,
    registry,
    reports::{self, Of},
    world,
};
use dargah_engine::{
    calendar::Day,
    member::Action,
    report::{By, Filter, GroupKey, Sums, TotalsAsk},
    time::{Moment, Span},
};
use dargah_panel::{
    Section,
    overview::{self, Overview, Period, Slice, Todo, Totals},
};
use dargah_wire::{Mode, PaymentStatus};
use worker::{D1Database, Request, Response};

/// Payments that are shown.
const LAST: u32 = 8;

const HOUR: Span = Span::seconds(3_600);

pub(super) async fn page(visit: &Visit<'_>, request: &Request) -> Result<Response, Stop> {
    let period = Period::said(&param(request, "period")).unwrap_or(Period::Week);
    let (of, db) = (visit.of()?, visit.db().await?);
    let today = Day::of(world::now());
    let from = today.plus(1 - i32::try_from(period.days()).unwrap_or(1));
    let by = |by| TotalsAsk { from, to: today, by };
    let (time, gateways, classes) = if period == Period::Today {
        (by(By::Hour), by(By::Gateway), by(By::Class))
    } else {
        (by(By::Day), by(By::Gateway), by(By::Class))
    };
    let filter = Filter::default();
    let (time, gateways, classes, last) = futures_util::try_join!(
        reports::totals(&db, &of, &time),
        reports::totals(&db, &of, &gateways),
        reports::totals(&db, &of, &classes),
        reports::list(&db, &of, &filter, None, LAST),
    )
    .map_err(unavailable)?;
    let all = time.iter().fold(Sums::default(), |all, (_, sums)| all.and(*sums));
    let slices = slices(period, from, today, &time);
    let last: Vec<_> = last.rows.iter().map(|found| row(visit, found)).collect();
    let todo = todo(visit, &db, &of).await?;
    let view = Overview {
        period,
        totals: totals_of(all),
        slices: &slices,
        gateways: &super::report::gateways(visit, gateways),
        classes: &super::report::classes(classes),
        last: &last,
        todo: &todo,
    };
    visit.reply(overview::overview(&visit.shell.frame(Section::Overview), &view), 200)
}

/// Every hour or day of the period, those without payments among them.
fn slices(period: Period, from: Day, today: Day, found: &[(GroupKey, Sums)]) -> Vec<Slice> {
    let sums = |key: &GroupKey| {
        found.iter().find(|(other, _)| other == key).map_or(Totals::default(), |(_, sums)| totals_of(*sums))
    };
    if period == Period::Today {
        let at = |hour: u8| Moment(today.begins().0 + i64::from(hour) * HOUR.0);
        return (0..24).map(|hour| Slice { at: at(hour).0, totals: sums(&GroupKey::Hour(today, hour)) }).collect();
    }
    (from.0..=today.0).map(Day).map(|day| Slice { at: day.begins().0, totals: sums(&GroupKey::Day(day)) }).collect()
}

/// What needs attention, of what the reader may look after.
async fn todo(visit: &Visit<'_>, db: &D1Database, of: &Of) -> Result<Vec<Todo>, Stop> {
    let (review, processing) = futures_util::try_join!(
        reports::count(db, of, PaymentStatus::Review),
        reports::count(db, of, PaymentStatus::Processing),
    )
    .map_err(unavailable)?;
    let mut todo = Vec::new();
    if review > 0 {
        todo.push(Todo::Review(review));
    }
    let place = &visit.session.place;
    if place.may(Action::ManageWebhooks) {
        let endpoints = webhooks::endpoints(visit).await?;
        todo.extend(
            endpoints
                .iter()
                .filter(|endpoint| !endpoint.enabled)
                .map(|endpoint| Todo::EndpointOff(endpoint.url.clone())),
        );
        let failing = endpoints.iter().filter(|endpoint| endpoint.enabled && endpoint.failing_since.is_some());
        todo.extend(failing.map(|endpoint| Todo::EndpointFailing(endpoint.url.clone())));
        if endpoints.is_empty() {
            todo.push(Todo::NoEndpoint);
        }
    }
    if processing > 0 {
        todo.push(Todo::Processing(processing));
    }
    let stored = registry::shop(db, &of.shop).await.map_err(unavailable)?;
    if place.may(Action::ManageKeys) && stored.is_some() {
        let now = world::now();
        let keys = registry::keys(db, &of.shop).await.map_err(unavailable)?;
        if !keys.iter().any(|key| key.mode == of.mode && key.opens(now)) {
            todo.push(Todo::NoKey);
        }
    }
    if place.may(Action::Apply) && of.mode == Mode::Test && !visit.shell.is_live {
        todo.push(Todo::NotLive);
    }
    Ok(todo)
}
