//! CBOR as authenticators write it (CTAP2's canonical form): every length said and written as short as it can be, no name
//! twice, no tags, no fractions, little nesting. Anything else is refused.

/// CTAP2 allows four levels.
const DEPTH_MAX: u8 = 4;

/// A value; texts and bytes are borrowed from what was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cbor<'a> {
    Integer(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
    Bool(bool),
    Null,
}

impl<'a> Cbor<'a> {
    /// The value at the start of `bytes`, and what follows it.
    pub(super) fn first(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        value(bytes, DEPTH_MAX)
    }

    /// The value that the whole of `bytes` is.
    pub(super) fn whole(bytes: &'a [u8]) -> Option<Self> {
        Self::first(bytes).and_then(|(value, rest)| rest.is_empty().then_some(value))
    }

    /// The member that has this name.
    pub(super) fn get(&self, name: &Cbor<'_>) -> Option<&Self> {
        let Self::Map(members) = self else { return None };
        members.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The member of this number.
    pub(super) fn at(&self, number: i64) -> Option<&Self> {
        self.get(&Cbor::Integer(number))
    }

    pub(super) const fn integer(&self) -> Option<i64> {
        if let Self::Integer(n) = self { Some(*n) } else { None }
    }

    pub(super) const fn bytes(&self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(*bytes) } else { None }
    }
}

fn value(bytes: &[u8], depth: u8) -> Option<(Cbor<'_>, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    let (kind, short) = (first >> 5, first & 31);
    if kind == 7 {
        let value = match short {
            20 => Cbor::Bool(false),
            21 => Cbor::Bool(true),
            22 => Cbor::Null,
            _ => return None,
        };
        return Some((value, rest));
    }
    let (number, rest) = argument(short, rest)?;
    match kind {
        0 => Some((Cbor::Integer(i64::try_from(number).ok()?), rest)),
        1 => Some((Cbor::Integer(-1 - i64::try_from(number).ok()?), rest)),
        2 | 3 => {
            let (taken, rest) = rest.split_at_checked(usize::try_from(number).ok()?)?;
            let value = if kind == 2 { Cbor::Bytes(taken) } else { Cbor::Text(core::str::from_utf8(taken).ok()?) };
            Some((value, rest))
        }
        4 => items(number, rest, depth.checked_sub(1)?),
        5 => members(number, rest, depth.checked_sub(1)?),
        _ => None,
    }
}

fn items(count: u64, mut rest: &[u8], depth: u8) -> Option<(Cbor<'_>, &[u8])> {
    // No room is made for what is only announced.
    let mut list = Vec::new();
    for _ in 0..count {
        let (item, after) = value(rest, depth)?;
        list.push(item);
        rest = after;
    }
    Some((Cbor::List(list), rest))
}

fn members(count: u64, mut rest: &[u8], depth: u8) -> Option<(Cbor<'_>, &[u8])> {
    let mut map: Vec<(Cbor<'_>, Cbor<'_>)> = Vec::new();
    for _ in 0..count {
        let (name, after) = value(rest, depth)?;
        let (member, after) = value(after, depth)?;
        let is_name = matches!(name, Cbor::Integer(_) | Cbor::Text(_));
        if !is_name || map.iter().any(|(known, _)| *known == name) {
            return None;
        }
        map.push((name, member));
        rest = after;
    }
    Some((Cbor::Map(map), rest))
}

/// The number that goes with a first byte, written no longer than it needs.
fn argument(short: u8, rest: &[u8]) -> Option<(u64, &[u8])> {
    let (length, least) = match short {
        0..=23 => return Some((u64::from(short), rest)),
        24 => (1, 24),
        25 => (2, 1 << 8),
        26 => (4, 1 << 16),
        27 => (8, 1 << 32),
        _ => return None,
    };
    let (bytes, rest) = rest.split_at_checked(length)?;
    let number = bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    (number >= least).then_some((number, rest))
}
