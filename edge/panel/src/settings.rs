//! The shop's settings: its names, the origins of its pages, how long a payment can be paid, and how gateways are chosen.

use crate::{
    Frame,
    part::{self, Choice, Col, Field, Kind, Wrong},
    words,
};
use dargah_wire::ShopName;
use maud::{Markup, html};

words! {
    /// What the settings say.
    Words {
        title: "تنظیمات", "Settings";
        wrong: "تنظیمات ذخیره نشد", "The settings were not saved";
        shop: "فروشگاه", "The shop";
        name_fa: "نام فارسی", "Persian name";
        name_en: "نام انگلیسی", "English name";
        origins: "نشانی صفحه‌ها", "Origins of its pages";
        origins_hint: "هر خط یکی، مانند https://shop.example؛ پرداخت تنها از این‌ها باز می‌شود و به این‌ها برمی‌گردد.", "One a line, such as https://shop.example: checkout opens from these alone, and leads back to these alone.";
        within: "مهلت پرداخت", "Time to pay";
        within_hint: "از ساخت پرداخت تا بسته شدن آن؛ ۱ تا ۱۴۴۰ دقیقه.", "From when a payment is made until it closes; 1 to 1,440 minutes.";
        minutes: "دقیقه", "minutes";
        routing: "انتخاب درگاه", "Choice of gateway";
        routing_lead: "درگاه‌های قطع در هیچ حالتی سهم نمی‌گیرند.", "What is down gets nothing, whichever way is chosen.";
        way: "روش", "Way";
        automatic: "خودکار", "Automatic";
        automatic_hint: "سهم هر درگاه از روی سلامت آن؛ بیشترین پرداخت موفق.", "Each gateway’s share follows from its health: the most payments end paid.";
        proportional: "به نسبت نرخ موفقیت", "In proportion to success";
        proportional_hint: "هرچه توان بزرگ‌تر، تمرکز بر بهترین درگاه بیشتر.", "The larger the power, the more the best one gets.";
        exponent: "توان", "Power";
        exponent_hint: "۱ تا ۱۶", "1 to 16";
        fixed: "سهم ثابت", "Fixed shares";
        fixed_hint: "سهم هر درگاه را در جدول زیر بنویسید.", "Write each gateway’s part into the table below.";
        priority: "ترتیب اولویت", "Order of priority";
        priority_hint: "نخستین درگاه سالم؛ جای هرکدام را در جدول زیر بنویسید.", "The first one that is up; write each one’s place into the table below.";
        gateway: "درگاه", "Gateway";
        part: "سهم", "Part";
        place: "جایگاه", "Place";
        save: "ذخیره", "Save";
        rules: "{} قاعدهٔ ویژه هم برقرار است و پیش از این روش بررسی می‌شود.", "{} rules hold as well, and come before this.";
        only_see: "برای تغییر تنظیمات، مدیر فروشگاه باشید.", "Only a manager of the shop can change these.";
        no_gateway: "هنوز درگاهی به این فروشگاه وصل نیست.", "No gateway is connected to this shop yet.";
    }
}

/// How gateways are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By health.
    Automatic,
    /// In proportion to a power of the success rate.
    Proportional,
    /// By fixed parts.
    Fixed,
    /// The first of a list.
    Priority,
}

impl Way {
    /// Every one, with its word in forms.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Automatic, "automatic"),
        (Self::Proportional, "proportional"),
        (Self::Fixed, "fixed"),
        (Self::Priority, "priority"),
    ];

    /// From a form.
    #[must_use]
    pub fn said(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, other)| *other == word).map(|(way, _)| way)
    }
}

/// A gateway of the shop's, with its part and its place as they stand in the form.
#[derive(Clone, Debug)]
pub struct GatewayTerms {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: ShopName,
    /// Its part where parts are fixed.
    pub part: String,
    /// Its place where there is an order, from 1.
    pub place: String,
}

