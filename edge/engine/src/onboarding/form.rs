//! What a shop says of itself when it applies: a whole [`Form`], or every field that is wrong and how.
//!
//! It is asked once and has all that the steps after it need: the registries' questions, the contract's parties, and Shaparak's own
//! form. The fields' names are those of the page and of every fault.

use super::site::Site;
use crate::{
    calendar::Day,
    identity::{CompanyId, Iban, Mobile, NationalCode, PostalCode},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use super::reading::read;

/// What was typed, by field.
pub type Typed = BTreeMap<String, String>;

/// Every field there is. What else comes is left out.
pub const FIELDS: &[&str] = &[
    "kind",
    "first_name_fa",
    "last_name_fa",
    "father_name_fa",
    "first_name_en",
    "last_name_en",
    "father_name_en",
    "gender",
    "national_code",
    "birth_date",
    "mobile",
    "company_name_fa",
    "company_name_en",
    "company_id",
    "register_number",
    "register_date",
    "shop_name_fa",
    "shop_name_en",
    "site",
    "email",
    "telephone",
    "guild",
    "sub_guild",
    "province",
    "city",
    "postal_code",
    "address",
    "tax_code",
    "enamad_stars",
    "enamad_issued",
    "enamad_expires",
    "iban",
];

/// The longest text that is kept of a field that is not yet checked, characters.
const TYPED_MAX: usize = 600;

/// A field that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Which, one of [`FIELDS`].
    pub field: &'static str,
    /// How, in a word for programs.
    pub code: &'static str,
}

/// Gender as registries have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// A person: who applies, or who signs for the company that does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// First name, Persian.
    pub first_name_fa: String,
    /// Last name, Persian.
    pub last_name_fa: String,
    /// Father's name, Persian.
    pub father_name_fa: String,
    /// First name, Latin.
    pub first_name_en: String,
    /// Last name, Latin.
    pub last_name_en: String,
    /// Father's name, Latin.
    pub father_name_en: String,
    /// Gender.
    pub gender: Gender,
    /// National code.
    pub national_code: NationalCode,
    /// When they were born.
    pub born: Day,
    /// Their mobile number.
    pub mobile: Mobile,
}

/// A company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Registered name, Persian.
    pub name_fa: String,
    /// Name in Latin letters.
    pub name_en: String,
    /// National id.
    pub id: CompanyId,
    /// Number in the register.
    pub register_number: String,
    /// When it was registered.
    pub registered: Day,
}

/// The trust seal (eNamad).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// One star or two.
    pub stars: u8,
    /// From when.
    pub issued: Day,
    /// Until when.
    pub expires: Day,
}

/// The shop itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Business {
    /// Name, Persian.
    pub name_fa: String,
    /// Name, Latin.
    pub name_en: String,
    /// Its site.
    pub site: Site,
    /// Its e-mail address.
    pub email: String,
    /// Its telephone.
    pub telephone: String,
    /// Shaparak's code of the guild, four digits.
    pub guild: String,
    /// Shaparak's code below it, one to four digits.
    pub sub_guild: String,
    /// Shaparak's code of the province, three letters.
    pub province: String,
    /// Shaparak's code of the city, six digits.
    pub city: String,
    /// Postal code.
    pub postal_code: PostalCode,
    /// Address.
    pub address: String,
    /// The tax office's number for it, ten digits.
    pub tax_code: String,
    /// Its trust seal.
    pub seal: Seal,
}

/// A whole application's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Who applies, or signs.
    pub person: Person,
    /// The company, where one applies.
    pub company: Option<Company>,
    /// The shop.
    pub business: Business,
    /// Where its money goes.
    pub iban: Iban,
}

/// A form as it would be typed: what the page shows of it, and where a correction begins.
#[must_use]
pub fn typed(form: &Form) -> Typed {
    let day = |day: Day| {
        let (year, month, day) = day.to_jalali().unwrap_or_default();
        format!("{year:04}/{month:02}/{day:02}")
    };
    let (person, business) = (&form.person, &form.business);
    let gender = if person.gender == Gender::Female { "female" } else { "male" };
    let kind = if form.company.is_some() { "company" } else { "person" };
    let mut fields = vec![
        ("kind", kind.to_owned()),
        ("first_name_fa", person.first_name_fa.clone()),
        ("last_name_fa", person.last_name_fa.clone()),
        ("father_name_fa", person.father_name_fa.clone()),
        ("first_name_en", person.first_name_en.clone()),
        ("last_name_en", person.last_name_en.clone()),
        ("father_name_en", person.father_name_en.clone()),
        ("gender", gender.to_owned()),
        ("national_code", person.national_code.to_string()),
        ("birth_date", day(person.born)),
        ("mobile", person.mobile.to_string()),
        ("shop_name_fa", business.name_fa.clone()),
        ("shop_name_en", business.name_en.clone()),
        ("site", business.site.url().to_owned()),
        ("email", business.email.clone()),
        ("telephone", business.telephone.clone()),
        ("guild", business.guild.clone()),
        ("sub_guild", business.sub_guild.clone()),
        ("province", business.province.clone()),
        ("city", business.city.clone()),
        ("postal_code", business.postal_code.to_string()),
        ("address", business.address.clone()),
        ("tax_code", business.tax_code.clone()),
        ("enamad_stars", business.seal.stars.to_string()),
        ("enamad_issued", day(business.seal.issued)),
        ("enamad_expires", day(business.seal.expires)),
        ("iban", form.iban.to_string()),
    ];
    if let Some(company) = &form.company {
        fields.extend([
            ("company_name_fa", company.name_fa.clone()),
            ("company_name_en", company.name_en.clone()),
            ("company_id", company.id.to_string()),
            ("register_number", company.register_number.clone()),
            ("register_date", day(company.registered)),
        ]);
    }
    fields.into_iter().map(|(field, text)| (field.to_owned(), text)).collect()
}

/// What was typed, cut to what there are fields for.
#[must_use]
pub fn kept(typed: &Typed) -> Typed {
    let short = |text: &String| text.chars().take(TYPED_MAX).collect();
    FIELDS.iter().filter_map(|field| Some(((*field).to_owned(), short(typed.get(*field)?)))).collect()
}
