//! A bank: its switches, its book, and the one way in.
//!
//! Every call takes the same steps: send back what is overdue, read the call, count it, let a fault strike before, instead of
//! or after the work. Providers say only what a call means and how their answers look.

use crate::book::Book;
use crate::control::{Fault, Op, Settings};
use crate::dice::Dice;
use crate::http::{Request, Response};
use crate::page::Brand;
use crate::{
    asanpardakht, digipay, irankish, magic, mellat, parsian, pasargad, sadad, saman, sepehr, snapppay, zarinpal, zibal,
};
use serde::{Deserialize, Serialize};

/// Makes [`Kind`] out of the list of banks: a line each, in the order in which people see them.
macro_rules! banks {
    ($($(#[$doc:meta])* $kind:ident = $name:literal $provider:path;)*) => {
        /// The banks there are.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// Every bank, in the order in which people see them.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$kind),*];

            /// The bank's name in addresses.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            pub(crate) const fn profile(self) -> &'static Profile {
                match self { $(Self::$kind => &<$provider as Provider>::PROFILE,)* }
            }
        }

        impl Bank {
            fn dispatch(&mut self, request: &Request, now_ms: u64, dice: &mut Dice) -> Response {
                match self.kind { $(Kind::$kind => self.serve::<$provider>(request, now_ms, dice),)* }
            }
        }
    };
}

banks! {
    /// Mellat, by Behpardakht: SOAP, verify then settle.
    Mellat = "mellat" mellat::Mellat;
    /// Saman, by SEP: JSON, verify captures.
    Saman = "saman" saman::Saman;
    /// Sadad, by Bank Melli: JSON signed with 3DES, verify captures.
    Sadad = "sadad" sadad::Sadad;
    /// Parsian, by PEC: SOAP, confirm captures.
    Parsian = "parsian" parsian::Parsian;
    /// Iran Kish, version 3: JSON with an AES and RSA envelope, confirm captures.
    Irankish = "irankish" irankish::Irankish;
    /// Pasargad's Dorsa: JSON behind a login, hold or confirm.
    Pasargad = "pasargad" pasargad::Pasargad;
    /// Asan Pardakht: JSON, the HTTP status is the result, verify then settle.
    Asanpardakht = "asanpardakht" asanpardakht::AsanPardakht;
    /// Sepehr, by Mabna: JSON, an advice captures.
    Sepehr = "sepehr" sepehr::Sepehr;
    /// ZarinPal v4, a facilitator: JSON, verify captures, refunds by GraphQL.
    Zarinpal = "zarinpal" zarinpal::ZarinPal;
    /// Zibal, a facilitator: JSON, verify captures.
    Zibal = "zibal" zibal::Zibal;
    /// SnappPay, a lender: JSON behind OAuth, verify then settle, an order made smaller to give a part back.
    Snapppay = "snapppay" snapppay::SnappPay;
    /// TorobPay, a lender by SnappPay's protocol: verify captures.
    Torobpay = "torobpay" snapppay::TorobPay;
    /// DigiPay's universal gateway: JSON behind OAuth, verify captures.
    Digipay = "digipay" digipay::DigiPay;
}

/// What is known of a bank without asking it anything.
pub(crate) struct Profile {
    pub(crate) brand: &'static Brand,
    /// Not verified so long after the payment: the money goes back by itself.
    pub(crate) verify_window_ms: u64,
    /// After how long the bank settles by itself what the shop verified and left.
    pub(crate) settle_window_ms: Option<u64>,
    /// Whether verify alone makes the money the shop's.
    pub(crate) verify_captures: bool,
}

impl Kind {
    /// The bank of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether verify alone makes the money the shop's.
    pub fn verify_captures(self) -> bool {
        self.profile().verify_captures
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
    /// What is known without asking.
    const PROFILE: Profile;
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
        self.dispatch(request, now_ms, &mut dice)
    }

    /// Sends back, or settles, everything whose time ran out.
    pub fn catch_up(&mut self, now_ms: u64) {
        let window = self.settings.window(self.kind.profile().verify_window_ms);
        self.book.reverse_overdue(window, now_ms);
        if let Some(window) = self.kind.profile().settle_window_ms {
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
