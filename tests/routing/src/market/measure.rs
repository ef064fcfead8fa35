//! How a run met the outages: how soon traffic left, how soon it came back, and what it cost.
//!
//! A share is a count over a window of payments, so it crosses a threshold somewhere inside the window. If traffic falls from the
//! share before to nothing, the window whose share is the threshold has `threshold / before` of its length before the fall; that
//! is where the crossing is put. It makes a step measured without bias, however long the window.

use super::{
    book::{Named, Run, SURE},
    outage::Kind,
    router::Ms,
    world::World,
};

/// Below this share of the new payments a gateway counts as shed.
const SHED: f64 = 0.05;

/// Outages of gateways with less than this share before are in no measure of time.
const SHARE: f64 = 0.10;

/// A share's window: at least so long, milliseconds, and at least so many payments.
type Window = (Ms, usize);

/// For traffic that leaves.
const NARROW: Window = (10_000, 40);

/// For the share before and for traffic that comes back. A few exploring payments must not look like a return.
const WIDE: Window = (60_000, 200);

/// A return is measured only if the gateway then stays healthy for so long, and the run goes on, milliseconds.
const QUIET: Ms = 600_000;

/// An alarm so long after an outage still is about the outage, milliseconds: payments were pending.
const ECHO: Ms = 300_000;

/// How one outage was met.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Met {
    /// What kind it was.
    pub kind: Kind,
    /// The gateway's share of new payments before it.
    pub before: f64,
    /// Milliseconds from the onset until the share is below 5 %; `Some(None)` if that did not happen before the end, and `None`
    /// if the gateway had less than a tenth before.
    pub shed: Option<Option<Ms>>,
    /// Milliseconds from the end until the share is at least half of what it was; `Some(None)` if that never happened, `None` if
    /// the gateway had less than a tenth before or the time after is too short to tell.
    pub restore: Option<Option<Ms>>,
    /// Token calls made for shoppers during it.
    pub calls: u32,
    /// Those of them made after it was shed.
    pub calls_after: u32,
    /// Those of them made when every edge could know that it was, and why: what is left is meant, to see whether it is back. An
    /// outage of the token call can be known once some of its calls have failed; before that a gateway that has few shoppers for
    /// another reason has them still.
    pub shopper_probes: u32,
    /// Shoppers it cost: those without a page because of it, and those who would have paid had the page worked.
    pub lost: u32,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Share of the shoppers who paid, percent.
    pub success_pct: f64,
    /// Shoppers.
    pub shoppers: u64,
    /// Shoppers who never saw a page.
    pub no_page: u64,
    /// All outages that began after the warm-up.
    pub met: Vec<Met>,
    /// Alarms about gateways with no outage then or in the five minutes before.
    pub false_alarms: u32,
    /// Alarms in the five minutes after an outage.
    pub echoes: u32,
    /// Alarms during an outage.
    pub true_alarms: u32,
    /// Time in which gateways were healthy, all together, weeks.
    pub healthy_weeks: f64,
    /// Probes made.
    pub probes: u64,
}

/// Measures a run.
#[must_use]
pub fn measure(world: &World, run: &Run) -> Score {
    let warm_up = world.setting.warm_up_ms;
    let firsts: Vec<Named> = run.named.iter().filter(|named| named.first).copied().collect();
    let counted = world.outages().iter().enumerate().filter(|(_, outage)| outage.from >= warm_up);
    let (mut false_alarms, mut echoes, mut true_alarms) = (0, 0, 0);
    for alarm in run.alarms.iter().filter(|alarm| alarm.at >= warm_up) {
        let since = world.outages_of(alarm.gateway).iter().rfind(|outage| outage.from <= alarm.at);
        match since {
            Some(outage) if alarm.at < outage.until => true_alarms += 1,
            Some(outage) if alarm.at < outage.until + ECHO => echoes += 1,
            _ => false_alarms += 1,
        }
    }
    Score {
        success_pct: run.books.success_pct(),
        shoppers: run.books.arrived,
        no_page: run.books.no_page,
        met: counted.map(|(number, _)| meet(world, run, &firsts, number)).collect(),
        false_alarms,
        echoes,
        true_alarms,
        healthy_weeks: healthy_weeks(world),
        probes: run.probes,
    }
}

fn healthy_weeks(world: &World) -> f64 {
    let (from, until) = (world.setting.warm_up_ms, world.setting.length_ms);
    let within = |at: Ms| at.clamp(from, until);
    let ill: u64 = world.outages().iter().map(|outage| u64::from(within(outage.until) - within(outage.from))).sum();
    let all = u64::from(until - from) * world.setting.gateways as u64;
    (all - ill) as f64 / (7.0 * 24.0 * 3_600_000.0)
}

