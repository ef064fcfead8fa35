//! What comes of a reconciliation. Nothing in it has been done.

use crate::{
    id::{OrderNumber, PaymentId},
    money::Rial,
};
use core::fmt;

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// In what a file and the ledger differ. The words are stable; `www/docs/reconciliation.html` explains each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Class { $($(#[$doc])* $name,)* }

        impl Class {
            /// Every class.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$name),*];

            /// Its stable word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

classes! {
    /// Captured here, and the file does not know it.
    MissingInFile = "missing_in_file";
    /// In the file, and no payment of ours for certain.
    MissingInLedger = "missing_in_ledger";
    /// Captured here and sold there, at different amounts.
    AmountDiffers = "amount_differs";
    /// Sold there, and not captured here: a late success.
    CapturedThereNotHere = "captured_there_not_here";
    /// Captured here, and the bank sent it back (F20).
    ReversedThere = "reversed_there";
    /// Refunded here, and the file does not know it.
    RefundMissingInFile = "refund_missing_in_file";
    /// Refunded there, and not, or not for certain, here.
    RefundMissingInLedger = "refund_missing_in_ledger";
    /// Refunded on both sides, at different amounts.
    RefundAmountDiffers = "refund_amount_differs";
    /// The same row twice.
    DuplicateInFile = "duplicate_in_file";
}

/// What the ledger may be told, once a person has confirmed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// The bank sent the money of a captured attempt back.
    BankReturned {
        /// Of this payment.
        payment: PaymentId,
        /// Which attempt.
        attempt: u32,
    },
    /// The bank is to be asked about an attempt again.
    VerifyAgain {
        /// Of this payment.
        payment: PaymentId,
        /// Which attempt.
        attempt: u32,
    },
    /// A refund whose answer was lost is done.
    RefundDone {
        /// Of this payment.
        payment: PaymentId,
        /// Its order number.
        refund: OrderNumber,
    },
    /// A refund whose answer was lost was not made.
    RefundRefused {
        /// Of this payment.
        payment: PaymentId,
        /// Its order number.
        refund: OrderNumber,
    },
    /// A person has to look.
    Look,
}

impl Suggestion {
    /// Its stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BankReturned { .. } => "bank_returned",
            Self::VerifyAgain { .. } => "verify_again",
            Self::RefundDone { .. } => "refund_done",
            Self::RefundRefused { .. } => "refund_refused",
            Self::Look => "look",
        }
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// The line of the file, where it is about one.
    pub line: Option<u32>,
    /// Of which class.
    pub class: Class,
    /// The payment it is about; for a row that is nobody's for certain, the one it looks like.
    pub payment: Option<PaymentId>,
    /// The attempt it is about.
    pub attempt: Option<u32>,
    /// The order number of the refund it is about.
    pub refund: Option<OrderNumber>,
    /// The order number, as the file writes it or as the bank was given it.
    pub order: String,
    /// The bank's reference.
    pub reference: String,
    /// What the file says.
    pub file_amount: Option<Rial>,
    /// What the ledger says.
    pub ledger_amount: Option<Rial>,
    /// What more there is to say.
    pub note: &'static str,
    /// The line that this one repeats.
    pub first_line: Option<u32>,
    /// What to do about it.
    pub suggestion: Suggestion,
}

impl fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(match self.class {
            Class::MissingInFile => "captured here and not in the file",
            Class::MissingInLedger => "in the file and no payment here for certain",
            Class::AmountDiffers => "the amounts differ",
            Class::CapturedThereNotHere => "sold there and not captured here",
            Class::ReversedThere => "sent back there and captured here",
            Class::RefundMissingInFile => "refunded here and not in the file",
            Class::RefundMissingInLedger => "refunded there and not for certain here",
            Class::RefundAmountDiffers => "the amounts of the refund differ",
            Class::DuplicateInFile => "the same as an earlier row",
        })?;
        if let Some(first) = self.first_line {
            write!(f, " (line {first})")?;
        }
        for (what, text) in [("order", &self.order), ("reference", &self.reference)] {
            if !text.is_empty() {
                write!(f, ", {what} {text}")?;
            }
        }
        for (whose, amount) in [("there", self.file_amount), ("here", self.ledger_amount)] {
            if let Some(amount) = amount {
                write!(f, ", {amount} rial {whose}")?;
            }
        }
        if self.note.is_empty() { Ok(()) } else { write!(f, "; {}", self.note) }
    }
}

/// Sums of one side, rial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Sales.
    pub sales: i64,
    /// Refunds.
    pub refunds: i64,
    /// What banks sent back by themselves.
    pub reversals: i64,
}

/// What a file says against the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows of the file that agree with the ledger in everything.
    pub matched: u32,
    /// Rows and entries that the other side may not have yet: not earlier than the cut-off.
    pub pending_cut_off: u32,
    /// Rows of other days, and of no payment here.
    pub outside: u32,
    /// Rows of other terminals.
    pub other_terminal: u32,
    /// Rows where no money moved.
    pub without_money: u32,
    /// Whether the file can say that a row is a refund.
    pub says_refunds: bool,
    /// Sums of the file's rows, but for other terminals' and other days'.
    pub file: Sums,
    /// Sums of the ledger's captured entries and done refunds: those of the window, and whatever matched.
    pub ledger: Sums,
    /// Sum of what the file says is paid out, rial.
    pub settled: i64,
    /// Sum of what the file says is kept, rial.
    pub fees: i64,
    /// Every difference, by line; those without a line come last, by payment.
    pub discrepancies: Vec<Discrepancy>,
}

impl Sums {
    /// One more amount.
    pub(super) fn add(sum: &mut i64, amount: Rial) {
        *sum = sum.saturating_add(amount.get());
    }
}
