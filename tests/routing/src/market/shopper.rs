//! One shopper: where they arrive, what they do at a gateway's page, and what becomes of the token calls made for them.

use super::{
    dice::{Dice, For},
    router::{Ms, Outcome},
    setting::Failures,
    world::World,
};

/// A healthy token call's median and sigma, milliseconds.
const TOKEN_MS: (f64, f64) = (200.0, 0.3);

/// How long a failing token call takes, milliseconds: a refusal at once or the time limit.
const TOKEN_FAULT_MS: (f64, f64) = (50.0, 1_500.0);

/// All chance in a shopper, drawn by seed and number.
///
/// The luck is the shopper's own: the same at every gateway. A gateway completes the luckiest share of its shoppers, so two
/// policies differ by no more shoppers than their gateways' rates do, and a paired difference has the least noise. Nobody sees
/// the difference to a draw for each gateway, as a shopper stands at one gateway's page only.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shopper {
    pub(super) edge: usize,
    pub(super) issuer: usize,
    pub(super) issuer_known: bool,
    luck: f64,
    heard: f64,
    class: f64,
    pay_ms: Ms,
    back_ms: Ms,
}

/// What becomes of a shopper at a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fate {
    /// When and how the shopper comes back, if ever.
    pub(super) back: Option<(Ms, Outcome)>,
    /// The number of the gateway's outage without which the shopper would have paid.
    pub(super) blame: Option<usize>,
}

impl Shopper {
    pub(super) fn draw(world: &World, number: u32) -> Self {
        let setting = &world.setting;
        let mut dice = Dice::of(world.seed, For::Shopper, u64::from(number));
        let edge = dice.below(setting.edges);
        let mut share = dice.unit();
        let issuer = setting.issuers.iter().position(|part| {
            share -= part;
            share < 0.0
        });
        Self {
            edge,
            issuer: issuer.unwrap_or(setting.issuers.len().saturating_sub(1)),
            issuer_known: dice.strikes(setting.issuer_known),
            luck: dice.unit(),
            heard: dice.unit(),
            class: dice.unit(),
            pay_ms: dice.lognormal(setting.success_delay.0, setting.success_delay.1) as Ms,
            back_ms: dice.lognormal(setting.failure_delay.0, setting.failure_delay.1) as Ms,
        }
    }

    /// What becomes of the shopper at a gateway's page.
    pub(super) fn fate(&self, world: &World, gateway: usize, sent_at: Ms) -> Fate {
        let decided = if world.setting.takes_those_at_the_page { sent_at + self.pay_ms } else { sent_at };
        let failures = &world.setting.ordinary;
        if world.issuer_down(self.issuer, decided) {
            let back = (self.heard < failures.heard).then_some((sent_at + self.back_ms, Outcome::IssuerDown));
            return Fate { back, blame: None };
        }
        let outage = world.outage_at(gateway, decided);
        let rate = world.rate(gateway, decided);
        if self.luck < rate * world.left(outage) {
            return Fate { back: Some((sent_at + self.pay_ms, Outcome::Paid)), blame: None };
        }
        let blame = outage.filter(|_| self.luck < rate);
        let failures = if blame.is_some() { &world.setting.broken } else { failures };
        let back = (self.heard < failures.heard).then(|| (sent_at + self.back_ms, self.failure(failures)));
        Fate { back, blame }
    }

    fn failure(&self, failures: &Failures) -> Outcome {
        match self.class {
            u if u < failures.cancelled => Outcome::Cancelled,
            u if u < failures.cancelled + failures.declined => Outcome::CardDeclined,
            _ => Outcome::ProviderFault,
        }
    }
}

/// A token call that begins now: whether it works, and how long it takes.
pub(super) fn token_call(world: &World, gateway: usize, at: Ms, dice: &mut Dice) -> (bool, Ms) {
    let ok = !dice.strikes(world.token_fault(gateway, at));
    let ms = if ok { dice.lognormal(TOKEN_MS.0, TOKEN_MS.1) } else { dice.between(TOKEN_FAULT_MS.0, TOKEN_FAULT_MS.1) };
    (ok, ms as Ms)
}
