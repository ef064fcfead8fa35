//! Every documented code of every provider, put into an answer where the provider would say it, and the class it is heard as.

use crate::{market::id, setting::gateways_json};
use dargah_engine::{
    gateway::{Claim, Class, Operation, Provider, Reference, Token, TokenAsk},
    money::Rial,
    time::Moment,
};
use dargah_verdicts::{Case, Reader, Told};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// A documented code.
#[derive(Clone, Debug)]
pub struct Documented {
    /// The provider that says it.
    pub provider: Provider,
    /// In which of its lists it stands.
    pub list: String,
    /// The code.
    pub code: String,
    /// What the documentation makes of it.
    pub class: Class,
}

/// The documentation's name of a provider.
const fn name(provider: Provider) -> &'static str {
    match provider {
        Provider::Saman => "saman-sep",
        other => other.as_str(),
    }
}

/// Every documented code.
#[must_use]
pub fn documented() -> Vec<Documented> {
    let all: Value = serde_json::from_str(include_str!("../fixtures/gateways/status-classes.json")).unwrap();
    let mut found = Vec::new();
    for provider in Provider::ALL {
        let lists = all["gateways"][name(provider)].as_object().expect("a provider without codes");
        for (list, rows) in lists {
            found.extend(rows.as_array().unwrap().iter().map(|row| Documented {
                provider,
                list: list.clone(),
                code: row["code"].as_str().unwrap().to_owned(),
                class: serde_json::from_value(row["class"].clone()).expect("a class we know"),
            }));
        }
    }
    found
}

/// What a code is heard as. Nothing if the adapter takes it as the success that the next step needs and goes on.
#[must_use]
pub fn heard(documented: &Documented) -> Option<Class> {
    static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(&gateways_json(|_| {})));
    let verdict: Value = serde_json::from_str(&READER.verdict_of(&case(documented))).expect("JSON");
    let class = verdict.get("class").or_else(|| verdict["callback"].get("class"))?;
    Some(serde_json::from_value(class.clone()).expect("a class"))
}

/// A code as its provider says it.
#[must_use]
pub fn case(documented: &Documented) -> Case {
    Case { gateway: id(documented.provider.as_str()), told: told(documented) }
}

fn told(documented: &Documented) -> Told {
    let Documented { provider, list, code, .. } = documented;
    let number: i64 = code.parse().unwrap_or(0);
    let list = list.as_str();
    let (verify, token) = (Operation::Verify(claim()), ask());
    let first = |operation: &Operation, body: String| answer(operation, 0, 200, &body);
    match (provider, list) {
        (_, callback) if callback.starts_with("callback") && code != "100" && code != "101" => {
            came_back(*provider, code)
        }
        (Provider::Mellat, _) => first(&verify, mellat(code)),
        (Provider::Saman, "token errorCode") => first(&token, json!({ "status": -1, "errorCode": code }).to_string()),
        (Provider::Saman, _) => first(
            &verify,
            json!({
                "TransactionDetail": { "RefNum": "R", "TerminalNumber": 2015, "OrginalAmount": 10000, "AffectiveAmount": 10000 },
                "ResultCode": number, "Success": matches!(number, 0 | 2),
            })
            .to_string(),
        ),
        (Provider::Sadad, "callback ResCode / verify ResCode") => {
            first(&verify, json!({ "ResCode": number, "Amount": 10_000, "OrderId": 7 }).to_string())
        }
        (Provider::Sadad, _) => first(&token, json!({ "ResCode": code, "Token": "T" }).to_string()),
        // "Reversed before" is a success to a reversal alone.
        (Provider::Parsian, _) if number == -1551 => first(&Operation::Reverse(claim()), parsian("ReversalRequest", code)),
        (Provider::Parsian, _) => first(&verify, parsian("ConfirmPaymentWithAmount", code)),
        (Provider::Pasargad, _) => pasargad(documented, number),
        (Provider::Irankish, _) => {
            let body = json!({ "responseCode": code, "status": code == "00", "result": { "token": "T" } });
            answer(&token, 1, 200, &body.to_string())
        }
        (Provider::Asanpardakht, "HTTP status = result") => {
            answer(&token, 1, u16::try_from(number).unwrap(), "\"T\"")
        }
        (Provider::Asanpardakht, _) => first(
            &verify,
            json!({ "serviceStatusCode": code, "amount": "10000", "salesOrderID": "7", "payGateTranID": "5" }).to_string(),
        ),
        (Provider::Sepehr, "GetToken Status") => {
            first(&token, json!({ "Status": number, "Accesstoken": "T" }).to_string())
        }
        (Provider::Sepehr, "Advice Status text") if code == "NOk" => {
            first(&verify, json!({ "Status": code, "ReturnId": -1 }).to_string())
        }
        (Provider::Sepehr, "Advice Status text") => first(&verify, json!({ "Status": code, "ReturnId": 10_000 }).to_string()),
        (Provider::Sepehr, _) => first(&verify, json!({ "Status": "NOk", "ReturnId": number }).to_string()),
        (Provider::Zarinpal, _) if matches!(number, 100 | 101) => {
            first(&verify, json!({ "data": { "code": number, "ref_id": 5 }, "errors": [] }).to_string())
        }
        (Provider::Zarinpal, _) => first(&verify, json!({ "data": [], "errors": { "code": number } }).to_string()),
        // Where it stands, as the answer to a settle that was refused.
        (Provider::Snapppay, _) if code == "VERIFY" => answer(&Operation::Settle(claim()), 2, 200, &standing(code)),
        (Provider::Snapppay | Provider::Torobpay, _) => answer(&Operation::Inquire(claim()), 1, 200, &standing(code)),
        (Provider::Digipay, _) => {
            let body = json!({ "result": { "status": number }, "amount": 10_000, "providerId": "7", "trackingCode": "R" });
            answer(&verify, 1, 200, &body.to_string())
        }
        (Provider::Zibal, "result") => first(
            &verify,
            json!({ "result": number, "status": 1, "amount": 10_000, "orderId": "7" }).to_string(),
        ),
        (Provider::Zibal, _) => first(
            &verify,
            json!({ "result": 100, "status": number, "amount": 10_000, "orderId": "7" }).to_string(),
        ),
    }
}

