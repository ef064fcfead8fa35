//! Sadad's codes (manual 1.10, whose table names the owner of each error: merchant, card switch, gateway, cardholder).

use crate::gateway::{Class::*, codes::Codes};

/// `ResCode` of a token call.
pub(super) const REQUEST: Codes = &[
    (0, Ok),         // ok
    (3, Config),     // card acceptor invalid (manual column: card switch)
    (23, Config),    // card acceptor inactive (manual column: card switch)
    (58, Config),    // terminal may not do this
    (61, Card),      // amount over limit (manual column: cardholder)
    (1000, Request), // parameter order wrong
    (1001, Request), // payment parameters wrong
    (1002, Unknown), // 'system error, failed'; manual column says merchant
    (1003, Config),  // merchant IP wrong
    (1004, Config),  // acceptor number wrong
    (1005, Tech),    // access error, try later
    (1006, Tech),    // system error
    (1011, Dup),     // order number repeated
    (1012, Config),  // date, time or key wrong
    (1015, Tech),    // unknown error answer from the centre (card switch)
    (1017, Config),  // amount over this merchant's limit
    (1018, Request), // server clock wrong
    (1019, Config),  // Shetab payment not open for this merchant
    (1020, Config),  // merchant disabled (manual column: gateway)
    (1023, Config),  // return address invalid
    (1024, Request), // time stamp invalid
    (1025, Config),  // signature invalid
    (1026, Request), // order number invalid
    (1027, Config),  // acceptor number invalid
    (1028, Config),  // terminal number invalid
    (1029, Config),  // IP not in the announced range
    (1030, Config),  // domain not in the announced range
    (1031, Session), // time to pay is over
    (1032, Card),    // this card not accepted for this merchant
    (1033, Config),  // payment closed because of a problem on the merchant's site (column: gateway)
    (1036, Request), // extra data missing or wrong
    (1037, Config),  // acceptor or terminal wrong
    (1053, Config),  // not a valid request from the merchant
    (1055, Request), // illegal value
    (1056, Tech),    // system cut for now
    (1058, Tech),    // internet payment out of service
    (1061, Tech),    // unique-code generation failed
    (1064, Tech),    // try again (card switch)
    (1065, Tech),    // connection failed, try in a moment
    (1066, Tech),    // payment serving is off for now
    (1068, Tech),    // cut because of an update
    (1072, Request), // optional parameters not processable
    (1101, Request), // amount invalid
    (1103, Request), // token invalid
    (1104, Request), // split data wrong
    (1105, Tech),    // listed under gateway in the manual
];

/// `ResCode` of the callback and of verify.
pub(super) const VERIFY: Codes = &[
    (0, Ok),        // ok
    (100, Already), // verify repeated, payment fine (verify only)
    (-1, Declined), // callback: not paid; verify: bad data or no such payment
    (101, Late),    // verify window (15 min) passed; money returned
];
