//! What a business fact is in transfers. Each rule reads the books and gives linked transfers, or says why there are none; posting
//! them is [`decide`](super::decide)'s. A rule that is asked again for what is posted gives the same transfers, or none, so nothing
//! is posted twice; and what a fact needs of the books stands about its own subject and on the accounts that its comment names.

mod correction;
mod payout;
mod refund;
mod sale;
mod settlement;
mod wallet;

pub use correction::{close_case, correct_fee, open_case};
pub use payout::{Source as PayoutSource, bounced, dropped, prepared, returned, sent, settled as payout_settled};
pub use refund::{Ask, Back, refund, refund_done, refund_refused, reversal};
pub use sale::{Capture, Debtor, Part, Sale, Source, capture};
pub use settlement::{
    Anomaly, AnomalyKind, Line, LineKind, Settlement, release, reserve_freed, settlement, settlement_more, unsettled,
};
pub use wallet::{hold as wallet_hold, kept as card_kept, released as wallet_released, top_up};

use super::{
    account::{Account, Party},
    ledger::Books,
    transfer::{Deed, Subject, Transfer, TransferId, Why},
};
use crate::{money::Rial, time::Moment};
use core::fmt;

/// Why a fact cannot be posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The parts are not the whole.
    DoesNotAddUp,
    /// Nothing is known of it that could be undone or gone on with.
    NotThere,
    /// It is posted, otherwise.
    DoneOtherwise,
    /// It is not at the step that this follows.
    NotNow,
    /// More than is left of what was paid, rial.
    MoreThanPaid {
        /// What is left.
        left: i64,
    },
    /// More than is left of what a card or a provider of credit paid, rial.
    MoreThanCard {
        /// What is left.
        left: i64,
    },
    /// The shop has not enough, rial.
    ShopShort {
        /// What is missing.
        short: i64,
    },
}

impl Misfit {
    /// The word for programs.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::DoesNotAddUp => "does_not_add_up",
            Self::NotThere => "not_there",
            Self::DoneOtherwise => "done_otherwise",
            Self::NotNow => "not_now",
            Self::MoreThanPaid { .. } => "more_than_paid",
            Self::MoreThanCard { .. } => "more_than_card",
            Self::ShopShort { .. } => "shop_short",
        }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether money goes at once or is held.
#[derive(Clone, Copy)]
enum How {
    Now,
    Held(Option<Moment>),
}

/// Linked transfers about one subject, as they are made.
struct Legs {
    subject: Subject,
    transfers: Vec<Transfer>,
}

impl Legs {
    const fn new(subject: Subject) -> Self {
        Self { subject, transfers: Vec::new() }
    }

    /// A leg, unless it is of nothing.
    fn add(&mut self, step: &str, why: Why, debit: Account, credit: Account, amount: i64) {
        self.leg(How::Now, step, why, debit, credit, amount);
    }

    fn leg(&mut self, how: How, step: &str, why: Why, debit: Account, credit: Account, amount: i64) {
        let Some(amount) = Rial::new(amount).ok().filter(|amount| *amount != Rial::ZERO) else { return };
        let deed = match how {
            How::Now => Deed::Move { debit, credit, amount },
            How::Held(until) => Deed::Hold { debit, credit, amount, until },
        };
        self.transfers.push(Transfer { id: self.subject.step(step), deed, why });
    }

    fn post(&mut self, step: &str, why: Why, hold: TransferId) {
        self.transfers.push(Transfer { id: self.subject.step(step), deed: Deed::Post { hold, amount: None }, why });
    }

    fn void(&mut self, step: &str, why: Why, hold: TransferId) {
        self.transfers.push(Transfer { id: self.subject.step(step), deed: Deed::Void { hold }, why });
    }

    /// To what a party can take, its shop's debt first where the party is the shop.
    fn give(&mut self, books: &Books, step: &str, why: Why, from: Account, party: &Party, amount: i64) {
        let debt = Account::Debt(party.clone());
        let owed = books.free(&debt).clamp(0, amount.max(0));
        self.add(&format!("{step}.debt"), Why::DebtPaid, from.clone(), debt, owed);
        self.add(step, why, from, Account::Available(party.clone()), amount - owed);
    }
}

/// The transfers of a fact that may have been told before: as they were posted then, so that telling it again is a repeat.
fn as_posted(books: &Books, subject: &Subject, is_of_fact: impl Fn(&Transfer) -> bool) -> Vec<Transfer> {
    books.about(subject).map(|kept| &kept.transfer).filter(|transfer| is_of_fact(transfer)).cloned().collect()
}
