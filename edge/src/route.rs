//! Which address is served by what.

mod money;
mod people;
mod wallet;

pub(crate) use money::PayoutWork;
pub(crate) use people::{Door, PeoplePage};
pub(crate) use wallet::WalletPage;

use crate::panel::{admin, apply, books, payout_desk, reconciliations};

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// Is the service up?
    Health,
    /// The health board, for programs.
    Gateways,
    /// The health board, for people.
    Board,
    /// A shop makes a payment.
    CreatePayment,
    /// A shop looks through its payments.
    ListPayments,
    /// A shop's payments in sums.
    Totals,
    /// A shop's payments as a file.
    PaymentsFile,
    /// What a shop has at the operator.
    Balance,
    /// What happened to it.
    BalanceEntries,
    /// Payouts to IBANs, by a shop's key or the operator's.
    Payouts(PayoutWork),
    /// A shop reads a payment.
    ReadPayment(String),
    /// A shop withdraws a payment.
    CancelPayment(String),
    /// A shop asks why a payment stands as it does.
    PaymentLog(String),
    /// A shop gives money back.
    CreateRefund(String),
    /// A shop's payment links.
    PaymentLinks(LinkWork),
    /// The page of a payment link.
    LinkPage(String),
    /// A shop that calls its gateways itself asks which one.
    Decide,
    /// A shop asks why a decision was made.
    ReadDecision(String),
    /// A shop asks what another policy would have brought.
    Estimate,
    /// A shop tells what became of decisions.
    TakeOutcomes,
    /// A shop looks after its webhooks; what it wants, its own object reads.
    Webhooks,
    /// A page of a shop's panel, or a form of one.
    ShopPanel(ShopPage),
    /// An operator looks after payments.
    Operator(OperatorWork),
    /// The form asks what it is to draw.
    Checkout(String),
    /// The shopper pays.
    Pay(String),
    /// The form asks how the payment can be paid.
    Methods(String),
    /// The form asks how it went.
    Status(String),
    /// A browser asks whether it may ask.
    Preflight(String),
    /// A bank sends the shopper back.
    Callback(String),
    /// The hosted page.
    Page(String),
    /// The hosted page's form.
    PagePay(String),
    /// The page that leads to the bank.
    Leave(String),
    /// A shop's way in.
    Apply(apply::Ask),
    /// The operator's desk: applications and shops.
    Desk(admin::Ask),
    /// The operator's settlement files.
    Reconciliations(reconciliations::Ask),
    /// `/admin/books`.
    Books(books::Ask),
    /// The operator's desk of payouts.
    PayoutDesk(payout_desk::Ask),
    /// The panel's ways in, and what people look after.
    People(PeoplePage),
    /// A page or a form of a shopper's wallet.
    Wallet(WalletPage),
    /// The address is there, the method is not; those that are, for the `Allow` header.
    WrongMethod(String),
    /// Nothing is there.
    Nowhere,
}

/// A page of a shop's panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ShopPage {
    Overview,
    Payments,
    PaymentsFile,
    /// One payment: its id.
    Payment(String),
    /// Giving its money back.
    Refund(String),
    Refunds,
    RefundsFile,
    Balance,
    Payouts,
    PayoutsFile,
    Reports,
    DaysFile,
    /// A settlement file of the shop's own: its id.
    Settlement(String),
    /// What differs in it, as a file: its id.
    SettlementFile(String),
    Webhooks,
    /// One endpoint: its id.
    Webhook(String),
    /// What is done with it: its id and the deed.
    WebhookAct(String, String),
    /// What was sent to it as a file: its id.
    DeliveriesFile(String),
    Keys,
    KeysFile,
    /// What is done with a key: its id and the deed.
    KeyAct(String, String),
    Links,
    LinksFile,
    /// One link: its id.
    Link(String),
    /// No more payments by it.
    CloseLink(String),
    Contracts,
    NewContract,
    /// One contract: its id.
    Contract(String),
    /// A call to see whether it works.
    TryContract(String),
    Routing,
    Settings,
}

/// What is done with payment links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkWork {
    /// Makes one.
    Make,
    /// Lists them.
    List,
    /// Reads one.
    Read(String),
    /// Closes one.
    Close(String),
    /// Makes a payment by one.
    Pay(String),
    /// Asks whether a page may.
    Preflight(String),
}

