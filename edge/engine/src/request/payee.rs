//! `POST /v1/payees`, and what is asked of one; the panel's form is held to the same.

use super::{name_line, object, read_page, shape};
use crate::{
    dated::read_jalali,
    facilitator::Payee,
    id::PayeeId,
    identity::{Iban, NationalCode, Wrong},
    identity_service::Owner,
    problem::{Code, Fault},
    text,
};
use serde::Deserialize;

/// The longest name of a company, characters.
const COMPANY_MAX: usize = 100;

/// A payee that may be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPayee {
    /// The shop's own name for it.
    pub id: PayeeId,
    /// Who it is, and where its money goes.
    pub payee: Payee,
}

/// What is to change of a payee.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PayeeChange {
    /// The name.
    pub name: Option<String>,
    /// The account.
    pub iban: Option<Iban>,
    /// Whose the account is.
    pub owner: Option<Owner>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    id: String,
    name: String,
    iban: String,
    owner: AskedOwner,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedChange {
    name: Option<String>,
    iban: Option<String>,
    owner: Option<AskedOwner>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum AskedOwner {
    Person(AskedPerson),
    Company(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedPerson {
    national_code: String,
    born: String,
}

/// Reads and checks a new payee.
///
/// # Errors
/// The first [`Fault`] found, with the field it is about.
pub fn read_new_payee(body: &[u8]) -> Result<NewPayee, Fault> {
    object(body)?;
    let Asked { id, name, iban, owner } = shape(body)?;
    let id = PayeeId::new(&id).map_err(|problem| invalid("id", &problem.to_string()))?;
    Ok(NewPayee {
        id,
        payee: Payee { name: name_line(&name, "name")?, iban: iban_of(&iban)?, owner: owner_of(&owner)? },
    })
}

/// Reads and checks a change of a payee.
///
/// # Errors
/// The first [`Fault`] found, with the field it is about.
pub fn read_payee_change(body: &[u8]) -> Result<PayeeChange, Fault> {
    object(body)?;
    let AskedChange { name, iban, owner } = shape(body)?;
    Ok(PayeeChange {
        name: name.map(|name| name_line(&name, "name")).transpose()?,
        iban: iban.map(|iban| iban_of(&iban)).transpose()?,
        owner: owner.map(|owner| owner_of(&owner)).transpose()?,
    })
}

impl PayeeChange {
    /// The payee as it will be, and whether a registry has to be asked for it.
    #[must_use]
    pub fn of(self, before: &Payee) -> (Payee, bool) {
        let payee = Payee {
            name: self.name.unwrap_or_else(|| before.name.clone()),
            iban: self.iban.unwrap_or_else(|| before.iban.clone()),
            owner: self.owner.unwrap_or_else(|| before.owner.clone()),
        };
        let asks = payee.iban != before.iban || payee.owner != before.owner;
        (payee, asks)
    }
}

/// Reads `?payee=…` and the page of its movements or payouts: the payee, what comes before, and how many.
///
/// # Errors
/// `query_invalid`, or `payee_unknown` for what is no payee's name.
pub fn read_party_page(query: &str) -> Result<(Option<PayeeId>, Option<i64>, i64), Fault> {
    let (payee, rest) = payee_of(query)?;
    let (before, limit) = read_page(&rest, "before")?;
    Ok((payee, before, limit))
}

/// The payee that an address names, and the rest of its parameters.
///
/// # Errors
/// `payee_unknown` for what is no payee's name; `query_invalid` for two of them.
pub fn payee_of(query: &str) -> Result<(Option<PayeeId>, String), Fault> {
    let mut payee = None;
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if name != "payee" {
            rest.append_pair(&name, &value);
        } else if payee.is_some() {
            return Err(Fault::of(Code::QueryInvalid, "payee", "one payee"));
        } else {
            payee = Some(PayeeId::new(&value).map_err(|_| Fault::from(Code::PayeeUnknown))?);
        }
    }
    Ok((payee, rest.finish()))
}

fn invalid(field: &'static str, why: &str) -> Fault {
    Fault::of(Code::PayeeInvalid, field, why)
}

fn iban_of(typed: &str) -> Result<Iban, Fault> {
    Iban::read(typed).map_err(|wrong| {
        invalid(
            "iban",
            match wrong {
                Wrong::CheckDigit => "its check digits do not fit: it was mistyped",
                Wrong::Kind => "an Iranian IBAN begins with IR",
                _ => "IR and 24 digits",
            },
        )
    })
}

fn owner_of(asked: &AskedOwner) -> Result<Owner, Fault> {
    match asked {
        AskedOwner::Person(AskedPerson { national_code, born }) => Ok(Owner::Person {
            national_code: NationalCode::read(national_code)
                .map_err(|_| invalid("owner.person.national_code", "ten digits, of which the last is a check digit"))?,
            born: read_jalali(&text::ascii_digits(born))
                .ok_or_else(|| invalid("owner.person.born", "a day of the Jalali calendar, as 1362-04-11"))?,
        }),
        AskedOwner::Company(name) => Ok(Owner::Company(
            text::line(name, COMPANY_MAX)
                .ok_or_else(|| invalid("owner.company", "the registered name, 1 to 100 characters on one line"))?,
        )),
    }
}
