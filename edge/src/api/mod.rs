//! The routes, each in the file of its subject.

mod balance;
mod books;
mod callback;
mod checkout;
mod decisions;
mod operator;
mod payment_links;
mod payments;
mod payouts;
mod reconcile;
mod refunds;
mod reports;
mod shops;

pub(crate) use checkout::{offers, pay, view as checkout_view, way_to_bank};
pub(crate) use payment_links::{begin as begin_by_link, for_payer as link_for_payer};
pub(crate) use payments::account_of;
pub(crate) use payouts::{STATEMENT_MAX, batch_file, pay_out, payout_account, read_rows, take_rows};
pub(crate) use refunds::give_back;

use crate::{
    board::Board,
    health::{self, Published},
    ledger::RemoteLedger,
    limit, page, panel, reply,
    route::{LinkWork, Route},
    run, wallet,
    world::{self, World},
};
use dargah_engine::{
    config::Shop,
    id::ShopId,
    links::Links,
    payment::Payment,
    problem::{Code, Fault},
    return_link::return_link,
    routing::BoardView,
    seal::CheckoutToken,
    time::Moment,
};
use dargah_wire::{Mode, PaymentStatus, Receipt, StatusView};
use std::rc::Rc;
use worker::{Context, Env, Request, Response, Result};

/// What every route works with.
pub(crate) struct Call {
    pub(crate) world: Rc<World>,
    pub(crate) env: Env,
    pub(crate) context: Context,
    pub(crate) request_id: String,
    pub(crate) caller: Caller,
}

/// Whoever asks, by the key that came: looked up once.
pub(crate) struct Caller {
    pub(crate) key: Option<String>,
    /// The shop whose secret key it is, and the key's mode.
    pub(crate) shop: Option<(ShopId, Mode)>,
}

impl Caller {
    pub(crate) fn of(request: &Request, world: &World) -> Self {
        let key = payments::bearer(request).ok().flatten();
        let found = key.as_deref().and_then(|key| world.shops.by_key(key));
        let shop = found.map(|(shop, mode)| (shop.id.clone(), mode));
        Self { key, shop }
    }
}

/// Answers a request.
pub(crate) async fn answer(route: Route, request: Request, call: &Call) -> Result<Response> {
    let mut response = match limit::check(&request, call).await {
        Ok(()) => serve(route, request, call).await?,
        Err(fault) => call.or_problem(Err(fault))?,
    };
    response.headers_mut().set("x-request-id", &call.request_id)?;
    Ok(response)
}

async fn serve(route: Route, mut request: Request, call: &Call) -> Result<Response> {
    match route {
        Route::Health => reply::json(&serde_json::json!({ "ok": true }), 200),
        Route::Gateways => reply::json(&board(call).await, 200),
        Route::Board => page::board(&request, call).await,
        Route::CreatePayment => call.or_problem(payments::create(request, call).await),
        Route::ListPayments => call.or_problem(reports::list(&request, call).await),
        Route::Totals => call.or_problem(reports::totals(&request, call).await),
        Route::Balance => call.or_problem(balance::read(call).await),
        Route::BalanceEntries => call.or_problem(balance::entries(&request, call).await),
        Route::Payouts(work) => call.or_problem(payouts::answer(work, request, call).await),
        Route::PaymentsFile => call.or_problem(reports::csv(&request, call).await),
        Route::ReadPayment(id) => call.or_problem(payments::read(&id, call).await),
        Route::CancelPayment(id) => call.or_problem(payments::cancel(&id, call).await),
        Route::PaymentLog(id) => call.or_problem(payments::log(&id, call).await),
        Route::CreateRefund(id) => call.or_problem(refunds::create(request, &id, call).await),
        Route::Decide => call.or_problem(decisions::decide(request, call).await),
        Route::ReadDecision(id) => call.or_problem(decisions::read(&id, call).await),
        Route::Estimate => call.or_problem(decisions::estimate(request, call).await),
        Route::TakeOutcomes => call.or_problem(decisions::outcomes(request, call).await),
        Route::Webhooks => call.or_problem(webhooks(request, call).await),
        Route::ShopPanel(page) => panel::pages::answer(page, request, call).await,
        Route::Operator(work) => call.or_problem(operator::answer(work, request, call).await),
        Route::Checkout(token) => checkout::open(request, &token, call, checkout::Wish::Show).await,
        Route::Methods(token) => checkout::open(request, &token, call, checkout::Wish::Methods).await,
        Route::Status(token) => checkout::open(request, &token, call, checkout::Wish::Status).await,
        Route::Pay(token) => checkout::open(request, &token, call, checkout::Wish::Pay).await,
        Route::Preflight(token) => checkout::preflight(&request, &token, call),
        Route::Callback(ticket) => callback::answer(request, &ticket, call).await,
        Route::Page(token) => page::checkout(request, &token, call).await,
        Route::Leave(token) => page::leave(request, &token, call).await,
        Route::PagePay(token) => page::pay(request, &token, call).await,
        Route::Apply(ask) => panel::apply::answer(ask, request, call).await,
        Route::Books(ask) => panel::books::answer(ask, request, call).await,
        Route::PayoutDesk(ask) => panel::payout_desk::answer(ask, request, call).await,
        Route::Reconciliations(ask) => panel::reconciliations::answer(ask, request, call).await,
        Route::Desk(ask) => panel::admin::answer(ask, request, call).await,
        Route::People(wanted) => panel::answer(wanted, request, call).await,
        Route::Wallet(page) => wallet::answer(page, request, call).await,
        Route::PaymentLinks(LinkWork::Make) => call.or_problem(payment_links::make(&mut request, call).await),
        Route::PaymentLinks(LinkWork::List) => call.or_problem(payment_links::list(&request, call).await),
        Route::PaymentLinks(LinkWork::Read(id)) => call.or_problem(payment_links::one(&id, false, call).await),
        Route::PaymentLinks(LinkWork::Close(id)) => call.or_problem(payment_links::one(&id, true, call).await),
        Route::PaymentLinks(LinkWork::Pay(id)) => payment_links::pay(&mut request, &id, call).await,
        Route::PaymentLinks(LinkWork::Preflight(id)) => payment_links::preflight(&request, &id, call).await,
        Route::LinkPage(id) => page::link(request, &id, call).await,
        Route::WrongMethod(allowed) => wrong_method(&allowed, call),
        Route::Nowhere => call.or_problem(Err(Code::NotFound.into())),
    }
}

