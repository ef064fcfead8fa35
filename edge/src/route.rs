//! Which address is served by what.

use worker::Method;

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
    /// A shop reads a payment.
    ReadPayment(String),
    /// A shop withdraws a payment.
    CancelPayment(String),
    /// A shop asks why a payment stands as it does.
    PaymentLog(String),
    /// A shop gives money back.
    CreateRefund(String),
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
    /// An operator looks after payments.
    Operator(OperatorWork),
    /// The form asks what it is to draw.
    Checkout(String),
    /// The shopper pays.
    Pay(String),
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
    /// The address is there, the method is not.
    WrongMethod,
    /// Nothing is there.
    Nowhere,
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
}

impl Route {
    pub(crate) fn of(method: &Method, path: &str) -> Self {
        use Method::{Get, Head, Options, Post};
        let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let own = |segment: &str| segment.to_owned();
        match (method, segments.as_slice()) {
            (Get | Head, ["health"]) => Self::Health,
            (Get, ["v1", "gateways"]) => Self::Gateways,
            (Get, ["panel", "health"]) => Self::Board,
            (Post, ["v1", "payments"]) => Self::CreatePayment,
            (Get, ["v1", "payments", id]) => Self::ReadPayment(own(id)),
            (Post, ["v1", "payments", id, "cancel"]) => Self::CancelPayment(own(id)),
            (Get, ["v1", "payments", id, "events"]) => Self::PaymentLog(own(id)),
            (Post, ["v1", "payments", id, "refunds"]) => Self::CreateRefund(own(id)),
            (Post, ["v1", "decisions"]) => Self::Decide,
            (Post, ["v1", "decisions", "estimate"]) => Self::Estimate,
            (Get, ["v1", "decisions", id]) if *id != "estimate" => Self::ReadDecision(own(id)),
            (Post, ["v1", "outcomes"]) => Self::TakeOutcomes,
            (_, ["v1", "webhook_endpoints" | "events", ..]) => Self::Webhooks,
            (Get, ["v1", "operator", "open"]) => Self::Operator(OperatorWork::Open),
            (Get, ["v1", "operator", "payments", shop, id]) => Self::Operator(OperatorWork::Look(own(shop), own(id))),
            (Post, ["v1", "operator", "payments", shop, id]) => Self::Operator(OperatorWork::Learn(own(shop), own(id))),
            (Post, ["v1", "operator", "reconciliations"]) => Self::Operator(OperatorWork::Reconcile),
            (Get, ["v1", "checkout", token]) => Self::Checkout(own(token)),
            (Get, ["v1", "checkout", token, "status"]) => Self::Status(own(token)),
            (Post, ["v1", "checkout", token, "pay"]) => Self::Pay(own(token)),
            (Options, ["v1", "checkout", token] | ["v1", "checkout", token, "status" | "pay"]) => {
                Self::Preflight(own(token))
            }
            (Get | Post, ["v1", "callback", ticket]) => Self::Callback(own(ticket)),
            (Get, ["pay", token]) => Self::Page(own(token)),
            (Post, ["pay", token]) => Self::PagePay(own(token)),
            (Get, ["pay", token, "bank"]) => Self::Leave(own(token)),
            (
                _,
                ["health"]
                | ["panel", "health"]
                | ["v1", "gateways" | "payments" | "decisions" | "outcomes"]
                | ["v1", "payments" | "checkout" | "callback" | "decisions", _]
                | ["v1", "payments", _, "cancel" | "events" | "refunds"]
                | ["v1", "operator", "open" | "reconciliations"]
                | ["v1", "operator", "payments", _, _]
                | ["v1", "checkout", _, "status" | "pay"]
                | ["pay", _]
                | ["pay", _, "bank"],
            ) => Self::WrongMethod,
            _ => Self::Nowhere,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_there_says_so_to_another_method() {
        assert_eq!(Route::of(&Method::Put, "/v1/payments"), Route::WrongMethod);
        assert_eq!(Route::of(&Method::Get, "/v1/checkout/cs_1/pay"), Route::WrongMethod);
        assert_eq!(Route::of(&Method::Get, "/v1/payment"), Route::Nowhere);
        assert_eq!(Route::of(&Method::Get, "/"), Route::Nowhere);
        assert_eq!(Route::of(&Method::Post, "/v1/callback/cb_1"), Route::Callback("cb_1".to_owned()));
    }
}
