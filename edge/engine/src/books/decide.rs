//! The one transition function of the books: what they are told, and the time, give events, or a refusal that changes nothing.

use super::{
    account::{Account, Side},
    balance::Balance,
    event::{Event, Recorded},
    ledger::{Books, HoldState, held, movement},
    refusal::Refusal,
    transfer::{Deed, Transfer, TransferId},
};
use crate::{money::Rial, time::Moment};

/// The most transfers that are linked: one write, one row of the log.
pub const LINKED_MAX: usize = 512;

/// The most holds that one event lets lapse.
const LAPSES_MAX: usize = 256;

/// What the books are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// All of these, in this order, or none.
    Post(Vec<Transfer>),
    /// Time passed.
    Due,
}

/// What has to be loaded for a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names<'a> {
    /// Transfers, if they are there; of holds, the accounts too.
    pub transfers: Vec<&'a TransferId>,
    /// Accounts.
    pub accounts: Vec<&'a Account>,
}

impl Command {
    /// What the books must have for it.
    #[must_use]
    pub fn names(&self) -> Names<'_> {
        let mut names = Names::default();
        let Self::Post(transfers) = self else { return names };
        for transfer in transfers {
            names.transfers.push(&transfer.id);
            match &transfer.deed {
                Deed::Move { debit, credit, .. } | Deed::Hold { debit, credit, .. } => {
                    names.accounts.extend([debit, credit]);
                }
                Deed::Post { hold, .. } | Deed::Void { hold } => names.transfers.push(hold),
            }
        }
        names.transfers.sort_unstable();
        names.transfers.dedup();
        names.accounts.sort_unstable();
        names.accounts.dedup();
        names
    }
}

/// What follows from `command`. Nothing for what is recorded already: the same ids with the same content are the same answer.
///
/// # Errors
/// The [`Refusal`]; nothing has changed then.
pub fn decide(books: &Books, command: Command, now: Moment) -> Result<Vec<Recorded>, Refusal> {
    let at = now.max(books.last_at);
    let lapsed: Vec<TransferId> =
        books.ends.iter().take_while(|(end, _)| *end <= at).take(LAPSES_MAX).map(|(_, id)| id.clone()).collect();
    match command {
        Command::Due if lapsed.is_empty() => Ok(Vec::new()),
        Command::Due => Ok(vec![Recorded { at, event: Event::Expired(lapsed) }]),
        Command::Post(transfers) => {
            if is_repeat(books, &transfers)? {
                return Ok(Vec::new());
            }
            let mut draft = Draft { books, at, balances: Vec::new(), holds: Vec::new() };
            lapsed.iter().try_for_each(|id| draft.lapse(id))?;
            let mut events = Vec::with_capacity(2);
            for (index, transfer) in transfers.iter().enumerate() {
                draft.take(&transfers[..index], transfer)?;
            }
            if !lapsed.is_empty() {
                events.push(Recorded { at, event: Event::Expired(lapsed) });
            }
            events.push(Recorded { at, event: Event::Posted(transfers) });
            Ok(events)
        }
    }
}

/// Whether these are recorded, every one of them as it is.
fn is_repeat(books: &Books, transfers: &[Transfer]) -> Result<bool, Refusal> {
    match transfers.len() {
        0 => return Err(Refusal::Nothing),
        n if n > LINKED_MAX => return Err(Refusal::TooMany),
        _ => {}
    }
    let mut there = None;
    let mut count = 0;
    for transfer in transfers {
        if let Some(kept) = books.kept.get(&transfer.id) {
            if kept.transfer != *transfer {
                return Err(Refusal::MadeOtherwise(transfer.id.clone()));
            }
            count += 1;
            there = Some(&transfer.id);
        }
    }
    match there {
        Some(id) if count < transfers.len() => Err(Refusal::PartlyThere(id.clone())),
        there => Ok(there.is_some()),
    }
}

/// The books as they would be, beside what they are.
struct Draft<'a> {
    books: &'a Books,
    at: Moment,
    balances: Vec<(Account, Balance)>,
    /// Holds that are open no longer, or are new.
    holds: Vec<(TransferId, HoldState)>,
}