impl Call {
    /// The answer, or the problem.
    pub(crate) fn or_problem(&self, answer: Result<Response, Fault>) -> Result<Response> {
        match answer {
            Ok(response) => Ok(response),
            Err(fault) => {
                if fault.code == Code::Internal {
                    worker::console_error!("{}: {fault}", self.request_id);
                }
                reply::problem(&fault, &self.request_id, self.world.links.public_url())
            }
        }
    }

    /// Reads a checkout token and finds its shop.
    pub(crate) fn open_token(&self, token: &str) -> Result<(CheckoutToken, &Shop), Fault> {
        let opened = self.world.links.open_checkout(token).ok_or_else(|| Fault::from(Code::PaymentUnknown))?;
        let shop = crate::ledger::shop_of(&self.world, &opened.shop)?;
        Ok((opened, shop))
    }

    /// Does `work` after the answer has gone out.
    pub(crate) fn after(&self, work: impl Future<Output = ()> + 'static) {
        self.context.wait_until(work);
    }

    /// Hands what the shop is to be told over to its webhooks, and what has become of the payment to the report, after the answer
    /// has gone out.
    pub(crate) fn tell_shop(&self, payment: &Payment) {
        let (world, env, payment) = (Rc::clone(&self.world), self.env.clone(), payment.clone());
        let ledger = RemoteLedger::new(&env, &payment.created.shop);
        self.after(async move {
            if let Err(fault) = run::publish(&world, &env, &ledger, &payment).await {
                worker::console_error!("news: {fault}");
            }
        });
    }

    /// A board's health as this isolate knows it, renewed behind the answer.
    pub(crate) async fn health(&self, board: Board) -> Option<Rc<Published>> {
        let (published, renew) = health::current(&self.env, &board).await;
        if renew {
            let env = self.env.clone();
            self.after(async move { health::renew(&env, &board).await });
        }
        published
    }

    /// Sends evidence to the aggregator after the answer has gone out.
    pub(crate) fn report(&self, evidence: Vec<dargah_engine::routing::Evidence>) {
        let env = self.env.clone();
        self.after(async move { health::report(&env, evidence).await });
    }
}

/// Whether a request names somebody whom nobody knows here: a shop or a key that was made a moment ago, elsewhere.
pub(crate) fn is_from_a_stranger(caller: &Caller, route: &Route, world: &World) -> bool {
    let shop = match route {
        Route::Checkout(token)
        | Route::Methods(token)
        | Route::Status(token)
        | Route::Pay(token)
        | Route::Preflight(token)
        | Route::Page(token)
        | Route::PagePay(token)
        | Route::Leave(token) => world.links.open_checkout(token).map(|token| token.shop),
        Route::Callback(ticket) => world.links.open_callback(ticket).map(|ticket| ticket.shop),
        _ => {
            let key = caller.key.as_deref().unwrap_or_default();
            return key.starts_with("sk_") && caller.shop.is_none()
                || key.starts_with("pk_") && world.shops.by_publishable_key(key).is_none();
        }
    };
    shop.is_some_and(|shop| world.shops.get(&shop).is_none())
}

/// Turns whatever went wrong inside into our own fault, with the detail in the log alone.
pub(crate) fn internal(problem: worker::Error) -> Fault {
    worker::console_error!("{problem}");
    Code::Internal.into()
}

/// What a shopper is told of a payment.
pub(crate) fn status_view(payment: &Payment, shop: &Shop, links: &Links, now: Moment) -> StatusView {
    let standing = payment.standing(now);
    let told = standing.status != PaymentStatus::Open || standing.last.is_some();
    StatusView {
        status: standing.status,
        reason: standing.reason,
        last: standing.last,
        can_pay: standing.can_pay,
        expires_at: payment.created.expires_at.0,
        receipt: receipt(payment),
        return_url: (told && !links.is_ours(&payment.created.return_url))
            .then(|| return_link(payment, &shop.signing_secret, now)),
    }
}

/// The address is there, and takes other methods.
fn wrong_method(allowed: &str, call: &Call) -> Result<Response> {
    let mut response = call.or_problem(Err(Code::MethodNotAllowed.into()))?;
    response.headers_mut().set("allow", allowed)?;
    Ok(response)
}

/// What a shopper keeps of a payment that was made.
fn receipt(payment: &Payment) -> Option<Receipt> {
    let paid_at = payment.paid_at?.0;
    let reference = payment.attempt(payment.paid_by?)?.claim()?.reference.key;
    Some(Receipt { reference, paid_at })
}

/// A shop's webhooks, by its secret key: the shop's own object answers.
async fn webhooks(request: Request, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = payments::authenticate(call)?;
    crate::webhooks::ask(&call.env, &shop.id, mode, request, &call.request_id).await
}

/// `GET /v1/gateways`, and what its page shows: how the gateways are. Where nothing is known of them, it says that.
pub(crate) async fn board(call: &Call) -> BoardView {
    let published = health::recent(&call.env).await;
    BoardView::of(&call.world.gateways, published.as_ref().map(|published| &published.snapshot), world::now())
}
