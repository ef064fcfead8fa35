//! The one alarm of an object, for the earliest of everything it waits for.

use crate::{cost, world};
use dargah_engine::time::{Moment, Span};
use std::cell::Cell;
use worker::{Result, ScheduledTime, State, js_sys};

/// How long after its time an alarm will not come any more.
pub(crate) const OVERDUE: Span = Span::minutes(2);

/// When it is armed for, as far as this instance knows.
#[derive(Default)]
pub(crate) struct Alarm(Cell<Option<Moment>>);

impl Alarm {
    /// It rang.
    pub(crate) fn rang(&self) {
        self.0.set(None);
    }

    /// Arms it for `due`, unless it is armed for an earlier time already.
    pub(crate) async fn arm(&self, state: &State, due: Moment) -> Result<()> {
        if self.0.get().is_none() {
            self.0.set(state.storage().get_alarm().await?.map(Moment));
        }
        if self.0.get().is_some_and(|armed| armed <= due && !is_lost(armed)) {
            return Ok(());
        }
        self.set(state, due).await
    }

    /// Arms it anew, for `due` or a moment later, because what is believed of it may be wrong: once too often does no harm.
    /// Whether it was lost.
    pub(crate) async fn renew(&self, state: &State, due: Moment) -> Result<bool> {
        let armed = state.storage().get_alarm().await?.map(Moment);
        let again = armed.is_some_and(|armed| armed == due);
        self.set(state, if again { due + Span(1) } else { due }).await?;
        Ok(armed.is_none_or(|armed| is_lost(armed) || armed > due + OVERDUE))
    }

    async fn set(&self, state: &State, due: Moment) -> Result<()> {
        cost::wrote(1);
        self.0.set(Some(due));
        // Whole milliseconds far below 2^53, in the float that JavaScript keeps its dates in.
        #[expect(clippy::cast_precision_loss, reason = "a date in milliseconds fits a float exactly")]
        let date = js_sys::Date::new(&(due.0 as f64).into());
        state.storage().set_alarm(ScheduledTime::new(date)).await
    }
}

fn is_lost(alarm: Moment) -> bool {
    world::now() - alarm > OVERDUE
}
