//! The health board: what is said of each gateway to people and to programs. The page and the JSON are drawn from this one view,
//! so that they cannot say different things.

use super::{
    policy::{Mode as By, Plan},
    snapshot::{FRESH, Snapshot},
    standing::{Standing, Why},
    weight::{ONE, Weights},
};
use crate::{
    config::Gateways,
    gateway::{Account, Class},
    id::GatewayId,
    time::Moment,
};
use dargah_wire::{Mode, ShopName};
use serde::Serialize;
use std::collections::BTreeMap;

/// Where the interval begins and ends: nine in ten that the rate is within, in 1/65536.
const LOW: u32 = ONE / 20;
const HIGH: u32 = ONE - LOW;

/// How every gateway is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BoardView {
    /// When the snapshot was published; nothing if there is none.
    pub published_at: Option<Moment>,
    /// The snapshot's version; 0 if there is none.
    pub version: u64,
    /// Whether this may no longer be how things are.
    pub stale: bool,
    /// Every gateway that is switched on, in the operator's order of priority.
    pub gateways: Vec<BoardRow>,
}

/// How one gateway is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BoardRow {
    /// Which.
    pub id: GatewayId,
    /// Its name for people.
    pub name: ShopName,
    /// Whether its money is real.
    pub mode: Mode,
    /// How it stands; nothing while nothing was heard of it.
    pub standing: Option<Standing>,
    /// Since when it stands so.
    pub since: Option<Moment>,
    /// What took it down, last.
    pub why: Option<Why>,
    /// When a scheduled closing ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    /// The expected share of its shoppers who end paid. With `low_ppm` and `high_ppm`, between which it is with nine chances in
    /// ten or more: of what nothing is known of, that is anything.
    pub rate_ppm: u32,
    /// The lower end.
    pub low_ppm: u32,
    /// The upper end.
    pub high_ppm: u32,
    /// The share of its calls that are answered.
    pub answers_ppm: Option<u32>,
    /// How long an answer takes, milliseconds.
    pub latency_ms: Option<u32>,
    /// The share of shoppers that it gets where a shop does not say otherwise, of its mode's gateways.
    pub share_ppm: u32,
    /// Class of the last failure.
    pub last_fault: Option<Class>,
    /// Shoppers there now.
    pub waiting: u32,
}

impl BoardView {
    /// The board at `now`.
    #[must_use]
    pub fn of(gateways: &Gateways, snapshot: Option<&Snapshot>, now: Moment) -> Self {
        let shares = [Mode::Live, Mode::Test].map(|mode| shares(gateways, mode, snapshot, now));
        let share = |id: &GatewayId| {
            let found = shares.iter().flat_map(|shares| shares.as_slice()).find(|(other, _)| other == id);
            found.map_or(0, |&(_, share)| share)
        };
        Self {
            published_at: snapshot.map(|s| s.published_at),
            version: snapshot.map_or(0, |s| s.version),
            stale: snapshot.is_none_or(|s| now - s.published_at > FRESH),
            gateways: gateways
                .operators()
                .filter(|account| account.enabled)
                .map(|account| row(account, share(&account.id), snapshot, now))
                .collect(),
        }
    }
}

/// The shares of one mode's gateways, as a shop gets them that sets no rules.
fn shares(gateways: &Gateways, mode: Mode, snapshot: Option<&Snapshot>, now: Moment) -> Weights {
    let open = |account: &&Account| account.enabled && account.mode == mode && !account.is_closed(now);
    let candidates: Vec<GatewayId> = gateways.iter().filter(open).map(|account| account.id.clone()).collect();
    let (by, terms, maintenance) = (By::Automatic, BTreeMap::new(), BTreeMap::new());
    let plan = Plan { mode: &by, among: None, terms: &terms, maintenance: &maintenance, rule: None };
    Weights::of(&candidates, snapshot, &plan, now)
}

fn row(account: &Account, share: u32, snapshot: Option<&Snapshot>, now: Moment) -> BoardRow {
    let seen = snapshot.and_then(|s| s.of(&account.id));
    let closing = account.closing(now);
    // As routing sees it: of an old snapshot, and of a stranger, less is known.
    let belief = snapshot.map(|s| s.belief(&account.id, now)).unwrap_or_default();
    let (standing, since, why) = match (closing, seen.map(|gateway| gateway.condition)) {
        (Some(closing), _) => (Some(Standing::Down), Some(closing.from), Some(Why::Maintenance)),
        (None, Some(condition)) => (Some(condition.standing), Some(condition.since), condition.why),
        (None, None) => (None, None, None),
    };
    // A belief with a thin, long tail has its mean beyond the quantile; what is drawn holds both.
    let rate = belief.mean();
    let (low, high) = (belief.quantile(LOW).min(rate), belief.quantile(HIGH).max(rate));
    BoardRow {
        id: account.id.clone(),
        name: (&account.name).into(),
        mode: account.mode,
        standing,
        since,
        why,
        until: closing.map(|closing| closing.to),
        rate_ppm: in_millionths(rate),
        low_ppm: in_millionths(low),
        high_ppm: in_millionths(high),
        answers_ppm: seen.map(|gateway| in_millionths(gateway.answers)),
        latency_ms: seen.map(|gateway| gateway.latency_ms).filter(|&latency| latency > 0),
        share_ppm: in_millionths(share),
        last_fault: seen.and_then(|gateway| gateway.last_fault),
        waiting: seen.map_or(0, |gateway| gateway.waiting),
    }
}

/// From 1/65536 to millionths.
fn in_millionths(share: u32) -> u32 {
    let millionths = (u64::from(share) * 1_000_000 + u64::from(ONE / 2)) / u64::from(ONE);
    u32::try_from(millionths).unwrap_or(1_000_000)
}
