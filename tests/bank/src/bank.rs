//! A bank: its switches, its book, and the one way in.
//!
//! Every call takes the same steps: send back what is overdue, read the call, count it, let a fault strike before, instead of
//! or after the work. Providers say only what a call means and how their answers look.

use crate::book::Book;
use crate::control::{Fault, Op, Settings};
use crate::dice::Dice;
use crate::http::{Request, Response};
use crate::{asanpardakht, irankish, magic, mellat, parsian, pasargad, sadad, saman, sepehr, zarinpal, zibal};
use serde::{Deserialize, Serialize};

/// The banks there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Mellat, by Behpardakht: SOAP, verify then settle.
    Mellat,
    /// Saman, by SEP: JSON, verify captures.
    Saman,
    /// Sadad, by Bank Melli: JSON signed with 3DES, verify captures.
    Sadad,
    /// Parsian, by PEC: SOAP, confirm captures.
    Parsian,
    /// Iran Kish, version 3: JSON with an AES and RSA envelope, confirm captures.
    Irankish,
    /// Asan Pardakht: JSON, the HTTP status is the result, verify then settle.
    Asanpardakht,
    /// Sepehr, by Mabna: JSON, an advice captures.
    Sepehr,
    /// ZarinPal v4, a facilitator: JSON, verify captures, refunds by GraphQL.
    Zarinpal,
    /// Zibal, a facilitator: JSON, verify captures.
    Zibal,
    /// Pasargad's Dorsa: JSON behind a login, hold or confirm.
    Pasargad,
}

impl Kind {
    /// Every bank, in the order in which people see them.
    pub const ALL: [Self; 10] = [
        Self::Mellat,
        Self::Saman,
        Self::Sadad,
        Self::Parsian,
        Self::Irankish,
        Self::Pasargad,
        Self::Asanpardakht,
        Self::Sepehr,
        Self::Zarinpal,
        Self::Zibal,
    ];

    /// The bank's name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mellat => "mellat",
            Self::Saman => "saman",
            Self::Sadad => "sadad",
            Self::Parsian => "parsian",
            Self::Irankish => "irankish",
            Self::Asanpardakht => "asanpardakht",
            Self::Sepehr => "sepehr",
            Self::Zarinpal => "zarinpal",
            Self::Zibal => "zibal",
            Self::Pasargad => "pasargad",
        }
    }

    /// The bank of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether verify alone makes the money the shop's.
    pub fn verify_captures(self) -> bool {
        !matches!(self, Self::Mellat | Self::Pasargad | Self::Asanpardakht)
    }

    fn verify_window_ms(self) -> u64 {
        match self {
            Self::Mellat => mellat::VERIFY_WINDOW_MS,
            Self::Saman => saman::VERIFY_WINDOW_MS,
            Self::Sadad => sadad::VERIFY_WINDOW_MS,
            Self::Parsian => parsian::VERIFY_WINDOW_MS,
            Self::Irankish => irankish::VERIFY_WINDOW_MS,
            Self::Asanpardakht => asanpardakht::VERIFY_WINDOW_MS,
            Self::Sepehr => sepehr::VERIFY_WINDOW_MS,
            Self::Zarinpal => zarinpal::VERIFY_WINDOW_MS,
            Self::Zibal => zibal::VERIFY_WINDOW_MS,
            Self::Pasargad => pasargad::VERIFY_WINDOW_MS,
        }
    }

    /// After how long the bank settles by itself what the shop verified and left.
    fn settle_window_ms(self) -> Option<u64> {
        match self {
            Self::Asanpardakht => Some(asanpardakht::SETTLE_WINDOW_MS),
            Self::Pasargad => Some(pasargad::SETTLE_WINDOW_MS),
            _ => None,
        }
    }
}

/// One bank, whole: everything that must outlive a request is in here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bank {
    /// Which bank it is.
    pub kind: Kind,
    /// What is set to go wrong.
    pub settings: Settings,
    /// What happened.
    pub book: Book,
}

/// What one request's handling has at hand.
pub(crate) struct Desk<'a> {
    pub(crate) bank: &'a mut Bank,
    pub(crate) now_ms: u64,
    pub(crate) dice: &'a mut Dice,
}

/// What a provider adds to the common way of a call.
pub(crate) trait Provider {
    /// A well-formed call.
    type Call;
    /// Reads a request; what cannot be read is answered at once, in the provider's way.
    fn read(request: &Request) -> Result<Self::Call, Response>;
    /// Which operation it is.
    fn op(call: &Self::Call) -> Op;
    /// The transaction that the call names, if the book knows it.
    fn subject(call: &Self::Call, book: &Book) -> Option<u64>;
    /// The amount that a token call names.
    fn amount(call: &Self::Call) -> Option<u64>;
    /// Does the work.
    fn perform(call: &Self::Call, desk: &mut Desk<'_>) -> Response;
    /// The answer that is nothing but this code.
    fn coded(call: &Self::Call, code: &str) -> Response;
    /// The code for "your address is not registered".
    fn stranger_code(op: Op) -> &'static str;
    /// The provider's own way to break down.
    fn broken() -> Response;
}

/// Two megabytes: more than any reader should take, little enough for a test.
const HUGE_BYTES: usize = 2 * 1024 * 1024;

impl Bank {
    /// A bank with an empty book where everything works.
    pub fn new(kind: Kind) -> Self {
        Self { kind, settings: Settings::default(), book: Book::default() }
    }

