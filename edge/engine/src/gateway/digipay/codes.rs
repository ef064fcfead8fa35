//! DigiPay's codes: `result.status` of every call, and `result` of a callback.

use crate::gateway::{
    Class::{self, *},
    codes::Codes,
};

/// Every documented code with its class.
pub(super) const CODES: Codes = &[
    (0, Ok),          // ok
    (1, Declined),    // failed
    (2, Pending),     // unknown
    (1054, Request),  // input
    (9000, State),    // purchase not found
    (9001, Request),  // payment token invalid
    (9003, Session),  // ticket expired
    (9004, Pending),  // in progress
    (9005, State),    // not payable
    (9006, Tech),     // error reaching the payment gateway
    (9007, Declined), // not successful
    (9008, Dup),      // same providerId with other data
    (9009, Late),     // verify window passed
    (9010, Tech),     // verify failed
    (9011, Pending),  // verify not known: ask again
    (9012, State),    // state does not allow it
    (9030, Declined), // listed in the official plug-in; text not seen
    (9031, Declined), // listed in the official plug-in; text not seen
    (15805, Config),  // no service for this mobile number (HTTP 422)
];

/// `result` of a callback.
pub(super) fn class_of_callback(word: &str) -> Class {
    match word {
        "SUCCESS" => Ok,       // must be verified
        "FAILURE" => Declined, // not told apart
        _ => Unknown,
    }
}
