//! One try of a payment at one gateway.

use crate::{
    gateway::{Claim, Class, Edition, Hint, OperationKind, Receipt, Reference, Token, TokenAsk},
    id::GatewayId,
    time::Moment,
};
use serde::{Deserialize, Serialize};

/// The most references of one attempt that are looked into. A bank gives one; more come from someone who makes them up.
pub(super) const SIGHTINGS_MAX: usize = 8;

/// How an attempt ended without the shop's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The bank says it sent the money back.
    ReturnedByBank,
    /// We had it sent back.
    Reversed,
    /// The bank said no, asked after its deadline.
    Refused,
    /// Nobody verified in time, so whatever was taken went back by the bank's own rule.
    Lapsed,
}

/// A call in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// When it was sent: what is heard is matched by this, so a late answer cannot pass for a new one (F14).
    pub at: Moment,
    /// Until when nobody else makes it.
    pub lease: Moment,
}

/// Where an attempt stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The token call is being made.
    Asking(Sent),
    /// It ended before the shopper was sent anywhere.
    Abandoned {
        /// Whose doing.
        class: Class,
    },
    /// The shopper was, or may have been, sent to the bank.
    AtBank,
    /// A reference is being claimed.
    Claiming(Option<Sent>),
    /// The bank is being asked to take the money. After the first answer that establishes nothing this is the durable
    /// "unknown": only evidence leads out of it.
    Verifying(Option<Sent>),
    /// The money is taken and its payout is being asked for.
    Settling(Option<Sent>),
    /// The money is the shop's.
    Captured,
    /// What should not have been taken is being given back.
    Reversing(Option<Sent>),
    /// A person has to look.
    Review,
    /// Over without the shop's money.
    Ended(Cause),
}

/// One try of a payment at one gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Number within the payment, from 1.
    pub number: u32,
    /// At which gateway.
    pub gateway: GatewayId,
    /// With which of the contract's credentials.
    pub edition: Edition,
    /// What the bank was asked.
    pub ask: TokenAsk,
    /// When it began.
    pub started_at: Moment,
    /// Where it stands.
    pub phase: Phase,
    /// What the bank issued.
    pub token: Option<Token>,
    /// After this no unverified money of the attempt can be left at the bank.
    pub deadline: Option<Moment>,
    /// When the bank is next asked how it stands, while nobody has come back.
    pub probe_at: Option<Moment>,
    /// How often it was asked so.
    pub probes: u32,
    /// That question, in flight. It changes nothing at the bank, so it holds nobody up.
    pub probe: Option<Sent>,
    /// What the newest callback said.
    pub hint: Option<Hint>,
    /// Class of the last thing heard, from callback or bank.
    pub class: Option<Class>,
    /// Every reference that callbacks brought, in order, each once.
    pub sightings: Vec<Sighting>,
    /// Which of them is being looked into.
    pub current: usize,
    /// Answers in a row that established nothing.
    pub misses: u32,
    /// Whether the bank may have taken the money by a verify that led to nothing: its answer was lost, died with its process, or
    /// contradicted what was asked.
    pub doubt: bool,
    /// Whether that holds for the reference being looked into: while it does, no other is, for both could be taken.
    pub unsure: bool,
    /// When the next call is due.
    pub retry_at: Option<Moment>,
    /// What the bank confirmed.
    pub receipt: Option<Receipt>,
    /// When the bank confirmed it.
    pub verified_at: Option<Moment>,
    /// Why its money is to go back, if it is.
    pub returning: Option<Returning>,
}

/// Why an attempt's money is to go back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returning {
    /// What the bank confirmed does not fit; of what.
    Mismatch(String),
    /// The payment is paid by another attempt, or withdrawn. Nothing was verified, so what cannot be sent back goes back by itself.
    Unwanted,
}

/// A reference that a callback brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The reference.
    pub reference: Reference,
    /// What is known of it.
    pub standing: SightingStanding,
}

/// What is known of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SightingStanding {
    /// Nothing yet.
    Fresh,
    /// It is this payment's alone.
    Claimed,
    /// It leads nowhere.
    Dead(Dropped),
}

/// Why a reference leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dropped {
    /// Another payment has claimed it (I6).
    ClaimedByOther,
    /// The bank says its money went back.
    ReturnedByBank,
    /// The bank said no, asked after its deadline (I2).
    Refused,
    /// The bank confirms it for another terminal: somebody else's money (F08).
    Foreign,
    /// It is unwanted and the bank would not send it back at our word: it will by its own rule.
    LeftToBank,
}

