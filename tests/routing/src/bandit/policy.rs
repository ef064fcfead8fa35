//! What plays: something that chooses an arm and is told at once what came of it.

use rand::{Rng, rngs::SmallRng};

/// A bandit algorithm during one run.
pub trait Policy {
    /// The arm to play in `round`, counted from 0. `dice` are the policy's own: the outcomes come from other dice.
    fn choose(&mut self, round: usize, dice: &mut SmallRng) -> usize;

    /// What the chosen arm gave, told before the next round.
    fn learn(&mut self, arm: usize, reward: bool);
}

/// The arm with the highest score, drawn evenly among equals. The first arm would otherwise win every tie, and at the start all
/// are tied.
pub fn best_arm(scores: impl IntoIterator<Item = f64>, dice: &mut SmallRng) -> usize {
    let (mut best, mut best_score, mut equals) = (0, f64::NEG_INFINITY, 1u32);
    for (arm, score) in scores.into_iter().enumerate() {
        if score > best_score {
            (best, best_score, equals) = (arm, score, 1);
        } else if score == best_score {
            equals += 1;
            if dice.random_range(0..equals) == 0 {
                best = arm;
            }
        }
    }
    best
}
