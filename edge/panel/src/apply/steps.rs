//! The review: what was found of the site, and what there is to do about it.

use super::says;
use crate::{
    Frame, Lang,
    part::{self, Tone},
    words,
};
use maud::{Markup, html};

words! {
    /// What the review says.
    Words {
        title: "بررسی سایت", "The site";
        looking: "سایت در حال بررسی است…", "The site is being looked at…";
        site: "سایت", "Site";
        reachable: "در دسترس با HTTPS", "Reachable over HTTPS";
        yes: "بله", "Yes";
        answer: "پاسخ {}", "Answers {}";
        silent: "پاسخ نداد", "No answer";
        no_https: "بدون HTTPS", "Without HTTPS";
        contact: "راه تماس در صفحهٔ اصلی", "A way to get in touch";
        contact_missing: "پیوند «تماس با ما» در صفحهٔ اصلی پیدا نشد", "No “contact” link was found on the home page";
        domain: "مالکیت دامنه", "Domain is yours";
        unproven: "هنوز نشان داده نشده", "Not proven yet";
        checked: "بررسی شد", "Looked at";
        prove_title: "مالکیت دامنه را با یکی از این سه راه نشان دهید", "Prove the domain in one of three ways";
        prove_dns: "رکورد TXT با این نام و مقدار بسازید:", "Make a TXT record of this name and value:";
        prove_meta: "این برچسب را در head صفحهٔ اصلی بگذارید:", "Put this into the head of the home page:";
        prove_file: "فایلی در این نشانی بگذارید که فقط همین واژه را داشته باشد:", "Put a file at this address, with nothing but this word in it:";
        name: "نام", "Name";
        value: "مقدار", "Value";
        place: "نشانی", "Address";
        word: "واژه", "Word";
        again: "سایت را دوباره ببین", "Look at the site again";
        by_itself: "هر نیم ساعت هم خودش دوباره دیده می‌شود.", "It is also looked at again every half hour.";
        operator: "سایت آماده است؛ کارشناس درخواست را می‌خواند.", "The site is ready; a reviewer reads the application.";
    }
}

/// What was found of the site.
#[derive(Clone, Copy, Debug)]
pub struct SiteView<'a> {
    /// When.
    pub at: i64,
    /// The home page's status, if it answered.
    pub status: Option<u16>,
    /// Whether that is a good one.
    pub reachable: bool,
    /// Whether it was over HTTPS.
    pub https: bool,
    /// Whether there is a way to get in touch.
    pub contact: bool,
    /// How the domain was proven, a word.
    pub proof: Option<&'static str>,
    /// The page's title.
    pub title: &'a str,
}

/// The review.
#[derive(Clone, Copy, Debug)]
pub struct ReviewView<'a> {
    /// The site's address.
    pub url: &'a str,
    /// What was found; nothing while it is looked at for the first time.
    pub site: Option<SiteView<'a>>,
    /// The word that proves the domain.
    pub token: &'a str,
    /// The meta element.
    pub meta: &'a str,
    /// The TXT record's name.
    pub record: &'a str,
    /// The file's address.
    pub file: &'a str,
}

pub(super) fn review(frame: &Frame<'_>, view: &ReviewView<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let proven = view.site.is_some_and(|site| site.proof.is_some());
    html! {
        (part::section(w.title, &html! {
            @match &view.site {
                None => p role="status" { (w.looking) },
                Some(site) => (found(lang, view.url, site)),
            }
            @if view.site.is_some_and(|site| site.reachable && site.proof.is_some()) { p { (w.operator) } }
            @if view.site.is_some() {
                (frame.form("/panel/apply/site", &html! { (part::button(w.again)) " " span class="quiet" { (w.by_itself) } }))
            }
        }))
        @if !proven {
            (part::section(w.prove_title, &html! {
                ol class="ways" {
                    li {
                        p { (w.prove_dns) }
                        (part::facts(&[(w.name, part::code(view.record)), (w.value, part::copied(lang, w.value, view.token))]))
                    }
                    li { p { (w.prove_meta) } (part::copied(lang, w.prove_meta, view.meta)) }
                    li { p { (w.prove_file) } (part::facts(&[(w.place, part::code(view.file)), (w.word, part::code(view.token))])) }
                }
            }))
        }
    }
}

/// What was found, term by term.
pub(crate) fn found(lang: Lang, url: &str, site: &SiteView<'_>) -> Markup {
    let w = Words::of(lang);
    let yes_no = |yes: bool, good: &str, bad: &str| {
        if yes { part::badge(Tone::Good, good) } else { part::badge(Tone::Bad, bad) }
    };
    let status = site.status.map_or_else(|| w.silent.to_owned(), |status| lang.fill(w.answer, &status.to_string()));
    let facts = [
        (w.site, html! { (part::code(url)) @if !site.title.is_empty() { " " bdi class="quiet" { (site.title) } } }),
        (
            w.reachable,
            html! {
                (yes_no(site.reachable, w.yes, &status))
                @if site.reachable && !site.https { " " (part::badge(Tone::Wait, w.no_https)) }
            },
        ),
        (w.contact, yes_no_soft(site.contact, w.yes, w.contact_missing)),
        (w.domain, yes_no(site.proof.is_some(), site.proof.map_or("", |proof| says::proof(lang, proof)), w.unproven)),
        (w.checked, part::moment(lang, site.at)),
    ];
    part::facts(&facts)
}

/// What is missing and stops nobody.
fn yes_no_soft(yes: bool, good: &str, bad: &str) -> Markup {
    if yes { part::badge(Tone::Good, good) } else { part::badge(Tone::Wait, bad) }
}