fn meet(world: &World, run: &Run, firsts: &[Named], number: usize) -> Met {
    let outage = world.outages()[number];
    let (from, until) = (outage.from, outage.until.min(world.setting.length_ms));
    let gateway = outage.gateway as u8;
    let before = share_before(firsts, gateway, from);
    let counts = before >= SHARE;
    let shed = counts.then(|| {
        let frac = SHED / before;
        let wished = |share, at| share < SHED && stays_away(firsts, gateway, (at, until));
        crossing(firsts, gateway, (from, until), NARROW, frac, wished).map(|at| at - from)
    });
    let next = world.outages_of(outage.gateway).iter().find(|next| next.from >= outage.until);
    let quiet_until = next.map_or(Ms::MAX, |next| next.from).min(world.setting.length_ms);
    let long_enough = outage.until.saturating_add(QUIET) <= quiet_until;
    let restore = (counts && long_enough).then(|| {
        let times = (outage.until, quiet_until);
        crossing(firsts, gateway, times, WIDE, 0.5, |share, _| share >= before / 2.0).map(|at| at - outage.until)
    });
    let during =
        run.named.partition_point(|named| named.at < from)..run.named.partition_point(|named| named.at < until);
    let calls = run.named[during].iter().filter(|named| named.gateway == gateway);
    let shed_at = shed.flatten().map(|after| from + after);
    let after = |named: &&Named| shed_at.is_some_and(|shed| named.at > shed);
    let stale = world.setting.publish_ms + world.setting.refresh_ms;
    let seen = match outage.kind {
        Kind::Token => run.refused[number].get(SURE - 1).copied(),
        Kind::Silent | Kind::Brown => Some(from),
    };
    let known = |named: &&Named| shed_at.zip(seen).is_some_and(|(shed, seen)| named.at > shed.max(seen) + stale);
    Met {
        kind: outage.kind,
        before,
        shed,
        restore,
        calls: calls.clone().count() as u32,
        calls_after: calls.clone().filter(after).count() as u32,
        shopper_probes: calls.filter(known).count() as u32,
        lost: run.spoiled[number] + run.turned_away[number],
    }
}

fn share_before(firsts: &[Named], gateway: u8, at: Ms) -> f64 {
    let end = firsts.partition_point(|named| named.at < at);
    let start = firsts.partition_point(|named| named.at + WIDE.0 < at).min(end.saturating_sub(WIDE.1));
    let count = firsts[start..end].iter().filter(|named| named.gateway == gateway).count();
    count as f64 / (end - start).max(1) as f64
}

/// Whether the share stays under 5 % in the wide window from a moment on, as far as the outage goes. A narrow window alone is now
/// and then empty by chance, and an outage has many of them.
fn stays_away(firsts: &[Named], gateway: u8, (from, until): (Ms, Ms)) -> bool {
    let start = firsts.partition_point(|named| named.at < from);
    let end = firsts.partition_point(|named| named.at < from + WIDE.0).max(start + WIDE.1);
    let end = end.min(firsts.partition_point(|named| named.at < until)).max(start);
    let count = firsts[start..end].iter().filter(|named| named.gateway == gateway).count();
    (count as f64) < SHED * (end - start).max(1) as f64
}

/// The first moment of a span at which the share in a window around it is as wished; `frac` of the window lies before the moment.
fn crossing(
    firsts: &[Named],
    gateway: u8,
    (from, until): (Ms, Ms),
    (length, payments): Window,
    frac: f64,
    wished: impl Fn(f64, Ms) -> bool,
) -> Option<Ms> {
    let begun = firsts.partition_point(|named| named.at < from);
    // Whatever window has its moment in the span begins no earlier than this.
    let earliest = begun.saturating_sub(payments).min(firsts.partition_point(|named| named.at + length < from));
    let (mut end, mut count) = (earliest, 0_usize);
    for start in earliest..firsts.len() {
        while end < firsts.len() && (end - start < payments || firsts[end].at - firsts[start].at < length) {
            count += usize::from(firsts[end].gateway == gateway);
            end += 1;
        }
        let last = firsts.get(end)?.at;
        let moment = firsts[start].at + (f64::from(last - firsts[start].at) * frac) as Ms;
        if moment >= until {
            return None;
        }
        if moment >= from && wished(count as f64 / (end - start) as f64, moment) {
            return Some(moment);
        }
        count -= usize::from(firsts[start].gateway == gateway);
    }
    None
}
