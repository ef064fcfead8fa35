//! What follows from what a wallet is told.

use super::{
    limits::{Levels, Limits, limits},
    state::{Event, Recorded, Use, VerifiedMobile, Wallet},
};
use crate::{
    books::{Account, Books, Deed, HoldState, Kept, Subject, Transfer, TransferId, Why, rules},
    calendar::Day,
    dated::Dated,
    id::{PaymentId, PayoutId, WalletId},
    identity::{Iban, NationalCode},
    money::Rial,
    time::Moment,
};
use core::fmt;
use serde::{Deserialize, Serialize};

/// What a wallet is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A verified number opens it, under its name ([`super::wallet_id`]).
    Open(WalletId, VerifiedMobile),
    /// A registry says whose the number is.
    MatchOwner(NationalCode),
    /// A registry says that an account is its owner's.
    MatchIban(Iban),
    /// An account is the owner's no more.
    ForgetIban(Iban),
    /// It is about to be filled by a payment: before the bank is asked.
    TopUp(PaymentId, Rial),
    /// It is to pay a payment, or a part of one: the money is held until then.
    Hold(PaymentId, Rial, Moment),
    /// It is to pay out to an account. Written together with the payout's own preparation, whose transfers hold the money.
    Withdraw(PayoutId, Rial, Iban),
    /// What was begun came to nothing: a top-up failed, a payment was not made, a payout was given up or came back.
    GiveBack(Subject),
    /// An operator stops it.
    Freeze(String),
    /// And lets it go on.
    Thaw,
}

/// Why a command changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is no wallet.
    NotThere,
    /// It is another number's.
    OpenedOtherwise,
    /// An operator has stopped it.
    Frozen,
    /// Of nothing.
    NoAmount,
    /// It has less, rial.
    NotEnough {
        /// What it has.
        free: i64,
    },
    /// It would have more than it may, rial.
    TooFull {
        /// What still goes in.
        room: i64,
    },
    /// More than is left of the day, rial.
    DayLimit {
        /// Of what.
        what: Use,
        /// What is left.
        left: i64,
    },
    /// No row of limits is in force.
    NotConfigured,
    /// Nobody has said whose the number is.
    OwnerUnknown,
    /// The account is not its owner's.
    NotTheOwners,
    /// This was begun otherwise.
    BegunOtherwise,
    /// This was begun and is over: a payment holds money of a wallet once.
    Over,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotThere => f.write_str("there is no such wallet"),
            Self::OpenedOtherwise => f.write_str("it is another number's"),
            Self::Frozen => f.write_str("the operator has stopped it"),
            Self::NoAmount => f.write_str("of nothing"),
            Self::NotEnough { free } => write!(f, "it has {free} rial"),
            Self::TooFull { room } => write!(f, "it may take in {room} rial more"),
            Self::DayLimit { left, .. } => write!(f, "{left} rial are left of the day"),
            Self::NotConfigured => f.write_str("no limits are in force"),
            Self::OwnerUnknown => f.write_str("nobody has said whose the number is"),
            Self::NotTheOwners => f.write_str("the account is not its owner's"),
            Self::BegunOtherwise => f.write_str("this was begun otherwise"),
            Self::Over => f.write_str("this was begun and is over"),
        }
    }
}

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// To be recorded.
    pub events: Vec<Recorded>,
    /// To be posted in the same write; if the books refuse them, nothing is recorded.
    pub transfers: Vec<Transfer>,
}

