//! Shaparak's system for merchants: what is filed waits, is looked at, and is accepted or refused. A tracking number that comes twice
//! is filed twice: it is not checked.

use super::Authority;
use crate::http::{Request, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// "dargah:sandbox".
const ACCOUNT: &str = "Basic ZGFyZ2FoOnNhbmRib3g=";

const MANDATORY: i32 = 5;
const MERCHANT_UNKNOWN: i32 = 49;

/// A request that was filed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Filed {
    /// The caller's number.
    pub tracking: String,
    /// 5, 13 or 14.
    pub kind: i64,
    /// Whose: their national code or company id.
    pub customer: String,
    /// When.
    pub at_ms: u64,
    /// The code that it is refused with; 0 for none.
    pub refuse: i32,
}

pub(super) fn answer(all: &mut Authority, request: &Request, path: &str, now_ms: u64) -> Response {
    if request.header("authorization") != Some(ACCOUNT) || all.settings.registrar == super::Mood::Stranger {
        return Response::new(401, "text/plain", "unauthorized");
    }
    let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
        return Response::new(400, "text/plain", "JSON parse error");
    };
    match path {
        "webService/writeExternalRequest" => write(all, &body, now_ms),
        "webService/readRequestCartableWithFilter" => read(all, &body, now_ms),
        _ => Response::new(404, "text/plain", "no such service"),
    }
}

fn refused(code: i32, field: &str) -> Response {
    let reason = json!([{ "codeExceptionValue": code, "fieldName": field }]);
    Response::json(200, &json!({ "trackingNumber": null, "success": false, "requestRejectionReason": reason }))
}

fn write(all: &mut Authority, body: &Value, now_ms: u64) -> Response {
    let tracking = body["trackingNumberPsp"].as_str().unwrap_or_default();
    let Some(kind @ (5 | 13 | 14)) = body["requestType"].as_i64() else {
        return Response::new(400, "text/plain", "unknown requestType");
    };
    let (merchant, shop) = (&body["merchant"], &body["pspRequestShopAcceptors"][0]["shop"]);
    let company = merchant["merchantType"] == 1;
    let customer = merchant[if company { "nationalLegalCode" } else { "nationalCode" }].as_str().unwrap_or_default();
    let wanted = [
        (tracking.is_empty(), "trackingNumberPsp"),
        (customer.is_empty(), "nationalCode"),
        (merchant["cellPhoneNumber"].as_str().is_none_or(|text| text.len() != 11), "cellPhoneNumber"),
        (merchant["merchantIbans"][0]["merchantIban"].as_str().is_none_or(|text| text.len() != 26), "merchantIbans"),
        (!body["contract"]["contractDate"].is_i64(), "contractDate"),
        (shop["postalCode"].as_str().is_none_or(|text| text.len() != 10), "postalCode"),
        (shop["taxPayerCode"].as_str().is_none_or(|text| text.len() != 10), "taxPayerCode"),
        (shop["websiteAddress"].as_str().is_none(), "websiteAddress"),
    ];
    if let Some((_, field)) = wanted.iter().find(|(missing, _)| *missing) {
        return refused(MANDATORY, field);
    }
    if kind == 5 {
        let acceptor = &body["pspRequestShopAcceptors"][0]["acceptors"][0];
        if acceptor["acceptorCode"].as_str().is_none_or(|text| text.len() != 15) {
            return refused(MANDATORY, "acceptorCode");
        }
        if acceptor["terminals"][0]["terminalNumber"].as_str().is_none_or(|text| text.len() != 8) {
            return refused(MANDATORY, "terminalNumber");
        }
        let known =
            all.filed.iter().any(|one| one.kind != 5 && one.customer == customer && status(one, all, now_ms) == 14);
        if !known {
            return refused(MERCHANT_UNKNOWN, "merchant");
        }
    }
    let refuse = all.settings.refuse;
    all.filed.push(Filed { tracking: tracking.to_owned(), kind, customer: customer.to_owned(), at_ms: now_ms, refuse });
    Response::json(
        200,
        &json!({ "trackingNumber": all.filed.len().to_string(), "success": true, "requestRejectionReason": null }),
    )
}

fn status(filed: &Filed, all: &Authority, now_ms: u64) -> i64 {
    let age = now_ms.saturating_sub(filed.at_ms);
    match (all.settings.delayed, age >= all.settings.accept_after_ms, filed.refuse) {
        (true, ..) => 12,
        (_, true, 0) => 14,
        (_, true, _) => 5,
        _ if age * 2 < all.settings.accept_after_ms => 8,
        _ => 20,
    }
}

fn read(all: &Authority, body: &Value, now_ms: u64) -> Response {
    let numbers: Vec<&str> = body["trackingNumberPsps"]
        .as_array()
        .map(|list| list.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let rows: Vec<Value> = all
        .filed
        .iter()
        .filter(|filed| numbers.contains(&filed.tracking.as_str()) && numbers.len() <= 100)
        .map(|filed| {
            let status = status(filed, all, now_ms);
            let reason = if status == 5 { json!([{ "codeExceptionValue": filed.refuse, "fieldName": "sandbox" }]) } else { json!(null) };
            json!({ "trackingNumberPsp": filed.tracking, "requestType": filed.kind, "status": status, "requestRejectionReason": reason })
        })
        .collect();
    Response::json(200, &json!(rows))
}
