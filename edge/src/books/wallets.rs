//! Shoppers' wallets in the books' object: what a wallet is told, and the transfers that follow, are one write without an await
//! between, so that no two uses are decided on the same balance. What follows from what, `dargah_engine::wallet` decides.

use super::{Store, WalletStore, ask, withdrawals::Withdrawal};
use crate::world;
use dargah_engine::{
    books::{Account, Books, HoldState, Owner, Subject},
    dated::Dated,
    id::{PaymentId, WalletId},
    identity::{Iban, NationalCode},
    money::Rial,
    payout,
    time::Moment,
    wallet::{Command, Entry, Levels, Refusal, Standing, VerifiedMobile, Wallet, decide},
};
use dargah_wire::Mode;
use serde::{Deserialize, Serialize};
use worker::{Env, Error, Response, Result, SqlStorage};

/// What is due for a payment whose part of a wallet is held: the hold's end.
pub(crate) const LAPSE: &str = "wallet.lapse";

/// What the books are asked of wallets.
#[derive(Serialize, Deserialize)]
pub(crate) enum Ask {
    /// Opens the wallet of a number that has just answered a code, unless it is open: [`Said`].
    Open(WalletId, VerifiedMobile),
    /// Tells a wallet something: [`Said`].
    Tell(WalletId, Deed),
    /// Takes money out of it: [`super::withdrawals::Said`].
    Withdraw(WalletId, Box<Withdrawal>),
    /// What it is now: `Option<Standing>`.
    Look(WalletId),
    /// What happened to its money, the newest first, before an entry's number: [`Found`].
    Entries { wallet: WalletId, before: Option<u32>, limit: u32 },
}

/// What an open wallet is told. As often as it is told the same, it happens once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Deed {
    /// It is about to be filled by a payment.
    TopUp(PaymentId, Rial),
    /// It is to pay a payment or a part of one; the money is held until then. A payment holds once.
    Hold(PaymentId, Rial, Moment),
    /// The payment that it was to be filled by, or was to pay, came to nothing.
    GiveBack(PaymentId),
    /// A registry says whose the number is.
    MatchOwner(NationalCode),
    /// A registry says that an account is its owner's.
    MatchIban(Iban),
    /// An account is the owner's no more.
    ForgetIban(Iban),
    /// An operator stops it, and why.
    Freeze(String),
    /// And lets it go on.
    Thaw,
}

/// Whether it was done, now or before; else why not, and nothing has changed.
pub(crate) type Said = core::result::Result<(), Refusal>;

/// A page of what happened.
#[derive(Serialize, Deserialize)]
pub(crate) struct Found {
    pub(crate) lines: Vec<Entry>,
    /// Before which number the next page begins.
    pub(crate) next: Option<u32>,
}

impl From<Deed> for Command {
    fn from(deed: Deed) -> Self {
        match deed {
            Deed::TopUp(payment, amount) => Self::TopUp(payment, amount),
            Deed::Hold(payment, amount, until) => Self::Hold(payment, amount, until),
            Deed::GiveBack(payment) => Self::GiveBack(Subject::payment(&payment)),
            Deed::MatchOwner(code) => Self::MatchOwner(code),
            Deed::MatchIban(iban) => Self::MatchIban(iban),
            Deed::ForgetIban(iban) => Self::ForgetIban(iban),
            Deed::Freeze(reason) => Self::Freeze(reason),
            Deed::Thaw => Self::Thaw,
        }
    }
}

impl Deed {
    /// The payment that it is about, if it is about one.
    const fn payment(&self) -> Option<&PaymentId> {
        match self {
            Self::TopUp(payment, _) | Self::Hold(payment, ..) | Self::GiveBack(payment) => Some(payment),
            _ => None,
        }
    }
}

/// Opens the wallet of a number in a mode.
pub(crate) async fn open(env: &Env, mode: Mode, wallet: &WalletId, mobile: VerifiedMobile) -> Result<Said> {
    ask(env, mode, &super::Ask::Wallet(Ask::Open(wallet.clone(), mobile))).await
}

/// Tells a wallet something.
pub(crate) async fn tell(env: &Env, mode: Mode, wallet: &WalletId, deed: Deed) -> Result<Said> {
    ask(env, mode, &super::Ask::Wallet(Ask::Tell(wallet.clone(), deed))).await
}

/// What a wallet is now; nothing if there is none.
pub(crate) async fn look(env: &Env, mode: Mode, wallet: &WalletId) -> Result<Option<Standing>> {
    ask(env, mode, &super::Ask::Wallet(Ask::Look(wallet.clone()))).await
}

/// What happened to a wallet's money.
pub(crate) async fn entries(
    env: &Env,
    mode: Mode,
    wallet: &WalletId,
    before: Option<u32>,
    limit: u32,
) -> Result<Found> {
    ask(env, mode, &super::Ask::Wallet(Ask::Entries { wallet: wallet.clone(), before, limit })).await
}

