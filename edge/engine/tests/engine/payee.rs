//! `POST /v1/payees`: what is taken, and what each wrong body is refused with.

use dargah_engine::{
    identity_service::{Owner, Question},
    problem::{Code, Fault},
    request::{PayeeChange, payee_of, read_new_payee, read_party_page, read_payee_change},
};
use serde_json::{Value, json};

fn right() -> Value {
    json!({
        "id": "anbar", "name": "علی رضایی", "iban": "IR16 0120 0000 0000 1234 5678 90",
        "owner": { "person": { "national_code": "۱۲۳۴۵۶۷۸۹۱", "born": "۱۳۶۵-۰۴-۱۲" } },
    })
}

fn fault_with(field: &str, value: Value) -> Fault {
    let mut body = right();
    body[field] = value;
    read_new_payee(body.to_string().as_bytes()).expect_err(&body.to_string())
}

#[test]
fn a_right_body_is_taken_as_people_type_it() {
    let new = read_new_payee(right().to_string().as_bytes()).unwrap();
    assert_eq!((new.id.as_str(), new.payee.iban.as_str()), ("anbar", "IR160120000000001234567890"));
    let Question::IbanOwner { owner: Owner::Person { national_code, born }, .. } = new.payee.question() else {
        panic!("{new:?}")
    };
    assert_eq!((national_code.as_str(), born.to_jalali()), ("1234567891", Some((1365, 4, 12))));
}

#[test]
fn what_is_wrong_is_said_with_its_field() {
    let person = |code: &str, born: &str| json!({ "person": { "national_code": code, "born": born } });
    for (field, value, code, param) in [
        ("id", json!("An Bar"), Code::PayeeInvalid, Some("id")),
        ("name", json!(" "), Code::NameInvalid, Some("name")),
        ("iban", json!("IR170120000000001234567890"), Code::PayeeInvalid, Some("iban")),
        ("iban", json!("DE89370400440532013000"), Code::PayeeInvalid, Some("iban")),
        ("iban", json!("IR16"), Code::PayeeInvalid, Some("iban")),
        ("owner", person("1234567890", "1365-04-12"), Code::PayeeInvalid, Some("owner.person.national_code")),
        ("owner", person("1234567891", "1365-13-12"), Code::PayeeInvalid, Some("owner.person.born")),
        ("owner", json!({ "company": "" }), Code::PayeeInvalid, Some("owner.company")),
        ("owner", json!("me"), Code::BodyInvalid, None),
        ("more", json!(1), Code::BodyInvalid, None),
    ] {
        let fault = fault_with(field, value.clone());
        assert_eq!((fault.code, fault.param), (code, param), "{field}: {value}");
    }
}

#[test]
fn a_registry_is_asked_again_for_another_account_or_owner_and_for_nothing_else() {
    let before = read_new_payee(right().to_string().as_bytes()).unwrap().payee;
    let change = |body: Value| read_payee_change(body.to_string().as_bytes()).unwrap();
    let asks = |body: Value| change(body).of(&before).1;
    assert_eq!(PayeeChange::default().of(&before), (before.clone(), false));
    assert!(!asks(json!({ "name": "انبار" })));
    assert!(!asks(json!({ "iban": before.iban.as_str() })), "the same account");
    assert!(asks(json!({ "iban": "IR820540102680020817909002" })));
    assert!(asks(json!({ "owner": { "company": "شرکت انبار" } })));
    assert!(read_payee_change(br#"{ "id": "other" }"#).is_err(), "its id is for ever");
}

#[test]
fn a_balance_is_asked_of_one_payee() {
    let (payee, before, limit) = read_party_page("payee=anbar&limit=5&before=9").unwrap();
    assert_eq!((payee.unwrap().as_str(), before, limit), ("anbar", Some(9), 5));
    assert_eq!(read_party_page("").unwrap(), (None, None, 100));
    let code = |query: &str| read_party_page(query).unwrap_err().code;
    assert_eq!(code("payee=An%20Bar"), Code::PayeeUnknown);
    assert_eq!(code("payee=a&payee=b"), Code::QueryInvalid);
    assert_eq!(code("payees=a"), Code::QueryInvalid);
    assert_eq!(payee_of("x=1&payee=a").unwrap().1, "x=1");
}
