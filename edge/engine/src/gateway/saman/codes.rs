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

/// Of the older SOAP services, which the newer ones may still pass on (one family of sources): where nothing above fits.
pub(super) const OLDER: Codes = &[
    (-1, Tech),     // internal error / cancelled by buyer (old callback)
    (-3, Request),  // illegal characters
    (-4, Config),   // merchant authentication failed
    (-6, Late),     // already reversed or out of 30 min
    (-7, Request),  // empty digital receipt
    (-8, Request),  // input too long
    (-9, Request),  // illegal characters in amount
    (-10, Request), // receipt not base64
    (-11, Request), // input too short
    (-12, Request), // negative amount
    (-13, Request), // reversal amount larger than rest
    (-14, State),   // no such transaction
    (-15, Request), // reversal amount is decimal
    (-16, Tech),    // internal error
    (-17, Config),  // partial reversal not allowed
    (-18, Config),  // IP not allowed
];
