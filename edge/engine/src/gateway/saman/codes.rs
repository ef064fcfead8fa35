//! SEP's codes (manual 3.3). Three lists, because the same number means different things in each.

use crate::gateway::{Class::*, codes::Codes};

/// Callback `Status`.
pub(super) const CALLBACK: Codes = &[
    (1, Cancel),   // CanceledByUser
    (2, Ok),       // OK (must still be verified)
    (3, Declined), // Failed
    (4, Session),  // SessionIsNull: shopper gave no answer in time
    (5, Request),  // InvalidParameters
    (8, Config),   // MerchantIpAddressIsInvalid
    (10, Request), // TokenNotFound
    (11, Request), // TokenRequired
    (12, Config),  // TerminalNotFound
    (21, Request), // MultisettlePolicyErrors
];

/// `errorCode` of a refused token.
pub(super) const TOKEN: Codes = &[
    (5, Request),  // invalid parameters
    (8, Config),   // IP
    (12, Config),  // terminal
    (21, Request), // multi-settle policy
];

/// `ResultCode` of verify and reverse.
pub(super) const RESULT: Codes = &[
    (0, Ok),        // ok
    (2, Already),   // duplicate request; PSP still confirms
    (5, Reversed),  // transaction was reversed
    (-2, State),    // not found
    (-6, Late),     // more than 30 minutes (verify) passed
    (-104, Config), // terminal inactive
    (-105, Config), // terminal unknown
    (-106, Config), // IP not allowed
];