/// What an operator does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OperatorWork {
    /// Lists what needs care, of all shops.
    Open,
    /// Looks at a payment: shop and id.
    Look(String, String),
    /// Says what is known of a payment from outside: shop and id.
    Learn(String, String),
    /// Compares a provider's statement with the ledger.
    Reconcile,
    /// Looks at the operator's own books.
    Books,
    /// Says that a provider has paid the operator.
    Settle,
    /// Compares the report with the ledger.
    CheckReport,
    /// Makes the report what the ledger says.
    RebuildReport,
    /// Lists the stored shops.
    Shops,
    /// Makes a shop.
    MakeShop,
    /// Changes a shop.
    ChangeShop(String),
    /// Makes a key for a shop.
    MakeKey(String),
    /// Ends a key: shop and key.
    EndKey(String, String),
    /// Keeps a contract of a shop.
    SaveContract(String),
}

/// What stands in an address in place of `{…}`; addresses have at most two.
type Names = [String; 2];

/// A row of [`ROUTES`]: method, address, and what is asked for there.
type Row = (&'static str, &'static str, fn(Names) -> Route);

/// Every address and what it takes. Of two addresses that fit, the one that comes first is meant. The API's description,
/// `www/docs/openapi.json`, has these very rows; a test holds the two together.
const ROUTES: &[Row] = &[
    ("GET", "/health", |_| Route::Health),
    ("HEAD", "/health", |_| Route::Health),
    ("GET", "/panel/health", |_| Route::Board),
    ("GET", "/panel/apply", |_| Route::Apply(apply::Ask::Page)),
    ("POST", "/panel/apply", |_| Route::Apply(apply::Ask::Page)),
    ("GET", "/panel/apply/back", |_| Route::Apply(apply::Ask::Page)),
    ("POST", "/panel/apply/start", |_| Route::Apply(apply::Ask::Start)),
    ("GET", "/panel/apply/correct", |_| Route::Apply(apply::Ask::Correct)),
    ("POST", "/panel/apply/correct", |_| Route::Apply(apply::Ask::Correct)),
    ("POST", "/panel/apply/documents", |_| Route::Apply(apply::Ask::Document)),
    ("GET", "/panel/apply/documents/{id}", |[id, _]| Route::Apply(apply::Ask::Fetch(id))),
    ("POST", "/panel/apply/{act}", |[act, _]| Route::Apply(apply::Ask::Act(act))),
    ("GET", "/admin/applications", |_| Route::Desk(admin::Ask::Queue)),
    ("GET", "/admin/applications/{id}", |[id, _]| Route::Desk(admin::Ask::Application(id))),
    ("POST", "/admin/applications/{id}/{act}", |[id, act]| Route::Desk(admin::Ask::Decide(id, act))),
    ("GET", "/admin/applications/{id}/documents/{document}", |[id, document]| {
        Route::Desk(admin::Ask::Fetch(id, document))
    }),
    ("GET", "/admin/shops", |_| Route::Desk(admin::Ask::Shops)),
    ("GET", "/admin/shops/{id}/{act}", |[id, act]| Route::Desk(admin::Ask::Shop(id, act))),
    ("POST", "/admin/shops/{id}/{act}", |[id, act]| Route::Desk(admin::Ask::Shop(id, act))),
    ("GET", "/admin/reconciliations", |_| Route::Reconciliations(reconciliations::Ask::List)),
    ("GET", "/admin/reconciliations/new", |_| Route::Reconciliations(reconciliations::Ask::New)),
    ("POST", "/admin/reconciliations/new", |_| Route::Reconciliations(reconciliations::Ask::New)),
    ("GET", "/admin/reconciliations/{id}", |[id, _]| Route::Reconciliations(reconciliations::Ask::One(id))),
    ("GET", "/admin/reconciliations/{id}/csv", |[id, _]| Route::Reconciliations(reconciliations::Ask::File(id))),
    ("GET", "/v1/gateways", |_| Route::Gateways),
    ("POST", "/v1/payments", |_| Route::CreatePayment),
    ("GET", "/v1/payments", |_| Route::ListPayments),
    ("GET", "/v1/reports/totals", |_| Route::Totals),
    ("GET", "/v1/reports/payments.csv", |_| Route::PaymentsFile),
    ("GET", "/v1/payments/{id}", |[id, _]| Route::ReadPayment(id)),
    ("POST", "/v1/payments/{id}/cancel", |[id, _]| Route::CancelPayment(id)),
    ("GET", "/v1/payments/{id}/events", |[id, _]| Route::PaymentLog(id)),
    ("POST", "/v1/payments/{id}/refunds", |[id, _]| Route::CreateRefund(id)),
    ("GET", "/v1/payment_links", |_| Route::PaymentLinks(LinkWork::List)),
    ("POST", "/v1/payment_links", |_| Route::PaymentLinks(LinkWork::Make)),
    ("GET", "/v1/payment_links/{id}", |[id, _]| Route::PaymentLinks(LinkWork::Read(id))),
    ("POST", "/v1/payment_links/{id}/close", |[id, _]| Route::PaymentLinks(LinkWork::Close(id))),
    ("POST", "/v1/payment_links/{id}/payments", |[id, _]| Route::PaymentLinks(LinkWork::Pay(id))),
    ("OPTIONS", "/v1/payment_links/{id}/payments", |[id, _]| Route::PaymentLinks(LinkWork::Preflight(id))),
    ("GET", "/l/{id}", |[id, _]| Route::LinkPage(id)),
    ("POST", "/l/{id}", |[id, _]| Route::LinkPage(id)),
    ("POST", "/v1/decisions", |_| Route::Decide),
    ("POST", "/v1/decisions/estimate", |_| Route::Estimate),
    ("GET", "/v1/decisions/{id}", |[id, _]| Route::ReadDecision(id)),
    ("POST", "/v1/outcomes", |_| Route::TakeOutcomes),
    ("GET", "/v1/webhook_endpoints", |_| Route::Webhooks),
    ("POST", "/v1/webhook_endpoints", |_| Route::Webhooks),
    ("GET", "/v1/webhook_endpoints/{id}", |_| Route::Webhooks),
    ("DELETE", "/v1/webhook_endpoints/{id}", |_| Route::Webhooks),
    ("POST", "/v1/webhook_endpoints/{id}/rotate", |_| Route::Webhooks),
    ("POST", "/v1/webhook_endpoints/{id}/enable", |_| Route::Webhooks),
    ("POST", "/v1/webhook_endpoints/{id}/disable", |_| Route::Webhooks),
    ("GET", "/v1/webhook_endpoints/{id}/deliveries", |_| Route::Webhooks),
    ("POST", "/v1/webhook_endpoints/{id}/replay", |_| Route::Webhooks),
    ("GET", "/v1/events", |_| Route::Webhooks),
    ("GET", "/v1/events/{id}", |_| Route::Webhooks),
    ("GET", "/v1/operator/open", |_| Route::Operator(OperatorWork::Open)),
    ("GET", "/v1/operator/payments/{shop}/{id}", |[shop, id]| Route::Operator(OperatorWork::Look(shop, id))),
    ("POST", "/v1/operator/payments/{shop}/{id}", |[shop, id]| Route::Operator(OperatorWork::Learn(shop, id))),
    ("POST", "/v1/operator/reconciliations", |_| Route::Operator(OperatorWork::Reconcile)),
    ("GET", "/v1/operator/reports/check", |_| Route::Operator(OperatorWork::CheckReport)),
    ("POST", "/v1/operator/reports/rebuild", |_| Route::Operator(OperatorWork::RebuildReport)),
    ("GET", "/panel", |_| Route::ShopPanel(ShopPage::Overview)),
    ("GET", "/panel/payments", |_| Route::ShopPanel(ShopPage::Payments)),
    ("GET", "/panel/payments.csv", |_| Route::ShopPanel(ShopPage::PaymentsFile)),
    ("GET", "/panel/payments/{id}", |[id, _]| Route::ShopPanel(ShopPage::Payment(id))),
    ("GET", "/panel/payments/{id}/refund", |[id, _]| Route::ShopPanel(ShopPage::Refund(id))),
    ("POST", "/panel/payments/{id}/refund", |[id, _]| Route::ShopPanel(ShopPage::Refund(id))),
    ("GET", "/panel/refunds", |_| Route::ShopPanel(ShopPage::Refunds)),
    ("GET", "/panel/refunds.csv", |_| Route::ShopPanel(ShopPage::RefundsFile)),
    ("GET", "/panel/reports", |_| Route::ShopPanel(ShopPage::Reports)),
    ("GET", "/panel/reports/settlements/{id}", |[id, _]| Route::ShopPanel(ShopPage::Settlement(id))),
    ("GET", "/panel/reports/settlements/{id}/csv", |[id, _]| Route::ShopPanel(ShopPage::SettlementFile(id))),
    ("GET", "/panel/reports.csv", |_| Route::ShopPanel(ShopPage::DaysFile)),
    ("GET", "/panel/webhooks", |_| Route::ShopPanel(ShopPage::Webhooks)),
    ("POST", "/panel/webhooks", |_| Route::ShopPanel(ShopPage::Webhooks)),
    ("GET", "/panel/webhooks/{id}", |[id, _]| Route::ShopPanel(ShopPage::Webhook(id))),
    ("GET", "/panel/webhooks/{id}/deliveries.csv", |[id, _]| Route::ShopPanel(ShopPage::DeliveriesFile(id))),
    ("GET", "/panel/webhooks/{id}/{deed}", |[id, deed]| Route::ShopPanel(ShopPage::WebhookAct(id, deed))),
    ("POST", "/panel/webhooks/{id}/{deed}", |[id, deed]| Route::ShopPanel(ShopPage::WebhookAct(id, deed))),
    ("GET", "/panel/keys", |_| Route::ShopPanel(ShopPage::Keys)),
    ("POST", "/panel/keys", |_| Route::ShopPanel(ShopPage::Keys)),
    ("GET", "/panel/keys.csv", |_| Route::ShopPanel(ShopPage::KeysFile)),
    ("GET", "/panel/keys/{id}/{deed}", |[id, deed]| Route::ShopPanel(ShopPage::KeyAct(id, deed))),
    ("POST", "/panel/keys/{id}/{deed}", |[id, deed]| Route::ShopPanel(ShopPage::KeyAct(id, deed))),
    ("GET", "/panel/links", |_| Route::ShopPanel(ShopPage::Links)),
    ("POST", "/panel/links", |_| Route::ShopPanel(ShopPage::Links)),
    ("GET", "/panel/links.csv", |_| Route::ShopPanel(ShopPage::LinksFile)),
    ("GET", "/panel/links/{id}", |[id, _]| Route::ShopPanel(ShopPage::Link(id))),
    ("GET", "/panel/links/{id}/close", |[id, _]| Route::ShopPanel(ShopPage::CloseLink(id))),
    ("POST", "/panel/links/{id}/close", |[id, _]| Route::ShopPanel(ShopPage::CloseLink(id))),
    ("GET", "/panel/contracts", |_| Route::ShopPanel(ShopPage::Contracts)),
    ("GET", "/panel/contracts/new", |_| Route::ShopPanel(ShopPage::NewContract)),
    ("POST", "/panel/contracts/new", |_| Route::ShopPanel(ShopPage::NewContract)),
    ("GET", "/panel/contracts/{id}", |[id, _]| Route::ShopPanel(ShopPage::Contract(id))),
    ("POST", "/panel/contracts/{id}", |[id, _]| Route::ShopPanel(ShopPage::Contract(id))),
    ("POST", "/panel/contracts/{id}/test", |[id, _]| Route::ShopPanel(ShopPage::TryContract(id))),
    ("GET", "/panel/routing", |_| Route::ShopPanel(ShopPage::Routing)),
    ("POST", "/panel/routing", |_| Route::ShopPanel(ShopPage::Routing)),
    ("GET", "/panel/settings", |_| Route::ShopPanel(ShopPage::Settings)),
    ("POST", "/panel/settings", |_| Route::ShopPanel(ShopPage::Settings)),
    ("GET", "/v1/operator/shops", |_| Route::Operator(OperatorWork::Shops)),
    ("POST", "/v1/operator/shops", |_| Route::Operator(OperatorWork::MakeShop)),
    ("POST", "/v1/operator/shops/{shop}", |[shop, _]| Route::Operator(OperatorWork::ChangeShop(shop))),
    ("POST", "/v1/operator/shops/{shop}/keys", |[shop, _]| Route::Operator(OperatorWork::MakeKey(shop))),
    ("DELETE", "/v1/operator/shops/{shop}/keys/{id}", |[shop, key]| Route::Operator(OperatorWork::EndKey(shop, key))),
    ("POST", "/v1/operator/shops/{shop}/contracts", |[shop, _]| Route::Operator(OperatorWork::SaveContract(shop))),
    ("GET", "/v1/checkout/{token}", |[token, _]| Route::Checkout(token)),
    ("OPTIONS", "/v1/checkout/{token}", |[token, _]| Route::Preflight(token)),
    ("GET", "/v1/checkout/{token}/methods", |[token, _]| Route::Methods(token)),
    ("OPTIONS", "/v1/checkout/{token}/methods", |[token, _]| Route::Preflight(token)),
    ("GET", "/v1/checkout/{token}/status", |[token, _]| Route::Status(token)),
    ("OPTIONS", "/v1/checkout/{token}/status", |[token, _]| Route::Preflight(token)),
    ("POST", "/v1/checkout/{token}/pay", |[token, _]| Route::Pay(token)),
    ("OPTIONS", "/v1/checkout/{token}/pay", |[token, _]| Route::Preflight(token)),
    ("GET", "/v1/callback/{ticket}", |[ticket, _]| Route::Callback(ticket)),
    ("POST", "/v1/callback/{ticket}", |[ticket, _]| Route::Callback(ticket)),
    ("GET", "/pay/{token}", |[token, _]| Route::Page(token)),
    ("POST", "/pay/{token}", |[token, _]| Route::PagePay(token)),
    ("GET", "/pay/{token}/bank", |[token, _]| Route::Leave(token)),
];

