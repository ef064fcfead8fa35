//! The ways in: a mobile number and the code that is sent to it, or the operator's key; and out. Passkeys are beside
//! ([`super::passkeys`]).
//!
//! A number that nobody knows gets a code at the shop's door, where whoever comes first signs up; at the operator's it
//! is answered in the same way, and no message goes out.

use super::{
    Form, Session, Stop, audit, members,
    session::{self, Start},
    shell, stop,
};
use crate::{
    api::Call,
    browser::Browser,
    codes::{self, Ask, Asked, Purpose, Waiting},
    cookie, db,
    page::language::said,
    route::Door,
};
use dargah_engine::{
    member::{MemberId, Mobile, Place, audit::Who, code::Tried},
    problem::Fault,
    seal::sha256_hex,
};
use dargah_panel::sign_in::{self as page, EnterCode, Sent, SignIn, Trouble};
use serde_json::json;
use worker::{D1Database, Request, Response};

impl Door {
    pub(super) const fn purpose(self) -> Purpose {
        match self {
            Self::Shop => Purpose::Shop,
            Self::Desk => Purpose::Desk,
        }
    }

    const fn page(self) -> page::Door {
        match self {
            Self::Shop => page::Door::Shop,
            Self::Desk => page::Door::Desk,
        }
    }
}

/// The browser that asks, if it was here before.
pub(super) fn known(request: &Request, call: &Call) -> Result<Browser, Stop> {
    let browser = Browser::of(request, cookie::DOOR, call)?;
    if browser.is_new { Err(Stop::Stale) } else { Ok(browser) }
}

/// Refuses what is not from a page of this browser.
pub(super) fn check(browser: &Browser, call: &Call, given: Option<&str>) -> Result<(), Stop> {
    if browser.fits(call, given) { Ok(()) } else { Err(Stop::Stale) }
}

/// `GET` and `POST /panel/sign-in`, `/admin/sign-in`: the number, and a code to it.
pub(super) async fn begin(mut request: Request, door: Door, call: &Call) -> Result<Response, Stop> {
    if request.inner().method() != "POST" {
        let browser = Browser::of(&request, cookie::DOOR, call)?;
        let next = said(&request, "next").unwrap_or_default();
        return Ok(browser.keep(first_page(&request, door, &browser, &next, "", None)?)?);
    }
    let form = Form::read(&mut request, call).await?;
    let browser = known(&request, call)?;
    check(&browser, call, form.get("csrf"))?;
    let (typed, next) = (form.get("mobile").unwrap_or_default(), form.get("next").unwrap_or_default());
    let again = |trouble| Ok(first_page(&request, door, &browser, next, typed, Some(trouble))?);
    let Some(mobile) = Mobile::read(typed) else { return again(Trouble::Mobile) };
    let db = db::of(&call.env).await?;
    let is_known = door == Door::Shop || members::may_come_to_the_desk(&db, &mobile).await?;
    let ask = Ask {
        browser: &browser.hash(),
        purpose: door.purpose(),
        mobile: &mobile,
        next: stop::next(next).unwrap_or_default(),
        is_known,
    };
    match codes::ask(&ask, &request, call, &db).await? {
        Asked::Sent => Ok(shell::see_other(&format!("{}/code", door.page().path()))?),
        Asked::Wait(seconds) => again(Trouble::Wait(seconds)),
        Asked::NotSent => again(Trouble::NotSent),
    }
}

fn first_page(
    request: &Request,
    door: Door,
    browser: &Browser,
    next: &str,
    mobile: &str,
    trouble: Option<Trouble>,
) -> worker::Result<Response> {
    let lang = shell::lang(request);
    let next = stop::next(next).unwrap_or_default();
    let view = SignIn { door: door.page(), csrf: &browser.csrf, next, mobile, trouble };
    shell::reply(page::sign_in(lang, &view), status(trouble), lang)
}

fn status(trouble: Option<Trouble>) -> u16 {
    match trouble {
        None => 200,
        Some(Trouble::Wait(_)) => 429,
        Some(Trouble::NotSent) => 503,
        Some(_) => 422,
    }
}

/// `GET` and `POST …/code`: the code that was sent.
pub(super) async fn code(mut request: Request, door: Door, call: &Call) -> Result<Response, Stop> {
    let is_post = request.inner().method() == "POST";
    let form = if is_post { Some(Form::read(&mut request, call).await?) } else { None };
    let Ok(browser) = known(&request, call) else { return Ok(shell::see_other(door.page().path())?) };
    let db = db::of(&call.env).await?;
    let Some(waiting) = codes::waiting(&db, &browser.hash(), door.purpose()).await? else {
        return Ok(shell::see_other(door.page().path())?);
    };
    let Some(form) = form else { return Ok(code_page(&request, door, &browser, &waiting, None)?) };
    check(&browser, call, form.get("csrf"))?;
    match codes::attempt(&db, call, &browser.hash(), &waiting, form.get("code")).await? {
        Tried::Right => {
            let member = members::by_mobile(&db, &waiting.mobile).await?;
            Ok(come_in(&request, door, &member, &waiting.next, "code", &db).await?.0)
        }
        Tried::Wrong(left) => Ok(code_page(&request, door, &browser, &waiting, Some(Trouble::Wrong(left)))?),
        Tried::Over => Ok(code_page(&request, door, &browser, &waiting, Some(Trouble::Over))?),
    }
}

