//! Who was sent lately, so that one shopper's hundred visits do not look like a gateway where nobody ends (F53).

use crate::time::{Moment, Span};
use std::collections::BTreeMap;

/// A shopper's visits count anew after so long.
const WINDOW: Span = Span::minutes(5);

/// Visits of one shopper that count in a window.
const VISITS: u8 = 2;

/// So many shoppers are remembered; with more, all are forgotten and count anew. It bounds memory, and a flood of different
/// shoppers is no longer one shopper's.
const REMEMBERED: usize = 20_000;

/// Shoppers of the present window.
#[derive(Clone, Debug, Default)]
pub(super) struct Shoppers {
    began: Option<Moment>,
    visits: BTreeMap<u32, u8>,
}

impl Shoppers {
    /// Notes a visit, and says whether it counts.
    pub(super) fn counts(&mut self, shopper: u32, at: Moment) -> bool {
        if self.began.is_none_or(|began| at - began >= WINDOW) || self.visits.len() >= REMEMBERED {
            self.began = Some(at);
            self.visits.clear();
        }
        let visits = self.visits.entry(shopper).or_default();
        *visits = visits.saturating_add(1);
        *visits <= VISITS
    }
}
