//! What is written down, for ever: one row of the log is one event, and every transfer of it happened or none did. The JSON of these
//! types is the log's format: a test pins it.

use super::transfer::{Transfer, TransferId};
use crate::time::Moment;
use serde::{Deserialize, Serialize};

/// An event and when it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// When.
    pub at: Moment,
    /// What.
    pub event: Event,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Linked transfers, in order.
    Posted(Vec<Transfer>),
    /// These holds lapsed; what they held is free again.
    Expired(Vec<TransferId>),
}

/// Reads a row of the log. One that this version does not know stops it: books with a gap are no books.
///
/// # Errors
/// If it is no event of this version.
pub fn read_event(text: &str) -> Result<Recorded, serde_json::Error> {
    serde_json::from_str(text)
}
