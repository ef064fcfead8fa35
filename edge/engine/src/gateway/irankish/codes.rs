//! Iran Kish's `responseCode`: callback, token, confirmation, inquiry. It comes with and without a leading zero.

use crate::gateway::{Class::*, codes::Codes};

/// Every documented code with its class.
pub(super) const CODES: Codes = &[
    (0, Ok),        // ok (also '0')
    (2, Reversed),  // reversed before
    (3, Config),    // acceptor invalid
    (5, Cancel),    // dropped
    (14, Card),     // card data wrong
    (17, Cancel),   // dropped by shopper
    (25, State),    // original not found
    (30, Request),  // format
    (31, Card),     // national code and holder differ
    (40, Request),  // not supported
    (42, Card),     // source card/account not acceptable
    (51, Card),     // funds
    (54, Card),     // expired
    (55, Card),     // PIN
    (56, Card),     // card not found
    (57, Config),   // not allowed (text names the terminal)
    (58, Config),   // terminal not allowed
    (59, Card),     // fraud suspicion (payvand / Parbad lists)
    (61, Card),     // over limit
    (62, Card),     // restricted
    (63, Request),  // message authentication code
    (64, Request),  // amount or split sum wrong
    (65, Card),     // too many
    (75, Card),     // PIN tries
    (77, Network),  // financial day invalid
    (78, Card),     // inactive
    (79, Card),     // account closed / bad
    (86, Network),  // Shetab is signed off
    (94, Dup),      // duplicate
    (96, Tech),     // internal error
    (97, Tech),     // MAC key
    (98, Card),     // static PIN quota
    (901, Request), // request
    (902, Request), // extra parameters
    (903, Request), // paymentId
    (904, Request), // bill info
    (905, Request), // requestId
    (906, Request), // request too old (clock)
    (907, Config),  // revertUri not accepted
    (909, Config),  // acceptor
    (910, Request), // split parameters missing
    (911, Request), // split parameters wrong
    (912, Config),  // type not enabled
    (913, Config),  // split not enabled
    (914, Config),  // IP not allowed
    (915, Config),  // terminal id
    (916, Config),  // acceptor id
    (917, Request), // transaction type
    (918, Config),  // acceptor inactive
    (919, Request), // split amounts
    (920, Request), // token
    (921, Session), // token invalid or expired
    (922, Config),  // security of request broken (envelope)
    (923, Request), // paymentId not allowed for bill
    (928, Request), // amount
    (929, Request), // paymentId algorithm
    (930, Request), // national code
];
