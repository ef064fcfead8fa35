//! A payment under test, with its clock and what it asked for.

use dargah_engine::{
    config::{Gateways, Shops},
    gateway::{Callback, Class, Hint, OperationKind, Outcome, Receipt, Reference, Reply, Token},
    id::{ShopId, WalletId},
    links::Links,
    money::Rial,
    payment::{
        Command, Context, Created, Effect, Event, Payment, PurseWish, Recorded, RefundPhase, RefundWish, Refusal, Run,
        WalletAnswer, WalletDeed, decide, due_at,
    },
    time::{Moment, Span},
    webhook::{Kind, Message},
};
use dargah_wire::{Mode, PaymentStatus};

pub const GATEWAYS: &str = r#"[
  {"id":"mellat","provider":"mellat","mode":"test","priority":1,"name":{"fa":"ملت","en":"Mellat"},
   "base_url":"https://mellat.example","credentials":{"terminal":"1234567","user":"u","password":"p"}},
  {"id":"saman","provider":"saman","mode":"test","priority":2,"name":{"fa":"سامان","en":"Saman"},
   "base_url":"https://saman.example","credentials":{"terminal":"2015"}}
]"#;

pub const SHOPS: &str = r#"[
  {"id":"demo","name":{"fa":"فروشگاه","en":"Shop"},
   "key_hashes":["7f50ab73e2c5b2b0bb2d4d2b3ad4a7a5d0d2a8ed6a3b4fdf5a5a4e4a1b0c9d8e"],
   "signing_secret":"sig_0123456789abcdef0123456789abcdef","origins":["https://shop.example"],
   "gateways":["mellat","saman"]}
]"#;

/// The sandbox's contracts: all providers, with the credentials that only refunds need.
pub fn every_gateway() -> String {
    include_str!("../../../../tests/fixtures/sandbox/gateways.json").replace("{bank}", "https://bank.example")
}

pub const START: Moment = Moment(1_700_000_000_000);

/// One payment and everything around it.
pub struct Desk {
    pub gateways: Gateways,
    pub shops: Shops,
    pub links: Links,
    pub now: Moment,
    pub events: Vec<Recorded>,
    pub effects: Vec<Effect>,
    /// What the shop was told.
    pub news: Vec<Message>,
}

impl Desk {
    pub fn new() -> Self {
        Self::with(GATEWAYS, SHOPS)
    }

