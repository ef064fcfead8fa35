//! What a shop says of itself when it applies: a whole [`Form`], or every field that is wrong and how.
//!
//! It is asked once and has all that the steps after it need: the registries' questions, the contract's parties, and Shaparak's own
//! form. The fields' names are those of the page and of every fault.

use super::site::Site;
use crate::{
    calendar::Day,
    identity::{CompanyId, Iban, Mobile, NationalCode, PostalCode, Wrong},
    links::Links,
    reconcile::Stamp,
    text,
    time::{Moment, TEHRAN},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// Reads what was typed. `links` says who we are, since no shop's site is ours.
///
/// # Errors
/// Every field that is wrong, in the order of [`FIELDS`].
pub fn read(typed: &Typed, links: &Links, now: Moment) -> Result<Form, Vec<FieldFault>> {
    let mut reader = Reader {
        typed,
        today: Day(i32::try_from((now + TEHRAN).0.div_euclid(86_400_000)).unwrap_or(0)),
        faults: Vec::new(),
    };
    let form = reader.form(links);
    match form {
        Some(form) if reader.faults.is_empty() => Ok(form),
        _ => {
            let place = |fault: &FieldFault| FIELDS.iter().position(|field| *field == fault.field);
            reader.faults.sort_by_key(place);
            Err(reader.faults)
        }
    }
}

struct Reader<'a> {
    typed: &'a Typed,
    today: Day,
    faults: Vec<FieldFault>,
}

/// A person of this age may sign, years counted as 365 days and a quarter.
const OF_AGE_DAYS: i32 = 6574;

