//! The operator's addresses: switches, the book, and the page for people.

use crate::common::Sandbox;
use dargah_bank::{Kind, Request, Response, Settings, home, operate, view};
use serde_json::{Value, json};

const TOKEN: &str = "sandbox-control";

fn ask(sandbox: &mut Sandbox, request: Request) -> (u16, Value) {
    let request = request.with_header("Authorization", "Bearer sandbox-control");
    let response = operate(&mut sandbox.bank, &request, TOKEN, sandbox.now_ms);
    (response.status, serde_json::from_str(&response.body).unwrap_or_default())
}

fn post(target: &str, body: &Value) -> Request {
    Request::post(target, "application/json", body.to_string())
}

fn press(sandbox: &mut Sandbox, token: &str, switch: &str) -> Response {
    operate(
        &mut sandbox.bank,
        &Request::form("/panel/mellat", &[("token", token), ("do", switch)]),
        TOKEN,
        sandbox.now_ms,
    )
}

#[test]
fn nothing_is_shown_or_changed_without_the_token() {
    let mut sandbox = Sandbox::mellat();
    for request in [
        Request::get("/control/mellat"),
        Request::get("/book/mellat"),
        post("/control/mellat", &json!({ "token": "down" })),
    ] {
        assert_eq!(operate(&mut sandbox.bank, &request, TOKEN, 0).status, 401);
        let wrong = request.with_header("authorization", "Bearer guess");
        assert_eq!(operate(&mut sandbox.bank, &wrong, TOKEN, 0).status, 401);
    }
    assert_eq!(press(&mut sandbox, "guess", "all-down").status, 401);
    assert_eq!(sandbox.bank.settings, Settings::default());
}

#[test]
fn switches_are_set_shown_healed_and_reset() {
    let mut sandbox = Sandbox::mellat();
    let (status, answer) = ask(&mut sandbox, post("/control/mellat", &json!({ "verify": "lost", "speed": 600 })));
    assert_eq!((status, &answer["bank"], &answer["settings"]["verify"]), (200, &json!("mellat"), &json!("lost")));
    let (_, again) = ask(&mut sandbox, post("/control/mellat", &json!({ "token": "down" })));
    assert_eq!(again["settings"]["verify"], "lost", "a change leaves the rest");
    assert_eq!(ask(&mut sandbox, post("/control/mellat", &json!({ "nonsense": 1 }))).0, 400);
    assert_eq!(ask(&mut sandbox, Request::get("/control/mellat")).1, again);
    sandbox.set(json!({ "token": "ok" }));
    sandbox.mellat_token("1", "10000");
    ask(&mut sandbox, post("/control/mellat/heal", &json!({})));
    assert_eq!((sandbox.bank.settings.clone(), sandbox.bank.book.newest_first().count()), (Settings::default(), 1));
    ask(&mut sandbox, post("/control/mellat/reset", &json!({})));
    assert_eq!(sandbox.bank.book.newest_first().count(), 0);
    assert!(sandbox.bank.book.take_changed().0, "a store must forget the rows too");
}

#[test]
fn the_book_lists_sums_and_finds() {
    let mut sandbox = Sandbox::mellat();
    let (kept, back) = (sandbox.mellat_paid("1", "10000"), sandbox.mellat_paid("2", "30000"));
    sandbox.mellat_token("3", "50000");
    sandbox.mellat_do("bpVerifyRequest", &kept);
    sandbox.mellat_do("bpSettleRequest", &kept);
    sandbox.mellat_do("bpReversalRequest", &back);
    let (_, book) = ask(&mut sandbox, Request::get("/book/mellat"));
    let totals = json!({
        "count": 3, "debited": 40_000, "held": 0, "captured": 10_000, "reversed": 30_000, "refunded": 0,
        "by_state": { "issued": 1, "settled": 1, "reversed": 1 },
    });
    assert_eq!(book["totals"], totals);
    assert_eq!((&book["orders"]["1"]["captured"], &book["orders"]["2"]["reversed"]), (&json!(10_000), &json!(30_000)));
    let orders: Vec<&str> =
        book["transactions"].as_array().into_iter().flatten().filter_map(|row| row["order"].as_str()).collect();
    assert_eq!(orders, ["3", "2", "1"], "newest first");
    let (_, one) = ask(&mut sandbox, Request::get("/book/mellat?order=1"));
    let row = &one["transactions"][0];
    assert_eq!((one["transactions"].as_array().map(Vec::len), &row["reference"]), (Some(1), &json!(kept.reference)));
    let history: Vec<&str> =
        row["events"].as_array().into_iter().flatten().filter_map(|event| event["what"].as_str()).collect();
    assert_eq!(history, ["issued", "page opened", "debited", "sent back", "verified", "settled"]);
    assert_eq!(
        ask(&mut sandbox, Request::get("/book/mellat?limit=2")).1["transactions"].as_array().map(Vec::len),
        Some(2)
    );
}

#[test]
fn looking_at_the_book_is_enough_to_run_what_is_overdue() {
    let mut sandbox = Sandbox::saman();
    sandbox.sep_paid("a", 12_000);
    sandbox.pass(crate::common::MINUTE * 30);
    let (_, book) = ask(&mut sandbox, Request::get("/book/saman"));
    assert_eq!(
        (&book["totals"]["reversed"], &book["transactions"][0]["reversed_by"]),
        (&json!(12_000), &json!("auto"))
    );
}

#[test]
fn a_person_breaks_and_heals_a_bank_by_a_click() {
    let mut sandbox = Sandbox::mellat();
    assert_eq!(
        (press(&mut sandbox, TOKEN, "all-down").status, sandbox.bank.settings != Settings::default()),
        (303, true)
    );
    let page = home(&[view(&sandbox.bank)], TOKEN);
    assert!(page.contains("<code>token = down</code>") && page.contains("data-switch=\"heal\""));
    press(&mut sandbox, TOKEN, "heal");
    assert!(home(&[view(&sandbox.bank)], TOKEN).contains("data-state>سالم<"));
    assert_eq!(press(&mut sandbox, TOKEN, "explode").status, 400);
}

#[test]
fn ten_thousand_transactions_do_not_slow_a_call() {
    let mut sandbox = Sandbox::saman();
    for order in 0..10_000 {
        sandbox.sep_token(&order.to_string(), 12_000);
    }
    let reference = sandbox.sep_paid("last", 12_000);
    sandbox.bank.book.take_changed();
    sandbox.sep_verify(&reference);
    let (cleared, changed) = sandbox.bank.book.take_changed();
    assert_eq!((cleared, changed.len()), (false, 1), "one call writes one row");
}

#[test]
fn a_bank_has_one_name_in_addresses_in_its_book_and_on_the_page() {
    for kind in Kind::ALL {
        let name = kind.name();
        assert_eq!((Kind::named(name), serde_json::to_value(kind).ok()), (Some(kind), Some(json!(name))));
        let page = home(&[view(&Sandbox::new(kind).bank)], TOKEN);
        let colour = format!("<section data-bank=\"{name}\" style=\"--brand:#");
        assert!(page.contains(&colour) && page.contains(&format!("/panel/{name}\"")), "{name} on the page");
    }
}
