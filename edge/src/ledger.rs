//! The ledger as the rest of the Worker sees it: tell a payment something, learn what it is now and what is to be done.

use crate::{message, world::World};
use dargah_engine::{
    id::{GatewayId, PaymentId, ShopId},
    payment::{Command, Effect, Payment, Recorded, Refusal, read_events},
    problem::{Code, Fault},
    time::Moment,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use worker::{Env, Stub};

/// What a ledger object is asked.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ask {
    /// Tell a payment something; nothing is told to read it.
    Tell {
        payment: PaymentId,
        command: Option<Command>,
        /// The version of the stored shops that whoever asks has seen.
        registry: Option<i64>,
    },
    /// Look whether everything that is due has somebody who wakes for it.
    Sweep,
    /// Payments in the order of their ids, from the first behind `after` on.
    Behind { after: Option<PaymentId>, limit: u32 },
    /// These payments, as far as they are there.
    These(Vec<PaymentId>),
    /// The payments that need care, a person's or an answer.
    Open,
    /// The payments that were tried at a gateway within these times.
    Tried { gateway: GatewayId, from: Moment, to: Moment },
}

/// What came of [`Ask::Tell`].
pub(crate) enum Told {
    /// The payment's events as they are stored, the newest `fresh` of them by what it was told, and what is to be done now.
    Payment { events: String, fresh: usize, effects: Vec<Effect> },
    /// Nothing changed.
    Refused(Refusal),
    /// There is no such payment.
    Unknown,
}

/// The first line of what a ledger object answers; the events follow on the next, letter by letter as they are stored.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Head {
    Payment(usize, Vec<Effect>),
    Refused(Refusal),
    Unknown,
}

/// What a sweep found.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Swept {
    /// Payments whose time was over for a while with nobody caring.
    pub(crate) overdue: u32,
    /// Whether there was no alarm for them.
    pub(crate) armed: bool,
}

/// A payment and what is to be done for it.
pub(crate) struct Step {
    pub(crate) payment: Payment,
    /// All that happened to it.
    pub(crate) events: Vec<Recorded>,
    /// How many of the newest were recorded by what it was just told.
    pub(crate) fresh: usize,
    pub(crate) effects: Vec<Effect>,
}

/// Somewhere payments are told things: the object itself, or the way to it from a Worker.
pub(crate) trait Ledger {
    /// Tells `payment` something, or reads it.
    async fn tell(&self, payment: PaymentId, command: Option<Command>) -> Result<Step, Fault>;
}

impl Told {
    /// As text.
    pub(crate) fn write(self) -> worker::Result<String> {
        let (head, events) = match self {
            Self::Payment { events, fresh, effects } => (Head::Payment(fresh, effects), events),
            Self::Refused(refusal) => (Head::Refused(refusal), String::new()),
            Self::Unknown => (Head::Unknown, String::new()),
        };
        let mut text = serde_json::to_string(&head)?;
        text.push('\n');
        text.push_str(&events);
        Ok(text)
    }

    fn read(text: &str) -> worker::Result<Self> {
        let (head, events) = text.split_once('\n').unwrap_or((text, ""));
        Ok(match serde_json::from_str(head)? {
            Head::Payment(fresh, effects) => Self::Payment { events: events.to_owned(), fresh, effects },
            Head::Refused(refusal) => Self::Refused(refusal),
            Head::Unknown => Self::Unknown,
        })
    }

    pub(crate) fn into_step(self) -> Result<Step, Fault> {
        match self {
            Self::Payment { events, fresh, effects } => {
                let events = read_events(&events).map_err(|problem| unavailable(problem.into()))?;
                let payment = Payment::replay(&events).ok_or_else(|| Fault::from(Code::Internal))?;
                Ok(Step { payment, events, fresh, effects })
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
        let asked = async { message::ask(&self.object(shard)?, ask).await };
        asked.await.map_err(unavailable)
    }

    /// Every event of the payments that an object answers with, a payment a line.
    pub(crate) async fn list(&self, shard: u8, ask: &Ask) -> Result<Vec<Vec<Recorded>>, Fault> {
        let asked = async {
            let text = message::ask_text(&self.object(shard)?, ask).await?;
            text.lines().map(|line| Ok(read_events(line)?)).collect::<worker::Result<Vec<_>>>()
        };
        asked.await.map_err(unavailable)
    }

    async fn told(&self, payment: PaymentId, command: Option<Command>) -> Result<Told, Fault> {
        let ask = Ask::Tell { payment, command, registry: World::known_version() };
        let asked = async { Told::read(&message::ask_text(&self.object(payment.shard())?, &ask).await?) };
        asked.await.map_err(unavailable)
    }

    /// Every event of a payment, as it is stored.
    pub(crate) async fn stored(&self, payment: PaymentId) -> Result<String, Fault> {
        match self.told(payment, None).await? {
            Told::Payment { events, .. } => Ok(events),
            Told::Refused(refusal) => Err(refusal.into()),
            Told::Unknown => Err(Code::PaymentUnknown.into()),
        }
    }
}

impl Ledger for RemoteLedger {
    async fn tell(&self, payment: PaymentId, command: Option<Command>) -> Result<Step, Fault> {
        self.told(payment, command).await?.into_step()
    }
}

/// A part of ours that does not answer; with what in the log alone.
pub(crate) fn unavailable(problem: worker::Error) -> Fault {
    worker::console_error!("ledger: {problem}");
    Code::Unavailable.into()
}

/// What of the configuration a payment's answers need.
pub(crate) fn shop_of<'a>(world: &'a World, shop: &ShopId) -> Result<&'a dargah_engine::config::Shop, Fault> {
    world.shops.get(shop).ok_or_else(|| Code::PaymentUnknown.into())
}
