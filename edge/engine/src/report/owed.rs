//! Whether a report may lack what happened last.

use super::row::Row;
use crate::payment::{Payment, Recorded};

/// Whether what a payment's row says has changed since the newest notice to its shop.
///
/// A notice is handed over together with the payment's row, and both are known to have arrived before it counts as handed over.
/// What changes a row later without being news (a payment that was over is looked into once more, and comes to nothing again)
/// is owed to the report by itself. As long as rows have been the same since the notice, whichever of them arrived is right.
#[must_use]
pub fn is_owed<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> bool {
    let mut events = events.into_iter();
    let first = events.next().map(core::slice::from_ref);
    let Some(mut payment) = first.and_then(Payment::replay) else { return false };
    let (mut told, mut changed) = (None, true);
    for recorded in events {
        let notices = payment.notices.len();
        payment.apply(recorded);
        if payment.notices.len() > notices {
            (told, changed) = (Some(Row::of(&payment)), false);
        } else if !changed {
            changed = told.as_ref().is_none_or(|row| !row.says_what(&Row::of(&payment)));
        }
    }
    changed
}
