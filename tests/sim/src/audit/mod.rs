//! The auditor. It sees what goes over the wire, what the banks' books say and what shops are told, and holds each reply of the
//! engine against what it must be by that. It keeps its own small model of every payment and has no look at the engine's state.
//!
//! What must not live here: a use of the engine's fold, its events or its agenda.

mod bankside;
mod books;
mod commits;
mod end;
mod facts;
mod model;
mod news;
mod refunds;
mod replies;

use crate::{
    setting::gateway_number,
    wire::Subject,
    witness::{Seen, Witness},
};
use bankside::Mirror;
use books::Books;
use dargah_engine::{
    gateway::{Hint, OperationKind},
    payment::{Command, Effect, Learnt, Payment, Refusal, due_at},
    time::Moment,
    webhook::Kind,
};
use dargah_wire::{PaymentStatus, RefundStatus};
use model::Model;
use std::collections::HashMap;

/// What is asked of a payment, as far as the auditor cares.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    Create {
        fingerprint: String,
        amount: i64,
        expires: i64,
    },
    Begin,
    /// A browser came to an attempt; whether it brings something that is to be asked about.
    Callback {
        attempt: u32,
        brings: bool,
    },
    Cancel,
    Refund {
        amount: Option<i64>,
        key: String,
        fingerprint: String,
    },
    Heard {
        kind: OperationKind,
    },
    RefundHeard {
        refund: u32,
    },
    Held {
        attempt: u32,
    },
    Returned {
        attempt: u32,
    },
    Resolved {
        refund: u32,
        done: bool,
    },
    Other,
}

impl Asked {
    /// Reads a command.
    pub(crate) fn of(command: &Command) -> Self {
        match command {
            Command::Create(created) => Self::Create {
                fingerprint: created.fingerprint.clone(),
                amount: created.amount.get(),
                expires: created.expires_at.0,
            },
            Command::Begin(_) => Self::Begin,
            Command::Callback { attempt, callback, .. } => {
                Self::Callback { attempt: *attempt, brings: matches!(callback.hint, Hint::Paid | Hint::Unclear) }
            }
            Command::Cancel => Self::Cancel,
            Command::Refund(wish) => Self::Refund {
                amount: wish.amount.map(dargah_engine::money::Rial::get),
                key: wish.key.clone(),
                fingerprint: wish.fingerprint.clone(),
            },
            Command::Heard { call, .. } => Self::Heard { kind: *call },
            Command::RefundHeard { refund, .. } => Self::RefundHeard { refund: *refund },
            Command::Learn(lesson) => match &lesson.what {
                Learnt::Held { attempt, .. } => Self::Held { attempt: *attempt },
                Learnt::Returned { attempt } => Self::Returned { attempt: *attempt },
                Learnt::Refund { refund, done } => Self::Resolved { refund: *refund, done: *done },
            },
            Command::Published { .. }
            | Command::ClaimHeard { .. }
            | Command::UseWallet(_)
            | Command::WalletHeard { .. }
            | Command::Due => Self::Other,
        }
    }
}

/// What the API says of a payment.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) status: PaymentStatus,
    pub(crate) can_pay: bool,
    pub(crate) refunded: i64,
    pub(crate) refunds: Vec<(i64, RefundStatus)>,
    pub(crate) notices: Vec<(Kind, Option<u32>)>,
    /// Whether something is going to look after it.
    pub(crate) cared_for: bool,
}

impl Reading {
    /// Reads a payment as the API does.
    pub(crate) fn of(payment: &Payment, now: Moment) -> Self {
        let standing = payment.standing(now);
        Self {
            status: standing.status,
            can_pay: standing.can_pay,
            refunded: payment.refunded(),
            refunds: payment.refund_views().into_iter().map(|refund| (refund.amount, refund.status)).collect(),
            notices: payment.notices.iter().map(|notice| (notice.kind, notice.refund)).collect(),
            cared_for: due_at(payment).is_some(),
        }
    }
}

