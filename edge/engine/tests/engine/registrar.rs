//! What goes to the registrar, held against its own table of fields, and what its answers mean.

use crate::{identity::vectors, onboarding::desk};
use dargah_engine::{
    gateway::{Answer, Silence},
    onboarding::{Acceptor, Phase},
    registrar::{Part, Reason, Wish, body, hear_read, hear_write, read, write},
    time::Moment,
};
use serde_json::Value;

fn made(part: Part, known: bool, company: bool) -> Value {
    let form = desk::form(company);
    let acceptor = Acceptor::read("000000140332001", "24000615").unwrap();
    let wish = Wish {
        part,
        known,
        tracking: "app_1-1",
        form: &form,
        acceptor: &acceptor,
        contract: ("app_1", Moment(desk::NOW.0)),
        now: desk::NOW,
    };
    serde_json::from_str(&body(&wish, &desk::registrar())).expect("a body of JSON")
}

/// Whether `value` has the fields that the table calls needed, each of the length it says.
fn fits(table: &str, value: &Value, needed: impl Fn(&str) -> bool) {
    let fields = vectors("shaparak-mms");
    for field in fields[table].as_array().unwrap() {
        let [name, length, need] = ["name", "len", "need"].map(|key| field[key].as_str().unwrap());
        let found = &value[name];
        assert!(!needed(need) || !found.is_null(), "{table} lacks {name}, which is {need}");
        let Some(text) = found.as_str() else { continue };
        let (least, most) = length.split_once('-').unwrap_or((length, length));
        if let (Ok(least), Ok(most)) = (least.parse::<usize>(), most.parse::<usize>()) {
            let count = text.chars().count();
            assert!((least..=most).contains(&count), "{table}: {name} has {count} characters, not {length}");
        }
    }
    let known: Vec<&str> =
        fields[table].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect();
    for name in value.as_object().unwrap().keys() {
        assert!(known.contains(&name.as_str()), "{table} has no field {name}");
    }
}

#[test]
fn a_body_has_every_field_that_the_registrar_wants() {
    for company in [false, true] {
        let kind = if company { "M company" } else { "M person" };
        for part in Part::ALL {
            let all = made(part, false, company);
            fits("write_request", &all, |need| need.starts_with('M'));
            let merchant = |need: &str| need == "M" || need == kind || (!company && need == "M Iranian person");
            fits("merchant", &all["merchant"], merchant);
            fits("contract", &all["contract"], |need| need == "M");
            let shop = &all["pspRequestShopAcceptors"][0]["shop"];
            fits("shop", shop, |need| matches!(need, "M" | "M virtual" | "M, IR only" | "M for new terminals"));
        }
        let terminal = made(Part::Terminal, false, company);
        let acceptor = &terminal["pspRequestShopAcceptors"][0]["acceptors"][0];
        fits("acceptor", acceptor, |need| need.starts_with('M'));
        fits("terminal", &acceptor["terminals"][0], |need| need.starts_with('M'));
    }
}

#[test]
fn each_part_has_its_type_and_what_is_known_is_edited() {
    let kind = |part, known| made(part, known, false)["requestType"].as_i64();
    assert_eq!(kind(Part::Shop, false), Some(13));
    assert_eq!(kind(Part::Shop, true), Some(14));
    assert_eq!(kind(Part::Terminal, false), Some(5));
    let born = &made(Part::Shop, false, false)["merchant"]["birthDate"];
    // 1348-10-10 is the last day before 1970: times before it are negative.
    assert_eq!(born.as_i64(), Some(-86_400_000));
}

#[test]
fn requests_carry_the_operators_account() {
    let settings = desk::registrar();
    for request in [write("{}", &settings), read("app_1-1", &settings)] {
        assert!(request.headers.contains(&("authorization", "Basic ZGFyZ2FoOnNhbmRib3g=".to_owned())));
        assert!(request.url.starts_with("https://registrar.example/merchant/webService/"));
    }
    assert_eq!(read("app_1-1", &settings).body, r#"{"trackingNumberPsps":["app_1-1"]}"#);
}

fn heard(body: &str) -> Answer<'_> {
    Answer::Http { status: 200, body: body.as_bytes() }
}

#[test]
fn only_a_clear_word_moves_a_request() {
    assert_eq!(
        hear_write(&heard(r#"{"trackingNumber":"77","success":true,"requestRejectionReason":null}"#)),
        Phase::Waiting
    );
    let refused = r#"{"success":false,"requestRejectionReason":[{"codeExceptionValue":39,"fieldName":"postalCode"}]}"#;
    let reasons = vec![Reason { code: 39, field: "postalCode".to_owned() }];
    assert_eq!(hear_write(&heard(refused)), Phase::Refused(reasons.clone()));
    for unclear in [
        "",
        "{}",
        r#"{"success":true}"#,
        r#"{"success":false}"#,
        r#"{"success":"true","trackingNumber":"1"}"#,
        "bad JSON",
    ] {
        assert_eq!(hear_write(&heard(unclear)), Phase::Sent, "{unclear}");
    }
    for answer in [
        Answer::Silence(Silence::Timeout),
        Answer::Http { status: 400, body: b"bad" },
        Answer::Http { status: 503, body: b"" },
    ] {
        assert_eq!(hear_write(&answer), Phase::Sent);
        assert_eq!(hear_read("app_1-1", &answer), Phase::Sent);
    }
    let row = |status: u8| {
        format!(
            r#"{{"trackingNumberPsp":"app_1-1","status":{status},"requestRejectionReason":[{{"codeExceptionValue":39,"fieldName":"postalCode"}}]}}"#
        )
    };
    let list = |rows: &[String]| format!("[{}]", rows.join(","));
    let seen = |text: &str| hear_read("app_1-1", &heard(text));
    assert_eq!(seen(&list(&[row(8)])), Phase::Waiting);
    assert_eq!(seen(&list(&[row(20)])), Phase::Waiting);
    assert_eq!(seen(&list(&[row(12)])), Phase::Delayed, "an inquiry that is down is not a failure");
    assert_eq!(seen(&list(&[row(14)])), Phase::Accepted);
    assert_eq!(seen(&list(&[row(5)])), Phase::Refused(reasons));
    assert_eq!(seen(&format!("{{\"requests\":{}}}", list(&[row(14)]))), Phase::Accepted);
    assert_eq!(seen("[]"), Phase::NotThere);
    assert_eq!(seen(&list(&[row(14).replace("app_1-1", "app_2-1")])), Phase::NotThere, "another's request is not ours");
    // The number came twice: what goes on decides.
    assert_eq!(seen(&list(&[row(5), row(8)])), Phase::Waiting);
    assert_eq!(seen(&list(&[row(5), row(14)])), Phase::Accepted);
    assert_eq!(seen("{}"), Phase::Sent);
}
