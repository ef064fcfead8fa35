//! The ways in: a passkey, a code by short message, the operator's key; and showing again who one is.

use crate::{
    Frame, Lang,
    frame::bare,
    part::{self, Field, Kind, Tone, Wrong},
    words,
};
use dargah_words::number::localized;
use maud::{Markup, html};

words! {
    /// What is said on the way in.
    Words {
        title: "ورود به پنل فروشگاه", "Sign in to your shop";
        lead: "شمارهٔ موبایلتان را بنویسید تا کد ورود پیامک شود. اگر بار اول است، همین‌جا ثبت‌نام می‌شوید.", "Enter your mobile number and we text you a code. If this is your first time, it signs you up.";
        desk: "ورود اپراتور", "Operator sign-in";
        desk_lead: "شمارهٔ موبایلی که به آن دعوت شده‌اید.", "The mobile number that you were invited with.";
        mobile: "شمارهٔ موبایل", "Mobile number";
        send: "فرستادن کد", "Send the code";
        or_code: "یا با کد پیامکی", "or by a texted code";
        by_passkey: "ورود با گذرکلید", "Sign in with a passkey";
        confirm_by_passkey: "تأیید با گذرکلید", "Confirm with a passkey";
        passkey_failed: "با گذرکلید نشد. دوباره امتحان کنید یا کد پیامکی بگیرید.", "The passkey did not work. Try again, or have a code texted.";
        by_key: "ورود با کلید اپراتور", "Sign in with an operator’s key";
        key: "کلید اپراتور", "Operator’s key";
        enter: "ورود", "Sign in";
        code_title: "کد ورود را بنویسید", "Enter the code";
        code_lead: "کد شش‌رقمی به {} پیامک شد و دو دقیقه اعتبار دارد.", "A six-digit code was texted to {}. It holds for two minutes.";
        code: "کد شش‌رقمی", "Six-digit code";
        shown: "این محیط آزمایشی است و پیامکی نمی‌رود. متن پیامک:", "This is a sandbox, and no message goes out. It would say:";
        shown_label: "متن پیامک", "The message";
        again: "فرستادن دوبارهٔ کد", "Send another code";
        again_in: "کد دیگر را تا {} دیگر می‌توانید بخواهید.", "Another code can be sent in {}.";
        other: "شمارهٔ دیگر", "Another number";
        wrong: "نشد", "That did not work";
        bad_mobile: "این شمارهٔ موبایل درست نیست؛ مانند ۰۹۱۲۱۲۳۴۵۶۷ بنویسید.", "This is no Iranian mobile number; write it like 09121234567.";
        wait: "کد به‌تازگی فرستاده شده است. تا {} دیگر صبر کنید.", "A code was asked for a moment ago. Wait {}.";
        not_sent: "پیامک فرستاده نشد. چند دقیقهٔ دیگر دوباره بخواهید.", "The message could not be sent. Ask again in a few minutes.";
        bad_code: "این کد درست نیست. {} بار دیگر می‌توانید امتحان کنید.", "This is not the code. You can try {} more times.";
        bad_code_once: "این کد درست نیست. یک بار دیگر می‌توانید امتحان کنید.", "This is not the code. You can try once more.";
        over: "این کد دیگر به کار نمی‌آید. کد دیگری بخواهید.", "This code is of no use any more. Ask for another one.";
        bad_key: "این کلید اپراتور نیست.", "This is no operator’s key.";
        seconds: "{} ثانیه", "{} seconds";
        minutes: "{} دقیقه", "{} minutes";
        confirm: "هویتتان را تأیید کنید", "Confirm that it is you";
        confirm_lead: "برای این کار باید در ده دقیقهٔ گذشته هویتتان را تأیید کرده باشید. پس از آن به همان صفحه برمی‌گردید.", "This needs a confirmation from the last ten minutes. You come back to the same page afterwards.";
        confirm_send: "فرستادن کد به {}", "Text a code to {}";
        confirm_enter: "تأیید", "Confirm";
    }
}

/// Which way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// To a shop.
    Shop,
    /// To the operator's desk.
    Desk,
}

impl Door {
    /// Its address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Shop => "/panel/sign-in",
            Self::Desk => "/admin/sign-in",
        }
    }

    const fn code_path(self) -> &'static str {
        match self {
            Self::Shop => "/panel/sign-in/code",
            Self::Desk => "/admin/sign-in/code",
        }
    }

    const fn passkey_path(self) -> &'static str {
        match self {
            Self::Shop => "/panel/sign-in/passkey",
            Self::Desk => "/admin/sign-in/passkey",
        }
    }
}

/// Why somebody is not in yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The number is none.
    Mobile,
    /// Too many codes: seconds until the next.
    Wait(i64),
    /// No message could be sent.
    NotSent,
    /// Another code was typed: how many tries are left.
    Wrong(u8),
    /// The code is over.
    Over,
    /// The operator's key is none.
    Key,
}

