//! Papers: which are wanted, what was handed in, and what was said of it.

use super::says;
use crate::{
    Frame,
    part::{self, Tone},
    words,
};
use maud::{Markup, html};

words! {
    /// What the papers' step says.
    Words {
        title: "مدارک", "Documents";
        lead: "PDF، JPEG یا PNG، هرکدام حداکثر ۵ مگابایت. تنها شما و کارشناسان آن‌ها را می‌بینید.", "PDF, JPEG or PNG, at most 5 MB each. Only you and the reviewers see them.";
        needed: "لازم", "Needed";
        optional: "اگر دارید", "If there is one";
        missing: "فرستاده نشده", "Not handed in";
        waiting: "در نوبت بررسی", "Waits to be looked at";
        accepted: "پذیرفته شد", "Accepted";
        refused: "پذیرفته نشد", "Refused";
        file: "فایل", "File";
        send: "فرستادن", "Hand in";
        replace: "فرستادن دوباره", "Hand in another";
        download: "دریافت", "Download";
        size: "{} کیلوبایت", "{} KB";
    }
}

/// A paper that was handed in.
#[derive(Clone, Copy, Debug)]
pub struct DocumentView<'a> {
    /// Its id.
    pub id: &'a str,
    /// When.
    pub at: i64,
    /// `pdf`, `jpg` or `png`.
    pub ending: &'static str,
    /// Its length, bytes.
    pub bytes: u32,
    /// Nothing while nobody looked; whether it was accepted, and what was said.
    pub verdict: Option<(bool, &'a str)>,
}

/// A kind of paper.
#[derive(Clone, Copy, Debug)]
pub struct PaperView<'a> {
    /// Its word.
    pub kind: &'static str,
    /// Whether nothing goes on without it.
    pub needed: bool,
    /// The newest one.
    pub document: Option<DocumentView<'a>>,
    /// What is wrong with the file that was just sent, a word.
    pub fault: Option<&'static str>,
}

/// The step.
#[derive(Clone, Copy, Debug)]
pub struct DocumentsView<'a> {
    /// Every kind.
    pub papers: &'a [PaperView<'a>],
}

/// Each file is sent to `/panel/apply/documents` with `kind` and `file`.
pub(super) fn page(frame: &Frame<'_>, view: &DocumentsView<'_>) -> Markup {
    let w = Words::of(frame.lang);
    part::section(
        w.title,
        &html! {
            p class="quiet" { (w.lead) }
            ul class="papers" role="list" { @for one in view.papers { li id=(one.kind) { (paper(frame, one)) } } }
        },
    )
}

fn paper(frame: &Frame<'_>, one: &PaperView<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let accepted = one.document.is_some_and(|document| matches!(document.verdict, Some((true, _))));
    let name = says::document(lang, one.kind);
    let id = format!("file-{}", one.kind);
    html! {
        div class="paper-head" {
            h3 { (name) " " span class="quiet" { (if one.needed { w.needed } else { w.optional }) } }
            (state(frame, one.document.as_ref()))
        }
        @if let Some(document) = &one.document { (shown(frame, document, &format!("/panel/apply/documents/{}", document.id))) }
        @if !accepted {
            form class="upload" method="post" action="/panel/apply/documents" enctype="multipart/form-data" novalidate {
                input type="hidden" name="csrf" value=(frame.csrf);
                input type="hidden" name="kind" value=(one.kind);
                div class="field" {
                    label for=(id) { (w.file) span class="unseen" { ": " (name) } }
                    input id=(id) name="file" type="file" accept=".pdf,.jpg,.jpeg,.png"
                        aria-invalid=[one.fault.is_some().then_some("true")]
                        aria-describedby=[one.fault.is_some().then(|| format!("{id}-error"))];
                    @if let Some(word) = one.fault { p class="error" id={ (id) "-error" } { (says::fault(lang, word)) } }
                }
                button class="button second" type="submit" { (if one.document.is_some() { w.replace } else { w.send }) }
            }
        }
    }
}

/// What was said of a paper.
pub(crate) fn state(frame: &Frame<'_>, document: Option<&DocumentView<'_>>) -> Markup {
    let w = Words::of(frame.lang);
    match document.map(|document| document.verdict) {
        None => part::badge(Tone::Plain, w.missing),
        Some(None) => part::badge(Tone::Wait, w.waiting),
        Some(Some((true, _))) => part::badge(Tone::Good, w.accepted),
        Some(Some((false, _))) => part::badge(Tone::Bad, w.refused),
    }
}

/// A paper that is there, and the way to it.
pub(crate) fn shown(frame: &Frame<'_>, document: &DocumentView<'_>, href: &str) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let size = lang.fill(w.size, &lang.number(i64::from(document.bytes).div_euclid(1024).max(1)));
    html! {
        p class="paper-file" {
            a href=(href) { (w.download) " " bdi dir="ltr" { (document.ending.to_uppercase()) } }
            " " span class="quiet" { (size) " · " (part::moment(lang, document.at)) }
        }
        @if let Some((false, says)) = document.verdict { p class="error said" dir="auto" { (says) } }
    }
}
