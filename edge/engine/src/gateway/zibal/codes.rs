//! Zibal's codes: `result` of every call, `status` of a payment.

use crate::gateway::{Class::*, codes::Codes};

/// `result` of every call.
pub(super) const RESULT: Codes = &[
    (100, Ok),       // ok
    (102, Config),   // merchant not found
    (103, Config),   // inactive / contract unsigned
    (104, Config),   // invalid
    (105, Request),  // amount under 1,000 Rial
    (106, Request),  // callbackUrl
    (107, Request),  // percentMode
    (108, Config),   // multiplexing party invalid
    (109, Config),   // party inactive
    (110, Request),  // id=self missing
    (111, Request),  // sum
    (112, Config),   // wallet empty for fee
    (113, Request),  // over limit
    (114, Card),     // national code
    (115, Config),   // IP not in panel
    (201, Already),  // verified before
    (202, Declined), // not paid / failed
    (203, State),    // trackId
];

/// `status` in the callback and of an inquiry.
pub(super) const STATUS: Codes = &[
    (-2, Tech),     // internal
    (-1, Pending),  // waiting
    (1, Ok),        // paid and verified
    (2, Pending),   // paid, not verified: verify now
    (3, Cancel),    // cancelled
    (4, Card),      // card number
    (5, Card),      // funds
    (6, Card),      // PIN
    (7, Card),      // too many requests
    (8, Card),      // daily count
    (9, Card),      // daily amount
    (10, Card),     // issuer invalid
    (11, Tech),     // switch error
    (12, Card),     // card not reachable
    (15, Reversed), // refunded
    (16, Pending),  // refund running
    (18, Reversed), // reversed
    (21, Config),   // merchant invalid
];
