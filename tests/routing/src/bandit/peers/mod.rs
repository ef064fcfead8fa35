//! The peers, each written from its published description.

mod glr;
mod klucb;
mod sr_v3;
mod sw_klucb;
mod thompson;

pub use glr::{Exploration, Glr, Scope};
pub use klucb::Klucb;
pub use sr_v3::SrV3;
pub use sw_klucb::SwKlucb;
pub use thompson::Thompson;

/// What an arm has given.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    plays: u32,
    rewards: u32,
}

impl Count {
    fn add(&mut self, reward: bool) {
        self.plays += 1;
        self.rewards += u32::from(reward);
    }

    fn remove(&mut self, reward: bool) {
        self.plays -= 1;
        self.rewards -= u32::from(reward);
    }

    /// klUCB's index: the greatest mean that the outcomes leave possible at `exploration` nats. An arm without outcomes comes
    /// before all others.
    fn index(self, exploration: f64) -> f64 {
        if self.plays == 0 {
            return f64::INFINITY;
        }
        let plays = f64::from(self.plays);
        super::kl::upper_bound(f64::from(self.rewards) / plays, exploration / plays)
    }
}
