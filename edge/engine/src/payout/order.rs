//! A payout as the fold of its events: prepared, approved by another person, sent, settled, and possibly back. Each step says which
//! transfers go with it; both are written at once.

use super::choose::Plan;
use crate::{
    books::{Books, Transfer, rules},
    id::PayoutId,
    identity::Iban,
    member::MemberId,
    money::Rial,
    time::{Moment, Span},
};
pub use dargah_wire::PayoutStage as Stage;
use serde::{Deserialize, Serialize};

/// Who prepared a payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preparer {
    /// A person.
    Member(MemberId),
    /// The shop's server, by its secret key.
    Key,
    /// The shopper whose wallet it is.
    Owner,
    /// The service, by the shop's own rule.
    Service,
}

/// To whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beneficiary {
    /// The account.
    pub iban: Iban,
    /// Its owner, as the bank has the name.
    pub name: String,
    /// When a registry last said that the account is theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matched_at: Option<Moment>,
}

/// What is paid out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// Its id.
    pub id: PayoutId,
    /// Whose money.
    pub source: rules::PayoutSource,
    /// How much.
    pub amount: Rial,
    /// To whom.
    pub to: Beneficiary,
    /// Who prepared it.
    pub by: Preparer,
}

/// How it was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sending {
    /// In a batch file to a bank.
    Batch {
        /// The file's id.
        id: String,
        /// When it is expected.
        plan: Plan,
    },
    /// In a settlement file to Shaparak.
    Shaparak {
        /// The file's name.
        file: String,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It was prepared; its money is held.
    Prepared(Box<Prepared>),
    /// Another person approved it.
    Approved {
        /// Who.
        by: MemberId,
    },
    /// It was given up before it was sent; its money is free again.
    Dropped {
        /// Who.
        by: MemberId,
        /// Why.
        reason: String,
    },
    /// A bank or Shaparak has it.
    Sent {
        /// How.
        how: Sending,
    },
    /// It was refused there: the money never left.
    Bounced {
        /// Why, as they say.
        reason: String,
    },
    /// The bank's statement shows that it left.
    Settled {
        /// The statement's row.
        row: String,
        /// The account that paid.
        bank: Iban,
    },
    /// It came back.
    Returned {
        /// The statement's row.
        row: String,
        /// The account that it came back to.
        bank: Iban,
    },
    /// The table of bank days changed: it is expected at another time.
    Replanned {
        /// When.
        plan: Plan,
    },
}

/// What an event tells whoever looks at a payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToldOf<'a> {
    /// Where the payout stands by it, if it stands elsewhere than before.
    pub stage: Option<Stage>,
    /// Whose doing it was.
    pub by: Option<&'a MemberId>,
    /// What was said: a reason, or a file's name.
    pub note: Option<&'a str>,
}

impl Event {
    /// What it tells.
    #[must_use]
    pub fn told(&self) -> ToldOf<'_> {
        let (stage, by, note) = match self {
            Self::Prepared(_) => (Some(Stage::Prepared), None, None),
            Self::Approved { by } => (Some(Stage::Approved), Some(by), None),
            Self::Dropped { by, reason } => (Some(Stage::Dropped), Some(by), Some(reason.as_str())),
            Self::Sent { how: Sending::Batch { id: file, .. } | Sending::Shaparak { file } } => {
                (Some(Stage::Sent), None, Some(file.as_str()))
            }
            Self::Bounced { reason } => (Some(Stage::Bounced), None, Some(reason.as_str())),
            Self::Settled { .. } => (Some(Stage::Settled), None, None),
            Self::Returned { .. } => (Some(Stage::Returned), None, None),
            Self::Replanned { .. } => (None, None, None),
        };
        ToldOf { stage, by, note }
    }
}

/// An event and when it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// When.
    pub at: Moment,
    /// What.
    pub event: Event,
}

