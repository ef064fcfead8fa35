//! The queue, one application, and what is decided about it.

use crate::{
    api::Call,
    db,
    onboarding::{
        documents,
        store::{self, Kept, No},
        work,
    },
    page::language::said,
    panel::{Form, Session, Shell, Stop, apply::views, audit, shell},
    world,
};
use dargah_engine::{
    onboarding::{Acceptor, Actor, Check, Command, Refusal, RefusalReason, Step, Turn, Verdict},
    problem::{Code, Fault},
};
use dargah_panel::{
    Done, Section,
    admin::{ApplicationView, Open, QueueView, RowView, application, queue as queue_page},
};
use dargah_wire::ShopName;
use serde_json::json;
use worker::{D1Database, Request, Response};

/// Rows of a page.
const PAGE: i64 = 50;

/// The most pages that are turned.
const PAGES_MAX: i64 = 10_000;

/// `/admin/applications`
pub(super) async fn queue(request: &Request, session: &Session, call: &Call) -> Result<Response, Stop> {
    let step = said(request, "step").and_then(|word| Step::named(&word));
    let turns = [Turn::Shop, Turn::Operator, Turn::Service];
    let turn = said(request, "turn").and_then(|word| turns.into_iter().find(|turn| turn.as_str() == word));
    let page: i64 = said(request, "page").and_then(|text| text.parse().ok()).unwrap_or(0);
    let page = page.clamp(0, PAGES_MAX);
    let db = db::of(&call.env).await?;
    let mut found = store::queue(&db, step, turn.map(Turn::as_str), page * PAGE, PAGE + 1).await?;
    let more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let now = world::now().0;
    let view = |row: store::Row| RowView {
        late: row.late_at.is_some_and(|at| now > at),
        id: row.id,
        name: ShopName { fa: row.name_fa, en: row.name_en },
        host: row.host,
        step: row.step,
        turn: row.turn,
        since: row.since,
        late_at: row.late_at,
    };
    let rows: Vec<RowView> = found.into_iter().map(view).collect();
    let shell = Shell::of(request, session, call).await?;
    let view =
        QueueView { rows: &rows, step: step.map_or("", Step::as_str), turn: turn.map_or("", Turn::as_str), page, more };
    Ok(shell::reply(queue_page(&shell.frame(Section::Applications), &view), 200, shell.lang)?)
}

async fn find(db: &D1Database, id: &str) -> Result<Kept, Stop> {
    store::by_id(db, id).await?.ok_or_else(|| Fault::from(Code::NotFound).into())
}

/// `/admin/applications/{id}`
pub(super) async fn show(request: &Request, session: &Session, id: &str, call: &Call) -> Result<Response, Stop> {
    let db = db::of(&call.env).await?;
    let mut kept = find(&db, id).await?;
    work::advance(&call.env, &call.world, &db, &mut kept).await?;
    draw(request, session, &kept, None, call).await
}

/// Why a decision was not taken.
enum Trouble {
    Refused(Refusal),
    Codes,
}

