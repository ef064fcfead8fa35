//! The wire to the banks: each request and each answer may be lost, late or changed, and a bank may do its work after whoever
//! asked has gone. What was seen to happen goes beside the answer as [`CallTruth`], for the auditor alone.

use crate::{
    audit::Acting,
    setting::{account, gateway_number},
    witness::Witness,
    world::{SECOND, Task, World},
};
use dargah_bank::{Fault, Request};
use dargah_engine::{
    gateway::{
        ANSWER_MAX, Answer, Desk, Exchange, HttpRequest, Mark, Next, Operation, OperationKind, Outcome, Provider,
        Silence, Verb,
    },
    payment::{Command, Effect},
    time::Moment,
};
use dargah_tests::setting::BANK;

/// How long a bank's copies may lag behind.
const LAG: i64 = 120 * SECOND;

/// The most exchanges of one operation.
const EXCHANGES_MAX: u8 = 6;

/// How long a shopper waits for one bank's token.
const TOKEN_DEADLINE: i64 = 3 * SECOND;

/// How long any other call may take.
const CALL_DEADLINE: i64 = 10 * SECOND;

/// What a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Attempt(u32),
    Refund(u32),
}

/// What really happened in a call.
#[derive(Clone, Debug)]
pub(crate) struct CallTruth {
    pub(crate) subject: Subject,
    pub(crate) kind: OperationKind,
    pub(crate) gateway: usize,
    /// What the bank had to say came as it was given.
    pub(crate) clear: bool,
    /// The bank's book changed by it.
    pub(crate) moved: bool,
    /// The last answer did not come, or was none.
    pub(crate) silent: bool,
    /// What the call named.
    pub(crate) named: Option<String>,
    /// A copy of the bank answered that had not heard of the payment yet.
    pub(crate) lagged: bool,
    /// When the engine says that it was sent.
    pub(crate) sent_at: i64,
    /// The bank, in its last answer, said another amount than its book has, where it said one.
    pub(crate) misreported: bool,
}

/// A call under way.
pub(crate) struct Waiting {
    operation: Operation,
    gateway: usize,
    sent_at: Moment,
    entropy: [u8; 32],
    session: Option<String>,
    mark: Mark,
    exchanges: u8,
    deadline: i64,
    /// The bank was well, and every answer came as it was given.
    quiet: bool,
    /// What comes back is no answer.
    no_answer: bool,
    truth: CallTruth,
}

/// A request on its way to a bank.
pub(crate) struct Flight {
    process: usize,
    serial: u32,
    sale: usize,
    gateway: usize,
    subject: Subject,
    kind: OperationKind,
    request: Request,
    answer: Way,
    back: i64,
}

/// What becomes of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Whole,
    Lost,
    Html,
    Fault,
    Cut,
    Noise,
    BadGateway,
    Huge,
    Crossed,
}

/// What a caller hears.
pub(crate) enum Heard {
    Http { status: u16, body: String },
    Silence(Silence),
}

/// Gateways whose answer to verify names the payment in every success, so that another payment's success is none for it.
const NAMES_ITSELF: [Provider; 5] =
    [Provider::Saman, Provider::Sadad, Provider::Irankish, Provider::Pasargad, Provider::Zibal];

impl World {
    /// Makes an effect's call.
    pub(crate) fn call(&mut self, number: usize, effect: Effect) {
        let (subject, gateway, operation, sent_at) = match effect {
            Effect::Call { attempt, gateway, operation, sent_at } => {
                (Subject::Attempt(attempt), gateway, operation, sent_at)
            }
            Effect::Refund { refund, gateway, operation, sent_at } => {
                (Subject::Refund(refund), gateway, operation, sent_at)
            }
            Effect::Claim { .. } | Effect::Wallet { .. } | Effect::Publish => return,
        };
        let gateway = gateway_number(&gateway);
        let kind = operation.kind();
        let patience = if kind == OperationKind::Token { TOKEN_DEADLINE } else { CALL_DEADLINE };
        let truth = CallTruth {
            subject,
            kind,
            gateway,
            clear: false,
            moved: false,
            silent: false,
            named: operation.claim().map(|claim| claim.reference.key.clone()),
            misreported: false,
            lagged: false,
            sent_at: sent_at.0,
        };
        let waiting = Waiting {
            operation,
            gateway,
            sent_at,
            entropy: self.dice.bytes(),
            session: self.sessions[gateway].clone(),
            mark: Mark::default(),
            exchanges: 0,
            deadline: self.now + patience,
            quiet: true,
            no_answer: false,
            truth,
        };
        let desk = desk(&waiting, self.ledger_now());
        let first = account(gateway).provider.adapter().ask(&waiting.operation, &desk);
        match first {
            Some(exchange) => self.send(number, waiting, exchange),
            None => self.conclude(number, waiting, Outcome::unmade("the provider has no such operation")),
        }
    }

