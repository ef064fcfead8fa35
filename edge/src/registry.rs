//! Shops that the panel has made, in the database: what the engine's `registry` describes, read and written. Who may do what is
//! decided before anything here is called; every change is seen by all isolates within ten seconds, and at once by whoever is asked
//! by an isolate that saw it.
//!
//! The functions for the panel: [`make_shop`], [`shop`], [`shops`], [`keys`], [`make_key`], [`end_key`], [`contracts`], [`save_contract`],
//! [`set_settings`], [`set_payout`], [`set_stage`].

use crate::{
    db::{self, int, maybe_int},
    world::{self, World},
};
use dargah_engine::{
    gateway::Provider,
    id::{GatewayId, ShopId, letters},
    payout,
    problem::{Code, Fault},
    registry::{
        ContractSettings, KeyKind, NewKey, Roots, Stage, Stored, StoredContract, StoredKey, StoredShop, contract_id,
    },
    time::{Moment, Span},
};
use dargah_wire::Mode;
use serde::Deserialize;
use std::collections::BTreeMap;
use worker::{D1Database, Result};

/// The most keys that a shop has at one time.
const KEYS_MAX: usize = 50;

/// The most contracts.
const CONTRACTS_MAX: usize = 50;

#[derive(Deserialize)]
struct Version {
    version: i64,
}

/// How often any of it has changed.
pub(crate) async fn version(db: &D1Database) -> Result<i64> {
    let row: Option<Version> = db::first(db, "SELECT version FROM registry", &[]).await?;
    Ok(row.map_or(0, |row| row.version))
}

/// All of it, and its version, as of one moment.
pub(crate) async fn stored(db: &D1Database) -> Result<(Stored, i64)> {
    let all = [
        "SELECT * FROM shop",
        "SELECT * FROM shop_key",
        "SELECT * FROM contract",
        "SELECT * FROM contract_before",
        "SELECT version FROM registry",
    ];
    let found = db.batch(all.iter().map(|sql| db.prepare(*sql)).collect()).await?;
    let [shops, keys, contracts, replaced, version] = found.as_slice() else { return Ok(Default::default()) };
    let (shops, keys) = (shops.results()?, keys.results()?);
    let stored = Stored { shops, keys, contracts: contracts.results()?, replaced: replaced.results()? };
    Ok((stored, version.results::<Version>()?.first().map_or(0, |row| row.version)))
}

/// Changes something of it; how many rows were changed.
async fn change(db: &D1Database, sql: &str, values: &[wasm_bindgen::JsValue]) -> Result<usize> {
    let changed = db::run(db, sql, values).await;
    World::has_changed();
    changed
}

/// A new shop, in stage `test`, without an origin: its name for programs, which nobody guesses.
pub(crate) async fn make_shop(db: &D1Database, name_fa: &str, name_en: &str) -> Result<ShopId> {
    let id = format!("s-{}", &letters(world::entropy()?)[10..]);
    let id = ShopId::new(&id).map_err(|problem| worker::Error::RustError(problem.to_string()))?;
    let sql = "INSERT INTO shop (id, name_fa, name_en, stage, created_at) VALUES (?, ?, ?, 'test', ?)";
    change(db, sql, &[id.as_str().into(), name_fa.into(), name_en.into(), int(world::now().0)]).await?;
    Ok(id)
}

/// A shop, as it is stored.
pub(crate) async fn shop(db: &D1Database, id: &ShopId) -> Result<Option<StoredShop>> {
    db::first(db, "SELECT * FROM shop WHERE id = ?", &[id.as_str().into()]).await
}

/// Every shop, the newest first.
pub(crate) async fn shops(db: &D1Database) -> Result<Vec<StoredShop>> {
    db::rows(db, "SELECT * FROM shop ORDER BY created_at DESC", &[]).await
}

/// Changes what a shop says of itself and wants. The lists and the policy are JSON that the engine has checked.
pub(crate) async fn set_settings(db: &D1Database, shop: &StoredShop) -> Result<()> {
    let sql = "UPDATE shop SET name_fa = ?2, name_en = ?3, origins = ?4, granted = ?5, routing = ?6,
        pay_within_s = ?7 WHERE id = ?1";
    let StoredShop { id, name_fa, name_en, origins, granted, routing, pay_within_s, .. } = shop;
    let texts = [id.as_str(), name_fa, name_en, origins, granted, routing].map(wasm_bindgen::JsValue::from_str);
    let values: Vec<_> = texts.into_iter().chain([int(*pay_within_s)]).collect();
    change(db, sql, &values).await.map(|_| ())
}

