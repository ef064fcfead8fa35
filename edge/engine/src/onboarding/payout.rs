//! Where a shop is paid out to once it is live: the account of its application, as it was checked.

use super::{
    form::Form,
    state::{Application, Check},
};
use crate::{
    identity_service::{Finding, Question},
    payout::Account,
};

impl Application {
    /// The account that the form names, confirmed when a registry said so; nothing while it has no form.
    #[must_use]
    pub fn payout_account(&self) -> Option<Account> {
        let form = self.form.as_ref()?;
        let Question::IbanOwner { iban, owner } = Check::Iban.question(form) else { return None };
        let account = Account::new(iban, &owner_name(form), owner).ok()?;
        Some(match self.checked(Check::Iban).and_then(|checked| checked.last.as_ref()) {
            Some((at, Finding::Matched, _)) => account.confirmed(*at),
            _ => account,
        })
    }
}

/// The owner's name as the bank has it: the company's, or the person's.
fn owner_name(form: &Form) -> String {
    match &form.company {
        Some(company) => company.name_fa.clone(),
        None => format!("{} {}", form.person.first_name_fa, form.person.last_name_fa),
    }
}