    fn send(&mut self, number: usize, mut waiting: Waiting, exchange: Exchange) {
        waiting.exchanges += 1;
        if waiting.exchanges > EXCHANGES_MAX {
            return self.conclude(number, waiting, Outcome::unmade("too many exchanges"));
        }
        if let Some(given) = exchange.session {
            self.sessions[waiting.gateway] = Some(given.clone());
            waiting.session = Some(given);
        }
        waiting.mark = exchange.mark;
        let (sale, serial) = (self.processes[number].sale, self.processes[number].serial + 1);
        self.processes[number].serial = serial;
        self.queue.at(waiting.deadline, Task::Deadline(number, serial));
        let (kind, gateway, subject) = (waiting.truth.kind, waiting.gateway, waiting.truth.subject);
        if self.dice.strikes(self.plan.request_lost) {
            self.say(|| format!("{sale}'s request to {} is lost", Provider::ALL[gateway].as_str()));
            (waiting.quiet, waiting.no_answer) = (false, true);
            if self.dice.below(2) == 0 {
                let wait = self.dice.between(10, 2_000);
                self.queue.at(self.now + wait, Task::Answer(number, serial, Box::new(Heard::Silence(Silence::Broken))));
            }
            self.processes[number].waiting = Some(waiting);
            return;
        }
        let answer = self.way(kind, gateway);
        waiting.quiet &= answer == Way::Whole;
        waiting.no_answer = !matches!(answer, Way::Whole | Way::Crossed);
        let delayed = self.dice.strikes(self.plan.delayed);
        let there = if delayed { self.dice.between(2, 100) * SECOND } else { self.dice.between(5, 300) };
        let back = if delayed { self.dice.between(0, 15) * SECOND } else { self.dice.between(5, 300) };
        self.processes[number].waiting = Some(waiting);
        let request = carried(&exchange.request);
        self.flights.push(Some(Flight {
            process: number,
            serial,
            sale,
            gateway,
            subject,
            kind,
            request,
            answer,
            back,
        }));
        self.queue.at(self.now + there, Task::Arrive(self.flights.len() - 1));
    }

    fn way(&mut self, kind: OperationKind, gateway: usize) -> Way {
        if self.dice.strikes(self.plan.answer_lost) {
            return Way::Lost;
        }
        if self.dice.strikes(self.plan.crossed)
            && kind == OperationKind::Verify
            && NAMES_ITSELF.contains(&Provider::ALL[gateway])
        {
            return Way::Crossed;
        }
        if self.dice.strikes(self.plan.mangled) {
            return self.dice.one(&[Way::Html, Way::Fault, Way::Cut, Way::Noise, Way::BadGateway, Way::Huge]);
        }
        Way::Whole
    }

    /// A request reaches its bank, whether or not anybody still waits for the answer.
    pub(crate) fn arrive(&mut self, number: usize) {
        let Some(flight) = self.flights[number].take() else { return };
        let Flight { process, serial, sale, gateway, subject, kind, request, answer, back } = flight;
        let (now, entropy) = (self.bank_now(), self.dice.bytes());
        // What time did by itself is nobody's doing.
        self.catch_up(gateway);
        let settings = &self.banks[gateway].settings;
        let fault = match kind {
            OperationKind::Token => &settings.token,
            OperationKind::Verify => &settings.verify,
            OperationKind::Settle => &settings.settle,
            OperationKind::Inquire => &settings.inquiry,
            OperationKind::Reverse => &settings.reverse,
            OperationKind::Refund => &settings.refund,
            OperationKind::Eligible => &settings.eligible,
        };
        // An operation may take an inquiry first, or a login.
        let quiet =
            [fault, &settings.inquiry, &settings.token].iter().all(|fault| matches!(fault, Fault::Ok | Fault::Slow))
                && !settings.lose_answer;
        let misreports = settings.wrong_amount;
        let lags = self.lags(gateway, process, kind);
        let response = match &self.copies[gateway] {
            Some((_, _, copy)) if lags => copy.clone().handle(&request, now, entropy),
            _ => self.banks[gateway].handle(&request, now, entropy),
        };
        if lags {
            self.met(Witness::Lagged);
        }
        let bank = &mut self.banks[gateway];
        let acting = Acting { sale, subject: Some(subject), kind };
        let moved = self.audit.reads_book(gateway, bank, acting, self.now);
        let waits = self.processes[process].serial == serial && self.processes[process].waiting.is_some();
        if self.log.is_some() {
            let body: String = response.body.chars().take(160).collect();
            let name = Provider::ALL[gateway].as_str();
            self.say(|| {
                format!(
                    "{name} answers {sale}'s {kind:?}: {} {body} (moved {moved}, {answer:?}, waits {waits})",
                    response.status
                )
            });
        }
        if !waits && moved {
            self.met(Witness::DelayedWork);
        }
        if let (true, Some(waiting)) = (waits, &mut self.processes[process].waiting) {
            waiting.truth.moved |= moved;
            waiting.quiet &= quiet && !lags;
            // A fault need not strike: work that was done and answered was not struck.
            waiting.truth.clear = waiting.quiet || (moved && response.status < 300 && answer == Way::Whole);
            waiting.truth.misreported = misreports;
            waiting.truth.lagged = lags;
        }
        let crossed = self.overheard[gateway].clone().filter(|(whose, ..)| *whose != sale);
        if kind == OperationKind::Verify && moved && response.status < 300 {
            self.overheard[gateway] = Some((sale, response.status, response.body.clone()));
        }
        let heard = match answer {
            Way::Whole => Heard::Http { status: response.status, body: response.body },
            Way::Lost => return,
            Way::Html => Heard::Http { status: 502, body: "<!doctype html><title>502</title>".to_owned() },
            Way::Fault => Heard::Http { status: 500, body: SOAP_FAULT.to_owned() },
            // Where the status is the answer, half a body is a whole answer: the connection breaks instead.
            Way::Cut if Provider::ALL[gateway] == Provider::Asanpardakht => Heard::Silence(Silence::Broken),
            Way::Cut => {
                let end = response.body.char_indices().nth(response.body.chars().count() / 2).map_or(0, |(at, _)| at);
                Heard::Http { status: response.status, body: response.body[..end].to_owned() }
            }
            Way::Noise => Heard::Http { status: 502, body: "\u{0}\u{1}\u{fffd}".to_owned() },
            Way::BadGateway => Heard::Http { status: 504, body: String::new() },
            Way::Huge => Heard::Silence(Silence::TooLong),
            Way::Crossed => match crossed {
                Some((_, status, body)) => {
                    self.met(Witness::Crossed);
                    Heard::Http { status, body }
                }
                None => Heard::Silence(Silence::Broken),
            },
        };
        let wait = back + i64::try_from(response.delay_ms).unwrap_or(0);
        self.queue.at(self.now + wait, Task::Answer(process, serial, Box::new(heard)));
    }

