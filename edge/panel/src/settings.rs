//! The shop's settings: its names, the origins of its pages, and how long a payment can be paid. How gateways are chosen is
//! `routing.rs`.

use crate::{
    Frame,
    part::{self, Field, Kind, Wrong},
    words,
};
use maud::html;

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
        save: "ذخیره", "Save";
        only_see: "برای تغییر تنظیمات، مدیر فروشگاه باشید.", "Only a manager of the shop can change these.";
        routing: "انتخاب درگاه صفحهٔ خودش را دارد", "The choice of gateway has a page of its own";
    }
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
    /// Whether the reader may change anything.
    pub may_change: bool,
    /// What is wrong with the form.
    pub wrong: &'a Wrong,
}

/// `/panel/settings`. Its one form is sent there: `name_fa`, `name_en`, `origins`, `within`.
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
        div class="actions" { (part::button_link(&frame.at("/panel/routing"), w.routing)) }
    };
    frame.page(w.title, &body)
}