/// Changes the account that a shop is paid out to.
pub(crate) async fn set_payout(db: &D1Database, shop: &ShopId, account: &payout::Account) -> Result<()> {
    let text = serde_json::to_string(account)?;
    change(db, "UPDATE shop SET payout = ?2 WHERE id = ?1", &[shop.as_str().into(), text.into()]).await.map(|_| ())
}

/// Keeps when the account was confirmed, unless the shop has another one by now.
pub(crate) async fn confirmed_payout(
    db: &D1Database,
    shop: &ShopId,
    before: &payout::Account,
    after: &payout::Account,
) -> Result<()> {
    let sql = "UPDATE shop SET payout = ?3 WHERE id = ?1 AND payout = ?2";
    let (before, after) = (serde_json::to_string(before)?, serde_json::to_string(after)?);
    change(db, sql, &[shop.as_str().into(), before.into(), after.into()]).await.map(|_| ())
}

/// Moves a shop on, or stops it.
pub(crate) async fn set_stage(db: &D1Database, shop: &ShopId, stage: Stage) -> Result<()> {
    change(db, "UPDATE shop SET stage = ?2 WHERE id = ?1", &[shop.as_str().into(), stage.as_str().into()])
        .await
        .map(|_| ())
}

/// A shop's keys, the newest first, those that have ended among them.
pub(crate) async fn keys(db: &D1Database, shop: &ShopId) -> Result<Vec<StoredKey>> {
    db::rows(db, "SELECT * FROM shop_key WHERE shop = ? ORDER BY created_at DESC", &[shop.as_str().into()]).await
}

/// Makes a key: its id, and the key itself, which is told this once. A shop that is not live has no key for real money.
pub(crate) async fn make_key(
    db: &D1Database,
    shop: &StoredShop,
    kind: KeyKind,
    mode: Mode,
    label: &str,
) -> std::result::Result<(String, NewKey), Fault> {
    if mode == Mode::Live && shop.stage != Stage::Live {
        return Err(Code::ShopNotLive.into());
    }
    let made = async {
        let now = world::now();
        let open = keys(db, &shop.id).await?.iter().filter(|key| key.opens(now)).count();
        if open >= KEYS_MAX {
            return Ok(None);
        }
        let id = format!("key_{}", letters(world::entropy()?));
        let key = NewKey::new(kind, mode, world::entropy()?);
        let sql = "INSERT INTO shop_key (id, shop, kind, mode, hash, hint, label, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        let texts = [&id, shop.id.as_str(), kind.as_str(), mode.as_str(), &key.hash, &key.hint, label];
        let values: Vec<_> = texts.into_iter().map(Into::into).chain([int(now.0)]).collect();
        change(db, sql, &values).await?;
        Ok(Some((id, key)))
    };
    made.await.map_err(crate::api::internal)?.ok_or_else(|| Code::TooManyKeys.into())
}

/// Lets a key open until `at` and no longer; whether there was such a key that still opened. To rotate one, make another and let
/// this one end when the shop's server has changed over.
pub(crate) async fn end_key(db: &D1Database, shop: &ShopId, id: &str, at: Moment) -> Result<bool> {
    let sql = "UPDATE shop_key SET ends_at = ?3 WHERE shop = ?1 AND id = ?2 AND (ends_at IS NULL OR ends_at > ?3)";
    Ok(change(db, sql, &[shop.as_str().into(), id.into(), maybe_int(Some(at.0))]).await? > 0)
}

/// A shop's contracts, the oldest first.
pub(crate) async fn contracts(db: &D1Database, shop: &ShopId) -> Result<Vec<StoredContract>> {
    db::rows(db, "SELECT * FROM contract WHERE shop = ? ORDER BY created_at", &[shop.as_str().into()]).await
}

/// What is to be kept of a contract.
pub(crate) struct ContractWish<'a> {
    pub(crate) shop: &'a StoredShop,
    /// The contract that is changed; a new one where there is none.
    pub(crate) id: Option<GatewayId>,
    pub(crate) provider: Provider,
    pub(crate) mode: Mode,
    pub(crate) settings: ContractSettings,
    /// The credentials. Those of a contract that is changed stay where none are given.
    pub(crate) credentials: BTreeMap<String, String>,
    /// How long payments that began at another terminal are carried through with its credentials.
    pub(crate) overlap: Span,
}

