//! The ledger as the rest of the Worker sees it: tell a payment something, learn what it is now and what is to be done.

use crate::world::World;
use dargah_engine::{
    id::{PaymentId, ShopId},
    payment::{Command, Effect, Payment, Recorded, Refusal},
    problem::{Code, Fault},
};
use serde::{Deserialize, Serialize};
use worker::{Env, Method, Request, RequestInit, Stub};

/// What a ledger object is asked: which payment, and what it is told. Nothing is told to read it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ask {
    pub(crate) payment: PaymentId,
    pub(crate) command: Option<Command>,
}

/// What a ledger object answers.
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
pub(crate) struct RemoteLedger<'a> {
    env: &'a Env,
    shop: &'a ShopId,
}

impl<'a> RemoteLedger<'a> {
    pub(crate) const fn new(env: &'a Env, shop: &'a ShopId) -> Self {
        Self { env, shop }
    }

    fn object(&self, payment: PaymentId) -> worker::Result<Stub> {
        let name = format!("m/{}/{:02x}", self.shop, payment.shard());
        self.env.durable_object("LEDGER")?.get_by_name(&name)
    }
}

impl Ledger for RemoteLedger<'_> {
    async fn tell(&self, payment: PaymentId, command: Option<Command>) -> Result<Step, Fault> {
        let asked = async {
            let mut response = self.object(payment)?.fetch_with_request(post(&Ask { payment, command })?).await?;
            response.json::<Told>().await
        };
        match asked.await {
            Ok(told) => told.into_step(),
            Err(problem) => {
                worker::console_error!("ledger: {problem}");
                Err(Code::Unavailable.into())
            }
        }
    }
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
