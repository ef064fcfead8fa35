//! The request for a token.

use crate::{AMOUNT, CALLBACK, MOBILE, ORDER, ask};
use dargah_engine::{
    gateway::{HttpRequest, Next, Operation, Provider, Token, TokenAsk, Verb},
    money::Rial,
    time::Moment,
};
use dargah_tests::contract::{Contract, header, json, order, path};
use serde_json::{Value, json};

/// Where a provider's token request says what.
struct Form {
    provider: Provider,
    path: &'static str,
    amount: &'static str,
    order: &'static str,
    /// Whether the order's number is written as a number.
    order_is_number: bool,
    callback: &'static str,
    terminal: (&'static str, Value),
    mobile: Option<(&'static str, &'static str)>,
}

/// Every provider's, by its documents.
fn forms() -> Vec<Form> {
    let form = |provider, path, amount, order, order_is_number, callback, terminal, mobile| Form {
        provider,
        path,
        amount,
        order,
        order_is_number,
        callback,
        terminal,
        mobile,
    };
    #[rustfmt::skip]
    let forms = vec![
        form(Provider::Mellat, "/mellat/pgwchannel/services/pgw",
            "/amount", "/orderId", false, "/callBackUrl", ("/terminalId", json!("1234567")), None),
        form(Provider::Saman, "/saman/onlinepg/onlinepg",
            "/Amount", "/ResNum", false, "/RedirectUrl", ("/TerminalId", json!("2015")), Some(("/CellNumber", "9121234567"))),
        form(Provider::Sadad, "/sadad/VPG/api/v0/Request/PaymentRequest",
            "/Amount", "/OrderId", true, "/ReturnUrl", ("/TerminalId", json!("24000615")), Some(("/UserId", MOBILE))),
        // It knows the terminal by its PIN.
        form(Provider::Parsian, "/parsian/NewIPGServices/Sale/SaleService.asmx",
            "/Amount", "/OrderId", false, "/CallBackUrl", ("/LoginAccount", json!("parsian-sandbox-pin")), Some(("/Originator", MOBILE))),
        form(Provider::Irankish, "/irankish/api/v3/tokenization/make",
            "/request/amount", "/request/requestId", false, "/request/revertUri", ("/request/terminalId", json!("08012345")), Some(("/request/cmsPreservationId", "989121234567"))),
        form(Provider::Pasargad, "/pasargad/dorsa1/api/payment/purchase",
            "/amount", "/invoice", false, "/callbackApi", ("/terminalNumber", json!(10_010_203)), Some(("/mobileNumber", MOBILE))),
        form(Provider::Asanpardakht, "/asanpardakht/v1/Token",
            "/amountInRials", "/localInvoiceId", true, "/callbackURL", ("/merchantConfigurationId", json!(5050)), None),
        form(Provider::Sepehr, "/sepehr/Rest/V1/PeymentApi/GetToken",
            "/Amount", "/InvoiceID", false, "/callbackURL", ("/TerminalID", json!("98000001")), Some(("/CellNumber", MOBILE))),
        form(Provider::Zarinpal, "/zarinpal/pg/v4/payment/request.json",
            "/amount", "/metadata/order_id", false, "/callback_url", ("/merchant_id", json!("11111111-2222-4333-8444-555555555555")), Some(("/metadata/mobile", MOBILE))),
        form(Provider::Zibal, "/zibal/v1/request",
            "/amount", "/orderId", false, "/callbackUrl", ("/merchant", json!("zibal")), Some(("/mobile", MOBILE))),
        form(Provider::Snapppay, "/snapppay/api/online/payment/v1/token",
            "/amount", "/transactionId", false, "/returnURL", ("/paymentMethodTypeDto", json!("INSTALLMENT")), Some(("/mobile", "+989121234567"))),
        form(Provider::Torobpay, "/torobpay/api/online/payment/v1/token",
            "/amount", "/transactionId", false, "/returnURL", ("/paymentMethodTypeDto", json!("ONLINE_CREDIT")), Some(("/mobile", "+989121234567"))),
        form(Provider::Digipay, "/digipay/digipay/api/tickets/business?type=11",
            "/amount", "/providerId", false, "/callbackUrl", ("/basketDetailsDto/items/0/count", json!(1)), Some(("/cellNumber", MOBILE))),
    ];
    assert_eq!(forms.iter().map(|form| form.provider).collect::<Vec<_>>(), Provider::ALL, "one form for each");
    forms
}

/// Whether a provider speaks SOAP, in which everything is text.
fn speaks_soap(provider: Provider) -> bool {
    matches!(provider, Provider::Mellat | Provider::Parsian)
}

/// What a request says, by names: a JSON body as it is, an envelope's parameters as text.
fn said(provider: Provider, request: &HttpRequest) -> Value {
    if !speaks_soap(provider) {
        assert_eq!(header(request, "content-type"), Some("application/json"));
        return json(request);
    }
    assert_eq!(header(request, "content-type"), Some("text/xml; charset=utf-8"));
    let document = roxmltree::Document::parse(&request.body).unwrap();
    let leaves = document.descendants().filter(|node| node.is_element() && !node.children().any(|n| n.is_element()));
    let mut said = serde_json::Map::new();
    for leaf in leaves {
        let before = said.insert(leaf.tag_name().name().to_owned(), leaf.text().unwrap_or("").into());
        assert!(before.is_none(), "{leaf:?} is said twice");
    }
    said.into()
}

#[test]
fn a_token_request_says_what_is_bought_and_by_whom() {
    for form in forms() {
        let provider = form.provider;
        let request = Contract::of(provider).token_request(&ask());
        assert_eq!((request.verb, path(&request)), (Verb::Post, form.path), "{provider:?}");
        let said = said(provider, &request);
        let at =
            |pointer: &str| said.pointer(pointer).unwrap_or_else(|| panic!("{provider:?}: no {pointer} in {said}"));
        // In rial, and as an integer: 1250000.0 or 1.25e6 would not be equal to it.
        let amount = if speaks_soap(provider) { json!(AMOUNT.to_string()) } else { json!(AMOUNT) };
        assert_eq!(*at(form.amount), amount, "{provider:?}");
        let order = if form.order_is_number { json!(ORDER) } else { json!(ORDER.to_string()) };
        assert_eq!(*at(form.order), order, "{provider:?}");
        assert_eq!(*at(form.callback), json!(CALLBACK), "{provider:?}: escaped, not cut");
        assert_eq!(*at(form.terminal.0), form.terminal.1, "{provider:?}");
    }
}

#[test]
fn the_largest_amount_and_order_lose_no_digit() {
    let largest = TokenAsk {
        order: order(999_999_999_999_999_999),
        amount: Rial::new(dargah_engine::money::AMOUNT_MAX).unwrap(),
        ..ask()
    };
    for form in forms() {
        let said = said(form.provider, &Contract::of(form.provider).token_request(&largest));
        let digits = |pointer: &str| said.pointer(pointer).unwrap().to_string().trim_matches('"').to_owned();
        assert_eq!(digits(form.amount), largest.amount.to_string(), "{:?}", form.provider);
        assert_eq!(digits(form.order), "999999999999999999", "{:?}", form.provider);
    }
}

#[test]
fn a_mobile_goes_in_the_form_that_the_provider_wants() {
    for form in forms() {
        let provider = form.provider;
        let contract = Contract::of(provider);
        let request = contract.token_request(&ask());
        let said_with = said(provider, &request);
        if let Some((pointer, mobile)) = form.mobile {
            assert_eq!(said_with.pointer(pointer), Some(&json!(mobile)), "{provider:?}");
        }
        // Where the token request has no place for it, the page's form may have one; nobody is told twice.
        let redirect = provider.adapter().redirect(&contract.account, &ask(), &Token("5".to_owned()));
        let field = |name: &str| redirect.fields.iter().find(|f| f.name == name).map(|f| f.value.as_str());
        match provider {
            Provider::Mellat => assert_eq!(field("MobileNo"), Some("989121234567")),
            Provider::Asanpardakht => assert_eq!(field("mobileap"), Some(MOBILE)),
            _ => assert!(!format!("{redirect:?}").contains("9121234567"), "{provider:?}: {redirect:?}"),
        }
        assert_eq!(request.body.contains("9121234567"), form.mobile.is_some(), "{provider:?}");
        // Without a mobile there is no field for one: an empty value or a null could be refused.
        let without = TokenAsk { mobile: None, ..ask() };
        let said_without = said(provider, &contract.token_request(&without));
        let redirect = provider.adapter().redirect(&contract.account, &without, &Token("5".to_owned()));
        assert!(!redirect.fields.iter().any(|f| f.name.to_lowercase().contains("mobile")), "{provider:?}");
        match (provider, form.mobile) {
            // Its data contract has every element.
            (Provider::Parsian, _) => assert_eq!(said_without["Originator"], json!("")),
            (_, Some((pointer, _))) => assert_eq!(said_without.pointer(pointer), None, "{provider:?}"),
            (_, None) => assert_eq!(said_without, said_with, "{provider:?}"),
        }
    }
}

#[test]
fn sadad_is_told_the_time_as_its_manual_writes_it() {
    // The hour of the day is one of twelve, and both twelves come first in their halves.
    for (moment, time) in [
        (1_714_547_430_000, "05/01/2024 10:40:30 AM"),
        (1_714_552_215_000, "05/01/2024 12:00:15 PM"),
        (1_714_556_109_000, "05/01/2024 1:05:09 PM"),
        (1_714_595_415_000, "05/02/2024 12:00:15 AM"),
        (1_714_599_309_000, "05/02/2024 1:05:09 AM"),
        (1_704_054_599_000, "12/31/2023 11:59:59 PM"),
    ] {
        let contract = Contract { now: Moment(moment), ..Contract::of(Provider::Sadad) };
        assert_eq!(json(&contract.token_request(&ask()))["LocalDateTime"], json!(time));
    }
}

#[test]
fn zarinpal_is_always_told_the_currency() {
    assert_eq!(json(&Contract::of(Provider::Zarinpal).token_request(&ask()))["currency"], json!("IRR"));
}

#[test]
fn asan_pardakhts_clock_is_asked_and_goes_back_as_it_came() {
    let contract = Contract::of(Provider::Asanpardakht);
    let operation = Operation::Token(ask());
    let clock = contract.ask(&operation);
    assert_eq!((clock.request.verb, path(&clock.request)), (Verb::Get, "/asanpardakht/v1/Time"));
    // Not our own time, which is half a year later.
    let token = contract.goes_on(&operation, &clock, "\"20231115 014320\"");
    assert_eq!(json(&token.request)["localDate"], json!("20231115 014320"));
    for request in [&clock.request, &token.request] {
        assert_eq!((header(request, "usr"), header(request, "pwd")), (Some("dargah"), Some("sandbox")));
    }
    for nonsense in
        ["\"\"", "\"2023-11-15 01:43\"", "\"20231115T014320\"", "\"20231115 01432\"", "20231115", "{}", "null"]
    {
        assert!(matches!(contract.hear(&operation, &clock.mark, 200, nonsense), Next::Done(_)), "{nonsense}");
    }
}
