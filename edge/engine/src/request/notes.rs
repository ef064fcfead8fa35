//! What a shop may note of a payment or a decision, for its own use and for its rules.

use crate::problem::{Code, Fault};
use std::collections::BTreeMap;

/// Notes of one payment.
const NOTES_MAX: usize = 20;

/// Characters of a name, and of a note.
const NAME_MAX: usize = 40;
const NOTE_MAX: usize = 200;

/// Checks the notes under `metadata`.
///
/// # Errors
/// `body_invalid` for too many or too long ones.
pub(super) fn check(notes: &BTreeMap<String, String>) -> Result<(), Fault> {
    let fits = |(name, note): (&String, &String)| {
        (1..=NAME_MAX).contains(&name.chars().count()) && note.chars().count() <= NOTE_MAX
    };
    if notes.len() > NOTES_MAX || !notes.iter().all(fits) {
        let says = "at most 20 notes; a name has 1 to 40 characters, a note at most 200";
        return Err(Fault::of(Code::BodyInvalid, "metadata", says));
    }
    Ok(())
}
