//! Applications in the database: their events, told one after the other.

use crate::{
    db::{self, int, maybe_int, text},
    registry,
    world::{self, World},
};
use dargah_engine::{
    id::{ShopId, letters},
    onboarding::{Actor, Application, Command, Context, Recorded, Refusal, Step, decide, due, read_event},
    problem::{Code, Fault},
    registry::Stage,
    time::{Moment, Span},
};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, Result};

/// An application with all that happened to it.
pub(crate) struct Kept {
    pub(crate) id: String,
    pub(crate) shop: ShopId,
    pub(crate) application: Application,
    pub(crate) events: Vec<Recorded>,
}

/// A row of the list.
#[derive(Deserialize)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) step: String,
    pub(crate) turn: String,
    pub(crate) name_fa: String,
    pub(crate) name_en: String,
    pub(crate) host: String,
    pub(crate) since: i64,
    pub(crate) late_at: Option<i64>,
}

/// How often a command is decided anew because somebody else was faster.
const TRIES: usize = 8;

/// Why nothing was told.
pub(crate) enum No {
    /// The application refuses it.
    Refused(Refusal),
    /// The database is not there.
    Broken(worker::Error),
}

impl From<worker::Error> for No {
    fn from(problem: worker::Error) -> Self {
        Self::Broken(problem)
    }
}

#[derive(Deserialize)]
struct Id {
    id: String,
    shop: ShopId,
}

#[derive(Deserialize)]
struct Text {
    text: String,
}

/// The application of a shop, begun if there is none.
pub(crate) async fn of_shop(db: &D1Database, shop: &ShopId) -> Result<Kept> {
    let made = format!("app_{}", letters(world::entropy()?));
    let sql = "INSERT INTO application (id, shop, step, turn, since, version, created_at)
        VALUES (?1, ?2, 'form', 'shop', ?3, 0, ?3) ON CONFLICT (shop) DO NOTHING";
    db::run(db, sql, &[made.into(), shop.as_str().into(), int(world::now().0)]).await?;
    let found: Option<Id> =
        db::first(db, "SELECT id, shop FROM application WHERE shop = ?", &[shop.as_str().into()]).await?;
    let found = found.ok_or("the application is not there")?;
    read(db, found).await
}

/// An application by its id.
pub(crate) async fn by_id(db: &D1Database, id: &str) -> Result<Option<Kept>> {
    let found: Option<Id> = db::first(db, "SELECT id, shop FROM application WHERE id = ?", &[id.into()]).await?;
    Ok(match found {
        Some(found) => Some(read(db, found).await?),
        None => None,
    })
}

async fn read(db: &D1Database, Id { id, shop }: Id) -> Result<Kept> {
    let sql = "SELECT text FROM application_event WHERE application = ? ORDER BY number";
    let texts: Vec<Text> = db::rows(db, sql, &[id.as_str().into()]).await?;
    let events = texts.iter().map(|row| read_event(&row.text)).collect::<std::result::Result<Vec<_>, _>>()?;
    let application = Application::replay(&events);
    Ok(Kept { id, shop, application, events })
}

