//! Everything that happened to a payment, event by event, in words.

use super::{OnePayment, name};
use crate::{
    Lang,
    part::{self, Tone},
    state, words,
};
use dargah_wire::{LogEntry, LogKind};
use maud::{Markup, html};

words! {
    /// What each event says.
    Words {
        created: "فروشگاه پرداخت را ساخت.", "The shop made the payment.";
        started: "تلاش {} آغاز شد.", "Attempt {} began.";
        token: "بانک توکن داد؛ خریدار می‌تواند به صفحهٔ بانک برود.", "The bank issued a token; the shopper can go to its page.";
        abandoned: "درگاه توکن نداد و خریدار به جایی فرستاده نشد.", "The gateway gave no token, and nobody was sent there.";
        callback: "مرورگر خریدار از بانک برگشت.", "The shopper’s browser came back from the bank.";
        found: "کسی برنگشت، ولی بانک می‌گوید پول را دارد.", "Nobody came back, but the bank says that it holds the money.";
        claim_sent: "شمارهٔ مرجع بانک در حال ثبت برای این پرداخت است.", "The bank’s reference is being claimed for this payment.";
        claimed: "شمارهٔ مرجع فقط از آنِ این پرداخت شد.", "The reference is this payment’s alone.";
        dropped: "این شمارهٔ مرجع به جایی نرسید.", "This reference leads nowhere.";
        call: "از بانک پرسیده شد: {}.", "The bank was asked: {}.";
        inconclusive: "پاسخ بانک چیزی را معلوم نکرد؛ دوباره پرسیده می‌شود.", "The answer established nothing; the bank is asked again.";
        verified: "بانک تأیید کرد و پاسخش با درخواست می‌خواند.", "The bank confirmed, and its answer fits what was asked.";
        captured: "پول از آنِ فروشگاه شد.", "The money is the shop’s.";
        mismatched: "آنچه بانک تأیید کرد با درخواست نمی‌خواند؛ پول برگردانده می‌شود.", "What the bank confirmed does not fit; it is being sent back.";
        ended: "تلاش بی آنکه پولی به فروشگاه برسد تمام شد.", "The attempt ended without the shop’s money.";
        review: "پاسخ‌های بانک با هم نمی‌خوانند؛ یک نفر باید بررسی کند.", "The bank’s answers contradict each other: a person has to look.";
        closed: "پرداخت بدون پول بسته شد.", "The payment is over without being paid.";
        cancelled: "فروشگاه پرداخت را لغو کرد.", "The shop withdrew the payment.";
        unwanted: "این پول دیگر خواسته نیست و برگردانده می‌شود.", "This money is not wanted any more, and is being sent back.";
        reopened: "خبر تازه‌ای رسید و دوباره از بانک پرسیده می‌شود.", "There is news, and the bank is asked again.";
        returned: "صورت‌حساب نشان می‌دهد که بانک پول را برگردانده است.", "The statement says that the bank has sent the money back.";
        refund_requested: "فروشگاه بازپرداخت {} را خواست.", "The shop asked for refund {}.";
        refund_sent: "بازپرداخت {} به بانک فرستاده شد.", "Refund {} was sent to the bank.";
        refund_inconclusive: "پاسخ بانک به بازپرداخت {} چیزی را معلوم نکرد.", "The bank’s answer to refund {} established nothing.";
        refund_turned: "بانک یک راه بازپرداخت {} را نپذیرفت و راه دیگر امتحان می‌شود.", "The bank refused one way for refund {}; the other one is tried.";
        refund_done: "بازپرداخت {} انجام شد و پول در راه خریدار است.", "Refund {} is done, and the money is on its way to the shopper.";
        refund_refused: "بانک بازپرداخت {} را نپذیرفت.", "The bank refused refund {}.";
        wallet_asked: "از کیف پول خریدار خواسته شد سهمش را نگه دارد.", "The shopper’s wallet was asked to hold its part.";
        wallet_held: "کیف پول سهمش را نگه داشت.", "The wallet holds its part.";
        wallet_refused: "کیف پول نپذیرفت.", "The wallet said no.";
        wallet_silent: "کیف پول پاسخ نداد؛ دوباره پرسیده می‌شود.", "The wallet did not answer; it is asked again.";
        paid_by_wallet: "کیف پول همه را پرداخت؛ پول از آنِ فروشگاه شد.", "The wallet paid all of it; the money is the shop’s.";
        wallet_release_sent: "سهم کیف پول در حال آزاد شدن است.", "The wallet’s part is being given back.";
        wallet_released: "سهم کیف پول آزاد شد.", "The wallet has its part back.";
        published: "خبر به وب‌هوک‌های فروشگاه سپرده شد.", "The shop’s webhooks were told.";
        publish_failed: "خبر هنوز سپرده نشد؛ دوباره امتحان می‌شود.", "The shop’s webhooks could not be told yet; it is tried again.";
        unheard: "رخدادی که این نسخه نمی‌شناسد.", "An event that this version does not know.";
        code: "کد", "code";
        again: "بار بعد", "next";
        says: "مرورگر می‌گوید", "it says";
        note: "یادداشت", "note";
    }
}

