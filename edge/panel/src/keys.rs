//! Keys of the API: the list, a new one, and its text once.

use crate::{
    Frame, Lang,
    part::{self, Choice, Col, Confirm, Field, Tone, Wrong},
    words,
};
use dargah_wire::Mode;
use maud::{Markup, html};

words! {
    /// What is said of keys.
    Words {
        title: "کلیدها", "API keys";
        lead: "کلید محیط را معین می‌کند: با کلید آزمایشی هیچ پولی جابه‌جا نمی‌شود.", "The key decides the mode: with a test key no money moves.";
        name: "نام", "Name";
        unnamed: "بی‌نام", "Unnamed";
        key: "کلید", "Key";
        kind: "نوع", "Kind";
        secret_kind: "محرمانه", "Secret";
        public_kind: "عمومی", "Publishable";
        state: "وضعیت", "State";
        works: "فعال", "Works";
        until: "تا {}", "until {}";
        revoked: "باطل", "Revoked";
        made: "ساخته شد", "Made";
        acts: "کارها", "Actions";
        none: "هنوز کلیدی نیست", "No keys yet";
        none_text: "یک کلید بسازید و در سرور فروشگاه بگذارید.", "Create one and put it on your shop’s server.";
        create: "ساخت کلید", "Create a key";
        name_hint: "تا بعداً بدانید کجا به کار رفته است.", "So that you know later where it is used.";
        secret_hint: "برای سرور: پرداخت می‌سازد و بازپرداخت می‌کند.", "For the server: it makes payments and refunds.";
        public_hint: "برای صفحه: تنها از نشانی‌های فروشگاه کار می‌کند.", "For the page: it works from the shop’s origins alone.";
        wrong: "کلید ساخته نشد", "The key was not created";
        new: "کلید تازه", "New key";
        back: "بازگشت به کلیدها", "Back to the keys";
        once: "کلید «{}»", "Key “{}”";
        use_it: "نمونهٔ استفاده", "How it is used";
        rotate: "تعویض", "Rotate";
        rotate_sure: "این کلید عوض شود؟", "Rotate this key?";
        rotate_text: "کلید تازه‌ای ساخته و یک بار نشان داده می‌شود. کلید کنونی تا پایان مهلتی که برمی‌گزینید کار می‌کند.", "A new key is made and shown once. The present one works until the time that you choose is over.";
        overlap: "کلید کنونی چقدر دیگر کار کند؟", "How long shall the present key still work?";
        at_once: "همین حالا باطل شود", "Revoke it now";
        hour: "یک ساعت", "One hour";
        day: "یک روز", "One day";
        week: "یک هفته", "One week";
        revoke: "باطل کردن", "Revoke";
        revoke_sure: "این کلید باطل شود؟", "Revoke this key?";
        revoke_text: "هر درخواستی با این کلید از همین حالا رد می‌شود. این کار برگشت‌پذیر نیست.", "Every request with this key is refused from now on. It cannot be undone.";
        cancel: "انصراف", "Cancel";
    }
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// The server's: it can do everything.
    Secret,
    /// The page's: bound to the shop's origins.
    Publishable,
}

impl KeyKind {
    /// Its word in forms.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Publishable => "publishable",
        }
    }
}

/// Whether a key works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It does.
    Works,
    /// Until a moment: another one has taken its place.
    Until(i64),
    /// Not any more, since a moment.
    Revoked(i64),
}

/// A key in the list. Its text is known to nobody but who was shown it.
#[derive(Clone, Debug)]
pub struct KeyRow {
    /// `key_…`
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// How it begins, and perhaps ends: `sk_test_a1b2…`.
    pub hint: String,
    /// What it is for.
    pub kind: KeyKind,
    /// Whether it works.
    pub state: KeyState,
    /// When it was made.
    pub created_at: i64,
}

/// The keys of the frame's mode, and the form for another one.
#[derive(Clone, Debug)]
pub struct Keys<'a> {
    /// The keys, the newest first.
    pub keys: &'a [KeyRow],
    /// The kinds that can be made.
    pub kinds: &'a [KeyKind],
    /// Whether the reader may change anything.
    pub may_change: bool,
    /// The name that was typed.
    pub typed_name: &'a str,
    /// What is wrong with it.
    pub wrong: &'a Wrong,
}

/// `/panel/keys`. Its form is sent there with `name` and `kind`.
#[must_use]
pub fn keys(frame: &Frame<'_>, view: &Keys<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let rows: Vec<Vec<Markup>> = view.keys.iter().map(|key| row(frame, key, view.may_change)).collect();
    let cols = [Col::text(w.name), Col::text(w.key), Col::text(w.state), Col::text(w.made), Col::acts(w.acts)];
    let body = html! {
        (part::heading(w.title, w.lead, &html! {
            (part::mode_badge(lang, frame.mode))
            @if !view.keys.is_empty() { (part::csv_link(lang, &frame.at("/panel/keys.csv"))) }
        }))
        (part::problem(w.wrong, view.wrong))
        @if rows.is_empty() { (part::empty(w.none, w.none_text, &html! {})) } @else { (part::table(w.title, &cols, &rows)) }
        @if view.may_change { (part::section(w.create, &frame.form("/panel/keys", &new(lang, view)))) }
    };
    frame.page(w.title, &body)
}

