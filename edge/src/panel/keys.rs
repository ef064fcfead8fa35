//! `/panel/keys`: the shop's keys.

use super::{
    Form, Stop, audit,
    pages::{Visit, is_post, missing},
};
use crate::{ledger::unavailable, registry, world};
use dargah_engine::{
    member::Action,
    problem::Code,
    registry::{KeyKind, StoredKey, StoredShop},
    time::Moment,
};
use dargah_panel::{
    Done, Section,
    keys::{self as page, KeyKind as Kind, KeyRow, KeyState, Keys, OVERLAPS},
    part::Wrong,
};
use serde_json::json;
use worker::{D1Database, Request, Response};

/// The longest name of a key, characters.
const NAME_MAX: usize = 60;

pub(super) fn row(key: &StoredKey, now: Moment) -> KeyRow {
    KeyRow {
        id: key.id.clone(),
        name: key.label.clone(),
        hint: key.hint.clone(),
        kind: match key.kind {
            KeyKind::Secret => Kind::Secret,
            KeyKind::Publishable => Kind::Publishable,
        },
        state: match key.ends_at {
            None => KeyState::Works,
            Some(at) if key.opens(now) => KeyState::Until(at),
            Some(at) => KeyState::Revoked(at),
        },
        created_at: key.created_at,
    }
}

async fn of_mode(visit: &Visit<'_>, db: &D1Database) -> Result<Vec<StoredKey>, Stop> {
    let all = registry::keys(db, visit.session.shop()?).await.map_err(unavailable)?;
    Ok(all.into_iter().filter(|key| key.mode == visit.shell.mode).collect())
}

pub(super) async fn list(visit: &Visit<'_>, mut request: Request) -> Result<Response, Stop> {
    visit.session.must(Action::ManageKeys)?;
    let db = visit.db().await?;
    if !is_post(&request) {
        return draw(visit, &db, "", &Wrong::none()).await;
    }
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    visit.session.must_be_recent()?;
    let typed = form.get("name").unwrap_or_default();
    let lang = visit.shell.lang;
    let Some(name) = (if typed.is_empty() { Some(String::new()) } else { form.line("name", NAME_MAX) }) else {
        let says =
            lang.either("نام باید یک خط و حداکثر ۶۰ نویسه باشد.", "A name is one line of at most 60 characters.");
        return draw(visit, &db, typed, &Wrong::one("name", says)).await;
    };
    let kind = if form.get("kind") == Some(Kind::Publishable.word()) { KeyKind::Publishable } else { KeyKind::Secret };
    let shop = visit.stored(&db).await?.ok_or_else(missing)?;
    let text = match made(visit, &db, &shop, kind, &name, "key.made").await? {
        Ok(made) => made,
        Err(says) => return draw(visit, &db, typed, &Wrong::one("", says)).await,
    };
    show(visit, &name, &text)
}

/// Makes a key and notes it; or what the shop has to put right first.
async fn made(
    visit: &Visit<'_>,
    db: &D1Database,
    shop: &StoredShop,
    kind: KeyKind,
    name: &str,
    what: &'static str,
) -> Result<Result<String, &'static str>, Stop> {
    let lang = visit.shell.lang;
    let (id, key) = match registry::make_key(db, shop, kind, visit.shell.mode, name).await {
        Ok(made) => made,
        Err(fault) if fault.code == Code::TooManyKeys => {
            return Ok(Err(lang.either(
                "کلیدهای فعال بیش از اندازه‌اند؛ اول یکی را باطل کنید.",
                "There are too many keys that work: revoke one first.",
            )));
        }
        Err(fault) => return Err(fault.into()),
    };
    let details = json!({ "key": id, "kind": kind.as_str(), "mode": visit.shell.mode.as_str() });
    audit::note(db, visit.session.who(), Some(&shop.id), what, details).await?;
    Ok(Ok(key.text))
}

/// A key's text, this once. It is in no address and in no copy that a browser keeps.
fn show(visit: &Visit<'_>, name: &str, text: &str) -> Result<Response, Stop> {
    let url = visit.call.world.links.public_url();
    visit.reply(page::new_key(&visit.shell.frame(Section::Keys), name, text, url), 201)
}

async fn draw(visit: &Visit<'_>, db: &D1Database, typed: &str, wrong: &Wrong) -> Result<Response, Stop> {
    let now = world::now();
    let keys: Vec<KeyRow> = of_mode(visit, db).await?.iter().map(|key| row(key, now)).collect();
    let view = Keys {
        keys: &keys,
        kinds: &[Kind::Secret, Kind::Publishable],
        may_change: visit.stored(db).await?.is_some(),
        typed_name: typed,
        wrong,
    };
    visit.reply(page::keys(&visit.shell.frame(Section::Keys), &view), if wrong.is_empty() { 200 } else { 422 })
}

/// `/panel/keys/{id}/rotate` and `…/revoke`: the question, and the deed.
pub(super) async fn act(visit: &Visit<'_>, mut request: Request, id: &str, deed: &str) -> Result<Response, Stop> {
    visit.session.must(Action::ManageKeys)?;
    visit.session.must_be_recent()?;
    let db = visit.db().await?;
    let now = world::now();
    let key = of_mode(visit, &db).await?.into_iter().find(|key| key.id == id && key.opens(now)).ok_or_else(missing)?;
    let shown = row(&key, now);
    let frame = visit.shell.frame(Section::Keys);
    if !is_post(&request) {
        let html = match deed {
            "rotate" => page::rotate(&frame, &shown),
            "revoke" => page::revoke(&frame, &shown),
            _ => return Err(missing()),
        };
        return visit.reply(html, 200);
    }
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    match deed {
        "rotate" => {
            let overlap = OVERLAPS.iter().find(|(word, _)| form.get("overlap") == Some(word)).ok_or(Stop::Stale)?;
            let shop = visit.stored(&db).await?.ok_or_else(missing)?;
            let text = match made(visit, &db, &shop, key.kind, &key.label, "key.rotated").await? {
                Ok(text) => text,
                Err(says) => return draw(visit, &db, "", &Wrong::one("", says)).await,
            };
            end(visit, &db, &key, Moment(now.0 + overlap.1)).await?;
            show(visit, &key.label, &text)
        }
        "revoke" => {
            end(visit, &db, &key, now).await?;
            visit.done("/panel/keys", Done::KeyRevoked)
        }
        _ => Err(missing()),
    }
}

async fn end(visit: &Visit<'_>, db: &D1Database, key: &StoredKey, at: Moment) -> Result<(), Stop> {
    registry::end_key(db, &key.shop, &key.id, at).await.map_err(unavailable)?;
    let details = json!({ "key": key.id, "ends_at": at.0 });
    Ok(audit::note(db, visit.session.who(), Some(&key.shop), "key.ended", details).await?)
}
