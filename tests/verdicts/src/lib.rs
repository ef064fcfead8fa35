//! What an adapter makes of an answer or a callback, as text, and what the router draws. It is built natively and for wasm32, and
//! a test compares what the two say of one corpus: what is tested natively is what the Worker does.
//!
//! What must not live here: the sandbox banks, whose wasm build is a Worker; they have answered before, natively.
#![allow(clippy::expect_used, reason = "a harness stops at the first thing that is wrong")]

pub mod router;

use dargah_engine::{
    config::Gateways,
    gateway::{Account, Answer, CallbackForm, Desk, Mark, Next, Operation, Outcome, Token},
    id::{GatewayId, OrderNumber},
    time::Moment,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use wasm_bindgen::prelude::*;

/// What a gateway's adapter is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The gateway.
    pub gateway: GatewayId,
    /// What.
    pub told: Told,
}

/// An answer to something that was asked, or a callback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The bank answered.
    Answer {
        /// What was asked for.
        operation: Box<Operation>,
        /// When.
        now: Moment,
        /// The operation's random bytes.
        entropy: [u8; 32],
        /// The session that was held.
        session: Option<String>,
        /// Where in the operation it was.
        stage: u8,
        /// What an earlier answer told.
        note: String,
        /// HTTP status.
        status: u16,
        /// The body, a character for each byte: it need not be UTF-8.
        body: String,
    },
    /// The browser came back to an attempt.
    Callback {
        /// The attempt's order number.
        order: OrderNumber,
        /// The attempt's token.
        token: Token,
        /// The fields, as a form.
        form: String,
    },
}

/// Bytes as text, a character for each.
#[must_use]
pub fn text_of(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn bytes_of(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("a character for each byte")).collect()
}

/// The adapters, under one configuration.
#[wasm_bindgen]
pub struct Reader {
    gateways: Gateways,
}

#[wasm_bindgen]
impl Reader {
    /// With these gateways, as the operator's configuration has them.
    #[must_use]
    #[wasm_bindgen(constructor)]
    pub fn new(gateways: &str) -> Self {
        Self { gateways: Gateways::read(gateways).expect("gateways") }
    }

    /// What comes of a [`Case`], given and told as JSON.
    #[must_use]
    pub fn verdict(&self, case: &str) -> String {
        let case: Case = serde_json::from_str(case).expect("a case");
        self.verdict_of(&case)
    }
}

impl Reader {
    /// What comes of a case, as JSON.
    #[must_use]
    pub fn verdict_of(&self, case: &Case) -> String {
        let account = self.gateways.get(&case.gateway).expect("a gateway");
        match &case.told {
            Told::Answer { operation, now, entropy, session, stage, note, status, body } => {
                let desk = Desk { account, now: *now, entropy, session: session.as_deref() };
                let mark = Mark { stage: *stage, note: note.clone() };
                let body = bytes_of(body);
                let answer = Answer::Http { status: *status, body: &body };
                heard(&account.provider.adapter().hear(operation, &desk, &mark, &answer))
            }
            Told::Callback { order, token, form } => came_back(account, *order, token, form),
        }
    }
}

fn heard(next: &Next) -> String {
    match next {
        Next::Done(Outcome { reply, class, code }) => json!({ "reply": reply, "class": class, "code": code }),
        Next::Ask(exchange) => json!({
            "asks": exchange.request.url,
            "by": format!("{:?}", exchange.request.verb),
            "headers": exchange.request.headers,
            "body": exchange.request.body,
            "stage": exchange.mark.stage,
            "note": exchange.mark.note,
            "session": exchange.session,
        }),
    }
    .to_string()
}

fn came_back(account: &Account, order: OrderNumber, token: &Token, form: &str) -> String {
    let form = CallbackForm::read("", form.as_bytes());
    match account.provider.adapter().read_callback(account, order, token, &form) {
        Ok(callback) => json!({ "callback": callback }).to_string(),
        Err(_) => json!({ "callback": "foreign" }).to_string(),
    }
}
