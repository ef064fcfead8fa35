//! The operator's books of one mode.
//!
//! Rows written: a payment's capture costs four (the payment, the gateway's, the shop's, the fees), and the same for what follows
//! it. Everything that is decided together is written without an await between, so no other request comes in between.

use crate::{
    alarm::Alarm,
    books::{
        Ask, Found, Line, MisfitRow, PageRow, Settled, Store, WalletStore, Whole, cases, payouts,
        wallets::{self, Wallets},
    },
    message,
    world::{self, World},
};
use dargah_engine::{
    books::{
        Account, Owner, Refusal, Subject,
        rules::{self, Debtor, Misfit, release, reserve_freed},
    },
    calendar::Day,
    facilitator::{Entry, Fact, Odd, Standing, Wish, parties},
    id::PaymentId,
    money::Rial,
    time::Span,
};
use dargah_wire::BookMisfit;
use worker::{DurableObject, Env, Error, Request, Response, Result, SqlStorage, State, durable_object};

/// The most that one alarm does; the rest follows with the next, at once.
const BATCH: i64 = 200;

/// The least time between alarms.
const REST: Span = Span::seconds(1);

/// How long what cannot be done now waits: a refund is on its way.
const LATER: Span = Span::minutes(10);

/// The money of a settled payment becomes the shop's to take.
const RELEASE: &str = "release";

/// What was kept back of it is free.
const RESERVE: &str = "reserve";

/// The books.
#[durable_object(alarm)]
pub struct BooksKeeper {
    state: State,
    env: Env,
    alarm: Alarm,
    store: Store,
    wallets: WalletStore,
}

impl DurableObject for BooksKeeper {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, alarm: Alarm::default(), store: Store::default(), wallets: WalletStore::default() }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let ask: Ask = message::read(&mut request).await?;
        let sql = self.store.sql(&self.state)?;
        match ask {
            Ask::Facts(facts) => {
                for fact in &facts {
                    self.take(&sql, fact)?;
                }
                message::answer(&())
            }
            Ask::Short(fact) => {
                let books = self.store.load(&sql, &[fact.subject()], fact.accounts())?;
                message::answer(&fact.short(&books))
            }
            Ask::Standing(party) => {
                let newest = self.store.pages(&sql, &Owner::party(&party), None, 1)?;
                let page = newest.first().map(PageRow::page).transpose()?;
                message::answer(&page.as_ref().map(Standing::by).unwrap_or_default())
            }
            Ask::Entries { party, before, limit } => {
                let rows = self.store.pages(&sql, &Owner::party(&party), before, limit)?;
                let full = u32::try_from(rows.len()) == Ok(limit);
                let next = rows.last().map(|row| row.n).filter(|n| full && *n > 1);
                let mut lines = Vec::new();
                for row in rows {
                    lines.extend(Entry::of(row.n, &row.page()?));
                }
                message::answer(&Found { lines, next })
            }
            Ask::Settle { debtor, wish } => {
                let world = World::load(&self.env).await.map_err(Error::RustError)?;
                let settled = self.settle(&sql, debtor, &wish, &world)?;
                self.wake(&sql).await?;
                message::answer(&settled)
            }
            Ask::Accounts => {
                let mut accounts = Vec::new();
                for row in self.store.all(&sql)? {
                    accounts.extend(row.page()?.stands.into_iter().map(|(account, balance)| Line { account, balance }));
                }
                let mut misfits = Vec::new();
                for MisfitRow { fact, at, why } in self.store.misfits(&sql)? {
                    let payment = serde_json::from_str::<Fact>(&fact)?.payment.to_string();
                    misfits.push(BookMisfit { payment, why, at });
                }
                message::answer(&Whole { accounts, misfits })
            }
            Ask::Wallet(ask) => {
                let world = World::load(&self.env).await.map_err(Error::RustError)?;
                let answer = self.wallets(&sql, &world).answer(ask)?;
                self.wake(&sql).await?;
                Ok(answer)
            }
            Ask::Case(case) => message::answer(&cases::look(&self.store, &sql, &case)?),
            Ask::CloseCase { case, into } => message::answer(&cases::close(&self.store, &sql, &case, into)?),
            Ask::Payout(ask) => {
                let world = World::load(&self.env).await.map_err(Error::RustError)?;
                let may_end = ask.may_end();
                let answer = payouts::answer(&self.store, &sql, ask, &world.terms)?;
                if let Some(payout) = may_end {
                    self.wallets(&sql, &world).payout_ended(&payout)?;
                }
                Ok(answer)
            }
            Ask::Sweep => {
                self.wake(&sql).await?;
                message::answer(&())
            }
        }
    }

    async fn alarm(&self) -> Result<Response> {
        self.alarm.rang();
        let world = World::load(&self.env).await.map_err(Error::RustError)?;
        let sql = self.store.sql(&self.state)?;
        for row in self.store.due(&sql, world::now(), BATCH)? {
            match (PaymentId::parse(&row.payment), row.what.as_str()) {
                (Some(payment), wallets::LAPSE) => self.wallets(&sql, &world).lapse(&payment)?,
                (Some(payment), what) => self.let_go(&sql, &world, payment, what)?,
                (None, _) => {}
            }
            self.store.done(&sql, &row)?;
        }
        self.wake(&sql).await?;
        Response::empty()
    }
}