/// A payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payout {
    /// What is paid out.
    pub prepared: Prepared,
    /// When it was prepared.
    pub prepared_at: Moment,
    /// Where it stands.
    pub stage: Stage,
    /// Who approved it.
    pub approved_by: Option<MemberId>,
    /// How it was handed in, and when.
    pub sent: Option<(Sending, Moment)>,
    /// The row that shows that it left.
    pub settled_row: Option<String>,
    /// The row that shows that it came back.
    pub returned_row: Option<String>,
    /// Why it was given up or refused.
    pub reason: Option<String>,
    /// When the newest event was recorded.
    pub last_at: Moment,
}

impl Payout {
    /// The payout that these events tell of; nothing if they do not begin with its preparation.
    #[must_use]
    pub fn replay(events: &[Recorded]) -> Option<Self> {
        let (first, rest) = events.split_first()?;
        let Event::Prepared(prepared) = &first.event else { return None };
        let mut payout = Self {
            prepared: (**prepared).clone(),
            prepared_at: first.at,
            stage: Stage::Prepared,
            approved_by: None,
            sent: None,
            settled_row: None,
            returned_row: None,
            reason: None,
            last_at: first.at,
        };
        rest.iter().for_each(|recorded| payout.apply(recorded));
        Some(payout)
    }

    /// Takes an event in.
    pub fn apply(&mut self, recorded: &Recorded) {
        self.last_at = self.last_at.max(recorded.at);
        match &recorded.event {
            Event::Prepared(_) => {}
            Event::Approved { by } => (self.stage, self.approved_by) = (Stage::Approved, Some(by.clone())),
            Event::Dropped { reason, .. } => (self.stage, self.reason) = (Stage::Dropped, Some(reason.clone())),
            Event::Sent { how } => (self.stage, self.sent) = (Stage::Sent, Some((how.clone(), recorded.at))),
            Event::Bounced { reason } => (self.stage, self.reason) = (Stage::Bounced, Some(reason.clone())),
            Event::Settled { row, .. } => (self.stage, self.settled_row) = (Stage::Settled, Some(row.clone())),
            Event::Returned { row, .. } => (self.stage, self.returned_row) = (Stage::Returned, Some(row.clone())),
            Event::Replanned { plan } => {
                if let Some((Sending::Batch { plan: old, .. }, _)) = &mut self.sent {
                    *old = *plan;
                }
            }
        }
    }
}

/// What a payout is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Somebody prepares it.
    Prepare(Box<Prepared>),
    /// A person approves it.
    Approve(MemberId),
    /// A person gives it up.
    Drop(MemberId, String),
    /// It is handed in.
    Send(Sending),
    /// It was refused where it was handed in.
    Bounce(String),
    /// A row of a statement shows that it left an account.
    Settle {
        /// The row.
        row: String,
        /// The account.
        bank: Iban,
    },
    /// A row of a statement shows that it came back to an account.
    Return {
        /// The row.
        row: String,
        /// The account.
        bank: Iban,
    },
    /// It is expected at another time.
    Replan(Plan),
}

/// What has to hold for a payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The least, rial.
    pub least: Rial,
    /// For how long a registry's word on the account's owner counts.
    pub match_life: Span,
}

/// Why a command changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is none of this id.
    NotThere,
    /// Another one was prepared under this id.
    MadeOtherwise,
    /// Less than is paid out.
    TooSmall,
    /// No registry says, or none has said lately, that the account is theirs.
    OwnerNotMatched,
    /// Whoever prepared it cannot approve it.
    SamePerson,
    /// It does not fit where the payout stands.
    NotNow(Stage),
    /// It was handed in otherwise.
    SentOtherwise,
    /// Another row shows the same.
    ShownTwice,
    /// The books say otherwise.
    Books(rules::Misfit),
}

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// To be recorded.
    pub events: Vec<Recorded>,
    /// To be posted in the same write; if the books refuse them, nothing is recorded.
    pub transfers: Vec<Transfer>,
}

