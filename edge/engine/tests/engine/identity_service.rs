//! What identity services answer, read. A service that is down never says no.

use crate::identity::vectors;
use dargah_engine::{
    calendar::Day,
    gateway::{Answer, Silence, Verb},
    identity::{Iban, Mobile, NationalCode, PostalCode},
    identity_service::{Exchange, Finding, Next, Owner, Question, Services, Settings, Step, ask, hear},
};
use serde_json::json;

const SERVICES: &str = r#"[
    { "service": "jibit", "base": "https://a.example/ide/v1", "key": "k", "secret": "s" },
    { "service": "zohal", "base": "https://b.example/api/v0", "key": "token" }
]"#;

fn service(turn: u32) -> Settings {
    Services::read(SERVICES).expect("settings").turn(turn).expect("a service").clone()
}

fn questions() -> Vec<Question> {
    let national_code = NationalCode::read("0012345679").unwrap();
    let born = Day::jalali(1370, 1, 2).unwrap();
    let iban = Iban::read("IR160120000000001234567890").unwrap();
    vec![
        Question::MobileOwner { mobile: Mobile::read("09121234567").unwrap(), national_code: national_code.clone() },
        Question::IbanOwner { iban: iban.clone(), owner: Owner::Person { national_code: national_code.clone(), born } },
        Question::IbanOwner { iban, owner: Owner::Company("سفال نیشابور".to_owned()) },
        Question::Person { national_code, born, first_name: "علی".to_owned(), last_name: "رضایی".to_owned() },
        Question::Postal { postal_code: PostalCode::read("1547914811").unwrap() },
    ]
}

/// The exchange whose answer answers the question.
fn asking(settings: &Settings, question: &Question) -> Exchange {
    let first = ask(question, settings);
    if first.step == Step::Ask {
        return first;
    }
    let token = br#"{"accessToken":"abc.def","refreshToken":"x"}"#;
    match hear(question, settings, first.step, &Answer::Http { status: 200, body: token }) {
        Next::Ask(exchange) => exchange,
        Next::Done(finding) => panic!("a login ended in {finding:?}"),
    }
}

fn finding(settings: &Settings, question: &Question, status: u16, body: &str) -> Finding {
    match hear(question, settings, Step::Ask, &Answer::Http { status, body: body.as_bytes() }) {
        Next::Done(finding) => finding,
        Next::Ask(_) => panic!("more is asked"),
    }
}

