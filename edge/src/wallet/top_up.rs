//! Filling a wallet: a payment through the smart gateway to the operator's own shop.
//!
//! The payment is made first, the wallet is told of it then, and only then anybody is led to it. Whatever dies in between, nothing counts
//! for the day that no payment stands behind: a payment that nobody was led to runs out, and gives back what it never took.

use super::{Visit, session::Session, stop::Stop};
use crate::{
    books::{
        self,
        wallets::{self, Deed},
    },
    ledger::{Ledger, RemoteLedger},
    page::language::{said, within},
    panel::Form,
    world,
};
use dargah_engine::{
    gateway::Account,
    id::PaymentId,
    money::Rial,
    payment::{Command, Payment, TopUp},
    payment_link::{payable, toman},
    wallet::{Refusal, Standing, Use},
};
use dargah_wire::PaymentStatus;
use dargah_words::text::fill;
use worker::Request;

/// The length of a page's token, which the form sends back.
pub(super) const ONCE: usize = 26;

/// What came of the form.
pub(super) enum Begun {
    /// The shopper goes there.
    At(String),
    /// It was not taken.
    Refused(Trouble),
}

/// Why it was not taken.
pub(super) enum Trouble {
    /// What was typed is no amount.
    Amount,
    /// More than this cannot be filled in now, rial.
    TooMuch(i64),
    /// Less than this no gateway takes, rial.
    TooLittle(i64),
    /// No gateway takes it now.
    NoGateway,
    /// Nothing is left of the day.
    DayIsFull,
    /// It has as much as it may.
    Full,
    /// An operator has stopped it.
    Frozen,
}

impl Trouble {
    /// In words.
    pub(super) fn text(&self, visit: &Visit<'_>) -> String {
        let (t, said) = (visit.texts(), |rial| super::parts::amount(rial, visit.locale));
        match self {
            Self::Amount => visit.locale.page_texts().amount_bad.to_owned(),
            Self::TooMuch(most) => fill(t.too_much, &said(*most)),
            Self::TooLittle(least) => fill(t.too_little, &said(*least)),
            Self::NoGateway => t.no_gateway.to_owned(),
            Self::DayIsFull => t.day_is_full.to_owned(),
            Self::Full => t.is_full.to_owned(),
            Self::Frozen => t.frozen.title.to_owned(),
        }
    }

    /// Why nothing can be filled in at all; nothing where something can.
    pub(super) fn of(standing: &Standing) -> Option<Self> {
        match () {
            () if standing.is_frozen => Some(Self::Frozen),
            () if standing.left.top_up == 0 => Some(Self::DayIsFull),
            () if standing.room == 0 => Some(Self::Full),
            () => None,
        }
    }
}

/// Takes the form.
pub(super) async fn begin(form: &Form, session: &Session, visit: &Visit<'_>) -> Result<Begun, Stop> {
    let (call, shop) = (visit.call, visit.shop()?);
    let typed = form.get("preset").or_else(|| form.get("amount")).unwrap_or_default();
    let once = form.get("once").filter(|once| once.len() == ONCE).ok_or(Stop::Stale)?;
    let refused = |trouble| Ok(Begun::Refused(trouble));
    let Ok(amount) = toman(typed).and_then(payable) else { return refused(Trouble::Amount) };
    let standing = wallets::look(&call.env, session.mode, &session.wallet).await?.ok_or(Stop::SignIn)?;
    let back = within(&call.world.links.wallet_page(), visit.locale);
    let wish = TopUp {
        wallet: &session.wallet,
        mode: session.mode,
        amount,
        title: visit.texts().top_up_title,
        back: &back,
        once,
    };
    let created = wish.payment(shop, &call.world.links, world::now());
    let ledger = RemoteLedger::new(&call.env, &shop.id);
    let link =
        within(&call.world.links.checkout_page(&call.world.links.checkout_token(&shop.id, created.id)), visit.locale);
    let payment = match ledger.tell(created.id, None).await.ok().map(|step| step.payment) {
        // The same page sent again finds its payment. One that is over counts no more, and its page says how it ended.
        Some(known) if known.is_payable(world::now()) => known,
        Some(_) => return Ok(Begun::At(link)),
        None => {
            if let Some(trouble) = Trouble::of(&standing) {
                return refused(trouble);
            }
            if amount.get() > standing.top_up_max() {
                return refused(Trouble::TooMuch(standing.top_up_max()));
            }
            if call.world.gateways.for_payment(shop, &created, amount, world::now()).next().is_none() {
                let open = call.world.gateways.iter().filter(|account| {
                    shop.gateways.contains(&account.id) && account.mode == session.mode && created.admits(account)
                });
                return refused(no_gateway(open, amount));
            }
            ledger.tell(created.id, Some(Command::Create(Box::new(created)))).await?.payment
        }
    };
    let id = payment.created.id;
    let told = wallets::tell(&call.env, session.mode, &session.wallet, Deed::TopUp(id, amount)).await?;
    let Err(refusal) = told else {
        call.tell_shop(&payment);
        return Ok(Begun::At(link));
    };
    let withdrawn = ledger.tell(id, Some(Command::Cancel)).await?.payment;
    call.tell_shop(&withdrawn);
    match refusal {
        Refusal::TooFull { room: 0 } => refused(Trouble::Full),
        Refusal::DayLimit { what: Use::TopUp, left: 0 } => refused(Trouble::DayIsFull),
        Refusal::TooFull { room: most } | Refusal::DayLimit { left: most, .. } => refused(Trouble::TooMuch(most)),
        Refusal::Frozen => refused(Trouble::Frozen),
        other => {
            worker::console_error!("wallet {}: top-up: {other}", session.wallet);
            refused(Trouble::NoGateway)
        }
    }
}