/// On whose behalf a bank was asked; nobody's server for a browser, or where time did it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Acting {
    pub(crate) sale: usize,
    pub(crate) subject: Option<Subject>,
    pub(crate) kind: OperationKind,
}

/// Something that a person can say of a payment from a bank's statement.
#[derive(Clone, Debug)]
pub(crate) enum Case {
    Held { attempt: u32, reference: Option<String> },
    Returned { attempt: u32 },
    Refund { refund: u32, done: bool },
}

/// What a reply may be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expected {
    pub(crate) anything: bool,
    pub(crate) accepts: bool,
    pub(crate) refuses: Vec<Refusal>,
}

/// The auditor.
#[derive(Default)]
pub(crate) struct Auditor {
    pub(crate) models: Vec<Model>,
    books: Books,
    /// Each bank's rows, as they were last seen.
    mirrors: Vec<HashMap<u64, Mirror>>,
    /// Whose attempt an order number is.
    orders: HashMap<(usize, String), (usize, u32)>,
    claims: HashMap<(usize, String), usize>,
    /// Whether the ledger's clock was ever wrong.
    jumped: bool,
    pub(crate) differences: Vec<String>,
    pub(crate) seen: Seen,
}

impl Auditor {
    /// A shop is about to make a payment.
    pub(crate) fn opens(&mut self, shop: usize, amount: i64, live: bool, short: bool) {
        self.models.push(Model::new(shop, amount, live, short));
        self.books.open();
    }

    /// Something is not as it must be.
    pub(crate) fn differs(&mut self, sale: usize, what: String) {
        self.differences.push(format!("payment {sale}: {what}"));
    }

    pub(crate) fn met(&mut self, witness: Witness) {
        self.seen.met(witness);
    }

    /// The registry gave a reference to a payment, or said whose it is.
    pub(crate) fn claimed(&mut self, gateway: usize, reference: &str, owner: usize) {
        let known = *self.claims.entry((gateway, reference.to_owned())).or_insert(owner);
        if known != owner {
            self.differs(owner, format!("the claim on {reference} changed hands (I6)"));
        }
    }

    /// A call leaves: it names what this payment has claimed, and nothing else (I6, I7, I9).
    pub(crate) fn sends(&mut self, sale: usize, effect: &Effect) {
        let (Effect::Call { gateway, operation, .. } | Effect::Refund { gateway, operation, .. }) = effect else {
            return;
        };
        let Some(claim) = operation.claim() else { return };
        let gateway = gateway_number(gateway);
        let own = self.orders.get(&(gateway, claim.order.to_string())).is_some_and(|(owner, _)| *owner == sale);
        if !own {
            self.differs(sale, format!("{:?} names an order that is not its own", operation.kind()));
        }
        if operation.kind() == OperationKind::Inquire {
            return;
        }
        let owner = self.claims.get(&(gateway, claim.reference.key.clone())).copied();
        if owner != Some(sale) {
            let key = &claim.reference.key;
            self.differs(sale, format!("{:?} names {key}, which is {owner:?}'s (I7, I9)", operation.kind()));
        }
        if claim.amount.get() != self.models[sale].amount {
            self.differs(sale, format!("{:?} names another amount (I13)", operation.kind()));
        }
    }

    /// The shop takes a notice in: each once, in order, what was announced (I4, I16).
    pub(crate) fn shop_hears(&mut self, sale: usize, sequence: u32, kind: Kind, body: &str) {
        let model = &mut self.models[sale];
        let due = model.heard + 1;
        let announced = model.notices.get(model.heard as usize).map(|(kind, _)| *kind);
        model.heard = sequence;
        if sequence != due || announced != Some(kind) {
            self.differs(sale, format!("notice {sequence} is {kind:?}; due was {due}, {announced:?} (I16)"));
        }
        let amount = self.models[sale].amount;
        if !body.contains(&format!("\"amount\":{amount}")) || !body.contains(&format!("\"sequence\":{sequence},")) {
            self.differs(sale, format!("notice {sequence} says something else: {body}"));
        }
    }
}
