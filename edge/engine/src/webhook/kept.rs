//! Reading what was written down. By hand, from JSON's own values: a reader that serde derives is two kilobytes of the Worker for
//! each type. What is not known is passed over, so an older version can read what a newer one wrote (F41).

use crate::time::Moment;
use serde_json::Value;

/// Something that is written down as JSON and read back.
pub trait Kept: Sized {
    /// Reads it, or nothing if it is not what was written.
    fn read(value: &Value) -> Option<Self>;
}

/// Reads what was written down as text.
#[must_use]
pub fn read_kept<T: Kept>(text: &str) -> Option<T> {
    T::read(&serde_json::from_str(text).ok()?)
}

/// Reads a list of what was written down.
#[must_use]
pub fn read_all<T: Kept>(text: &str) -> Option<Vec<T>> {
    list(&serde_json::from_str(text).ok()?)
}

pub(super) fn list<T: Kept>(value: &Value) -> Option<Vec<T>> {
    value.as_array()?.iter().map(T::read).collect()
}

pub(super) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

pub(super) fn number(value: &Value, name: &str) -> Option<i64> {
    value.get(name)?.as_i64()
}

pub(super) fn moment(value: &Value, name: &str) -> Option<Moment> {
    number(value, name).map(Moment)
}