/// Why none of these takes the amount.
fn no_gateway<'a>(open: impl Iterator<Item = &'a Account>, amount: Rial) -> Trouble {
    let limits: Vec<(Rial, Rial)> = open.filter(|account| account.enabled).map(Account::limits).collect();
    let least = limits.iter().map(|(least, _)| *least).min();
    let most = limits.iter().map(|(_, most)| *most).max();
    match (least, most) {
        (Some(least), _) if amount < least => Trouble::TooLittle(least.get()),
        (_, Some(most)) if amount > most => Trouble::TooMuch(most.get()),
        _ => Trouble::NoGateway,
    }
}

/// What became of the payment that a shopper comes back from.
pub(super) enum News {
    /// It filled the wallet, rial.
    Filled(i64),
    /// Nobody knows yet.
    Waiting,
    /// It did not.
    Failed,
}

/// What became of the payment that the address names, if it is one of this wallet's. What is known of it is in the books and the wallet
/// when this is over, so that the page that follows shows it.
pub(super) async fn news(request: &Request, session: &Session, visit: &Visit<'_>) -> Result<Option<News>, Stop> {
    let named = said(request, "dargah_payment").and_then(|id| PaymentId::parse(&id));
    let Some(id) = named else { return Ok(None) };
    let call = visit.call;
    let ledger = RemoteLedger::new(&call.env, &visit.shop()?.id);
    let is_ours = |payment: &Payment| {
        payment.created.top_up.as_ref() == Some(&session.wallet) && payment.created.mode == session.mode
    };
    let Some(mut payment) = ledger.tell(id, None).await.ok().map(|step| step.payment).filter(is_ours) else {
        return Ok(None);
    };
    let standing = payment.standing(world::now());
    // Whoever comes back from a bank without having paid fills it anew or not at all: what was begun is given back at once.
    if standing.status == PaymentStatus::Open && standing.last.is_some() {
        match ledger.tell(id, Some(Command::Cancel)).await {
            Ok(step) => {
                payment = step.payment;
                call.tell_shop(&payment);
            }
            Err(fault) => worker::console_error!("top-up {id}: {fault}"),
        }
    }
    books::tell(&call.env, &call.world, &payment).await?;
    Ok(match payment.standing(world::now()).status {
        PaymentStatus::Paid => Some(News::Filled(payment.created.amount.get())),
        PaymentStatus::Open if standing.last.is_none() => None,
        PaymentStatus::Open | PaymentStatus::Processing | PaymentStatus::Review => Some(News::Waiting),
        PaymentStatus::Failed
        | PaymentStatus::Expired
        | PaymentStatus::Cancelled
        | PaymentStatus::Refunded
        | PaymentStatus::Returned => Some(News::Failed),
    })
}