impl Sighting {
    /// Whether it leads nowhere.
    #[must_use]
    pub const fn is_dead(&self) -> bool {
        matches!(self.standing, SightingStanding::Dead(_))
    }
}

impl Attempt {
    /// The reference being looked into.
    #[must_use]
    pub fn sighting(&self) -> Option<&Sighting> {
        self.sightings.get(self.current)
    }

    /// What an operation on the current reference names. Nothing unless the reference is claimed: no call is ever made for
    /// one that is not (I7, I9).
    #[must_use]
    pub fn claim(&self) -> Option<Claim> {
        let sighting = self.sighting().filter(|s| s.standing == SightingStanding::Claimed)?;
        let mut reference = sighting.reference.clone();
        if let Some(receipt) = &self.receipt {
            reference.details.extend(receipt.details.clone());
        }
        Some(Claim { order: self.ask.order, amount: self.ask.amount, token: self.token.clone()?, reference })
    }

    /// What an inquiry about the attempt names: our own token, which is all there is before anybody came back.
    #[must_use]
    pub(super) fn probe_claim(&self) -> Option<Claim> {
        let token = self.token.clone()?;
        let reference = Reference { key: token.word().to_owned(), details: Default::default() };
        Some(Claim { order: self.ask.order, amount: self.ask.amount, token, reference })
    }

    /// The next reference after the current one that is not dead, going round.
    #[must_use]
    pub(super) fn next_sighting(&self) -> Option<usize> {
        let n = self.sightings.len();
        (1..=n).map(|step| (self.current + step) % n).find(|&i| !self.sightings[i].is_dead())
    }

    /// The first reference that may still lead somewhere.
    #[must_use]
    pub(super) fn open_sighting(&self) -> Option<&Sighting> {
        self.sightings.iter().find(|s| !s.is_dead())
    }

    /// The call in flight.
    #[must_use]
    pub const fn sent(&self) -> Option<Sent> {
        match &self.phase {
            Phase::Asking(sent) => Some(*sent),
            Phase::Claiming(sent) | Phase::Verifying(sent) | Phase::Settling(sent) | Phase::Reversing(sent) => *sent,
            Phase::AtBank => self.probe,
            Phase::Abandoned { .. } | Phase::Captured | Phase::Review | Phase::Ended(_) => None,
        }
    }

    /// The bank call this phase makes.
    #[must_use]
    pub const fn call(&self) -> Option<OperationKind> {
        match self.phase {
            Phase::Verifying(_) => Some(OperationKind::Verify),
            Phase::Settling(_) => Some(OperationKind::Settle),
            Phase::Reversing(_) => Some(OperationKind::Reverse),
            _ => None,
        }
    }

    /// Whether the bank is being asked about its money right now: while it is, no other attempt is (I5).
    #[must_use]
    pub const fn is_resolving(&self) -> bool {
        matches!(self.phase, Phase::Claiming(_) | Phase::Verifying(_) | Phase::Settling(_) | Phase::Reversing(_))
    }

    /// Whether its money is to go back although nothing is wrong with it.
    #[must_use]
    pub fn is_unwanted(&self) -> bool {
        self.returning == Some(Returning::Unwanted)
    }

    /// Whether it was given up without the bank's last word, so that new evidence may still find money (I12).
    #[must_use]
    pub const fn is_given_up(&self) -> bool {
        matches!(self.phase, Phase::Ended(Cause::Lapsed | Cause::Refused))
    }

    /// Whether it can still turn into money.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        matches!(self.phase, Phase::Asking(_) | Phase::AtBank) || self.is_resolving()
    }

    /// The phase's name, for the shop and the operator.
    #[must_use]
    pub const fn phase_name(&self) -> &'static str {
        match self.phase {
            Phase::Asking(_) => "asking",
            Phase::Abandoned { .. } => "abandoned",
            Phase::AtBank => "at_bank",
            Phase::Claiming(_) => "claiming",
            Phase::Verifying(_) if self.misses > 0 => "unknown",
            Phase::Verifying(_) => "verifying",
            Phase::Settling(_) => "settling",
            Phase::Captured => "captured",
            Phase::Reversing(_) => "reversing",
            Phase::Review => "review",
            Phase::Ended(Cause::ReturnedByBank) => "returned_by_bank",
            Phase::Ended(Cause::Reversed) => "reversed",
            Phase::Ended(Cause::Refused) => "refused",
            Phase::Ended(Cause::Lapsed) => "lapsed",
        }
    }
}
