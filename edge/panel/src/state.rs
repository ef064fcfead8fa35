//! What states, reasons and classes are called.

use crate::{
    Lang,
    part::{Tone, badge},
};
use dargah_wire::{DeliveryState, OffReason, PaymentStatus, RefundStatus, RefundTo, Silence, StatusReason};
use maud::Markup;

/// Every status with its word in addresses.
pub const STATUSES: [(PaymentStatus, &str); 9] = [
    (PaymentStatus::Paid, "paid"),
    (PaymentStatus::Processing, "processing"),
    (PaymentStatus::Review, "review"),
    (PaymentStatus::Open, "open"),
    (PaymentStatus::Failed, "failed"),
    (PaymentStatus::Expired, "expired"),
    (PaymentStatus::Cancelled, "cancelled"),
    (PaymentStatus::Refunded, "refunded"),
    (PaymentStatus::Returned, "returned"),
];

/// What a payment's status is called.
#[must_use]
pub const fn status_name(lang: Lang, status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Open => lang.either("در انتظار پرداخت", "Open"),
        PaymentStatus::Processing => lang.either("در انتظار بانک", "Awaiting bank"),
        PaymentStatus::Paid => lang.either("پرداخت‌شده", "Paid"),
        PaymentStatus::Failed => lang.either("ناموفق", "Failed"),
        PaymentStatus::Expired => lang.either("منقضی", "Expired"),
        PaymentStatus::Review => lang.either("نیازمند بررسی", "In review"),
        PaymentStatus::Cancelled => lang.either("لغو فروشگاه", "Withdrawn"),
        PaymentStatus::Refunded => lang.either("بازپرداخت‌شده", "Refunded"),
        PaymentStatus::Returned => lang.either("برگشت بانک", "Returned by bank"),
    }
}

/// A payment's status.
#[must_use]
pub fn status(lang: Lang, status: PaymentStatus) -> Markup {
    let tone = match status {
        PaymentStatus::Paid => Tone::Good,
        PaymentStatus::Failed | PaymentStatus::Returned => Tone::Bad,
        PaymentStatus::Processing | PaymentStatus::Review => Tone::Wait,
        PaymentStatus::Open | PaymentStatus::Expired | PaymentStatus::Cancelled | PaymentStatus::Refunded => {
            Tone::Plain
        }
    };
    badge(tone, status_name(lang, status))
}

/// Why a payment stands as it does.
pub(crate) const fn reason(lang: Lang, reason: StatusReason) -> &'static str {
    match reason {
        StatusReason::Cancelled => lang.either("خریدار در صفحهٔ بانک انصراف داد", "The shopper cancelled at the bank"),
        StatusReason::Declined => {
            lang.either("بانک یا صادرکنندهٔ کارت نپذیرفت", "The bank or the card’s issuer declined")
        }
        StatusReason::SessionEnded => lang.either("زمان صفحهٔ بانک تمام شد", "Time ran out on the bank’s page"),
        StatusReason::BankFault => lang.either("خطای فنی در بانک", "A technical fault at the bank"),
        StatusReason::NoGateway => lang.either("هیچ درگاهی پاسخ نداد", "No gateway could take it"),
        StatusReason::AwaitingBank => lang.either("پاسخ بانک هنوز نرسیده است", "The bank has not answered yet"),
        StatusReason::Reversed => lang.either("پول به کارت برمی‌گردد", "The money is going back to the card"),
        StatusReason::Mismatch => {
            lang.either("پاسخ بانک با پرداخت نمی‌خواند", "The bank’s answer does not fit the payment")
        }
        StatusReason::TimeOver => lang.either("زمان پرداخت تمام شد", "The time to pay ran out"),
    }
}

/// A refund's status in words.
#[must_use]
pub const fn refund_name(lang: Lang, status: RefundStatus) -> &'static str {
    match status {
        RefundStatus::Pending => lang.either("در حال انجام", "Pending"),
        RefundStatus::Succeeded => lang.either("انجام شد", "Succeeded"),
        RefundStatus::Failed => lang.either("بانک نپذیرفت", "Refused"),
        RefundStatus::Unknown => lang.either("نامعلوم", "Unknown"),
    }
}

/// Where a refund goes.
pub(crate) const fn refund_to(lang: Lang, to: RefundTo) -> &'static str {
    match to {
        RefundTo::Card => lang.either("کارت", "Card"),
        RefundTo::Wallet => lang.either("کیف پول", "Wallet"),
    }
}

/// A refund's status.
pub(crate) fn refund(lang: Lang, status: RefundStatus) -> Markup {
    let tone = match status {
        RefundStatus::Pending | RefundStatus::Unknown => Tone::Wait,
        RefundStatus::Succeeded => Tone::Good,
        RefundStatus::Failed => Tone::Bad,
    };
    badge(tone, refund_name(lang, status))
}

