//! What the auditor knows of a payment.

use dargah_engine::webhook::Kind;
use dargah_wire::RefundStatus;
use std::collections::BTreeSet;

/// A payment.
#[derive(Default)]
pub(crate) struct Model {
    pub(super) shop: usize,
    /// Real money, for which no sandbox's gateway is.
    pub(super) live: bool,
    /// The contracts' windows are shorter than the banks'.
    pub(super) short: bool,
    pub(super) amount: i64,
    /// Until when it can be paid, in the ledger's time, once it is made; and by which request.
    pub(super) made: Option<(i64, String)>,
    /// The ledger's newest time.
    pub(super) last_at: i64,
    pub(super) cancelled: bool,
    pub(super) closed: Option<Kind>,
    pub(super) tries: Vec<Try>,
    pub(super) paid: Option<u32>,
    pub(super) verified_at: i64,
    pub(super) returned: bool,
    /// Attempts that a person is called for.
    pub(super) review: BTreeSet<u32>,
    pub(super) refunds: Vec<Refunded>,
    /// What the shop is to be told, in order.
    pub(super) notices: Vec<(Kind, Option<u32>)>,
    /// How far the shop has been told.
    pub(super) heard: u32,
}

/// How sure it is that a bank is being asked about an attempt's money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asking {
    #[default]
    No,
    Maybe,
    Sure,
}

/// A try at a gateway.
#[derive(Default)]
pub(super) struct Try {
    pub(super) gateway: usize,
    /// The token call is in flight until then.
    pub(super) token_lease: Option<i64>,
    /// Its lease was over when something was written: it may be given up.
    pub(super) token_late: bool,
    /// Until when money can be left at the bank, once a token is known.
    pub(super) deadline: Option<i64>,
    /// Somebody came back, or the bank was found to hold money.
    pub(super) touched: bool,
    /// A browser came back.
    pub(super) came_back: bool,
    /// The shopper was seen to stay away.
    pub(super) stayed_away: bool,
    pub(super) asking: Asking,
    /// The verify call in flight, until then.
    pub(super) verify_lease: Option<i64>,
    /// It ended before its deadline, by the bank's own word.
    pub(super) ended: bool,
    pub(super) reversals: u32,
    pub(super) answer_lost: bool,
    pub(super) died: bool,
    /// The second of its steps is next: it is verified and not settled.
    pub(super) verified: bool,
}

/// A refund.
pub(super) struct Refunded {
    pub(super) amount: i64,
    pub(super) key: String,
    pub(super) fingerprint: String,
    pub(super) status: RefundStatus,
    /// It undoes the payment as a whole.
    pub(super) reversal: bool,
    /// The other way is left.
    pub(super) may_turn: bool,
    pub(super) sends: u32,
    pub(super) lease: Option<i64>,
    /// The bank's book has it.
    pub(super) moved: bool,
    /// When it became unknown, in the banks' time.
    pub(super) unknown_since: Option<i64>,
}

impl Model {
    pub(super) fn new(shop: usize, amount: i64, live: bool, short: bool) -> Self {
        Self { shop, live, short, amount, ..Self::default() }
    }

    pub(super) fn attempt(&mut self, number: u32) -> Option<&mut Try> {
        self.tries.get_mut((number as usize).checked_sub(1)?)
    }

    pub(super) fn refund(&mut self, number: u32) -> Option<&mut Refunded> {
        self.refunds.get_mut((number as usize).checked_sub(1)?)
    }

    /// Whether a bank's money would still be the shop's.
    pub(super) fn wants_money(&self) -> bool {
        self.paid.is_none() && !self.cancelled
    }

    /// What can still be refunded.
    pub(super) fn left(&self) -> i64 {
        let held = self.refunds.iter().filter(|refund| refund.status != RefundStatus::Failed);
        self.amount - held.map(|refund| refund.amount).sum::<i64>()
    }

    /// What went back by refunds.
    pub(super) fn refunded(&self) -> i64 {
        self.refunds.iter().filter(|r| r.status == RefundStatus::Succeeded).map(|r| r.amount).sum()
    }
}
