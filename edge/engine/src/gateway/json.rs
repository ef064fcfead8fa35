//! A provider's JSON answer: a tree that says exactly what was written and guesses nothing. A name said twice, nesting beyond
//! reason and anything after the end make it no answer. Names are found without regard to letter case, because the providers'
//! own documents spell them in several.

use crate::money::Rial;
use core::fmt;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The deepest answer any provider documents has four levels.
const DEPTH_MAX: u8 = 16;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Integer(i64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
    /// A number that is no 64-bit integer.
    Other,
}

static NULL: Json = Json::Null;

impl Json {
    /// The value that the whole of `text` is.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = Depth(DEPTH_MAX).deserialize(&mut deserializer).ok()?;
        deserializer.end().ok()?;
        Some(value)
    }

    /// The member of this name; null if there is none.
    pub(crate) fn get(&self, name: &str) -> &Self {
        match self {
            Self::Object(members) => {
                members.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map_or(&NULL, |(_, value)| value)
            }
            _ => &NULL,
        }
    }

    /// Whether nothing is there.
    pub(crate) fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// Text.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A number, written as one.
    pub(crate) const fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(n) => Some(*n),
            _ => None,
        }
    }

    /// A number, written as one or as text. Separators, signs, blanks and digits that are not ASCII make it none.
    pub(crate) fn number(&self) -> Option<i64> {
        match self {
            Self::Integer(n) => Some(*n),
            Self::Text(text) => {
                let plain = (1..=18).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
                if plain { text.parse().ok() } else { None }
            }
            _ => None,
        }
    }

    /// An amount in rial: a positive [`Self::number`].
    pub(crate) fn rial(&self) -> Option<Rial> {
        self.number().filter(|n| *n > 0).and_then(|n| Rial::new(n).ok())
    }

    /// A code, written as a number or as text.
    pub(crate) fn code(&self) -> Option<i32> {
        match self {
            Self::Integer(n) => i32::try_from(*n).ok(),
            Self::Text(text) => super::codes::number(text),
            _ => None,
        }
    }

    /// A name exactly as it is written, as text or as a number; at most 64 characters and not empty.
    pub(crate) fn exactly(&self) -> Option<String> {
        self.word().filter(|word| !matches!(self, Self::Text(text) if text != word))
    }

    /// A name that some answers write as a number: what is printed, at most 64 characters and not empty.
    pub(crate) fn word(&self) -> Option<String> {
        let word = match self {
            Self::Integer(n) => n.to_string(),
            Self::Text(text) => text.trim().to_owned(),
            _ => return None,
        };
        (1..=64).contains(&word.len()).then_some(word)
    }
}

/// Reads a value with this many levels left.
#[derive(Clone, Copy)]
struct Depth(u8);

impl<'de> DeserializeSeed<'de> for Depth {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Depth {
    fn below<E: Error>(self) -> Result<Self, E> {
        self.0.checked_sub(1).map(Self).ok_or_else(|| E::custom("too deep"))
    }
}

impl<'de> Visitor<'de> for Depth {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or(Json::Other, Json::Integer))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let below = self.below()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(below)? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let below = self.below()?;
        let mut members: Vec<(String, Json)> = Vec::new();
        while let Some(name) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(below)?;
            if members.iter().any(|(n, _)| n.eq_ignore_ascii_case(&name)) {
                return Err(A::Error::custom("a name said twice"));
            }
            members.push((name, value));
        }
        Ok(Json::Object(members))
    }
}
