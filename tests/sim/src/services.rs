//! The claim registry and the webhook hub: each does its work or not, and answers or not.

use crate::{
    plan::Post,
    setting::account,
    witness::Witness,
    world::{SECOND, World},
};
use dargah_engine::{id::PaymentId, payment::Payment, seal::claim_key, webhook::Message};
use std::collections::{BTreeMap, BTreeSet};

/// Who owns which bank reference, for ever.
#[derive(Default)]
pub(crate) struct Registry {
    claims: BTreeMap<String, PaymentId>,
}

/// What shops were told, by its id.
#[derive(Default)]
pub(crate) struct Hub {
    told: BTreeSet<String>,
}

/// What becomes of a question.
struct Fate {
    done: bool,
    answered: bool,
    wait: i64,
}

impl World {
    fn fate(&mut self, post: Post) -> Fate {
        if self.dice.strikes(post.question_lost) {
            return Fate { done: false, answered: false, wait: 5 * SECOND };
        }
        if self.dice.strikes(post.answer_lost) {
            return Fate { done: true, answered: false, wait: 5 * SECOND };
        }
        let late = self.dice.strikes(post.late);
        let wait = if late { self.dice.between(1, 40) * SECOND } else { self.dice.between(2, 60) };
        Fate { done: true, answered: true, wait }
    }

    /// Asks the registry for a reference: whether it is the sale's, and how long that takes.
    pub(crate) fn ask_registry(&mut self, sale: usize, gateway: usize, reference: &str) -> (Option<bool>, i64) {
        let fate = self.fate(self.plan.registry);
        let mut answer = None;
        if fate.done {
            let key = claim_key(account(gateway), reference);
            let id = self.sales[sale].id;
            let owner = *self.registry.claims.entry(key).or_insert(id);
            let owner_sale = self.sales.iter().position(|s| s.id == owner).unwrap_or(sale);
            self.audit.claimed(gateway, reference, owner_sale);
            if owner != id {
                self.met(Witness::ClaimConflict);
            }
            answer = Some(owner == id);
        }
        if !fate.answered {
            self.met(Witness::RegistrySilent);
        }
        self.say(|| {
            let name = dargah_engine::gateway::Provider::ALL[gateway].as_str();
            format!("{sale} claims {reference} of {name}: done {}, answered {}: {answer:?}", fate.done, fate.answered)
        });
        (answer.filter(|_| fate.answered), fate.wait)
    }

    /// Hands a payment's news to the shop's hub: up to which, and how long that takes.
    pub(crate) fn hand_over(&mut self, sale: usize, payment: &Payment) -> (Option<u32>, i64) {
        let fate = self.fate(self.plan.hub);
        let messages = payment.messages(self.ledger_now());
        let upto = messages.last().map(|message| message.sequence);
        if fate.done {
            for message in messages {
                self.take_news(sale, message);
            }
        }
        (upto.filter(|_| fate.answered), fate.wait)
    }

    fn take_news(&mut self, sale: usize, message: Message) {
        if message.payment != self.sales[sale].id {
            self.audit.differs(sale, "its news are about another payment (I17)".to_owned());
        }
        if self.hub.told.contains(&message.id) {
            self.met(Witness::NoticeRepeated);
            return;
        }
        self.say(|| format!("{sale}'s shop is told {}: {:?}", message.sequence, message.kind));
        self.audit.shop_hears(sale, message.sequence, message.kind, &message.body);
        self.hub.told.insert(message.id);
        self.shop_is_told(sale, message.kind);
    }
}
