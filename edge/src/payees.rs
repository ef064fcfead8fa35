//! Payees in the database. Nothing of one is ever deleted: its id is an account's of the books, and must never be another's.

use crate::{
    api::internal,
    db::{self, int},
    identity, ledger,
    world::{self, World},
};
use dargah_engine::{
    books::Party,
    calendar::Day,
    facilitator::{Payee, Split, StoredPayee},
    id::{PayeeId, ShopId},
    payout::Account,
    problem::{Code, Fault},
    request::{NewPayee, PayeeChange},
    time::Moment,
};
use dargah_wire::Mode;
use wasm_bindgen::JsValue;
use worker::{D1Database, Result};

/// The most payees of a shop in one mode, those that were removed among them.
const PAYEES_MAX: i64 = 500;

/// The most questions to registries for a shop on a day.
const QUESTIONS_MAX: i64 = 100;

type Answer<T> = std::result::Result<T, Fault>;

/// Whose payees.
pub(crate) struct Of<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) mode: Mode,
}

impl Of<'_> {
    fn values(&self) -> [JsValue; 2] {
        [self.shop.as_str().into(), self.mode.as_str().into()]
    }
}

/// All of them, in the order of their names; those that were removed come last.
pub(crate) async fn list(db: &D1Database, of: &Of<'_>) -> Result<Vec<StoredPayee>> {
    let sql = "SELECT * FROM payee WHERE shop = ? AND mode = ? ORDER BY removed_at IS NOT NULL, id";
    db::rows(db, sql, &of.values()).await
}

/// One of them, though it may be removed.
pub(crate) async fn one(db: &D1Database, of: &Of<'_>, id: &PayeeId) -> Answer<StoredPayee> {
    let [shop, mode] = of.values();
    let sql = "SELECT * FROM payee WHERE shop = ? AND mode = ? AND id = ?";
    let found: Option<StoredPayee> = db::first(db, sql, &[shop, mode, id.as_str().into()]).await.map_err(internal)?;
    found.ok_or_else(|| Code::PayeeUnknown.into())
}

/// Whose money is meant: the shop's own, or a payee's, which may be removed.
pub(crate) async fn party(call: &crate::api::Call, of: &Of<'_>, payee: Option<PayeeId>) -> Answer<Party> {
    if let Some(payee) = &payee {
        one(&db::of(&call.env).await.map_err(ledger::unavailable)?, of, payee).await?;
    }
    Ok(Party { shop: of.shop.clone(), payee })
}

/// Makes one, once a registry has said that the account is theirs.
pub(crate) async fn make(db: &D1Database, world: &World, of: &Of<'_>, new: &NewPayee) -> Answer<StoredPayee> {
    // What is refused anyway is not asked for.
    let all = list(db, of).await.map_err(internal)?;
    if all.iter().any(|known| known.id == new.id) {
        return Err(Code::PayeeExists.into());
    }
    let matched_at = confirm(db, world, of, &new.payee).await?;
    let sql = "INSERT INTO payee (shop, mode, id, name, iban, owner, matched_at, created_at)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7 WHERE (SELECT COUNT(*) FROM payee WHERE shop = ?1 AND mode = ?2) < ?8
        ON CONFLICT DO NOTHING";
    let mut values = row(of, &new.id, &new.payee, matched_at)?;
    values.push(int(PAYEES_MAX));
    if db::run(db, sql, &values).await.map_err(internal)? > 0 {
        return one(db, of, &new.id).await;
    }
    Err(if one(db, of, &new.id).await.is_ok() { Code::PayeeExists } else { Code::TooManyPayees }.into())
}

/// Changes one. Where its account or its owner is another one, a registry is asked again first.
pub(crate) async fn change(
    db: &D1Database,
    world: &World,
    of: &Of<'_>,
    id: &PayeeId,
    change: PayeeChange,
) -> Answer<StoredPayee> {
    let before = one(db, of, id).await?;
    let (payee, asks) = change.of(&before.payee());
    let matched_at = if asks { confirm(db, world, of, &payee).await? } else { Moment(before.matched_at) };
    // Of two changes at once the second one is held to what it was made of.
    let sql = "UPDATE payee SET name = ?4, iban = ?5, owner = ?6, matched_at = ?7
        WHERE shop = ?1 AND mode = ?2 AND id = ?3 AND matched_at = ?8";
    let mut values = row(of, id, &payee, matched_at)?;
    values.push(int(before.matched_at));
    match db::run(db, sql, &values).await.map_err(internal)? {
        0 => Err(Code::Unavailable.into()),
        _ => one(db, of, id).await,
    }
}

