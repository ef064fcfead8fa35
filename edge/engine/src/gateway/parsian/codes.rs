//! Parsian's codes: `Status` of every operation and of the callback.

use crate::gateway::{Class::*, codes::Codes};

/// Every documented code with its class.
pub(super) const CODES: Codes = &[
    (0, Ok),           // ok
    (-32768, Unknown), // unknown error
    (-1, Tech),        // server error
    (-100, Config),    // merchant inactive
    (-101, Config),    // merchant not authenticated (PIN / IP)
    (-102, Reversed),  // reversed well (success of reversal)
    (-103, Config),    // purchase not enabled
    (-104, Config),    // bill not enabled
    (-105, Config),    // top-up not enabled
    (-106, Config),    // charge not enabled
    (-107, Config),    // confirm not enabled
    (-108, Config),    // reversal not enabled
    (-111, Config),    // amount over merchant limit
    (-112, Dup),       // OrderId repeated
    (-113, Request),   // parameter empty
    (-114, Request),   // bill id
    (-115, Request),   // payment id
    (-116, Request),   // string too long
    (-117, Request),   // string too short
    (-118, Request),   // not a number
    (-119, Request),   // organisation invalid
    (-120, Request),   // length
    (-121, Request),   // not all digits
    (-126, Config),    // acceptor id invalid
    (-127, Config),    // internet address (URL/IP) not valid
    (-128, Request),   // IP format
    (-130, Session),   // token expired
    (-131, Request),   // token invalid
    (-132, Request),   // amount under minimum
    (-138, Cancel),    // shopper cancelled
    (-1000, Tech),     // error fetching data from the switch
    (-1505, Already),  // confirmed by merchant
    (-1507, Reversed), // reversal sent to the switch
    (-1527, Unknown),  // purchase request failed (cause not said)
    (-1528, State),    // payment data not found
    (-1530, Config),   // merchant may not confirm this
    (-1531, State),    // a failed payment cannot be confirmed
    (-1532, Already),  // confirmed
    (-1533, Already),  // confirmed before
    (-1536, Tech),     // top-up service call failed
    (-1540, Tech),     // confirm failed
    (-1548, Tech),     // bill service call failed
    (-1549, Late),     // reversal window over
    (-1550, State),    // reversal impossible now
    (-1551, Already),  // reversed before
    (-1552, State),    // reversal not allowed
    (1, Card),         // issuer refused
    (2, Already),      // confirmed before
    (3, Config),       // acceptor invalid
    (5, Cancel),       // transaction dropped
    (6, Unknown),      // unknown error
    (8, Ok),           // ok after checking holder
    (9, Pending),      // in progress
    (10, Card),        // accepted for less
    (12, Request),     // transaction invalid
    (13, Request),     // amount wrong
    (14, Card),        // card number does not exist
    (15, Card),        // issuer does not exist
    (17, Cancel),      // requester removed / cancelled
    (20, Tech),        // switch asks card: answer invalid
    (21, Unknown),     // no action
    (22, Card),        // suspected misuse
    (30, Request),     // message format
    (31, Config),      // acceptor not supported by switch
    (32, Pending),     // not final
    (33, Card),        // expired
    (38, Card),        // PIN tries
    (39, Card),        // no credit account
    (40, Request),     // not supported
    (41, Card),        // lost card
    (43, Card),        // stolen card
    (45, Request),     // bill not payable
    (51, Card),        // funds
    (54, Card),        // expired
    (55, Card),        // PIN
    (56, Card),        // card invalid
    (57, Card),        // holder not allowed
    (58, Config),      // terminal not allowed
    (59, Card),        // fraud suspicion
    (61, Card),        // over limit
    (62, Card),        // restricted
    (63, Unknown),     // security rules broken (whose is not said)
    (65, Card),        // too many requests
    (68, Issuer),      // answer came too late
    (69, Card),        // PIN tries
    (75, Card),        // PIN tries
    (78, Card),        // inactive
    (79, Card),        // account bad
    (80, Issuer),      // request rejected
    (81, Card),        // not accepted
    (83, Issuer),      // card switch provider refused
    (84, Issuer),      // issuer not active
    (90, Network),     // destination end-of-day
    (91, Issuer),      // authorisation system off / timed out
    (92, Network),     // no route
    (93, Network),     // cannot be completed
    (94, Dup),         // sent twice
    (95, Tech),        // reconciliation fault
    (96, Tech),        // system malfunction
    (97, Card),        // issuer rejected
    (99, Issuer),      // issuer error
    (200, Issuer),     // other bank system errors
];
