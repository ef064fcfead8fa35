//! Payment links in the database. For the panel: [`list`], [`find`], [`make`], [`close`].

use crate::{
    db::{self, int, maybe_int},
    world,
};
use dargah_engine::{
    id::ShopId,
    payment::Created,
    payment_link::{LinkState, StoredLink, link_id},
    problem::{Code, Fault},
    request::NewLink,
};
use dargah_wire::Mode;
use serde::Deserialize;
use worker::{D1Database, Result};

/// The most links of a shop in one mode that can be paid by.
const LINKS_MAX: i64 = 1_000;

/// A link with what became of it: how often it was paid, and how often it is being paid.
#[derive(Deserialize)]
pub(crate) struct Link {
    #[serde(flatten)]
    pub(crate) stored: StoredLink,
    pub(crate) paid: i64,
    paying: i64,
}

impl Link {
    /// How it stands now.
    pub(crate) fn state(&self) -> LinkState {
        self.stored.state(self.paid + self.paying, world::now())
    }
}

// The split has a table of its own. What the report does not know of yet, or knows as open, may still be paid until its time is over.
const COUNTED: &str = "
    (SELECT split FROM payment_link_split s WHERE s.link = l.id) AS split,
    (SELECT COUNT(*) FROM payment_link_use u JOIN report_payment r ON r.shop = l.shop AND r.id = u.payment
        WHERE u.link = l.id AND r.paid_at IS NOT NULL) AS paid,
    (SELECT COUNT(*) FROM payment_link_use u LEFT JOIN report_payment r ON r.shop = l.shop AND r.id = u.payment
        WHERE u.link = l.id AND r.paid_at IS NULL AND u.expires_at > ?1
            AND (r.status IS NULL OR r.status NOT IN ('failed', 'cancelled', 'expired'))) AS paying";

/// A shop's links, the newest first: at most `limit`, made before `before`.
pub(crate) async fn list(
    db: &D1Database,
    shop: &ShopId,
    mode: Mode,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Link>> {
    let sql = format!(
        "SELECT l.*, {COUNTED} FROM payment_link l WHERE l.shop = ?2 AND l.mode = ?3 AND (?4 IS NULL OR l.created_at < ?4)
            ORDER BY l.created_at DESC LIMIT ?5"
    );
    let values = [int(world::now().0), shop.as_str().into(), mode.as_str().into(), maybe_int(before), int(limit)];
    db::rows(db, &sql, &values).await
}

/// A link, whoever asks: its id is the permission.
pub(crate) async fn find(db: &D1Database, id: &str) -> Result<Option<Link>> {
    let sql = format!("SELECT l.*, {COUNTED} FROM payment_link l WHERE l.id = ?2");
    db::first(db, &sql, &[int(world::now().0), id.into()]).await
}

/// A link of this shop in this mode.
pub(crate) async fn of_shop(db: &D1Database, shop: &ShopId, mode: Mode, id: &str) -> std::result::Result<Link, Fault> {
    let found = find(db, id).await.map_err(crate::api::internal)?;
    let ours = found.filter(|link| link.stored.shop == *shop && link.stored.mode == mode);
    ours.ok_or_else(|| Code::LinkUnknown.into())
}

/// Makes a link.
pub(crate) async fn make(
    db: &D1Database,
    shop: &ShopId,
    mode: Mode,
    new: &NewLink,
) -> std::result::Result<Link, Fault> {
    let made = async {
        let id = link_id(world::entropy()?);
        let now = int(world::now().0);
        // A split without its link is nobody's; a link must never be there without its split.
        if !new.split.is_none() {
            let split = serde_json::to_string(&new.split)?;
            db::run(db, "INSERT INTO payment_link_split VALUES (?, ?)", &[id.as_str().into(), split.into()]).await?;
        }
        let sql = "INSERT INTO payment_link (id, shop, mode, title, amount, most, created_at, expires_at)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE (SELECT COUNT(*) FROM payment_link
                WHERE shop = ?2 AND mode = ?3 AND closed_at IS NULL AND (expires_at IS NULL OR expires_at > ?7)) < ?9";
        let texts = [id.as_str(), shop.as_str(), mode.as_str(), &new.title].map(wasm_bindgen::JsValue::from_str);
        let (amount, end) = (new.amount.map(|amount| amount.get()), new.expires_at.map(|end| end.0));
        let more = [maybe_int(amount), maybe_int(new.most), now, maybe_int(end), int(LINKS_MAX)];
        let values: Vec<_> = texts.into_iter().chain(more).collect();
        if db::run(db, sql, &values).await? == 0 {
            return Ok(None);
        }
        find(db, &id).await
    };
    made.await.map_err(crate::api::internal)?.ok_or_else(|| Code::TooManyLinks.into())
}

/// Closes a link; one that is closed stays so.
pub(crate) async fn close(db: &D1Database, id: &str) -> Result<()> {
    let sql = "UPDATE payment_link SET closed_at = ?2 WHERE id = ?1 AND closed_at IS NULL";
    db::run(db, sql, &[id.into(), int(world::now().0)]).await.map(|_| ())
}

/// Notes that a payment is being made by a link, before it is: whether there was room for it.
pub(crate) async fn take(db: &D1Database, link: &StoredLink, created: &Created) -> Result<bool> {
    // Two payers at once: the second one's row finds the first one's. The same page sent twice has its row already.
    let sql = format!(
        "INSERT OR IGNORE INTO payment_link_use (link, payment, expires_at)
            SELECT ?2, ?3, ?4 FROM (SELECT {COUNTED} FROM payment_link l WHERE l.id = ?2)
            WHERE ?5 IS NULL OR paid + paying < ?5"
    );
    let payment = created.id.to_string();
    let values = [
        int(world::now().0),
        link.id.as_str().into(),
        payment.as_str().into(),
        int(created.expires_at.0),
        maybe_int(link.most),
    ];
    if db::run(db, &sql, &values).await? > 0 {
        return Ok(true);
    }
    let sql = "SELECT payment FROM payment_link_use WHERE link = ? AND payment = ?";
    let known: Option<serde_json::Value> =
        db::first(db, sql, &[link.id.as_str().into(), payment.as_str().into()]).await?;
    Ok(known.is_some())
}
