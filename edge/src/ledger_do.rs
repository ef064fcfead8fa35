//! A part of a shop's payments: one row a payment, which holds its events and nothing else. What a payment is, is their fold.
//!
//! Atomic here: load, decide and save happen without an await between them, so no other request of the object can come in
//! between, and a row is written whole or not at all. The version in the `WHERE` stands guard over that (F38).
//!
//! One alarm serves all payments of the object. It is armed for the earliest due time, and an alarm that comes too early or
//! twice finds nothing to do.

use crate::{
    health,
    ledger::{Ask, Ledger, Step, Told},
    run,
    world::{self, World},
};
use dargah_engine::{
    id::PaymentId,
    payment::{Command, Decision, Payment, Recorded, decide, due_at},
    problem::{Code, Fault},
    time::{Moment, Span},
};
use serde::Deserialize;
use std::{cell::Cell, rc::Rc};
use worker::{
    DurableObject, Env, Request, Response, Result, ScheduledTime, SqlStorage, SqlStorageValue, State, durable_object,
    js_sys,
};

/// The most payments that one alarm cares for; the rest follow with the next, at once.
const BATCH: i64 = 25;

/// The least time between alarms, so that a payment which cannot go on does not keep the object busy.
const REST: Span = Span::seconds(1);

/// A part of a shop's payments.
#[durable_object(alarm)]
pub struct Ledgers {
    state: State,
    env: Env,
    /// When the alarm is armed for, as far as this instance knows.
    armed: Cell<Option<Moment>>,
    ready: Cell<bool>,
}

#[derive(Deserialize)]
struct Row {
    version: i64,
    events: String,
}

#[derive(Deserialize)]
struct DueRow {
    id: String,
}

#[derive(Deserialize)]
struct NextRow {
    due: Option<i64>,
}

impl DurableObject for Ledgers {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, armed: Cell::new(None), ready: Cell::new(false) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let ask: Ask = request.json().await?;
        let world = World::load(&self.env).map_err(worker::Error::RustError)?;
        Response::from_json(&self.told(&world, ask.payment, ask.command).await?)
    }

    /// Takes care of what is due. A bank's fault is an answer and not an error, so this does not fail for one; if the storage
    /// fails, the platform calls again.
    async fn alarm(&self) -> Result<Response> {
        self.armed.set(None);
        let world = World::load(&self.env).map_err(worker::Error::RustError)?;
        let due: Vec<DueRow> = self
            .sql()?
            .exec(
                "SELECT id FROM payment WHERE due <= ? ORDER BY due LIMIT ?",
                vec![SqlStorageValue::try_from_i64(world::now().0)?, SqlStorageValue::try_from_i64(BATCH)?],
            )?
            .to_array()?;
        let mut heard = Vec::new();
        for row in due {
            let Some(id) = PaymentId::parse(&row.id) else { continue };
            if let Err(fault) =
                run::drive(&world, &self.env, &Local { object: self, world: &world }, id, Command::Due, &mut heard)
                    .await
            {
                worker::console_error!("due: {id}: {fault}");
            }
        }
        health::report(&self.env, heard).await;
        let next: NextRow = self.sql()?.exec("SELECT MIN(due) AS due FROM payment", None)?.one()?;
        if let Some(due) = next.due {
            self.arm(Moment(due).max(world::now() + REST)).await?;
        }
        Response::empty()
    }
}

impl Ledgers {
    fn sql(&self) -> Result<SqlStorage> {
        let sql = self.state.storage().sql();
        if !self.ready.replace(true) {
            sql.exec(
                "CREATE TABLE IF NOT EXISTS payment (id TEXT PRIMARY KEY, version INTEGER NOT NULL, due INTEGER, events TEXT NOT NULL) WITHOUT ROWID",
                None,
            )?;
        }
        Ok(sql)
    }

    async fn told(&self, world: &World, id: PaymentId, command: Option<Command>) -> Result<Told> {
        let events = self.load(id)?;
        let Some(command) = command else {
            return Ok(match events {
                Some(events) => Told::Payment { events, effects: Vec::new() },
                None => Told::Unknown,
            });
        };
        let payment = events.as_deref().and_then(Payment::replay);
        if payment.is_none() && !matches!(command, Command::Create(_)) {
            return Ok(Told::Unknown);
        }
        match decide(payment.as_ref(), command, &world.deciding()) {
            Ok(decision) => {
                let due = due_at(&decision.payment);
                let (events, effects) = self.save(id, events.unwrap_or_default(), decision, due)?;
                if let Some(due) = due {
                    self.arm(due).await?;
                }
                Ok(Told::Payment { events, effects })
            }
            Err(refusal) => Ok(Told::Refused(refusal)),
        }
    }

    fn load(&self, id: PaymentId) -> Result<Option<Vec<Recorded>>> {
        let rows: Vec<Row> = self
            .sql()?
            .exec("SELECT version, events FROM payment WHERE id = ?", vec![id.to_string().into()])?
            .to_array()?;
        let Some(row) = rows.into_iter().next() else { return Ok(None) };
        let events: Vec<Recorded> = serde_json::from_str(&row.events)?;
        if usize::try_from(row.version) != Ok(events.len()) {
            return Err(worker::Error::RustError(format!("payment {id} is torn")));
        }
        Ok(Some(events))
    }

    /// Writes the decision's events, all or none.
    fn save(
        &self,
        id: PaymentId,
        mut events: Vec<Recorded>,
        decision: Decision,
        due: Option<Moment>,
    ) -> Result<(Vec<Recorded>, Vec<dargah_engine::payment::Effect>)> {
        if decision.events.is_empty() {
            return Ok((events, decision.effects));
        }
        let number = |n: usize| SqlStorageValue::try_from_i64(i64::try_from(n).unwrap_or(i64::MAX));
        let before = number(events.len())?;
        events.extend(decision.events);
        let due = match due {
            Some(due) => SqlStorageValue::try_from_i64(due.0)?,
            None => SqlStorageValue::Null,
        };
        let written = self.sql()?.exec(
            "INSERT INTO payment (id, version, due, events) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET version = ?2, due = ?3, events = ?4 WHERE version = ?5",
            vec![id.to_string().into(), number(events.len())?, due, serde_json::to_string(&events)?.into(), before],
        )?;
        if written.rows_written() == 0 {
            return Err(worker::Error::RustError(format!("payment {id} was written by another")));
        }
        Ok((events, decision.effects))
    }

    /// Arms the alarm for `due`, unless it is armed for an earlier time already.
    async fn arm(&self, due: Moment) -> Result<()> {
        if self.armed.get().is_none() {
            self.armed.set(self.state.storage().get_alarm().await?.map(Moment));
        }
        if self.armed.get().is_some_and(|armed| armed <= due) {
            return Ok(());
        }
        self.armed.set(Some(due));
        // Whole milliseconds far below 2^53, in the float that JavaScript keeps its dates in.
        #[expect(clippy::cast_precision_loss, reason = "a date in milliseconds fits a float exactly")]
        let date = js_sys::Date::new(&(due.0 as f64).into());
        self.state.storage().set_alarm(ScheduledTime::new(date)).await
    }
}

/// The ledger as its own object sees it.
struct Local<'a> {
    object: &'a Ledgers,
    world: &'a Rc<World>,
}

impl Ledger for Local<'_> {
    async fn tell(&self, payment: PaymentId, command: Option<Command>) -> Result<Step, Fault> {
        match self.object.told(self.world, payment, command).await {
            Ok(told) => told.into_step(),
            Err(problem) => {
                worker::console_error!("ledger: {problem}");
                Err(Code::Unavailable.into())
            }
        }
    }
}
