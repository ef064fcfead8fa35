//! One gateway's evidence, and what is believed of it.

use super::{
    ONE,
    belief::Belief,
    cohort::{Cohorts, End, LASTING},
    delay::Arrived,
    evidence::{Count, answered, completed},
    snapshot::GatewayHealth,
    standing::{Condition, Signs, Standing, Why},
};
use crate::{
    gateway::Class,
    id::GatewayId,
    time::{Moment, Span},
};
use serde::{Deserialize, Serialize};

/// A gateway is proven, and takes whatever share its rate earns, after so many shoppers.
const PROVEN: u64 = 60_000;

/// What is known is counted in thousandths of shoppers, so that it can fade.
const SHOPPER: u64 = 1_000;

/// How many shoppers may be on their way to a gateway of which nothing is known.
const FIRST_SHOPPERS: u64 = 8;

/// Over how long the exposure to a gateway that is not proven is planned.
const PLAN: Span = Span::seconds(8);

/// How long an outage of its calls lasts, on average.
const OUTAGE: Span = Span::minutes(3);

/// How likely the calls of a gateway are answered of which nothing was seen.
const NEW_WORKS: f64 = 0.9;

/// How likely they are once something changed.
const CHANGED_WORKS: f64 = 0.5;

/// Between two probes of a gateway that is down.
const PROBE_EVERY: Span = Span::seconds(3);

/// Between two probes of one whose last calls say otherwise than its standing. One that is not down is left alone by each isolate
/// for a while, so that nobody else would find out; and one that is down may be back.
const DOUBT_EVERY: Span = Span::seconds(1);

/// So many calls are answered one after the other before a failure is taken for one of those that happen anywhere.
const SURE_AFTER: u32 = 3;

/// So many calls are answered one after the other before a gateway that was down for its calls has shoppers again: one that
/// answers one call in ten does that about once in a thousand hours of probes.
const BACK_AFTER: u32 = 5;

/// Or so long after the last call, where nobody calls but for shoppers.
const UNASKED: Span = Span::minutes(1);

/// The share of its usual rate under which a gateway counts as failing: seven tenths, in 1/65536.
const FAR_BELOW: u64 = 45_875;

/// The usual rate is a mean over so many shoppers: some hours.
const USUAL_MAX: u64 = 4_000;

/// One gateway.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Track {
    /// Whether its calls are answered.
    answers: Belief,
    answers_at: Moment,
    /// Whether its shoppers end paid.
    cohorts: Cohorts,
    /// Shoppers heard of since it was last down, thousandths; it fades.
    known: u64,
    known_at: Moment,
    /// Shoppers, and those who paid, while it was up: what is usual.
    usual: (u64, u64),
    condition: Condition,
    probed_at: Option<Moment>,
    /// Whether a call failed, and too few were answered since.
    #[serde(default)]
    doubted: bool,
    /// Calls that were answered since one was not.
    #[serde(default)]
    in_a_row: u32,
    /// Running mean of the latency of answers, milliseconds.
    latency_ms: u32,
    last_fault: Option<Class>,
}

impl Track {
    pub(super) fn new(now: Moment) -> Self {
        Self {
            answers: Belief::hopeful(NEW_WORKS),
            answers_at: now,
            cohorts: Cohorts::default(),
            known: 0,
            known_at: now,
            usual: (0, 0),
            condition: Condition::new(now),
            probed_at: None,
            doubted: false,
            in_a_row: 0,
            latency_ms: 0,
            last_fault: None,
        }
    }

    /// A call was made.
    pub(super) fn call(&mut self, class: Class, latency_ms: u32, at: Moment) {
        let count = answered(class);
        if count == Count::Neutral {
            return;
        }
        self.answers = self.answers_now(at);
        self.answers_at = self.answers_at.max(at);
        self.in_a_row = if count == Count::Failure { 0 } else { self.in_a_row.saturating_add(1) };
        self.doubted = count == Count::Failure || (self.doubted && self.in_a_row < SURE_AFTER);
        if count == Count::Success {
            self.answers.observe(1, 0);
            self.latency_ms = match self.latency_ms {
                0 => latency_ms,
                mean => mean.saturating_mul(7).saturating_add(latency_ms) / 8,
            };
        } else {
            self.answers.observe(0, 1);
            self.last_fault = Some(class);
        }
    }

    fn answers_now(&self, now: Moment) -> Belief {
        let mut answers = self.answers.clone();
        answers.drift_unevenly(now - self.answers_at, (OUTAGE, LASTING), &Belief::hopeful(CHANGED_WORKS));
        answers
    }

    /// A shopper was sent.
    pub(super) fn send(&mut self, at: Moment) {
        self.cohorts.send(at);
    }

