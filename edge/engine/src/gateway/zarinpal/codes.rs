//! ZarinPal's codes (v4), of every call.

use crate::gateway::{Class::*, codes::Codes};

/// Every documented code with its class.
pub(super) const CODES: Codes = &[
    (100, Ok),       // ok
    (101, Already),  // verified before
    (-9, Request),   // validation
    (-2, Request),   // callback missing
    (-3, Request),   // description
    (-4, Request),   // amount
    (-5, Request),   // referrer
    (-10, Config),   // merchant_id or IP
    (-11, Config),   // terminal inactive
    (-12, Tech),     // too many attempts (throttle: lower weight)
    (-13, Config),   // terminal limit reached
    (-14, Config),   // callback domain
    (-15, Config),   // user suspended
    (-16, Config),   // user level
    (-17, Config),   // user level
    (-18, Config),   // referrer domain
    (-19, Config),   // transactions banned
    (-30, Config),   // floating wages
    (-31, Config),   // wages: no default account
    (-32, Request),  // wages sum
    (-33, Request),  // wages
    (-34, Request),  // wages sum
    (-35, Request),  // wages parts
    (-36, Request),  // wage under 10,000 Rial
    (-37, Config),   // IBAN inactive
    (-38, Config),   // IBAN not in Shaparak
    (-39, Request),  // wages
    (-40, Request),  // expire_in
    (-41, Request),  // over 100 million toman
    (-50, Request),  // amount differs from request
    (-51, Declined), // session not paid
    (-52, Tech),     // unexpected error
    (-53, Config),   // authority of other merchant
    (-54, State),    // authority invalid
    (-55, State),    // manual payment not found
    (-60, Tech),     // bank cannot reverse
    (-61, State),    // not successful or already reversed
    (-62, Config),   // terminal IP limit not set
    (-63, Late),     // 30 minutes passed
    (429, Config),   // referrer code format
];
