//! `/panel/security`: what whoever is signed in looks after for themselves.

use super::{
    Form, Shell, Stop, audit, members, passkeys,
    session::{self, Session},
    shell,
};
use crate::{
    api::Call,
    db::{self},
    page::language::said,
};
use dargah_engine::{
    id::ShopId,
    member::{MemberId, Mobile, Place, Role, SessionId},
    passkey::PASSKEYS_MAX,
    problem::Code,
};
use dargah_panel::{
    Lang, Section,
    security::{self as page, Key, Open, Security, Where},
    team,
};
use serde::Deserialize;
use serde_json::json;
use worker::{D1Database, Request, Response};

#[derive(Deserialize)]
struct Row {
    id: SessionId,
    shop: Option<ShopId>,
    desk: u8,
    agent: String,
    began_at: i64,
    seen_at: i64,
}

/// How a shop is called.
fn shop_name(call: &Call, shop: &ShopId, lang: Lang) -> String {
    call.world.shops.get(shop).map_or_else(|| shop.to_string(), |shop| lang.name(&(&shop.name).into()).to_owned())
}

/// How a role is called.
pub(super) const fn role_of(role: Role) -> team::Role {
    match role {
        Role::Owner => team::Role::Owner,
        Role::Manager => team::Role::Manager,
        Role::Support => team::Role::Support,
        Role::Viewer => team::Role::Viewer,
    }
}

/// `GET /panel/security`
pub(super) async fn look(request: Request, call: &Call) -> Result<Response, Stop> {
    let session = session::must(&request, call).await?;
    let shell = Shell::of(&request, &session, call).await?;
    let db = db::of(&call.env).await?;
    let passkeys = passkeys::of(&db, &session.member).await?;
    let keys: Vec<Key<'_>> = passkeys.iter().map(key).collect();
    let rows = open(&db, &session).await?;
    let places: Vec<_> =
        rows.iter().map(|row| row.shop.as_ref().map(|shop| shop_name(call, shop, shell.lang))).collect();
    let sessions: Vec<Open<'_>> =
        rows.iter().zip(&places).map(|(row, place)| row.shown(place.as_deref(), &session)).collect();
    let seated = members::shops_of(&db, &session.member).await?;
    let names: Vec<_> = seated.iter().map(|seated| shop_name(call, &seated.shop, shell.lang)).collect();
    let shops = seated.iter().zip(&names).filter_map(|(seated, name)| {
        Some(page::Shop {
            id: seated.shop.as_str(),
            name,
            role: role_of(seated.role()?).name(shell.lang),
            is_here: session.place.shop() == Some(&seated.shop),
        })
    });
    let shops: Vec<_> = if session.place == Place::Desk { Vec::new() } else { shops.collect() };
    let view = Security {
        mobile: session.mobile.as_ref().map(Mobile::national),
        passkeys: &keys,
        may_add: session.key.is_none() && keys.len() < PASSKEYS_MAX,
        sessions: &sessions,
        shops: &shops,
    };
    Ok(shell::reply(page::security(&shell.frame(Section::Security), &view), 200, shell.lang)?)
}

fn key(passkey: &passkeys::Passkey) -> Key<'_> {
    Key {
        id: &passkey.id,
        label: &passkey.label,
        made: passkey.created_at,
        used: passkey.used_at,
        synced: passkey.backed_up == 1,
    }
}

impl Row {
    fn shown<'a>(&'a self, shop: Option<&'a str>, session: &Session) -> Open<'a> {
        let place = match shop {
            Some(name) => Where::Shop(name),
            None if self.desk == 1 => Where::Desk,
            None => Where::Nowhere,
        };
        Open {
            id: self.id.as_str(),
            agent: &self.agent,
            place,
            began: self.began_at,
            seen: self.seen_at,
            is_this: self.id == session.id,
        }
    }
}

