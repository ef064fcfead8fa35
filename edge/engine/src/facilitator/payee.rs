//! Somebody beside the shop to whom a part of its payments goes.

use crate::{
    id::{PayeeId, ShopId},
    identity::Iban,
    identity_service::{Owner, Question},
    payout::{Account, BadName},
    time::Moment,
};
use dargah_wire::{Mode, OwnerKind, PayeeView};
use serde::{Deserialize, Deserializer, de::Error as _};

/// Who a payee is, and where its money goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payee {
    /// The account's owner, as the bank has it.
    pub name: String,
    /// The account.
    pub iban: Iban,
    /// Whose it is.
    pub owner: Owner,
}

impl Payee {
    /// What a registry has to say yes to before anything is paid there.
    #[must_use]
    pub fn question(&self) -> Question {
        Question::IbanOwner { iban: self.iban.clone(), owner: self.owner.clone() }
    }
}

/// A payee as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StoredPayee {
    /// Whose payments it has a part of.
    pub shop: ShopId,
    /// Whether its money is real.
    pub mode: Mode,
    /// The shop's own name for it, for ever: an account of the books has it.
    pub id: PayeeId,
    /// The account's owner, as the bank has it.
    pub name: String,
    /// The account.
    pub iban: Iban,
    /// Whose it is.
    #[serde(deserialize_with = "owner_of")]
    pub owner: Owner,
    /// When a registry said so, ms.
    pub matched_at: i64,
    /// When it was made, ms.
    pub created_at: i64,
    /// When it was removed, ms: it takes no new splits, and keeps what it has.
    pub removed_at: Option<i64>,
}

/// A column with an owner as JSON.
fn owner_of<'de, D: Deserializer<'de>>(column: D) -> Result<Owner, D::Error> {
    serde_json::from_str(&String::deserialize(column)?).map_err(D::Error::custom)
}

impl StoredPayee {
    /// Whether new payments may be split to it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.removed_at.is_none()
    }

    /// Who it is.
    #[must_use]
    pub fn payee(&self) -> Payee {
        Payee { name: self.name.clone(), iban: self.iban.clone(), owner: self.owner.clone() }
    }

    /// The account to which it is paid out, removed or not.
    ///
    /// # Errors
    /// [`BadName`] for a name that no batch file takes.
    pub fn account(&self) -> Result<Account, BadName> {
        let account = Account::new(self.iban.clone(), &self.name, self.owner.clone())?;
        Ok(account.confirmed(Moment(self.matched_at)))
    }
}

impl From<&StoredPayee> for PayeeView {
    fn from(stored: &StoredPayee) -> Self {
        Self {
            id: stored.id.to_string(),
            name: stored.name.clone(),
            iban: stored.iban.to_string(),
            bank: stored.iban.bank().map(|bank| bank.fa.to_owned()),
            owner: match stored.owner {
                Owner::Person { .. } => OwnerKind::Person,
                Owner::Company(_) => OwnerKind::Company,
            },
            mode: stored.mode,
            matched_at: stored.matched_at,
            created_at: stored.created_at,
            removed_at: stored.removed_at,
        }
    }
}
