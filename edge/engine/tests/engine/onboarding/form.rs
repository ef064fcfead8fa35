//! The form: whole, or every fault of it.

use super::desk::{NOW, links, typed};
use dargah_engine::onboarding::form::{self, FIELDS, kept, read};

fn faults(change: &[(&str, &str)]) -> Vec<(&'static str, &'static str)> {
    let mut form = typed(true);
    for (field, text) in change {
        form.insert((*field).to_owned(), (*text).to_owned());
    }
    match read(&form, &links(), NOW) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(|fault| (fault.field, fault.code)).collect(),
    }
}

#[test]
fn a_whole_form_is_read_in_its_one_form() {
    let form = read(&typed(true), &links(), NOW).expect("a whole form");
    assert_eq!(form.person.national_code.as_str(), "0012345679");
    assert_eq!(form.person.mobile.as_str(), "09121234567");
    assert_eq!(form.person.born.to_jalali(), Some((1348, 10, 10)));
    assert_eq!(form.business.province, "KHR");
    assert_eq!(form.iban.as_str(), "IR160120000000001234567890");
    assert_eq!(form.business.site.host(), "pottery.example");
    let person = read(&typed(false), &links(), NOW).expect("a whole form");
    assert!(person.company.is_none(), "a person's form asks for no company");
}

#[test]
fn every_field_that_is_missing_is_named_at_once() {
    let empty = faults(&FIELDS.iter().map(|field| (*field, "")).collect::<Vec<_>>());
    let asked: Vec<_> =
        FIELDS.iter().filter(|field| !field.starts_with("company") && !field.starts_with("register")).collect();
    assert_eq!(empty.iter().map(|(field, _)| field).collect::<Vec<_>>(), asked);
    let company = faults(&[("company_id", ""), ("company_name_fa", ""), ("register_date", "")]);
    assert_eq!(company, [("company_name_fa", "empty"), ("company_id", "empty"), ("register_date", "empty")]);
}

#[test]
fn each_fault_has_its_own_word() {
    for (field, text, code) in [
        ("national_code", "1234567892", "check_digit"),
        ("national_code", "640150728", "length"),
        ("company_id", "10100007310", "check_digit"),
        ("iban", "IR170120000000001234567890", "check_digit"),
        ("iban", "DE680180000000000042424242", "kind"),
        ("postal_code", "0123456789", "kind"),
        ("mobile", "02112345678", "kind"),
        ("first_name_fa", "Ali", "not_persian"),
        ("first_name_en", "علی", "not_latin"),
        ("first_name_fa", "علی\u{202e}اضر", "characters"),
        ("address", "a\u{0}b", "characters"),
        ("shop_name_fa", "=cmd|' /C calc'!A0", "not_persian"),
        ("last_name_fa", "رضایی".repeat(11).as_str(), "too_long"),
        ("birth_date", "1404/12/30", "date"),
        ("birth_date", "1390/01/01", "too_young"),
        ("birth_date", "1406/01/01", "future"),
        ("enamad_expires", "1405/09/06", "expired"),
        ("enamad_stars", "3", "choice"),
        ("gender", "", "choice"),
        ("kind", "robot", "choice"),
        ("telephone", "0514220000a", "not_digits"),
        ("guild", "520", "length"),
        ("city", "5100000", "length"),
        ("province", "khorasan", "kind"),
        ("email", "shop@pottery", "kind"),
        ("email", "shop<script>@pottery.example", "kind"),
        ("tax_code", "123", "length"),
    ] {
        assert_eq!(faults(&[(field, text)]), [(field, code)], "{field}: {text}");
    }
}

#[test]
fn no_site_inside_is_called() {
    for site in [
        "http://pottery.example",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://10.0.0.8/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://pottery.example:8443/",
        "https://user:pass@pottery.example/",
        "https://dargah.example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://pottery.example",
    ] {
        assert_eq!(faults(&[("site", site)]), [("site", "address")], "{site}");
    }
    assert!(faults(&[("site", "pottery.example")]).is_empty(), "the scheme may be left out");
}

#[test]
fn a_draft_keeps_what_there_are_fields_for_and_no_more() {
    let mut typed = typed(false);
    typed.insert("is_operator".to_owned(), "1".to_owned());
    typed.insert("address".to_owned(), "ا".repeat(10_000));
    let kept = kept(&typed);
    assert!(!kept.contains_key("is_operator"));
    assert_eq!(kept["address"].chars().count(), 600);
}

#[test]
fn a_form_is_typed_again_as_it_was_read() {
    for company in [false, true] {
        let whole = read(&typed(company), &links(), NOW).unwrap();
        assert_eq!(read(&form::typed(&whole), &links(), NOW), Ok(whole));
    }
}
