//! Reading the form: all of its fields, so that every fault is told at once.

use super::{
    form::{Business, Company, FIELDS, FieldFault, Form, Gender, Person, Seal, Typed},
    site::Site,
};
use crate::{
    calendar::Day,
    identity::{CompanyId, Iban, Mobile, NationalCode, PostalCode, Wrong},
    links::Links,
    reconcile::Stamp,
    text,
    time::Moment,
};

/// Reads what was typed. `links` says who we are, since no shop's site is ours.
///
/// # Errors
/// Every field that is wrong, in the order of [`FIELDS`].
pub fn read(typed: &Typed, links: &Links, now: Moment) -> Result<Form, Vec<FieldFault>> {
    let mut reader = Reader { typed, today: Day::of(now), faults: Vec::new() };
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
        let iban = self.wrong("iban", Iban::read);
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
        let national_code = self.wrong("national_code", NationalCode::read);
        let born = self.past("birth_date");
        let young = born.is_some_and(|born| self.today.0 - born.0 < OF_AGE_DAYS);
        let born = if young { self.fault("birth_date", "too_young") } else { born };
        let mobile = self.wrong("mobile", Mobile::read);
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
        let id = self.wrong("company_id", CompanyId::read);
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
        let postal_code = self.wrong("postal_code", PostalCode::read);
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
            Some(stamp) => Some(Day::of(stamp.at)),
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
