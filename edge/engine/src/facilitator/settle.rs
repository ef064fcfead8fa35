//! `POST /v1/operator/books/settlements`: a provider says that it has paid the operator.

use super::{fact::debtor, terms::Terms};
use crate::{
    books::{
        LINKED_MAX, Party, Subject,
        rules::{AnomalyKind, Debtor, Line, LineKind, Settlement},
    },
    config::Gateways,
    gateway::Settles,
    id::{GatewayId, PaymentId},
    identity::Iban,
    money::Rial,
    problem::{Code, Fault},
    request::{object, shape},
};
use dargah_wire::Mode;
use serde::{Deserialize, Serialize};

/// The most rows of one settlement: with the bank's and the cost's, one write.
pub const LINES_MAX: usize = LINKED_MAX - 2;

/// A settlement as it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// The operator's own name for it, 1 to 40 of `a-z 0-9 _ - .`.
    pub name: String,
    /// The contract whose money it is.
    pub gateway: GatewayId,
    /// What came to the bank, rial.
    pub received: Rial,
    /// What the provider took off for itself, rial.
    #[serde(default = "nothing")]
    pub cost: Rial,
    /// Its rows.
    pub lines: Vec<WishLine>,
    /// The account to which it came; the operator's own where it is left out.
    #[serde(default)]
    pub bank: Option<Iban>,
}

const fn nothing() -> Rial {
    Rial::ZERO
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WishLine {
    /// The payment.
    pub payment: PaymentId,
    /// What of it; a sale where it is left out.
    #[serde(default)]
    pub kind: WishKind,
    /// The refund's number, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<u32>,
    /// How much, rial.
    pub amount: Rial,
}

/// What a row is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WishKind {
    /// A payment is paid to us.
    #[default]
    Sale,
    /// A refund of it is taken off.
    Refund,
    /// The payment is undone.
    Reversal,
}

/// What does not fit, row by row.
pub type Anomalies = Vec<Odd>;

/// A row that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Odd {
    /// The payment that it names.
    pub payment: PaymentId,
    /// `unknown`, `twice` or `amount`.
    pub what: OddKind,
    /// What the row says, rial.
    pub amount: Rial,
    /// What the books say, rial, where they say something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ours: Option<Rial>,
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OddKind {
    /// The books know of no such money.
    Unknown,
    /// It was settled before.
    Twice,
    /// It is another amount.
    Amount,
}

/// Reads and checks the body; whose mode's books it is about, and who pays.
///
/// # Errors
/// `body_invalid` with the field that is wrong.
pub fn read_settlement(body: &[u8], gateways: &Gateways, terms: &Terms) -> Result<(Mode, Debtor, Wish), Fault> {
    object(body)?;
    let mut wish: Wish = shape(body)?;
    let wrong = |field: &'static str, why: &str| Fault::of(Code::BodyInvalid, field, why);
    let name = wish.name.len() <= 40 && !wish.name.contains('/') && Subject::settlement(&wish.name).is_some();
    if !name {
        return Err(wrong("name", "1 to 40 of a-z, 0-9, _, - and ."));
    }
    let account = gateways.get(&wish.gateway).filter(|account| account.settles == Settles::Operator);
    let account = account.ok_or_else(|| wrong("gateway", "no contract whose money is paid to the operator"))?;
    if wish.lines.is_empty() || wish.lines.len() > LINES_MAX {
        return Err(wrong("lines", "1 to 510 rows"));
    }
    if wish.lines.iter().any(|line| (line.kind == WishKind::Refund) != line.refund.is_some()) {
        return Err(wrong("lines", "a refund's row, and no other, has the refund's number"));
    }
    wish.bank = Some(wish.bank.or_else(|| terms.bank.clone()).ok_or_else(|| wrong("bank", "the operator's IBAN"))?);
    Ok((account.mode, debtor(account), wish))
}

impl Wish {
    /// As the books take it of whoever pays; nothing without a name or a bank.
    #[must_use]
    pub fn settlement(&self, debtor: Debtor) -> Option<Settlement> {
        let line = |line: &WishLine| {
            let kind = match (line.kind, line.refund) {
                (WishKind::Refund, Some(number)) => LineKind::Refund(number),
                (WishKind::Reversal, _) => LineKind::Reversal,
                _ => LineKind::Sale,
            };
            Line { payment: line.payment, kind, amount: line.amount }
        };
        Some(Settlement {
            subject: Subject::settlement(&self.name)?,
            debtor,
            lines: self.lines.iter().map(line).collect(),
            cost: self.cost,
            received: self.received,
            bank: self.bank.clone()?,
        })
    }
}

impl From<&crate::books::rules::Anomaly> for Odd {
    fn from(anomaly: &crate::books::rules::Anomaly) -> Self {
        let (what, ours) = match anomaly.kind {
            AnomalyKind::Unknown => (OddKind::Unknown, None),
            AnomalyKind::Twice => (OddKind::Twice, None),
            AnomalyKind::Amount { ours } => (OddKind::Amount, Some(ours)),
        };
        Self { payment: anomaly.line.payment, what, amount: anomaly.line.amount, ours }
    }
}

/// The parties of a payment by its transfers: whose rows its release needs.
pub fn parties(books: &crate::books::Books, payment: &PaymentId) -> Vec<Party> {
    let position = books.position(&Subject::payment(payment));
    let mut parties: Vec<Party> = position.keys().filter_map(|account| account.party().cloned()).collect();
    parties.sort();
    parties.dedup();
    parties
}
