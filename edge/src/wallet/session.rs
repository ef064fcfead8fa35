//! Who is signed in to a wallet: a row of the database and a secret in a cookie; the row has the secret's hash alone. How long a
//! session holds, `dargah_engine::wallet` says.

use super::stop::Stop;
use crate::{
    api::{Call, internal},
    cookie,
    db::{self, int, text},
    panel::Form,
    world,
};
use dargah_engine::{
    id::WalletId,
    problem::Fault,
    seal::sha256_hex,
    time::Moment,
    wallet::{IDLE, Session as Times},
};
use dargah_wire::Mode;
use serde::Deserialize;
use worker::{D1Database, Request, Response, Result};

/// A shopper who is signed in.
pub(crate) struct Session {
    pub(crate) wallet: WalletId,
    pub(crate) mode: Mode,
    /// What every form of theirs carries.
    pub(crate) csrf: String,
    /// The cookie's value.
    secret: String,
    /// Whether the use of it was just written down, so that the cookie is to last longer as well.
    is_longer: bool,
}

#[derive(Deserialize)]
struct Row {
    wallet: WalletId,
    mode: Mode,
    seen_at: i64,
}

/// The wallet of the shopper whose request this is, where they are signed in to one in this mode.
#[expect(dead_code, reason = "for the checkout, where a wallet pays")]
pub(crate) async fn of(request: &Request, call: &Call, mode: Mode) -> core::result::Result<Option<WalletId>, Fault> {
    let session = find(request, call).await?;
    Ok(session.filter(|session| session.mode == mode).map(|session| session.wallet))
}

/// The session that a request belongs to, if one holds.
pub(crate) async fn find(request: &Request, call: &Call) -> core::result::Result<Option<Session>, Fault> {
    match cookie::read(request, cookie::WALLET) {
        Some(secret) if call.world.terms.wallet.is_some() => read(secret, call).await.map_err(internal),
        _ => Ok(None),
    }
}

async fn read(secret: String, call: &Call) -> Result<Option<Session>> {
    let db = db::of(&call.env).await?;
    let hash = sha256_hex(secret.as_bytes());
    let sql = "SELECT wallet, mode, seen_at FROM wallet_session WHERE hash = ?";
    let Some(row) = db::first::<Row>(&db, sql, &[hash.as_str().into()]).await? else { return Ok(None) };
    let (now, times) = (world::now(), Times { seen: Moment(row.seen_at) });
    if !times.holds(now) {
        db::run(&db, "DELETE FROM wallet_session WHERE hash = ?", &[hash.into()]).await?;
        return Ok(None);
    }
    let is_longer = times.is_due(now);
    if is_longer {
        db::run(&db, "UPDATE wallet_session SET seen_at = ?2 WHERE hash = ?1", &[hash.into(), int(now.0)]).await?;
    }
    Ok(Some(Session {
        wallet: row.wallet,
        mode: row.mode,
        csrf: call.world.people.csrf.of(&secret),
        secret,
        is_longer,
    }))
}

impl Session {
    /// Whether a form's `csrf` is from a page of this very session.
    pub(crate) fn has_sent(&self, csrf: Option<&str>, call: &Call) -> bool {
        call.world.people.csrf.fits(&self.secret, csrf)
    }

    /// Refuses a form that is not.
    pub(super) fn must_have_sent(&self, form: &Form, call: &Call) -> core::result::Result<(), Stop> {
        if self.has_sent(form.get("csrf"), call) { Ok(()) } else { Err(Stop::Stale) }
    }

    /// Has the browser keep the session for as long as it holds now.
    pub(crate) fn keep(&self, response: &mut Response) -> Result<()> {
        if self.is_longer { hand_over(response, &self.secret) } else { Ok(()) }
    }

    /// Ends it.
    pub(crate) async fn end(&self, response: &mut Response, db: &D1Database) -> Result<()> {
        db::run(db, "DELETE FROM wallet_session WHERE hash = ?", &[sha256_hex(self.secret.as_bytes()).into()]).await?;
        cookie::set(response, cookie::WALLET, "", 0)
    }
}

/// Begins a session and hands its secret to the browser. One that this browser had before ends, and with it those that nobody used
/// for too long.
pub(crate) async fn begin(
    request: &Request,
    response: &mut Response,
    wallet: &WalletId,
    mode: Mode,
    db: &D1Database,
) -> Result<()> {
    let (secret, now) = (cookie::secret()?, world::now());
    let before = cookie::read(request, cookie::WALLET).map(|secret| sha256_hex(secret.as_bytes()));
    let ended = "DELETE FROM wallet_session WHERE hash = ?1 OR seen_at <= ?2";
    let sql = "INSERT INTO wallet_session (hash, wallet, mode, began_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?4)";
    let values = [sha256_hex(secret.as_bytes()).into(), wallet.as_str().into(), mode.as_str().into(), int(now.0)];
    let gone = [text(before.as_deref()), int(now.0 - IDLE.0)];
    db.batch(vec![db::statement(db, ended, &gone)?, db::statement(db, sql, &values)?]).await?;
    cookie::set(response, cookie::WALLET_DOOR, "", 0)?;
    hand_over(response, &secret)
}

fn hand_over(response: &mut Response, secret: &str) -> Result<()> {
    cookie::set(response, cookie::WALLET, secret, IDLE.0 / 1000)
}