    /// Answers a request to the bank's own addresses. The path may carry the bank's prefix (`/mellat`) or not.
    pub fn handle(&mut self, request: &Request, now_ms: u64, entropy: [u8; 16]) -> Response {
        self.catch_up(now_ms);
        let mut dice = Dice::new(entropy);
        match self.kind {
            Kind::Mellat => self.serve::<mellat::Mellat>(request, now_ms, &mut dice),
            Kind::Saman => self.serve::<saman::Saman>(request, now_ms, &mut dice),
            Kind::Sadad => self.serve::<sadad::Sadad>(request, now_ms, &mut dice),
            Kind::Parsian => self.serve::<parsian::Parsian>(request, now_ms, &mut dice),
            Kind::Irankish => self.serve::<irankish::Irankish>(request, now_ms, &mut dice),
            Kind::Asanpardakht => self.serve::<asanpardakht::AsanPardakht>(request, now_ms, &mut dice),
            Kind::Sepehr => self.serve::<sepehr::Sepehr>(request, now_ms, &mut dice),
            Kind::Zarinpal => self.serve::<zarinpal::ZarinPal>(request, now_ms, &mut dice),
            Kind::Zibal => self.serve::<zibal::Zibal>(request, now_ms, &mut dice),
            Kind::Pasargad => self.serve::<pasargad::Pasargad>(request, now_ms, &mut dice),
        }
    }

    /// Sends back, or settles, everything whose time ran out.
    pub fn catch_up(&mut self, now_ms: u64) {
        let window = self.settings.window(self.kind.verify_window_ms());
        self.book.reverse_overdue(window, now_ms);
        if let Some(window) = self.kind.settle_window_ms() {
            self.book.settle_overdue(self.settings.window(window), now_ms);
        }
    }

    fn serve<P: Provider>(&mut self, request: &Request, now_ms: u64, dice: &mut Dice) -> Response {
        let call = match P::read(request) {
            Ok(call) => call,
            Err(answer) => return answer,
        };
        let op = P::op(&call);
        let subject = P::subject(&call, &self.book);
        let earlier = subject.map_or(0, |id| self.book.count(id, op));
        let amount = subject.and_then(|id| self.book.get(id)).map(|row| row.amount).or_else(|| P::amount(&call));
        let slow_ms = self.settings.slow_ms;
        let fault = self.fault(op, amount, earlier, dice);
        if let (Some(id), false) = (subject, fault == Fault::Ok) {
            self.book.edit(id, |row| row.note(now_ms, format!("{op:?} met fault {}", String::from(fault.clone()))));
        }
        let desk = &mut Desk { bank: self, now_ms, dice };
        match fault {
            Fault::Ok => P::perform(&call, desk),
            Fault::Slow => P::perform(&call, desk).after(slow_ms),
            Fault::Lost => {
                P::perform(&call, desk);
                Response::html(500, proxy_page("500 Internal Server Error"))
            }
            Fault::LostHang => {
                P::perform(&call, desk);
                timed_out(slow_ms)
            }
            Fault::Hang => timed_out(slow_ms),
            Fault::Down => Response::html(503, proxy_page("503 Service Unavailable")),
            Fault::Html => Response::html(200, proxy_page("سامانه در حال به‌روزرسانی است")),
            Fault::SoapFault => P::broken(),
            Fault::Empty => Response::new(200, "text/plain", ""),
            Fault::Huge => Response::new(200, "text/xml; charset=utf-8", "x".repeat(HUGE_BYTES)),
            Fault::Refuse => P::coded(&call, P::stranger_code(op)),
            Fault::Code(code) => P::coded(&call, &code),
        }
    }

    fn fault(&self, op: Op, amount: Option<u64>, earlier: u32, dice: &mut Dice) -> Fault {
        let magic = amount.filter(|_| self.settings.magic_amounts).and_then(|amount| magic::fault(amount, op, earlier));
        if let Some(fault) = magic {
            return fault;
        }
        let strikes = dice.below(100) < u32::from(self.settings.probability_percent);
        if strikes { self.settings.fault(op) } else { Fault::Ok }
    }
}

fn timed_out(slow_ms: u64) -> Response {
    Response::html(504, proxy_page("504 Gateway Time-out")).after(slow_ms)
}

/// What a proxy in front of a bank says, and what no parser of the bank's answers expects.
fn proxy_page(title: &str) -> String {
    format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body><center><h1>{title}</h1></center><hr></body>\r\n</html>\r\n"
    )
}
