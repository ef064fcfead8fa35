//! The Kullback-Leibler divergence of Bernoulli variables, and the confidence bound that klUCB and its kin take from it.

/// As close to 0 and 1 as a mean is taken: the divergence is infinite beyond.
const EDGE: f64 = 1e-15;

/// A bound is right to this.
const PRECISION: f64 = 1e-9;

/// kl(p, q) in nats.
#[must_use]
pub fn divergence(p: f64, q: f64) -> f64 {
    let (p, q) = (p.clamp(EDGE, 1.0 - EDGE), q.clamp(EDGE, 1.0 - EDGE));
    p * (p / q).ln() + (1.0 - p) * ((1.0 - p) / (1.0 - q)).ln()
}

/// The greatest q, at least `mean`, with kl(`mean`, q) ≤ `budget`, in nats.
#[must_use]
pub fn upper_bound(mean: f64, budget: f64) -> f64 {
    let p = mean.clamp(EDGE, 1.0 - EDGE);
    let entropy = -p * p.ln() - (1.0 - p) * (1.0 - p).ln();
    // Two bounds on the bound: Pinsker's inequality, and what is left when -p ln q is taken for 0. From above, Newton's steps
    // on this convex function come down to the root and never pass it.
    let pinsker = p + (budget / 2.0).sqrt();
    let mut q = pinsker.min(1.0 - (-(budget + entropy) / (1.0 - p)).exp());
    while q > p && q < 1.0 {
        let excess = -entropy - p * q.ln() - (1.0 - p) * (1.0 - q).ln() - budget;
        let step = excess * q * (1.0 - q) / (q - p);
        q -= step;
        if step < PRECISION {
            break;
        }
    }
    q.clamp(p, 1.0)
}

#[cfg(test)]
mod tests {
    use super::{divergence, upper_bound};

    #[test]
    fn a_bound_spends_its_budget() {
        for mean in [0.0, 0.001, 0.1, 0.5, 0.9, 0.999] {
            for budget in [1e-4, 0.01, 0.3, 2.0, 8.0] {
                let bound = upper_bound(mean, budget);
                assert!(bound > mean, "kl({mean}, q) = {budget}: q = {bound}");
                // At 1 everything is spent, however much it was.
                let spent = |q: f64| if q < 1.0 { divergence(mean, q) } else { f64::INFINITY };
                let (less, more) = (spent(bound - 1e-7), spent(bound + 1e-7));
                assert!(
                    less < budget && budget < more,
                    "kl({mean}, {bound}) is between {less} and {more}, not {budget}"
                );
            }
        }
        assert!(upper_bound(1.0, 0.5) > 1.0 - 1e-9);
    }
}
