//! What can be made to go wrong at a bank, and when. Faults are data: the same bank serves a person's clicks, the scripted
//! failures of a test and a seeded simulator.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The operations that a fault can be set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// The call that opens a payment.
    Token,
    /// The payment page.
    Page,
    /// A button on the payment page; never faulty by itself.
    Button,
    /// The call that confirms a payment.
    Verify,
    /// The call that claims the money, where there is one.
    Settle,
    /// The call that sends the money back before it was claimed.
    Reverse,
    /// The call that asks how a payment stands, where there is one.
    Inquiry,
    /// The call that sends money back after it was claimed, where there is one.
    Refund,
    /// The call that asks whether an amount would be taken, where there is one.
    Eligible,
}

/// One way to fail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Fault {
    /// Works.
    #[default]
    Ok,
    /// Works, `slow_ms` late.
    Slow,
    /// Nothing is done; HTTP 503 with an HTML page.
    Down,
    /// Nothing is done; no answer for `slow_ms`, then HTTP 504.
    Hang,
    /// Nothing is done; the caller's address is "not registered", in the provider's own code (Mellat 421, SEP 8 or -106).
    Refuse,
    /// Nothing is done; HTTP 200 with an HTML page where data was due.
    Html,
    /// Nothing is done; the provider's own way to break down (a SOAP fault; a framework's error JSON), HTTP 500.
    SoapFault,
    /// Nothing is done; HTTP 200 with no body.
    Empty,
    /// Nothing is done; HTTP 200 with 2 MiB of noise.
    Huge,
    /// **The work is done**; the answer is an HTTP 500 that says nothing.
    Lost,
    /// **The work is done**; no answer for `slow_ms`, then HTTP 504.
    LostHang,
    /// Nothing is done; the provider answers with this code of its own (`"code:34"`).
    Code(String),
}

const NAMES: [(&str, Fault); 11] = [
    ("ok", Fault::Ok),
    ("slow", Fault::Slow),
    ("down", Fault::Down),
    ("hang", Fault::Hang),
    ("refuse", Fault::Refuse),
    ("html", Fault::Html),
    ("soap_fault", Fault::SoapFault),
    ("empty", Fault::Empty),
    ("huge", Fault::Huge),
    ("lost", Fault::Lost),
    ("lost_hang", Fault::LostHang),
];

impl TryFrom<String> for Fault {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Some(code) = text.strip_prefix("code:") {
            let plain =
                !code.is_empty() && code.len() <= 6 && code.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            return if plain { Ok(Self::Code(code.to_owned())) } else { Err(format!("not a code: {code:?}")) };
        }
        NAMES
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, fault)| fault.clone())
            .ok_or_else(|| format!("unknown fault {text:?}"))
    }
}

impl From<Fault> for String {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Code(code) => format!("code:{code}"),
            named => {
                NAMES.iter().find(|(_, fault)| *fault == named).map_or_else(String::new, |(name, _)| (*name).to_owned())
            }
        }
    }
}

/// What becomes of the shopper's way back to the shop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Callback {
    /// The browser is sent back once.
    #[default]
    Ok,
    /// The browser stays on the bank's receipt: the tab was closed, the network was gone.
    Drop,
    /// The browser delivers the callback twice.
    Twice,
    /// Once, with every field name in lower case: providers' casing drifts.
    Lowercase,
}

/// A bank's switches. `POST /control/{bank}` changes the ones it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Fault of the token call.
    pub token: Fault,
    /// Fault of the payment page.
    pub page: Fault,
    /// Fault of verify.
    pub verify: Fault,
    /// Fault of settle.
    pub settle: Fault,
    /// Fault of the reversal.
    pub reverse: Fault,
    /// Fault of the inquiry.
    pub inquiry: Fault,
    /// Fault of the refund.
    pub refund: Fault,
    /// Fault of the question whether an amount would be taken.
    pub eligible: Fault,
    /// The way back.
    pub callback: Callback,
    /// How late "slow" is, and how long "hang" is silent.
    pub slow_ms: u64,
    /// Every window of the bank lasts one `speed`-th: at 600, twenty minutes are two seconds.
    pub speed: u32,
    /// How often the faults above strike, in percent. Magic amounts always strike.
    pub probability_percent: u8,
    /// Shorthand: every server call that has no fault of its own is `lost`.
    pub lose_answer: bool,
    /// The bank reports half the amount where it reports one (SEP: verify; Mellat: `FinalAmount` of the callback).
    pub wrong_amount: bool,
    /// Whether the page wants a Referer from the shop's registered host.
    pub check_referer: bool,
    /// Whether the last digits of an amount choose a scenario.
    pub magic_amounts: bool,
    /// The manual read to the letter. SEP, Sadad: a verified payment verified again after the window is "too late" (-6, 101),
    /// not "verified before"; Asan Pardakht: TranResult answers for 45 minutes, not for an hour.
    pub strict_window: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            token: Fault::Ok,
            page: Fault::Ok,
            verify: Fault::Ok,
            settle: Fault::Ok,
            reverse: Fault::Ok,
            inquiry: Fault::Ok,
            refund: Fault::Ok,
            eligible: Fault::Ok,
            callback: Callback::Ok,
            slow_ms: 4_000,
            speed: 1,
            probability_percent: 100,
            lose_answer: false,
            wrong_amount: false,
            check_referer: true,
            magic_amounts: true,
            strict_window: false,
        }
    }
}

impl Settings {
    /// The settings after a change; an unknown name or value is refused whole.
    pub fn changed_by(&self, change: &Value) -> Result<Self, String> {
        let (Ok(Value::Object(mut all)), Value::Object(some)) = (serde_json::to_value(self), change) else {
            return Err("a JSON object is due".to_owned());
        };
        for (name, value) in some {
            all.insert(name.clone(), value.clone());
        }
        let settings: Self = serde_json::from_value(Value::Object(all)).map_err(|error| error.to_string())?;
        if settings.speed == 0 || settings.probability_percent > 100 || settings.slow_ms > 120_000 {
            return Err("speed >= 1, probability_percent <= 100, slow_ms <= 120000".to_owned());
        }
        Ok(settings)
    }

    /// How long a window of `ms` lasts at this speed.
    pub fn window(&self, ms: u64) -> u64 {
        ms / u64::from(self.speed.max(1))
    }

    /// The fault that is set on an operation, before chance has its say.
    pub(crate) fn fault(&self, op: Op) -> Fault {
        let own = match op {
            Op::Token => &self.token,
            Op::Page => &self.page,
            Op::Button => return Fault::Ok,
            Op::Verify => &self.verify,
            Op::Settle => &self.settle,
            Op::Reverse => &self.reverse,
            Op::Inquiry => &self.inquiry,
            Op::Refund => &self.refund,
            Op::Eligible => &self.eligible,
        };
        if *own == Fault::Ok && self.lose_answer && op != Op::Page { Fault::Lost } else { own.clone() }
    }
}
