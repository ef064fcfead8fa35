//! What a policy would have done to the last 24 hours' payments, and the button that saves it.

use crate::{
    Frame, Lang,
    part::{self, Col, Tone},
    words,
};
use dargah_wire::ShopName;
use maud::{Markup, html};

words! {
    /// What the preview says.
    Words {
        title: "پیش از ذخیره", "Before it is saved";
        lead: "اگر ۲۴ ساعت گذشته چنین می‌بود. هنوز چیزی ذخیره نشده است.", "Had the last 24 hours been so. Nothing is saved yet.";
        success: "نرخ موفقیت برآوردشده", "Expected success";
        now: "اکنون", "Now";
        then: "با این تنظیم", "With this";
        of: "از {} انتخاب درگاه که {} تای آن پایان یافته", "Of {} choices of a gateway, {} of which came to an end";
        between: "از {} تا {}", "{} to {}";
        unsure: "بازه‌ها جایی‌اند که نرخ در ۹۵ از ۱۰۰ چنین نمونه‌ای هست؛ نمونهٔ کم، بازهٔ پهن.", "The ranges are where the rate is in 95 of 100 such samples; a small sample makes a wide one.";
        unknown: "داده‌ای نیست", "Nothing known";
        nothing_says: "در این ۲۴ ساعت کسی به درگاه‌هایی که این تنظیم برمی‌گزیند فرستاده نشده؛ نرخ آن را نمی‌توان برآورد کرد.", "Nobody was sent, in these 24 hours, to where this would send them: its rate cannot be told.";
        sampled: "تازه‌ترین انتخاب‌ها دیده شد، از {} تا اکنون؛ بقیهٔ ۲۴ ساعت بیش از آن است که اینجا شمرده شود.", "The newest choices were looked at, from {} until now: the rest of the 24 hours is more than is counted here.";
        shares: "سهم درگاه‌ها", "Shares of the gateways";
        gateway: "درگاه", "Gateway";
        bars: "سهم", "Share";
        share_now: "سهم اکنون", "Share now";
        share_then: "سهم با این تنظیم", "Share with this";
        rate: "موفقیت در آن درگاه", "Success there";
        none: "در ۲۴ ساعت گذشته پرداختی نبوده است", "There was no payment in the last 24 hours";
        none_text: "چیزی برای نشان دادن نیست؛ با این همه می‌توانید ذخیره کنید.", "There is nothing to show; you can save it all the same.";
        same: "این همان است که اکنون برقرار است.", "This is what holds already.";
        how: "پرداختی که خریدار خودش بانکش را برگزیده شمرده نمی‌شود. سلامت درگاه‌ها برای پرداخت‌ها همان است که اکنون هست، و برای تصمیم‌های API همان که آن زمان بود.", "A payment whose shopper picked the bank is not counted. The gateways’ health is taken as it is now for payments, and as it was then for decisions by API.";
        save: "ذخیره", "Save";
        edit: "بازگشت به فرم", "Back to the form";
    }
}

/// A rate and where it may lie, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// What is found.
    pub ppm: u32,
    /// At least this.
    pub low: u32,
    /// At most this.
    pub high: u32,
}

/// A gateway in the preview.
#[derive(Clone, Debug)]
pub struct PreviewRow {
    /// Its name.
    pub name: ShopName,
    /// Its share under what holds, in millionths.
    pub now_ppm: u32,
    /// And under what is asked about.
    pub then_ppm: u32,
    /// How often payments ended paid there.
    pub success: Option<Rate>,
}

/// What a policy would have done.
#[derive(Clone, Copy, Debug)]
pub struct PreviewView<'a> {
    /// Choices that it rests on.
    pub cases: u64,
    /// Those that ended.
    pub ended: u64,
    /// The oldest that was looked at, where older ones were not, ms.
    pub sampled_since: Option<i64>,
    /// By gateway.
    pub gateways: &'a [PreviewRow],
    /// The rate under what holds.
    pub now: Option<Rate>,
    /// And under what is asked about.
    pub then: Option<Rate>,
    /// Whether both are the same.
    pub is_same: bool,
    /// The policy, as it is sent to be saved.
    pub policy: &'a str,
    /// What the form was filled in from.
    pub base: &'a str,
}

/// The answer to the form of `/panel/routing`. What is sent there next: `policy`, `base`, and `do`: `save`, or `edit` to go back.
#[must_use]
pub fn preview(frame: &Frame<'_>, view: &PreviewView<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let body = html! {
        (part::heading(w.title, w.lead, &part::mode_badge(lang, frame.mode)))
        @if view.is_same { (part::notice(Tone::Plain, w.same)) }
        @if view.cases == 0 { (part::empty(w.none, w.none_text, &html! {})) } @else { (found(frame, view)) }
        (frame.form("/panel/routing", &html! {
            input type="hidden" name="policy" value=(view.policy);
            input type="hidden" name="base" value=(view.base);
            div class="actions" {
                @if !view.is_same { (part::deed("save", w.save)) }
                (part::second_deed("edit", w.edit))
            }
        }))
    };
    frame.page(w.title, &body)
}

fn found(frame: &Frame<'_>, view: &PreviewView<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let count = |n: u64| lang.number(i64::try_from(n).unwrap_or(i64::MAX));
    let cols = [
        Col::text(w.gateway),
        Col::text(w.bars),
        Col::number(w.share_now),
        Col::number(w.share_then),
        Col::number(w.rate),
    ];
    let rows: Vec<Vec<Markup>> = view
        .gateways
        .iter()
        .map(|row| {
            vec![
                html! { bdi { (lang.name(&row.name)) } },
                part::pair(row.now_ppm, row.then_ppm),
                html! { (percent(lang, row.now_ppm)) },
                html! { strong { (percent(lang, row.then_ppm)) } },
                rate(lang, row.success),
            ]
        })
        .collect();
    html! {
        (part::section(w.success, &html! {
            p class="quiet" { (lang.fill(&lang.fill(w.of, &count(view.cases)), &count(view.ended))) }
            (part::facts(&[(w.now, rate(lang, view.now)), (w.then, rate(lang, view.then))]))
            @if view.then.is_none() && view.ended > 0 { p { (w.nothing_says) } }
            @if let Some(since) = view.sampled_since {
                p { (lang.fill(w.sampled, &dargah_words::date::in_digits(since, lang.locale()))) }
            }
            p class="quiet" { (w.unsure) }
        }))
        section class="card bars" {
            h2 { (w.shares) }
            ul class="legend" role="list" { li class="was" { (w.now) } li class="good" { (w.then) } }
            (part::table(w.shares, &cols, &rows))
        }
        p class="quiet" { (w.how) }
    }
}

fn percent(lang: Lang, ppm: u32) -> String {
    lang.percent(ppm.into(), 1_000_000)
}

fn rate(lang: Lang, rate: Option<Rate>) -> Markup {
    let w = Words::of(lang);
    html! {
        @match rate {
            None => span class="quiet" { (w.unknown) },
            Some(rate) => span {
                bdi { (percent(lang, rate.ppm)) } " "
                span class="quiet" { (lang.fill(&lang.fill(w.between, &percent(lang, rate.low)), &percent(lang, rate.high))) }
            },
        }
    }
}
