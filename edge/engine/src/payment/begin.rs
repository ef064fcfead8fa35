//! The shopper presses the pay button: which gateway, and which one next if it fails before anybody was sent anywhere.

use super::{
    attempt::Attempt,
    command::{Context, Effect, Refusal, Run},
    created::Created,
    decide::Decision,
    event::Event,
    purse::PursePhase,
    state::Payment,
    work::LEASE,
};
use crate::{
    gateway::{Account, Operation, TokenAsk},
    id::{GatewayId, OrderNumber},
    money::Rial,
    routing::{Facts, Weights, choose},
    seal::CallbackTicket,
    time::{Moment, Span},
};
use dargah_wire::{OrderLine, PayMethod};

/// The most attempts of one payment. Far more than a person makes; a script stops here.
const ATTEMPTS_MAX: usize = 20;

/// Gateways that one press of the button may try.
const TRIES_MAX: usize = 3;

/// How long a shopper waits for a bank's page before being told that none can be had.
const PATIENCE: Span = Span::seconds(8);

/// The shopper pays. Never while another attempt may be turning into money (I5, F23, F24).
pub(super) fn begin(decision: &mut Decision, run: &Run, context: &Context<'_>) -> Result<(), Refusal> {
    let payment = &decision.payment;
    payment.must_be_payable(context.now)?;
    // Whether a wallet holds its part is not known: what is left to pay is neither.
    if payment.purse.as_ref().is_some_and(|purse| matches!(purse.phase, PursePhase::Asking(_))) {
        return Err(Refusal::InProgress);
    }
    if payment.attempts.len() >= ATTEMPTS_MAX {
        return Err(Refusal::TooManyAttempts);
    }
    try_next_gateway(decision, run, context)
}

impl Payment {
    /// Whether a shopper may pay it now.
    pub(super) fn must_be_payable(&self, now: Moment) -> Result<(), Refusal> {
        if self.paid_at.is_some() {
            Err(Refusal::Paid)
        } else if self.cancelled_at.is_some() {
            Err(Refusal::Cancelled)
        } else if self.closed.is_some() || now >= self.created.expires_at {
            Err(Refusal::Expired)
        } else if self.is_payable(now) {
            Ok(())
        } else {
            Err(Refusal::InProgress)
        }
    }
}

/// An attempt at the best gateway that this press of the button has not tried yet, with a fresh order number.
pub(super) fn try_next_gateway(decision: &mut Decision, run: &Run, context: &Context<'_>) -> Result<(), Refusal> {
    let (payment, amount) = (&decision.payment, decision.payment.rest());
    let shop = context.shops.get(&payment.created.shop).ok_or(Refusal::NotConfigured)?;
    let tried = |id: &GatewayId| payment.attempts.iter().any(|a| is_of(a, run) && a.gateway == *id);
    // Only what is enabled, in its limits and with credentials is ever chosen; the empty set is a refusal (I19).
    let usable: Vec<&Account> = context.gateways.for_payment(shop, &payment.created, amount, context.now).collect();
    // Whoever presses has chosen how to pay: one gateway is followed by another of the same method alone.
    let named = run.named.as_ref().and_then(|named| usable.iter().find(|account| account.id == *named));
    let method = run.method.or(named.map(|account| account.method())).or(usual_method(&usable));
    let mobile = run.mobile.clone().or_else(|| payment.created.mobile.clone());
    let some = !usable.is_empty();
    let of_method: Vec<&Account> = usable.into_iter().filter(|account| Some(account.method()) == method).collect();
    let asks_little = |account: &&&Account| mobile.is_some() || !account.capabilities().wants_basket;
    if of_method.is_empty() && some {
        return Err(Refusal::NoMethod);
    }
    if !of_method.is_empty() && !of_method.iter().any(|account| asks_little(&account)) {
        return Err(Refusal::MobileNeeded);
    }
    let ids: Vec<GatewayId> =
        of_method.iter().filter(asks_little).map(|account| &account.id).filter(|id| !tried(id)).cloned().collect();
    // What is to be left out is a wish: when nothing else remains, or the shopper names it, it is taken back.
    let wanted: Vec<GatewayId> =
        ids.iter().filter(|id| !run.without.contains(id) || run.named.as_ref() == Some(*id)).cloned().collect();
    let candidates = if wanted.is_empty() { ids } else { wanted };
    let metadata = Some(&payment.created.metadata);
    let method = method.map(PayMethod::as_str);
    let facts = Facts { metadata, method, ..Facts::new(amount, context.now) };
    let weights = Weights::of(&candidates, run.health.as_ref(), &shop.routing.plan(&facts), context.now);
    let attempt = u32::try_from(payment.attempts.len()).unwrap_or(u32::MAX).saturating_add(1);
    // Health says which gateway, and nothing else of a payment (I18).
    let choice = choose(&payment.created.id, attempt, &weights, run.named.as_ref()).ok_or(Refusal::NoGateway)?;
    let ticket = CallbackTicket {
        shop: payment.created.shop.clone(),
        payment: payment.created.id,
        attempt,
        gateway: choice.gateway.clone(),
    };
    let ask = TokenAsk {
        order: OrderNumber::derive(&run.entropy, attempt),
        amount,
        callback_url: context.links.callback(&ticket),
        mobile,
        basket: match context.gateways.get(&choice.gateway) {
            Some(account) if account.capabilities().wants_basket => basket(&payment.created, amount),
            _ => Vec::new(),
        },
    };
    let gateway = choice.gateway.clone();
    let edition = context.gateways.get(&gateway).map(|account| account.edition).unwrap_or_default();
    let operation = Operation::Token(ask.clone());
    decision.record(context.now, Event::AttemptStarted { attempt, ask, choice, lease: context.now + LEASE, edition });
    decision.effects.push(Effect::Call { attempt, gateway, operation, sent_at: context.now });
    Ok(())
}

/// The method that is taken where none is named: the card where there is one, else the only one. Nothing where there are several
/// and no card among them, for somebody has to choose.
#[must_use]
pub(super) fn usual_method(usable: &[&Account]) -> Option<PayMethod> {
    let first = usable.first()?.method();
    let is = |method| usable.iter().any(|account| account.method() == method);
    let only = usable.iter().all(|account| account.method() == first);
    if is(PayMethod::Card) { Some(PayMethod::Card) } else { only.then_some(first) }
}

/// What is bought, for a provider who wants to know: the shop's lines where they make up the amount and none of them is a discount,
/// which no provider's basket has; else one line of the whole.
fn basket(created: &Created, amount: Rial) -> Vec<OrderLine> {
    let sum: i64 = created.lines.iter().map(|line| line.amount).sum();
    let fits = sum == amount.get() && created.lines.iter().all(|line| line.amount > 0);
    if fits {
        return created.lines.clone();
    }
    let title = created.description.clone().unwrap_or_else(|| created.order_id.clone());
    vec![OrderLine { title, quantity: 1, amount: amount.get() }]
}

/// Whether an attempt belongs to a press of the button. Its order number says so; the time does not, for two clocks told it.
fn is_of(attempt: &Attempt, run: &Run) -> bool {
    attempt.ask.order == OrderNumber::derive(&run.entropy, attempt.number)
}

/// Whether a failed token call is followed by another gateway: at most two further tries, inside one patience (F21, F23: the
/// shopper was sent nowhere, so nothing can be paid twice).
pub(super) fn may_fail_over(payment: &Payment, run: &Run, now: Moment) -> bool {
    let tries = payment.attempts.iter().filter(|a| is_of(a, run)).count();
    tries < TRIES_MAX && now < run.began + PATIENCE
}
