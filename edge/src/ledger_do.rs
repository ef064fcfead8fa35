//! A part of a shop's payments: one row a payment, which holds its events and nothing else. What a payment is, is their fold.
//!
//! Atomic here: load, decide and save happen without an await between them, so no other request of the object can come in
//! between, and a row is written whole or not at all. The version in the `WHERE` stands guard over that (F38). Events are only
//! ever added to the row's text: what an older version wrote, or a newer one, stays as it is (F41).
//!
//! One alarm serves all payments of the object, over the index of their due times. It never fails for a bank's fault, and one
//! that comes too early or twice finds nothing to do. Should it be lost, the sweep finds what it would have done (F40).

use crate::{
    alarm::{Alarm, OVERDUE},
    cost, health,
    ledger::{Ask, Ledger, Step, Swept, Told, unavailable},
    message, reports, run,
    world::{self, World},
};
use dargah_engine::{
    id::PaymentId,
    payment::{Command, Decision, Effect, Payment, Recorded, decide, due_at, read_events, wake_at},
    problem::Fault,
    report::{Row as Reported, is_owed},
    time::{Moment, Span},
};
use futures_util::StreamExt;
use serde::Deserialize;
use std::{cell::Cell, rc::Rc};
use worker::{DurableObject, Env, Request, Response, Result, SqlStorage, SqlStorageValue, State, durable_object};

/// The most payments that one alarm cares for; the rest follow with the next, at once.
const BATCH: i64 = 60;

/// How many of them at once: the platform allows six open connections.
const SIDE_BY_SIDE: usize = 6;

/// The least time between alarms, so that a payment which cannot go on does not keep the object busy.
const REST: Span = Span::seconds(1);

/// How soon what a report may lack is handed to it, once nothing else is due.
const SETTLING: Span = Span::seconds(60);

/// How long a payment that could not be cared for at all waits for the next try.
const SETBACK: Span = Span::minutes(5);

/// In place of a due time: a person is waited for. Such rows stay in the index, so they are found, and never ring.
const PERSON: Moment = Moment(1 << 52);

/// The most payments that are listed at once.
const LIST_MAX: i64 = 500;

/// A part of a shop's payments.
#[durable_object(alarm)]
pub struct Ledgers {
    state: State,
    env: Env,
    alarm: Alarm,
    ready: Cell<bool>,
}

#[derive(Deserialize)]
struct Row {
    version: i64,
    due: Option<i64>,
    events: String,
}

#[derive(Deserialize)]
struct IdRow {
    id: String,
}

#[derive(Deserialize)]
struct EventsRow {
    events: String,
}

#[derive(Deserialize)]
struct NextRow {
    due: Option<i64>,
}

#[derive(Deserialize)]
struct OverdueRow {
    overdue: u32,
}

/// A payment as it is stored.
#[derive(Default)]
struct Stored {
    /// The row's text, to which events are added.
    text: String,
    events: Vec<Recorded>,
    due: Option<Moment>,
}