impl Draft<'_> {
    fn take(&mut self, before: &[Transfer], transfer: &Transfer) -> Result<(), Refusal> {
        let id = || transfer.id.clone();
        if before.iter().any(|one| one.id == transfer.id) {
            return Err(Refusal::TwiceInChain(id()));
        }
        let hold = match &transfer.deed {
            Deed::Move { debit, credit, amount } | Deed::Hold { debit, credit, amount, .. } => {
                if amount.get() == 0 {
                    return Err(Refusal::NoAmount(id()));
                }
                if debit == credit {
                    return Err(Refusal::SameAccount(id()));
                }
                if let Deed::Hold { until, .. } = &transfer.deed {
                    if until.is_some_and(|until| until <= self.at) {
                        return Err(Refusal::EndsBeforeItBegins(id()));
                    }
                    self.holds.push((id(), HoldState::Open));
                }
                None
            }
            Deed::Post { hold, amount } => {
                let kept = self.open(before, hold)?.clone();
                let most = held(&kept).map_or(Rial::ZERO, |(_, _, amount)| amount);
                if *amount == Some(Rial::ZERO) {
                    return Err(Refusal::NoAmount(id()));
                }
                if amount.is_some_and(|amount| amount > most) {
                    return Err(Refusal::MoreThanHeld(hold.clone()));
                }
                self.holds.push((hold.clone(), HoldState::Posted(amount.unwrap_or(most))));
                Some(kept)
            }
            Deed::Void { hold } => {
                let kept = self.open(before, hold)?.clone();
                self.holds.push((hold.clone(), HoldState::Voided));
                Some(kept)
            }
        };
        self.post(&transfer.deed, hold.as_ref())
    }

    /// An open hold, of the books or of the chain so far.
    fn open<'a>(&'a self, before: &'a [Transfer], id: &TransferId) -> Result<&'a Transfer, Refusal> {
        let kept = self.books.kept.get(id);
        let transfer = kept.map(|kept| &kept.transfer).or_else(|| before.iter().find(|one| one.id == *id));
        let transfer = transfer.ok_or_else(|| Refusal::NoSuchHold(id.clone()))?;
        if held(transfer).is_none() {
            return Err(Refusal::NotAHold(id.clone()));
        }
        let drafted = self.holds.iter().rev().find(|(one, _)| one == id).map(|(_, state)| *state);
        match drafted.or(kept.and_then(|kept| kept.hold)) {
            Some(HoldState::Posted(_)) => Err(Refusal::HoldPosted(id.clone())),
            Some(HoldState::Voided) => Err(Refusal::HoldVoided(id.clone())),
            Some(HoldState::Expired) => Err(Refusal::HoldExpired(id.clone())),
            Some(HoldState::Open) | None => match &transfer.deed {
                // One event lets so many lapse and no more: the time counts, whether or not this one was among them.
                Deed::Hold { until: Some(until), .. } if *until <= self.at => Err(Refusal::HoldExpired(id.clone())),
                _ => Ok(transfer),
            },
        }
    }

    fn lapse(&mut self, id: &TransferId) -> Result<(), Refusal> {
        let Some(kept) = self.books.kept.get(id) else { return Ok(()) };
        self.holds.push((id.clone(), HoldState::Expired));
        self.post(&Deed::Void { hold: id.clone() }, Some(&kept.transfer))
    }

    fn post(&mut self, deed: &Deed, hold: Option<&Transfer>) -> Result<(), Refusal> {
        let Some(movement) = movement(deed, hold) else { return Ok(()) };
        for (account, side) in [(movement.debit, Side::Debit), (movement.credit, Side::Credit)] {
            let before = self.balance(account);
            let after = before.with(side, movement.posted, movement.held);
            let after = after.ok_or_else(|| Refusal::Overflow(account.clone()))?;
            // Only what takes from an account can overdraw it, and what was held is taken already.
            let takes = account.grows() != side && movement.posted + movement.held > 0;
            if takes && account.is_floored() && after.free(account) < 0 {
                let (free, wanted) = (before.free(account), movement.posted + movement.held);
                return Err(Refusal::Overdraft { account: account.clone(), free, wanted });
            }
            match self.balances.iter_mut().find(|(one, _)| one == account) {
                Some((_, balance)) => *balance = after,
                None => self.balances.push((account.clone(), after)),
            }
        }
        Ok(())
    }

    fn balance(&self, account: &Account) -> Balance {
        let drafted = self.balances.iter().find(|(one, _)| one == account).map(|(_, balance)| *balance);
        drafted.unwrap_or_else(|| self.books.balance(account))
    }
}
