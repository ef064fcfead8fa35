//! What the providers' contracts say, read for the auditor alone (`gateways.md` 1.3): windows, steps and ways back.

/// A contract.
pub(super) struct Facts {
    /// Settling is a step of its own.
    pub(super) settles: bool,
    /// From the token until no unverified money can be left, seconds: page, return, and a minute.
    pub(super) whole_s: i64,
    /// How long after verify a whole payment can be reversed, seconds.
    pub(super) reversal_s: Option<i64>,
    /// Whether the answer to verify, which captures, names the amount.
    pub(super) says_amount: bool,
    /// Whether parts of it can be refunded.
    pub(super) refunds: bool,
    /// Whether the answer to verify says whose order the receipt is. Where it does not, a receipt pays whoever claims it first.
    pub(super) names_order: bool,
}

const fn facts(settles: bool, whole_s: i64, reversal_s: Option<i64>, refunds: bool, says_amount: bool) -> Facts {
    Facts { settles, whole_s, reversal_s, says_amount, refunds, names_order: true }
}

/// A contract whose verify is silent about the order.
const fn orderless(facts: Facts) -> Facts {
    Facts { names_order: false, ..facts }
}

/// The same where the contracts name too short a time.
pub(super) const SHORT_WHOLE_S: i64 = 5 * 60 + 4 * 60 + 60;

/// In the order of the providers' list.
pub(super) static FACTS: [Facts; 13] = [
    facts(true, 40 * 60 + 60, None, true, false),                      // Mellat
    orderless(facts(false, 50 * 60 + 60, Some(50 * 60), false, true)), // Saman
    facts(false, 30 * 60 + 60, None, false, true),                     // Sadad
    facts(false, 80 * 60 + 60, Some(30 * 60), false, false),           // Parsian
    facts(false, 40 * 60 + 60, Some(20 * 60), false, true),            // Iran Kish
    facts(false, 45 * 60 + 60, None, false, true),                     // Pasargad
    facts(true, 45 * 60 + 60, None, false, false),                     // Asan Pardakht
    facts(false, 50 * 60 + 60, Some(20 * 60), false, false),           // Sepehr
    facts(false, 80 * 60 + 60, Some(30 * 60), true, false),            // ZarinPal
    facts(false, 80 * 60 + 60, None, true, true),                      // Zibal
    facts(true, 80 * 60 + 60, None, true, false),                      // SnappPay
    facts(false, 80 * 60 + 60, None, true, false),                     // TorobPay
    facts(false, 50 * 60 + 60, Some(25 * 60), true, true),             // DigiPay
];
