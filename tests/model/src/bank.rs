//! Banks as far as money is concerned: a row an order, a few states, and answers as an adapter would read the real ones. How a
//! provider differs from the others is its capabilities, which are the engine's own data, and the classes of its answers, which
//! are written down here again from its documentation.

use crate::errand::{Answer, Name, Wrong};
use dargah_engine::{
    gateway::{
        Account, Capabilities, Class, Outcome, Provider, Receipt, ReferenceFrom, Reply, Reversal, SettleStep, Token,
        Windows,
    },
    id::OrderNumber,
    money::Rial,
};

/// How a bank behaves.
pub(crate) struct Manner {
    pub(crate) can: &'static Capabilities,
    pub(crate) windows: Windows,
    terminal: String,
    /// Verify of what nobody paid.
    unpaid: Class,
    /// Verify of what went back.
    gone: Class,
    /// A reversal of what went back.
    gone_again: Class,
    /// Verify asks first how the payment stands, and leaves alone what does not fit.
    looks_first: bool,
    /// Another amount than the token's is refused as a bad request.
    binds_amount: bool,
    /// What a receipt names beside the amount.
    names_order: bool,
    names_reference: bool,
    names_terminal: bool,
    /// Whether a refund can be refused so that it can be understood.
    refuses_refunds: bool,
    /// After how long nothing is known of an order any more, in milliseconds.
    remembers: Option<i64>,
}

impl Manner {
    pub(crate) fn of(account: &Account) -> Self {
        let plain = Self {
            can: account.capabilities(),
            windows: account.windows(),
            terminal: account.terminal().to_owned(),
            unpaid: Class::State,
            gone: Class::Reversed,
            gone_again: Class::Reversed,
            looks_first: false,
            binds_amount: false,
            names_order: false,
            names_reference: false,
            names_terminal: false,
            refuses_refunds: true,
            remembers: None,
        };
        match account.provider {
            // A verify of what went back is "not successful", like one of what nobody paid.
            Provider::Zarinpal => Self {
                unpaid: Class::Declined,
                gone: Class::Declined,
                gone_again: Class::State,
                binds_amount: true,
                refuses_refunds: false,
                ..plain
            },
            Provider::Zibal => Self { unpaid: Class::Declined, gone: Class::Declined, names_order: true, ..plain },
            Provider::Saman => Self { gone: Class::Late, names_reference: true, names_terminal: true, ..plain },
            Provider::Pasargad => Self { looks_first: true, names_order: true, ..plain },
            Provider::Asanpardakht => {
                Self { looks_first: true, names_order: true, remembers: Some(60 * 60 * 1000), ..plain }
            }
            Provider::Irankish => Self { looks_first: true, ..plain },
            Provider::Sadad => Self { gone: Class::Late, names_order: true, ..plain },
            Provider::Parsian => Self { gone: Class::Late, ..plain },
            Provider::Snapppay | Provider::Torobpay => {
                Self { unpaid: Class::Pending, names_order: true, gone_again: Class::Reversed, ..plain }
            }
            Provider::Digipay => Self {
                unpaid: Class::Declined,
                gone: Class::Late,
                gone_again: Class::State,
                names_order: true,
                names_reference: true,
                ..plain
            },
            Provider::Mellat | Provider::Sepehr => plain,
        }
    }

    pub(crate) fn by_token(&self) -> bool {
        self.can.reference == ReferenceFrom::Token
    }

    /// Whether the card can be debited of another amount than was asked for, as far as the protocol would let anybody see.
    pub(crate) const fn may_differ(&self) -> bool {
        self.can.verify_says_amount || self.binds_amount
    }

    /// Whether an answer about another payment can be told from one about this.
    pub(crate) const fn tells_payments_apart(&self) -> bool {
        self.names_order || self.names_reference
    }

    pub(crate) const fn refuses_refunds(&self) -> bool {
        self.refuses_refunds
    }

    /// Whether verify is enough for the money to be the shop's.
    pub(crate) fn verify_is_all(&self) -> bool {
        self.can.settle == SettleStep::WithVerify
    }