impl Reader<'_> {
    fn form(&mut self, links: &Links) -> Option<Form> {
        let company = match self.raw("kind") {
            "person" => None,
            "company" => Some(self.company()),
            _ => Some(self.fault("kind", "choice")),
        };
        // Everything is read before anything is given up: all faults are told at once.
        let (person, business) = (self.person(), self.business(links));
        let iban = self.wrong("iban", |text| Iban::read(text));
        let company = match company {
            Some(company) => Some(company?),
            None => None,
        };
        Some(Form { person: person?, company, business: business?, iban: iban? })
    }

    fn person(&mut self) -> Option<Person> {
        let [first_name_fa, last_name_fa, father_name_fa] =
            ["first_name_fa", "last_name_fa", "father_name_fa"].map(|field| self.persian(field, 50));
        let [first_name_en, last_name_en, father_name_en] =
            ["first_name_en", "last_name_en", "father_name_en"].map(|field| self.latin(field, 50));
        let gender = match self.raw("gender") {
            "female" => Some(Gender::Female),
            "male" => Some(Gender::Male),
            _ => self.fault("gender", "choice"),
        };
        let national_code = self.wrong("national_code", |text| NationalCode::read(text));
        let born = self.past("birth_date");
        let young = born.is_some_and(|born| self.today.0 - born.0 < OF_AGE_DAYS);
        let born = if young { self.fault("birth_date", "too_young") } else { born };
        let mobile = self.wrong("mobile", |text| Mobile::read(text));
        Some(Person {
            first_name_fa: first_name_fa?,
            last_name_fa: last_name_fa?,
            father_name_fa: father_name_fa?,
            first_name_en: first_name_en?,
            last_name_en: last_name_en?,
            father_name_en: father_name_en?,
            gender: gender?,
            national_code: national_code?,
            born: born?,
            mobile: mobile?,
        })
    }

    fn company(&mut self) -> Option<Company> {
        let name_fa = self.persian("company_name_fa", 50);
        let name_en = self.latin("company_name_en", 50);
        let id = self.wrong("company_id", |text| CompanyId::read(text));
        let register_number = self.numbers("register_number", 1..=12);
        let registered = self.past("register_date");
        Some(Company {
            name_fa: name_fa?,
            name_en: name_en?,
            id: id?,
            register_number: register_number?,
            registered: registered?,
        })
    }

    fn business(&mut self, links: &Links) -> Option<Business> {
        let name_fa = self.persian("shop_name_fa", 50);
        let name_en = self.latin("shop_name_en", 50);
        let site = match Site::read(self.raw("site"), links) {
            Ok(site) => Some(site),
            Err(code) => self.fault("site", code),
        };
        let email = self.email();
        let telephone = self.numbers("telephone", 9..=12);
        let guild = self.numbers("guild", 4..=4);
        let sub_guild = self.numbers("sub_guild", 1..=4);
        let province = self.province();
        let city = self.numbers("city", 6..=6);
        let postal_code = self.wrong("postal_code", |text| PostalCode::read(text));
        let address = self.line("address", 255);
        let tax_code = self.numbers("tax_code", 10..=10);
        let seal = self.seal();
        Some(Business {
            name_fa: name_fa?,
            name_en: name_en?,
            site: site?,
            email: email?,
            telephone: telephone?,
            guild: guild?,
            sub_guild: sub_guild?,
            province: province?,
            city: city?,
            postal_code: postal_code?,
            address: address?,
            tax_code: tax_code?,
            seal: seal?,
        })
    }

    fn seal(&mut self) -> Option<Seal> {
        let stars = match self.raw("enamad_stars") {
            "1" => Some(1),
            "2" => Some(2),
            _ => self.fault("enamad_stars", "choice"),
        };
        let issued = self.past("enamad_issued");
        let expires = self.day("enamad_expires");
        let over = expires.is_some_and(|day| day <= self.today);
        let expires = if over { self.fault("enamad_expires", "expired") } else { expires };
        Some(Seal { stars: stars?, issued: issued?, expires: expires? })
    }

    fn fault<T>(&mut self, field: &'static str, code: &'static str) -> Option<T> {
        self.faults.push(FieldFault { field, code });
        None
    }

    fn raw(&self, field: &str) -> &str {
        self.typed.get(field).map_or("", |text| text.trim())
    }

    fn wrong<T>(&mut self, field: &'static str, read: impl Fn(&str) -> Result<T, Wrong>) -> Option<T> {
        match read(self.raw(field)) {
            Ok(value) => Some(value),
            Err(wrong) => self.fault(field, wrong.as_str()),
        }
    }

    fn line(&mut self, field: &'static str, max: usize) -> Option<String> {
        let raw = self.raw(field);
        if raw.is_empty() {
            return self.fault(field, "empty");
        }
        // Marks that turn the reading direction have no place in a contract: what is signed is what is seen.
        let turns = raw.chars().any(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'));
        match text::line(raw, max) {
            Some(line) if !turns => Some(line),
            _ if raw.chars().count() > max => self.fault(field, "too_long"),
            _ => self.fault(field, "characters"),
        }
    }

    fn persian(&mut self, field: &'static str, max: usize) -> Option<String> {
        let line = self.line(field, max)?;
        let fits = line.chars().any(|c| ('\u{0621}'..='\u{06D3}').contains(&c))
            && !line.bytes().any(|b| b.is_ascii_alphabetic());
        if fits { Some(line) } else { self.fault(field, "not_persian") }
    }

    fn latin(&mut self, field: &'static str, max: usize) -> Option<String> {
        let line = self.line(field, max)?;
        let fits = line.bytes().any(|b| b.is_ascii_alphabetic()) && line.is_ascii();
        if fits { Some(line) } else { self.fault(field, "not_latin") }
    }

    fn numbers(&mut self, field: &'static str, lengths: core::ops::RangeInclusive<usize>) -> Option<String> {
        let plain = text::ascii_digits(self.raw(field));
        let digits: String = plain.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{200B}'..='\u{200F}')).collect();
        if digits.is_empty() {
            self.fault(field, "empty")
        } else if !digits.bytes().all(|b| b.is_ascii_digit()) {
            self.fault(field, "not_digits")
        } else if !lengths.contains(&digits.len()) {
            self.fault(field, "length")
        } else {
            Some(digits)
        }
    }

    fn day(&mut self, field: &'static str) -> Option<Day> {
        let raw = self.raw(field);
        if raw.is_empty() {
            return self.fault(field, "empty");
        }
        match Stamp::read(raw).filter(|stamp| stamp.whole_day) {
            Some(stamp) => Some(Day(i32::try_from((stamp.at + TEHRAN).0.div_euclid(86_400_000)).unwrap_or(0))),
            None => self.fault(field, "date"),
        }
    }

    fn past(&mut self, field: &'static str) -> Option<Day> {
        let day = self.day(field)?;
        if day > self.today { self.fault(field, "future") } else { Some(day) }
    }

    fn email(&mut self) -> Option<String> {
        let line = self.line("email", 255)?;
        let fits = line.len() >= 6
            && line.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"' | b',' | b';'))
            && line
                .split_once('@')
                .is_some_and(|(user, host)| !user.is_empty() && !host.contains('@') && host.contains('.'));
        if fits { Some(line) } else { self.fault("email", "kind") }
    }

    fn province(&mut self) -> Option<String> {
        let code = self.raw("province").to_ascii_uppercase();
        if code.is_empty() {
            self.fault("province", "empty")
        } else if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) {
            Some(code)
        } else {
            self.fault("province", "kind")
        }
    }
}
