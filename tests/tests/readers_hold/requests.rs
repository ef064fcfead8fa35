//! What shops and browsers ask: bodies, keys, tokens and tickets.

use bolero::{check, produce};
use dargah_engine::{
    id::{GatewayId, PaymentId, ShopId},
    money::{AMOUNT_MAX, AMOUNT_MIN},
    request::{idempotency_key, read_create, read_pay, read_pay_form},
    seal::CallbackTicket,
};
use dargah_tests::{
    edits::{Edit, edited},
    leaves::{at, leaves},
    setting::Setting,
};
use dargah_wire::{Mode, PayRequest};

const CREATE: &str = r#"{"amount":1250000,"currency":"IRR","order_id":"A-1","return_url":"https://shop.example/orders/1?a=b","description":"کتاب","customer":{"mobile":"09121234567"}}"#;
const PAY: &str = r#"{"mobile":"09121234567","gateway":"mellat","without":["saman","zibal"]}"#;
const PAY_FORM: &str = "mobile=0912%20123%204567&gateway=mellat&without=saman";

fn is_mobile(number: &str) -> bool {
    number.len() == 11 && number.starts_with("09") && number.bytes().all(|b| b.is_ascii_digit())
}

fn is_line(text: &str, max: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control)
}

fn bodies_hold(setting: &Setting, body: &[u8]) {
    let shop = setting.shops.get(&ShopId::new("demo").unwrap()).unwrap();
    for mode in [Mode::Test, Mode::Live] {
        let Ok(new) = read_create(body, shop, mode) else { continue };
        let amount = new.amount.get();
        let must = |holds: bool, law: &str| assert!(holds, "{law}: {new:?}\nof {}", body.escape_ascii());
        must((AMOUNT_MIN..=AMOUNT_MAX).contains(&amount), "an amount that nobody takes");
        let said = leaves(body).and_then(|leaves| at(&leaves, "amount").map(str::to_owned));
        must(said == Some(amount.to_string()), "an amount that was not said");
        must(new.return_url.starts_with("https://shop.example/"), "a way to somebody else's page");
        must(is_line(&new.order_id, 64), "an order number that is no line");
        must(new.description.as_deref().is_none_or(|text| is_line(text, 200)), "a description that is no line");
        must(new.mobile.as_deref().is_none_or(is_mobile), "a mobile number that is none");
    }
    let is_fit = |pay: &PayRequest| {
        pay.without.len() <= 16 && pay.mobile.as_deref().is_none_or(is_mobile) && pay.gateway.as_deref() != Some("")
    };
    for asked in [read_pay(body), read_pay_form(body)].into_iter().flatten() {
        assert!(is_fit(&asked), "{asked:?}\nof {}", body.escape_ascii());
    }
}

fn words_hold(setting: &Setting, text: &str) {
    if let Ok(key) = idempotency_key(Some(text)) {
        assert!((1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic() && b != b'"'), "{key:?}");
    }
    if let Some(id) = PaymentId::parse(text) {
        assert_eq!(id.to_string(), text, "one payment under two names");
    }
    // What opens is what was sealed here, to the letter.
    if let Some(token) = setting.links.open_checkout(text) {
        assert_eq!(setting.links.checkout_token(&token.shop, token.payment), text);
    }
    if let Some(ticket) = setting.links.open_callback(text) {
        assert!(setting.links.callback(&ticket).ends_with(&format!("/{text}")), "{text}");
    }
    for name in [ShopId::new(text).map(String::from), GatewayId::new(text).map(String::from)].into_iter().flatten() {
        assert!((1..=32).contains(&name.len()), "{name}");
    }
    let shop = setting.shops.by_key(text);
    assert!(shop.is_none(), "{text} is no key");
}

#[test]
fn any_bytes_as_any_request() {
    let setting = Setting::new();
    check!().with_max_len(300).with_iterations(20_000).for_each(|bytes| {
        bodies_hold(&setting, bytes);
        words_hold(&setting, &String::from_utf8_lossy(bytes));
    });
}

#[test]
fn a_right_request_after_a_few_changes() {
    let setting = Setting::new();
    let payment = PaymentId::from_bytes([7; 16]);
    let shop = ShopId::new("demo").unwrap();
    let token = setting.links.checkout_token(&shop, payment);
    let ticket = CallbackTicket { shop, payment, attempt: 2, gateway: GatewayId::new("mellat").unwrap() };
    let callback = setting.links.callback(&ticket);
    let ticket = callback.rsplit('/').next().unwrap();
    assert!(setting.links.open_checkout(&token).is_some() && setting.links.open_callback(ticket).is_some());
    let id = payment.to_string();
    let all = [CREATE, CREATE, PAY, PAY_FORM, &token, ticket, &id, "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""];
    let edits = produce::<Vec<Edit>>().with().len(0..4usize);
    check!().with_generator((0..all.len(), 0..all.len(), edits)).with_iterations(30_000).for_each(
        |(which, other, edits)| {
            let bytes = edited(all[*which].as_bytes(), all[*other].as_bytes(), edits);
            bodies_hold(&setting, &bytes);
            words_hold(&setting, &String::from_utf8_lossy(&bytes));
        },
    );
}
