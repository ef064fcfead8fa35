//! Payment links: when one can be paid by, what a payer types, and the payment that comes of it.

use dargah_engine::{
    id::ShopId,
    links::Links,
    payment_link::{LinkState, StoredLink, link_id, toman},
    problem::Code,
    request::read_new_link,
    time::{Moment, Span},
};
use dargah_wire::Mode;
use serde_json::json;

const NOW: Moment = Moment(1_764_000_000_000);

fn link() -> StoredLink {
    StoredLink {
        id: link_id([1; 16]),
        shop: ShopId::new("s-1").unwrap(),
        mode: Mode::Test,
        title: "کارگاه سفال".to_owned(),
        amount: Some(4_500_000),
        split: Default::default(),
        most: Some(2),
        created_at: NOW.0,
        expires_at: Some(NOW.0 + 1_000),
        closed_at: None,
    }
}

#[test]
fn a_link_can_be_paid_by_until_it_is_closed_over_or_spent() {
    assert_eq!(link().state(0, NOW), LinkState::Open);
    assert_eq!(link().state(1, NOW + Span(999)), LinkState::Open);
    assert_eq!(link().state(2, NOW), LinkState::Spent);
    assert_eq!(link().state(0, NOW + Span(1_000)), LinkState::Over);
    assert_eq!(StoredLink { closed_at: Some(NOW.0), ..link() }.state(0, NOW), LinkState::Closed);
    let free = StoredLink { most: None, expires_at: None, ..link() };
    assert_eq!(free.state(i64::MAX, Moment(i64::MAX)), LinkState::Open);
}

#[test]
fn a_payer_types_toman_in_any_digits_and_never_less_than_a_bank_takes() {
    for (typed, rial) in
        [("250000", 2_500_000), ("۲۵۰٬۰۰۰", 2_500_000), ("٢٥٠،٠٠٠", 2_500_000), (" 250 000 ", 2_500_000)]
    {
        assert_eq!(toman(typed).unwrap(), rial, "{typed}");
    }
    for typed in ["", "  ", "-5", "2.5", "1e9", "ده", "9999999999999999"] {
        assert_eq!(toman(typed).unwrap_err().code, Code::AmountInvalid, "{typed}");
    }
    let open = StoredLink { amount: None, ..link() };
    assert_eq!(open.amount("۹۹").unwrap_err().code, Code::AmountTooSmall);
    assert_eq!(open.amount("۱۰۰").unwrap().get(), 1_000);
    assert_eq!(open.amount("99999999999").unwrap_err().code, Code::AmountTooLarge);
    assert_eq!(link().amount("5").unwrap().get(), 4_500_000, "what a link says, no payer changes");
}

#[test]
fn the_same_page_makes_the_same_payment_and_another_page_another() {
    let links = Links::new(b"a root secret for tests, 32 long!", "https://pay.example");
    let of = |link: &StoredLink, once| link.payment(link.amount("").unwrap(), once, &links, 4, NOW, Span::minutes(30));
    let first = of(&link(), "a");
    assert_eq!(first, of(&link(), "a"));
    assert_ne!(first.id, of(&link(), "b").id);
    assert_ne!(first.id, of(&StoredLink { id: link_id([2; 16]), ..link() }, "a").id);
    assert!(links.is_ours(&first.return_url), "{}", first.return_url);
    assert!(!links.is_ours("https://pay.example.evil/pay/1"));
    assert_eq!(first.metadata["payment_link"], link().id);
}

#[test]
fn a_link_is_made_of_what_is_documented_and_nothing_else() {
    let read = |body: serde_json::Value| read_new_link(body.to_string().as_bytes(), NOW).map_err(|fault| fault.code);
    let made = read(json!({ "title": " کارگاه ", "amount": 4_500_000, "most": 20, "expires_at": NOW.0 + 1 })).unwrap();
    assert_eq!((made.title.as_str(), made.most), ("کارگاه", Some(20)));
    assert_eq!(read(json!({ "title": "t" })).unwrap().amount, None);
    for (body, code) in [
        (json!({ "title": "" }), Code::NameInvalid),
        (json!({ "title": "a\nb" }), Code::NameInvalid),
        (json!({ "title": "t", "amount": 999 }), Code::AmountTooSmall),
        (json!({ "title": "t", "amount": "5000" }), Code::AmountInvalid),
        (json!({ "title": "t", "most": 0 }), Code::LinkInvalid),
        (json!({ "title": "t", "most": 1_000_001 }), Code::LinkInvalid),
        (json!({ "title": "t", "expires_at": NOW.0 }), Code::LinkInvalid),
        (json!({ "title": "t", "surprise": 1 }), Code::BodyInvalid),
    ] {
        assert_eq!(read(body.clone()), Err(code), "{body}");
    }
}
