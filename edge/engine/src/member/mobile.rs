//! A mobile number as a person's name. It is read by the words' own reader, so that a form and the checkout take the same.

use core::fmt;
use serde::{Deserialize, Serialize};

/// An Iranian mobile number, `09xxxxxxxxx`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mobile(String);

impl Mobile {
    /// Reads it in whatever way it is typed, or nothing.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        dargah_words::mobile::mobile(typed).map(Self)
    }

    /// `09121234567`: what Iranian services take.
    #[must_use]
    pub fn national(&self) -> &str {
        &self.0
    }

    /// `+989121234567` (E.164).
    #[must_use]
    pub fn e164(&self) -> String {
        format!("+98{}", self.0.trim_start_matches('0'))
    }

    /// `0912***4567`: enough for its owner to know it, for lists and logs.
    #[must_use]
    pub fn masked(&self) -> String {
        match (self.0.get(..4), self.0.get(7..)) {
            (Some(head), Some(tail)) => format!("{head}***{tail}"),
            _ => "***".to_owned(),
        }
    }
}

impl TryFrom<String> for Mobile {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::read(&text).filter(|mobile| mobile.0 == text).ok_or("not an Iranian mobile number")
    }
}

impl From<Mobile> for String {
    fn from(mobile: Mobile) -> Self {
        mobile.0
    }
}

impl fmt::Display for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
