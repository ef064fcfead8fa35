//! What may go wrong in one world, and how often. Each seed switches a few kinds of trouble on and the others off (swarm
//! testing: Groce et al. 2012): where everything happens at once, much never happens, for one trouble hides the next.

use crate::dice::Dice;
use dargah_engine::gateway::Provider;

/// How often a question and its answer get through: to the claim registry, to the webhook hub.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Post {
    /// The question is lost.
    pub(crate) question_lost: u32,
    /// The work is done and the answer is lost.
    pub(crate) answer_lost: u32,
    /// The answer comes late.
    pub(crate) late: u32,
}

/// How often each trouble strikes, of a thousand chances.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// Nothing goes wrong at all: then every paid payment must become an order.
    pub(crate) calm: bool,
    /// The contracts' windows are shorter than the banks'.
    pub(crate) short: bool,
    /// Payments of this world.
    pub(crate) sales: usize,
    /// Gateways that shoppers name.
    pub(crate) gateways: Vec<Provider>,
    /// A process dies before it does what it wrote down.
    pub(crate) death_before: u32,
    /// It dies after that, and nobody hears what came of it.
    pub(crate) death_after: u32,
    /// It sleeps before it tells what it heard, longer than its lease.
    pub(crate) stalls: u32,
    /// The storage cannot be read.
    pub(crate) unread: u32,
    /// A write is reported as failed, and was not made.
    pub(crate) write_fails: u32,
    /// A write is reported as failed, and was made.
    pub(crate) write_hides: u32,
    /// A write is reported as made, and was not: the platform then lets nothing out of the object that rests on it.
    pub(crate) write_lies: u32,
    /// A twin of the object decides from an old copy.
    pub(crate) twin: u32,
    /// An alarm never rings.
    pub(crate) alarm_lost: u32,
    /// The claim registry.
    pub(crate) registry: Post,
    /// The webhook hub.
    pub(crate) hub: Post,
    /// A request to a bank is lost.
    pub(crate) request_lost: u32,
    /// A bank's answer is lost.
    pub(crate) answer_lost: u32,
    /// A request waits on its way, perhaps past its caller's patience.
    pub(crate) delayed: u32,
    /// An answer is changed on its way.
    pub(crate) mangled: u32,
    /// Another payment's answer comes.
    pub(crate) crossed: u32,
    /// A copy of the bank answers that has not heard of the payment yet.
    pub(crate) lag: u32,
    /// A bank's switch is turned, at each hour's quarter.
    pub(crate) bank_switch: u32,
    /// A bank misreports an amount when its switches are turned.
    pub(crate) wrong_amount: u32,
    /// The ledger's clock jumps, at each hour's quarter.
    pub(crate) clock_jump: u32,
    /// The shopper does not come back.
    pub(crate) return_lost: u32,
    /// The shopper comes back late.
    pub(crate) return_late: u32,
    /// The shopper comes back twice.
    pub(crate) return_twice: u32,
    /// The shopper has two tabs, or goes back and pays again.
    pub(crate) tabs: u32,
    /// Somebody brings what is not theirs.
    pub(crate) forged: u32,
    /// The shop asks again, with the same key or with another request under it.
    pub(crate) shop_repeats: u32,
    /// The shop withdraws a payment.
    pub(crate) cancels: u32,
    /// The shop refunds.
    pub(crate) refunds: u32,
    /// An operator reads the banks' statements.
    pub(crate) operator: u32,
    /// A bank takes captured money back.
    pub(crate) dispute: u32,
}

impl Plan {
    /// A seed's plan.
    #[must_use]
    pub(crate) fn new(dice: &mut Dice) -> Self {
        let mut plan = Self {
            sales: dice.one(&[1, 1, 2, 2, 3, 4]),
            cancels: dice.one(&[0, 0, 150, 400]),
            refunds: dice.one(&[0, 300, 800]),
            shop_repeats: dice.one(&[0, 0, 200]),
            ..Self::default()
        };
        // Iran Kish's envelope is RSA, dear enough to decide how many seeds a minute has: it is met in fewer of them.
        let all: Vec<Provider> =
            Provider::ALL.into_iter().filter(|p| *p != Provider::Irankish || dice.below(12) == 0).collect();
        for _ in 0..1 + dice.below(3) {
            plan.gateways.push(dice.one(&all));
        }
        if dice.below(16) == 0 {
            plan.calm = true;
            return plan;
        }
        let mut rates = [0; 36];
        // A few kinds of trouble a world, seldom all of them.
        let kinds = dice.one(&[150, 300, 300, 500, 900]);
        for rate in &mut rates {
            if dice.strikes(kinds) {
                *rate = dice.one(&[10, 40, 120, 300, 500]);
            }
        }
        let mut next = rates.into_iter();
        let mut rate = || next.next().unwrap_or(0);
        plan.short = dice.below(12) == 0;
        plan.death_before = rate();
        plan.death_after = rate();
        plan.stalls = rate() / 2;
        plan.unread = rate() / 2;
        plan.write_fails = rate() / 2;
        plan.write_hides = rate() / 2;
        plan.write_lies = rate() / 2;
        plan.twin = rate() / 2;
        plan.alarm_lost = rate();
        plan.registry = Post { question_lost: rate() / 2, answer_lost: rate() / 2, late: rate() / 2 };
        plan.hub = Post { question_lost: rate() / 2, answer_lost: rate() / 2, late: rate() / 2 };
        plan.request_lost = rate() / 2;
        plan.answer_lost = rate();
        plan.delayed = rate() / 2;
        plan.mangled = rate();
        plan.lag = rate();
        plan.crossed = rate() / 4;
        plan.bank_switch = rate() * 2;
        plan.wrong_amount = rate();
        plan.clock_jump = rate();
        plan.return_lost = rate();
        plan.return_late = rate();
        plan.return_twice = rate();
        plan.tabs = rate();
        plan.forged = rate();
        plan.operator = rate();
        plan.dispute = rate();
        plan
    }

    /// From here on everything works; what people do goes on.
    pub(crate) fn settle(&mut self) {
        *self = Self {
            calm: self.calm,
            short: self.short,
            sales: self.sales,
            gateways: std::mem::take(&mut self.gateways),
            ..Self::default()
        };
    }
}