impl Trouble {
    fn said(self, lang: Lang) -> Wrong {
        let w = Words::of(lang);
        match self {
            Self::Mobile => Wrong::one("mobile", w.bad_mobile),
            Self::Wait(seconds) => Wrong::one("", &lang.fill(w.wait, &span(lang, seconds))),
            Self::NotSent => Wrong::one("", w.not_sent),
            Self::Wrong(1) => Wrong::one("code", w.bad_code_once),
            Self::Wrong(left) => Wrong::one("code", &lang.fill(w.bad_code, &lang.number(left.into()))),
            Self::Over => Wrong::one("code", w.over),
            Self::Key => Wrong::one("key", w.bad_key),
        }
    }
}

/// A time to wait, in words.
fn span(lang: Lang, seconds: i64) -> String {
    let w = Words::of(lang);
    if seconds <= 90 {
        lang.fill(w.seconds, &lang.number(seconds.max(1)))
    } else {
        lang.fill(w.minutes, &lang.number((seconds + 59) / 60))
    }
}

/// A text with markup in place of its `{}`.
fn filled(text: &str, value: &Markup) -> Markup {
    let (before, after) = text.split_once("{}").unwrap_or((text, ""));
    html! { (before) (value) (after) }
}

/// A mobile number in the reader's digits.
pub(crate) fn number(lang: Lang, mobile: &str) -> Markup {
    html! { bdi dir="ltr" { (localized(mobile, lang.locale())) } }
}

/// A button that asks the browser for a passkey. It is there with script alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passkey<'a> {
    pub(crate) purpose: &'a str,
    pub(crate) csrf: &'a str,
    /// Where the answer is sent.
    pub(crate) answer: &'a str,
    /// Where it leads.
    pub(crate) next: &'a str,
    pub(crate) label: &'a str,
    pub(crate) failed: &'a str,
    /// What else is asked before.
    pub(crate) field: Option<Field<'a>>,
}

pub(crate) fn passkey(asked: &Passkey<'_>) -> Markup {
    html! {
        div class="passkey" hidden data-passkey=(asked.purpose) data-csrf=(asked.csrf) data-answer=(asked.answer) data-next=(asked.next) {
            @if let Some(field) = asked.field { (field) }
            button class="button second" type="button" { (asked.label) }
            p class="error" role="alert" hidden { (asked.failed) }
        }
        script src="/panel/passkey.js" defer {}
    }
}

/// The beginning of a way in.
#[derive(Clone, Copy, Debug)]
pub struct SignIn<'a> {
    /// Which.
    pub door: Door,
    /// What the forms carry.
    pub csrf: &'a str,
    /// Where it leads; empty for the usual place.
    pub next: &'a str,
    /// What was typed.
    pub mobile: &'a str,
    /// Why it is shown again.
    pub trouble: Option<Trouble>,
}

/// `/panel/sign-in`, `/admin/sign-in`
#[must_use]
pub fn sign_in(lang: Lang, view: &SignIn<'_>) -> String {
    let w = Words::of(lang);
    let (title, lead) = match view.door {
        Door::Shop => (w.title, w.lead),
        Door::Desk => (w.desk, w.desk_lead),
    };
    let wrong = view.trouble.map_or_else(Wrong::none, |trouble| trouble.said(lang));
    let asks_key = view.trouble == Some(Trouble::Key);
    let mobile =
        Field::new("mobile", w.mobile).kind(Kind::Mobile).value(view.mobile).most(20).error(wrong.on("mobile"));
    let key = Field::new("key", w.key).kind(Kind::Code).most(200).error(wrong.on("key"));
    let body = html! {
        section class="card" {
            h1 { (title) }
            (part::problem(w.wrong, &wrong))
            (passkey(&Passkey {
                purpose: "sign_in",
                csrf: view.csrf,
                answer: view.door.passkey_path(),
                next: view.next,
                label: w.by_passkey,
                failed: w.passkey_failed,
                field: None,
            }))
            p class="or quiet" hidden { (w.or_code) }
            p class="quiet" { (lead) }
            (part::form(view.csrf, view.door.path(), &html! {
                input type="hidden" name="next" value=(view.next);
                (if asks_key { mobile } else { mobile.focus() })
                (part::button(w.send))
            }))
            @if view.door == Door::Desk {
                details open[asks_key] {
                    summary { (w.by_key) }
                    (part::form(view.csrf, "/admin/sign-in/key", &html! {
                        input type="hidden" name="next" value=(view.next);
                        (if asks_key { key.focus() } else { key })
                        (part::button(w.enter))
                    }))
                }
            }
        }
    };
    bare(lang, view.door.path(), title, &body)
}

/// The code that was sent.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// To which number.
    pub mobile: &'a str,
    /// The message, in a sandbox.
    pub shown: Option<&'a str>,
    /// Seconds until another can be asked for; 0 if it can.
    pub wait_s: i64,
}