fn code_page(
    request: &Request,
    door: Door,
    browser: &Browser,
    waiting: &Waiting,
    trouble: Option<Trouble>,
) -> worker::Result<Response> {
    let lang = shell::lang(request);
    let view = EnterCode { door: door.page(), csrf: &browser.csrf, next: &waiting.next, sent: sent(waiting), trouble };
    shell::reply(page::enter_code(lang, &view), status(trouble), lang)
}

/// What a page says of a code that was sent.
pub(super) fn sent(waiting: &Waiting) -> Sent<'_> {
    Sent { mobile: waiting.mobile.national(), shown: waiting.shown.as_deref(), wait_s: waiting.wait_s() }
}

/// `POST /admin/sign-in/key`: the operator's first way in, by their key.
pub(super) async fn by_key(mut request: Request, call: &Call) -> Result<Response, Stop> {
    let form = Form::read(&mut request, call).await?;
    let browser = known(&request, call)?;
    check(&browser, call, form.get("csrf"))?;
    let next = form.get("next").unwrap_or_default();
    let Some(key) = form.get("key").filter(|key| call.world.operators.know(key)) else {
        return Ok(first_page(&request, Door::Desk, &browser, next, "", Some(Trouble::Key))?);
    };
    let db = db::of(&call.env).await?;
    let hash = sha256_hex(key.as_bytes());
    let member = members::by_key(&db, &hash).await?;
    let mut response = shell::see_other(onward(next, &Place::Desk))?;
    let start = Start { member: &member, place: &Place::Desk, key: Some(&hash) };
    let id = session::begin(&request, &mut response, start, &db).await?;
    audit::note(&db, Who::OperatorKey, None, "session.began", json!({ "session": id, "by": "key", "key": &hash[..8] }))
        .await?;
    Ok(response)
}

/// Lets somebody in who has shown who they are; the answer, and where it leads.
pub(super) async fn come_in(
    request: &Request,
    door: Door,
    member: &MemberId,
    next: &str,
    by: &'static str,
    db: &D1Database,
) -> Result<(Response, String), Stop> {
    let place = match door {
        Door::Shop => members::place(db, member).await?,
        Door::Desk => {
            join_the_desk(member, db).await?;
            Place::Desk
        }
    };
    let to = match (&place, stop::next(next)) {
        (_, Some(next)) => next.to_owned(),
        (Place::Nowhere, None) if is_invited(member, db).await? => "/panel/invitations".to_owned(),
        (place, None) => onward("", place).to_owned(),
    };
    let mut response = shell::see_other(&to)?;
    let id = session::begin(request, &mut response, Start { member, place: &place, key: None }, db).await?;
    let details = json!({ "session": id, "by": by, "door": door.purpose().as_str() });
    audit::note(db, Who::Member(member.clone()), place.shop(), "session.began", details).await?;
    Ok((response, to))
}

/// Where somebody goes who came for nothing in particular.
fn onward<'a>(next: &'a str, place: &Place) -> &'a str {
    stop::next(next).unwrap_or(match place {
        Place::Nowhere => "/panel/apply",
        Place::Shop(..) => "/panel",
        Place::Desk => "/admin",
    })
}

/// Whoever was invited to the desk and comes in there has accepted.
async fn join_the_desk(member: &MemberId, db: &D1Database) -> Result<(), Stop> {
    for invitation in members::invitations_to(db, member).await? {
        if invitation.shop.is_none() && members::end_invitation(db, &invitation.id).await? {
            members::seat_at_the_desk(db, member).await?;
            let details = json!({ "invitation": invitation.id });
            audit::note(db, Who::Member(member.clone()), None, "operator.joined", details).await?;
        }
    }
    Ok(())
}

async fn is_invited(member: &MemberId, db: &D1Database) -> Result<bool, Stop> {
    Ok(members::invitations_to(db, member).await?.iter().any(|invitation| invitation.shop.is_some()))
}

/// `POST /panel/sign-out`.
pub(super) async fn sign_out(mut request: Request, call: &Call) -> Result<Response, Stop> {
    let form = Form::read(&mut request, call).await?;
    let Some(session) = session::of(&request, call).await? else { return Ok(shell::see_other("/panel/sign-in")?) };
    session.check_form(&form)?;
    let to = if session.place == Place::Desk { "/admin/sign-in" } else { "/panel/sign-in" };
    let mut response = shell::see_other(to)?;
    let db = db::of(&call.env).await?;
    session::end(&session, &mut response, &db).await?;
    note_end(&session, &db).await?;
    Ok(response)
}

async fn note_end(session: &Session, db: &D1Database) -> Result<(), Fault> {
    audit::note(db, session.who(), session.place.shop(), "session.ended", json!({ "session": session.id })).await
}