/// Their sessions, this one first.
async fn open(db: &D1Database, session: &Session) -> worker::Result<Vec<Row>> {
    let sql = "SELECT id, shop, desk, agent, began_at, seen_at FROM session WHERE member = ?1 AND seen_at > ?3
        ORDER BY id = ?2 DESC, seen_at DESC LIMIT 50";
    let since = db::int(crate::world::now().0 - dargah_engine::member::IDLE.0);
    db::rows(db, sql, &[session.member.as_str().into(), session.id.as_str().into(), since]).await
}

/// `GET` and `POST /panel/security/passkeys/remove`
pub(super) async fn remove_passkey(mut request: Request, call: &Call) -> Result<Response, Stop> {
    let db = db::of(&call.env).await?;
    let session = session::must(&request, call).await?;
    if request.inner().method() == "POST" {
        let form = Form::read(&mut request, call).await?;
        session.check_form(&form)?;
        session.must_be_recent()?;
        let label = passkeys::remove(&db, &session.member, form.get("passkey").unwrap_or_default()).await?;
        let label = label.ok_or(Code::NotFound)?;
        audit::note(&db, session.who(), session.place.shop(), "passkey.removed", json!({ "label": label })).await?;
        return Ok(shell::see_other("/panel/security?done=passkey-removed")?);
    }
    session.must_be_recent()?;
    let asked = said(&request, "passkey").unwrap_or_default();
    let known = passkeys::of(&db, &session.member).await?;
    let passkey = known.iter().find(|passkey| passkey.id == asked).ok_or(Code::NotFound)?;
    let shell = Shell::of(&request, &session, call).await?;
    let html = page::remove_passkey(&shell.frame(Section::Security), &key(passkey));
    Ok(shell::reply(html, 200, shell.lang)?)
}

/// `POST /panel/security/sessions/end`: one session, or all but this one.
pub(super) async fn end_sessions(mut request: Request, call: &Call) -> Result<Response, Stop> {
    let form = Form::read(&mut request, call).await?;
    let session = session::must(&request, call).await?;
    session.check_form(&form)?;
    let db = db::of(&call.env).await?;
    let which = form.get("session").unwrap_or_default();
    let (member, own) = (session.member.as_str(), session.id.as_str());
    let ended = if which == "others" {
        db::run(&db, "DELETE FROM session WHERE member = ? AND id <> ?", &[member.into(), own.into()]).await?
    } else {
        db::run(
            &db,
            "DELETE FROM session WHERE member = ? AND id = ? AND id <> ?",
            &[member.into(), which.into(), own.into()],
        )
        .await?
    };
    if ended == 0 && which != "others" {
        return Err(Code::NotFound.into());
    }
    audit::note(&db, session.who(), session.place.shop(), "session.ended", json!({ "session": which, "count": ended }))
        .await?;
    Ok(shell::see_other("/panel/security?done=sessions-ended")?)
}

/// `POST /panel/shop`: into another shop of theirs.
pub(super) async fn switch(mut request: Request, call: &Call) -> Result<Response, Stop> {
    let form = Form::read(&mut request, call).await?;
    let session = session::must(&request, call).await?;
    session.check_form(&form)?;
    if session.place == Place::Desk {
        return Err(Stop::Forbidden);
    }
    let db = db::of(&call.env).await?;
    let asked = form.get("shop").unwrap_or_default();
    let seated = members::shops_of(&db, &session.member).await?;
    let to = seated.iter().find(|seated| seated.shop.as_str() == asked).ok_or(Code::NotFound)?;
    let mut response = shell::see_other("/panel")?;
    session::moved(&session, &to.shop, &mut response, &db).await?;
    Ok(response)
}

/// Ends the sessions that somebody has in a place which they may no longer enter.
pub(super) async fn end_in(db: &D1Database, member: &MemberId, shop: Option<&ShopId>) -> worker::Result<usize> {
    let sql = "DELETE FROM session WHERE member = ?1 AND CASE WHEN ?2 IS NULL THEN desk = 1 ELSE shop = ?2 END";
    db::run(db, sql, &[member.as_str().into(), db::text(shop.map(ShopId::as_str))]).await
}
