//! `/panel/apply`: a shop's way in. One page, whose steps stand above and whose body is the step's own; what is said between shop
//! and operator stands beneath. Steps, checks and faults come as the engine's words, which [`says`] spells out.

pub(crate) mod activation;
pub(crate) mod contract;
pub(crate) mod documents;
mod form;
pub(crate) mod identity;
pub mod says;
mod start;
pub(crate) mod steps;

pub use activation::{RegistrationView, RequestView};
pub use contract::ContractView;
pub use documents::{DocumentView, DocumentsView, PaperView};
pub(crate) use form::field_name;
pub use form::{FIELDS, FormView, Typed, correct};
pub use identity::{CheckView, IdentityView};
pub use start::{StartView, start};
pub use steps::{ReviewView, SiteView};

use crate::{
    Frame, Lang,
    part::{self, Field, Kind, Tone},
    words,
};
use maud::{Markup, html};

words! {
    /// What the page says around its steps.
    Words {
        title: "فعال‌سازی پرداخت واقعی", "Activation";
        lead: "از درخواست تا نخستین پرداخت واقعی، سه روز.", "From the form to the first real payment in three days.";
        steps: "گام‌های فعال‌سازی", "Steps of activation";
        done: "انجام شد", "Done";
        next: "بعدی", "Next";
        since: "از", "Since";
        until: "مهلت", "Due";
        late: "دیر شده", "Late";
        promised: "قول ما: تا این زمان به پرداخت آزمایشی می‌رسید", "Our promise: a test payment by";
        messages: "گفت‌وگو با کارشناس", "Messages";
        no_message: "هنوز پیامی نیست.", "No message yet.";
        you: "شما", "You";
        shop: "فروشگاه", "Shop";
        operator: "کارشناس درگاه", "Dargah";
        write: "پیام شما", "Your message";
        send: "فرستادن پیام", "Send the message";
        waiting: "لازم نیست کاری بکنید؛ این صفحه خودش تازه می‌شود.", "Nothing for you to do: this page renews itself.";
        live_title: "فروشگاه فعال است", "The shop is live";
        live: "پرداخت واقعی روشن است. کلید واقعی بسازید و آن را به‌جای کلید آزمایشی بگذارید.", "Real payments are on. Make a live key and put it in the place of the test key.";
        live_keys: "ساخت کلید واقعی", "Make a live key";
        refused_title: "درخواست پذیرفته نشد", "The application was refused";
        refused_reason: "دلیل", "Reason";
        refused_says: "توضیح", "In words";
        reopen: "اصلاح و درخواست دوباره", "Correct it and apply again";
        reopen_text: "هرچه نوشته‌اید می‌ماند؛ آن را اصلاح کنید و دوباره بفرستید.", "What you wrote is kept: put it right and hand it in again.";
        no_reopen: "این دلیل قابل اصلاح نیست. اگر اشتباهی شده است، پیام بدهید.", "This cannot be corrected. If it is a mistake, send a message.";
    }
}

/// How far one step is. Times are milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug)]
pub struct StepView {
    /// The step's word.
    pub step: &'static str,
    /// Since when the application stands or stood there.
    pub since: Option<i64>,
    /// Whether it is behind.
    pub done: bool,
    /// Whether the application stands there.
    pub here: bool,
    /// Until when it should be done.
    pub until: Option<i64>,
    /// Whether that is over.
    pub late: bool,
}

/// A message.
#[derive(Clone, Debug)]
pub struct MessageView {
    /// When.
    pub at: i64,
    /// Whether the shop wrote it.
    pub from_shop: bool,
    /// What.
    pub says: String,
}

