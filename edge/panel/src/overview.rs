//! How the shop is doing: what comes first after sign-in.

use crate::{
    Frame, Lang,
    frame::with,
    part::{self, Column, Tone},
    payments::{self, PaymentRow},
    words,
};
use dargah_wire::{PaymentStatus, ShopName};
use dargah_words::date;
use maud::{Markup, html};

words! {
    /// What the overview says.
    Words {
        title: "نمای کلی", "Overview";
        period: "بازهٔ زمانی", "Period";
        today: "امروز", "Today";
        week: "۷ روز", "7 days";
        month: "۳۰ روز", "30 days";
        rate: "نرخ موفقیت", "Success rate";
        rate_note: "از پرداخت‌هایی که به نتیجه رسیدند", "of payments that came to an end";
        volume: "مبلغ وصول‌شده", "Volume";
        count: "پرداخت موفق", "Payments paid";
        count_note: "از {} پرداخت ساخته‌شده", "of {} that were made";
        refunded: "بازپرداخت‌شده", "Refunded";
        attention: "نیازمند توجه", "Needs attention";
        all_well: "چیزی نیازمند توجه نیست.", "Nothing needs attention.";
        hourly: "پرداخت‌ها ساعت به ساعت", "Payments by hour";
        daily: "پرداخت‌ها روز به روز", "Payments by day";
        says: "{} پرداخت موفق.", "{} payments paid.";
        when: "زمان", "When";
        paid: "موفق", "Paid";
        failed: "ناموفق", "Not paid";
        by_gateway: "به تفکیک درگاه", "By gateway";
        gateway: "درگاه", "Gateway";
        sum: "مبلغ", "Volume";
        number: "تعداد", "Count";
        by_class: "پرداخت‌ها چرا ناموفق بودند؟", "Why payments failed";
        class: "علت", "Cause";
        no_failure: "در این بازه پرداختی ناموفق نبوده است.", "No payment failed in this period.";
        nothing: "در این بازه پرداختی نبوده است.", "There were no payments in this period.";
        last: "آخرین پرداخت‌ها", "Latest payments";
        all: "همهٔ پرداخت‌ها", "All payments";
        none: "هنوز پرداختی نیست", "No payments yet";
        none_text: "اولین پرداخت آزمایشی را می‌توانید همین حالا بسازید.", "You can make the first test payment right now.";
        make_key: "ساخت کلید", "Create a key";
        make_link: "ساخت لینک پرداخت", "Create a payment link";
        review: "{} پرداخت نیازمند بررسی است", "{} payments are in review";
        processing: "پاسخ بانک برای {} پرداخت نرسیده است", "{} payments await the bank’s answer";
        refund_unknown: "نتیجهٔ {} بازپرداخت نامعلوم است", "{} refunds have no known outcome";
        endpoint_off: "وب‌هوک {} خاموش است", "Webhook {} is off";
        endpoint_failing: "وب‌هوک {} پیام‌ها را نمی‌گیرد", "Webhook {} does not take its messages";
        no_endpoint: "هنوز وب‌هوکی نیست: سرور شما از پرداخت‌ها خبردار نمی‌شود", "There is no webhook yet: your server is not told of payments";
        no_key: "هنوز کلیدی نیست", "There is no key yet";
        not_live: "برای پرداخت واقعی، فروشگاه را فعال کنید", "Activate the shop to take real payments";
    }
}

/// What is summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Since midnight in Tehran.
    Today,
    /// The last seven days, today among them.
    Week,
    /// The last thirty.
    Month,
}

impl Period {
    /// Every one, with its word in addresses.
    pub const ALL: [(Self, &'static str); 3] = [(Self::Today, "today"), (Self::Week, "week"), (Self::Month, "month")];

    /// From an address.
    #[must_use]
    pub fn said(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, other)| *other == word).map(|(period, _)| period)
    }

    /// How many days, today among them.
    #[must_use]
    pub const fn days(self) -> i64 {
        match self {
            Self::Today => 1,
            Self::Week => 7,
            Self::Month => 30,
        }
    }
}

/// Sums of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many payments were made.
    pub made: i64,
    /// How many of them were paid.
    pub paid: i64,
    /// How many came to an end without that.
    pub failed: i64,
    /// Integer rial of those that were paid.
    pub volume: i64,
    /// Integer rial that went back.
    pub refunded: i64,
}

