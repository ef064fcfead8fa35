//! Asan Pardakht's codes (manual 1.6): the HTTP status is the result; a payment's own fate is told in card-switch
//! codes.

use crate::gateway::{Class::*, codes::Codes};

/// HTTP status of every call.
pub(super) const STATUS: Codes = &[
    (200, Ok),      // ok
    (400, Request), // bad request
    (401, Config),  // headers wrong or missing
    (471, Config),  // identity not trusted
    (472, State),   // no record: for TranResult this means not paid / cancelled
    (473, Config),  // usr/pwd
    (474, Config),  // caller IP (body shows it)
    (475, Request), // invoice id not a number
    (476, Request), // amount not a number
    (477, Request), // date length
    (478, Request), // date format
    (479, Request), // service type
    (480, Request), // payer id
    (481, Request), // settlement text format
    (482, Request), // portions do not sum up
    (483, Config),  // IBAN not registered
    (484, Tech),    // internal error, other reasons
    (485, Request), // local date
    (486, Request), // amount out of range
    (487, Config),  // service missing for merchant
    (488, Config),  // callback
    (489, Dup),     // localInvoiceId repeated
    (490, Config),  // merchant disabled
    (491, Request), // too many portions
    (492, Request), // cannot be processed
    (493, Tech),    // special request error / business limit
    (494, Request), // government payment id
    (495, Request), // referenceId
    (496, Request), // JSON in additionalData
    (497, Request), // payment id place
    (571, Pending), // misconfigured or not processed yet
    (572, Pending), // misconfigured or status not determined
    (573, Tech),    // cannot ask for verification: internal error (or IP list)
    (574, Tech),    // internal error in authorisation
    (575, Config),  // no IBAN
    (576, Tech),    // internal error
    (577, Tech),    // internal error
    (578, Config),  // no default split
    (579, Request), // IBAN sent on default-split endpoint
    (580, Tech),    // special request error
];

/// `serviceStatusCode` of `TranResult`.
pub(super) const SERVICE: Codes = &[
    (0, Ok),       // ok
    (1, Issuer),   // issuer declined
    (2, Already),  // confirmed before
    (3, Config),   // merchant
    (14, Card),    // card
    (15, Card),    // issuer invalid
    (33, Card),    // expired
    (38, Card),    // PIN tries
    (51, Card),    // funds
    (54, Card),    // expired
    (55, Card),    // PIN
    (56, Card),    // card
    (57, Card),    // holder not allowed
    (58, Config),  // terminal
    (59, Card),    // fraud
    (61, Card),    // limit
    (62, Card),    // restricted
    (63, Unknown), // security (whose is not said)
    (65, Card),    // count
    (75, Card),    // PIN tries
    (78, Card),    // inactive
    (79, Card),    // account
    (80, Issuer),  // refused
    (84, Issuer),  // issuer gives no answer
    (86, Network), // sign off
    (90, Network), // end of day
    (91, Issuer),  // issuer gives no answer
    (92, Network), // no route
    (93, Network), // cannot complete
    (94, Dup),     // duplicate
    (96, Tech),    // system
    (97, Tech),    // key
];

// The four calls on a transaction have numbers of their own for its states, which the flat list above hides: they stand in the
// manual's table of each call, as its users repeat them. What is not here is looked up above.

/// Of `Verify`.
pub(super) const VERIFY: Codes = &[
    (471, State),    // not paid
    (472, Already),  // verified before
    (473, Already),  // settled before
    (474, Reversed), // the shop had it reversed
    (475, Reversed), // the bank reversed it
    (476, Reversed), // the bank is about to reverse it
    (477, Config),   // identity not trusted
    (478, Reversed), // cancelled
];

/// Of `Settlement`.
pub(super) const SETTLE: Codes = &[
    (471, State),    // not paid
    (472, State),    // not verified
    (473, Reversed), // the shop had it reversed
    (474, Already),  // settled before
    (475, Reversed), // the bank reversed it
    (476, Pending),  // the bank is about to settle it
    (477, Config),   // identity not trusted
    (478, Reversed), // cancelled
];

/// Of `Reverse`.
pub(super) const REVERSE: Codes = &[
    (471, State),    // not paid
    (472, State),    // verified: to be cancelled instead
    (473, Reversed), // reversed before
    (474, State),    // settled
    (475, Reversed), // the bank reversed it
    (477, Config),   // identity not trusted
    (478, Reversed), // cancelled
];

/// Of `Cancel`.
pub(super) const CANCEL: Codes = &[
    (471, State),    // not paid
    (472, State),    // not verified
    (473, Reversed), // reversed before
    (474, State),    // settled
    (475, Reversed), // the bank reversed it
    (476, State),    // the bank is about to settle it
    (477, Config),   // identity not trusted
    (478, Reversed), // cancelled before
];
