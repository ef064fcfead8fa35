//! Keys. Of a secret key only the hash is kept, so it can be shown once and never again; a publishable one is no secret and stands in
//! the shop's pages. Which mode it is for stands in the key itself.

use crate::{
    id::{ShopId, letters},
    seal::sha256_hex,
    time::Moment,
};
use dargah_wire::Mode;
use serde::Deserialize;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// For the shop's server.
    Secret,
    /// For the shop's pages, and good for nothing that costs money.
    Publishable,
}

impl KeyKind {
    /// The word it is stored as.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Publishable => "publishable",
        }
    }

    /// What its keys begin with in a mode.
    const fn prefix(self, mode: Mode) -> &'static str {
        match (self, mode) {
            (Self::Secret, Mode::Test) => "sk_test_",
            (Self::Secret, Mode::Live) => "sk_live_",
            (Self::Publishable, Mode::Test) => "pk_test_",
            (Self::Publishable, Mode::Live) => "pk_live_",
        }
    }
}

/// A key that was just made.
#[derive(Clone, PartialEq, Eq)]
pub struct NewKey {
    /// The key. It is told to whoever made it and then forgotten, unless it is publishable.
    pub text: String,
    /// What is stored of it to know it again.
    pub hash: String,
    /// What a person tells it from others by: how it begins and ends.
    pub hint: String,
}

impl NewKey {
    /// A key of 128 random bits.
    #[must_use]
    pub fn new(kind: KeyKind, mode: Mode, entropy: [u8; 16]) -> Self {
        let text = format!("{}{}", kind.prefix(mode), letters(entropy));
        let hash = match kind {
            KeyKind::Secret => sha256_hex(text.as_bytes()),
            KeyKind::Publishable => text.clone(),
        };
        let hint = format!("{}…{}", kind.prefix(mode), &text[text.len() - 4..]);
        Self { text, hash, hint }
    }
}

/// A key as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StoredKey {
    /// `key_…`.
    pub id: String,
    /// Whose it is.
    pub shop: ShopId,
    /// What it is for.
    pub kind: KeyKind,
    /// In which mode.
    pub mode: Mode,
    /// SHA-256 of a secret key, or the publishable key.
    pub hash: String,
    /// What a person tells it from others by.
    pub hint: String,
    /// What its owner calls it.
    pub label: String,
    /// Since when, ms.
    pub created_at: i64,
    /// Until when, ms.
    pub ends_at: Option<i64>,
}

impl StoredKey {
    /// Whether somebody is let in by it at `now`.
    #[must_use]
    pub fn opens(&self, now: Moment) -> bool {
        self.ends_at.is_none_or(|end| now.0 < end)
    }
}