/// An hour or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// When it begins.
    pub at: i64,
    /// Its sums.
    pub totals: Totals,
}

/// A gateway's sums. Whatever counts is its attempts.
#[derive(Clone, Debug)]
pub struct GatewayTotals {
    /// Its name.
    pub name: ShopName,
    /// Its sums.
    pub totals: Totals,
}

/// How often payments failed for a cause.
#[derive(Clone, Debug)]
pub struct ClassTotal {
    /// The cause's word.
    pub class: String,
    /// How often.
    pub count: i64,
}

/// Something that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Todo {
    /// So many payments are in review.
    Review(i64),
    /// So many await the bank.
    Processing(i64),
    /// So many refunds have no known outcome.
    RefundUnknown(i64),
    /// An endpoint is off: its address.
    EndpointOff(String),
    /// An endpoint fails: its address.
    EndpointFailing(String),
    /// There is none.
    NoEndpoint,
    /// There is no key.
    NoKey,
    /// The shop is not live.
    NotLive,
}

/// The overview.
#[derive(Clone, Debug)]
pub struct Overview<'a> {
    /// What is summed up.
    pub period: Period,
    /// All of it.
    pub totals: Totals,
    /// Hour by hour for today, else day by day, oldest first.
    pub slices: &'a [Slice],
    /// By gateway, the most used first.
    pub gateways: &'a [GatewayTotals],
    /// By cause, the commonest first.
    pub classes: &'a [ClassTotal],
    /// The newest payments of any time.
    pub last: &'a [PaymentRow],
    /// What needs attention, the gravest first.
    pub todo: &'a [Todo],
}

/// `/panel`
#[must_use]
pub fn overview(frame: &Frame<'_>, view: &Overview<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let body = html! {
        (part::heading(w.title, "", &html! {}))
        (todo(frame, view.todo))
        @if view.last.is_empty() {
            (part::empty(w.none, w.none_text, &html! {
                div class="actions" {
                    (part::button_link(&frame.at("/panel/keys"), w.make_key))
                    (part::button_link(&frame.at("/panel/links"), w.make_link))
                }
            }))
        } @else {
            (periods(frame, view.period))
            (tiles(lang, view.totals))
            (course(lang, view.period, view.slices, view.totals))
            div class="columns" {
                section class="card" { h2 { (w.by_gateway) } (gateways(lang, view.gateways)) }
                section class="card" { h2 { (w.by_class) } (classes(lang, view.classes)) }
            }
            section class="card" {
                div class="row" { h2 { (w.last) } a class="more" href=(frame.at("/panel/payments")) { (w.all) } }
                (payments::table(frame, w.last, view.last))
            }
        }
    };
    frame.page(w.title, &body)
}

fn periods(frame: &Frame<'_>, period: Period) -> Markup {
    let w = Words::of(frame.lang);
    html! {
        nav class="tabs" aria-label=(w.period) {
            @for (other, word) in Period::ALL {
                a href=(with(&frame.at("/panel"), "period", word)) aria-current=[(other == period).then_some("true")] {
                    (match other { Period::Today => w.today, Period::Week => w.week, Period::Month => w.month })
                }
            }
        }
    }
}

/// The figures that stand first.
pub(crate) fn tiles(lang: Lang, totals: Totals) -> Markup {
    let w = Words::of(lang);
    html! {
        dl class="tiles" {
            div class="tile" {
                dt { (w.rate) }
                dd { (lang.percent(totals.paid, totals.paid + totals.failed)) }
                dd class="note" { (w.rate_note) }
            }
            div class="tile" { dt { (w.volume) } dd { (part::money(lang, totals.volume)) } }
            div class="tile" {
                dt { (w.count) }
                dd { (lang.number(totals.paid)) }
                dd class="note" { (lang.fill(w.count_note, &lang.number(totals.made))) }
            }
            @if totals.refunded > 0 {
                div class="tile" { dt { (w.refunded) } dd { (part::money(lang, totals.refunded)) } }
            }
        }
    }
}

/// The most labels beneath a chart.
const LABELS_MAX: usize = 6;

