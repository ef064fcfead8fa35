//! The ledger as the rest of the Worker sees it: tell a payment something, learn what it is now and what is to be done.

use crate::world::World;
use dargah_engine::{
    id::{GatewayId, PaymentId, ShopId},
    payment::{Command, Effect, Payment, Recorded, Refusal},
    problem::{Code, Fault},
    time::Moment,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use worker::{Env, Method, Request, RequestInit, Stub};

/// What a ledger object is asked.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ask {
    /// Tell a payment something; nothing is told to read it.
    Tell { payment: PaymentId, command: Option<Command> },
    /// Look whether everything that is due has somebody who wakes for it.
    Sweep,
    /// The payments that need care, a person's or an answer.
    Open,
    /// The payments that were tried at a gateway within these times.
    Tried { gateway: GatewayId, from: Moment, to: Moment },
}

/// What a ledger object answers to [`Ask::Tell`].
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Told {
    /// The payment's events, all of them, and what is to be done now.
    Payment { events: Vec<Recorded>, effects: Vec<Effect> },
    /// Nothing changed.
    Refused(Refusal),
    /// There is no such payment.
    Unknown,
}

/// What a sweep found.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Swept {
    /// Payments whose time was over for a while with nobody caring.
    pub(crate) overdue: u32,
    /// Whether there was no alarm for them.
    pub(crate) armed: bool,
    /// Rows written since the object's instance began.
    pub(crate) rows: u32,
}

/// A payment and what is to be done for it.
pub(crate) struct Step {
    pub(crate) payment: Payment,
    pub(crate) effects: Vec<Effect>,
}

/// Somewhere payments are told things: the object itself, or the way to it from a Worker.
pub(crate) trait Ledger {
    /// Tells `payment` something, or reads it.
    async fn tell(&self, payment: PaymentId, command: Option<Command>) -> Result<Step, Fault>;
}

impl Told {
    pub(crate) fn into_step(self) -> Result<Step, Fault> {
        match self {
            Self::Payment { events, effects } => {
                let payment = Payment::replay(&events).ok_or_else(|| Fault::from(Code::Internal))?;
                Ok(Step { payment, effects })
            }
            Self::Refused(refusal) => Err(refusal.into()),
            Self::Unknown => Err(Code::PaymentUnknown.into()),
        }
    }
}

/// The way to a shop's ledger objects.
#[derive(Clone)]
pub(crate) struct RemoteLedger {
    env: Env,
    shop: ShopId,
}

impl RemoteLedger {
    pub(crate) fn new(env: &Env, shop: &ShopId) -> Self {
        Self { env: env.clone(), shop: shop.clone() }
    }

    fn object(&self, shard: u8) -> worker::Result<Stub> {
        self.env.durable_object("LEDGER")?.get_by_name(&format!("m/{}/{shard:02x}", self.shop))
    }

    /// Asks one of the shop's objects something.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, shard: u8, ask: &Ask) -> Result<T, Fault> {
        let asked = async { self.object(shard)?.fetch_with_request(post(ask)?).await?.json::<T>().await };
        asked.await.map_err(unavailable)
    }

    /// Every event of a payment.
    pub(crate) async fn events(&self, payment: PaymentId) -> Result<Vec<Recorded>, Fault> {
        match self.ask(payment.shard(), &Ask::Tell { payment, command: None }).await? {
            Told::Payment { events, .. } => Ok(events),
            Told::Refused(refusal) => Err(refusal.into()),
            Told::Unknown => Err(Code::PaymentUnknown.into()),
        }
    }
}

impl Ledger for RemoteLedger {
    async fn tell(&self, payment: PaymentId, command: Option<Command>) -> Result<Step, Fault> {
        self.ask::<Told>(payment.shard(), &Ask::Tell { payment, command }).await?.into_step()
    }
}

/// A part of ours that does not answer; with what in the log alone.
pub(crate) fn unavailable(problem: worker::Error) -> Fault {
    worker::console_error!("ledger: {problem}");
    Code::Unavailable.into()
}

/// A JSON request to an object.
pub(crate) fn post<T: Serialize>(body: &T) -> worker::Result<Request> {
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(serde_json::to_string(body)?.into()));
    Request::new_with_init("https://object/", &init)
}

/// What of the configuration a payment's answers need.
pub(crate) fn shop_of<'a>(world: &'a World, shop: &ShopId) -> Result<&'a dargah_engine::config::Shop, Fault> {
    world.shops.get(shop).ok_or_else(|| Code::PaymentUnknown.into())
}