/// The body of the step at which the application stands.
#[derive(Clone, Debug)]
pub enum Body<'a> {
    /// The form.
    Form(FormView<'a>),
    /// The review.
    Review(ReviewView<'a>),
    /// The papers.
    Documents(DocumentsView<'a>),
    /// The registries.
    Identity(IdentityView<'a>),
    /// The contract.
    Contract(ContractView<'a>),
    /// Shaparak.
    Registration(RegistrationView<'a>),
    /// The test payment.
    Activation,
    /// It is live.
    Live,
    /// It was refused: the reason's word, what was written, and whether it can be opened again.
    Refused(&'static str, &'a str, bool),
}

/// `/panel/apply`
#[derive(Clone, Debug)]
pub struct Apply<'a> {
    /// Every step of the way, in order.
    pub steps: &'a [StepView],
    /// Whose turn it is, a word.
    pub turn: &'static str,
    /// Until when a test payment is promised.
    pub promised_at: Option<i64>,
    /// Whether that is over.
    pub late: bool,
    /// Everything that was said, oldest first.
    pub messages: &'a [MessageView],
    /// The step's own part.
    pub body: Body<'a>,
    /// Why what was asked for was not done, a word.
    pub refusal: Option<&'static str>,
    /// Whether the service is at work, so that the page should be looked at again soon.
    pub working: bool,
}

/// The page.
#[must_use]
pub fn apply(frame: &Frame<'_>, view: &Apply<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let body = html! {
        (part::heading(w.title, w.lead, &html! {}))
        @if let Some(word) = view.refusal { (part::notice(Tone::Bad, says::refusal(lang, word))) }
        (stepper(lang, view))
        @if view.working { p class="working" role="status" { (w.waiting) } }
        (step(frame, view))
        (messages(frame, view.messages, "/panel/apply/message", w.you, w.operator))
    };
    frame.page(w.title, &body)
}

fn step(frame: &Frame<'_>, view: &Apply<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    match &view.body {
        Body::Form(form) => form::page(frame, form),
        Body::Review(review) => steps::review(frame, review),
        Body::Documents(documents) => documents::page(frame, documents),
        Body::Identity(identity) => identity::page(frame, identity),
        Body::Contract(contract) => contract::page(frame, contract),
        Body::Registration(registration) => activation::registration(frame, registration),
        Body::Activation => activation::page(frame),
        Body::Live => part::section(
            w.live_title,
            &html! {
                p { (w.live) }
                div class="actions" { (part::button_link("/panel/keys?mode=live", w.live_keys)) }
            },
        ),
        Body::Refused(reason, words, again) => part::section(
            w.refused_title,
            &html! {
                (part::facts(&[
                    (w.refused_reason, html! { (says::reason(lang, reason)) }),
                    (w.refused_says, html! { bdi class="said" { (words) } }),
                ]))
                @if *again {
                    p { (w.reopen_text) }
                    (frame.form("/panel/apply/reopen", &html! { (part::button(w.reopen)) }))
                } @else { p { (w.no_reopen) } }
            },
        ),
    }
}

/// The steps above the page: which are done, where it stands, and how long there is.
fn stepper(lang: Lang, view: &Apply<'_>) -> Markup {
    let w = Words::of(lang);
    html! {
        nav class="stepper" aria-label=(w.steps) {
            ol role="list" {
                @for (number, one) in (1_i64..).zip(view.steps) {
                    li class={ @if one.done { "done" } @else if one.here { "here" } @else { "ahead" } @if one.late { " late" } }
                        aria-current=[one.here.then_some("step")] {
                        span class="number" aria-hidden="true" { @if one.done { "✓" } @else { (lang.number(number)) } }
                        span class="name" { (says::step(lang, one.step)) }
                        span class="state" {
                            @if one.done { (w.done) } @else if one.here { (says::turn(lang, view.turn)) } @else { (w.next) }
                        }
                        @if one.here {
                            @if let Some(since) = one.since { span class="when" { (w.since) " " (part::moment(lang, since)) } }
                            @if let Some(until) = one.until {
                                span class="when" { @if one.late { (part::badge(Tone::Bad, w.late)) " " } (w.until) " " (part::moment(lang, until)) }
                            }
                        }
                    }
                }
            }
            @if let Some(at) = view.promised_at {
                p class="promise" { @if view.late { (part::badge(Tone::Bad, w.late)) " " } (w.promised) ": " (part::moment(lang, at)) }
            }
        }
    }
}

/// What is said between shop and operator, and a place to say more.
pub(crate) fn messages(frame: &Frame<'_>, all: &[MessageView], action: &str, shop: &str, operator: &str) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    part::section(
        w.messages,
        &html! {
            @if all.is_empty() { p class="quiet" { (w.no_message) } } @else {
                ol class="messages" role="list" {
                    @for one in all {
                        li class=(if one.from_shop { "from-shop" } else { "from-operator" }) {
                            p class="by" { strong { (if one.from_shop { shop } else { operator }) } " " (part::moment(lang, one.at)) }
                            p class="said" dir="auto" { (one.says) }
                        }
                    }
                }
            }
            (frame.form(action, &html! {
                (Field::new("says", w.write).kind(Kind::Lines).most(1_000))
                (part::button(w.send))
            }))
        },
    )
}

/// The names of shop and operator above their messages, for an operator.
pub(crate) const fn sides(lang: Lang) -> (&'static str, &'static str) {
    let w = Words::of(lang);
    (w.shop, w.operator)
}
