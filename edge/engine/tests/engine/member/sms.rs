//! The services that send codes: what they are asked, and what each of their answers means.
use super::{list, text, vectors};
use dargah_engine::{
    gateway::{Answer, Silence, Verb},
    member::{Mobile, code::Code},
    sms::{Outcome, Sms, bound_line, message},
    time::Span,
};
use serde_json::{Value, json};

const KEY: &str = "6B31644C5A3D4A7B";

fn kavenegar() -> Value {
    json!({ "provider": "kavenegar", "key": KEY, "template": "login" })
}

fn sms_ir() -> Value {
    json!({ "provider": "sms_ir", "key": KEY, "template": 100_200, "parameter": "CODE" })
}

fn read(setting: &Value) -> Sms {
    Sms::read(Some(&setting.to_string()), false).unwrap_or_else(|problem| panic!("{problem}"))
}

fn hear(setting: &Value, status: u16, body: &Value) -> Outcome {
    read(setting).services[0].hear(&Answer::Http { status, body: body.to_string().as_bytes() })
}

/// Every code of the providers' documents, by what it means.
fn meaning(outcome: &str) -> Outcome {
    match outcome {
        "sent" => Outcome::Sent { id: "8792343".to_owned() },
        "number" => Outcome::BadNumber,
        "credit" => Outcome::NoCredit,
        "retry" => Outcome::Retry(Span::seconds(60)),
        "template" => Outcome::TemplateTrouble,
        "key" => Outcome::Unauthorised,
        _ => Outcome::Unknown,
    }
}

fn expected(table: &[(&str, &[i64])], code: i64) -> Outcome {
    let found = table.iter().find(|(_, codes)| codes.contains(&code)).map(|(name, _)| *name);
    meaning(found.unwrap_or_else(|| panic!("the test does not say what {code} means")))
}

#[test]
fn kavenegar_is_asked_as_its_manual_says() {
    let (mobile, code) = (Mobile::read("+989121234567").unwrap(), Code::read("012345").unwrap());
    let request = read(&kavenegar()).services[0].ask(&mobile, &code).unwrap();
    assert_eq!(request.verb, Verb::Post);
    assert_eq!(request.url, format!("https://api.kavenegar.com/v1/{KEY}/verify/lookup.json"));
    assert_eq!(request.body, "receptor=09121234567&token=012345&template=login&type=sms");
    assert!(request.headers.contains(&("content-type", "application/x-www-form-urlencoded".to_owned())));
}

#[test]
fn kavenegars_codes_are_told_apart() {
    let file = vectors(include_str!("../../../../../tests/fixtures/members/sms-providers.json"));
    let table: &[(&str, &[i64])] = &[
        ("sent", &[200]),
        ("number", &[411]),
        ("credit", &[418]),
        ("retry", &[409, 429, 451]),
        ("key", &[401, 403, 407, 416, 501]),
        ("unknown", &[402]),
        ("template", &[400, 404, 405, 406, 412, 413, 414, 415, 417, 419, 420, 422, 424, 426, 427, 428, 431, 432, 607]),
    ];
    for code in file["kavenegar"]["codes"].as_object().unwrap().keys() {
        let code: i64 = code.parse().unwrap();
        let entries = json!([{ "messageid": 8_792_343, "status": 5, "statustext": "sent", "cost": 120 }]);
        let body = json!({ "return": { "status": code, "message": "…" }, "entries": if code == 200 { entries } else { Value::Null } });
        assert_eq!(hear(&kavenegar(), u16::try_from(code).unwrap(), &body), expected(table, code), "{code}");
        // The code in the body counts, whatever HTTP says.
        assert_eq!(hear(&kavenegar(), 200, &body), expected(table, code), "{code} with HTTP 200");
    }
    // What the providers' table calls worth another provider, is.
    for code in list(&file["kavenegar"]["map"], "provider_failover") {
        let body = json!({ "return": { "status": code }, "entries": null });
        assert!(hear(&kavenegar(), 200, &body).is_worth_another(), "{code}");
    }
}

#[test]
fn what_kavenegar_says_of_the_message_counts_too() {
    let said =
        |state: i64| json!({ "return": { "status": 200 }, "entries": [{ "messageid": 8_792_343, "status": state }] });
    assert_eq!(hear(&kavenegar(), 200, &said(14)), Outcome::BadNumber, "its receiver blocked the sender");
    assert_eq!(hear(&kavenegar(), 200, &said(6)), Outcome::Unknown, "failed");
    assert_eq!(hear(&kavenegar(), 200, &said(1)), meaning("sent"), "queued");
    for entries in [json!([]), Value::Null, json!([{ "status": 5 }]), json!([{ "messageid": 1 }, { "messageid": 2 }])] {
        let body = json!({ "return": { "status": 200 }, "entries": entries });
        assert_eq!(hear(&kavenegar(), 200, &body), Outcome::Unknown, "{body}");
    }
}

#[test]
fn sms_ir_is_asked_as_its_manual_says() {
    let (mobile, code) = (Mobile::read("09121234567").unwrap(), Code::read("012345").unwrap());
    let request = read(&sms_ir()).services[0].ask(&mobile, &code).unwrap();
    assert_eq!((request.verb, request.url.as_str()), (Verb::Post, "https://api.sms.ir/v1/send/verify"));
    assert!(request.headers.contains(&("x-api-key", KEY.to_owned())));
    let body: Value = serde_json::from_str(&request.body).unwrap();
    let parameters = json!([{ "name": "CODE", "value": "012345" }]);
    assert_eq!(body, json!({ "mobile": "09121234567", "templateId": 100_200, "parameters": parameters }));
}

