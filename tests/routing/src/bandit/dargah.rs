//! Our router as a bandit: the engine's own calls, as the Worker makes them. It knows nothing of the problem, neither how long it
//! is nor how often it changes. A round is [`ROUND`] long, because the engine thinks in time.

use super::Policy;
use dargah_engine::{
    gateway::Class,
    id::{GatewayId, PaymentId},
    money::Rial,
    routing::{Evidence, Facts, Health, Policy as Wishes, Step, Weights, choose},
    time::{Moment, Span},
};
use rand::{Rng, rngs::SmallRng};

/// How long a round is. The engine expects a gateway to change every three hours, so every 900 rounds; the problems change every
/// 600 to 10,000 rounds an arm.
pub const ROUND: Span = Span::seconds(12);

/// The engine in a bandit's place.
#[derive(Debug)]
pub struct Dargah {
    health: Health,
    ids: Vec<GatewayId>,
    wishes: Wishes,
    round: Span,
    now: Moment,
    run: u64,
}

impl Dargah {
    /// Before its first round.
    #[must_use]
    pub fn new(arms: usize, round: Span) -> Self {
        let ids = (0..arms).filter_map(|arm| GatewayId::new(&format!("g{arm}")).ok()).collect();
        let (health, wishes) = (Health::default(), Wishes::default());
        Self { health, ids, wishes, round, now: Moment(1_700_000_000_000), run: 0 }
    }
}

impl Policy for Dargah {
    fn choose(&mut self, round: usize, dice: &mut SmallRng) -> usize {
        if round == 0 {
            self.run = dice.random();
        }
        self.now = self.now + self.round;
        let snapshot = self.health.publish(self.now);
        let facts = Facts::new(Rial::ZERO, self.now);
        let weights = Weights::of(&self.ids, Some(&snapshot), &self.wishes.plan(&facts), self.now);
        let mut payment = [0; 16];
        payment[..8].copy_from_slice(&(round as u64).to_be_bytes());
        payment[8..].copy_from_slice(&self.run.to_be_bytes());
        let chosen = choose(&PaymentId::from_bytes(payment), 1, &weights, None);
        chosen.and_then(|choice| self.ids.iter().position(|id| *id == choice.gateway)).unwrap_or(0)
    }

    fn learn(&mut self, arm: usize, reward: bool) {
        let at = self.now;
        let class = if reward { Class::Ok } else { Class::Tech };
        for step in [
            Step::Call { class: Class::Ok, latency_ms: 100 },
            Step::Sent { shopper: None },
            Step::Ended { sent_at: at, class },
        ] {
            self.health.absorb(&Evidence { gateway: self.ids[arm].clone(), at, step });
        }
    }
}