/// The list of events.
pub(super) fn timeline(lang: Lang, view: &OnePayment<'_>) -> Markup {
    html! {
        ol class="timeline" role="list" {
            @for entry in &view.account.events {
                @let (tone, text) = says(lang, entry);
                li class=(tone.class()) {
                    (part::moment(lang, entry.at))
                    div {
                        p { (text) }
                        @let more = more(lang, view, entry);
                        @if !more.is_empty() {
                            p class="quiet" { @for (i, part) in more.iter().enumerate() { @if i > 0 { " · " } (part) } }
                        }
                    }
                }
            }
        }
    }
}

fn says(lang: Lang, entry: &LogEntry) -> (Tone, String) {
    let w = Words::of(lang);
    let numbered = |text: &str, number: Option<u32>| lang.fill(text, &lang.number(number.unwrap_or(0).into()));
    let (tone, text) = match entry.kind {
        LogKind::Created => (Tone::Plain, w.created),
        LogKind::AttemptStarted => return (Tone::Plain, numbered(w.started, entry.attempt)),
        LogKind::TokenIssued => (Tone::Plain, w.token),
        LogKind::AttemptAbandoned => (Tone::Bad, w.abandoned),
        LogKind::CallbackSeen => (Tone::Plain, w.callback),
        LogKind::FoundPaid => (Tone::Wait, w.found),
        LogKind::ClaimSent => (Tone::Plain, w.claim_sent),
        LogKind::Claimed => (Tone::Plain, w.claimed),
        LogKind::ReferenceDropped => (Tone::Bad, w.dropped),
        LogKind::CallSent => {
            return (Tone::Plain, lang.fill(w.call, state::call(lang, entry.call.as_deref().unwrap_or_default())));
        }
        LogKind::Inconclusive => (Tone::Wait, w.inconclusive),
        LogKind::Verified => (Tone::Good, w.verified),
        LogKind::Captured => (Tone::Good, w.captured),
        LogKind::Mismatched => (Tone::Bad, w.mismatched),
        LogKind::AttemptEnded => (Tone::Bad, w.ended),
        LogKind::ReviewNeeded => (Tone::Wait, w.review),
        LogKind::Closed => (Tone::Bad, w.closed),
        LogKind::Cancelled => (Tone::Plain, w.cancelled),
        LogKind::Unwanted => (Tone::Wait, w.unwanted),
        LogKind::Reopened => (Tone::Wait, w.reopened),
        LogKind::BankReturned => (Tone::Bad, w.returned),
        LogKind::RefundRequested => return (Tone::Plain, numbered(w.refund_requested, entry.refund)),
        LogKind::RefundSent => return (Tone::Plain, numbered(w.refund_sent, entry.refund)),
        LogKind::RefundInconclusive => return (Tone::Wait, numbered(w.refund_inconclusive, entry.refund)),
        LogKind::RefundTurned => return (Tone::Wait, numbered(w.refund_turned, entry.refund)),
        LogKind::RefundDone => return (Tone::Good, numbered(w.refund_done, entry.refund)),
        LogKind::RefundRefused => return (Tone::Bad, numbered(w.refund_refused, entry.refund)),
        LogKind::WalletAsked => (Tone::Plain, w.wallet_asked),
        LogKind::WalletHeld => (Tone::Good, w.wallet_held),
        LogKind::WalletRefused => (Tone::Bad, w.wallet_refused),
        LogKind::WalletSilent => (Tone::Wait, w.wallet_silent),
        LogKind::PaidByWallet => (Tone::Good, w.paid_by_wallet),
        LogKind::WalletReleaseSent => (Tone::Plain, w.wallet_release_sent),
        LogKind::WalletReleased => (Tone::Plain, w.wallet_released),
        LogKind::Published => (Tone::Plain, w.published),
        LogKind::PublishFailed => (Tone::Wait, w.publish_failed),
        LogKind::Unheard => (Tone::Plain, w.unheard),
    };
    (tone, text.to_owned())
}

