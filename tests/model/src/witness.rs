//! What has to happen sometimes: a law that is never put to the test proves nothing.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! witnesses {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// Something that has to happen in one scene or another.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Witness { $($(#[$doc])* $name,)* }

        impl Witness {
            /// Every one.
            pub const ALL: [(Self, &'static str); [$($text),*].len()] = [$((Self::$name, $text)),*];
        }
    };
}

witnesses! {
    /// Paid, and nobody ever came back.
    PaidAfterLostCallback = "paid_after_lost_callback";
    /// Paid, and the process that verified first died before it could write that down.
    PaidAfterCrashBetweenVerifyAndPersist = "paid_after_crash_between_verify_and_persist";
    /// Paid by "already".
    PaidAfterAlreadyVerified = "paid_after_already_verified";
    /// The bank's window passed, and the bank said so.
    ReversedAfterWindow = "reversed_after_window";
    /// Two attempts were paid, one was kept, and we had the other sent back.
    DoublePayRefunded = "double_pay_refunded";
    /// Two attempts were paid, one was kept, and the bank sent the other back.
    DoublePayLeftToBank = "double_pay_left_to_bank";
    /// Paid after it was closed as failed.
    LatePaid = "late_paid";
    /// A reference that another payment has claimed was refused.
    ClaimConflictRefused = "claim_conflict_refused";
    /// A refund's answer was lost, and an operator told what became of it.
    RefundUnknownThenResolved = "refund_unknown_then_resolved";
    /// No gateway was left.
    AllGatewaysDownRefused = "all_gateways_down_refused";
    /// A gateway gave no token, and the next one's was paid by.
    PaidAfterFailover = "paid_after_failover";
    /// What did not fit was sent back.
    MismatchGivenBack = "mismatch_given_back";
    /// A reversal was refused, and a refund went through.
    RefundTurned = "refund_turned";
    /// Two parts went back.
    RefundedInParts = "refunded_in_parts";
    /// Withdrawn, paid all the same, and sent back.
    PaidAfterCancelGivenBack = "paid_after_cancel_given_back";
    /// Paid, disputed, and told.
    ReturnedByBankAfterPaid = "returned_by_bank_after_paid";
    /// A person's look led a payment on.
    ReviewResolved = "review_resolved";
    /// A stranger's payment was let go.
    StrangersReferenceDropped = "strangers_reference_dropped";
    /// A forged callback did not keep the shopper's money from being found.
    PaidAfterForgery = "paid_after_forgery";
    /// An answer that came too late was turned away.
    StaleAnswerIgnored = "stale_answer_ignored";
}

/// What was seen on one step.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen(u64);

impl Seen {
    /// Something happened.
    pub fn note(&mut self, witness: Witness) {
        self.0 |= 1 << witness as u32;
    }
}

/// What was seen so far, and how often.
#[derive(Debug, Default)]
pub struct Tally([AtomicU64; Witness::ALL.len()]);

impl Tally {
    /// Counts a step.
    pub fn add(&self, seen: Seen) {
        for (_, count) in self.0.iter().enumerate().filter(|(i, _)| seen.0 & (1 << i) != 0) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Name and count of every witness.
    #[must_use]
    pub fn counts(&self) -> Vec<(&'static str, u64)> {
        let counted = Witness::ALL.iter().zip(&self.0);
        counted.map(|((_, name), count)| (*name, count.load(Ordering::Relaxed))).collect()
    }
}
