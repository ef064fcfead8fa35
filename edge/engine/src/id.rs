//! Names of things. A payment's id says in which ledger object it lives, so nothing has to be looked up to find it.

use crate::{
    seal::{Key, hmac_sha256},
    time::Moment,
};
use core::fmt;
use serde::{Deserialize, Serialize};

/// Letters of an id: no vowels that make words, nothing that reads like another letter (Crockford's base 32, lower case).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A shop, as the operator named it: 1 to 32 of `a-z 0-9 _ -`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShopId(String);

/// A gateway contract, as the operator named it: 1 to 32 of `a-z 0-9 _ -`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GatewayId(String);

/// Somebody beside the shop itself to whom a part of its payments goes, as the shop named them: 1 to 32 of `a-z 0-9 _ -`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PayeeId(String);

/// A shopper's wallet: 1 to 32 of `a-z 0-9 _ -`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WalletId(String);

/// A payout to an IBAN: 1 to 32 of `a-z 0-9 _ -`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PayoutId(String);

/// The text is no name: 1 to 32 of `a-z 0-9 _ -`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadName;

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name is 1 to 32 of a-z, 0-9, _ and -")
    }
}

fn name(text: &str) -> Result<String, BadName> {
    let fits =
        (1..=32).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
    if fits { Ok(text.to_owned()) } else { Err(BadName) }
}