/// The wallets of an object: their own rows beside the books'.
pub(crate) struct Wallets<'a> {
    pub(crate) sql: &'a SqlStorage,
    pub(crate) books: &'a Store,
    pub(crate) events: &'a WalletStore,
    /// What a wallet may do in a day.
    pub(crate) limits: &'a [Dated<Levels>],
    /// What has to hold for a payout.
    pub(crate) payouts: payout::Terms,
}

impl Wallets<'_> {
    /// Answers what the books were asked.
    pub(crate) fn answer(&self, ask: Ask) -> Result<Response> {
        use crate::message::answer;
        match ask {
            Ask::Open(id, mobile) => answer(&self.tell(&id, Command::Open(id.clone(), mobile), None)?),
            Ask::Tell(id, deed) => answer(&self.deed(&id, deed)?),
            Ask::Withdraw(id, what) => answer(&self.withdraw(&id, *what)?),
            Ask::Look(id) => answer(&self.look(&id)?),
            Ask::Entries { wallet, before, limit } => answer(&self.entries(&wallet, before, limit)?),
        }
    }

    fn deed(&self, id: &WalletId, deed: Deed) -> Result<Said> {
        let subject = deed.payment().map(Subject::payment);
        let ends = match &deed {
            Deed::Hold(payment, _, until) => Some((*payment, *until)),
            _ => None,
        };
        let said = self.tell(id, deed.into(), subject)?;
        if let (Ok(()), Some((payment, until))) = (&said, ends) {
            self.books.remember(self.sql, until, &payment.to_string(), LAPSE)?;
        }
        Ok(said)
    }

    /// Tells a wallet something about `subject`. Nothing is awaited in here, so events and transfers are written, or neither.
    pub(super) fn tell(&self, id: &WalletId, command: Command, subject: Option<Subject>) -> Result<Said> {
        let now = world::now();
        let wallet = self.events.read(self.sql, id)?;
        let books = self.load(id, wallet.as_ref(), subject.as_ref())?;
        let decision = match decide(wallet.as_ref(), &books, command, self.limits, now) {
            Ok(decision) => decision,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let posted = self.books.post(self.sql, decision.transfers, subject.as_slice(), now)?;
        posted.map_err(|refusal| Error::RustError(format!("wallet {id}: {refusal}")))?;
        self.events.add(self.sql, id, wallet, &decision.events)?;
        Ok(Ok(()))
    }

    /// The part of the books that a wallet is decided on.
    pub(super) fn load(&self, id: &WalletId, wallet: Option<&Wallet>, subject: Option<&Subject>) -> Result<Books> {
        let mut of: Vec<Subject> = wallet.map(Wallet::subjects).unwrap_or_default();
        of.extend(subject.cloned());
        of.sort_unstable();
        of.dedup();
        self.books.load(self.sql, &of, [Account::Wallet(id.clone())])
    }

    fn look(&self, id: &WalletId) -> Result<Option<Standing>> {
        let Some(wallet) = self.events.read(self.sql, id)? else { return Ok(None) };
        let books = self.load(id, Some(&wallet), None)?;
        Ok(Some(Standing::of(&wallet, &books, self.limits, world::now())))
    }

    fn entries(&self, id: &WalletId, before: Option<u32>, limit: u32) -> Result<Found> {
        let account = Account::Wallet(id.clone());
        let rows = self.books.pages(self.sql, &Owner::of(&account), before, limit)?;
        let full = u32::try_from(rows.len()) == Ok(limit);
        let next = rows.last().map(|row| row.n).filter(|n| full && *n > 1);
        let mut lines = Vec::new();
        for row in rows {
            if let Some(entry) = Entry::of(row.n, &row.page()?, &account) {
                let books = self.books.load(self.sql, core::slice::from_ref(&entry.subject), [])?;
                lines.push(entry.with_shop(&books));
            }
        }
        Ok(Found { lines, next })
    }

    /// The time of a payment's hold is over: if it was not taken until then, its wallet has it back, of the day's limits too.
    pub(crate) fn lapse(&self, payment: &PaymentId) -> Result<()> {
        let subject = Subject::payment(payment);
        self.books.lapse(self.sql, &subject, world::now())?;
        let books = self.books.load(self.sql, core::slice::from_ref(&subject), [])?;
        let lapsed = books.about(&subject).filter(|kept| kept.hold == Some(HoldState::Expired));
        let wallets: Vec<WalletId> = lapsed.filter_map(|kept| kept.transfer.wallet().cloned()).collect();
        for id in wallets {
            if let Err(refusal) = self.tell(&id, Command::GiveBack(subject.clone()), Some(subject.clone()))? {
                worker::console_error!("wallet {id}: {refusal:?}");
            }
        }
        Ok(())
    }
}
