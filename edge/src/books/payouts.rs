//! Payouts in the books' object: what it is asked, and the writing of what `dargah_engine::payout` decides. A payout's events and its
//! transfers are written in one turn, or neither is.

mod statement;

use super::{
    Store,
    payout_store::{self as rows, Kept},
};
use crate::{message, world};
use dargah_engine::{
    books::{Account, Books, Owner, Refusal as BooksRefusal, Subject, Transfer, rules::PayoutSource},
    facilitator,
    id::PayoutId,
    member::MemberId,
    money::Rial,
    payout::{
        Beneficiary, Command, NextFile, NoWay, Payout, Prepared, Preparer, Refusal, Stage, StatementRow, Terms, decide,
        next_files,
    },
    problem::{Code, Fault},
    time::Moment,
};
use dargah_wire::Mode;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use worker::{Env, Error, Response, Result, SqlStorage};

/// The most payouts that are looked at when files are made; the rest follows with the next ones.
const WAITING_MAX: u32 = 5_000;

/// What the books are asked of payouts.
#[derive(Serialize, Deserialize)]
pub(crate) enum Ask {
    /// Prepares one, or finds the one that the same key made: [`Answer`] of [`Kept`].
    Prepare(Box<Wish>),
    /// Tells one something: [`Answer`] of [`Kept`].
    Tell(PayoutId, Told),
    /// One of them: `Option<Kept>`.
    One(PayoutId),
    /// An owner's, the newest first: `Vec<Kept>`.
    Of { source: PayoutSource, before: Option<u32>, limit: u32 },
    /// Everybody's, the newest first: `Vec<Kept>`.
    All { stage: Option<Stage>, before: Option<u32>, limit: u32 },
    /// What an owner can take, rial: `i64`.
    Free(PayoutSource),
    /// The files that could be made now: [`Answer`] of [`Made`].
    Next,
    /// Makes them: [`Answer`] of [`Made`].
    MakeFiles,
    /// Files, the newest first: `Vec<KeptFile>`.
    Files { before: Option<u32>, limit: u32 },
    /// One of them: `Option<KeptFile>`.
    File(String),
    /// Rows of the bank's statement: [`Answer`] of [`dargah_wire::StatementTaken`].
    Statement(Vec<StatementRow>),
}

/// What is to be paid out.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Wish {
    pub(crate) id: PayoutId,
    pub(crate) source: PayoutSource,
    /// How much; all that can be taken where it is not said.
    pub(crate) amount: Option<Rial>,
    pub(crate) to: Beneficiary,
    pub(crate) by: Preparer,
    /// What was asked, as a hash: the same id with another one is a refusal.
    pub(crate) asked: String,
}

/// What a payout is told by a person.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Told {
    Approve(MemberId),
    Drop(MemberId, String),
    Bounce(String),
}

/// The files that were made, or could be, and the payouts that go in none.
#[derive(Serialize, Deserialize)]
pub(crate) struct Made {
    pub(crate) files: Vec<NextFile>,
    pub(crate) left: Vec<(PayoutId, NoWay)>,
}

/// Why nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum No {
    NotThere,
    MadeOtherwise,
    TooSmall,
    OwnerNotMatched,
    SamePerson,
    NotNow(Stage),
    /// So much is missing, rial.
    Short(i64),
    /// The operator's terms do not say whose account pays, or how.
    NotSetUp,
    /// What the books say.
    Books(String),
}

/// What came of it.
pub(crate) type Answer<T> = core::result::Result<T, No>;

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotThere => Self::NotThere,
            Refusal::MadeOtherwise => Self::MadeOtherwise,
            Refusal::TooSmall => Self::TooSmall,
            Refusal::OwnerNotMatched => Self::OwnerNotMatched,
            Refusal::SamePerson => Self::SamePerson,
            Refusal::NotNow(stage) => Self::NotNow(stage),
            Refusal::SentOtherwise | Refusal::ShownTwice => Self::Books(format!("{refusal:?}")),
            Refusal::Books(misfit) => Self::Books(misfit.to_string()),
        }
    }
}

impl From<BooksRefusal> for No {
    fn from(refusal: BooksRefusal) -> Self {
        match refusal {
            BooksRefusal::Overdraft { free, wanted, .. } => Self::Short(wanted.saturating_sub(free)),
            other => Self::Books(other.to_string()),
        }
    }
}

