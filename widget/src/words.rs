//! The wire's words for statuses and reasons, in both directions. Pure; a test holds them against serde's.

use dargah_wire::{PaymentStatus, StatusReason};

/// Every status.
pub const STATUSES: [(PaymentStatus, &str); 9] = [
    (PaymentStatus::Open, "open"),
    (PaymentStatus::Processing, "processing"),
    (PaymentStatus::Paid, "paid"),
    (PaymentStatus::Failed, "failed"),
    (PaymentStatus::Expired, "expired"),
    (PaymentStatus::Review, "review"),
    (PaymentStatus::Cancelled, "cancelled"),
    (PaymentStatus::Refunded, "refunded"),
    (PaymentStatus::Returned, "returned"),
];

/// Every reason.
pub const REASONS: [(StatusReason, &str); 9] = [
    (StatusReason::Cancelled, "cancelled"),
    (StatusReason::Declined, "declined"),
    (StatusReason::SessionEnded, "session_ended"),
    (StatusReason::BankFault, "bank_fault"),
    (StatusReason::NoGateway, "no_gateway"),
    (StatusReason::AwaitingBank, "awaiting_bank"),
    (StatusReason::Reversed, "reversed"),
    (StatusReason::Mismatch, "mismatch"),
    (StatusReason::TimeOver, "time_over"),
];

/// The value that `word` stands for.
pub fn value<T: Copy>(table: &[(T, &str)], word: &str) -> Option<T> {
    table.iter().find(|row| row.1 == word).map(|row| row.0)
}

/// The word of `value`.
pub fn word<T: PartialEq>(table: &[(T, &'static str)], value: &T) -> &'static str {
    table.iter().find(|row| row.0 == *value).map_or("", |row| row.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_wire() {
        for (status, said) in STATUSES {
            assert_eq!(serde_json::to_value(status).unwrap(), said);
        }
        for (reason, said) in REASONS {
            assert_eq!(serde_json::to_value(reason).unwrap(), said);
        }
    }

    #[test]
    fn there_and_back() {
        assert_eq!(value(&STATUSES, word(&STATUSES, &PaymentStatus::Review)), Some(PaymentStatus::Review));
        assert_eq!(value(&REASONS, "news_to_us"), None);
    }
}
