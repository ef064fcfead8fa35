//! Everything that ever happened to a payment: `GET /v1/payments/{id}/events`, read again by whoever shows it.

use crate::payment::{Mode, OrderLine, PaymentView};
use alloc::{string::String, vec::Vec};
use serde::Deserialize;

/// A payment, why it stands as it does, and its events.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// The payment.
    pub payment: PaymentView,
    /// Its events, oldest first.
    pub events: Vec<LogEntry>,
    /// When something is done for it next.
    pub due_at: Option<i64>,
}

/// What kind of event. Of one that is newer than this reader no more is known than that it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogKind {
    /// The shop asked for a payment.
    Created,
    /// A try at a gateway began.
    AttemptStarted,
    /// The shopper may be sent to the bank.
    TokenIssued,
    /// The try ended before the shopper was sent anywhere.
    AttemptAbandoned,
    /// The browser came back.
    CallbackSeen,
    /// Nobody came back, and the bank says that it holds money.
    FoundPaid,
    /// A reference is about to be claimed.
    ClaimSent,
    /// It is this payment's alone.
    Claimed,
    /// It leads nowhere.
    ReferenceDropped,
    /// A call to the bank is about to be made.
    CallSent,
    /// It established nothing.
    Inconclusive,
    /// The bank confirmed, and it fits.
    Verified,
    /// The money is the shop's.
    Captured,
    /// The bank confirmed something else.
    Mismatched,
    /// The try ended without the shop's money.
    AttemptEnded,
    /// A person has to look.
    ReviewNeeded,
    /// It is over without being paid.
    Closed,
    /// The shop withdrew it.
    Cancelled,
    /// Its money is not wanted any more.
    Unwanted,
    /// The bank is asked again.
    Reopened,
    /// The bank has sent the money back.
    BankReturned,
    /// The shop wants money back to the card.
    RefundRequested,
    /// The bank is about to be asked for it.
    RefundSent,
    /// That established nothing.
    RefundInconclusive,
    /// The bank refused one way back, and the other one is tried.
    RefundTurned,
    /// The money is on its way.
    RefundDone,
    /// The bank said no.
    RefundRefused,
    /// A wallet is about to be asked to hold a part, or all of it.
    WalletAsked,
    /// It holds it.
    WalletHeld,
    /// It said no.
    WalletRefused,
    /// The books did not answer, and are asked again.
    WalletSilent,
    /// The wallet held all of it: it is paid.
    PaidByWallet,
    /// The wallet's part is about to be given back.
    WalletReleaseSent,
    /// It is the wallet's again.
    WalletReleased,
    /// What the shop is to be told was handed over.
    Published,
    /// It could not be.
    PublishFailed,
    /// Written by a version that knows more.
    #[serde(other)]
    Unheard,
}

/// Who decided which gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chooser {
    /// The draw, by health.
    Health,
    /// An order of priority.
    Priority,
    /// The shopper named it.
    Shopper,
    /// Nothing else was left.
    OnlyOne,
    /// The draw, in proportion to a power of the success rate.
    Proportion,
    /// The draw, by shares that the shop fixed.
    Fixed,
    /// Every one is down, and this is the least bad.
    LeastBad,
    /// A newer version's word.
    #[serde(other)]
    Unknown,
}

/// Why this gateway.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ChoiceView {
    /// The gateway.
    pub gateway: String,
    /// Version of the health snapshot it was made from; 0 where none was known.
    pub snapshot: u64,
    /// The candidates' weights, in 1/65536.
    pub weights: Vec<(String, u32)>,
    /// The probability with which it was made, in 1/65536.
    pub propensity: u32,
    /// Who decided.
    pub by: Chooser,
    /// Which of the shop's rules decided, counted from 1.
    #[serde(default)]
    pub rule: Option<u32>,
}

/// What the bank said of a payment that it confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct BankReceipt {
    /// Integer rial.
    #[serde(default)]
    pub amount: Option<i64>,
    /// The reference it confirmed.
    #[serde(default)]
    pub reference: Option<String>,
    /// Retrieval reference number, for people.
    #[serde(default)]
    pub rrn: Option<String>,
}

/// One event. Which of these it has follows from its kind.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LogEntry {
    /// When.
    pub at: i64,
    /// What.
    #[serde(rename = "type")]
    pub kind: LogKind,
    /// Number of the try that it is about.
    #[serde(default)]
    pub attempt: Option<u32>,
    /// Number of the refund that it is about.
    #[serde(default)]
    pub refund: Option<u32>,
    /// Why this gateway.
    #[serde(default)]
    pub choice: Option<ChoiceView>,
    /// Which call to the bank.
    #[serde(default)]
    pub call: Option<String>,
    /// Whose doing.
    #[serde(default)]
    pub class: Option<String>,
    /// The provider's code, or our reason.
    #[serde(default)]
    pub code: Option<String>,
    /// What a browser said.
    #[serde(default)]
    pub hint: Option<String>,
    /// How a try ended.
    #[serde(default)]
    pub cause: Option<String>,
    /// Why a reference leads nowhere.
    #[serde(default)]
    pub why: Option<String>,
    /// How the payment ended.
    #[serde(default)]
    pub how: Option<String>,
    /// What does not fit.
    #[serde(default)]
    pub what: Option<String>,
    /// Who says so, and where they have it from.
    #[serde(default)]
    pub note: Option<String>,
    /// When it is tried again.
    #[serde(default)]
    pub retry_at: Option<i64>,
    /// Integer rial.
    #[serde(default)]
    pub amount: Option<i64>,
    /// Why, in the shop's words.
    #[serde(default)]
    pub reason: Option<String>,
    /// What the bank said.
    #[serde(default)]
    pub receipt: Option<BankReceipt>,
    /// What is bought.
    #[serde(default)]
    pub description: Option<String>,
    /// The same line by line.
    #[serde(default)]
    pub lines: Vec<OrderLine>,
    /// The shopper's mobile number.
    #[serde(default)]
    pub mobile: Option<String>,
    /// Where the shopper comes back to.
    #[serde(default)]
    pub return_url: Option<String>,
    /// Test or live.
    #[serde(default)]
    pub mode: Option<Mode>,
}
