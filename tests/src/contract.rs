//! One gateway's contract and what its adapter says under it, with no bank behind: for what is sent and how an answer is read.

use crate::{
    market::id,
    setting::{BANK, gateways_json},
};
use dargah_engine::{
    config::Gateways,
    gateway::{
        Account, Answer, Claim, Desk, Exchange, HttpRequest, Mark, Next, Operation, Outcome, Provider, Reference,
        Token, TokenAsk,
    },
    id::OrderNumber,
    money::Rial,
    time::Moment,
};
use dargah_wire::OrderLine;
use serde_json::Value;

/// When everything is asked: the 1st of May 2024, 10:40:30 in Tehran.
pub const NOW: Moment = Moment(1_714_547_430_000);

/// A contract and what lies on its desk.
#[derive(Clone)]
pub struct Contract {
    /// The account.
    pub account: Account,
    /// The time.
    pub now: Moment,
    /// Random bytes, as far as the adapter knows.
    pub entropy: [u8; 32],
    /// A session that the provider gave before.
    pub session: Option<String>,
}

impl Contract {
    /// The sandbox's own.
    #[must_use]
    pub fn of(provider: Provider) -> Self {
        Self::changed(provider, |_| {})
    }

    /// The sandbox's, changed in its configuration.
    #[must_use]
    pub fn changed(provider: Provider, change: impl Fn(&mut Value)) -> Self {
        let text = gateways_json(|gateway| {
            if gateway["id"] == provider.as_str() {
                change(gateway);
            }
        });
        let gateways = Gateways::read(&text).unwrap_or_else(|problem| panic!("{problem}"));
        let account = gateways.get(&id(provider.as_str())).expect("the sandbox has every provider").clone();
        Self { account, now: NOW, entropy: [7; 32], session: None }
    }

    /// With this session in hand.
    #[must_use]
    pub fn with_session(mut self, session: &str) -> Self {
        self.session = Some(session.to_owned());
        self
    }

    fn desk(&self) -> Desk<'_> {
        Desk { account: &self.account, now: self.now, entropy: &self.entropy, session: self.session.as_deref() }
    }

    /// The first request of an operation that the provider has.
    #[must_use]
    pub fn ask(&self, operation: &Operation) -> Exchange {
        self.asks(operation).unwrap_or_else(|| panic!("{:?} has no {:?}", self.account, operation.kind()))
    }

    /// The first request of an operation, if the provider has it.
    #[must_use]
    pub fn asks(&self, operation: &Operation) -> Option<Exchange> {
        self.account.provider.adapter().ask(operation, &self.desk())
    }

    /// What follows from an answer.
    #[must_use]
    pub fn hear(&self, operation: &Operation, mark: &Mark, status: u16, body: &str) -> Next {
        let answer = Answer::Http { status, body: body.as_bytes() };
        self.account.provider.adapter().hear(operation, &self.desk(), mark, &answer)
    }

    /// What follows from an answer to `exchange` with status 200, which must be one more request.
    #[must_use]
    pub fn goes_on(&self, operation: &Operation, exchange: &Exchange, body: &str) -> Exchange {
        match self.hear(operation, &exchange.mark, 200, body) {
            Next::Ask(more) => more,
            Next::Done(outcome) => panic!("{:?} ended with {outcome:?}", operation.kind()),
        }
    }

    /// What goes out as the request for a token, with what has to be asked before it.
    #[must_use]
    pub fn token_request(&self, ask: &TokenAsk) -> HttpRequest {
        let operation = Operation::Token(ask.clone());
        match self.account.provider {
            Provider::Pasargad | Provider::Snapppay | Provider::Torobpay | Provider::Digipay => {
                self.clone().with_session("a-session").ask(&operation).request
            }
            Provider::Asanpardakht => self.goes_on(&operation, &self.ask(&operation), "\"20240501 104030\"").request,
            _ => self.ask(&operation).request,
        }
    }

    /// What of the credentials is nobody else's business: all but what the provider knows the contract by.
    #[must_use]
    pub fn secrets(&self) -> Vec<&str> {
        let capabilities = self.account.capabilities();
        let names = capabilities.credentials.iter().skip(1).chain(capabilities.optional_credentials);
        names.map(|name| self.account.credential(name)).filter(|value| !value.is_empty()).collect()
    }

    /// What an operation comes to with an answer to its first request.
    #[must_use]
    pub fn concludes(&self, operation: &Operation, body: &str) -> Outcome {
        match self.hear(operation, &self.ask(operation).mark, 200, body) {
            Next::Done(outcome) => outcome,
            Next::Ask(more) => panic!("{:?} went on with {}", operation.kind(), more.request.url),
        }
    }
}

/// A JSON body.
#[must_use]
pub fn json(request: &HttpRequest) -> Value {
    serde_json::from_str(&request.body).unwrap_or_else(|e| panic!("{e}: {}", request.body))
}

/// A header, if it is there and there once.
#[must_use]
pub fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    let mut values =
        request.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
    let first = values.next();
    assert!(values.next().is_none(), "{name} is said twice");
    first
}

/// The path of a request at its sandbox bank, with its query.
#[must_use]
pub fn path(request: &HttpRequest) -> &str {
    request.url.strip_prefix(BANK).unwrap_or(&request.url)
}

/// An order number.
#[must_use]
pub fn order(number: u64) -> OrderNumber {
    serde_json::from_value(number.into()).expect("a number")
}

/// A payment to begin.
#[must_use]
pub fn token_ask(number: u64, rial: i64, callback_url: &str, mobile: Option<&str>) -> TokenAsk {
    TokenAsk {
        order: order(number),
        amount: Rial::new(rial).expect("an amount"),
        callback_url: callback_url.to_owned(),
        mobile: mobile.map(str::to_owned),
        basket: vec![OrderLine { title: "کتاب".to_owned(), quantity: 1, amount: rial }],
    }
}

/// A payment at a bank whose reference is its own token.
#[must_use]
pub fn claim(number: u64, rial: i64, token: &str) -> Claim {
    Claim {
        order: order(number),
        amount: Rial::new(rial).expect("an amount"),
        token: Token(token.to_owned()),
        reference: Reference { key: token.to_owned(), details: Default::default() },
    }
}