/// What follows from `command` for `wallet`; nothing for what is done already. `books` have its account, what the command is about,
/// and what the wallet's uses are about ([`Wallet::subjects`]).
///
/// # Errors
/// The [`Refusal`]; nothing has changed then.
pub fn decide(
    wallet: Option<&Wallet>,
    books: &Books,
    command: Command,
    rows: &[Dated<Levels>],
    now: Moment,
) -> Result<Decision, Refusal> {
    let Some(wallet) = wallet else {
        let Command::Open(id, mobile) = command else { return Err(Refusal::NotThere) };
        let event = Event::Opened { id, mobile: mobile.mobile().clone() };
        return Ok(Decision { events: vec![Recorded { at: now, event }], transfers: Vec::new() });
    };
    // Its own time never runs backwards, or yesterday's limits would be there again.
    let at = now.max(wallet.last_at);
    let day = Day::of(at);
    let nothing = || Ok(Decision { events: Vec::new(), transfers: Vec::new() });
    let done = |event, transfers| Ok(Decision { events: vec![Recorded { at, event }], transfers });
    match command {
        Command::Open(id, mobile) if id == wallet.id && *mobile.mobile() == wallet.mobile => nothing(),
        Command::Open(..) => Err(Refusal::OpenedOtherwise),
        Command::MatchOwner(code) if wallet.owner.as_ref() == Some(&code) => nothing(),
        Command::MatchOwner(national_code) => done(Event::OwnerMatched { national_code }, Vec::new()),
        Command::MatchIban(_) if wallet.owner.is_none() => Err(Refusal::OwnerUnknown),
        Command::MatchIban(iban) => done(Event::IbanMatched { iban }, Vec::new()),
        Command::ForgetIban(iban) if wallet.ibans.contains_key(&iban) => {
            done(Event::IbanForgotten { iban }, Vec::new())
        }
        Command::ForgetIban(_) => nothing(),
        Command::Freeze(_) if wallet.frozen.is_some() => nothing(),
        Command::Freeze(reason) => done(Event::Frozen { reason }, Vec::new()),
        Command::Thaw if wallet.frozen.is_none() => nothing(),
        Command::Thaw => done(Event::Thawed, Vec::new()),
        Command::TopUp(payment, amount) => {
            let about = Subject::payment(&payment);
            let Some(limits) = begin(wallet, books, rows, Use::TopUp, &about, amount, day)? else { return nothing() };
            // What is being filled at the same time counts as if it were there.
            let on_its_way: i64 = filling(wallet, books);
            let room = limits.balance - books.stands(&Account::Wallet(wallet.id.clone())) - on_its_way;
            if amount.get() > room {
                return Err(Refusal::TooFull { room: room.max(0) });
            }
            done(Event::Began { what: Use::TopUp, about: about.to_string(), amount }, Vec::new())
        }
        Command::Hold(payment, amount, until) => {
            let about = Subject::payment(&payment);
            // What is held, or was, is asked of the books: they know it on any day.
            match held(books, &about, at) {
                Some(Held { state: HoldState::Open | HoldState::Posted(_), amount: held, of: Some(of), .. })
                    if held == amount && *of == wallet.id =>
                {
                    return nothing();
                }
                Some(Held { state: HoldState::Open | HoldState::Posted(_), .. }) => {
                    return Err(Refusal::BegunOtherwise);
                }
                Some(_) => return Err(Refusal::Over),
                None => {}
            }
            if begin(wallet, books, rows, Use::Spend, &about, amount, day)?.is_none() {
                return nothing();
            }
            let transfers = rules::wallet_hold(&payment, &wallet.id, amount, until);
            done(Event::Began { what: Use::Spend, about: about.to_string(), amount }, transfers)
        }
        Command::Withdraw(payout, amount, iban) => {
            let about = Subject::payout(&payout);
            if wallet.owner.is_none() {
                return Err(Refusal::OwnerUnknown);
            }
            if !wallet.ibans.contains_key(&iban) {
                return Err(Refusal::NotTheOwners);
            }
            if begin(wallet, books, rows, Use::Withdraw, &about, amount, day)?.is_none() {
                return nothing();
            }
            done(Event::Began { what: Use::Withdraw, about: about.to_string(), amount }, Vec::new())
        }
        Command::GiveBack(about) => {
            let transfers = match held(books, &about, at) {
                // What was taken is spent.
                Some(Held { state: HoldState::Posted(_), .. }) => return nothing(),
                // Money is let go on whatever day it was held; another wallet's is not this one's to let go.
                Some(Held { state: HoldState::Open, id, of: Some(of), .. }) if *of == wallet.id => {
                    vec![Transfer {
                        id: about.step("wallet.void"),
                        deed: Deed::Void { hold: id.clone() },
                        why: Why::Spend,
                    }]
                }
                _ => Vec::new(),
            };
            // What counted for a day gone by counts no more.
            let counted = wallet.uses.contains_key(about.as_str());
            let event = Event::GaveBack { about: about.to_string() };
            let events = counted.then_some(Recorded { at, event }).into_iter().collect();
            Ok(Decision { events, transfers })
        }
    }
}

/// The step of a payment under which the books hold its part of a wallet.
const HOLD: &str = "wallet.hold";

/// A payment's part of a wallet.
struct Held<'a> {
    id: &'a TransferId,
    /// What has become of it by now: a hold whose time is over has lapsed, whether or not the books have noted it.
    state: HoldState,
    amount: Rial,
    of: Option<&'a WalletId>,
}

fn held<'a>(books: &'a Books, about: &Subject, at: Moment) -> Option<Held<'a>> {
    let Kept { transfer, hold: Some(state), .. } = books.kept(&about.step(HOLD))? else { return None };
    let Deed::Hold { amount, until, .. } = &transfer.deed else { return None };
    let is_over = until.is_some_and(|until| until <= at.max(books.last_at));
    let state = if *state == HoldState::Open && is_over { HoldState::Expired } else { *state };
    Some(Held { id: &transfer.id, state, amount: *amount, of: transfer.wallet() })
}

/// What is begun and not yet there, of the newest day's top-ups, rial.
pub(super) fn filling(wallet: &Wallet, books: &Books) -> i64 {
    let of = wallet.uses.iter().filter(|(_, (what, _))| *what == Use::TopUp);
    let waits = of.filter(|(about, _)| {
        let subject = Subject::read(about);
        subject.is_none_or(|subject| books.kept(&subject.step("topup")).is_none())
    });
    waits.map(|(_, (_, amount))| amount.get()).fold(0, i64::saturating_add)
}

/// Whether a use may begin: the limits it was held against, or nothing if it has begun already.
fn begin<'a>(
    wallet: &Wallet,
    books: &Books,
    rows: &'a [Dated<Levels>],
    what: Use,
    about: &Subject,
    amount: Rial,
    day: Day,
) -> Result<Option<&'a Limits>, Refusal> {
    if let Some(before) = wallet.uses.get(about.as_str()) {
        return if *before == (what, amount) { Ok(None) } else { Err(Refusal::BegunOtherwise) };
    }
    if wallet.frozen.is_some() {
        return Err(Refusal::Frozen);
    }
    if amount == Rial::ZERO {
        return Err(Refusal::NoAmount);
    }
    let limits = limits(rows, wallet.level(), day).ok_or(Refusal::NotConfigured)?;
    let most = match what {
        Use::TopUp => limits.top_up,
        Use::Spend => limits.spend,
        Use::Withdraw => limits.withdraw,
    };
    let left = most.saturating_sub(wallet.used(day).of(what)).max(0);
    if amount.get() > left {
        return Err(Refusal::DayLimit { what, left });
    }
    let free = books.free(&Account::Wallet(wallet.id.clone()));
    if what != Use::TopUp && amount.get() > free {
        return Err(Refusal::NotEnough { free });
    }
    Ok(Some(limits))
}
