//! Who is signed in. A session is a row of the database and a secret in a cookie; the row has the secret's hash alone. What a
//! session may, and for how long, `dargah_engine::member` says.
//!
//! For other pages: [`of`] or [`must`], then [`Session::shop`], [`Session::must`], [`Session::must_be_recent`], and for every form
//! [`Session::check_form`].

use super::{form::Form, stop::Stop};
use crate::{
    api::Call,
    cookie,
    db::{self, int, text},
    world,
};
use dargah_engine::{
    id::ShopId,
    member::{self, ABSOLUTE, Action, MemberId, Mobile, Place, Role, SessionId, audit::Who},
    problem::Fault,
    seal::sha256_hex,
    time::Moment,
};
use serde::Deserialize;
use worker::{D1Database, Request, Response};

/// Somebody who is signed in.
pub(crate) struct Session {
    /// The session's name, which opens nothing.
    pub(crate) id: SessionId,
    pub(crate) member: MemberId,
    /// Their number; the operator's key has none.
    pub(crate) mobile: Option<Mobile>,
    /// Where they are, and as what.
    pub(crate) place: Place,
    /// What every form of theirs carries.
    pub(crate) csrf: String,
    /// Until when what needs a fresh proof may be done.
    pub(crate) strong_until: Moment,
    /// The hash of the operator's key that they came with, if they did.
    pub(crate) key: Option<String>,
    /// The cookie's value.
    pub(super) secret: String,
}

impl Session {
    /// The shop they are in.
    pub(crate) fn shop(&self) -> Result<&ShopId, Stop> {
        self.place.shop().ok_or(if self.place == Place::Nowhere { Stop::NoShop } else { Stop::Forbidden })
    }

    /// Refuses what their role does not include.
    pub(crate) fn must(&self, action: Action) -> Result<(), Stop> {
        if self.place.may(action) {
            return Ok(());
        }
        Err(if self.place == Place::Nowhere { Stop::NoShop } else { Stop::Forbidden })
    }

    /// Asks them to show again who they are, unless they have just done so: for refunds, keys, contracts and the team.
    pub(crate) fn must_be_recent(&self) -> Result<(), Stop> {
        if world::now() < self.strong_until { Ok(()) } else { Err(Stop::Confirm) }
    }

    /// Refuses a form that is not from a page of this very session.
    pub(crate) fn check_form(&self, form: &Form) -> Result<(), Stop> {
        self.check_csrf(form.get("csrf"))
    }

    /// The same for what is sent in another way.
    pub(crate) fn check_csrf(&self, given: Option<&str>) -> Result<(), Stop> {
        let fits = given.is_some_and(|given| dargah_engine::seal::same(given.as_bytes(), self.csrf.as_bytes()));
        if fits { Ok(()) } else { Err(Stop::Stale) }
    }

    /// For the log.
    pub(crate) fn who(&self) -> Who {
        if self.key.is_some() { Who::OperatorKey } else { Who::Member(self.member.clone()) }
    }

    /// How they are called on pages.
    pub(crate) fn name(&self) -> &str {
        self.mobile.as_ref().map_or("ok_…", Mobile::national)
    }
}

#[derive(Deserialize)]
struct Row {
    id: SessionId,
    member: MemberId,
    mobile: Option<Mobile>,
    shop: Option<ShopId>,
    desk: u8,
    key: Option<String>,
    began_at: i64,
    seen_at: i64,
    shown_at: i64,
    role: Option<String>,
    operator: Option<String>,
}

/// The session that a request belongs to, if one holds.
pub(crate) async fn of(request: &Request, call: &Call) -> Result<Option<Session>, Fault> {
    let Some(secret) = cookie::read(request, cookie::SESSION) else { return Ok(None) };
    find(secret, call).await.map_err(crate::api::internal)
}

/// The same; without one, to the sign-in.
pub(crate) async fn must(request: &Request, call: &Call) -> Result<Session, Stop> {
    of(request, call).await?.ok_or(Stop::SignIn)
}