    /// With every provider there is, of contracts that allow all that the provider can.
    pub fn everywhere() -> Self {
        let gateways = every_gateway();
        let all: Vec<serde_json::Value> = serde_json::from_str(&gateways).unwrap();
        let ids = serde_json::Value::from(all.iter().map(|gateway| gateway["id"].clone()).collect::<Vec<_>>());
        Self::with(&gateways, &SHOPS.replace(r#"["mellat","saman"]"#, &ids.to_string()))
    }

    pub fn with(gateways: &str, shops: &str) -> Self {
        let mut desk = Self {
            gateways: Gateways::read(gateways).unwrap(),
            shops: Shops::read(shops).unwrap(),
            links: Links::new(b"a root secret for tests, 32 long!", "https://pay.example"),
            now: START,
            events: Vec::new(),
            effects: Vec::new(),
            news: Vec::new(),
        };
        desk.tell(Command::Create(Box::new(desk.created("one")))).unwrap();
        desk
    }

    pub fn created(&self, fingerprint: &str) -> Created {
        let shop = ShopId::new("demo").unwrap();
        Created {
            id: self.links.payment_id(&shop, "key", 8),
            shop,
            mode: Mode::Test,
            amount: Rial::new(1_250_000).unwrap(),
            order_id: "A-1001".to_owned(),
            return_url: "https://shop.example/orders/1".to_owned(),
            description: None,
            lines: Vec::new(),
            mobile: None,
            metadata: Default::default(),
            split: Default::default(),
            top_up: None,
            expires_at: START + Span::minutes(30),
            fingerprint: fingerprint.to_owned(),
        }
    }

    pub fn payment(&self) -> Payment {
        Payment::replay(&self.events).unwrap()
    }

    pub fn status(&self) -> PaymentStatus {
        self.payment().standing(self.now).status
    }

    pub fn phase(&self, attempt: u32) -> &'static str {
        self.payment().attempt(attempt).unwrap().phase_name()
    }

    pub fn wait(&mut self, span: Span) {
        self.now = self.now + span;
    }

    /// Tells the payment something; what it asks for stands in `effects`.
    pub fn tell(&mut self, command: Command) -> Result<(), Refusal> {
        let payment = Payment::replay(&self.events);
        let context = Context { now: self.now, gateways: &self.gateways, shops: &self.shops, links: &self.links };
        let decision = decide(payment.as_ref(), command, &context)?;
        self.events.extend(decision.events);
        // What is written down must be all there is: the fold of the events is the payment.
        assert_eq!(self.payment(), decision.payment, "the decision's payment is not the fold of its events");
        self.effects = decision.effects;
        // News are handed over at once, as the shell does behind an answer.
        if self.effects == [Effect::Publish] {
            let news = self.payment().messages(self.now);
            let upto = news.last().map(|message| message.sequence);
            self.news.extend(news);
            self.tell(Command::Published { upto })?;
        }
        Ok(())
    }

    pub fn run(&self, named: Option<&str>) -> Run {
        Run {
            began: self.now,
            named: named.map(|id| dargah_engine::id::GatewayId::new(id).unwrap()),
            method: None,
            without: Vec::new(),
            mobile: Some("09121234567".to_owned()),
            shopper: None,
            health: None,
            // Fresh for each press of the button, as the shell gives it.
            entropy: [u8::try_from(self.events.len()).unwrap_or(0); 16],
        }
    }

    pub fn begin(&mut self, gateway: &str) -> Result<(), Refusal> {
        let run = self.run(Some(gateway));
        self.tell(Command::Begin(Box::new(run)))
    }

    /// The call that the payment asks for.
    pub fn call(&self) -> (u32, OperationKind, Moment) {
        match self.effects.as_slice() {
            [Effect::Call { attempt, operation, sent_at, .. }] => (*attempt, operation.kind(), *sent_at),
            other => panic!("expected one call, found {other:?}"),
        }
    }

    /// Answers the call that the payment asks for.
    pub fn hear(&mut self, outcome: Outcome) {
        let (attempt, call, sent_at) = self.call();
        self.tell(Command::Heard { attempt, call, sent_at, outcome, run: None }).unwrap();
    }

    /// An attempt whose shopper is at the bank's page.
    pub fn at_bank(&mut self, gateway: &str) -> u32 {
        self.begin(gateway).unwrap();
        let (attempt, ..) = self.call();
        self.hear(outcome(Reply::Token(Token(format!("T{attempt}"))), Class::Ok));
        attempt
    }

    pub fn callback(&mut self, attempt: u32, hint: Hint, reference: Option<&str>) {
        let reference = reference.map(|key| Reference { key: key.to_owned(), details: Default::default() });
        let callback = Callback { hint, class: Class::Ok, code: "0".to_owned(), reference };
        self.tell(Command::Callback { attempt, callback, claimed: None }).unwrap();
    }

    /// Answers the claim that the payment asks for.
    pub fn claim(&mut self, ours: Option<bool>) {
        match self.effects.as_slice() {
            [Effect::Claim { attempt, sent_at, .. }] => {
                let (attempt, sent_at) = (*attempt, *sent_at);
                self.tell(Command::ClaimHeard { attempt, sent_at, ours }).unwrap();
            }
            other => panic!("expected one claim, found {other:?}"),
        }
    }

    /// A shopper who paid and came back; the next call is the verify.
    pub fn paid_at_bank(&mut self, gateway: &str, reference: &str) -> u32 {
        let attempt = self.at_bank(gateway);
        self.callback(attempt, Hint::Paid, Some(reference));
        self.claim(Some(true));
        attempt
    }

    /// The same, where the token is being asked for already.
    pub fn paid_at_bank_from_token(&mut self, reference: &str) {
        let (attempt, ..) = self.call();
        self.hear(outcome(Reply::Token(Token(format!("T{attempt}"))), Class::Ok));
        self.callback(attempt, Hint::Paid, Some(reference));
        self.claim(Some(true));
    }

    /// A payment that is paid at `gateway`, with all that this takes there.
    pub fn paid_at(&mut self, gateway: &str) -> u32 {
        let attempt = self.paid_at_bank(gateway, "R1");
        self.hear_paid();
        attempt
    }

    /// The bank confirms, and settles where it is asked to.
    pub fn hear_paid(&mut self) {
        let full = Receipt { amount: Rial::new(1_250_000).ok(), ..Receipt::default() };
        while !self.effects.is_empty() {
            self.hear(done(full.clone()));
        }
        assert_eq!(self.status(), PaymentStatus::Paid);
    }

    /// The shop asks for money back.
    pub fn refund(&mut self, key: &str, rial: i64) -> Result<(), Refusal> {
        self.tell(Command::Refund(wish(key, Some(rial))))
    }

    /// The call for a refund that the payment asks for: its number, what is asked, and when.
    pub fn refund_call(&self) -> (u32, OperationKind, Moment) {
        match self.effects.as_slice() {
            [Effect::Refund { refund, operation, sent_at, .. }] => (*refund, operation.kind(), *sent_at),
            other => panic!("expected one refund, found {other:?}"),
        }
    }

    /// Answers it.
    pub fn hear_refund(&mut self, outcome: Outcome) {
        let (refund, _, sent_at) = self.refund_call();
        self.tell(Command::RefundHeard { refund, sent_at, outcome }).unwrap();
    }

    pub fn refund_phase(&self, refund: u32) -> RefundPhase {
        self.payment().refund(refund).unwrap().phase
    }

    /// A wallet is to pay so much.
    pub fn use_wallet(&mut self, rial: i64) -> Result<(), Refusal> {
        let wallet = WalletId::new("w1").unwrap();
        self.tell(Command::UseWallet(PurseWish { wallet, amount: Rial::new(rial).unwrap() }))
    }

    /// What the books are asked about the wallet's part.
    pub fn wallet_call(&self) -> (WalletDeed, Moment) {
        match self.effects.as_slice() {
            [Effect::Wallet { deed, sent_at, .. }] => (deed.clone(), *sent_at),
            other => panic!("expected one question to the books, found {other:?}"),
        }
    }

    /// Answers it.
    pub fn hear_wallet(&mut self, answer: WalletAnswer) {
        let (_, sent_at) = self.wallet_call();
        self.tell(Command::WalletHeard { sent_at, answer }).unwrap();
    }

    /// A wallet holds so much.
    pub fn held(&mut self, rial: i64) {
        self.use_wallet(rial).unwrap();
        self.hear_wallet(WalletAnswer::Done);
    }

    /// What the shop was told, and under which numbers.
    pub fn told(&self) -> Vec<(u32, Kind)> {
        self.news.iter().map(|message| (message.sequence, message.kind)).collect()
    }

    /// Lets everything happen that happens by itself, without a bank that answers.
    pub fn until_rest(&mut self) {
        while let Some(due) = due_at(&self.payment()) {
            self.now = self.now.max(due);
            self.due();
            assert!(self.effects.is_empty(), "a call is made: {:?}", self.effects);
        }
    }

    pub fn due(&mut self) {
        self.tell(Command::Due).unwrap();
    }

    /// Lets time pass until something is due, and tells the payment.
    pub fn until_due(&mut self) {
        let due = due_at(&self.payment()).expect("nothing is due any more");
        self.now = self.now.max(due);
        self.due();
    }

    pub fn count(&self, fits: impl Fn(&Event) -> bool) -> usize {
        self.events.iter().filter(|recorded| fits(&recorded.event)).count()
    }
}

/// What a shop asks for with a key of its own.
pub fn wish(key: &str, rial: Option<i64>) -> RefundWish {
    let mut entropy = [0; 16];
    entropy.iter_mut().zip(key.bytes()).for_each(|(byte, letter)| *byte = letter);
    RefundWish {
        to: None,
        amount: rial.map(|rial| Rial::new(rial).unwrap()),
        reason: "returned".to_owned(),
        key: key.to_owned(),
        fingerprint: format!("{key} of {rial:?}"),
        entropy,
    }
}

pub fn outcome(reply: Reply, class: Class) -> Outcome {
    Outcome { reply, class, code: "0".to_owned() }
}

pub fn unknown() -> Outcome {
    outcome(Reply::Unknown, Class::Tech)
}

pub fn refused() -> Outcome {
    outcome(Reply::Refused, Class::State)
}

/// What Saman says of a payment it confirms.
pub fn receipt(reference: &str) -> Receipt {
    Receipt {
        amount: Rial::new(1_250_000).ok(),
        order: None,
        terminal: Some("2015".to_owned()),
        details: Default::default(),
        reference: Some(reference.to_owned()),
        rrn: None,
    }
}

pub fn done(receipt: Receipt) -> Outcome {
    outcome(Reply::Done(receipt), Class::Ok)
}