/// Every address that there is.
fn rows() -> impl Iterator<Item = &'static Row> + Clone {
    ROUTES.iter().chain(money::ROWS).chain(people::ROWS).chain(wallet::ROWS)
}

impl Route {
    /// What a request asks for. The method is taken letter by letter: one that nobody knows is no `GET`.
    pub(crate) fn of(method: &str, path: &str) -> Self {
        let found = rows().find_map(|(_, address, _)| Some((*address, names(address, path)?)));
        let Some((address, names)) = found else { return Self::Nowhere };
        let here = rows().filter(|(_, other, _)| *other == address);
        match here.clone().find(|(taken, ..)| *taken == method) {
            Some((.., make)) => make(names),
            None => Self::WrongMethod(here.map(|(taken, ..)| *taken).collect::<Vec<_>>().join(", ")),
        }
    }
}

/// What `path` has in place of the names of `address`; nothing if it is another one.
fn names(address: &str, path: &str) -> Option<Names> {
    let mut names = Names::default();
    let mut free = names.iter_mut();
    let (mut wanted, mut found) = (address.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return Some(names),
            (Some(name), Some(part)) if name.starts_with('{') => part.clone_into(free.next()?),
            (Some(name), Some(part)) if name == part => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_there_says_which_methods_it_takes() {
        let wrong = |methods: &str| Route::WrongMethod(methods.to_owned());
        assert_eq!(Route::of("PUT", "/v1/payments"), wrong("POST, GET"));
        assert_eq!(Route::of("GET", "/v1/checkout/cs_1/pay"), wrong("POST, OPTIONS"));
        assert_eq!(Route::of("GET", "/v1/decisions/estimate"), wrong("POST"));
        assert_eq!(Route::of("GET", "/v1/payment"), Route::Nowhere);
        assert_eq!(Route::of("GET", "/v1/payments/pay_1/refunds/1"), Route::Nowhere);
        assert_eq!(Route::of("QUERY", "/v1/gateways"), wrong("GET"));
        assert_eq!(Route::of("GET", "/"), Route::Nowhere);
    }

    #[test]
    fn what_an_address_names_is_handed_on() {
        assert_eq!(Route::of("POST", "/v1/callback/cb_1"), Route::Callback("cb_1".to_owned()));
        let look = OperatorWork::Look("demo".to_owned(), "pay_1".to_owned());
        assert_eq!(Route::of("GET", "/v1/operator/payments/demo/pay_1"), Route::Operator(look));
    }
}
