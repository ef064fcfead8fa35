//! `/admin/books/cases/{id}`: a case of the books, and closing it.

use super::{
    Form, Session, Shell, Stop, audit,
    pages::{is_post, missing},
    shell,
};
use crate::{
    api::Call,
    books::{
        self,
        cases::{Case, Into},
    },
    db,
    ledger::unavailable,
};
use dargah_engine::{books::Subject, text::line};
use dargah_panel::{Done, Section, case as page, frame::with, part::Wrong};
use serde_json::json;
use worker::{Request, Response};

/// The page, and the form that is sent.
pub(super) async fn answer(
    mut request: Request,
    id: &str,
    session: &Session,
    shell: &Shell<'_>,
    call: &Call,
) -> Result<Response, Stop> {
    let case = Subject::read(id).ok_or_else(missing)?;
    let look = books::Ask::Case(case.clone());
    let found: Option<Case> = books::ask(&call.env, shell.mode, &look).await.map_err(unavailable)?;
    let found = found.ok_or_else(missing)?;
    let draw = |into: &str, note: &str, wrong: &Wrong| {
        let Case { stands, since, is_of_bank } = found;
        let view = page::Case { id, stands, since, is_of_bank, into, note, wrong };
        let status = if wrong.is_empty() { 200 } else { 422 };
        Ok(shell::reply(page::case(&shell.frame(Section::Books), &view), status, shell.lang)?)
    };
    if !is_post(&request) {
        return draw("costs", "", &Wrong::none());
    }
    session.must_be_recent()?;
    let form = Form::read(&mut request, call).await?;
    session.check_form(&form)?;
    let (word, note) = (form.get("into").unwrap_or_default(), form.get("note").unwrap_or_default());
    let into = match word {
        "costs" => Into::Costs,
        "fees" => Into::Fees,
        "capital" => Into::Capital,
        "bank" => Into::Bank,
        _ => return Err(Stop::Stale),
    };
    let Some(line) = line(note, 200) else {
        let says = shell.lang.either("یادداشتی در یک خط بنویسید.", "Write a note on one line.");
        return draw(word, note, &Wrong::one("note", says));
    };
    let close = books::Ask::CloseCase { case, into };
    let closed: Option<i64> = books::ask(&call.env, shell.mode, &close).await.map_err(unavailable)?;
    if let Some(amount) = closed {
        let db = db::of(&call.env).await.map_err(unavailable)?;
        let details = json!({ "case": id, "into": word, "amount": amount, "note": line, "mode": shell.mode });
        audit::note(&db, session.who(), None, "case.closed", details).await?;
    }
    let to = shell.frame(Section::Books).at("/admin/books");
    Ok(shell::see_other(&with(&to, "done", Done::CaseClosed.word()))?)
}
