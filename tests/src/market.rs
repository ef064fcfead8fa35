//! Payments, banks and what stands between them: the engine decides, the sandbox banks answer, time is a number.
//!
//! It does for the engine what the Worker does: keeps the events, registers claims, carries requests to banks. It can be
//! cloned in the middle of anything, so one story can be told on in many ways.

use crate::{
    fate::{Blow, Fate, Place},
    setting::{BANK, Setting},
};
use dargah_bank::{Bank, Kind, Request, Response};
use dargah_engine::{
    gateway::{Account, Answer, Desk, HttpRequest, Mark, Next, Operation, Outcome, Verb},
    id::{GatewayId, PaymentId, ShopId},
    money::Rial,
    payment::{Command, Context, Created, Effect, Payment, Recorded, Refusal, Run, WalletAnswer, decide, due_at},
    time::{Moment, Span},
    webhook::Message,
};
use dargah_wire::Mode;
use std::{collections::BTreeMap, rc::Rc};

/// When every story begins.
pub const START: Moment = Moment(1_700_000_000_000);

/// How long what is overdue may lie until a sweep finds it.
const SWEEP: Span = Span::minutes(5);

/// The answer of a bank, on its way to the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub body: Vec<u8>,
}

/// One answer as an adapter heard it: what was asked, from which desk, and how far the operation was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hearing {
    /// The gateway.
    pub gateway: GatewayId,
    /// What was asked for.
    pub operation: Operation,
    /// When.
    pub now: Moment,
    /// The operation's random bytes.
    pub entropy: [u8; 32],
    /// The session that was held.
    pub session: Option<String>,
    /// Where in the operation it was.
    pub mark: Mark,
    /// The answer.
    pub answer: Carried,
}

impl Hearing {
    /// Hears it again.
    #[must_use]
    pub fn hear(&self, account: &Account) -> Next {
        let (session, entropy) = (self.session.as_deref(), &self.entropy);
        let desk = Desk { account, now: self.now, entropy, session };
        let answer = Answer::Http { status: self.answer.status, body: &self.answer.body };
        account.provider.adapter().hear(&self.operation, &desk, &self.mark, &answer)
    }
}

/// What is done to answers on their way: it is told the number of the exchange since it was set.
pub type Meddler<'a> = &'a mut dyn FnMut(usize, &HttpRequest, &mut Carried);

/// When a process dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Death {
    /// The effect was written down and not carried out.
    Before,
    /// It was carried out, and what came of it is lost.
    After,
}

/// Nothing.
pub fn leave_alone(_: usize, _: &HttpRequest, _: &mut Carried) {}

/// Payments and banks.
#[derive(Clone)]
pub struct Market {
    /// What does not change.
    pub setting: Rc<Setting>,
    /// The time.
    pub now: Moment,
    /// How far the banks' clocks are ahead of ours.
    pub skew: Span,
    /// Every bank, by name.
    pub banks: BTreeMap<&'static str, Bank>,
    /// Every payment's events.
    pub payments: Vec<Vec<Recorded>>,
    /// Every answer that was heard, in order.
    pub hearings: Vec<Rc<Hearing>>,
    /// How often a process dies that carries an effect out, percent: before it, or after it and before anybody is told.
    pub deaths_percent: u8,
    /// Whether the last one did.
    died: bool,
    /// Everything the shop was told, by its id.
    pub told: BTreeMap<String, Message>,
    /// What is to go wrong, and where.
    pub fate: Fate,
    /// Until when no alarm rings: the last one was lost, and a sweep has to find that out.
    deaf_until: Moment,
    claims: BTreeMap<String, PaymentId>,
    sessions: BTreeMap<GatewayId, String>,
    requests: u64,
}

impl Default for Market {
    fn default() -> Self {
        Self::new()
    }
}

impl Market {
    /// Open, with nothing sold.
    #[must_use]
    pub fn new() -> Self {
        Self {
            setting: Rc::new(Setting::new()),
            now: START,
            skew: Span::ZERO,
            banks: Kind::ALL.into_iter().map(|kind| (kind.name(), Bank::new(kind))).collect(),
            payments: Vec::new(),
            deaths_percent: 0,
            died: false,
            hearings: Vec::new(),
            told: BTreeMap::new(),
            fate: Fate::default(),
            deaf_until: START,
            claims: BTreeMap::new(),
            sessions: BTreeMap::new(),
            requests: 0,
        }
    }

