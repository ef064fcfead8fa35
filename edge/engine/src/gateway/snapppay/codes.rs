//! SnappPay's words: the status of a payment, and what a callback says of it. TorobPay's are the same, but that its `VERIFY` is final.

use crate::gateway::Class::{self, *};

/// `status` of a payment.
pub(super) fn class_of_status(word: &str, verify_is_final: bool) -> Class {
    match word {
        "INIT" => Pending, // created
        // In progress. Who integrate it verify a payment that they find so, and it is verified then: the shopper has agreed.
        "PENDING" => Pending,
        "VERIFY" if verify_is_final => Ok,
        "VERIFY" => Pending,             // verified, must be settled
        "SETTLE" => Ok,                  // settled
        "REVERT" | "CANCEL" => Reversed, // reverted; cancelled after settle
        "FAILED" => Declined,            // failed
        "EXPIRED" => Session,            // expired
        _ => Unknown,
    }
}

/// `state` or `status` of a callback.
pub(super) fn class_of_callback(word: &str) -> Class {
    match word {
        "OK" => Ok,           // must be verified
        "FAILED" => Declined, // not told apart
        _ => Unknown,
    }
}