/// Keeps a contract, checked as the operator's are, its credentials sealed.
pub(crate) async fn save_contract(
    db: &D1Database,
    world: &World,
    wish: ContractWish<'_>,
) -> std::result::Result<GatewayId, Fault> {
    let internal = crate::api::internal;
    let ContractWish { shop, id, provider, mode, settings, credentials, overlap } = wish;
    if mode == Mode::Live && shop.stage != Stage::Live {
        return Err(Code::ShopNotLive.into());
    }
    let known = contracts(db, &shop.id).await.map_err(internal)?;
    let roots: &Roots = &world.roots;
    let (id, credentials, old) = match id {
        Some(id) => {
            let old = known
                .iter()
                .find(|contract| contract.id == id && contract.provider == provider && contract.mode == mode);
            let old = old.ok_or_else(|| {
                Fault::of(Code::ContractInvalid, "id", "the shop has no such contract with this provider in this mode")
            })?;
            let kept = if credentials.is_empty() { old.credentials(roots.vault()) } else { Some(credentials) };
            (id, kept.ok_or_else(|| Fault::from(Code::Internal))?, Some(old))
        }
        None if known.len() >= CONTRACTS_MAX => return Err(Code::TooManyContracts.into()),
        None => {
            let id =
                contract_id(provider, world::entropy().map_err(internal)?).map_err(|_| Fault::from(Code::Internal))?;
            (id, credentials, None)
        }
    };
    let now = world::now();
    let nonce = world::entropy().map_err(internal)?;
    let text = |problem: serde_json::Error| internal(problem.into());
    let sealed = roots.vault().seal(nonce, &shop.id, &id, &serde_json::to_string(&credentials).map_err(text)?);
    let contract = StoredContract {
        id,
        shop: shop.id.clone(),
        provider,
        mode,
        settings: serde_json::to_string(&settings).map_err(text)?,
        sealed,
        created_at: now.0,
        changed_at: now.0,
    };
    let checked = contract.account_with(&world.settings.gateways, settings, credentials);
    let account = checked.map_err(|why| Fault::new(Code::ContractInvalid, why))?;
    let sql = "INSERT INTO contract (id, shop, provider, mode, settings, sealed, created_at, changed_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
        ON CONFLICT (id) DO UPDATE SET settings = ?5, sealed = ?6, changed_at = ?7 WHERE shop = ?2";
    let texts = [
        contract.id.as_str(),
        shop.id.as_str(),
        provider.as_str(),
        mode.as_str(),
        &contract.settings,
        &contract.sealed,
    ];
    let values: Vec<_> = texts.into_iter().map(Into::into).chain([int(now.0)]).collect();
    let mut statements = vec![db::statement(db, sql, &values).map_err(internal)?];
    // Under the same terminal the provider knows every payment by what it now gives; at another one it does not.
    let was = old.and_then(|old| old.account(&world.settings.gateways, roots.vault()).ok());
    if was.is_some_and(|was| was.terminal() != account.terminal()) {
        let (id, now) = (contract.id.as_str().into(), int(now.0));
        statements.insert(
            0,
            db::statement(db, REPLACE, &[id, now.clone(), int((Moment(contract.changed_at) + overlap).0)])
                .map_err(internal)?,
        );
    }
    let kept = db.batch(statements).await;
    World::has_changed();
    kept.map_err(internal)?;
    Ok(contract.id)
}

/// Keeps the credentials that a contract has behind those that it gets. Of two changes within one millisecond the first is kept.
const REPLACE: &str = "INSERT OR IGNORE INTO contract_before (contract, shop, edition, sealed, replaced_by, until)
    SELECT id, shop, COALESCE((SELECT MAX(replaced_by) FROM contract_before b WHERE b.contract = c.id), 0), sealed, ?2, ?3
    FROM contract c WHERE id = ?1";

#[derive(Deserialize)]
struct Until {
    until: Option<i64>,
}

/// Until when credentials that a contract had before are kept, if some are.
pub(crate) async fn replaced_until(db: &D1Database, contract: &str) -> Result<Option<i64>> {
    let sql = "SELECT MAX(until) AS until FROM contract_before WHERE contract = ? AND until > ? AND sealed <> ''";
    let row: Option<Until> = db::first(db, sql, &[contract.into(), int(world::now().0)]).await?;
    Ok(row.and_then(|row| row.until))
}

/// Erases the credentials whose time is over.
pub(crate) async fn erase_replaced(db: &D1Database) -> Result<usize> {
    let sql = "UPDATE contract_before SET sealed = '' WHERE until <= ? AND sealed <> ''";
    change(db, sql, &[int(world::now().0)]).await
}