macro_rules! named {
    ($type:ident) => {
        impl $type {
            /// Reads a name.
            ///
            /// # Errors
            /// [`BadName`] for anything but 1 to 32 of `a-z 0-9 _ -`.
            pub fn new(text: &str) -> Result<Self, BadName> {
                name(text).map(Self)
            }

            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $type {
            type Error = BadName;

            fn try_from(text: String) -> Result<Self, BadName> {
                Self::new(&text)
            }
        }

        impl From<$type> for String {
            fn from(id: $type) -> Self {
                id.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

named!(ShopId);
named!(GatewayId);
named!(PayeeId);
named!(WalletId);
named!(PayoutId);

impl PayoutId {
    /// The id of the payout that `owner` asks for under an idempotency key. The same key gives the same id for ever; the secret `key`
    /// keeps ids unguessable.
    #[must_use]
    pub fn derive(key: &Key, owner: &str, idempotency_key: &str) -> Self {
        let mac = key.mac(&[owner.as_bytes(), idempotency_key.as_bytes()]);
        let mut id = [0; 16];
        id.copy_from_slice(&mac[..16]);
        Self(format!("po_{}", letters(id)))
    }
}

/// A payment: one byte for the shard, fifteen that nobody can guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PaymentId([u8; 16]);

impl PaymentId {
    /// The id of the payment that `shop` makes under `idempotency_key`. The same key gives the same id for ever, so a repeated
    /// request finds the first one's payment without a table of keys; the secret `key` keeps ids unguessable.
    #[must_use]
    pub fn derive(key: &Key, shop: &ShopId, idempotency_key: &str, shards: u8) -> Self {
        let mac = key.mac(&[shop.as_str().as_bytes(), idempotency_key.as_bytes()]);
        let mut id = [0; 16];
        id.copy_from_slice(&mac[..16]);
        id[0] = mac[16] % shards.max(1);
        Self(id)
    }

    /// From its bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Which of the shop's ledger objects holds it.
    #[must_use]
    pub const fn shard(&self) -> u8 {
        self.0[0]
    }
}

/// Sixteen bytes as 26 letters.
#[must_use]
pub fn letters(bytes: [u8; 16]) -> String {
    let number = u128::from_be_bytes(bytes);
    (0..26).rev().map(|i| char::from(ALPHABET[((number >> (5 * i)) & 31) as usize])).collect()
}

/// Sixteen bytes out of their 26 letters, or nothing.
fn sixteen(letters: &str) -> Option<[u8; 16]> {
    if letters.len() != 26 {
        return None;
    }
    let mut number: u128 = 0;
    for (i, letter) in letters.bytes().enumerate() {
        let value = ALPHABET.iter().position(|&a| a == letter)?;
        // 26 letters hold 130 bits: the first one may only use its low three.
        if i == 0 && value > 7 {
            return None;
        }
        number = (number << 5) | value as u128;
    }
    Some(number.to_be_bytes())
}

/// A decision for a shop that calls its gateways itself: when it was made, and ten bytes that nobody can guess. What comes of it
/// days later can be placed in time, and the log is searched in one place, without a table of decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DecisionId([u8; 16]);

impl DecisionId {
    /// The id of a decision made at `at`, with fresh random bytes.
    #[must_use]
    pub fn new(at: Moment, entropy: [u8; 10]) -> Self {
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&at.0.max(0).to_be_bytes()[2..]);
        bytes[6..].copy_from_slice(&entropy);
        Self(bytes)
    }

    /// When it was made.
    #[must_use]
    pub fn made_at(&self) -> Moment {
        Moment(self.0[..6].iter().fold(0, |ms, byte| ms << 8 | i64::from(*byte)))
    }
}

/// The text is no such id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadId(&'static str);

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! lettered {
    ($type:ident $prefix:literal $not_one:literal) => {
        impl $type {
            /// Its bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// Reads prefix and letters, or nothing.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                sixteen(text.strip_prefix($prefix)?).map(Self)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($prefix)?;
                f.write_str(&letters(self.0))
            }
        }

        impl TryFrom<String> for $type {
            type Error = BadId;

            fn try_from(text: String) -> Result<Self, BadId> {
                Self::parse(&text).ok_or(BadId($not_one))
            }
        }

        impl From<$type> for String {
            fn from(id: $type) -> Self {
                id.to_string()
            }
        }
    };
}

lettered!(PaymentId "pay_" "not a payment id");
lettered!(DecisionId "dec_" "not a decision id");

/// The order number an attempt carries to its bank: a positive integer of at most 18 digits, which every provider takes
/// (`gateways.md` 1.4), fresh for each attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderNumber(u64);

impl OrderNumber {
    const LIMIT: u64 = 1_000_000_000_000_000_000;

    /// The order number of an attempt: eighteen digits out of the random bytes of the run it belongs to.
    #[must_use]
    pub fn derive(entropy: &[u8; 16], attempt: u32) -> Self {
        let hash = hmac_sha256(entropy, &[b"order", &attempt.to_be_bytes()]);
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&hash[..8]);
        Self(u64::from_be_bytes(bytes) % (Self::LIMIT - 1) + 1)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_id_reads_back_and_nothing_else_does() {
        let id = PaymentId::from_bytes(*b"\x03fifteen-octets.");
        assert_eq!(PaymentId::parse(&id.to_string()), Some(id));
        assert_eq!(id.shard(), 3);
        let text = id.to_string();
        for wrong in
            ["", "pay_", &text[1..], &text.to_uppercase(), &format!("{text}0"), &text.replacen("pay_0", "pay_8", 1)]
        {
            assert_eq!(PaymentId::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_decision_id_says_when_it_was_made_and_reads_back() {
        let id = DecisionId::new(Moment(1_785_412_800_123), *b"ten-octets");
        assert_eq!(id.made_at(), Moment(1_785_412_800_123));
        assert_eq!(DecisionId::parse(&id.to_string()), Some(id));
        assert_eq!(DecisionId::parse(&id.to_string().replacen("dec_", "pay_", 1)), None);
        let later = DecisionId::new(Moment(1_785_412_800_124), [0; 10]);
        assert!(id < later && id.to_string() < later.to_string(), "ids sort by time");
    }

    #[test]
    fn the_same_key_gives_the_same_payment_and_shops_do_not_share() {
        let key = Key::derive(b"a root secret of enough length!!", "ids");
        let (a, b) = (ShopId::new("a").unwrap(), ShopId::new("b").unwrap());
        let id = PaymentId::derive(&key, &a, "k1", 8);
        assert_eq!(id, PaymentId::derive(&key, &a, "k1", 8));
        assert_ne!(id, PaymentId::derive(&key, &a, "k2", 8));
        assert_ne!(id, PaymentId::derive(&key, &b, "k1", 8));
        assert!(id.shard() < 8);
    }
}