    /// Whether nothing is known of an order any more.
    pub(crate) fn has_forgotten(&self, row: &Row, now: i64) -> bool {
        self.forgets_at(row).is_some_and(|at| now >= at)
    }

    /// From when on nothing is known of an order.
    pub(crate) fn forgets_at(&self, row: &Row) -> Option<i64> {
        self.remembers.map(|remembers| row.issued_at + remembers)
    }

    /// How long unverified money stays, in milliseconds.
    pub(crate) const fn keeps(&self) -> i64 {
        self.windows.reversal_s * 1000
    }

    /// How long the page is open, in milliseconds.
    pub(crate) const fn page(&self) -> i64 {
        self.windows.page_s * 1000
    }

    /// As the adapter would read it. `row` is what the answer is about.
    pub(crate) fn outcome(&self, answer: Answer, name: Name, order: OrderNumber) -> Outcome {
        let says = |reply, class| Outcome { reply, class, code: String::new() };
        match answer {
            Answer::Token => says(Reply::Token(Token(format!("t{}", name.byte()))), Class::Ok),
            Answer::Done(class, amount, wrong) => says(Reply::Done(self.receipt(amount, wrong, name, order)), class),
            Answer::Other(amount) => says(Reply::Other(self.receipt(amount, Wrong::Nothing, name, order)), Class::Ok),
            Answer::Held => says(Reply::Held, Class::Pending),
            Answer::Returned(class) => says(Reply::Returned, class),
            Answer::Refused(class) => says(Reply::Refused, class),
            Answer::Unknown(class) => says(Reply::Unknown, class),
            Answer::Claimed(_) | Answer::Took(_) => Outcome::unmade("no bank says this"),
        }
    }

    fn receipt(&self, amount: i64, wrong: Wrong, name: Name, order: OrderNumber) -> Receipt {
        let text = if self.by_token() { name.reference().replace('r', "t") } else { name.reference() };
        let (order, text) = match wrong {
            Wrong::Other => ("1".to_owned(), "another".to_owned()),
            Wrong::Nothing | Wrong::Terminal => (order.to_string(), text),
        };
        let terminal = if wrong == Wrong::Terminal { "another".to_owned() } else { self.terminal.clone() };
        Receipt {
            amount: self.can.verify_says_amount.then(|| Rial::new(amount).ok()).flatten(),
            order: self.names_order.then_some(order),
            reference: self.names_reference.then_some(text),
            terminal: self.names_terminal.then_some(terminal),
            ..Receipt::default()
        }
    }
}

/// Where an order stands at its bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// The page can be opened.
    Issued,
    /// The shopper cancelled.
    Left,
    /// Taken from the card, and the bank will give it back.
    Debited,
    /// Confirmed by us.
    Verified,
    /// To be paid out.
    Settled,
    /// Back on the card, by the bank's own rule.
    Lapsed,
    /// Back on the card, because we asked.
    Reversed,
    /// Back on the card, although it was the shop's (F20).
    Disputed,
}

impl State {
    pub(crate) const fn is_back(self) -> bool {
        matches!(self, Self::Lapsed | Self::Reversed | Self::Disputed)
    }
}

/// An order at its bank. Times are true ones, in milliseconds from the beginning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Four times the sale, and the attempt's number less one.
    pub(crate) id: u8,
    pub(crate) gateway: u8,
    pub(crate) order: OrderNumber,
    pub(crate) state: State,
    pub(crate) issued_at: i64,
    pub(crate) debited_at: i64,
    pub(crate) verified_at: i64,
    /// What was taken from the card.
    pub(crate) amount: i64,
    /// Whether the bank keeps unverified money beyond its own window.
    pub(crate) slow: bool,
    /// Whether it was ever the shop's.
    pub(crate) taken: bool,
    /// Whether a verify was carried out whose process died.
    pub(crate) verify_lost: bool,
    /// How often each refund was carried out.
    pub(crate) runs: [u8; 3],
    /// What went back by refunds.
    pub(crate) refunded: i64,
    /// How often a browser may yet come back from it.
    pub(crate) returns: u8,
}