impl BooksKeeper {
    fn wallets<'a>(&'a self, sql: &'a SqlStorage, world: &'a World) -> Wallets<'a> {
        let limits = world.terms.wallet.as_ref().map_or(&[][..], |wallet| &wallet.limits);
        Wallets { sql, books: &self.store, events: &self.wallets, limits, payouts: world.terms.payouts.terms() }
    }

    async fn wake(&self, sql: &SqlStorage) -> Result<()> {
        match self.store.next(sql)? {
            Some(due) => self.alarm.arm(&self.state, due.max(world::now() + REST)).await,
            None => Ok(()),
        }
    }

    /// Posts a fact. One that does not fit is kept for the operator: it is told again all the same, and may fit then.
    fn take(&self, sql: &SqlStorage, fact: &Fact) -> Result<()> {
        let (now, subject) = (world::now(), fact.subject());
        let books = self.store.load(sql, core::slice::from_ref(&subject), fact.accounts())?;
        let posted = match fact.transfers(&books) {
            Ok(transfers) => self.store.post(sql, transfers, &[subject], now)?.map_err(|refusal| refusal.to_string()),
            Err(misfit) => Err(misfit.to_string()),
        };
        let text = serde_json::to_string(fact)?;
        match posted {
            Ok(()) => self.store.fits(sql, &text),
            Err(why) => {
                worker::console_error!("books: {}: {why}", fact.payment);
                self.store.misfit(sql, &text, &why, now)
            }
        }
    }

    fn settle(&self, sql: &SqlStorage, debtor: Debtor, wish: &Wish, world: &World) -> Result<Settled> {
        let now = world::now();
        let settlement = wish.settlement(debtor).ok_or_else(|| Error::RustError("this is no settlement".to_owned()))?;
        let payments = settlement.lines.iter().map(|line| Subject::payment(&line.payment));
        let subjects: Vec<Subject> = payments.chain([settlement.subject.clone()]).collect();
        let books = self.store.load(sql, &subjects, [])?;
        let (transfers, anomalies) = match rules::settlement(&books, &settlement) {
            Ok(found) => found,
            Err(_) => return Ok(Settled::DoneOtherwise),
        };
        let payments: Vec<PaymentId> = transfers
            .iter()
            .filter(|transfer| transfer.id.step() == "settle")
            .filter_map(|transfer| PaymentId::parse(transfer.id.subject().as_str()))
            .collect();
        self.store.post(sql, transfers, &subjects, now)?.map_err(broken)?;
        let day = world.terms.release.release_day(Day::of(now), &world.terms.closed);
        for payment in payments {
            self.store.remember(sql, day.begins().max(now), &payment.to_string(), RELEASE)?;
        }
        Ok(Settled::Posted(anomalies.iter().map(Odd::from).collect()))
    }

    /// Lets the money of a settled payment go to its shop, or what was kept back of it.
    fn let_go(&self, sql: &SqlStorage, world: &World, payment: PaymentId, what: &str) -> Result<()> {
        let (now, subject) = (world::now(), [Subject::payment(&payment)]);
        let books = self.store.load(sql, &subject, [])?;
        let accounts: Vec<Account> = parties(&books, &payment).into_iter().map(Account::Available).collect();
        let books = self.store.load(sql, &subject, accounts)?;
        let rule = &world.terms.release;
        let transfers = match what {
            RELEASE => release(&books, &payment, |party, part| {
                let has = Rial::new(books.free(&Account::Reserve(party.clone()))).unwrap_or(Rial::ZERO);
                rule.keeps(has, part)
            }),
            _ => Ok(reserve_freed(&books, &payment)),
        };
        match transfers {
            Ok(transfers) => {
                let keeps = transfers.iter().any(|transfer| transfer.id.step().ends_with(".kept"));
                self.store.post(sql, transfers, &subject, now)?.map_err(broken)?;
                if keeps {
                    let day = rule.reserve_day(Day::of(now), &world.terms.closed);
                    self.store.remember(sql, day.begins().max(now), &payment.to_string(), RESERVE)?;
                }
                Ok(())
            }
            Err(Misfit::NotNow) => self.store.remember(sql, now + LATER, &payment.to_string(), what),
            Err(misfit) => {
                worker::console_error!("books: {payment}: {what}: {misfit}");
                Ok(())
            }
        }
    }
}

/// What a rule has made of these very books cannot be refused.
fn broken(refusal: Refusal) -> Error {
    Error::RustError(format!("books: {refusal}"))
}