#[test]
fn services_are_asked_in_turn() {
    let services = Services::read(SERVICES).unwrap();
    let names: Vec<_> = (0..4).map(|turn| services.turn(turn).unwrap().service.as_str()).collect();
    assert_eq!(names, ["jibit", "zohal", "jibit", "zohal"]);
    assert!(Services::read("[]").unwrap().turn(0).is_none());
    for wrong in [
        "{}",
        r#"[{"service":"nobody","base":"https://a.example","key":"k"}]"#,
        r#"[{"service":"zohal","base":"https://a.example/","key":"k"}]"#,
        r#"[{"service":"jibit","base":"https://a.example","key":"k"}]"#,
        r#"[{"service":"zohal","base":"ftp://a.example","key":"k"}]"#,
    ] {
        assert!(Services::read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_first_service_logs_in_and_asks_by_get_with_jalali_days() {
    let settings = service(0);
    let [mobile, iban, company, person, postal] = &questions()[..] else { panic!() };
    let login = ask(mobile, &settings).request;
    assert_eq!((login.verb, login.url.as_str()), (Verb::Post, "https://a.example/ide/v1/tokens/generate"));
    assert_eq!(login.body, r#"{"apiKey":"k","secretKey":"s"}"#);
    for (question, url) in [
        (mobile, "matching?nationalCode=0012345679&mobileNumber=09121234567"),
        (iban, "matching?iban=IR160120000000001234567890&nationalCode=0012345679&birthDate=13700102"),
        (
            company,
            "matching?iban=IR160120000000001234567890&name=%D8%B3%D9%81%D8%A7%D9%84+%D9%86%DB%8C%D8%B4%D8%A7%D8%A8%D9%88%D8%B1",
        ),
        (postal, "postal?code=1547914811"),
    ] {
        let request = asking(&settings, question).request;
        assert_eq!(request.url, format!("https://a.example/ide/v1/services/{url}"));
        assert!(request.headers.contains(&("authorization", "Bearer abc.def".to_owned())));
    }
    assert!(asking(&settings, person).request.url.contains("birthDate=13700102&firstName="));
}

#[test]
fn every_code_that_is_known_means_what_was_written_down() {
    let settings = service(0);
    let question = &questions()[0];
    for (code, wanted) in vectors("identity-services")["jibit"]["errors"].as_object().unwrap() {
        let body = json!({ "code": code, "message": "…" }).to_string();
        let name: String = finding(&settings, question, 400, &body).as_str().split('_').map(capital).collect();
        assert_eq!(name, wanted.as_str().unwrap(), "{code}");
    }
    assert_eq!(finding(&settings, question, 400, r#"{"code":"brand.new"}"#), Finding::Unknown("brand.new".to_owned()));
}

fn capital(word: &str) -> String {
    word.chars().next().map(|c| c.to_ascii_uppercase()).into_iter().chain(word.chars().skip(1)).collect()
}

#[test]
fn an_answer_is_one_only_to_what_was_asked() {
    let (jibit, zohal) = (service(0), service(1));
    let [mobile, iban, company, person, postal] = &questions()[..] else { panic!() };
    let wrapped = |data: &str| format!(r#"{{"result":1,"response_body":{{"data":{data},"message":"…"}}}}"#);
    for question in [mobile, iban, company] {
        assert_eq!(finding(&jibit, question, 200, r#"{"matched":true}"#), Finding::Matched);
        assert_eq!(finding(&jibit, question, 200, r#"{"matched":false}"#), Finding::NotMatched);
        assert_eq!(finding(&zohal, question, 200, &wrapped(r#"{"matched":true}"#)), Finding::Matched);
        assert_eq!(finding(&zohal, question, 200, &wrapped(r#"{"matched":false}"#)), Finding::NotMatched);
    }
    let like = |first: u8, last: u8, alive: bool| {
        format!(r#"{{"firstNameSimilarityPercentage":{first},"lastNameSimilarityPercentage":{last},"alive":{alive}}}"#)
    };
    assert_eq!(finding(&jibit, person, 200, &like(100, 80, true)), Finding::Matched);
    assert_eq!(finding(&jibit, person, 200, &like(100, 79, true)), Finding::NotMatched);
    assert_eq!(finding(&jibit, person, 200, &like(100, 100, false)), Finding::OwnerDeceased);
    let called = |first: &str, last: &str| {
        wrapped(&format!(r#"{{"matched":true,"first_name":"{first}","last_name":"{last}","alive":true}}"#))
    };
    assert_eq!(finding(&zohal, person, 200, &called("علي", "رضائی")), Finding::Matched);
    assert_eq!(finding(&zohal, person, 200, &called("علی", "کریمی")), Finding::NotMatched);
    assert_eq!(finding(&zohal, person, 200, &wrapped(r#"{"matched":true,"is_dead":true}"#)), Finding::OwnerDeceased);
    assert_eq!(finding(&zohal, person, 200, &wrapped(r#"{"matched":false}"#)), Finding::NotMatched);
    assert_eq!(finding(&jibit, postal, 200, r#"{"addressInfo":{"address":"…"}}"#), Finding::Matched);
    assert_eq!(finding(&zohal, postal, 200, &wrapped(r#"{"address":{"town":"…"}}"#)), Finding::Matched);
    assert_eq!(
        finding(&zohal, postal, 200, r#"{"result":0,"response_body":{"error_code":"POSTAL_CODE_NOT_FOUND"}}"#),
        Finding::NotFound
    );
    assert_eq!(finding(&zohal, mobile, 401, r#"{"result":4}"#), Finding::Unauthorised);
    assert_eq!(finding(&zohal, mobile, 200, r#"{"result":5}"#), Finding::behind());
}

#[test]
fn a_service_that_is_down_never_says_no() {
    let bodies = [
        "",
        "{}",
        "null",
        "[]",
        "<html>busy</html>",
        "{\"matched\":",
        r#"{"matched":"false"}"#,
        r#"{"matched":0}"#,
        r#"{"result":"x"}"#,
    ];
    for turn in 0..2 {
        let settings = service(turn);
        for question in questions() {
            let mut answers: Vec<(u16, &str)> = Vec::new();
            for status in [200, 201, 204, 301, 400, 404, 418, 429, 500, 502, 503, 504] {
                answers.extend(bodies.iter().map(|body| (status, *body)));
            }
            // A no that comes with an error's status is no answer.
            answers.extend([(500, r#"{"matched":false}"#), (503, r#"{"matched":false}"#)]);
            for (status, body) in answers {
                let said = finding(&settings, &question, status, body);
                assert!(!said.is_answer(), "service {turn}: {status} {body} was read as {said:?}");
            }
            for silence in [Silence::Timeout, Silence::Broken, Silence::TooLong] {
                let said = hear(&question, &settings, Step::Ask, &Answer::Silence(silence));
                assert_eq!(said, Next::Done(Finding::silent()));
            }
        }
    }
}

#[test]
fn a_broken_login_asks_nothing() {
    let settings = service(0);
    let question = &questions()[0];
    for (status, body, wanted) in [
        (500, "", "provider_unavailable"),
        (200, "{}", "provider_unavailable"),
        (200, r#"{"accessToken":"a b"}"#, "provider_unavailable"),
        (403, r#"{"code":"forbidden"}"#, "unauthorised"),
    ] {
        match hear(question, &settings, Step::Login, &Answer::Http { status, body: body.as_bytes() }) {
            Next::Done(finding) => assert_eq!(finding.as_str(), wanted, "{status} {body}"),
            Next::Ask(_) => panic!("{status} {body} led on"),
        }
    }
}
