//! What is explored: which gateways, how many payments and attempts, and how much may go wrong. Every bound is a number here, so
//! every scene is finite, and a scene that is explored to its end says something about everything within its bounds.

use crate::{
    bank::Manner,
    errand::{Forgery, How},
};
use dargah_engine::{
    config::{Gateways, Shops},
    id::GatewayId,
    links::Links,
    money::Rial,
    payment::{Created, Payment},
    time::{Moment, Span},
};
use dargah_tests::{
    market::{START, id},
    setting::{EDGE, gateways_json, shops_json},
};
use serde_json::json;

/// 125,000 toman.
pub(crate) const AMOUNT: i64 = 1_250_000;

/// How much may happen in a scene.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Payments, sharing one claim registry.
    pub sales: u8,
    /// Attempts of a payment that a shopper or the engine may begin.
    pub attempts: u8,
    /// Calls, claims and deliveries that go otherwise than they should.
    pub faults: u8,
    /// In which ways.
    pub hows: &'static [How],
    /// How often a browser comes back with the same news.
    pub returns: u8,
    /// Callbacks that somebody makes up.
    pub forged: u8,
    /// In which ways.
    pub forgeries: &'static [Forgery],
    /// Withdrawals by the shop.
    pub cancels: u8,
    /// Refunds that the shop asks for.
    pub refunds: u8,
    /// What an operator tells.
    pub lessons: u8,
    /// Jumps of the ledger's clock, five minutes either way.
    pub jumps: u8,
    /// Payments that the bank takes back although they were the shop's.
    pub disputes: u8,
    /// Debits of another amount, or by a bank that keeps money longer than its own window.
    pub odd: u8,
    /// Times that every gateway is switched off.
    pub offs: u8,
    /// Short whiles that pass with nothing due.
    pub ticks: u8,
    /// Alarms that ring late, at the next bound of a window.
    pub late: u8,
    /// Whether handing news to the shop can fail too; otherwise it is done at once.
    pub news: bool,
}

impl Bounds {
    /// One payment, one attempt, nothing out of the ordinary.
    pub const PLAIN: Self = Self {
        sales: 1,
        attempts: 1,
        faults: 0,
        hows: &[],
        returns: 1,
        forged: 0,
        forgeries: &[],
        cancels: 0,
        refunds: 0,
        lessons: 0,
        jumps: 0,
        disputes: 0,
        odd: 0,
        offs: 0,
        ticks: 0,
        late: 1,
        news: false,
    };
}

/// A world to explore.
pub struct Scene {
    /// Its name.
    pub name: &'static str,
    /// How much may happen.
    pub bounds: Bounds,
    pub(crate) names: Vec<GatewayId>,
    pub(crate) manners: Vec<Manner>,
    pub(crate) open: Gateways,
    pub(crate) shut: Gateways,
    pub(crate) shops: Shops,
    pub(crate) links: Links,
}

impl Scene {
    /// A scene at these gateways of the sandbox.
    #[must_use]
    pub fn new(name: &'static str, gateways: &[&str], bounds: Bounds) -> Self {
        let read = |open: bool| {
            let text = gateways_json(|gateway| {
                let ours = gateways.iter().any(|name| gateway["id"] == **name);
                gateway["enabled"] = json!(open && ours);
            });
            Gateways::read(&text).unwrap_or_else(|problem| panic!("{problem}"))
        };
        let open = read(true);
        let names: Vec<GatewayId> = gateways.iter().map(|name| id(name)).collect();
        let manners = names.iter().map(|name| Manner::of(open.get(name).expect("a gateway of the sandbox"))).collect();
        Self {
            name,
            bounds,
            names,
            manners,
            open,
            shut: read(false),
            shops: Shops::read(&shops_json()).unwrap_or_else(|problem| panic!("{problem}")),
            links: Links::new(b"a root secret for tests, 32 long!", EDGE),
        }
    }

    /// The number of a gateway.
    pub(crate) fn gateway(&self, name: &GatewayId) -> u8 {
        self.names.iter().position(|n| n == name).map_or(u8::MAX, |i| i as u8)
    }

    /// What the shop asks for.
    pub(crate) fn created(&self, sale: u8) -> Created {
        let shop = self.shops.iter().next().expect("a shop").id.clone();
        Created {
            id: self.links.payment_id(&shop, &format!("key-{sale}"), 8),
            shop,
            mode: dargah_wire::Mode::Test,
            amount: Rial::new(AMOUNT).expect("an amount"),
            order_id: format!("A-{sale}"),
            return_url: "https://shop.example/orders/1".to_owned(),
            description: None,
            lines: Vec::new(),
            mobile: None,
            metadata: Default::default(),
            split: Default::default(),
            top_up: None,
            expires_at: START + Span::minutes(30),
            fingerprint: format!("sale {sale}"),
        }
    }

    /// The payment that this begins.
    pub(crate) fn payment(&self, sale: u8) -> Payment {
        let context = dargah_engine::payment::Context {
            now: START,
            gateways: &self.open,
            shops: &self.shops,
            links: &self.links,
        };
        let command = dargah_engine::payment::Command::Create(Box::new(self.created(sale)));
        dargah_engine::payment::decide(None, command, &context).expect("a payment").payment
    }

    /// The moment that a clock shows `ms` after the beginning.
    pub(crate) const fn moment(ms: i64) -> Moment {
        Moment(START.0 + ms)
    }
}