/// A code is awaited.
#[derive(Clone, Copy, Debug)]
pub struct EnterCode<'a> {
    /// Which way in.
    pub door: Door,
    /// What the forms carry.
    pub csrf: &'a str,
    /// Where it leads.
    pub next: &'a str,
    /// What was sent.
    pub sent: Sent<'a>,
    /// Why it is shown again.
    pub trouble: Option<Trouble>,
}

fn shown(lang: Lang, sent: &Sent<'_>) -> Markup {
    let w = Words::of(lang);
    html! {
        @if let Some(text) = sent.shown {
            (part::notice(Tone::Wait, w.shown))
            div class="copied" { pre class="message" lang="fa" tabindex="0" role="region" aria-label=(w.shown_label) { (text) } }
        }
    }
}

fn code_field<'a>(w: &'a Words, wrong: &'a Wrong) -> Field<'a> {
    Field::new("code", w.code).kind(Kind::OneTime).most(20).error(wrong.on("code")).focus()
}

/// `/panel/sign-in/code`, `/admin/sign-in/code`
#[must_use]
pub fn enter_code(lang: Lang, view: &EnterCode<'_>) -> String {
    let w = Words::of(lang);
    let wrong = view.trouble.map_or_else(Wrong::none, |trouble| trouble.said(lang));
    let body = html! {
        section class="card" {
            h1 { (w.code_title) }
            (part::problem(w.wrong, &wrong))
            p class="quiet" { (filled(w.code_lead, &number(lang, view.sent.mobile))) }
            (shown(lang, &view.sent))
            (part::form(view.csrf, view.door.code_path(), &html! {
                (code_field(w, &wrong))
                (part::button(w.enter))
            }))
            div class="row" {
                @if view.sent.wait_s > 0 {
                    p class="quiet" { (lang.fill(w.again_in, &span(lang, view.sent.wait_s))) }
                } @else {
                    (part::form(view.csrf, view.door.path(), &html! {
                        input type="hidden" name="next" value=(view.next);
                        input type="hidden" name="mobile" value=(view.sent.mobile);
                        button class="link" type="submit" { (w.again) }
                    }))
                }
                a class="more" href=(view.door.path()) { (w.other) }
            }
            script src="/panel/passkey.js" defer {}
        }
    };
    bare(lang, view.door.code_path(), w.code_title, &body)
}

/// By what one who is signed in shows who they are.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// By a code to their number, which has not been sent yet, or by a passkey if they have one.
    Send {
        /// Their number.
        mobile: &'a str,
    },
    /// By the code that was sent.
    Code(Sent<'a>),
    /// By the operator's key, with which they came.
    Key,
}

/// Showing again who one is.
#[derive(Clone, Copy, Debug)]
pub struct Again<'a> {
    /// By what.
    pub by: By<'a>,
    /// Whether they have a passkey.
    pub has_passkey: bool,
    /// Where they were.
    pub next: &'a str,
    /// Why it is shown again.
    pub trouble: Option<Trouble>,
}

/// `/panel/confirm`
#[must_use]
pub fn again(frame: &Frame<'_>, view: &Again<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let wrong = view.trouble.map_or_else(Wrong::none, |trouble| trouble.said(lang));
    let next = html! { input type="hidden" name="next" value=(view.next); };
    let send = |mobile: &str, class: &str| {
        part::form(
            frame.csrf,
            "/panel/confirm/code",
            &html! {
                (next)
                button class=(class) type="submit" { (filled(w.confirm_send, &number(lang, mobile))) }
            },
        )
    };
    let body = html! {
        section class="card confirm" {
            h1 { (w.confirm) }
            p { (w.confirm_lead) }
            (part::problem(w.wrong, &wrong))
            @if view.has_passkey {
                (passkey(&Passkey {
                    purpose: "confirm",
                    csrf: frame.csrf,
                    answer: "/panel/confirm/passkey",
                    next: view.next,
                    label: w.confirm_by_passkey,
                    failed: w.passkey_failed,
                    field: None,
                }))
                p class="or quiet" hidden { (w.or_code) }
            }
            @match view.by {
                By::Send { mobile } => (send(mobile, "button")),
                By::Code(sent) => {
                    p class="quiet" { (filled(w.code_lead, &number(lang, sent.mobile))) }
                    (shown(lang, &sent))
                    (part::form(frame.csrf, "/panel/confirm", &html! {
                        (next)
                        (code_field(w, &wrong))
                        (part::button(w.confirm_enter))
                    }))
                    @if sent.wait_s > 0 {
                        p class="quiet" { (lang.fill(w.again_in, &span(lang, sent.wait_s))) }
                    } @else {
                        (send(sent.mobile, "link"))
                    }
                    script src="/panel/passkey.js" defer {}
                },
                By::Key => (part::form(frame.csrf, "/panel/confirm", &html! {
                    (next)
                    (Field::new("key", w.key).kind(Kind::Code).most(200).error(wrong.on("key")).focus())
                    (part::button(w.confirm_enter))
                })),
            }
        }
    };
    frame.page(w.confirm, &body)
}