async fn draw(
    request: &Request,
    session: &Session,
    kept: &Kept,
    trouble: Option<Trouble>,
    call: &Call,
) -> Result<Response, Stop> {
    let shell = Shell::of(request, session, call).await?;
    let application_ = &kept.application;
    let step = application_.step();
    let (steps, messages, events) = (views::steps(kept), views::messages(kept), views::events(kept));
    let (papers, checks, requests) = (views::papers(kept, None), views::checks(kept), views::requests(kept));
    let requests: Vec<_> = requests.iter().map(views::Request::view).collect();
    let form = application_.form.as_ref().map(views::written).unwrap_or_default();
    let by = application_.signed.as_ref().map(|signed| match &signed.by {
        Actor::Shop(member) | Actor::Operator(member) => member.as_str(),
        Actor::Service => "",
    });
    let open = Open {
        review: step == Step::Review,
        may_pass: application_.turn() == Turn::Operator,
        codes: step == Step::Registration
            && application_.registrations.iter().all(|one| !one.counts || one.phase.is_final()),
        again: application_.refused_registration().is_some(),
        refuse: !matches!(step, Step::Form | Step::Live | Step::Refused),
        reopen: step == Step::Refused,
    };
    let status = if trouble.is_some() { 409 } else { 200 };
    let view = ApplicationView {
        id: &kept.id,
        steps: &steps,
        step: step.as_str(),
        turn: application_.turn().as_str(),
        promised_at: application_.promised_at().map(|at| at.0),
        late: application_.is_late(world::now()),
        open,
        form: &form,
        url: application_.form.as_ref().map_or("", |form| form.business.site.url()),
        site: application_.site.as_ref().map(|(at, report)| views::site(*at, report)),
        papers: &papers,
        judging: step == Step::Documents,
        checks: &checks,
        checking: step == Step::Identity,
        requests: &requests,
        codes: application_.acceptor.as_ref().map(|codes| (codes.code.as_str(), codes.terminal.as_str())),
        contract: application_.signed.as_ref().map(|signed| {
            (
                signed.at.0,
                by.unwrap_or_default(),
                signed.template.as_str(),
                signed.fingerprint.as_str(),
                signed.text.as_str(),
            )
        }),
        test_payment: application_.tested.as_ref().map(|(_, payment)| payment.as_str()),
        refused: application_.refused.as_ref().map(|(_, reason, says)| (reason.as_str(), says.as_str())),
        messages: &messages,
        events: &events,
        refusal: match &trouble {
            Some(Trouble::Refused(refusal)) => Some(refusal.as_str()),
            _ => None,
        },
        wrong_codes: matches!(trouble, Some(Trouble::Codes)),
    };
    Ok(shell::reply(application(&shell.frame(Section::Applications), &view), status, shell.lang)?)
}

/// `/admin/applications/{id}/{act}`
pub(super) async fn decide(
    mut request: Request,
    session: &Session,
    id: &str,
    act: &str,
    call: &Call,
) -> Result<Response, Stop> {
    let form = Form::read(&mut request, call).await?;
    session.check_form(&form)?;
    let db = db::of(&call.env).await?;
    let mut kept = find(&db, id).await?;
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let missing = || Stop::from(Code::NotFound);
    let (command, noted) = match act {
        "pass" => (Command::PassReview, "application.review_passed"),
        "site" => (Command::CheckSite, "application.site_checked"),
        "send-back" => (Command::SendBack(text("back")), "application.sent_back"),
        "document" => {
            let accept = form.get("verdict") == Some("accept");
            let verdict = if accept { Verdict::Accepted } else { Verdict::Refused(text("why")) };
            (Command::JudgeDocument { id: text("id"), verdict }, "application.document_judged")
        }
        "check" => {
            let check = form.get("check").and_then(Check::named).ok_or_else(missing)?;
            (Command::AskAgain(check), "application.asked_again")
        }
        "codes" => match Acceptor::read(&text("acceptor"), &text("terminal")) {
            Some(codes) => (Command::Assign(codes), "application.codes_entered"),
            None => return draw(&request, session, &kept, Some(Trouble::Codes), call).await,
        },
        "register" => (Command::RegisterAgain, "application.registered_again"),
        "refuse" => {
            let reason = form.get("reason").and_then(RefusalReason::named).ok_or_else(missing)?;
            (Command::Refuse { reason, says: text("why") }, "application.refused")
        }
        "reopen" => (Command::Reopen, "application.reopened"),
        "message" => (Command::Say(text("says")), "application.message"),
        _ => return Err(missing()),
    };
    match kept.tell(&db, &call.world, &Actor::Operator(session.member.as_str().to_owned()), command).await {
        Ok(()) => {}
        Err(No::Refused(refusal)) => {
            return draw(&request, session, &kept, Some(Trouble::Refused(refusal)), call).await;
        }
        Err(No::Broken(problem)) => return Err(problem.into()),
    }
    audit::note(&db, session.who(), Some(&kept.shop), noted, json!({ "application": kept.id })).await?;
    work::advance(&call.env, &call.world, &db, &mut kept).await?;
    Ok(shell::see_other(&format!("/admin/applications/{}?done={}", kept.id, Done::Decided.word()))?)
}

/// `/admin/applications/{id}/documents/{document}`
pub(super) async fn fetch(id: &str, document: &str, call: &Call) -> Result<Response, Stop> {
    let kept = find(&db::of(&call.env).await?, id).await?;
    let held = kept.application.documents.iter().find(|held| held.document.id == document);
    Ok(documents::hand_out(&call.env, &held.ok_or_else(|| Fault::from(Code::NotFound))?.document).await?)
}