    /// Whether a copy of the bank answers that has not heard of the payment yet.
    fn lags(&mut self, gateway: usize, process: usize, kind: OperationKind) -> bool {
        let asks = matches!(kind, OperationKind::Verify | OperationKind::Inquire);
        if !asks || !self.dice.strikes(self.plan.lag) {
            return false;
        }
        let claim = self.processes[process].waiting.as_ref().and_then(|waiting| waiting.operation.claim());
        let copy = self.copies[gateway].as_ref();
        claim.zip(copy).is_some_and(|(claim, (at, token, bank))| {
            // Of a receipt that somebody forged into this payment's return the copy may have heard: no bank says that it has
            // done something and forgets it.
            let heard = bank.book.by_reference(&claim.reference.key).is_some();
            claim.token.word() == *token && !heard && at + LAG > self.now
        })
    }

    /// Nobody waits any longer.
    pub(crate) fn out_of_patience(&mut self, number: usize, serial: u32) {
        self.answered(number, serial, Heard::Silence(Silence::Timeout));
    }

    /// An answer, or the news that there is none.
    pub(crate) fn answered(&mut self, number: usize, serial: u32, heard: Heard) {
        let process = &mut self.processes[number];
        if process.serial != serial {
            return;
        }
        let Some(mut waiting) = process.waiting.take() else { return };
        let answer = match &heard {
            Heard::Http { body, .. } if body.len() > ANSWER_MAX => Answer::Silence(Silence::TooLong),
            Heard::Http { status, body } => Answer::Http { status: *status, body: body.as_bytes() },
            Heard::Silence(silence) => Answer::Silence(*silence),
        };
        waiting.truth.silent = waiting.no_answer || !matches!(answer, Answer::Http { .. });
        waiting.truth.clear &= !waiting.truth.silent;
        let desk = desk(&waiting, self.ledger_now());
        let adapter = account(waiting.gateway).provider.adapter();
        match adapter.hear(&waiting.operation, &desk, &waiting.mark, &answer) {
            Next::Ask(more) => self.send(number, waiting, more),
            Next::Done(outcome) => self.conclude(number, waiting, outcome),
        }
    }

    fn conclude(&mut self, number: usize, waiting: Waiting, outcome: Outcome) {
        let Waiting { truth, sent_at, .. } = waiting;
        let command = match truth.subject {
            Subject::Attempt(attempt) => Command::Heard { attempt, call: truth.kind, sent_at, outcome, run: None },
            Subject::Refund(refund) => Command::RefundHeard { refund, sent_at, outcome },
        };
        self.call_is_over(number, command, truth);
    }
}

const SOAP_FAULT: &str = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Server</faultcode><faultstring>0</faultstring></s:Fault></s:Body></s:Envelope>";

fn desk(waiting: &Waiting, now: Moment) -> Desk<'_> {
    let (session, entropy) = (waiting.session.as_deref(), &waiting.entropy);
    Desk { account: account(waiting.gateway), now, entropy, session }
}

fn carried(request: &HttpRequest) -> Request {
    let target = request.url.strip_prefix(BANK).unwrap_or_else(|| panic!("not a bank's: {}", request.url));
    let mut carried = match request.verb {
        Verb::Get => Request::get(target),
        Verb::Post => Request::post(target, "", request.body.as_str()),
    };
    carried.headers = request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    carried.with_header("host", "bank.example").with_header("x-forwarded-proto", "https")
}
