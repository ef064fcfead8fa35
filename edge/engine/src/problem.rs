//! Every error a caller can be told, with its stable code. The edge adds the request's id and sends it as
//! `application/problem+json`.

use crate::payment::Refusal;
use core::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $status:literal $code:literal $title:literal $retryable:literal;)*) => {
        /// A stable code. `www/docs/errors.html` explains each; a test holds the two together.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word for programs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The HTTP status.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            /// What it means, the same each time.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// Whether the same request can succeed later.
            #[must_use]
            pub const fn retryable(self) -> bool {
                match self { $(Self::$variant => $retryable,)* }
            }
        }
    };
}

codes! {
    /// No such route.
    NotFound = 404 "not_found" "There is nothing at this address" false;
    /// The route is there, the method is not.
    MethodNotAllowed = 405 "method_not_allowed" "This address does not take this method" false;
    /// No key, or a key that is nobody's.
    KeyInvalid = 401 "key_invalid" "The secret key is missing or wrong" false;
    /// The shop takes no new payments.
    ShopSuspended = 403 "shop_suspended" "The shop is suspended" false;
    /// A name for people is empty, too long, or more than a line.
    NameInvalid = 422 "name_invalid" "A name must be 1 to 64 characters on one line" false;
    /// An origin that is none.
    OriginInvalid = 422 "origin_invalid" "An origin must be https://host, without a path" false;
    /// No such shop.
    ShopUnknown = 404 "shop_unknown" "There is no such shop" false;
    /// No such key, or it has ended.
    KeyUnknown = 404 "key_unknown" "There is no such key" false;
    /// A payment link whose parts are wrong.
    LinkInvalid = 422 "link_invalid" "The payment link is not as documented" false;
    /// No such payment link, or not the caller's.
    LinkUnknown = 404 "link_unknown" "There is no such payment link" false;
    /// The link is closed, over, or paid as often as it may be.
    LinkEnded = 409 "link_ended" "Nobody can pay by this link any more" false;
    /// The shop has as many as it may.
    TooManyLinks = 409 "too_many_links" "The shop has as many payment links as it may" false;
    /// The shop takes no real money yet.
    ShopNotLive = 409 "shop_not_live" "The shop is not live yet" false;
    /// The shop has as many keys as it may.
    TooManyKeys = 409 "too_many_keys" "The shop has as many keys as it may" false;
    /// The contract misses something that its provider needs.
    ContractInvalid = 422 "contract_invalid" "The contract is not complete" false;
    /// The shop has as many contracts as it may.
    TooManyContracts = 409 "too_many_contracts" "The shop has as many contracts as it may" false;
    /// Another settlement was told under this name.
    SettlementOther = 409 "settlement_other" "Another settlement was told under this name" false;
    /// Too many requests in too short a time.
    RateLimited = 429 "rate_limited" "Too many requests" true;
    /// The body is not JSON by its own declaration.
    ContentTypeUnsupported = 415 "content_type_unsupported" "The body must be application/json" false;
    /// The body is over the limit.
    BodyTooLarge = 413 "body_too_large" "The body is too large" false;
    /// The body is no JSON.
    JsonMalformed = 400 "json_malformed" "The body is not well-formed JSON" false;
    /// The body's shape is wrong.
    BodyInvalid = 422 "body_invalid" "The body does not have the documented shape" false;
    /// The amount is not a positive integer of rial.
    AmountInvalid = 422 "amount_invalid" "The amount must be an integer number of rial" false;
    /// The amount is under the least that banks take.
    AmountTooSmall = 422 "amount_too_small" "The amount is too small" false;
    /// The amount is over the most that is taken.
    AmountTooLarge = 422 "amount_too_large" "The amount is too large" false;
    /// A currency other than IRR.
    CurrencyUnsupported = 422 "currency_unsupported" "The currency must be IRR" false;
    /// The order id is empty or too long.
    OrderIdInvalid = 422 "order_id_invalid" "The order id must be 1 to 64 characters" false;
    /// The return URL is no URL of the shop's.
    ReturnUrlInvalid = 422 "return_url_invalid" "The return URL is not on one of the shop's registered origins" false;
    /// The description is too long.
    DescriptionInvalid = 422 "description_invalid" "The description must be at most 200 characters on one line" false;
    /// A line of the order is none, or they are too many.
    LinesInvalid = 422 "lines_invalid" "The order's lines are not as documented" false;
    /// The mobile number is none.
    MobileInvalid = 422 "mobile_invalid" "The mobile number is not an Iranian one" false;
    /// Who lends wants to know the shopper's mobile number, and nobody told it.
    MobileRequired = 422 "mobile_required" "This method of payment needs the shopper's mobile number" false;
    /// The shop has no such method for this payment.
    MethodUnavailable = 422 "method_unavailable" "This payment cannot be paid by this method" false;
    /// The header is missing.
    IdempotencyKeyMissing = 400 "idempotency_key_missing" "The Idempotency-Key header is required" false;
    /// The header is malformed.
    IdempotencyKeyInvalid = 400 "idempotency_key_invalid" "The Idempotency-Key must be 1 to 255 visible ASCII characters" false;
    /// The same key came with another body.
    IdempotencyKeyReused = 422 "idempotency_key_reused" "This Idempotency-Key was used for another request" false;
    /// No such payment, or not the caller's.
    PaymentUnknown = 404 "payment_unknown" "There is no such payment" false;
    /// It is paid.
    PaymentPaid = 409 "payment_paid" "The payment is paid already" false;
    /// Its time is over.
    PaymentExpired = 409 "payment_expired" "The time to pay is over" false;
    /// A bank's answer is awaited.
    PaymentInProgress = 409 "payment_in_progress" "An earlier attempt is not finished" true;
    /// It was tried too often.
    TooManyAttempts = 409 "too_many_attempts" "The payment was tried too often" false;
    /// The shop withdrew it.
    PaymentCancelled = 409 "payment_cancelled" "The payment was cancelled" false;
    /// It is not paid, so there is nothing to refund.
    PaymentNotPaid = 409 "payment_not_paid" "The payment is not paid" false;
    /// More than is left to refund.
    RefundTooLarge = 422 "refund_too_large" "The refund is more than what is left of the payment" false;
    /// The shop has not so much at the operator.
    BalanceShort = 409 "balance_short" "The shop's balance does not cover it" false;
    /// The provider cannot send it back through its API.
    RefundImpossible = 422 "refund_impossible" "This gateway cannot send this money back" false;
    /// It was refunded too often.
    TooManyRefunds = 409 "too_many_refunds" "The payment was refunded too often" false;
    /// No such refund.
    RefundUnknown = 404 "refund_unknown" "There is no such refund" false;
    /// The reason is missing or too long.
    RefundReasonInvalid = 422 "refund_reason_invalid" "The reason must be 1 to 200 characters on one line" false;
    /// The same key's first request is being carried out.
    RequestInProgress = 409 "request_in_progress" "The same request is being carried out" true;
    /// What an operator says does not fit where the payment stands.
    DoesNotFit = 409 "does_not_fit" "This does not fit where the payment stands" false;
    /// The named gateway cannot take this payment.
    GatewayUnavailable = 422 "gateway_unavailable" "This gateway cannot take this payment" false;
    /// No gateway took the payment now.
    NoGateway = 503 "no_gateway" "No bank can take the payment at the moment" true;
    /// A decision has nobody left to choose from.
    NoCandidate = 422 "no_candidate" "Every candidate is to be left out" false;
    /// A callback that fits no attempt.
    CallbackInvalid = 400 "callback_invalid" "This return from a bank fits no payment" false;
    /// A page that may not use this payment.
    OriginForbidden = 403 "origin_forbidden" "This page's origin is not one of the shop's" false;
    /// The address is none that messages may be sent to.
    WebhookUrlInvalid = 422 "webhook_url_invalid" "The URL is none that webhooks can be sent to" false;
    /// A kind of event that there is not.
    WebhookKindsInvalid = 422 "webhook_kinds_invalid" "The kinds of events are wrong" false;
    /// No such endpoint, or not the caller's.
    EndpointUnknown = 404 "webhook_endpoint_unknown" "There is no such webhook endpoint" false;
    /// The endpoint is switched off.
    EndpointDisabled = 409 "webhook_endpoint_disabled" "The webhook endpoint is disabled" false;
    /// The shop has as many as it may.
    TooManyEndpoints = 409 "too_many_webhook_endpoints" "The shop has as many webhook endpoints as it may" false;
    /// No such event, or not the caller's.
    EventUnknown = 404 "event_unknown" "There is no such event" false;
    /// No such decision, or not the caller's, or no longer kept.
    DecisionUnknown = 404 "decision_unknown" "There is no such decision" false;
    /// A parameter of the address is wrong.
    QueryInvalid = 400 "query_invalid" "A parameter of the address is wrong" false;
    /// A settlement file that cannot be read.
    SettlementFileInvalid = 422 "settlement_file_invalid" "The settlement file cannot be read" false;
    /// No such payout, or not the caller's.
    PayoutUnknown = 404 "payout_unknown" "There is no such payout" false;
    /// No such file of payouts.
    PayoutFileUnknown = 404 "payout_file_unknown" "There is no such file of payouts" false;
    /// Less than the operator pays out.
    PayoutTooSmall = 422 "payout_too_small" "The amount is less than what is paid out" false;
    /// The shop has named no account.
    PayoutAccountMissing = 409 "payout_account_missing" "The shop has no account that is paid out to" false;
    /// A registry says that the account is somebody else's.
    OwnerNotMatched = 409 "owner_not_matched" "The account is not confirmed to be the owner's" false;
    /// What is told does not fit where the payout stands.
    PayoutNotNow = 409 "payout_not_now" "This does not fit where the payout stands" false;
    /// The operator's terms say nothing of the account that pays.
    PayoutsNotSetUp = 409 "payouts_not_set_up" "The operator has not set payouts up" false;
    /// A bank's statement that cannot be read.
    StatementInvalid = 422 "statement_invalid" "The statement cannot be read" false;
    /// Our own fault.
    Internal = 500 "internal" "Something went wrong on our side" true;
    /// A part of ours does not answer.
    Unavailable = 503 "unavailable" "The service is busy; try again" true;
}

