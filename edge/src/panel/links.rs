//! `/panel/links`: the shop's payment links.

use super::{
    Form, Stop, audit, day,
    pages::{Visit, is_post, missing, param},
};
use crate::{
    ledger::unavailable,
    payment_links::{self, Link},
    world,
};
use dargah_engine::{
    member::Action,
    payment_link::{LinkState as State, payable, toman},
    problem::Code,
    request::{NewLink, checked_link},
    time::Moment,
};
use dargah_panel::{
    Done, Section,
    links::{self as page, LinkRow, LinkState, Links, Typed},
    part::{Page, Wrong},
    refunds::read_number,
};
use serde_json::json;
use worker::{D1Database, Request, Response};

/// Links of a page.
const LINKS: i64 = 25;

/// How a link stands, as the pages have it.
pub(super) fn state(link: &Link) -> LinkState {
    match link.state() {
        State::Open => LinkState::Open,
        State::Closed => LinkState::Closed,
        State::Spent => LinkState::Spent,
        State::Over => LinkState::Over,
    }
}

fn row(visit: &Visit<'_>, link: &Link) -> LinkRow {
    let stored = &link.stored;
    LinkRow {
        id: stored.id.clone(),
        title: stored.title.clone(),
        amount: stored.amount,
        url: visit.call.world.links.payment_link(&stored.id),
        state: state(link),
        paid: link.paid,
        most: stored.most,
        expires_at: stored.expires_at,
        created_at: stored.created_at,
        split: stored.split.clone().into(),
    }
}

pub(super) async fn list(visit: &Visit<'_>, mut request: Request) -> Result<Response, Stop> {
    visit.session.must(Action::ManageLinks)?;
    let db = visit.db().await?;
    if !is_post(&request) {
        let before = param(&request, "cursor").parse().ok();
        return draw(visit, &db, before, &Typed::default(), &Wrong::none()).await;
    }
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    let [title, amount, uses, until] =
        ["title", "amount", "uses", "until"].map(|name| form.get(name).unwrap_or_default().to_owned());
    let typed = Typed { title, amount, uses, until };
    let new = match read(visit, &typed) {
        Ok(new) => new,
        Err(wrong) => return draw(visit, &db, None, &typed, &wrong).await,
    };
    let of = visit.of()?;
    let made = match payment_links::make(&db, &of.shop, of.mode, &new).await {
        Ok(made) => made,
        Err(fault) if fault.code == Code::TooManyLinks => {
            let says = visit.shell.lang.either(
                "لینک‌های باز بیش از اندازه‌اند؛ اول چندتا را ببندید.",
                "There are too many open links: close some first.",
            );
            return draw(visit, &db, None, &typed, &Wrong::one("", says)).await;
        }
        Err(fault) => return Err(fault.into()),
    };
    audit::note(&db, visit.session.who(), Some(&of.shop), "link.made", json!({ "link": made.stored.id })).await?;
    visit.done(&format!("/panel/links/{}", made.stored.id), Done::LinkMade)
}

/// What is meant by the form, a field at a time; the whole is the engine's to take.
fn read(visit: &Visit<'_>, typed: &Typed) -> Result<NewLink, Wrong> {
    let lang = visit.shell.lang;
    let mut wrong = Wrong::none();
    let now = world::now();
    let number = |text: &str| if text.is_empty() { Ok(None) } else { read_number(text).map(Some).ok_or(()) };
    let rial = match typed.amount.as_str() {
        "" => Ok(None),
        text => toman(text).and_then(payable).map(Some).map_err(|_| ()),
    };
    let most =
        number(&typed.uses).and_then(|most| checked_link("x", None, most, None, now).map(|_| most).map_err(|_| ()));
    let until = match typed.until.as_str() {
        "" => Ok(None),
        text => day::read(text).map(|day| Moment(day.plus(1).begins().0 - 1)).map(Some).ok_or(()),
    };
    let until = until.and_then(|end| checked_link("x", None, None, end, now).map(|_| end).map_err(|_| ()));
    let says = [
        (
            "title",
            checked_link(&typed.title, None, None, None, now).is_ok(),
            lang.either("عنوان باید یک خط و ۱ تا ۶۴ نویسه باشد.", "A title is one line of 1 to 64 characters."),
        ),
        (
            "amount",
            rial.is_ok(),
            lang.either("مبلغ از ۱۰۰ تومان تا ۱۰ میلیارد تومان.", "An amount is 100 to 10,000,000,000 toman."),
        ),
        (
            "uses",
            most.is_ok(),
            lang.either("عددی از ۱ تا ۱٬۰۰۰٬۰۰۰، یا خالی.", "A number from 1 to 1,000,000, or nothing."),
        ),
        (
            "until",
            until.is_ok(),
            lang.either("روزی که هنوز نگذشته، مانند ۱۴۰۵/۰۹/۰۶.", "A day that is not over, such as 2026-11-27."),
        ),
    ];
    for (field, _, text) in says.iter().filter(|(_, fits, _)| !fits) {
        wrong.add(field, text);
    }
    let (Ok(rial), Ok(most), Ok(until), true) = (rial, most, until, wrong.is_empty()) else { return Err(wrong) };
    checked_link(&typed.title, rial, most, until, now).map_err(|fault| Wrong::one("", &fault.detail))
}

async fn draw(
    visit: &Visit<'_>,
    db: &D1Database,
    before: Option<i64>,
    typed: &Typed,
    wrong: &Wrong,
) -> Result<Response, Stop> {
    let of = visit.of()?;
    let found = payment_links::list(db, &of.shop, of.mode, before, LINKS).await.map_err(unavailable)?;
    let full = i64::try_from(found.len()) == Ok(LINKS);
    let next = found.last().filter(|_| full).map(|last| last.stored.created_at.to_string());
    let rows: Vec<LinkRow> = found.iter().map(|link| row(visit, link)).collect();
    let page = Page { next: next.as_deref(), is_later: before.is_some() };
    let view = Links { links: &rows, page, may_change: true, typed, wrong };
    visit.reply(page::links(&visit.shell.frame(Section::Links), &view), if wrong.is_empty() { 200 } else { 422 })
}

/// A link of this shop, in the mode that is looked at.
async fn find(visit: &Visit<'_>, db: &D1Database, id: &str) -> Result<Link, Stop> {
    let of = visit.of()?;
    Ok(payment_links::of_shop(db, &of.shop, of.mode, id).await?)
}

pub(super) async fn one(visit: &Visit<'_>, id: &str) -> Result<Response, Stop> {
    visit.session.must(Action::ManageLinks)?;
    let link = find(visit, &visit.db().await?, id).await?;
    visit.reply(page::link(&visit.shell.frame(Section::Links), &row(visit, &link), true), 200)
}

/// `/panel/links/{id}/close`: the question by GET, the deed by POST.
pub(super) async fn close(visit: &Visit<'_>, mut request: Request, id: &str) -> Result<Response, Stop> {
    visit.session.must(Action::ManageLinks)?;
    let db = visit.db().await?;
    let link = find(visit, &db, id).await?;
    if link.stored.closed_at.is_some() {
        return Err(missing());
    }
    if !is_post(&request) {
        return visit.reply(page::close(&visit.shell.frame(Section::Links), &row(visit, &link)), 200);
    }
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    payment_links::close(&db, id).await.map_err(unavailable)?;
    audit::note(&db, visit.session.who(), Some(&link.stored.shop), "link.closed", json!({ "link": id })).await?;
    visit.done(&format!("/panel/links/{id}"), Done::LinkClosed)
}
