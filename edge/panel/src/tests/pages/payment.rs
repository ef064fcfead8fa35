//! A payment with everything that can have happened to one, and one that nobody has tried to pay.

use super::{HOUR, NOW};
use dargah_wire::{
    Account, AttemptView, BankReceipt, ChoiceView, Chooser, Currency, LogEntry, LogKind, Mode, OrderLine, PartView,
    PaymentStatus, PaymentView, RefundStatus, RefundTo, RefundView, SplitPart, StatusReason,
};

fn entry(kind: LogKind) -> LogEntry {
    LogEntry {
        at: NOW,
        kind,
        attempt: Some(1),
        refund: Some(1),
        choice: None,
        call: None,
        class: None,
        code: None,
        hint: None,
        cause: None,
        why: None,
        how: None,
        what: None,
        note: None,
        retry_at: None,
        amount: None,
        reason: None,
        receipt: None,
        description: None,
        lines: Vec::new(),
        mobile: None,
        return_url: None,
        mode: None,
    }
}

/// A payment to which everything happened that can.
pub(super) fn account(text: &str) -> Account {
    let said = || Some(text.to_owned());
    let events = vec![
        LogEntry {
            description: said(),
            mobile: Some("09121234567".to_owned()),
            return_url: said(),
            lines: vec![OrderLine { title: text.to_owned(), quantity: 2, amount: 1_250_000 }],
            ..entry(LogKind::Created)
        },
        LogEntry {
            choice: Some(ChoiceView {
                gateway: "bank1".to_owned(),
                snapshot: 41,
                weights: vec![("bank0".to_owned(), 12_000), ("bank1".to_owned(), 53_536), (text.to_owned(), 0)],
                propensity: 53_536,
                by: Chooser::Health,
                rule: Some(2),
            }),
            ..entry(LogKind::AttemptStarted)
        },
        entry(LogKind::TokenIssued),
        LogEntry { class: Some("network".to_owned()), code: said(), ..entry(LogKind::AttemptAbandoned) },
        LogEntry {
            hint: Some("paid".to_owned()),
            class: Some("ok".to_owned()),
            code: said(),
            ..entry(LogKind::CallbackSeen)
        },
        entry(LogKind::FoundPaid),
        entry(LogKind::ClaimSent),
        entry(LogKind::Claimed),
        LogEntry { why: Some("foreign".to_owned()), code: said(), ..entry(LogKind::ReferenceDropped) },
        LogEntry { call: Some("verify".to_owned()), ..entry(LogKind::CallSent) },
        LogEntry { class: Some("tech".to_owned()), retry_at: Some(NOW + HOUR), ..entry(LogKind::Inconclusive) },
        LogEntry {
            receipt: Some(BankReceipt { amount: Some(1_250_000), reference: said(), rrn: said() }),
            ..entry(LogKind::Verified)
        },
        entry(LogKind::Captured),
        LogEntry { what: said(), ..entry(LogKind::Mismatched) },
        LogEntry { cause: Some("lapsed".to_owned()), code: said(), ..entry(LogKind::AttemptEnded) },
        LogEntry { code: said(), ..entry(LogKind::ReviewNeeded) },
        LogEntry { how: Some("failed".to_owned()), ..entry(LogKind::Closed) },
        entry(LogKind::Cancelled),
        entry(LogKind::Unwanted),
        LogEntry { note: said(), ..entry(LogKind::Reopened) },
        LogEntry { note: said(), ..entry(LogKind::BankReturned) },
        LogEntry { amount: Some(625_000), reason: said(), ..entry(LogKind::RefundRequested) },
        entry(LogKind::RefundSent),
        LogEntry { class: Some("pending".to_owned()), code: said(), ..entry(LogKind::RefundInconclusive) },
        entry(LogKind::RefundTurned),
        entry(LogKind::RefundDone),
        entry(LogKind::RefundRefused),
        LogEntry { amount: Some(500_000), ..entry(LogKind::WalletAsked) },
        entry(LogKind::WalletHeld),
        entry(LogKind::WalletRefused),
        entry(LogKind::WalletSilent),
        entry(LogKind::PaidByWallet),
        entry(LogKind::WalletReleaseSent),
        entry(LogKind::WalletReleased),
        entry(LogKind::Published),
        entry(LogKind::PublishFailed),
        entry(LogKind::Unheard),
    ];
    let attempt = |number, gateway: &str, state: &str| AttemptView {
        number,
        gateway: gateway.to_owned(),
        state: state.to_owned(),
        class: Some("ok".to_owned()),
        reference: said(),
        started_at: NOW,
    };
    let refund = |number, status| RefundView {
        number,
        amount: 312_500,
        reason: text.to_owned(),
        to: if number == 2 { RefundTo::Wallet } else { RefundTo::Card },
        status,
        class: None,
        code: None,
        requested_at: NOW,
    };
    let payment = PaymentView {
        by_wallet: Some(500_000),
        status: PaymentStatus::Paid,
        reason: Some(StatusReason::AwaitingBank),
        paid_at: Some(NOW),
        metadata: [(text.to_owned(), text.to_owned())].into(),
        attempts: vec![attempt(1, "bank1", "captured"), attempt(2, text, "abandoned")],
        refunded: 625_000,
        refunds: vec![refund(1, RefundStatus::Succeeded), refund(2, RefundStatus::Unknown)],
        order_id: format!("A-1001 {text}"),
        split: vec![
            SplitPart { payee: "courier".to_owned(), amount: Some(200_000), share_bps: None },
            SplitPart { payee: "anbar".to_owned(), amount: None, share_bps: Some(3_333) },
        ],
        parts: vec![
            PartView { payee: None, amount: 691_701 },
            PartView { payee: Some("courier".to_owned()), amount: 200_000 },
            PartView { payee: Some("anbar".to_owned()), amount: 345_799 },
        ],
        ..untried().payment
    };
    Account { payment, events, due_at: Some(NOW + HOUR) }
}

pub(super) fn untried() -> Account {
    let payment = PaymentView {
        by_wallet: None,
        id: "pay_00abcdefghjkmnpqrstvwxyz01".to_owned(),
        status: PaymentStatus::Open,
        reason: None,
        amount: 1_250_000,
        currency: Currency::Irr,
        order_id: "A-1002".to_owned(),
        mode: Mode::Test,
        client_token: "cs_1".to_owned(),
        checkout_url: "https://pay.example/pay/cs_1".to_owned(),
        created_at: NOW,
        expires_at: NOW + HOUR,
        paid_at: None,
        metadata: Default::default(),
        attempts: Vec::new(),
        refunded: 0,
        refunds: Vec::new(),
        split: Vec::new(),
        parts: Vec::new(),
    };
    Account { payment, events: vec![entry(LogKind::Created)], due_at: None }
}