#[test]
fn sms_irs_codes_are_told_apart() {
    let file = vectors(include_str!("../../../../../tests/fixtures/members/sms-providers.json"));
    let table: &[(&str, &[i64])] = &[
        ("sent", &[1]),
        ("number", &[104, 115]),
        ("credit", &[102]),
        ("retry", &[20, 118]),
        ("key", &[10, 11, 12, 13, 14, 15]),
        ("unknown", &[0]),
        ("template", &[16, 101, 103, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 116, 117, 119, 123]),
    ];
    for code in file["smsir"]["codes"].as_object().unwrap().keys() {
        let code: i64 = code.parse().unwrap();
        let data = if code == 1 { json!({ "messageId": 8_792_343, "cost": 1 }) } else { Value::Null };
        let body = json!({ "status": code, "message": "…", "data": data });
        for status in [200, 400] {
            assert_eq!(hear(&sms_ir(), status, &body), expected(table, code), "{code} with HTTP {status}");
        }
    }
    assert_eq!(hear(&sms_ir(), 200, &json!({ "status": 1, "data": {} })), Outcome::Unknown, "sent, and no name for it");
}

#[test]
fn what_is_no_answer_is_an_outage_or_nothing() {
    for setting in [kavenegar(), sms_ir()] {
        let sms = read(&setting);
        let service = &sms.services[0];
        let html = |status| service.hear(&Answer::Http { status, body: b"<html>nginx</html>" });
        let retry = Outcome::Retry(Span::seconds(60));
        assert_eq!((html(503), html(502), html(429)), (retry.clone(), retry.clone(), retry.clone()));
        assert_eq!((html(200), html(403)), (Outcome::Unknown, Outcome::Unauthorised));
        assert_eq!(service.hear(&Answer::Silence(Silence::Timeout)), retry);
        assert_eq!(service.hear(&Answer::Http { status: 200, body: b"{}" }), Outcome::Unknown);
        assert_eq!(service.hear(&Answer::Http { status: 200, body: b"\xff" }), Outcome::Unknown);
        assert!(
            retry.is_worth_another() && Outcome::NoCredit.is_worth_another() && !Outcome::BadNumber.is_worth_another()
        );
    }
}

#[test]
fn a_setting_is_taken_as_a_whole_or_refused_without_its_key() {
    let both = json!({ "provider": "kavenegar", "key": KEY, "template": "login", "fallback": sms_ir(), "per_address_hour": 7 });
    let sms = read(&both);
    assert_eq!(sms.services.iter().map(|service| service.as_str()).collect::<Vec<_>>(), ["kavenegar", "sms_ir"]);
    assert_eq!(sms.per_address, 7);
    for wrong in [
        json!([]),
        json!({ "provider": "pigeon", "key": KEY }),
        json!({ "provider": "kavenegar", "key": KEY }),
        json!({ "provider": "kavenegar", "key": format!("{KEY}/../x"), "template": "login" }),
        json!({ "provider": "kavenegar", "key": KEY, "template": "login", "colour": KEY }),
        json!({ "provider": "kavenegar", "key": KEY, "template": "login", "base": "http://api.kavenegar.com" }),
        json!({ "provider": "sms_ir", "key": KEY, "template": KEY }),
        json!({ "provider": "kavenegar", "key": KEY, "template": "login", "per_address_hour": 0 }),
        json!({ "provider": "kavenegar", "key": KEY, "template": "login", "fallback": { "provider": "sms_ir", "key": KEY } }),
    ] {
        let problem = Sms::read(Some(&wrong.to_string()), false).err().unwrap_or_else(|| panic!("{wrong} was taken"));
        assert!(!problem.contains(KEY), "{problem}");
    }
}

#[test]
fn codes_are_shown_in_a_sandbox_and_never_in_earnest() {
    let setting = json!({ "provider": "sandbox" }).to_string();
    assert!(Sms::read(Some(&setting), true).unwrap().is_shown());
    assert!(Sms::read(Some(&setting), false).is_err(), "every stranger could sign in as anybody");
    assert!(Sms::read(None, true).unwrap().is_shown());
    let none = Sms::read(None, false).unwrap();
    assert!(!none.is_shown() && none.services.is_empty());
    let hidden = json!({ "provider": "kavenegar", "key": KEY, "template": "a", "fallback": { "provider": "sandbox" } });
    assert!(Sms::read(Some(&hidden.to_string()), false).is_err());
}

/// `(host, code)` as a browser reads them off a message's last line, by the rules of origin-bound one-time codes.
fn bound(message: &str) -> Option<(&str, &str)> {
    let line = message.lines().last()?.strip_prefix('@')?;
    let (host, rest) = line.split_once(' ')?;
    let code = rest.strip_prefix('#')?.split(' ').next()?;
    let is_host = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    (is_host && !code.is_empty()).then_some((host, code))
}

#[test]
fn browsers_read_the_code_off_the_messages_last_line() {
    let file = vectors(include_str!("../../../../../tests/fixtures/members/webotp-vectors.json"));
    for vector in list(&file, "valid") {
        assert_eq!(bound(text(vector, "text")), Some((text(vector, "host"), text(vector, "code"))), "{vector}");
    }
    for vector in list(&file, "invalid") {
        assert_eq!(bound(text(vector, "text")), None, "{vector}");
    }
    let written = message("pay.example.ir", "012345");
    assert_eq!(bound(&written), Some(("pay.example.ir", "012345")));
    assert_eq!(bound(&bound_line("localhost", "999999")), Some(("localhost", "999999")));
    assert!(written.chars().count() <= 70, "one part of a Persian message has 70 characters");
}
