//! The operator's side of a bank: its switches and its book. For tests, and for a person who wants to see a bank fail.

use crate::bank::Bank;
use crate::book::{Totals, sum};
use crate::control::Settings;
use crate::home::BankView;
use crate::http::{Method, Request, Response, decode_form, field};
use crate::transaction::Transaction;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How many transactions the book's address shows when it is not told.
const LIST_DEFAULT: usize = 1_000;
/// The lines of the table that people see.
const TABLE_ROWS: usize = 12;

/// Answers `/control/{bank}`, `/control/{bank}/heal`, `/control/{bank}/reset`, `/book/{bank}`, `/view/{bank}` and the buttons
/// of the home page, `/panel/{bank}`. Everything asks for the token.
pub fn operate(bank: &mut Bank, request: &Request, control_token: &str, now_ms: u64) -> Response {
    bank.catch_up(now_ms);
    let mut parts = request.path.trim_matches('/').split('/');
    let (area, _, verb) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    if area == "panel" {
        return press(bank, request, control_token);
    }
    let sent = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    if sent != Some(control_token) {
        return Response::json(401, &json!({ "error": "unauthorized" })).with_header("www-authenticate", "Bearer");
    }
    match (request.method, area, verb) {
        (Method::Get, "control", None) => settings(bank),
        (Method::Post, "control", None) => change(bank, &request.body),
        (Method::Post, "control", Some("heal")) => {
            bank.settings = Settings::default();
            settings(bank)
        }
        (Method::Post, "control", Some("reset")) => {
            reset(bank);
            settings(bank)
        }
        (Method::Get, "book", None) => book(bank, &request.query, now_ms),
        (Method::Get, "view", None) => Response::json(200, &serde_json::to_value(view(bank)).unwrap_or_default()),
        _ => Response::json(404, &json!({ "error": "not found" })),
    }
}

fn reset(bank: &mut Bank) {
    bank.settings = Settings::default();
    bank.book.clear();
}

fn settings(bank: &Bank) -> Response {
    Response::json(200, &json!({ "bank": bank.kind, "settings": bank.settings }))
}

fn change(bank: &mut Bank, body: &[u8]) -> Response {
    let change: Result<Value, String> = serde_json::from_slice(body).map_err(|error| error.to_string());
    match change.and_then(|change| bank.settings.changed_by(&change)) {
        Ok(changed) => {
            bank.settings = changed;
            settings(bank)
        }
        Err(error) => Response::json(400, &json!({ "error": error })),
    }
}

fn book(bank: &Bank, query: &str, now_ms: u64) -> Response {
    let wanted = decode_form(query);
    let limit = field(&wanted, "limit").and_then(|text| text.parse().ok()).unwrap_or(LIST_DEFAULT);
    let order = field(&wanted, "order");
    let captures = bank.kind.verify_captures();
    let rows: Vec<&Transaction> =
        bank.book.newest_first().filter(|row| order.is_none_or(|order| row.order == order)).take(limit).collect();
    let mut orders: BTreeMap<&str, Vec<&Transaction>> = BTreeMap::new();
    for row in &rows {
        orders.entry(&row.order).or_default().push(row);
    }
    let orders: BTreeMap<&str, Totals> =
        orders.into_iter().map(|(order, rows)| (order, sum(rows.into_iter(), captures))).collect();
    Response::json(
        200,
        &json!({
            "bank": bank.kind,
            "now_ms": now_ms,
            "totals": bank.book.totals(captures),
            "orders": orders,
            "transactions": rows,
        }),
    )
}

/// What the home page shows of a bank.
pub fn view(bank: &Bank) -> BankView {
    BankView {
        bank: bank.kind,
        settings: bank.settings.clone(),
        totals: bank.book.totals(bank.kind.verify_captures()),
        newest: bank.book.newest_first().take(TABLE_ROWS).cloned().collect(),
    }
}

/// The switches that a person gets, as changes of the settings.
fn preset(name: &str) -> Option<Value> {
    Some(match name {
        "token-down" => json!({ "token": "down" }),
        "all-down" => {
            json!({ "token": "down", "page": "down", "verify": "down", "settle": "down", "reverse": "down", "inquiry": "down", "refund": "down" })
        }
        "slow" => json!({ "token": "slow", "verify": "slow", "settle": "slow", "inquiry": "slow" }),
        "page-down" => json!({ "page": "down" }),
        "lose-answers" => json!({ "lose_answer": true }),
        "drop-callbacks" => json!({ "callback": "drop" }),
        _ => return None,
    })
}

fn press(bank: &mut Bank, request: &Request, control_token: &str) -> Response {
    let fields = request.form_fields();
    if request.method != Method::Post || field(&fields, "token") != Some(control_token) {
        return Response::json(401, &json!({ "error": "unauthorized" }));
    }
    match field(&fields, "do") {
        Some("heal") => bank.settings = Settings::default(),
        Some("reset") => reset(bank),
        Some(name) => {
            let changed = preset(name).and_then(|change| bank.settings.changed_by(&change).ok());
            let Some(changed) = changed else { return Response::json(400, &json!({ "error": "unknown switch" })) };
            bank.settings = changed;
        }
        None => return Response::json(400, &json!({ "error": "unknown switch" })),
    }
    Response::see_other("/")
}