fn row(frame: &Frame<'_>, key: &KeyRow, may_change: bool) -> Vec<Markup> {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let is_over = matches!(key.state, KeyState::Revoked(_));
    let act = |act: &str| frame.at(&format!("/panel/keys/{}/{act}", key.id));
    vec![
        html! {
            span {
                @if key.name.is_empty() { (w.unnamed) } @else { bdi { (key.name) } }
                small class="quiet" { (kind_name(lang, key.kind)) }
            }
        },
        part::code(&key.hint),
        match key.state {
            KeyState::Works => part::badge(Tone::Good, w.works),
            KeyState::Until(at) => html! {
                span { (part::badge(Tone::Wait, w.works)) small class="quiet" { (until(lang, at)) } }
            },
            KeyState::Revoked(_) => part::badge(Tone::Plain, w.revoked),
        },
        part::moment(lang, key.created_at),
        html! {
            @if may_change && !is_over {
                a class="button second small" href=(act("rotate")) aria-label={ (w.rotate) ": " (key.hint) } { (w.rotate) }
                a class="button second small" href=(act("revoke")) aria-label={ (w.revoke) ": " (key.hint) } { (w.revoke) }
            }
        },
    ]
}

fn until(lang: Lang, at: i64) -> Markup {
    let (before, after) = Words::of(lang).until.split_once("{}").unwrap_or_default();
    html! { (before) (part::moment(lang, at)) (after) }
}

/// What a kind of key is called.
#[must_use]
pub const fn kind_name(lang: Lang, kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Secret => Words::of(lang).secret_kind,
        KeyKind::Publishable => Words::of(lang).public_kind,
    }
}

fn new(lang: Lang, view: &Keys<'_>) -> Markup {
    let w = Words::of(lang);
    html! {
        (Field::new("name", w.name).hint(w.name_hint).value(view.typed_name).most(60).error(view.wrong.on("name")))
        @if view.kinds.len() > 1 {
            fieldset {
                legend { (w.kind) }
                @for (i, kind) in view.kinds.iter().enumerate() {
                    label class="pick" {
                        input type="radio" name="kind" value=(kind.word()) checked[i == 0];
                        span {
                            (kind_name(lang, *kind))
                            span class="quiet" {
                                (match kind { KeyKind::Secret => w.secret_hint, KeyKind::Publishable => w.public_hint })
                            }
                        }
                    }
                }
            }
        }
        (part::button(w.create))
    }
}

/// A key that was just made: the only time that its text is shown. `url` is the service's own address, for the example.
#[must_use]
pub fn new_key(frame: &Frame<'_>, name: &str, text: &str, url: &str) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let example = format!("curl {url}/v1/payments \\\n  -H 'authorization: Bearer {text}' \\\n  …");
    let is_secret = text.starts_with("sk_");
    let body = html! {
        (part::heading(w.new, "", &part::mode_badge(lang, frame.mode)))
        (part::secret(lang, &lang.fill(w.once, if name.is_empty() { w.unnamed } else { name }), text))
        @if is_secret {
            section class="card" { h2 { (w.use_it) } pre class="example" dir="ltr" tabindex="0" { code { (example) } } }
        }
        div class="actions" { (part::button_link(&frame.at("/panel/keys"), w.back)) }
    };
    frame.page(w.new, &body)
}

/// How long the old key of a rotation still works: its word in the form, and milliseconds.
pub const OVERLAPS: [(&str, i64); 4] = [("now", 0), ("hour", 3_600_000), ("day", 86_400_000), ("week", 604_800_000)];

/// `/panel/keys/{id}/rotate` by GET. It is sent to the same address with `overlap`, a word of [`OVERLAPS`].
#[must_use]
pub fn rotate(frame: &Frame<'_>, key: &KeyRow) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let names = [w.at_once, w.hour, w.day, w.week];
    let choices: Vec<Choice<'_>> = OVERLAPS.iter().map(|(word, _)| *word).zip(names).collect();
    let body = html! {
        section class="card confirm" {
            h1 { (w.rotate_sure) }
            p { (w.rotate_text) }
            (part::facts(&about(lang, key)))
            (frame.form(&format!("/panel/keys/{}/rotate", key.id), &html! {
                (part::select("overlap", w.overlap, &choices, "day"))
                div class="actions" { (part::button(w.rotate)) (part::button_link(&frame.at("/panel/keys"), w.cancel)) }
            }))
        }
    };
    frame.page(w.rotate_sure, &body)
}

/// `/panel/keys/{id}/revoke` by GET. The yes is sent to the same address.
#[must_use]
pub fn revoke(frame: &Frame<'_>, key: &KeyRow) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let question = Confirm {
        title: w.revoke_sure,
        text: w.revoke_text,
        facts: &about(lang, key),
        action: &frame.at(&format!("/panel/keys/{}/revoke", key.id)),
        hidden: &[],
        yes: w.revoke,
        back: &frame.at("/panel/keys"),
    };
    frame.page(w.revoke_sure, &part::confirm(frame.csrf, lang, &question))
}

fn about<'a>(lang: Lang, key: &KeyRow) -> Vec<(&'a str, Markup)> {
    let w = Words::of(lang);
    let mode = if key.hint.contains("live") { Mode::Live } else { Mode::Test };
    vec![
        (w.name, html! { @if key.name.is_empty() { (w.unnamed) } @else { bdi { (key.name) } } }),
        (w.key, html! { (part::code(&key.hint)) " " (part::mode_badge(lang, mode)) }),
        (w.made, part::moment(lang, key.created_at)),
    ]
}
