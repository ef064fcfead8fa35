//! Pasargad's codes: `resultCode` of every call and `data.status` of an inquiry (Dorsa API).

use crate::gateway::{Class::*, codes::Codes};

/// Every documented code with its class.
pub(super) const CODES: Codes = &[
    (0, Ok),           // ok
    (1, Declined),     // failed
    (2, Pending),      // status not known (paid, unverified)
    (401, Config),     // not allowed to use the service
    (500, Tech),       // internal error
    (13000, Request),  // input
    (13001, Request),  // token malformed
    (13002, Request),  // token invalid
    (13003, Dup),      // invoice not unique
    (13004, Request),  // token empty
    (13005, Tech),     // gateway time-out
    (13008, Session),  // token expired
    (13009, Request),  // url token not found
    (13010, Request),  // mobile
    (13011, Request),  // product code
    (13012, Request),  // bill id
    (13013, Request),  // payment id
    (13016, State),    // transaction not found
    (13018, State),    // not found
    (13020, Tech),     // company-code check failed
    (13025, Declined), // transaction not successful
    (13026, Card),     // PAN
    (13027, Card),     // mobile and PAN do not match
    (13028, Config),   // callback domain
    (13029, Already),  // successful and confirmed
    (13030, State),    // verified and failed
    (13031, Pending),  // waiting for verify
    (13032, Card),     // expired
    (13033, Reversed), // reversed
    (13034, Already),  // verify received, will be confirmed
    (13045, Cancel),   // holder cancelled
    (13046, Already),  // already settled
    (13047, Config),   // merchant
    (13049, Pending),  // not complete
    (13054, Request),  // transaction invalid
    (13055, Request),  // amount
    (13056, Card),     // issuer invalid
    (13057, Card),     // expired
    (13058, Card),     // temporarily blocked
    (13059, Card),     // account undefined
    (13060, Request),  // type
    (13061, Request),  // transfer id
    (13062, Dup),      // transfer id repeated
    (13063, Card),     // funds
    (13064, Card),     // PIN
    (13065, Card),     // no card record
    (13066, Card),     // service not on card
    (13067, Card),     // card not for this terminal
    (13068, Card),     // amount over limit
    (13069, Card),     // restricted
    (13070, Unknown),  // security error
    (13071, Request),  // amount differs
    (13072, Card),     // too many requests
    (13073, Card),     // account inactive
    (13074, Card),     // blocked by terminal
    (13075, Late),     // confirm time over
    (13076, Late),     // reverse time over
    (13077, State),    // original transaction invalid
    (13078, Card),     // PIN needed
    (13079, Network),  // working day
    (13080, Card),     // inactive
    (13081, Card),     // account
    (13083, Request),  // encrypted data
    (13084, Network),  // switch or Shaparak signed off
    (13085, Issuer),   // destination bank host down
    (13086, State),    // confirm data
    (13087, Network),  // switch or Shaparak signing off
    (13088, Tech),     // encrypted key
    (13089, Card),     // contactless banned
    (13090, Network),  // end of day
    (13091, Tech),     // switch inactive
    (13092, Network),  // no way to send (Persian text: issuer invalid)
    (13093, Declined), // not successful
    (13094, Dup),      // duplicate
    (13095, Card),     // old PIN
    (13096, Tech),     // switch internal error
    (13097, Network),  // key exchange
    (13098, Card),     // static PIN limit
    (13099, Config),   // terminal
    (13300, Config),   // terminal inactive
    (13301, Config),   // merchant unknown
    (13302, Request),  // national code
    (13303, Config),   // terminal password
    (13304, Request),  // bill payment id
    (13305, Request),  // data incomplete
    (13306, Request),  // voucher
    (13307, Session),  // card or PIN time over
    (13308, Card),     // account info
    (13310, Tech),     // other error
    (13311, State),    // charge sold out
    (13312, State),    // charge missing
    (13313, State),    // operator missing
    (13314, Request),  // mobile empty
    (13315, Tech),     // top-up reversal
    (13316, State),    // must be confirmed or reversed
    (13317, Card),     // captcha
    (13318, Request),  // company code
    (13319, Tech),     // EOF / disturbance
    (13320, Card),     // fraud suspicion
    (13321, Config),   // terminal data
    (13322, Card),     // OTP retries
    (13323, Card),     // national code does not fit card
    (13324, State),    // original not successful
    (13325, State),    // original not found
    (13326, Card),     // blocked
    (13327, Card),     // blocked, special
    (13328, Ok),       // ok after holder check
    (13329, Tech),     // busy
    (13331, Request),  // wage
    (13332, Network),  // PSP not supported by Shaparak
    (13333, Card),     // fraud, blocked
    (13334, Card),     // PIN tries
    (13335, Card),     // lost
    (13336, Card),     // no account
    (13337, Card),     // stolen
    (13338, Card),     // no current account
    (13339, Issuer),   // answer too late
    (13340, Card),     // source account state
    (13341, Config),   // destination account state
    (13342, Card),     // PIN tries
    (13343, Config),   // merchant
    (13344, Tech),     // card register
    (13345, Request),  // duplicate PAN in input
    (13346, Request),  // phone
    (13347, Request),  // national code
    (13348, Request),  // national / company code
    (13350, Request),  // validation
    (13351, Request),  // invoice format
    (13352, Config),   // user name
    (13353, Config),   // operator access
    (13354, Config),   // service access
    (13355, Config),   // operator credit
    (13356, Tech),     // invoice reservation
    (13357, Config),   // service credit
    (13358, State),    // must be unknown
    (13359, Request),  // protocol
    (13360, State),    // must be financial
    (13361, Declined), // settlement transaction failed
    (13364, Request),  // bill type
    (13365, Request),  // not implemented
    (13366, Config),   // token not active
    (13367, Config),   // signing method
    (13368, Config),   // login
    (13369, Request),  // input
    (13370, Request),  // time frame
    (13371, Config),   // permission
    (13372, Tech),     // DNS
    (13373, Config),   // terminal group
    (13374, Tech),     // request error
    (13375, Request),  // phone
    (13376, Request),  // evaluation
    (13377, Tech),     // atomic operation
    (13378, Tech),     // protocol
    (13379, Card),     // PIN block
    (13380, Card),     // CVV2
    (13381, Request),  // phone
    (13382, Request),  // reverse type
    (13383, State),    // settlement action
    (13384, Card),     // PIN
    (13385, Dup),      // record repeated
    (13386, Tech),     // publish
    (13390, Tech),     // image
    (13391, Tech),     // SQL parameter
    (13392, Tech),     // HSM
    (13393, State),    // request not found
    (13394, Request),  // unmarshal
    (13395, State),    // refund rejected
    (13396, Config),   // serial
    (13397, Dup),      // re-entered
    (13398, Card),     // captcha retries
    (13399, Config),   // terminal number
    (13400, Config),   // public key
    (13401, State),    // voucher
    (13402, Config),   // Referer does not match
    (13403, Config),   // merchant IBAN
    (13404, Request),  // type
    (13405, Request),  // empty
    (13406, Tech),     // operation failed
    (13407, Config),   // authentication
    (13408, Request),  // organisation
    (13409, Request),  // offset
    (13410, Request),  // page size
    (13411, Tech),     // hash
    (13412, Request),  // field
    (13413, Request),  // action
    (13414, Tech),     // no row updated
    (13415, Request),  // purchase id
    (13416, Request),  // multi-IBAN data
    (13417, Request),  // not implemented
    (13418, Request),  // request time
    (13419, Config),   // logon time
    (13420, State),    // reference
    (13421, Already),  // transaction complete
    (13422, Config),   // IP
    (13423, Config),   // transaction not allowed
    (13424, Config),   // facilitator message
    (13425, Tech),     // provider error
    (13426, State),    // must be confirmed
    (13427, Config),   // authorisation
    (13428, Already),  // already verified
    (13429, Config),   // authorisation failed
    (13430, Tech),     // authorisation failed, try later
];