/// The applications in which something is due, the longest due first.
pub(crate) async fn overdue(db: &D1Database, now: Moment, most: i64) -> Result<Vec<String>> {
    let sql = "SELECT id, shop FROM application WHERE due_at <= ? ORDER BY due_at LIMIT ?";
    let found: Vec<Id> = db::rows(db, sql, &[int(now.0), int(most)]).await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// A page of the queue: what is late first, then what is so soonest, then the rest by age.
pub(crate) async fn queue(
    db: &D1Database,
    step: Option<Step>,
    turn: Option<&str>,
    skip: i64,
    most: i64,
) -> Result<Vec<Row>> {
    let sql = "SELECT id, step, turn, name_fa, name_en, host, since, late_at FROM application
        WHERE (?1 IS NULL OR step = ?1) AND (?2 IS NULL OR turn = ?2) AND (?1 IS NOT NULL OR submitted_at IS NOT NULL)
        ORDER BY late_at IS NULL, late_at, since, id LIMIT ?4 OFFSET ?3";
    let values = [text(step.map(Step::as_str)), text(turn), int(skip), int(most)];
    db::rows(db, sql, &values).await
}

/// Says that nothing was found and when it is looked again: a payment that nobody made yet is no event.
pub(crate) async fn put_off(db: &D1Database, id: &str, until: Moment) -> Result<()> {
    db::run(db, "UPDATE application SET due_at = ?2 WHERE id = ?1", &[id.into(), int(until.0)]).await.map(|_| ())
}

impl Kept {
    /// Tells it something. What follows is written down as one; whoever else told it something meanwhile was first, and this is
    /// decided anew.
    pub(crate) async fn tell(
        &mut self,
        db: &D1Database,
        world: &World,
        by: &Actor,
        command: Command,
    ) -> std::result::Result<(), No> {
        for _ in 0..TRIES {
            let now = world::now();
            let settings = &world.onboarding;
            let context = Context { now, rules: &settings.rules, registrar: settings.registrar.as_ref() };
            let events = decide(&self.application, &self.id, command.clone(), by, &context).map_err(No::Refused)?;
            if events.is_empty() {
                return Ok(());
            }
            let mut next = self.application.clone();
            let mut recorded = Vec::new();
            for event in events {
                let one = Recorded { at: now, by: by.clone(), event };
                next.apply(&one);
                recorded.push(one);
            }
            let written = db.batch(self.statements(db, world, &next, &recorded)?).await;
            match written {
                Ok(_) => {
                    if next.step() == Step::Live {
                        World::has_changed();
                    }
                    self.application = next;
                    self.events.extend(recorded);
                    return Ok(());
                }
                Err(problem) => {
                    let fresh = read(db, Id { id: self.id.clone(), shop: self.shop.clone() }).await?;
                    if fresh.application.version == self.application.version {
                        return Err(No::Broken(problem));
                    }
                    *self = fresh;
                }
            }
        }
        Err(No::Refused(Refusal::Busy))
    }

    fn statements(
        &self,
        db: &D1Database,
        world: &World,
        next: &Application,
        fresh: &[Recorded],
    ) -> Result<Vec<D1PreparedStatement>> {
        let mut statements = Vec::new();
        for (number, one) in (i64::from(self.application.version)..).zip(fresh) {
            let values = [self.id.as_str().into(), int(number), serde_json::to_string(one)?.into()];
            statements.push(db::statement(
                db,
                "INSERT INTO application_event (application, number, text) VALUES (?, ?, ?)",
                &values,
            )?);
        }
        let step = next.step();
        let since = next.since.get(&step).copied().unwrap_or(world::now());
        let late = [next.until(), next.promised_at()].into_iter().flatten().min();
        let due = due(next, &world.onboarding.rules).map(|(at, _)| at);
        let business = next.form.as_ref().map(|form| &form.business);
        let named = |of: fn(&dargah_engine::onboarding::form::Business) -> &str| business.map(of);
        let host = business.map(|business| business.site.host());
        let sql = "UPDATE application SET step = ?2, turn = ?3, name_fa = COALESCE(?4, name_fa), name_en = COALESCE(?5, name_en),
            host = COALESCE(?6, host), submitted_at = ?7, since = ?8, late_at = ?9, due_at = ?10, version = ?11 WHERE id = ?1";
        let values: [JsValue; 11] = [
            self.id.as_str().into(),
            step.as_str().into(),
            next.turn().as_str().into(),
            text(named(|business| &business.name_fa)),
            text(named(|business| &business.name_en)),
            text(host.as_deref()),
            maybe_int(next.submitted_at.map(|at| at.0)),
            int(since.0),
            maybe_int(late.map(|at| at.0)),
            maybe_int(due.map(|at| at.0)),
            int(i64::from(next.version)),
        ];
        statements.push(db::statement(db, sql, &values)?);
        // Whoever is stopped by the operator stays so.
        if step == Step::Live {
            let sql = "UPDATE shop SET stage = 'live' WHERE id = ? AND stage = 'test'";
            statements.push(db::statement(db, sql, &[self.shop.as_str().into()])?);
            // What the operator changes of it later stays.
            if self.application.step() != Step::Live
                && let Some(account) = next.payout_account()
            {
                let sql = "UPDATE shop SET payout = ?2 WHERE id = ?1";
                let values = [self.shop.as_str().into(), serde_json::to_string(&account)?.into()];
                statements.push(db::statement(db, sql, &values)?);
            }
        }
        Ok(statements)
    }
}

/// Stops a shop, or lets it go on where it was: with an application that is through, in earnest.
pub(crate) async fn suspend(db: &D1Database, shop: &ShopId, suspended: bool) -> std::result::Result<Stage, Fault> {
    let internal = crate::api::internal;
    let known = registry::shop(db, shop).await.map_err(internal)?.ok_or_else(|| Fault::from(Code::NotFound))?;
    let stage = match (suspended, known.stage) {
        (true, _) => Stage::Suspended,
        (false, Stage::Suspended) => {
            let kept = of_shop(db, shop).await.map_err(internal)?;
            if kept.application.step() == Step::Live { Stage::Live } else { Stage::Test }
        }
        (false, stage) => stage,
    };
    registry::set_stage(db, shop, stage).await.map_err(internal)?;
    Ok(stage)
}

/// How long a test payment is not looked for again, where none was found.
pub(crate) const LOOK_AGAIN: Span = Span::seconds(60);
