//! The audit log: what was changed, by whom and when, each entry chained to the one before by its hash. A changed, removed or
//! inserted entry breaks the chain at a place that [`verify`] names. What cannot be seen from the chain alone is that its end
//! was cut off: whoever keeps the newest hash elsewhere sees that too.

use super::MemberId;
use crate::{
    id::ShopId,
    seal::{hex, sha256},
    time::Moment,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// A person.
    Member(MemberId),
    /// The operator's key, which has no person.
    OperatorKey,
    /// The service by itself.
    Service,
}

/// What is noted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place, from 1 without a gap.
    pub seq: i64,
    /// When, ms since 1970.
    pub at: Moment,
    /// Who did it.
    pub who: Who,
    /// In which shop, if in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop: Option<ShopId>,
    /// What was done: `subject.done`, as `team.invited`.
    pub what: String,
    /// What else is to be known. No secret, and of a person no more than an id or a masked number.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub details: Map<String, Value>,
}

/// A link of the chain: the entry's text and the hash over it and everything before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The entry as canonical JSON.
    pub text: String,
    /// SHA-256 in lower-case hex.
    pub hash: String,
}

/// What stands before the first link.
pub const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

impl Entry {
    /// The entry as canonical JSON: names sorted, no blanks, integers and texts as JSON writes them. `serde_json`'s maps are
    /// sorted, and what is in here has no fractions.
    #[must_use]
    pub fn canonical(&self) -> String {
        serde_json::to_value(self).map(|value| value.to_string()).unwrap_or_default()
    }

    /// The entry as the link after the one that has the hash `before`.
    #[must_use]
    pub fn after(&self, before: &str) -> Link {
        let text = self.canonical();
        let hash = hash(before, &text);
        Link { text, hash }
    }
}

/// `sha256(before || text)`, the former as its hex.
fn hash(before: &str, text: &str) -> String {
    hex(&sha256([before.as_bytes(), text.as_bytes()].concat().as_slice()))
}

/// What is wrong with a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The text is no entry as we write them.
    Unreadable,
    /// The place is another than the one that comes next: something was removed or put in.
    OutOfPlace,
    /// The hash does not fit.
    WrongHash,
}

/// The first link that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The place where it should stand.
    pub seq: i64,
    /// What is wrong there.
    pub fault: Fault,
}

/// Where a chain stands: the last place and its hash. A long one is checked in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last entry's place; 0 before the first.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

impl Default for Head {
    fn default() -> Self {
        Self { seq: 0, hash: START.to_owned() }
    }
}

/// Checks the links that follow `from`, in order.
///
/// # Errors
/// The first [`Broken`] link.
pub fn verify<'a>(from: Head, links: impl IntoIterator<Item = &'a Link>) -> Result<Head, Broken> {
    links.into_iter().try_fold(from, |head, link| {
        let seq = head.seq + 1;
        let broken = |fault| Broken { seq, fault };
        let entry: Entry = serde_json::from_str(&link.text).map_err(|_| broken(Fault::Unreadable))?;
        if entry.canonical() != link.text {
            return Err(broken(Fault::Unreadable));
        }
        if entry.seq != seq {
            return Err(broken(Fault::OutOfPlace));
        }
        let wanted = hash(&head.hash, &link.text);
        if link.hash == wanted { Ok(Head { seq, hash: wanted }) } else { Err(broken(Fault::WrongHash)) }
    })
}