/// The settings as they stand in the form.
#[derive(Clone, Debug)]
pub struct Settings<'a> {
    /// Persian name.
    pub name_fa: &'a str,
    /// English name.
    pub name_en: &'a str,
    /// One a line.
    pub origins: &'a str,
    /// Minutes.
    pub within: &'a str,
    /// How gateways are chosen.
    pub way: Way,
    /// The power.
    pub exponent: &'a str,
    /// The gateways.
    pub gateways: &'a [GatewayTerms],
    /// How many rules come before.
    pub rules: usize,
    /// Whether the reader may change anything.
    pub may_change: bool,
    /// What is wrong with the form.
    pub wrong: &'a Wrong,
}

/// `/panel/settings`. Its one form is sent there: `name_fa`, `name_en`, `origins`, `within`, `way`, `exponent`, and for each gateway
/// `part.{id}` and `place.{id}`.
#[must_use]
pub fn settings(frame: &Frame<'_>, view: &Settings<'_>) -> String {
    let w = Words::of(frame.lang);
    let form = html! {
        (part::section(w.shop, &html! {
            (Field::new("name_fa", w.name_fa).value(view.name_fa).most(60).error(view.wrong.on("name_fa")))
            (Field::new("name_en", w.name_en).value(view.name_en).most(60).error(view.wrong.on("name_en")))
            (Field::new("origins", w.origins).kind(Kind::Codes).hint(w.origins_hint).value(view.origins).most(2_000)
                .error(view.wrong.on("origins")))
            (Field::new("within", w.within).kind(Kind::Number).unit(w.minutes).hint(w.within_hint).value(view.within).most(6)
                .error(view.wrong.on("within")))
        }))
        (routing(frame, view))
        @if view.may_change { div class="actions" { (part::button(w.save)) } }
    };
    let body = html! {
        (part::heading(w.title, "", &html! {}))
        (part::problem(w.wrong, view.wrong))
        @if view.may_change { (frame.form("/panel/settings", &form)) }
        @else {
            (part::notice(part::Tone::Plain, w.only_see))
            // Nothing of it can be sent, or typed.
            form { fieldset disabled { legend class="unseen" { (w.title) } (form) } }
        }
    };
    frame.page(w.title, &body)
}

fn routing(frame: &Frame<'_>, view: &Settings<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let ways: [(Way, Choice<'_>); 4] = [
        (Way::Automatic, (w.automatic, w.automatic_hint)),
        (Way::Proportional, (w.proportional, w.proportional_hint)),
        (Way::Fixed, (w.fixed, w.fixed_hint)),
        (Way::Priority, (w.priority, w.priority_hint)),
    ];
    html! {
        section class="card" {
            h2 { (w.routing) }
            p class="quiet" { (w.routing_lead) }
            @if view.rules > 0 { p { (lang.fill(w.rules, &lang.count(view.rules))) } }
            fieldset id="way" {
                legend { (w.way) }
                @for ((way, (label, hint)), (_, word)) in ways.into_iter().zip(Way::ALL) {
                    label class="pick" {
                        input type="radio" name="way" value=(word) checked[way == view.way];
                        span { (label) span class="quiet" { (hint) } }
                    }
                }
            }
            (Field::new("exponent", w.exponent).kind(Kind::Number).hint(w.exponent_hint).value(view.exponent).most(2)
                .error(view.wrong.on("exponent")))
            @if view.gateways.is_empty() { p class="quiet" { (w.no_gateway) } } @else { (gateways(frame, view)) }
        }
    }
}

fn gateways(frame: &Frame<'_>, view: &Settings<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let number = |name: &str, label: &str, value: &str| {
        html! { input name=(name) value=(value) aria-label=(label) type="text" inputmode="numeric" dir="ltr" maxlength="6" autocomplete="off"; }
    };
    let rows: Vec<Vec<Markup>> = view
        .gateways
        .iter()
        .map(|gateway| {
            let (id, name) = (&gateway.id, lang.name(&gateway.name));
            vec![
                html! { bdi { (name) } },
                number(&format!("part.{id}"), &format!("{}: {name}", w.part), &gateway.part),
                number(&format!("place.{id}"), &format!("{}: {name}", w.place), &gateway.place),
            ]
        })
        .collect();
    html! {
        div id="gateways" {
            @if let Some(error) = view.wrong.on("gateways") { p class="error" { (error) } }
            (part::table(w.routing, &[Col::text(w.gateway), Col::text(w.part), Col::text(w.place)], &rows))
        }
    }
}