async fn find(secret: String, call: &Call) -> worker::Result<Option<Session>> {
    let db = db::of(&call.env).await?;
    let hash = sha256_hex(secret.as_bytes());
    let sql = "SELECT s.id, s.member, s.shop, s.desk, s.key, s.began_at, s.seen_at, s.shown_at, m.mobile, t.role, o.member AS operator
        FROM session s JOIN member m ON m.id = s.member
        LEFT JOIN membership t ON t.member = s.member AND t.shop = s.shop
        LEFT JOIN operator o ON o.member = s.member WHERE s.hash = ?";
    let Some(row) = db::first::<Row>(&db, sql, &[hash.as_str().into()]).await? else { return Ok(None) };
    let now = world::now();
    let times = member::Session { began: Moment(row.began_at), seen: Moment(row.seen_at), shown: Moment(row.shown_at) };
    let Some(place) = row.place(call).filter(|_| times.holds(now)) else {
        db::run(&db, "DELETE FROM session WHERE hash = ?", &[hash.into()]).await?;
        return Ok(None);
    };
    if times.is_due(now) {
        db::run(&db, "UPDATE session SET seen_at = ?2 WHERE hash = ?1", &[hash.into(), int(now.0)]).await?;
    }
    Ok(Some(Session {
        id: row.id,
        member: row.member,
        mobile: row.mobile,
        place,
        csrf: call.world.people.csrf.of(&secret),
        strong_until: times.strong_until(),
        key: row.key,
        secret,
    }))
}

impl Row {
    /// Where it stands now; nothing if that is over: they are no longer in the team, no operator, or the key is none any more.
    fn place(&self, call: &Call) -> Option<Place> {
        if self.desk == 1 {
            let by_key = self.key.as_deref().is_some_and(|key| call.world.operators.have(key));
            return (by_key || self.operator.is_some()).then_some(Place::Desk);
        }
        match &self.shop {
            None => Some(Place::Nowhere),
            Some(shop) => Some(Place::Shop(shop.clone(), Role::named(self.role.as_deref()?)?)),
        }
    }
}

/// Where a new session stands.
pub(super) struct Start<'a> {
    pub(super) member: &'a MemberId,
    pub(super) place: &'a Place,
    pub(super) key: Option<&'a str>,
}

/// Begins a session and hands its secret to the browser. One that this browser had before ends: nothing of it is carried over.
pub(super) async fn begin(
    request: &Request,
    response: &mut Response,
    start: Start<'_>,
    db: &D1Database,
) -> worker::Result<SessionId> {
    let (secret, id) = (cookie::secret()?, SessionId::new(world::entropy()?));
    let now = world::now();
    let agent: String = request
        .headers()
        .get("user-agent")?
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    let before = cookie::read(request, cookie::SESSION).map(|secret| sha256_hex(secret.as_bytes()));
    let sql = "INSERT INTO session (id, hash, member, shop, desk, key, agent, began_at, seen_at, shown_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?8)";
    let values = [
        id.as_str().into(),
        sha256_hex(secret.as_bytes()).into(),
        start.member.as_str().into(),
        text(start.place.shop().map(ShopId::as_str)),
        int(i64::from(*start.place == Place::Desk)),
        text(start.key),
        agent.into(),
        int(now.0),
    ];
    let ended = "DELETE FROM session WHERE hash = ?1 OR began_at <= ?2";
    let gone = [text(before.as_deref()), int(now.0 - ABSOLUTE.0)];
    db.batch(vec![db::statement(db, ended, &gone)?, db::statement(db, sql, &values)?]).await?;
    cookie::set(response, cookie::SESSION, &secret, ABSOLUTE.0 / 1000)?;
    cookie::set(response, cookie::DOOR, "", 0)?;
    Ok(id)
}

/// Notes that they have just shown who they are, and gives the session another secret.
pub(super) async fn shown(session: &Session, response: &mut Response, db: &D1Database) -> worker::Result<()> {
    let sql = "UPDATE session SET hash = ?2, shown_at = ?3, seen_at = ?3 WHERE hash = ?1";
    rotate(session, response, db, sql, int(world::now().0)).await
}

/// Moves a session into another shop, under another secret.
pub(super) async fn moved(
    session: &Session,
    to: &ShopId,
    response: &mut Response,
    db: &D1Database,
) -> worker::Result<()> {
    rotate(session, response, db, "UPDATE session SET hash = ?2, shop = ?3 WHERE hash = ?1", to.as_str().into()).await
}

async fn rotate(
    session: &Session,
    response: &mut Response,
    db: &D1Database,
    sql: &str,
    value: wasm_bindgen::JsValue,
) -> worker::Result<()> {
    let fresh = cookie::secret()?;
    let hashes = [&session.secret, &fresh].map(|secret| sha256_hex(secret.as_bytes()));
    let [before, after] = hashes;
    db::run(db, sql, &[before.into(), after.into(), value]).await?;
    cookie::set(response, cookie::SESSION, &fresh, ABSOLUTE.0 / 1000)
}

/// Ends one.
pub(super) async fn end(session: &Session, response: &mut Response, db: &D1Database) -> worker::Result<()> {
    db::run(db, "DELETE FROM session WHERE hash = ?", &[sha256_hex(session.secret.as_bytes()).into()]).await?;
    cookie::set(response, cookie::SESSION, "", 0)
}
