//! Iranian identifiers against every vector of `tests/fixtures/iran`.

use dargah_engine::identity::{CompanyId, Iban, Mobile, NationalCode, PostalCode, Wrong, bank_names, same_name};
use serde_json::Value;

/// A file of vectors.
pub fn vectors(name: &str) -> Value {
    let path = format!("{}/../../tests/fixtures/iran/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(&path).expect(&path)).expect(&path)
}

fn texts(list: &Value, name: &str) -> Vec<String> {
    let list = list.as_array().expect("a list");
    list.iter().map(|one| one.get(name).unwrap_or(one).as_str().expect("a text").to_owned()).collect()
}

fn all(file: &str, list: &str, name: &str, check: impl Fn(&str)) {
    let found = texts(&vectors(file)[list], name);
    assert!(!found.is_empty(), "{file}: {list} is empty");
    for text in found {
        check(&text);
    }
}

#[test]
fn national_codes() {
    all("national-code-vectors", "valid", "value", |code| assert!(NationalCode::parse(code).is_ok(), "{code}"));
    all("national-code-vectors", "invalid", "value", |code| assert!(NationalCode::parse(code).is_err(), "{code}"));
    for case in vectors("national-code-vectors")["normalise_then_valid"].as_array().unwrap() {
        let read = NationalCode::read(case["input"].as_str().unwrap()).expect("a national code");
        assert_eq!(read.as_str(), case["normalised"].as_str().unwrap());
    }
    let wrong = |code: &str| NationalCode::read(code).unwrap_err();
    assert_eq!(wrong("1234567892"), Wrong::CheckDigit);
    assert_eq!(wrong("640150728"), Wrong::Length, "a lost zero is asked for, not guessed");
    assert_eq!(wrong("1111111111"), Wrong::OneDigit);
    assert_eq!(wrong("01200-04501"), Wrong::NotDigits);
    assert_eq!(wrong(""), Wrong::Empty);
    // The sum alone decides: a prefix or a row of zeros refuses nobody.
    assert!(NationalCode::read("0120000008").is_ok());
}

#[test]
fn company_ids() {
    all("company-id-vectors", "valid", "value", |id| assert!(CompanyId::parse(id).is_ok(), "{id}"));
    all("company-id-vectors", "invalid", "value", |id| assert!(CompanyId::read(id).is_err(), "{id}"));
    assert!(CompanyId::read("۱۴۰۰۱۲۳۰۰۱۰").is_ok(), "its sum leaves ten, which is written as zero");
}

#[test]
fn ibans() {
    let file = vectors("iban-vectors");
    for case in file["valid"].as_array().unwrap() {
        let iban = Iban::parse(case["iban"].as_str().unwrap()).expect("an IBAN");
        assert_eq!(case["grouped"].as_str().unwrap_or(&iban.grouped()), iban.grouped());
        assert_eq!(
            iban.bank().map(|bank| bank.code),
            case["bank_code"].as_str().filter(|code| bank_names::named(code).is_some())
        );
    }
    all("iban-vectors", "invalid", "value", |iban| assert!(Iban::parse(iban).is_err(), "{iban}"));
    for case in file["normalise_then_valid"].as_array().unwrap() {
        let read = Iban::read(case["input"].as_str().unwrap()).expect("an IBAN");
        assert_eq!(read.as_str(), case["normalised"].as_str().unwrap());
    }
    assert_eq!(Iban::read("DE680180000000000042424242").unwrap_err(), Wrong::Kind);
    assert_eq!(Iban::read("IR170120000000001234567890").unwrap_err(), Wrong::CheckDigit);
    assert_eq!(Iban::read("IR27014000000000055500011").unwrap_err(), Wrong::Length);
}

#[test]
fn the_table_of_banks_is_the_one_that_was_looked_up() {
    let known = vectors("bank-codes");
    let known = known["banks"].as_array().unwrap();
    assert_eq!(bank_names::BANKS.len(), known.len());
    for (bank, fact) in bank_names::BANKS.iter().zip(known) {
        assert_eq!(
            (bank.code, bank.fa, bank.en),
            (fact["code"].as_str().unwrap(), fact["fa"].as_str().unwrap(), fact["en"].as_str().unwrap())
        );
        let gone = matches!(fact["state"].as_str().unwrap(), "merged" | "dissolved" | "closed");
        assert_eq!(bank.standing != bank_names::Standing::Active, gone, "{}", bank.en);
    }
}

#[test]
fn an_unknown_bank_refuses_no_iban() {
    // 999 is nobody's; the check digits fit.
    let iban =
        (0..97).find_map(|check| Iban::parse(&format!("IR{check:02}9990000000000000000001")).ok()).expect("one fits");
    assert_eq!(iban.bank(), None);
}

#[test]
fn postal_codes() {
    all("postal-code-vectors", "lenient_valid", "value", |code| assert!(PostalCode::read(code).is_ok(), "{code}"));
    all("postal-code-vectors", "lenient_invalid", "value", |code| assert!(PostalCode::read(code).is_err(), "{code}"));
}

#[test]
fn mobile_numbers() {
    for case in vectors("mobile-vectors")["valid"].as_array().unwrap() {
        let mobile = Mobile::read(case["input"].as_str().unwrap()).expect("a mobile number");
        assert_eq!(mobile.as_str(), case["national"].as_str().unwrap());
        assert_eq!(mobile.e164(), case["e164"].as_str().unwrap());
    }
    all("mobile-vectors", "invalid", "input", |number| assert!(Mobile::read(number).is_err(), "{number}"));
}

#[test]
fn a_name_is_the_same_however_a_registry_spells_it() {
    for (one, other) in [
        ("علی رضایی", "علي  رضايي"),
        ("محمد\u{200c}رضا", "محمد رضا"),
        ("فاطمة", "فاطمه"),
        ("آرش", "ارش"),
        ("کاظم", "كاظم"),
        ("مُحَمَّد", "محمد"),
        ("رؤیا", "رویا"),
        ("Ali", "ALI"),
    ] {
        assert!(same_name(one, other), "{one} and {other}");
    }
    for (one, other) in [("علی", "علیرضا"), ("الهی", "اله"), ("", ""), ("مریم", "")] {
        assert!(!same_name(one, other), "{one} and {other}");
    }
}
