//! The signed way back to the shop. It tells the shop's page at once what happened; it is a hint, as the documentation says:
//! it travels through the shopper's browser, and the shop's server asks `GET /v1/payments/{id}` before it delivers.

use crate::{payment::Payment, seal::hmac_sha256, time::Moment};
use base64ct::{Base64UrlUnpadded, Encoding};
use dargah_wire::PaymentStatus;
use url::Url;

/// Names of the added parameters, in the order in which their values are signed.
pub const PARAMETERS: [&str; 5] = ["dargah_payment", "dargah_order", "dargah_status", "dargah_amount", "dargah_time"];

/// Name of the parameter that holds the signature.
pub const SIGNATURE: &str = "dargah_signature";

/// The payment's return URL with its result at `now`: payment, order, status, amount in rial, unix seconds, and
/// `base64url(HMAC-SHA256(secret, the five values joined by newlines))`. The URL as it is, if it can no longer be read.
#[must_use]
pub fn return_link(payment: &Payment, secret: &str, now: Moment) -> String {
    let created = &payment.created;
    let Ok(mut url) = Url::parse(&created.return_url) else {
        return created.return_url.clone();
    };
    let values = [
        created.id.to_string(),
        created.order_id.clone(),
        status_word(payment.standing(now).status).to_owned(),
        created.amount.to_string(),
        now.unix_seconds().to_string(),
    ];
    let signature = hmac_sha256(secret.as_bytes(), &[values.join("\n").as_bytes()]);
    {
        let mut query = url.query_pairs_mut();
        for (name, value) in PARAMETERS.iter().zip(&values) {
            query.append_pair(name, value);
        }
        query.append_pair(SIGNATURE, &Base64UrlUnpadded::encode_string(&signature));
    }
    url.into()
}

/// The status as the API spells it.
#[must_use]
pub const fn status_word(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Open => "open",
        PaymentStatus::Processing => "processing",
        PaymentStatus::Paid => "paid",
        PaymentStatus::Failed => "failed",
        PaymentStatus::Expired => "expired",
        PaymentStatus::Review => "review",
        PaymentStatus::Cancelled => "cancelled",
        PaymentStatus::Refunded => "refunded",
        PaymentStatus::Returned => "returned",
    }
}
