//! What the providers' contracts say, read for the auditor alone (`gateways.md` 1.3): windows, steps and ways back.

/// A contract.
pub(super) struct Facts {
    /// Settling is a step of its own.
    pub(super) settles: bool,
    /// From the token until no unverified money can be left, seconds: page, return, and a minute.
    pub(super) whole_s: i64,
    /// How long after verify a whole payment can be reversed, seconds.
    pub(super) reversal_s: Option<i64>,
    /// Whether parts of it can be refunded.
    pub(super) refunds: bool,
}

const fn facts(settles: bool, whole_s: i64, reversal_s: Option<i64>, refunds: bool) -> Facts {
    Facts { settles, whole_s, reversal_s, refunds }
}

/// The same where the contracts name too short a time.
pub(super) const SHORT_WHOLE_S: i64 = 5 * 60 + 4 * 60 + 60;

/// In the order of the providers' list.
pub(super) static FACTS: [Facts; 10] = [
    facts(true, 40 * 60 + 60, None, true),            // Mellat
    facts(false, 50 * 60 + 60, Some(50 * 60), false), // Saman
    facts(false, 30 * 60 + 60, None, false),          // Sadad
    facts(false, 80 * 60 + 60, Some(30 * 60), false), // Parsian
    facts(false, 40 * 60 + 60, Some(20 * 60), false), // Iran Kish
    facts(false, 45 * 60 + 60, None, false),          // Pasargad
    facts(true, 45 * 60 + 60, None, false),           // Asan Pardakht
    facts(false, 50 * 60 + 60, Some(20 * 60), false), // Sepehr
    facts(false, 80 * 60 + 60, Some(30 * 60), true),  // ZarinPal
    facts(false, 80 * 60 + 60, None, true),           // Zibal
];
