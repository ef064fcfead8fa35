//! Behpardakht's codes: callback `ResCode` and the answer of every operation (manual 1.29).

use crate::gateway::{Class::*, codes::Codes};

/// Every documented code with its class.
pub(super) const CODES: Codes = &[
    (0, Ok),        // ok
    (11, Card),     // card number invalid
    (12, Card),     // not enough money (for refund: merchant's refund credit)
    (13, Card),     // wrong second PIN
    (14, Card),     // PIN tries used up
    (15, Card),     // card invalid
    (16, Card),     // too many withdrawals
    (17, Cancel),   // shopper cancelled
    (18, Card),     // card expired
    (19, Card),     // withdrawal amount over limit
    (111, Card),    // issuer unknown
    (112, Issuer),  // issuer switch error
    (113, Issuer),  // issuer gave no answer
    (114, Card),    // cardholder not allowed
    (21, Config),   // merchant invalid / service not active
    (23, Unknown),  // security error (source does not say whose)
    (24, Config),   // merchant user/password wrong
    (25, Request),  // amount invalid
    (31, Tech),     // invalid response from the card switch
    (32, Request),  // format of data wrong
    (33, Request),  // account invalid
    (34, Tech),     // system error
    (35, Request),  // date invalid
    (41, Dup),      // orderId used before
    (42, State),    // sale transaction not found
    (43, Already),  // verify already done
    (44, State),    // verify request not found
    (45, Already),  // already settled
    (46, State),    // not settled
    (47, State),    // settle transaction not found
    (48, Reversed), // transaction was reversed
    (49, State),    // refund transaction not found (Parbad, azbankgateways only)
    (412, Request), // bill id wrong
    (413, Request), // bill payment id wrong
    (414, Request), // bill organisation invalid
    (415, Session), // session ended
    (416, Tech),    // error while storing
    (417, Request), // payerId invalid
    (418, Config),  // customer record defined wrongly
    (419, Card),    // too many data-entry attempts
    (421, Config),  // caller IP not registered
    (51, Dup),      // duplicate transaction
    (54, State),    // reference transaction missing
    (55, Request),  // transaction invalid
    (61, Tech),     // posting (settlement) error
    (62, Config),   // callback URL not on a registered domain
    (98, Card),     // static PIN quota used up
    (995, Card),    // card does not belong to the given person
];