/// What else an event tells, for those who look closely.
fn more(lang: Lang, view: &OnePayment<'_>, entry: &LogEntry) -> Vec<Markup> {
    let w = Words::of(lang);
    let mut more = Vec::new();
    if let Some(choice) = &entry.choice {
        more.push(html! { bdi { (name(lang, view, &choice.gateway)) } });
    }
    if matches!(entry.kind, LogKind::RefundRequested | LogKind::WalletAsked)
        && let Some(amount) = entry.amount
    {
        more.push(part::money(lang, amount));
    }
    if let Some(reason) = &entry.reason {
        more.push(html! { bdi { (reason) } });
    }
    if let Some(hint) = &entry.hint {
        more.push(html! { (w.says) ": " (hinted(lang, hint)) });
    }
    let ended = entry.cause.as_deref().or(entry.why.as_deref()).or(entry.how.as_deref());
    if let Some(ended) = ended {
        more.push(html! { (ending(lang, ended)) });
    }
    if let Some(what) = &entry.what {
        more.push(html! { (part::code(what)) });
    }
    // A class that only says that it went well is no news.
    if let Some(class) = entry.class.as_deref().filter(|class| *class != "ok") {
        more.push(html! { (state::class(lang, class)) });
    }
    if let Some(code) = entry.code.as_deref().filter(|code| !code.is_empty()) {
        more.push(html! { (w.code) " " (part::code(code)) });
    }
    if let Some(rrn) = entry.receipt.as_ref().and_then(|receipt| receipt.rrn.as_deref()) {
        more.push(html! { "RRN " (part::code(rrn)) });
    }
    if let Some(note) = &entry.note {
        more.push(html! { (w.note) ": " bdi { (note) } });
    }
    if let Some(at) = entry.retry_at {
        more.push(html! { (w.again) " " (part::moment(lang, at)) });
    }
    more
}

/// What a browser brought back.
fn hinted(lang: Lang, hint: &str) -> &'static str {
    let (fa, en) = match hint {
        "paid" => ("پرداخت شد", "paid"),
        "cancelled" => ("انصراف", "cancelled"),
        "session_ended" => ("پایان زمان", "time ran out"),
        "declined" => ("پذیرفته نشد", "declined"),
        "fault" => ("خطای فنی", "a technical fault"),
        _ => ("نامفهوم", "unclear"),
    };
    lang.either(fa, en)
}

/// How something ended.
fn ending(lang: Lang, word: &str) -> &'static str {
    let (fa, en) = match word {
        "returned_by_bank" => ("بانک پول را پس فرستاد", "the bank sent the money back"),
        "reversed" => ("پول برگردانده شد", "the money was sent back"),
        "refused" => ("بانک پس از پایان مهلت هم نپذیرفت", "the bank said no, asked after its deadline"),
        "lapsed" => ("کسی به‌موقع تأیید نکرد", "nobody confirmed in time"),
        "claimed_by_other" => ("پرداخت دیگری آن را دارد", "another payment has it"),
        "foreign" => ("از آنِ پایانهٔ دیگری است", "it belongs to another terminal"),
        "left_to_bank" => ("بانک خودش پول را برمی‌گرداند", "the bank sends the money back by its own rule"),
        "failed" => ("ناموفق", "failed"),
        "expired" => ("زمانش تمام شد", "time ran out"),
        _ => ("—", "—"),
    };
    lang.either(fa, en)
}