impl From<No> for Fault {
    fn from(no: No) -> Self {
        match no {
            No::NotThere => Code::PayoutUnknown.into(),
            No::MadeOtherwise => Code::IdempotencyKeyReused.into(),
            No::TooSmall => Self::of(Code::PayoutTooSmall, "amount", Code::PayoutTooSmall.title()),
            No::OwnerNotMatched => Code::OwnerNotMatched.into(),
            No::SamePerson => Self::new(Code::PayoutNotNow, "whoever prepared it cannot approve it"),
            No::NotNow(stage) => Self::new(Code::PayoutNotNow, format!("it is {}", stage.as_str())),
            No::Short(short) => Self::of(Code::BalanceShort, "amount", format!("{short} rial are missing")),
            No::NotSetUp => Code::PayoutsNotSetUp.into(),
            No::Books(why) => {
                worker::console_error!("payouts: {why}");
                Code::Internal.into()
            }
        }
    }
}

/// Asks the books of a mode.
pub(crate) async fn ask<A: DeserializeOwned>(env: &Env, mode: Mode, ask: Ask) -> Result<A> {
    super::ask(env, mode, &super::Ask::Payout(ask)).await
}

/// Answers what is asked of payouts.
pub(crate) fn answer(store: &Store, sql: &SqlStorage, ask: Ask, terms: &facilitator::Terms) -> Result<Response> {
    let (now, rules) = (world::now(), terms.payouts.terms());
    let before = |before: Option<u32>| before.unwrap_or(u32::MAX);
    match ask {
        Ask::Prepare(wish) => message::answer(&prepare(store, sql, &wish, Vec::new(), &rules, now)?),
        Ask::Tell(id, told) => {
            let command = match told {
                Told::Approve(by) => Command::Approve(by),
                Told::Drop(by, reason) => Command::Drop(by, reason),
                Told::Bounce(reason) => Command::Bounce(reason),
            };
            message::answer(&tell(store, sql, &id, command, &rules, now)?)
        }
        Ask::One(id) => message::answer(&rows::one(sql, &id)?),
        Ask::Of { source, before: from, limit } => {
            message::answer(&rows::of_owner(sql, &Owner::of(&source.account()), before(from), limit)?)
        }
        Ask::All { stage, before: from, limit } => message::answer(&rows::of_all(sql, stage, before(from), limit)?),
        Ask::Free(source) => {
            let account = source.account();
            message::answer(&store.load(sql, &[], [account.clone()])?.free(&account).max(0))
        }
        Ask::Next => message::answer(&next(sql, terms, now)?),
        Ask::MakeFiles => message::answer(&make_files(store, sql, terms, now)?),
        Ask::Files { before: from, limit } => message::answer(&rows::files(sql, before(from), limit)?),
        Ask::File(id) => message::answer(&rows::file(sql, &id)?),
        Ask::Statement(statement) => message::answer(&match &terms.bank {
            Some(bank) => Ok(statement::take(store, sql, bank, statement, &rules, now)?),
            None => Err(No::NotSetUp),
        }),
    }
}

