//! The account to which a shop is paid out: whose it is said to be, and when a registry last said that it is so.

use super::order::Beneficiary;
use crate::{
    calendar::Day,
    dated::jalali,
    identity::{Iban, NationalCode},
    identity_service::{Owner, Question},
    text,
    time::{Moment, Span},
};
use core::fmt;
use serde::{Deserialize, Serialize};

/// The most characters of a name, as a batch file takes it.
const NAME_MAX: usize = 140;

/// An account that a shop, or whoever else is paid out, has at a bank. It is written the same way in the operator's settings, in
/// requests and where shops are stored: `{"iban", "name", "owner": {"person": {"national_code", "born": "1365-04-12"}}}`, or
/// `"owner": {"company": "…"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Account {
    /// The account.
    pub iban: Iban,
    /// Its owner, as the bank has the name: one line.
    name: String,
    /// Whose it is, as a registry is asked.
    pub owner: Owner,
    /// When a registry last said that it is so.
    pub matched_at: Option<Moment>,
}

/// The name is empty, too long, or more than a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadName;

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the account's `name` is 1 to 140 characters on one line")
    }
}

impl Account {
    /// An account that nobody has confirmed yet.
    ///
    /// # Errors
    /// [`BadName`] for a name that no batch file takes.
    pub fn new(iban: Iban, name: &str, owner: Owner) -> Result<Self, BadName> {
        let name = text::line(name, NAME_MAX).ok_or(BadName)?;
        Ok(Self { iban, name, owner, matched_at: None })
    }

    /// Its owner, as the bank has the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same, confirmed at a moment.
    #[must_use]
    pub fn confirmed(mut self, at: Moment) -> Self {
        self.matched_at = Some(at);
        self
    }

    /// What a registry is asked of it.
    #[must_use]
    pub fn question(&self) -> Question {
        Question::IbanOwner { iban: self.iban.clone(), owner: self.owner.clone() }
    }

    /// Whether what a registry said still counts at `now`, where its word counts for `life`.
    #[must_use]
    pub fn is_confirmed(&self, life: Span, now: Moment) -> bool {
        self.matched_at.is_some_and(|at| at <= now && now - at <= life)
    }

    /// To whom a payout goes that is made to it.
    #[must_use]
    pub fn beneficiary(&self) -> Beneficiary {
        Beneficiary { iban: self.iban.clone(), name: self.name.clone(), matched_at: self.matched_at }
    }
}

/// An account as it is written.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    iban: Iban,
    name: String,
    owner: WrittenOwner,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    matched_at: Option<Moment>,
}

/// Whose it is, with a date that people write.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum WrittenOwner {
    Person {
        national_code: NationalCode,
        #[serde(with = "jalali")]
        born: Day,
    },
    Company(String),
}

impl TryFrom<Written> for Account {
    type Error = BadName;

    fn try_from(written: Written) -> Result<Self, BadName> {
        let owner = match written.owner {
            WrittenOwner::Person { national_code, born } => Owner::Person { national_code, born },
            WrittenOwner::Company(name) => Owner::Company(text::line(&name, NAME_MAX).ok_or(BadName)?),
        };
        Ok(Self { matched_at: written.matched_at, ..Self::new(written.iban, &written.name, owner)? })
    }
}

impl From<Account> for Written {
    fn from(account: Account) -> Self {
        let owner = match account.owner {
            Owner::Person { national_code, born } => WrittenOwner::Person { national_code, born },
            Owner::Company(name) => WrittenOwner::Company(name),
        };
        Self { iban: account.iban, name: account.name, owner, matched_at: account.matched_at }
    }
}