/// The account of one that is to be paid out. A registry is asked again where it has not said lately that the account is theirs.
pub(crate) async fn confirmed_account(call: &crate::api::Call, of: &Of<'_>, id: &PayeeId) -> Answer<Account> {
    let db = db::of(&call.env).await.map_err(ledger::unavailable)?;
    let stored = one(&db, of, id).await?;
    let account = account(&stored)?;
    if account.is_confirmed(call.world.terms.payouts.terms().match_life, world::now()) {
        return Ok(account);
    }
    let payee = stored.payee();
    let matched_at = confirm(&db, &call.world, of, &payee).await?;
    // What was confirmed is this account of this owner: of another one, set meanwhile, nothing was said.
    let sql = "UPDATE payee SET matched_at = MAX(matched_at, ?7)
        WHERE shop = ?1 AND mode = ?2 AND id = ?3 AND name = ?4 AND iban = ?5 AND owner = ?6";
    match db::run(&db, sql, &row(of, id, &payee, matched_at)?).await.map_err(internal)? {
        0 => Err(Code::Unavailable.into()),
        _ => Ok(account.confirmed(matched_at)),
    }
}

/// The account to which one is paid out.
pub(crate) fn account(payee: &StoredPayee) -> Answer<Account> {
    payee.account().map_err(|why| internal(worker::Error::RustError(why.to_string())))
}

/// Has a registry say that the account is theirs, as often in a day as may be.
async fn confirm(db: &D1Database, world: &World, of: &Of<'_>, payee: &Payee) -> Answer<Moment> {
    let sql = "INSERT INTO payee_question VALUES (?1, ?2, 1)
        ON CONFLICT (shop, day) DO UPDATE SET asked = asked + 1 WHERE asked < ?3";
    let values = [of.shop.as_str().into(), int(Day::of(world::now()).begins().0), int(QUESTIONS_MAX)];
    if db::run(db, sql, &values).await.map_err(internal)? == 0 {
        return Err(Fault::new(Code::RateLimited, "registries were asked as often for this shop as may be in a day"));
    }
    identity::confirm(world, &payee.question()).await
}

/// Removes one: it takes no new splits. One that is removed stays so.
pub(crate) async fn remove(db: &D1Database, of: &Of<'_>, id: &PayeeId) -> Answer<StoredPayee> {
    let [shop, mode] = of.values();
    let sql = "UPDATE payee SET removed_at = ?4 WHERE shop = ?1 AND mode = ?2 AND id = ?3 AND removed_at IS NULL";
    db::run(db, sql, &[shop, mode, id.as_str().into(), int(world::now().0)]).await.map_err(internal)?;
    one(db, of, id).await
}

/// Whether everybody whom a split names may have a part.
pub(crate) async fn must_know(call: &crate::api::Call, of: &Of<'_>, split: &Split) -> Answer<()> {
    if split.is_none() {
        return Ok(());
    }
    let known = open(call, of).await?;
    match split.payees().find(|payee| !known.contains(payee)) {
        Some(unknown) => Err(Fault::of(Code::PayeeUnknown, "split", format!("there is no payee `{unknown}`"))),
        None => Ok(()),
    }
}

/// Those who may have a part of a new payment.
pub(crate) async fn open(call: &crate::api::Call, of: &Of<'_>) -> Answer<Vec<PayeeId>> {
    let db = db::of(&call.env).await.map_err(ledger::unavailable)?;
    let all = list(&db, of).await.map_err(ledger::unavailable)?;
    Ok(all.into_iter().filter(StoredPayee::is_open).map(|payee| payee.id).collect())
}

fn row(of: &Of<'_>, id: &PayeeId, payee: &Payee, matched_at: Moment) -> Answer<Vec<JsValue>> {
    let owner = serde_json::to_string(&payee.owner).map_err(|problem| internal(problem.into()))?;
    let [shop, mode] = of.values();
    let texts = [id.as_str(), &payee.name, payee.iban.as_str(), &owner].map(JsValue::from_str);
    Ok([shop, mode].into_iter().chain(texts).chain([int(matched_at.0)]).collect())
}