impl Code {
    /// When to ask again, seconds, where what is in the way passes by itself. The same request is meant, with the same
    /// idempotency key.
    #[must_use]
    pub const fn retry_after_s(self) -> Option<u32> {
        match self {
            Self::Unavailable => Some(1),
            Self::PaymentInProgress | Self::RequestInProgress => Some(5),
            Self::NoGateway => Some(10),
            Self::RateLimited => Some(60),
            _ => None,
        }
    }

    /// The code of this word, or nothing.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == word)
    }
}

/// An error with what is wrong this time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which.
    pub code: Code,
    /// What is wrong this time; for our own faults, nothing of the inside.
    pub detail: String,
    /// The field or header it is about.
    pub param: Option<&'static str>,
}

impl Fault {
    /// An error of this code.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), param: None }
    }

    /// An error about one field or header.
    #[must_use]
    pub fn of(code: Code, param: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), param: Some(param) }
    }
}

impl From<Code> for Fault {
    fn from(code: Code) -> Self {
        Self::new(code, code.title())
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal {
            Refusal::MadeOtherwise => Code::IdempotencyKeyReused,
            Refusal::Paid => Code::PaymentPaid,
            Refusal::Expired => Code::PaymentExpired,
            Refusal::InProgress => Code::PaymentInProgress,
            Refusal::TooManyAttempts => Code::TooManyAttempts,
            Refusal::NoSuchAttempt => Code::PaymentUnknown,
            // Somebody else went on with this payment meanwhile: what it came to is in its status.
            Refusal::Stale => Code::PaymentInProgress,
            Refusal::NoGateway => Code::NoGateway,
            Refusal::NoMethod => Code::MethodUnavailable,
            Refusal::MobileNeeded => Code::MobileRequired,
            Refusal::NotConfigured => Code::Internal,
            Refusal::Cancelled => Code::PaymentCancelled,
            Refusal::NotPaid => Code::PaymentNotPaid,
            Refusal::OverCeiling => Code::RefundTooLarge,
            Refusal::NotRefundable => Code::RefundImpossible,
            Refusal::TooManyRefunds => Code::TooManyRefunds,
            Refusal::NoSuchRefund => Code::RefundUnknown,
            Refusal::InFlight => Code::RequestInProgress,
            Refusal::DoesNotFit => Code::DoesNotFit,
        };
        code.into()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)
    }
}
