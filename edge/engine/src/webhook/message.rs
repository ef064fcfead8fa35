//! One piece of news. Its id and its text are made once: whoever hears of it twice can tell that it is the same.

use super::kept::{Kept, moment, number, text};
use crate::{
    id::{PaymentId, letters},
    seal::sha256,
    time::Moment,
};
use serde::{Serialize, Serializer};
use serde_json::Value;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal;)*) => {
        /// What kind of news it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind { $($(#[$doc])* $variant,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word for programs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

kinds! {
    /// The money is the shop's.
    PaymentPaid = "payment.paid";
    /// It was tried, and no money of it is anywhere.
    PaymentFailed = "payment.failed";
    /// Nobody tried in time.
    PaymentExpired = "payment.expired";
    /// The shop withdrew it.
    PaymentCancelled = "payment.cancelled";
    /// A person has to look.
    PaymentReview = "payment.review";
    /// The bank sent its money back.
    PaymentReturned = "payment.returned";
    /// A refund is on its way to the card.
    RefundSucceeded = "refund.succeeded";
    /// A refund was refused.
    RefundFailed = "refund.failed";
    /// Whether a refund happened is not known.
    RefundReview = "refund.review";
}

impl Kind {
    /// Reads the word, or nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// `evt_…`, from payment and number alone: the same event has the same id for ever.
    pub id: String,
    /// About which payment.
    pub payment: PaymentId,
    /// Number within the payment.
    pub sequence: u32,
    /// What kind of news it is.
    pub kind: Kind,
    /// When it became true.
    pub at: Moment,
    /// The exact text. It is signed and sent as it is and never written anew.
    pub body: String,
}

impl Message {
    /// A message with its text: `{"type":…,"timestamp":…,"data":…}`.
    #[must_use]
    pub fn new(payment: PaymentId, sequence: u32, kind: Kind, at: Moment, data: &impl Serialize) -> Self {
        // Serialising a struct of text and numbers cannot fail.
        let data = serde_json::to_string(data).unwrap_or_default();
        Self {
            id: event_id(payment, sequence),
            payment,
            sequence,
            kind,
            at,
            body: format!(r#"{{"type":"{}","timestamp":"{}","data":{data}}}"#, kind.as_str(), at.iso8601()),
        }
    }
}

impl Kept for Message {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            id: text(value, "id")?.to_owned(),
            payment: PaymentId::parse(text(value, "payment")?)?,
            sequence: u32::try_from(number(value, "sequence")?).ok()?,
            kind: Kind::parse(text(value, "kind")?)?,
            at: moment(value, "at")?,
            body: text(value, "body")?.to_owned(),
        })
    }
}

fn event_id(payment: PaymentId, sequence: u32) -> String {
    let hash = sha256(format!("event\n{payment}\n{sequence}").as_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    format!("evt_{}", letters(id))
}
