//! What is no call at all is answered as the provider's own stack would, and moves nothing.

use crate::common::{Sandbox, between, soap_request};
use dargah_bank::Request;

const SERVICE: &str = "/mellat/pgwchannel/services/pgw";

fn soap_body(inside: &str) -> String {
    format!("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{inside}</s:Body></s:Envelope>")
}

#[test]
fn mellat_answers_nonsense_with_a_soap_fault() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]>".to_owned() + &soap_body("<a>&a;</a>");
    for body in [
        String::new(),
        "not xml".to_owned(),
        "<open>".to_owned(),
        "<html></html>".to_owned(),
        bomb,
        soap_body(""),
        soap_body("<bpPayRequest/>"),
        soap_body("<bpPayRequest xmlns=\"http://other.example/\"/>"),
        soap_body("<i:bpMakeMeRich xmlns:i=\"http://interfaces.core.sw.bps.com/\"/>"),
    ] {
        let mut sandbox = Sandbox::mellat();
        let response = sandbox.send(&Request::post(SERVICE, "text/xml", body.clone()));
        assert_eq!(response.status, 500, "{body}");
        assert!(
            between(&response.body, "<faultstring>", "</faultstring>").is_some_and(|text| !text.contains('<')),
            "{body}"
        );
        assert!(roxmltree::Document::parse(&response.body).is_ok(), "{}", response.body);
    }
}

#[test]
fn mellat_reads_parameters_without_a_namespace_only() {
    let mut sandbox = Sandbox::mellat();
    let inside =
        "<bpPayRequest xmlns=\"http://interfaces.core.sw.bps.com/\"><terminalId>1234567</terminalId></bpPayRequest>";
    let response = sandbox.send(&Request::post(SERVICE, "text/xml; charset=utf-8", soap_body(inside)));
    assert_eq!(between(&response.body, "<return>", "</return>"), Some("21"));
}

#[test]
fn mellat_takes_xml_by_post_only() {
    let mut sandbox = Sandbox::mellat();
    let mut request = soap_request("bpPayRequest", &[]);
    request.headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    assert_eq!(sandbox.send(&request).status, 415);
    assert_eq!(sandbox.send(&Request::get(SERVICE)).status, 405);
    assert_eq!(sandbox.send(&Request::get("/mellat/elsewhere")).status, 404);
}

#[test]
fn sep_answers_a_token_call_that_is_no_json_with_its_code_5() {
    let mut sandbox = Sandbox::saman();
    for body in ["", "nonsense", "[]", "null", "{}"] {
        let response = sandbox.send(&Request::post("/saman/onlinepg/onlinepg", "application/json", body));
        assert_eq!(response.status, 200);
        assert!(
            response.body.contains("\"errorCode\":\"5\"") && response.body.contains("\"status\":-1"),
            "{body}: {}",
            response.body
        );
    }
}

#[test]
fn sep_refuses_a_verify_that_is_no_json() {
    let mut sandbox = Sandbox::saman();
    let path = "/saman/verifyTxnRandomSessionkey/ipg/VerifyTransaction";
    assert_eq!(sandbox.send(&Request::post(path, "application/json", "{")).status, 400);
    assert_eq!(sandbox.send(&Request::form(path, &[("RefNum", "x")])).status, 415);
    assert_eq!(sandbox.send(&Request::post(path, "application/json", "{\"TerminalNumber\":2015}")).status, 200);
}

#[test]
fn what_a_shop_sends_is_shown_as_text() {
    let mut sandbox = Sandbox::saman();
    let token = sandbox.sep_token("\"><script>alert(1)</script>", 12_000);
    let page = sandbox.sep_page(&token, "");
    assert!(page.body.contains("&lt;script&gt;alert(") && !page.body.contains("<script>alert"));
    let back = sandbox.sep_press(&token, "pay");
    assert!(!back.body.contains("<script>alert"));
    // A quote must not end the attribute that holds the address.
    let mut body = crate::common::sep_token_body("a", 12_000);
    body["RedirectUrl"] = serde_json::json!("https://shop.example/\"onclick='x'");
    let answer = sandbox.sep_post("/saman/onlinepg/onlinepg", &body);
    let token = answer["token"].as_str().unwrap_or_default().to_owned();
    sandbox.sep_page(&token, "");
    let back = sandbox.sep_press(&token, "pay");
    assert!(back.body.contains("action=\"https://shop.example/&quot;onclick=&#39;x&#39;\""), "{}", back.body);
}
