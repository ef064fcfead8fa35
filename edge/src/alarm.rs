//! The one alarm of an object, for the earliest of everything it waits for.

use dargah_engine::time::Moment;
use std::cell::Cell;
use worker::{Result, ScheduledTime, Storage, js_sys};

/// The alarm, and when it is armed for as far as this instance knows.
#[derive(Default)]
pub(crate) struct Alarm(Cell<Option<Moment>>);

impl Alarm {
    /// It rang, or is not to be relied upon.
    pub(crate) fn forget(&self) {
        self.0.set(None);
    }

    /// Arms it for `due`, unless it is armed for an earlier time already.
    pub(crate) async fn arm(&self, storage: &Storage, due: Moment) -> Result<()> {
        if self.0.get().is_none() {
            self.0.set(storage.get_alarm().await?.map(Moment));
        }
        if self.0.get().is_some_and(|armed| armed <= due) {
            return Ok(());
        }
        self.set(storage, due).await
    }

    /// Arms it for `due`, whatever it was armed for.
    pub(crate) async fn set(&self, storage: &Storage, due: Moment) -> Result<()> {
        self.0.set(Some(due));
        // Whole milliseconds far below 2^53, in the float that JavaScript keeps its dates in.
        #[expect(clippy::cast_precision_loss, reason = "a date in milliseconds fits a float exactly")]
        let date = js_sys::Date::new(&(due.0 as f64).into());
        storage.set_alarm(ScheduledTime::new(date)).await
    }
}
