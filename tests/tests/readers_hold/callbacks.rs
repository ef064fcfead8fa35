//! What browsers bring back from banks: anybody can send it.

use bolero::{check, produce};
use dargah_engine::{
    gateway::{Account, Callback, CallbackForm, Provider, ReferenceFrom, Token},
    id::OrderNumber,
    text::ascii_digits,
};
use dargah_tests::{
    edits::{Edit, edited},
    market::Market,
    setting::Setting,
    stories::{Story, scene},
};

/// The attempt that callbacks come to.
struct Attempt<'a> {
    account: &'a Account,
    order: OrderNumber,
    token: Token,
}

impl Attempt<'_> {
    fn must_hold(&self, form: &CallbackForm, shown: &str) -> Option<Callback> {
        let adapter = self.account.provider.adapter();
        let callback = adapter.read_callback(self.account, self.order, &self.token, form).ok()?;
        let must = |holds: bool, law: &str| assert!(holds, "{}: {law}: {callback:?}\nof {shown}", self.account.id);
        must(callback.code.chars().count() <= 16, "the code is longer than a code");
        if let Some(reference) = &callback.reference {
            let printable = |text: &str| (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
            must(printable(&reference.key), "the reference is not one word");
            must(reference.details.values().all(|detail| printable(detail)), "a detail is not one word");
            // Where our own token is the reference, no browser has a say in it; where it is not, it comes with our order.
            match self.account.capabilities().reference {
                ReferenceFrom::Token => must(reference.key == self.token.word(), "another reference than the token"),
                ReferenceFrom::Callback => must(self.is_named(form), "a reference that came without our order"),
            }
        }
        Some(callback)
    }

    /// Whether one of the fields in which banks name the order names this one.
    fn is_named(&self, form: &CallbackForm) -> bool {
        let names = ["SaleOrderId", "ResNum", "invoiceid", "providerId"];
        names.iter().any(|name| form.number(name).is_some_and(|number| number == self.order.to_string()))
    }
}

#[test]
fn any_bytes_as_any_callback() {
    let setting = Setting::new();
    let attempts: Vec<Attempt<'_>> = setting
        .gateways
        .iter()
        .map(|account| Attempt {
            account,
            order: serde_json::from_str("77001").unwrap(),
            token: Token("123456789012".to_owned()),
        })
        .collect();
    let text = || produce::<Vec<u8>>().with().len(0..200usize);
    check!().with_generator((text(), text())).with_iterations(5_000).for_each(|(query, body)| {
        let form = CallbackForm::read(&String::from_utf8_lossy(query), body);
        for attempt in &attempts {
            attempt.must_hold(&form, &format!("{} and {}", query.escape_ascii(), body.escape_ascii()));
        }
    });
}

/// A form that came back from a bank, whose it is, and which of its fields name the order or the token.
struct Genuine {
    provider: Provider,
    order: OrderNumber,
    token: Token,
    form: String,
    own: Vec<(String, String)>,
}

fn genuine(provider: Provider, story: Story) -> Genuine {
    let scene = scene(provider.as_str(), story);
    let attempt = scene.market.payment(scene.sale).attempts.last().unwrap().clone();
    let (order, token) = (attempt.ask.order, attempt.token.unwrap());
    let is_own = |(_, value): &&(String, String)| *value == order.to_string() || *value == token.word();
    let own = scene.back.fields.iter().filter(is_own).cloned().collect();
    Genuine { provider, order, token, form: dargah_bank::encode_form(&scene.back.fields), own }
}

#[test]
fn a_right_callback_after_a_few_changes() {
    let market = Market::new();
    let stories = [Story::Paid, Story::CancelledForged, Story::DeclinedForged];
    let all: Vec<Genuine> =
        Provider::ALL.into_iter().flat_map(|provider| stories.map(|story| genuine(provider, story))).collect();
    let edits = produce::<Vec<Edit>>().with().len(0..4usize);
    let input = (0..all.len(), 0..all.len(), edits);
    check!().with_generator(input).with_iterations(20_000).for_each(|(which, other, edits)| {
        let Genuine { provider, order, token, form, own } = &all[*which];
        let body = edited(form.as_bytes(), all[*other].form.as_bytes(), edits);
        let shown = body.escape_ascii().to_string();
        let form = CallbackForm::read("", &body);
        let account = market.account(provider.as_str());
        let attempt = Attempt { account, order: *order, token: token.clone() };
        let taken = attempt.must_hold(&form, &shown);
        assert!(!edits.is_empty() || taken.is_some(), "its own callback is foreign to {provider:?}: {shown}");
        // Asan Pardakht's callback promises nothing, so nothing of it is read.
        if taken.is_some() && *provider != Provider::Asanpardakht {
            for (name, value) in own {
                let said = form.get(name).map(ascii_digits);
                assert!(said.is_none_or(|said| said == *value), "{provider:?} took another's callback: {shown}");
            }
        }
    });
}