/// What follows from `command` for `payout`; nothing for what is done already. `books` have the payout's transfers and its source's
/// debt.
///
/// # Errors
/// The [`Refusal`]; nothing has changed then.
pub fn decide(
    payout: Option<&Payout>,
    books: &Books,
    command: Command,
    terms: &Terms,
    now: Moment,
) -> Result<Decision, Refusal> {
    let Some(payout) = payout else {
        let Command::Prepare(prepared) = command else { return Err(Refusal::NotThere) };
        return prepare(prepared, terms, now);
    };
    let (id, stage) = (&payout.prepared.id, payout.stage);
    let at = now.max(payout.last_at);
    let nothing = || Ok(Decision { events: Vec::new(), transfers: Vec::new() });
    let done = |event, transfers| Ok(Decision { events: vec![Recorded { at, event }], transfers });
    let not_now = Err(Refusal::NotNow(stage));
    match command {
        Command::Prepare(prepared) if *prepared == payout.prepared => nothing(),
        Command::Prepare(_) => Err(Refusal::MadeOtherwise),
        Command::Approve(by) => match stage {
            Stage::Prepared if payout.prepared.by == Preparer::Member(by.clone()) => Err(Refusal::SamePerson),
            Stage::Prepared => done(Event::Approved { by }, Vec::new()),
            _ if payout.approved_by.as_ref() == Some(&by) => nothing(),
            _ => not_now,
        },
        Command::Drop(by, reason) => match stage {
            Stage::Prepared | Stage::Approved => done(Event::Dropped { by, reason }, rules::dropped(id)),
            Stage::Dropped => nothing(),
            _ => not_now,
        },
        Command::Send(how) => match (&payout.sent, stage) {
            (Some((before, _)), _) if is_same_sending(before, &how) => nothing(),
            (Some(_), _) => Err(Refusal::SentOtherwise),
            (None, Stage::Approved) => done(Event::Sent { how }, rules::sent(id)),
            (None, _) => not_now,
        },
        Command::Bounce(reason) => match stage {
            Stage::Sent => {
                let transfers = rules::bounced(books, id).map_err(Refusal::Books)?;
                done(Event::Bounced { reason }, transfers)
            }
            Stage::Bounced => nothing(),
            _ => not_now,
        },
        Command::Settle { row, bank } => match stage {
            Stage::Sent => {
                let transfers = rules::payout_settled(books, id, &bank).map_err(Refusal::Books)?;
                done(Event::Settled { row, bank }, transfers)
            }
            _ if payout.settled_row.as_ref() == Some(&row) => nothing(),
            Stage::Settled | Stage::Returned => Err(Refusal::ShownTwice),
            _ => not_now,
        },
        Command::Return { row, bank } => match stage {
            Stage::Settled => {
                let transfers = rules::returned(books, id, &bank).map_err(Refusal::Books)?;
                done(Event::Returned { row, bank }, transfers)
            }
            Stage::Returned if payout.returned_row.as_ref() == Some(&row) => nothing(),
            Stage::Returned => Err(Refusal::ShownTwice),
            _ => not_now,
        },
        Command::Replan(plan) => match &payout.sent {
            Some((Sending::Batch { plan: old, .. }, _)) if *old == plan => nothing(),
            Some((Sending::Batch { .. }, _)) if stage == Stage::Sent => done(Event::Replanned { plan }, Vec::new()),
            _ => not_now,
        },
    }
}

/// Whether it is the same file: when it is expected may be another time by now.
fn is_same_sending(before: &Sending, now: &Sending) -> bool {
    match (before, now) {
        (Sending::Batch { id: before, .. }, Sending::Batch { id: now, .. }) => before == now,
        (before, now) => before == now,
    }
}

fn prepare(prepared: Box<Prepared>, terms: &Terms, now: Moment) -> Result<Decision, Refusal> {
    if prepared.amount < terms.least || prepared.amount == Rial::ZERO {
        return Err(Refusal::TooSmall);
    }
    let fresh = |matched: Moment| matched <= now && now - matched <= terms.match_life;
    if !prepared.to.matched_at.is_some_and(fresh) {
        return Err(Refusal::OwnerNotMatched);
    }
    let transfers = rules::prepared(&prepared.id, &prepared.source, prepared.amount);
    Ok(Decision { events: vec![Recorded { at: now, event: Event::Prepared(prepared) }], transfers })
}
