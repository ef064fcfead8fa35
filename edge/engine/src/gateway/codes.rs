//! Looking a provider's code up in its table.

use super::Class;

/// A provider's documented codes, each with its class.
pub(crate) type Codes = &'static [(i32, Class)];

/// The class of a code; [`Class::Unknown`] for one that no source documents.
pub(crate) fn class_of(table: Codes, code: i32) -> Class {
    table.iter().find(|(known, _)| *known == code).map_or(Class::Unknown, |(_, class)| *class)
}

/// The class of a code that came as text; whatever is no number is [`Class::Unknown`].
pub(crate) fn class_of_text(table: Codes, code: &str) -> Class {
    number(code).map_or(Class::Unknown, |code| class_of(table, code))
}

/// A code written as text, with or without leading zeros. A provider's own answer is in ASCII digits or it is none.
pub(crate) fn number(text: &str) -> Option<i32> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// Card-switch codes that many providers pass through, for those without a list of their own (`gateways.md` part 6).
pub(crate) const SWITCH: Codes = {
    use Class::*;
    &[
        (0, Ok),
        (1, Card),     // ask the issuer
        (3, Config),   // acceptor
        (5, Card),     // do not honour
        (12, Request), // invalid transaction
        (13, Request), // amount
        (14, Card),    // card number
        (15, Card),    // no such issuer
        (30, Request), // format
        (33, Card),    // expired
        (34, Card),    // fraud, or CVV2 or expiry wrong
        (38, Card),    // PIN tries
        (41, Card),    // lost
        (43, Card),    // stolen
        (51, Card),    // funds
        (54, Card),    // expired
        (55, Card),    // PIN
        (57, Card),    // not allowed to the holder
        (58, Config),  // not allowed to the terminal
        (61, Card),    // limit
        (62, Card),    // restricted
        (65, Card),    // count
        (68, Issuer),  // response too late
        (75, Card),    // PIN tries
        (78, Card),    // inactive
        (79, Card),    // account
        (80, Issuer),  // refused
        (84, Issuer),  // issuer down
        (86, Network), // sign off
        (90, Network), // cut-over
        (91, Issuer),  // issuer down, time-out
        (92, Network), // no route
        (93, Network), // cannot post
        (94, Dup),
        (96, Tech), // system malfunction
        (97, Tech), // key
        (98, Card), // static PIN quota
    ]
};