    /// The same with other random bytes.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self { requests: seed << 32, ..Self::new() }
    }

    /// A bank.
    pub fn bank(&mut self, name: &str) -> &mut Bank {
        self.banks.get_mut(name).unwrap_or_else(|| panic!("no bank {name}"))
    }

    /// A gateway's contract.
    #[must_use]
    pub fn account(&self, gateway: &str) -> &Account {
        self.setting.gateways.get(&id(gateway)).unwrap_or_else(|| panic!("no gateway {gateway}"))
    }

    /// A new payment of so many rial; its number.
    pub fn sell(&mut self, rial: i64) -> usize {
        self.payments.push(Vec::new());
        self.sell_again(self.payments.len() - 1, rial);
        self.payments.len() - 1
    }

    /// The shop asks for the payment of this number (again), with the same key.
    pub fn sell_again(&mut self, number: usize, rial: i64) {
        let shop = ShopId::new("demo").unwrap();
        let created = Created {
            id: self.setting.links.payment_id(&shop, &format!("key-{number}"), 8),
            shop,
            mode: Mode::Test,
            amount: Rial::new(rial).unwrap(),
            order_id: format!("A-{number}"),
            return_url: "https://shop.example/orders/1".to_owned(),
            description: None,
            lines: Vec::new(),
            mobile: None,
            metadata: Default::default(),
            split: Default::default(),
            top_up: None,
            expires_at: self.now + Span::minutes(30),
            fingerprint: format!("sale {number}"),
        };
        self.tell(number, Command::Create(Box::new(created)), &mut leave_alone).unwrap();
    }

    /// A payment as its events tell it.
    #[must_use]
    pub fn payment(&self, number: usize) -> Payment {
        Payment::replay(&self.payments[number]).unwrap()
    }

    /// Presses "pay" for one gateway.
    ///
    /// # Errors
    /// The engine's refusal.
    pub fn begin(&mut self, number: usize, gateway: &str, meddler: Meddler<'_>) -> Result<(), Refusal> {
        let mut entropy = [0; 16];
        entropy[..8].copy_from_slice(&(self.payments[number].len() as u64).to_le_bytes());
        entropy[8..].copy_from_slice(&(number as u64).to_le_bytes());
        let run = Run {
            began: self.now,
            named: Some(id(gateway)),
            method: None,
            without: Vec::new(),
            mobile: Some("09121234567".to_owned()),
            shopper: None,
            health: None,
            entropy,
        };
        self.tell(number, Command::Begin(Box::new(run)), meddler)
    }

    /// Tells a payment something and carries out what it asks for, until it asks for nothing.
    ///
    /// # Errors
    /// The engine's refusal; nothing has changed then.
    pub fn tell(&mut self, number: usize, command: Command, meddler: Meddler<'_>) -> Result<(), Refusal> {
        self.tell_within(number, command, None, meddler)
    }

    /// The same within one press of the button: a gateway that gives no token is followed by the next.
    ///
    /// # Errors
    /// The engine's refusal; nothing has changed then.
    pub fn tell_within(
        &mut self,
        number: usize,
        command: Command,
        run: Option<&Run>,
        meddler: Meddler<'_>,
    ) -> Result<(), Refusal> {
        self.died = false;
        let mut counter = 0;
        let mut next = Some(command);
        while let Some(command) = next.take() {
            let payment = Payment::replay(&self.payments[number]);
            let setting = Rc::clone(&self.setting);
            let context =
                Context { now: self.now, gateways: &setting.gateways, shops: &setting.shops, links: &setting.links };
            let decision = decide(payment.as_ref(), command, &context)?;
            let owner = decision.payment.created.id;
            if !self.write(number, decision.events) {
                break;
            }
            let Some(effect) = decision.effects.into_iter().next() else { break };
            let death = self.death();
            self.died |= death.is_some();
            if death == Some(Death::Before) {
                break;
            }
            next = Some(match effect {
                Effect::Claim { attempt, gateway, reference, sent_at } => {
                    let told = self.fate.pass(Place::Claim);
                    let ours = told.is_done().then(|| self.claim(owner, gateway.as_str(), &reference));
                    Command::ClaimHeard { attempt, sent_at, ours: ours.filter(|_| told.is_told()) }
                }
                Effect::Refund { refund, gateway, operation, sent_at } => {
                    let account = setting.gateways.get(&gateway).unwrap();
                    let outcome = self.call_counted(account, &operation, &mut counter, meddler);
                    Command::RefundHeard { refund, sent_at, outcome }
                }
                // No shopper here has a wallet.
                Effect::Wallet { sent_at, .. } => Command::WalletHeard { sent_at, answer: WalletAnswer::Silent },
                Effect::Publish => {
                    let told = self.fate.pass(Place::Publish);
                    let news = Payment::replay(&self.payments[number]).unwrap().messages(self.now);
                    let upto = news.last().map(|message| message.sequence);
                    for message in news.into_iter().filter(|_| told.is_done()) {
                        self.told.entry(message.id.clone()).or_insert(message);
                    }
                    Command::Published { upto: upto.filter(|_| told.is_told()) }
                }
                Effect::Call { attempt, gateway, operation, sent_at } => {
                    let account = setting.gateways.get(&gateway).unwrap();
                    let call = operation.kind();
                    let outcome = self.call_counted(account, &operation, &mut counter, meddler);
                    Command::Heard { attempt, call, sent_at, outcome, run: run.cloned().map(Box::new) }
                }
            });
            if death == Some(Death::After) || self.fate.is_dead() {
                self.died = true;
                break;
            }
        }
        Ok(())
    }

    /// Writes events down. Whether whoever wrote them goes on.
    fn write(&mut self, number: usize, events: Vec<Recorded>) -> bool {
        if events.is_empty() {
            return true;
        }
        let told = self.fate.pass(Place::Write);
        if told.is_done() {
            self.payments[number].extend(events);
        }
        self.died |= told != Blow::None;
        told.is_told()
    }

    /// Claims a reference for a payment: whether it is the payment's.
    pub fn claim(&mut self, owner: PaymentId, gateway: &str, reference: &str) -> bool {
        let key = dargah_engine::seal::claim_key(self.account(gateway), reference);
        *self.claims.entry(key).or_insert(owner) == owner
    }

    /// Whether the process that carries an effect out dies at it.
    fn death(&mut self) -> Option<Death> {
        if self.deaths_percent == 0 {
            return None;
        }
        let [roll, when, ..] = self.entropy();
        (roll % 100 < self.deaths_percent).then_some(if when < 128 { Death::Before } else { Death::After })
    }

    /// One operation at a bank, with as many exchanges as it takes.
    pub fn call(&mut self, gateway: &str, operation: &Operation) -> Outcome {
        let setting = Rc::clone(&self.setting);
        let account = setting.gateways.get(&id(gateway)).unwrap();
        self.call_counted(account, operation, &mut 0, &mut leave_alone)
    }

    fn call_counted(
        &mut self,
        account: &Account,
        operation: &Operation,
        counter: &mut usize,
        meddler: Meddler<'_>,
    ) -> Outcome {
        let adapter = account.provider.adapter();
        let entropy = self.entropy();
        let mut session = self.sessions.get(&account.id).cloned();
        let desk = Desk { account, now: self.now, entropy: &entropy, session: session.as_deref() };
        let Some(mut exchange) = adapter.ask(operation, &desk) else {
            return Outcome::unmade("the provider has no such operation");
        };
        for step in 0..6 {
            if let Some(given) = exchange.session.take() {
                self.sessions.insert(account.id.clone(), given.clone());
                session = Some(given);
            }
            let Some(mut carried) = self.deliver(&exchange.request, step > 0) else {
                return Outcome::unmade("the process died");
            };
            meddler(*counter, &exchange.request, &mut carried);
            *counter += 1;
            let hearing = Hearing {
                gateway: account.id.clone(),
                operation: operation.clone(),
                now: self.now,
                entropy,
                session: session.clone(),
                mark: exchange.mark,
                answer: carried,
            };
            let next = hearing.hear(account);
            self.hearings.push(Rc::new(hearing));
            match next {
                Next::Ask(more) => exchange = more,
                Next::Done(outcome) => return outcome,
            }
        }
        panic!("an operation that never ends: {operation:?}")
    }

    /// One exchange with a bank, and what is to go wrong with it; nothing if the process dies before it.
    fn deliver(&mut self, request: &HttpRequest, further: bool) -> Option<Carried> {
        let told = self.fate.pass(if further { Place::Further } else { Place::Exchange });
        if told == Blow::Before {
            return None;
        }
        let bank = (!told.is_done()).then(|| self.bank(bank_of(request)).clone());
        let response = self.carry(request);
        if let Some(untouched) = bank {
            *self.bank(bank_of(request)) = untouched;
        }
        Some(if told.is_told() {
            Carried { status: response.status, body: response.body.into_bytes() }
        } else {
            Carried { status: 504, body: b"<html>504 Gateway Time-out</html>".to_vec() }
        })
    }

    fn carry(&mut self, request: &HttpRequest) -> Response {
        let target = request.url.strip_prefix(BANK).unwrap_or_else(|| panic!("not a bank's: {}", request.url));
        let mut carried = match request.verb {
            Verb::Get => Request::get(target),
            Verb::Post => Request::post(target, "", request.body.as_str()),
        };
        carried.headers = request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.visit(carried)
    }

    /// A request to a bank, from a server or a browser.
    pub fn visit(&mut self, request: Request) -> Response {
        let name = request.path.trim_start_matches('/').split('/').next().unwrap_or("").to_owned();
        let entropy = self.entropy();
        let now_ms = u64::try_from((self.now + self.skew).0).unwrap();
        let request = request.with_header("host", "bank.example").with_header("x-forwarded-proto", "https");
        self.bank(&name).handle(&request, now_ms, entropy[..16].try_into().unwrap())
    }

    /// Bytes that differ at every use and are the same in every run.
    fn entropy(&mut self) -> [u8; 32] {
        self.requests += 1;
        dargah_engine::seal::hmac_sha256(b"market", &[&self.requests.to_be_bytes()])
    }

    /// Lets time pass, and every payment have what is due when it is due.
    pub fn pass(&mut self, span: Span) {
        let end = self.now + span;
        for _ in 0..10_000 {
            if self.fate.has_lost_alarm() {
                self.deaf_until = self.now + SWEEP;
            }
            let next = (0..self.payments.len()).filter_map(|n| Some((due_at(&self.payment(n))?, n))).min();
            match next.map(|(due, number)| (due.max(self.deaf_until), number)).filter(|(due, _)| *due <= end) {
                Some((due, number)) => {
                    self.now = self.now.max(due);
                    let before = self.payments[number].len();
                    let _ = self.tell(number, Command::Due, &mut leave_alone);
                    let still = due_at(&self.payment(number)).is_some_and(|due| due <= self.now);
                    let idle = still && !self.died && self.payments[number].len() == before;
                    assert!(!idle, "an alarm that does nothing and rings again: {:#?}", self.payments[number]);
                }
                None => break,
            }
        }
        self.now = self.now.max(end);
    }

    /// Lets time pass until nothing is due before `end`, telling the payment whenever something is.
    pub fn settle_down(&mut self, number: usize, end: Span) {
        let end = self.now + end;
        for _ in 0..200 {
            match due_at(&self.payment(number)).filter(|due| *due <= end) {
                Some(due) => {
                    self.now = self.now.max(due);
                    let _ = self.tell(number, Command::Due, &mut leave_alone);
                }
                None => break,
            }
        }
        self.now = self.now.max(end);
    }
}

/// Which bank a request goes to.
fn bank_of(request: &HttpRequest) -> &str {
    let path = request.url.strip_prefix(BANK).unwrap_or_else(|| panic!("not a bank's: {}", request.url));
    path.trim_start_matches('/').split('/').next().unwrap_or("")
}

/// A gateway's id.
#[must_use]
pub fn id(gateway: &str) -> GatewayId {
    GatewayId::new(gateway).unwrap_or_else(|_| panic!("{gateway} is no id"))
}
