//! The operator's books: where money that passes the operator's own contracts stands. What a fact is in transfers, and whether they
//! may be, `dargah_engine::books` decides; here it is asked and kept.
//!
//! One object a mode holds them (`books_do.rs`), so no two transfers are decided on the same balance. Facts come behind the answer
//! that made them (`run::publish`) and are told again until the books have them: a notice counts as handed over only then. Told
//! twice they are posted once.

pub(crate) mod cases;
mod payout_store;
pub(crate) mod payouts;
mod store;
mod wallet_store;
pub(crate) mod wallets;
pub(crate) mod withdrawals;

pub(crate) use payout_store::{Kept as KeptPayout, KeptFile};
pub(crate) use store::{MisfitRow, PageRow, Store};
pub(crate) use wallet_store::WalletStore;

use crate::{api::Call, message, world::World};
use dargah_engine::{
    books::{Account, Balance, Party, Subject, rules::Debtor},
    facilitator::{Anomalies, Entry, Fact, Standing, Wish, facts, next_refund},
    money::Rial,
    payment::Payment,
};
use dargah_wire::{BookMisfit, Mode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use worker::{Env, Result};

/// What the books are asked.
#[derive(Serialize, Deserialize)]
pub(crate) enum Ask {
    /// Takes these in. The answer is nothing.
    Facts(Vec<Fact>),
    /// What the shop lacks for a refund that it asks for, rial; nothing, if it has enough: `Option<i64>`.
    Short(Fact),
    /// What a party has: [`Standing`].
    Standing(Party),
    /// What happened to it, the newest first, before an entry's number: [`Found`].
    Entries { party: Party, before: Option<u32>, limit: u32 },
    /// A provider says that it has paid: [`Settled`].
    Settle { debtor: Debtor, wish: Wish },
    /// Every account, and what could not be posted: [`Whole`].
    Accounts,
    /// A case: `Option<Case>`.
    Case(Subject),
    /// Closes it: what stood there, rial, or that there was nothing: `Option<i64>`.
    CloseCase { case: Subject, into: cases::Into },
    /// Something of shoppers' wallets; the answer is said there.
    Wallet(wallets::Ask),
    /// Payouts.
    Payout(payouts::Ask),
    /// What is due, if somebody forgot.
    Sweep,
}

/// A page of what happened.
#[derive(Serialize, Deserialize)]
pub(crate) struct Found {
    pub(crate) lines: Vec<Entry>,
    /// Before which number the next page begins.
    pub(crate) next: Option<u32>,
}

/// What became of a settlement.
#[derive(Serialize, Deserialize)]
pub(crate) enum Settled {
    /// It is posted, now or before; the rows that do not fit.
    Posted(Anomalies),
    /// Another one was posted under its name.
    DoneOtherwise,
}

/// An account and what stands there.
#[derive(Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) account: Account,
    pub(crate) balance: Balance,
}

impl Line {
    /// Both, as the engine takes them.
    pub(crate) const fn pair(&self) -> (&Account, Balance) {
        (&self.account, self.balance)
    }
}

/// The books as the operator looks at them.
#[derive(Serialize, Deserialize)]
pub(crate) struct Whole {
    pub(crate) accounts: Vec<Line>,
    pub(crate) misfits: Vec<BookMisfit>,
}

/// Asks the books of a mode.
pub(crate) async fn ask<A: DeserializeOwned>(env: &Env, mode: Mode, ask: &Ask) -> Result<A> {
    let stub = env.durable_object("BOOKS")?.get_by_name(&format!("books/{}", mode.as_str()))?;
    message::ask(&stub, ask).await
}

/// Tells the books what has become of a payment, as far as it concerns them; and the wallet that it was to fill, if it did not.
pub(crate) async fn tell(env: &Env, world: &World, payment: &Payment) -> Result<()> {
    let mode = payment.created.mode;
    let facts = facts(payment, &world.gateways, &world.terms);
    if !facts.is_empty() {
        ask::<()>(env, mode, &Ask::Facts(facts)).await?;
    }
    if let Some(wallet) = payment.lost_top_up()
        && let Err(refusal) = wallets::tell(env, mode, wallet, wallets::Deed::GiveBack(payment.created.id)).await?
    {
        worker::console_error!("wallet {wallet}: {refusal:?}");
    }
    Ok(())
}

/// What a shop lacks for the next refund of a payment, rial.
pub(crate) async fn short(call: &Call, payment: &Payment, amount: Option<Rial>) -> Result<Option<i64>> {
    match next_refund(payment, amount, &call.world.gateways, &call.world.terms) {
        Some(fact) => ask(&call.env, payment.created.mode, &Ask::Short(fact)).await,
        None => Ok(None),
    }
}

/// What a party has.
pub(crate) async fn standing(env: &Env, mode: Mode, party: Party) -> Result<Standing> {
    ask(env, mode, &Ask::Standing(party)).await
}

/// What happened to a party's money.
pub(crate) async fn entries(env: &Env, mode: Mode, party: Party, before: Option<u32>, limit: u32) -> Result<Found> {
    ask(env, mode, &Ask::Entries { party, before, limit }).await
}