impl Row {
    /// When the bank gives the money back by itself.
    pub(crate) const fn lapses_at(&self, manner: &Manner) -> Option<i64> {
        if matches!(self.state, State::Debited) && !self.slow { Some(self.debited_at + manner.keeps()) } else { None }
    }

    /// What of it is the shop's.
    pub(crate) fn net(&self, manner: &Manner) -> i64 {
        if self.is_captured(manner) { self.amount - self.refunded } else { 0 }
    }

    /// Whether it is the shop's.
    pub(crate) fn is_captured(&self, manner: &Manner) -> bool {
        self.state == State::Settled || (self.state == State::Verified && manner.verify_is_all())
    }

    pub(crate) fn verify(&mut self, manner: &Manner, asked: i64, now: i64) -> Answer {
        match self.state {
            State::Issued | State::Left => Answer::Refused(manner.unpaid),
            State::Debited if self.amount != asked && manner.binds_amount => Answer::Unknown(Class::Request),
            State::Debited if self.amount != asked && manner.looks_first => Answer::Other(self.amount),
            State::Debited => {
                self.state = State::Verified;
                self.verified_at = now;
                self.taken |= manner.verify_is_all();
                Answer::Done(Class::Ok, self.amount, Wrong::Nothing)
            }
            State::Verified | State::Settled => Answer::Done(Class::Already, self.amount, Wrong::Nothing),
            State::Lapsed | State::Reversed | State::Disputed => match manner.gone {
                class @ (Class::Reversed | Class::Late) => Answer::Returned(class),
                class => Answer::Refused(class),
            },
        }
    }

    pub(crate) fn settle(&mut self) -> Answer {
        match self.state {
            State::Verified => {
                self.state = State::Settled;
                self.taken = true;
                Answer::Done(Class::Ok, self.amount, Wrong::Nothing)
            }
            State::Settled => Answer::Done(Class::Already, self.amount, Wrong::Nothing),
            State::Lapsed | State::Reversed | State::Disputed => Answer::Returned(Class::Reversed),
            State::Issued | State::Left | State::Debited => Answer::Refused(Class::State),
        }
    }

    pub(crate) fn inquire(&self) -> Answer {
        match self.state {
            State::Issued => Answer::Unknown(Class::Pending),
            State::Left => Answer::Refused(Class::Declined),
            State::Debited => Answer::Held,
            State::Verified | State::Settled => Answer::Done(Class::Already, self.amount, Wrong::Nothing),
            State::Lapsed | State::Reversed | State::Disputed => Answer::Returned(Class::Reversed),
        }
    }

    pub(crate) fn reverse(&mut self, manner: &Manner, now: i64) -> Answer {
        let may = match (manner.can.reversal, self.state) {
            // The adapter has no such call.
            (Reversal::Never, _) => return Answer::Unknown(Class::Unknown),
            (_, State::Debited) => true,
            (Reversal::Within(seconds), State::Verified) => {
                if now >= self.verified_at + seconds * 1000 {
                    return Answer::Refused(Class::Late);
                }
                self.refunded == 0
            }
            (_, state) if state.is_back() && manner.gone_again == Class::Reversed => {
                return Answer::Done(Class::Reversed, self.amount, Wrong::Nothing);
            }
            _ => false,
        };
        if !may {
            return Answer::Refused(Class::State);
        }
        self.state = State::Reversed;
        Answer::Done(Class::Ok, self.amount, Wrong::Nothing)
    }

    /// Each asking is a refund of its own, over what was captured too: a bank that looked closer would hide what we do wrong.
    pub(crate) fn refund(&mut self, manner: &Manner, number: u32, amount: i64) -> Answer {
        if !self.is_captured(manner) {
            let told = manner.refuses_refunds;
            return if told { Answer::Refused(Class::State) } else { Answer::Unknown(Class::Tech) };
        }
        self.refunded += amount;
        if let Some(runs) = self.runs.get_mut(number as usize - 1) {
            *runs += 1;
        }
        Answer::Done(Class::Ok, amount, Wrong::Nothing)
    }
}