/// Prepares a payout, and moves `more` in the same write: what its owner's side of it moves besides. The same wish again finds the
/// payout that it made. Nothing is awaited in here, so whoever calls can write rows of its own beside it.
pub(crate) fn prepare(
    store: &Store,
    sql: &SqlStorage,
    wish: &Wish,
    more: Vec<Transfer>,
    terms: &Terms,
    now: Moment,
) -> Result<Answer<Kept>> {
    if let Some(kept) = rows::one(sql, &wish.id)? {
        let is_same = kept.asked == wish.asked && kept.payout()?.prepared.source == wish.source;
        return Ok(if is_same { Ok(kept) } else { Err(No::MadeOtherwise) });
    }
    let account = wish.source.account();
    let books = store.load(sql, &[], [account.clone()])?;
    let all = || Rial::new(books.free(&account)).unwrap_or(Rial::ZERO);
    let prepared = Prepared {
        id: wish.id.clone(),
        source: wish.source.clone(),
        amount: wish.amount.unwrap_or_else(all),
        to: wish.to.clone(),
        by: wish.by.clone(),
    };
    let mut decision = match decide(None, &books, Command::Prepare(Box::new(prepared)), terms, now) {
        Ok(decision) => decision,
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    decision.transfers.extend(more);
    if let Err(refusal) = store.post(sql, decision.transfers, &[], now)? {
        return Ok(Err(refusal.into()));
    }
    rows::insert(sql, &wish.source, &wish.id, &wish.asked, &decision.events)?;
    rows::one(sql, &wish.id)?.map(Ok).ok_or_else(|| Error::RustError("a payout that was kept is gone".to_owned()))
}

/// Tells a payout something.
fn tell(
    store: &Store,
    sql: &SqlStorage,
    id: &PayoutId,
    command: Command,
    terms: &Terms,
    now: Moment,
) -> Result<Answer<Kept>> {
    let Some(mut kept) = rows::one(sql, id)? else { return Ok(Err(No::NotThere)) };
    let mut payout = kept.payout()?;
    let subject = [Subject::payout(id)];
    let books = store.load(sql, &subject, accounts(&payout))?;
    let decision = match decide(Some(&payout), &books, command, terms, now) {
        Ok(decision) => decision,
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    if let Err(refusal) = store.post(sql, decision.transfers, &subject, now)? {
        return Ok(Err(refusal.into()));
    }
    if !decision.events.is_empty() {
        decision.events.iter().for_each(|event| payout.apply(event));
        kept.events.extend(decision.events);
        rows::update(sql, &payout, &kept.events)?;
    }
    Ok(Ok(kept))
}

/// The accounts that a payout's steps read: its source, and what its owner owes.
fn accounts(payout: &Payout) -> Vec<Account> {
    let mut accounts = vec![payout.prepared.source.account()];
    if let PayoutSource::Party(party) = &payout.prepared.source {
        accounts.push(Account::Debt(party.clone()));
    }
    accounts
}

/// The files that can be made of what is approved.
fn next(sql: &SqlStorage, terms: &facilitator::Terms, now: Moment) -> Result<Answer<Made>> {
    let Some(house) = terms.house() else { return Ok(Err(No::NotSetUp)) };
    let approved = rows::oldest(sql, Stage::Approved, WAITING_MAX)?;
    let payouts = approved.iter().map(Kept::payout).collect::<Result<Vec<Payout>>>()?;
    let last = rows::last_serial(sql, house.from)?;
    Ok(match next_files(&house, &payouts, last, now) {
        Ok(next) => Ok(Made { files: next.files, left: next.left }),
        Err(dargah_engine::payout::NoFile::NotConfigured) => Err(No::NotSetUp),
        Err(dargah_engine::payout::NoFile::Batch(fault)) => Err(No::Books(format!("{fault:?}"))),
    })
}

/// Makes them. A file is one write: all its payouts are sent with it, or there is none.
fn make_files(store: &Store, sql: &SqlStorage, terms: &facilitator::Terms, now: Moment) -> Result<Answer<Made>> {
    let made = match next(sql, terms, now)? {
        Ok(made) => made,
        Err(no) => return Ok(Err(no)),
    };
    let rules = terms.payouts.terms();
    for file in &made.files {
        let (mut transfers, mut sent) = (Vec::new(), Vec::new());
        for (id, command) in file.sendings() {
            let mut kept = rows::one(sql, id)?.ok_or_else(|| broken("a payout of a file is gone"))?;
            let mut payout = kept.payout()?;
            // What is sent is held already: nothing of the books has to be read for it.
            let decision = decide(Some(&payout), &Books::default(), command, &rules, now);
            let decision = decision.map_err(|refusal| broken(&format!("{id}: {refusal:?}")))?;
            decision.events.iter().for_each(|event| payout.apply(event));
            kept.events.extend(decision.events);
            transfers.extend(decision.transfers);
            sent.push((payout, kept.events));
        }
        store.post(sql, transfers, &[], now)?.map_err(|refusal| broken(&refusal.to_string()))?;
        rows::keep_file(sql, file)?;
        for (payout, events) in sent {
            rows::update(sql, &payout, &events)?;
        }
    }
    Ok(Ok(made))
}

/// What the engine has decided of these very rows cannot be refused.
fn broken(why: &str) -> Error {
    Error::RustError(format!("payouts: {why}"))
}
