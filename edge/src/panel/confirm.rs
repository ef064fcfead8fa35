//! `/panel/confirm`: one who is signed in shows again who they are, and goes back to where they were.

use super::{Form, Session, Shell, Stop, audit, passkeys, session, shell, sign_in::sent, stop};
use crate::{
    api::Call,
    codes::{self, Ask, Asked, Purpose},
    db,
    page::language::said,
};
use dargah_engine::{
    member::{Place, code::Tried},
    seal::sha256_hex,
};
use dargah_panel::{
    Section,
    sign_in::{self as page, Again, By, Trouble},
};
use serde_json::json;
use worker::{D1Database, Request, Response};

/// `GET` and `POST /panel/confirm`: the page, and the code or key that was typed.
pub(super) async fn confirm(mut request: Request, call: &Call) -> Result<Response, Stop> {
    let is_post = request.inner().method() == "POST";
    let form = if is_post { Some(Form::read(&mut request, call).await?) } else { None };
    let session = session::must(&request, call).await?;
    let db = db::of(&call.env).await?;
    let Some(form) = form else {
        let next = said(&request, "next").unwrap_or_default();
        return draw(&request, &session, &next, None, call, &db).await;
    };
    session.check_form(&form)?;
    let next = form.get("next").unwrap_or_default();
    let trouble =
        if session.key.is_some() { by_key(&session, &form, call) } else { by_code(&session, &form, call, &db).await? };
    if let Some(trouble) = trouble {
        return draw(&request, &session, next, Some(trouble), call, &db).await;
    }
    let mut response = shell::see_other(back(&session, next))?;
    session::shown(&session, &mut response, &db).await?;
    let by = if session.key.is_some() { "key" } else { "code" };
    audit::note(&db, session.who(), session.place.shop(), "session.confirmed", json!({ "by": by })).await?;
    Ok(response)
}

/// Where they were, or where they begin.
fn back<'a>(session: &Session, next: &'a str) -> &'a str {
    let home = if session.place == Place::Desk { "/admin" } else { "/panel" };
    stop::next(next).unwrap_or(home)
}

/// What is wrong with the key; it must be the very one that they came with.
fn by_key(session: &Session, form: &Form, call: &Call) -> Option<Trouble> {
    let given = form.get("key").filter(|key| call.world.operators.know(key)).map(|key| sha256_hex(key.as_bytes()));
    (given.is_none() || given != session.key).then_some(Trouble::Key)
}

/// What is wrong with the code.
async fn by_code(session: &Session, form: &Form, call: &Call, db: &D1Database) -> Result<Option<Trouble>, Stop> {
    let browser = browser(session);
    let Some(waiting) = codes::waiting(db, &browser, Purpose::Confirm).await? else { return Ok(Some(Trouble::Over)) };
    Ok(match codes::attempt(db, call, &browser, &waiting, form.get("code")).await? {
        Tried::Right => None,
        Tried::Wrong(left) => Some(Trouble::Wrong(left)),
        Tried::Over => Some(Trouble::Over),
    })
}

/// What codes know the session by.
fn browser(session: &Session) -> String {
    sha256_hex(session.id.as_str().as_bytes())
}

/// `POST /panel/confirm/code`: has a code sent to their own number.
pub(super) async fn send(mut request: Request, call: &Call) -> Result<Response, Stop> {
    let form = Form::read(&mut request, call).await?;
    let session = session::must(&request, call).await?;
    session.check_form(&form)?;
    let next = form.get("next").unwrap_or_default();
    let Some(mobile) = &session.mobile else { return Err(Stop::Forbidden) };
    let db = db::of(&call.env).await?;
    let onward = stop::next(next).unwrap_or_default();
    let ask = Ask { browser: &browser(&session), purpose: Purpose::Confirm, mobile, next: onward, is_known: true };
    let trouble = match codes::ask(&ask, &request, call, &db).await? {
        Asked::Sent => return Ok(shell::see_other(&stop::with_next("/panel/confirm", next))?),
        Asked::Wait(seconds) => Trouble::Wait(seconds),
        Asked::NotSent => Trouble::NotSent,
    };
    draw(&request, &session, next, Some(trouble), call, &db).await
}

async fn draw(
    request: &Request,
    session: &Session,
    next: &str,
    trouble: Option<Trouble>,
    call: &Call,
    db: &D1Database,
) -> Result<Response, Stop> {
    let shell = Shell::of(request, session, call).await?;
    let waiting = codes::waiting(db, &browser(session), Purpose::Confirm).await?;
    let by = match (&session.mobile, &waiting) {
        (None, _) => By::Key,
        (Some(_), Some(waiting)) if !waiting.is_spent() => By::Code(sent(waiting)),
        (Some(mobile), _) => By::Send { mobile: mobile.national() },
    };
    let has_passkey = !passkeys::of(db, &session.member).await?.is_empty();
    let view = Again { by, has_passkey, next: stop::next(next).unwrap_or_default(), trouble };
    let status = if trouble.is_some() { 422 } else { 200 };
    Ok(shell::reply(page::again(&shell.frame(Section::Security), &view), status, shell.lang)?)
}