/// Where an attempt stands.
pub(crate) fn attempt(lang: Lang, state: &str) -> Markup {
    let (tone, fa, en) = match state {
        "asking" => (Tone::Wait, "درخواست توکن", "Asking for a token"),
        "abandoned" => (Tone::Bad, "توکن نگرفت", "No token"),
        "at_bank" => (Tone::Plain, "در صفحهٔ بانک", "At the bank"),
        "claiming" => (Tone::Wait, "ثبت شمارهٔ مرجع", "Claiming the reference"),
        "unknown" => (Tone::Wait, "پاسخ بانک نامعلوم", "No clear answer"),
        "verifying" => (Tone::Wait, "در حال تأیید", "Verifying"),
        "settling" => (Tone::Wait, "در حال تسویه", "Settling"),
        "captured" => (Tone::Good, "وصول شد", "Captured"),
        "reversing" => (Tone::Wait, "در حال برگشت", "Being sent back"),
        "review" => (Tone::Wait, "نیازمند بررسی", "In review"),
        "returned_by_bank" => (Tone::Bad, "بانک پس فرستاد", "Returned by the bank"),
        "reversed" => (Tone::Plain, "برگردانده شد", "Sent back"),
        "refused" => (Tone::Bad, "بانک نپذیرفت", "Refused"),
        "lapsed" => (Tone::Plain, "بی‌نتیجه", "Lapsed"),
        _ => (Tone::Plain, "—", "—"),
    };
    badge(tone, lang.either(fa, en))
}

/// Whose doing a failure was.
#[must_use]
pub fn class(lang: Lang, class: &str) -> &'static str {
    let (fa, en) = match class {
        "ok" => ("موفق", "Succeeded"),
        "already" => ("پیش‌تر انجام شده", "Done before"),
        "tech" => ("خطای فنی بانک", "Technical fault at the bank"),
        "network" => ("قطع ارتباط با بانک", "No connection to the bank"),
        "issuer" => ("بانک صادرکنندهٔ کارت", "The card’s issuer"),
        "cancel" => ("انصراف خریدار", "Cancelled by the shopper"),
        "session" => ("پایان زمان صفحهٔ بانک", "Time ran out at the bank"),
        "card" => ("کارت یا موجودی", "Card or balance"),
        "config" => ("قرارداد یا تنظیم درگاه", "Contract or settings"),
        "request" => ("درخواست نادرست", "Bad request"),
        "dup" => ("شمارهٔ تکراری", "Duplicate number"),
        "state" => ("وضعیت نامناسب در بانک", "Wrong state at the bank"),
        "late" => ("تأیید دیرهنگام", "Confirmed too late"),
        "reversed" => ("برگشت خورده", "Sent back"),
        "declined" => ("نپذیرفتن بانک", "Declined"),
        "pending" => ("در انتظار بانک", "Pending at the bank"),
        "time_over" => ("پایان زمان پرداخت", "Time to pay ran out"),
        "no_gateway" => ("نبود درگاه", "No gateway"),
        "cancelled" => ("لغو", "Cancelled"),
        "session_ended" => ("پایان زمان صفحهٔ بانک", "Time ran out at the bank"),
        "bank_fault" => ("خطای فنی بانک", "Technical fault at the bank"),
        "awaiting_bank" => ("در انتظار بانک", "Awaiting the bank"),
        "mismatch" => ("ناهمخوانی با پاسخ بانک", "Does not fit the bank’s answer"),
        _ => ("نامعلوم", "Unknown"),
    };
    lang.either(fa, en)
}

/// Which call to a bank.
pub(crate) fn call(lang: Lang, call: &str) -> &'static str {
    let (fa, en) = match call {
        "token" => ("توکن", "a token"),
        "verify" => ("تأیید پرداخت", "to confirm"),
        "settle" => ("تسویه", "to settle"),
        "inquire" => ("وضعیت", "how it stands"),
        "reverse" => ("برگشت پول", "to send the money back"),
        _ => ("بازپرداخت", "a refund"),
    };
    lang.either(fa, en)
}

/// How a message fares at an endpoint, in words.
#[must_use]
pub const fn delivery_name(lang: Lang, state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Waiting => lang.either("در صف", "Waiting"),
        DeliveryState::Delivered => lang.either("رسید", "Delivered"),
        DeliveryState::Dead => lang.either("نرسید", "Given up"),
    }
}

/// How a message fares at an endpoint.
pub(crate) fn delivery(lang: Lang, state: DeliveryState) -> Markup {
    let tone = match state {
        DeliveryState::Waiting => Tone::Wait,
        DeliveryState::Delivered => Tone::Good,
        DeliveryState::Dead => Tone::Bad,
    };
    badge(tone, delivery_name(lang, state))
}

/// Why there was no answer from a shop's server.
pub(crate) const fn silence(lang: Lang, silence: Silence) -> &'static str {
    match silence {
        Silence::Timeout => lang.either("پاسخی به‌موقع نرسید", "No answer in time"),
        Silence::Broken => lang.either("ارتباط برقرار نشد", "No connection"),
        Silence::Refused => lang.either("نشانی مجاز نیست", "The address may not be called"),
    }
}

/// Why an endpoint is off.
pub(crate) const fn off(lang: Lang, reason: Option<OffReason>) -> &'static str {
    match reason {
        Some(OffReason::Gone) => lang.either("گیرنده پاسخ ۴۱۰ داد", "The receiver answered 410"),
        Some(OffReason::Failing) => lang.either("چند روز هیچ پیامی نرسید", "Nothing reached it for days"),
        Some(OffReason::Shop) | None => lang.either("خودتان خاموشش کرده‌اید", "You switched it off"),
    }
}
