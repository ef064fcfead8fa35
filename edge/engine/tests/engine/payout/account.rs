//! The account that is paid out to: how it is written, when it counts, and the operator's terms of payouts.

use crate::books::T0;
use dargah_engine::{
    calendar::Day,
    config::Shops,
    dated::read_jalali,
    facilitator::Terms,
    id::PayeeId,
    identity_service::{Owner, Question},
    payout::{Account, defaults},
    problem::Code,
    request::{read_bounce, read_file_query, read_new_payout, read_payouts_query, read_shop_change},
    time::Span,
};
use dargah_wire::{Mode, PayoutStage};
use serde_json::{Value, json};

fn person() -> Value {
    json!({ "iban": "IR160120000000001234567890", "name": "علی رضایی",
        "owner": { "person": { "national_code": "1234567891", "born": "1365-04-12" } } })
}

#[test]
fn an_account_is_written_one_way_everywhere_and_reads_back() {
    let company = json!({ "iban": "IR160120000000001234567890", "name": "شرکت سفال", "owner": { "company": "سفال" },
        "matched_at": 1_785_412_800_000_i64 });
    for written in [person(), company] {
        let account: Account = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&account).unwrap(), written);
    }
    let account: Account = serde_json::from_value(person()).unwrap();
    let born = Day::jalali(1365, 4, 12).unwrap();
    assert!(matches!(&account.owner, Owner::Person { born: of, .. } if *of == born));
    assert!(matches!(account.question(), Question::IbanOwner { iban, .. } if iban == account.iban));

    for (field, wrong) in [
        ("iban", json!("IR160120000000001234567891")),
        ("name", json!(" ")),
        ("name", json!("a\nb")),
        ("owner", json!({ "person": { "national_code": "1234567890", "born": "1365-04-12" } })),
        ("owner", json!({ "person": { "national_code": "1234567891", "born": "1365-13-12" } })),
        ("owner", json!({ "company": "" })),
        ("surprise", json!(1)),
    ] {
        let mut written = person();
        written[field] = wrong;
        assert!(serde_json::from_value::<Account>(written.clone()).is_err(), "{written}");
    }
}

#[test]
fn a_registrys_word_counts_for_as_long_as_the_terms_say() {
    let account: Account = serde_json::from_value(person()).unwrap();
    let life = Span::hours(24);
    assert!(!account.is_confirmed(life, T0), "nobody has said so");
    let confirmed = account.confirmed(T0);
    assert!(confirmed.is_confirmed(life, T0) && confirmed.is_confirmed(life, T0 + life));
    assert!(!confirmed.is_confirmed(life, T0 + life + Span(1)), "it was too long ago");
    assert!(!confirmed.is_confirmed(life, T0 + Span(-1)), "a word of the future is none");
    assert_eq!(confirmed.beneficiary().matched_at, Some(T0));
}

#[test]
fn a_shop_of_the_settings_has_an_account_and_a_change_is_not_confirmed_by_whoever_asks() {
    let shop = json!([{ "id": "a", "name": { "fa": "ا", "en": "a" }, "key_hashes": ["0".repeat(64)], "signing_secret": "s".repeat(32),
        "origins": [], "gateways": [], "payout": person() }]);
    let shops = Shops::read(&shop.to_string()).unwrap();
    assert_eq!(shops.iter().next().unwrap().payout.as_ref().unwrap().name(), "علی رضایی");

    let change = |account: Value| read_shop_change(json!({ "payout_account": account }).to_string().as_bytes());
    assert!(change(person()).unwrap().payout_account.is_some());
    let mut sure = person();
    sure["matched_at"] = json!(1);
    assert_eq!(change(sure).unwrap_err().code, Code::BodyInvalid);
}

#[test]
fn payouts_are_set_up_once_the_terms_say_whose_account_pays() {
    let terms = |text: &str| Terms::read(Some(text)).unwrap();
    assert!(Terms::read(None).unwrap().house().is_none());
    assert!(terms(r#"{"bank": "IR160120000000001234567890"}"#).house().is_none(), "nobody is named");
    assert!(terms(r#"{"payouts": {"owner": "x"}}"#).house().is_none(), "no account is named");
    let full = terms(r#"{"bank": "IR160120000000001234567890", "payouts": {"owner": "درگاه", "least": 5000}}"#);
    let house = full.house().unwrap();
    assert_eq!((house.owner, full.payouts.least.get(), full.payouts.match_life_days), ("درگاه", 5_000, 90));
    assert_eq!((*house.days == defaults::bank_days(), *house.rails == defaults::rails()), (true, true));
    let off = terms(r#"{"closed": {"off": ["1405-07-07"]}}"#);
    assert!(!off.closed.works(read_jalali("1405-07-07").unwrap()), "the operator's own days go before");
    assert!(Terms::read(Some(r#"{"payouts": {"match_life_days": 0}}"#)).is_err());
    assert!(Terms::read(Some("{\"payouts\": {\"owner\": \"a\\nb\"}}")).is_err());
}

#[test]
fn what_is_asked_of_payouts_is_read_and_nothing_else() {
    let amount = |body: &str| read_new_payout(body.as_bytes()).map(|new| new.amount.map(|rial| rial.get()));
    assert_eq!((amount("{}"), amount(r#"{"amount": 7}"#)), (Ok(None), Ok(Some(7))));
    for (body, code) in [
        ("[]", Code::BodyInvalid),
        (r#"{"amount": null}"#, Code::AmountInvalid),
        (r#"{"amount": 1.5}"#, Code::AmountInvalid),
        (r#"{"amount": -1}"#, Code::AmountInvalid),
        (r#"{"amount": 1, "to": "me"}"#, Code::BodyInvalid),
        (r#"{"payee": 1}"#, Code::BodyInvalid),
        (r#"{"payee": "An Bar"}"#, Code::PayeeUnknown),
    ] {
        assert_eq!(amount(body).unwrap_err().code, code, "{body}");
    }
    let hash = |body: &str| read_new_payout(body.as_bytes()).unwrap().fingerprint;
    assert_eq!(hash("{ }"), hash("{}"));
    assert_ne!(hash(r#"{"amount": 7}"#), hash("{}"));
    assert_ne!(hash(r#"{"payee": "anbar"}"#), hash("{}"), "another's money is another request");
    let payee = |body: &str| read_new_payout(body.as_bytes()).unwrap().payee;
    assert_eq!((payee(r#"{"payee": "anbar"}"#), payee("{}")), (Some(PayeeId::new("anbar").unwrap()), None));

    let asked = read_payouts_query("mode=test&stage=sent&before=9&limit=2").unwrap();
    assert_eq!((asked.mode, asked.stage, asked.before, asked.limit), (Mode::Test, Some(PayoutStage::Sent), Some(9), 2));
    for (query, field) in
        [("", Some("mode")), ("mode=x", Some("mode")), ("mode=live&stage=x", Some("stage")), ("mode=live&x=1", None)]
    {
        let fault = read_payouts_query(query).unwrap_err();
        assert_eq!((fault.code, fault.param), (Code::QueryInvalid, field), "{query}");
    }
    assert!(read_file_query("mode=live&format=csv").is_ok() && read_file_query("mode=live").is_ok());
    assert!(read_file_query("mode=live&format=pdf").is_err() && read_file_query("format=csv").is_err());
    assert_eq!(read_bounce(r#"{"reason": " closed "}"#.as_bytes()).unwrap(), "closed");
    assert!(read_bounce(br#"{"reason": ""}"#).is_err());
}
