//! What is under way between the engine and the world outside, and how it can go wrong.

use dargah_engine::{
    gateway::{Class, OperationKind},
    id::OrderNumber,
    time::Moment,
};
use serde::{Deserialize, Serialize};

/// Whose reference a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Name {
    /// The token or the reference of a row of the banks' book.
    Row(u8),
    /// Nobody's.
    MadeUp,
    /// A payment's of another merchant at the same bank.
    Strangers,
}

impl Name {
    /// What the bank issued, or calls a payment; both at one gateway, so the first letter says which.
    pub(crate) fn of(text: &str) -> Self {
        match text.as_bytes() {
            [b't' | b'r', digit] => Self::Row(digit - b'0'),
            [b's'] => Self::Strangers,
            _ => Self::MadeUp,
        }
    }

    /// As a bank's reference.
    pub(crate) fn reference(self) -> String {
        match self {
            Self::Row(row) => format!("r{row}"),
            Self::MadeUp => "x".to_owned(),
            Self::Strangers => "s".to_owned(),
        }
    }

    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Row(row) => row,
            Self::MadeUp => 254,
            Self::Strangers => 255,
        }
    }
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Errand {
    /// A call to the bank for an attempt.
    Call(u32, OperationKind),
    /// A claim for an attempt.
    Claim(u32),
    /// A call to the bank for a refund.
    Refund(u32, OperationKind),
    /// The shop's news.
    Publish,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The process that is to do it lives.
    Fresh,
    /// The request is somewhere in the network, and nobody waits for its answer.
    Adrift,
    /// It was done, and the answer is somewhere in the network.
    Late(Answer),
}

/// An errand under way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flight {
    pub(crate) sale: u8,
    pub(crate) errand: Errand,
    pub(crate) gateway: u8,
    pub(crate) name: Name,
    /// The attempt's order number.
    pub(crate) order: OrderNumber,
    pub(crate) amount: i64,
    pub(crate) sent_at: Moment,
    /// When the button was pressed that a token call belongs to.
    pub(crate) began: Moment,
    /// How many attempts there were before it.
    pub(crate) press: u8,
    pub(crate) stage: Stage,
}

/// What is wrong with a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Wrong {
    /// Nothing, but perhaps the amount.
    Nothing,
    /// It is of another terminal.
    Terminal,
    /// It is of another payment of ours.
    Other,
}

/// What comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Token,
    Done(Class, i64, Wrong),
    Held,
    Other(i64),
    Returned(Class),
    Refused(Class),
    Unknown(Class),
    Claimed(Option<bool>),
    Took(Option<u32>),
}

/// How an errand goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// As it should.
    Straight,
    /// The bank looks into a copy of its book that is behind, and does nothing (F15).
    Lag,
    /// The bank, or whoever is asked, says no or that it cannot, and does nothing.
    Deny,
    /// The bank answers about another payment, and does nothing (F14).
    MixUp,
    /// The process dies before.
    DieBefore,
    /// It is done, and the process dies before anything is written down (F17).
    DieAfter,
    /// The request is lost, and the process hears that it was (F12).
    SilentBefore,
    /// The answer is lost, and the process hears that it was (F13).
    SilentAfter,
    /// The request is held up in the network, and the process dies.
    Stray,
    /// The request is held up in the network, and the process has waited long enough.
    StraySilent,
    /// The answer is held up, and the process waits for ever.
    Late,
    /// The answer is heard, and heard again later.
    Twice,
}

/// Every way to go wrong.
pub(crate) const ALL_HOWS: &[How] = &[
    How::Lag,
    How::Deny,
    How::MixUp,
    How::DieBefore,
    How::DieAfter,
    How::SilentBefore,
    How::SilentAfter,
    How::Stray,
    How::StraySilent,
    How::Late,
    How::Twice,
];

/// A callback that somebody makes up. They have the attempt's own address: a shopper does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Forgery {
    /// "Paid".
    Paid,
    /// "Cancelled".
    Cancelled,
    /// Something that cannot be read.
    Unclear,
    /// "Paid", with a payment of another merchant.
    Strangers,
    /// "Paid", with the reference of another attempt or another payment at the same gateway (F07).
    Others,
}

/// Every callback that can be made up.
pub(crate) const ALL_FORGERIES: &[Forgery] =
    &[Forgery::Paid, Forgery::Cancelled, Forgery::Unclear, Forgery::Strangers, Forgery::Others];
