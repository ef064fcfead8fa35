//! The first page of somebody who has no shop yet: two names make one, and test payments can be taken at once.

use super::says;
use crate::{
    Frame,
    part::{self, Field, Kind},
    words,
};
use maud::html;

words! {
    /// What the page says.
    Words {
        title: "فروشگاه تازه", "A new shop";
        lead: "با دو نام، فروشگاه آزمایشی همین حالا ساخته می‌شود و می‌توانید پرداخت آزمایشی بگیرید.", "Two names make a shop in test mode at once, and you can take test payments.";
        name_fa: "نام فارسی", "Persian name";
        name_en: "نام انگلیسی", "English name";
        make: "ساخت فروشگاه", "Make the shop";
    }
}

/// The form as it stands.
#[derive(Clone, Debug, Default)]
pub struct StartView<'a> {
    /// Persian name.
    pub name_fa: &'a str,
    /// English name.
    pub name_en: &'a str,
    /// Field and word of everything that is wrong.
    pub faults: &'a [(&'static str, &'static str)],
}

/// `/panel/apply` without a shop. Sent to `/panel/apply/start`: `name_fa`, `name_en`.
#[must_use]
pub fn start(frame: &Frame<'_>, view: &StartView<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let error =
        |field: &str| view.faults.iter().find(|(name, _)| *name == field).map(|(_, word)| says::fault(lang, word));
    frame.page(
        w.title,
        &html! {
            (part::heading(w.title, w.lead, &html! {}))
            (part::section(w.title, &frame.form("/panel/apply/start", &html! {
                (Field::new("name_fa", w.name_fa).most(50).value(view.name_fa).error(error("name_fa")).focus())
                (Field::new("name_en", w.name_en).kind(Kind::Code).most(50).value(view.name_en).error(error("name_en")))
                (part::button(w.make))
            })))
        },
    )
}