    /// A shopper's visit ended.
    pub(super) fn end(&mut self, sent_at: Moment, class: Class) {
        let end = match completed(class) {
            Count::Success => End::Paid,
            Count::Failure => {
                self.last_fault = Some(class);
                End::Failed
            }
            Count::Neutral => End::Neutral,
        };
        if end != End::Neutral {
            self.known += SHOPPER;
        }
        self.cohorts.end(sent_at, end);
    }

    /// Whether delays seen here are a healthy gateway's.
    pub(super) fn is_up(&self) -> bool {
        self.condition.standing == Standing::Up
    }

    /// Closes what is over and judges anew; what is believed of its rate now.
    fn advance(&mut self, now: Moment, arrived: &Arrived, usual: Option<u32>) -> Belief {
        let up = self.is_up();
        let mut heard = (0, 0);
        self.cohorts.close(now, arrived, |closed| {
            heard.0 += u64::from(closed.trials);
            heard.1 += u64::from(closed.paid);
        });
        if up {
            self.usual = (self.usual.0 + heard.0, self.usual.1 + heard.1);
            if self.usual.0 > USUAL_MAX {
                self.usual = (self.usual.0 / 2, self.usual.1 / 2);
            }
        }
        let elapsed = (now - self.known_at).0.max(0).unsigned_abs();
        let lasting = LASTING.0.unsigned_abs();
        // Faded in steps, for so little would be lost to rounding each second.
        if elapsed > 60_000 {
            self.known = self.known.saturating_mul(lasting) / (lasting + elapsed);
            self.known_at = now;
        }
        let belief = self.cohorts.belief(now, arrived);
        let signs = Signs {
            calls_fail: self.answers_now(now).below(ONE / 2),
            calls_back: self.in_a_row >= BACK_AFTER || now - self.answers_at >= UNASKED,
            payments_fail: self.usual_rate().or(usual).map_or(0, |usual| {
                let bar = u32::try_from(u64::from(usual) * FAR_BELOW / u64::from(ONE)).unwrap_or(0);
                belief.below(bar)
            }),
            proven: self.known >= PROVEN,
        };
        let condition = self.condition.after(signs, now);
        let fell = (condition.standing, condition.why) != (self.condition.standing, self.condition.why);
        if condition.standing == Standing::Down && fell {
            self.known = match condition.why {
                // Nothing is known of the shoppers that come after.
                Some(Why::PaymentsFail) => 0,
                // Nobody was sent, so what was known of its pages holds.
                _ => self.known.min(PROVEN / 2),
            };
        }
        self.condition = condition;
        belief
    }

    /// The share of shoppers who usually end paid here, in 1/65536; nothing before a hundred.
    pub(super) fn usual_rate(&self) -> Option<u32> {
        let (sent, paid) = self.usual;
        (sent >= 100).then(|| u32::try_from(paid * u64::from(ONE) / sent).unwrap_or(ONE))
    }

    /// Whether a call should be made now just to see whether it is answered; then it counts as made.
    pub(super) fn probe(&mut self, now: Moment) -> bool {
        let every = match (self.condition.standing, self.condition.why) {
            (Standing::Down, Some(Why::CallsFail)) if self.in_a_row == 0 => PROBE_EVERY,
            (Standing::Down, Some(Why::CallsFail)) => DOUBT_EVERY,
            (Standing::Up | Standing::Ramp, _) if self.doubted => DOUBT_EVERY,
            _ => return false,
        };
        let due = self.probed_at.is_none_or(|at| now - at >= every || at > now);
        if due {
            self.probed_at = Some(now);
        }
        due
    }

    /// What is published, after time has gone on. `usual` is the usual rate of all gateways, for one with none of its own; `pace`
    /// is how many shoppers all gateways get, thousandths a second.
    pub(super) fn publish(
        &mut self,
        id: GatewayId,
        now: Moment,
        arrived: &Arrived,
        usual: Option<u32>,
        pace: u64,
    ) -> GatewayHealth {
        let belief = self.advance(now, arrived, usual);
        GatewayHealth {
            id,
            belief,
            room: self.room(pace),
            condition: self.condition,
            answers: self.answers_now(now).mean(),
            latency_ms: self.latency_ms,
            last_fault: self.last_fault,
            waiting: self.cohorts.waiting(),
        }
    }

    /// The largest share it may get. One that is not proven may have as many shoppers on their way as it has been heard of
    /// twice over: so a new gateway grows as fast as outcomes come, and never leads at once.
    fn room(&self, pace: u64) -> u32 {
        if self.known >= PROVEN {
            return ONE;
        }
        let most = FIRST_SHOPPERS * SHOPPER + 2 * self.known;
        let free = most.saturating_sub(u64::from(self.cohorts.waiting()) * SHOPPER);
        let planned = pace * PLAN.0.unsigned_abs() / 1_000;
        let share = (free * u64::from(ONE)).checked_div(planned).unwrap_or(u64::from(ONE));
        u32::try_from(share).unwrap_or(ONE).min(ONE)
    }
}