/// Payments over time.
pub(crate) fn course(lang: Lang, period: Period, slices: &[Slice], totals: Totals) -> Markup {
    let w = Words::of(lang);
    let every = slices.len().div_ceil(LABELS_MAX).max(1);
    let data: Vec<Column> = slices
        .iter()
        .enumerate()
        .map(|(i, slice)| {
            let name = when(lang, period, slice.at);
            Column {
                label: (i % every == 0).then(|| name.clone()),
                name,
                good: slice.totals.paid,
                bad: slice.totals.failed,
            }
        })
        .collect();
    let title = if period == Period::Today { w.hourly } else { w.daily };
    let says = format!("{title}. {}", lang.fill(w.says, &lang.number(totals.paid)));
    html! {
        section class="card" { (part::columns(lang, title, &says, [w.when, w.paid, w.failed], &data)) }
    }
}

/// What a slice is called.
pub(crate) fn when(lang: Lang, period: Period, at: i64) -> String {
    if period == Period::Today { date::time_of_day(at, lang.locale()) } else { date::day_of_year(at, lang.locale()) }
}

/// Sums by gateway.
pub(crate) fn gateways(lang: Lang, totals: &[GatewayTotals]) -> Markup {
    let w = Words::of(lang);
    let bars = totals.iter().map(|gateway| part::Bar {
        name: html! { bdi { (lang.name(&gateway.name)) } },
        value: gateway.totals.volume,
        figures: vec![
            html! { (lang.percent(gateway.totals.paid, gateway.totals.paid + gateway.totals.failed)) },
            part::money(lang, gateway.totals.volume),
        ],
    });
    html! {
        @if totals.is_empty() { p class="quiet" { (w.nothing) } }
        @else { (part::bars(w.by_gateway, w.gateway, w.volume, &[w.rate, w.sum], bars.collect())) }
    }
}

/// How often payments failed for which cause.
pub(crate) fn classes(lang: Lang, totals: &[ClassTotal]) -> Markup {
    let w = Words::of(lang);
    let all = totals.iter().map(|total| total.count).sum();
    let bars = totals.iter().map(|total| part::Bar {
        name: html! { (crate::state::class(lang, &total.class)) },
        value: total.count,
        figures: vec![html! { (lang.number(total.count)) }, html! { (lang.percent(total.count, all)) }],
    });
    html! {
        @if totals.is_empty() { p class="quiet" { (w.no_failure) } }
        @else { (part::bars(w.by_class, w.class, w.number, &[w.number, "٪"], bars.collect())) }
    }
}

fn todo(frame: &Frame<'_>, list: &[Todo]) -> Markup {
    let w = Words::of(frame.lang);
    html! {
        section class="card" {
            h2 { (w.attention) }
            @if list.is_empty() {
                p { (part::badge(Tone::Good, w.all_well)) }
            } @else {
                ul class="todo" role="list" { @for one in list { li { (item(frame, one)) } } }
            }
        }
    }
}

fn item(frame: &Frame<'_>, todo: &Todo) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let counted = |text: &str, count: i64| lang.fill(text, &lang.number(count));
    let payments = |status| {
        let word = crate::state::STATUSES.iter().find(|(other, _)| *other == status).map_or("", |(_, word)| word);
        frame.at(&with("/panel/payments", "status", word))
    };
    let (tone, path, text) = match todo {
        Todo::Review(count) => (Tone::Wait, payments(PaymentStatus::Review), counted(w.review, *count)),
        Todo::Processing(count) => (Tone::Wait, payments(PaymentStatus::Processing), counted(w.processing, *count)),
        Todo::RefundUnknown(count) => (Tone::Wait, frame.at("/panel/refunds"), counted(w.refund_unknown, *count)),
        Todo::EndpointOff(url) => (Tone::Bad, frame.at("/panel/webhooks"), lang.fill(w.endpoint_off, url)),
        Todo::EndpointFailing(url) => (Tone::Bad, frame.at("/panel/webhooks"), lang.fill(w.endpoint_failing, url)),
        Todo::NoEndpoint => (Tone::Plain, frame.at("/panel/webhooks"), w.no_endpoint.to_owned()),
        Todo::NoKey => (Tone::Plain, frame.at("/panel/keys"), w.no_key.to_owned()),
        Todo::NotLive => (Tone::Plain, "/panel/apply".to_owned(), w.not_live.to_owned()),
    };
    html! {
        (part::badge(tone, match tone {
            Tone::Bad => lang.either("خراب", "Broken"),
            Tone::Wait => lang.either("باز", "Open"),
            Tone::Good | Tone::Plain => lang.either("پیشنهاد", "To do"),
        }))
        a href=(path) { bdi { (text) } }
    }
}