impl DurableObject for Ledgers {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, alarm: Alarm::default(), ready: Cell::new(false) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        match message::read(&mut request).await? {
            Ask::Tell { payment, command, registry } => {
                let world = World::at_least(&self.env, registry).await.map_err(worker::Error::RustError)?;
                Response::ok(self.told(&world, payment, command).await?.write()?)
            }
            Ask::Sweep => message::answer(&self.sweep().await?),
            Ask::Behind { after, limit } => {
                let after = after.map(|id| id.to_string()).unwrap_or_default();
                let query = "SELECT events FROM payment WHERE id > ? ORDER BY id LIMIT ?";
                let rows: Vec<EventsRow> =
                    self.sql()?.exec(query, vec![after.into(), integer(limit.into())?])?.to_array()?;
                Response::ok(rows.into_iter().map(|row| row.events + "\n").collect::<String>())
            }
            Ask::These(payments) => {
                let mut found = String::new();
                for id in payments {
                    if let Some(stored) = self.load(id)? {
                        found.push_str(&stored.text);
                        found.push('\n');
                    }
                }
                Response::ok(found)
            }
            Ask::Open => self.list("WHERE due IS NOT NULL ORDER BY due DESC", |_| true),
            Ask::Tried { gateway, from, to } => self.list("", |payment| {
                let within = |at: Moment| from <= at && at < to;
                payment.attempts.iter().any(|a| a.gateway == gateway && a.token.is_some() && within(a.started_at))
            }),
        }
    }

    /// Takes care of what is due. A bank's fault is an answer and not an error, so this does not fail for one; if the storage
    /// fails, the platform calls again.
    async fn alarm(&self) -> Result<Response> {
        self.alarm.rang();
        let world = World::load(&self.env).await.map_err(worker::Error::RustError)?;
        let due: Vec<IdRow> = self
            .sql()?
            .exec(
                "SELECT id FROM payment WHERE due <= ? ORDER BY due LIMIT ?",
                vec![integer(world::now().0)?, integer(BATCH)?],
            )?
            .to_array()?;
        let ids = due.iter().filter_map(|row| PaymentId::parse(&row.id));
        let heard = futures_util::stream::iter(ids.map(|id| self.care(&world, id)))
            .buffer_unordered(SIDE_BY_SIDE)
            .collect::<Vec<_>>()
            .await;
        health::report(&self.env, heard.into_iter().flatten().collect()).await;
        if let Some(due) = self.next()? {
            self.alarm.arm(&self.state, due.max(world::now() + REST)).await?;
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
            sql.exec("CREATE INDEX IF NOT EXISTS payment_due ON payment (due) WHERE due IS NOT NULL", None)?;
        }
        Ok(sql)
    }

    /// What is due for one payment. What was learnt about gateways on the way.
    async fn care(&self, world: &Rc<World>, id: PaymentId) -> Vec<dargah_engine::routing::Evidence> {
        let mut heard = Vec::new();
        let ledger = Local { object: self, world };
        let cared = async {
            let driven = run::drive(world, &self.env, &ledger, id, Command::Due, &mut heard).await?;
            let told = run::publish(world, &self.env, &ledger, &driven).await;
            // While something else is due, the report is told again by then.
            if driven.has_news() || due_at(&driven).is_some() {
                return told.or_else(|fault| if driven.has_news() { Err(fault) } else { Ok(()) });
            }
            told?;
            self.rest(&driven).map_err(unavailable)
        };
        if let Err(fault) = cared.await {
            worker::console_error!("due: {id}: {fault}");
            // It must not keep the object busy, and is not forgotten.
            let later = self.sql().and_then(|sql| {
                let due = integer((world::now() + SETBACK).0)?;
                sql.exec("UPDATE payment SET due = ? WHERE id = ?", vec![due, id.to_string().into()])
            });
            if let Err(problem) = later {
                worker::console_error!("due: {id}: {problem}");
            }
        }
        heard
    }

    /// Nothing is due for a payment any more, and the report has it as it is.
    fn rest(&self, payment: &Payment) -> Result<()> {
        let due = if payment.needs_person() { integer(PERSON.0)? } else { SqlStorageValue::Null };
        let version = integer(i64::try_from(payment.version).unwrap_or(i64::MAX))?;
        let query = "UPDATE payment SET due = ?1 WHERE id = ?2 AND version = ?3 AND due IS NOT ?1";
        let written = self.sql()?.exec(query, vec![due, payment.created.id.to_string().into(), version])?;
        cost::wrote(written.rows_written());
        Ok(())
    }

    /// When the next payment is due.
    fn next(&self) -> Result<Option<Moment>> {
        let query = "SELECT MIN(due) AS due FROM payment WHERE due < ?";
        let row: NextRow = self.sql()?.exec(query, vec![integer(PERSON.0)?])?.one()?;
        Ok(row.due.map(Moment))
    }

    /// Sees to it that somebody wakes for what is due, whatever became of the alarm.
    async fn sweep(&self) -> Result<Swept> {
        self.report_open().await;
        let late = integer((world::now() + Span(-OVERDUE.0)).0)?;
        let query = "SELECT COUNT(*) AS overdue FROM payment WHERE due < ?";
        let OverdueRow { overdue } = self.sql()?.exec(query, vec![late])?.one()?;
        let Some(due) = self.next()? else { return Ok(Swept::default()) };
        let lost = self.alarm.renew(&self.state, due.max(world::now() + REST)).await?;
        Ok(Swept { overdue, armed: lost })
    }

    /// Tells the report once more of the payments that something is due for: what it took before it has already, and what it could
    /// not take then it takes now, if it can.
    async fn report_open(&self) {
        let told = async {
            let query = "SELECT events FROM payment WHERE due IS NOT NULL ORDER BY due LIMIT ?";
            let open: Vec<EventsRow> = self.sql()?.exec(query, vec![integer(LIST_MAX)?])?.to_array()?;
            let mut rows = Vec::new();
            for EventsRow { events } in open {
                rows.extend(Payment::replay(&read_events(&events)?).as_ref().map(Reported::of));
            }
            reports::feed(&self.env, &rows).await
        };
        if let Err(problem) = told.await {
            worker::console_error!("reports: {problem}");
        }
    }

    /// The events of the payments that fit, a payment a line.
    fn list(&self, clause: &str, fits: impl Fn(&Payment) -> bool) -> Result<Response> {
        let query = format!("SELECT events FROM payment {clause} LIMIT ?");
        let max = if clause.is_empty() { i64::from(i32::MAX) } else { LIST_MAX };
        let rows: Vec<EventsRow> = self.sql()?.exec(&query, vec![integer(max)?])?.to_array()?;
        let mut fitting = String::new();
        for EventsRow { events } in rows {
            if Payment::replay(&read_events(&events)?).is_some_and(|payment| fits(&payment)) {
                fitting.push_str(&events);
                fitting.push('\n');
            }
        }
        Response::ok(fitting)
    }

    async fn told(&self, world: &World, id: PaymentId, command: Option<Command>) -> Result<Told> {
        let stored = self.load(id)?;
        let Some(command) = command else {
            return Ok(match stored {
                Some(stored) => Told::Payment { events: stored.text, fresh: 0, effects: Vec::new() },
                None => Told::Unknown,
            });
        };
        if stored.is_none() && !matches!(command, Command::Create(_)) {
            return Ok(Told::Unknown);
        }
        let stored = stored.unwrap_or_default();
        let payment = Payment::replay(&stored.events);
        match decide(payment.as_ref(), command, &world.deciding()) {
            Ok(decision) => {
                let due = due_at(&decision.payment);
                // What changed since the shop was last told, and is the last that will, is still owed to the report.
                let may_owe = due.is_none() && (stored.due.is_some() || !decision.events.is_empty());
                let owed = may_owe && is_owed(stored.events.iter().chain(&decision.events));
                let due = due.or_else(|| owed.then(|| world::now() + SETTLING));
                let wake = wake_at(stored.due, due, world::now());
                // A row that nothing is due for any more and that nobody can finish is kept where a person finds it.
                let person = decision.payment.needs_person().then_some(PERSON);
                let fresh = decision.events.len();
                let (events, effects) = self.save(id, stored, decision, wake.or(person))?;
                if let Some(wake) = wake {
                    self.alarm.arm(&self.state, wake).await?;
                }
                Ok(Told::Payment { events, fresh, effects })
            }
            Err(refusal) => Ok(Told::Refused(refusal)),
        }
    }

    fn load(&self, id: PaymentId) -> Result<Option<Stored>> {
        let rows: Vec<Row> = self
            .sql()?
            .exec("SELECT version, due, events FROM payment WHERE id = ?", vec![id.to_string().into()])?
            .to_array()?;
        let Some(Row { version, due, events: text }) = rows.into_iter().next() else { return Ok(None) };
        let events = read_events(&text)?;
        if usize::try_from(version) != Ok(events.len()) {
            return Err(worker::Error::RustError(format!("payment {id} is torn")));
        }
        Ok(Some(Stored { text, events, due: due.map(Moment) }))
    }

    /// Writes the decision's events, all or none, and when to wake for the payment.
    fn save(
        &self,
        id: PaymentId,
        stored: Stored,
        decision: Decision,
        wake: Option<Moment>,
    ) -> Result<(String, Vec<Effect>)> {
        let Stored { text, events, due } = stored;
        if decision.events.is_empty() && wake == due {
            return Ok((text, decision.effects));
        }
        let number = |n: usize| integer(i64::try_from(n).unwrap_or(i64::MAX));
        let before = number(events.len())?;
        let text = added(text, &decision.events)?;
        let (id_text, version) = (id.to_string(), number(events.len() + decision.events.len())?);
        let bound = SqlStorageValue::from(text.as_str());
        // A time that stays as it is is not written: the index would count it as a row.
        let written = if wake == due && !events.is_empty() && due.is_some() {
            let query = "UPDATE payment SET version = ?2, events = ?3 WHERE id = ?1 AND version = ?4";
            self.sql()?.exec(query, vec![id_text.into(), version, bound, before])?
        } else {
            let wake = wake.map_or(Ok(SqlStorageValue::Null), |wake| integer(wake.0))?;
            let query = "INSERT INTO payment (id, version, due, events) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET version = ?2, due = ?3, events = ?4 WHERE version = ?5";
            self.sql()?.exec(query, vec![id_text.into(), version, wake, bound, before])?
        };
        cost::wrote(written.rows_written());
        if written.rows_written() == 0 {
            return Err(worker::Error::RustError(format!("payment {id} was written by another")));
        }
        Ok((text, decision.effects))
    }
}

fn integer(n: i64) -> Result<SqlStorageValue> {
    SqlStorageValue::try_from_i64(n)
}

/// The row's text with more events behind those that it holds, which stay letter by letter what they were.
fn added(mut text: String, events: &[Recorded]) -> Result<String> {
    let more = serde_json::to_string(events)?;
    if text.is_empty() || events.is_empty() {
        return Ok(if text.is_empty() { more } else { text });
    }
    text.pop();
    text.push(',');
    text.push_str(&more[1..]);
    Ok(text)
}

/// The ledger as its own object sees it.
struct Local<'a> {
    object: &'a Ledgers,
    world: &'a Rc<World>,
}

impl Ledger for Local<'_> {
    async fn tell(&self, payment: PaymentId, command: Option<Command>) -> Result<Step, Fault> {
        self.object.told(self.world, payment, command).await.map_err(unavailable)?.into_step()
    }
}