fn standing(word: &str) -> String {
    json!({ "successful": true, "response": { "status": word, "transactionId": "7", "amount": 10_000 } }).to_string()
}

fn claim() -> Claim {
    Claim {
        order: serde_json::from_str("7").unwrap(),
        amount: Rial::new(10_000).unwrap(),
        token: Token("5".to_owned()),
        reference: Reference { key: "R".to_owned(), details: Default::default() },
    }
}

fn ask() -> Operation {
    let Claim { order, amount, .. } = claim();
    Operation::Token(TokenAsk { order, amount, callback_url: String::new(), mobile: None, basket: Vec::new() })
}

fn answer(operation: &Operation, stage: u8, status: u16, body: &str) -> Told {
    Told::Answer {
        operation: Box::new(operation.clone()),
        now: Moment(0),
        entropy: [0; 32],
        session: Some("S".to_owned()),
        stage,
        note: String::new(),
        status,
        body: dargah_verdicts::text_of(body.as_bytes()),
    }
}

fn came_back(provider: Provider, code: &str) -> Told {
    let field = match provider {
        Provider::Saman | Provider::Zarinpal | Provider::Pasargad => "status",
        Provider::Sepehr => "respcode",
        Provider::Snapppay | Provider::Torobpay => "state",
        Provider::Digipay => "result",
        _ => "ResCode",
    };
    Told::Callback { order: claim().order, token: claim().token, form: format!("{field}={code}") }
}

fn mellat(code: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><r:bpVerifyRequestResponse xmlns:r=\"http://interfaces.core.sw.bps.com/\"><return>{code}</return></r:bpVerifyRequestResponse></s:Body></s:Envelope>"
    )
}

fn parsian(operation: &str, code: &str) -> String {
    let service = if operation == "ReversalRequest" { "Reversal/ReversalService" } else { "Confirm/ConfirmService" };
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><{operation}Response xmlns=\"https://pec.Shaparak.ir/NewIPGServices/{service}\"><{operation}Result><Status>{code}</Status><RRN>9</RRN><Token>5</Token></{operation}Result></{operation}Response></s:Body></s:Envelope>"
    )
}

/// A code stands in `resultCode` when the call failed and in `data.status` when it tells how a payment stands.
fn pasargad(documented: &Documented, number: i64) -> Told {
    if number == 0 {
        let account_page = format!("{}/pasargad/dorsa1/U", crate::setting::BANK);
        let body = json!({ "resultCode": 0, "data": { "urlId": "U", "url": account_page } });
        return answer(&ask(), 1, 200, &body.to_string());
    }
    let tells = matches!(documented.class, Class::Already | Class::Pending);
    let (outer, status) = if tells { (0, number) } else { (number, 0) };
    let data = json!({ "status": status, "amount": 10_000, "invoice": "7", "url": "R" });
    let body = json!({ "resultCode": outer, "data": data }).to_string();
    answer(&Operation::Inquire(claim()), 1, 200, &body)
}
