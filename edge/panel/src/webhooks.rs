//! Webhooks: the endpoints, one of them with its deliveries, and its secret once.

use crate::{
    Frame, Lang,
    part::{self, Col, Confirm, Field, Kind, Page, Tone, Wrong},
    state, words,
};
use dargah_wire::{DeliveryView, EndpointView, Try};
use maud::{Markup, html};

words! {
    /// What is said of webhooks.
    Words {
        title: "وب‌هوک‌ها", "Webhooks";
        lead: "سرور شما از هر رخداد پرداخت با یک پیام امضاشده خبردار می‌شود.", "Your server is told of everything that happens to a payment, by a signed message.";
        url: "نشانی", "Address";
        state: "وضعیت", "State";
        kinds: "رخدادها", "Events";
        all_kinds: "همه", "All";
        made: "ساخته شد", "Made";
        on: "روشن", "On";
        off: "خاموش", "Off";
        failing: "پاسخ نمی‌دهد", "Failing";
        none: "هنوز وب‌هوکی نیست", "No webhook yet";
        none_text: "نشانی https سرورتان را اضافه کنید تا از پرداخت‌ها خبردار شود.", "Add your server’s https address, and it is told of payments.";
        add: "افزودن وب‌هوک", "Add a webhook";
        add_button: "افزودن", "Add";
        url_hint: "با https و در اینترنت در دسترس؛ مانند https://shop.example/webhooks", "By https and reachable from the internet, such as https://shop.example/webhooks";
        kinds_hint: "اگر هیچ‌کدام را برنگزینید، همه فرستاده می‌شود.", "If none is chosen, all are sent.";
        wrong: "وب‌هوک ساخته نشد", "The webhook was not added";
        secret: "راز امضای وب‌هوک", "Signing secret of the webhook";
        public_key: "کلید عمومی", "Public key";
        secret_made: "راز تازه", "New secret";
        see: "دیدن وب‌هوک", "See the webhook";
        id: "شناسه", "Id";
        version: "نسخهٔ راز", "Secret’s version";
        both_until: "راز پیشین هم معتبر است تا", "The old secret holds too until";
        failing_since: "بی‌پاسخ از", "Failing since";
        off_since: "خاموش از", "Off since";
        rotate: "تعویض راز", "Rotate the secret";
        rotate_sure: "راز این وب‌هوک عوض شود؟", "Rotate this webhook’s secret?";
        rotate_text: "پیام‌ها تا یک روز با هر دو راز امضا می‌شوند تا فرصت جابه‌جایی داشته باشید. راز تازه یک بار نشان داده می‌شود.", "Messages are signed with both secrets for a day, so that you can change over. The new one is shown once.";
        enable: "روشن کردن", "Switch on";
        disable: "خاموش کردن", "Switch off";
        delete: "حذف", "Delete";
        delete_sure: "این وب‌هوک حذف شود؟", "Delete this webhook?";
        delete_text: "دیگر پیامی به این نشانی فرستاده نمی‌شود. رخدادها می‌مانند.", "Nothing more is sent to this address. The events stay.";
        deliveries: "پیام‌ها", "Deliveries";
        no_deliveries: "هنوز پیامی به این نشانی فرستاده نشده است.", "Nothing has been sent to this address yet.";
        event: "رخداد", "Event";
        tries: "تلاش‌ها", "Tries";
        next: "بار بعد", "Next";
        replay: "فرستادن دوباره", "Send again";
        replay_since: "فرستادن دوبارهٔ همهٔ رخدادها", "Send everything again";
        replay_from: "از روز", "From day";
        answered: "پاسخ {}", "answered {}";
        ms: "میلی‌ثانیه", "ms";
        acts: "کارها", "Actions";
    }
}

/// What a kind of event is called.
fn kind_name(lang: Lang, kind: &str) -> &'static str {
    let (fa, en) = match kind {
        "payment.paid" => ("پرداخت موفق", "Payment paid"),
        "payment.failed" => ("پرداخت ناموفق", "Payment failed"),
        "payment.expired" => ("پرداخت منقضی", "Payment expired"),
        "payment.cancelled" => ("پرداخت لغوشده", "Payment withdrawn"),
        "payment.review" => ("پرداخت نیازمند بررسی", "Payment in review"),
        "payment.returned" => ("برگشت پول از بانک", "Payment returned by the bank"),
        "refund.succeeded" => ("بازپرداخت موفق", "Refund succeeded"),
        "refund.failed" => ("بازپرداخت ناموفق", "Refund failed"),
        "refund.unknown" => ("بازپرداخت نامعلوم", "Refund unknown"),
        _ => ("رخداد", "Event"),
    };
    lang.either(fa, en)
}

/// The endpoints and the form for another one.
#[derive(Clone, Debug)]
pub struct Webhooks<'a> {
    /// Every endpoint.
    pub endpoints: &'a [EndpointView],
    /// Every kind of event, by its word.
    pub kinds: &'a [&'a str],
    /// Whether the reader may change anything.
    pub may_change: bool,
    /// The address that was typed.
    pub typed_url: &'a str,
    /// The kinds that were chosen.
    pub typed_kinds: &'a [String],
    /// What is wrong with them.
    pub wrong: &'a Wrong,
}

fn standing(lang: Lang, endpoint: &EndpointView) -> Markup {
    let w = Words::of(lang);
    if !endpoint.enabled {
        return html! {
            span { (part::badge(Tone::Bad, w.off)) small class="quiet" { (state::off(lang, endpoint.disabled_reason)) } }
        };
    }
    match endpoint.failing_since {
        Some(_) => part::badge(Tone::Wait, w.failing),
        None => part::badge(Tone::Good, w.on),
    }
}

fn kinds_of(lang: Lang, endpoint: &EndpointView) -> Markup {
    let w = Words::of(lang);
    html! {
        @match &endpoint.kinds {
            None => (w.all_kinds),
            Some(kinds) => span { @for (i, kind) in kinds.iter().enumerate() {
                @if i > 0 { (lang.either("، ", ", ")) } (kind_name(lang, kind))
            } },
        }
    }
}

/// `/panel/webhooks`
#[must_use]
pub fn webhooks(frame: &Frame<'_>, view: &Webhooks<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let rows: Vec<Vec<Markup>> = view
        .endpoints
        .iter()
        .map(|endpoint| {
            vec![
                html! { a href=(frame.at(&format!("/panel/webhooks/{}", endpoint.id))) { (part::code(&endpoint.url)) } },
                standing(lang, endpoint),
                kinds_of(lang, endpoint),
                part::moment(lang, endpoint.created_at),
            ]
        })
        .collect();
    let cols = [Col::text(w.url), Col::text(w.state), Col::text(w.kinds), Col::text(w.made)];
    let form = html! {
        (Field::new("url", w.url).kind(Kind::Code).hint(w.url_hint).value(view.typed_url).most(500).error(view.wrong.on("url")))
        fieldset {
            legend { (w.kinds) }
            p class="hint" { (w.kinds_hint) }
            @for kind in view.kinds {
                label class="pick" {
                    input type="checkbox" name="kind" value=(kind) checked[view.typed_kinds.iter().any(|typed| typed == kind)];
                    span { (kind_name(lang, kind)) code class="quiet" dir="ltr" { (kind) } }
                }
            }
        }
        (part::button(w.add_button))
    };
    let body = html! {
        (part::heading(w.title, w.lead, &html! {}))
        (part::problem(w.wrong, view.wrong))
        @if rows.is_empty() { (part::empty(w.none, w.none_text, &html! {})) } @else { (part::table(w.title, &cols, &rows)) }
        @if view.may_change { (part::section(w.add, &frame.form("/panel/webhooks", &form))) }
    };
    frame.page(w.title, &body)
}

/// `secret` of an endpoint that was just made or rotated, and the way on.
#[must_use]
pub fn secret(frame: &Frame<'_>, endpoint: &EndpointView) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let body = html! {
        (part::heading(w.secret_made, "", &html! {}))
        p { (part::code(&endpoint.url)) }
        @if let Some(secret) = &endpoint.secret { (part::secret(lang, w.secret, secret)) }
        @if let Some(key) = &endpoint.public_key { (part::section(w.public_key, &part::copied(lang, w.public_key, key))) }
        div class="actions" { (part::button_link(&frame.at(&format!("/panel/webhooks/{}", endpoint.id)), w.see)) }
    };
    frame.page(w.secret_made, &body)
}

/// One endpoint.
#[derive(Clone, Debug)]
pub struct OneWebhook<'a> {
    /// The endpoint.
    pub endpoint: &'a EndpointView,
    /// Its newest messages, the newest first.
    pub deliveries: &'a [DeliveryView],
    /// Where they stand.
    pub page: Page<'a>,
    /// Whether the reader may change anything.
    pub may_change: bool,
}

/// `/panel/webhooks/{id}`. Its forms are sent to `…/rotate`, `…/enable`, `…/disable`, `…/delete` and `…/replay`; the replay's say
/// `event`, or `since` as a day.
#[must_use]
pub fn webhook(frame: &Frame<'_>, view: &OneWebhook<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let endpoint = view.endpoint;
    let at = |act: &str| frame.at(&format!("/panel/webhooks/{}/{act}", endpoint.id));
    let actions = html! {
        @if !view.deliveries.is_empty() { (part::csv_link(lang, &at("deliveries.csv"))) }
        @if view.may_change {
            @if endpoint.enabled { (part::small_form(frame.csrf, &at("disable"), &[], w.disable)) }
            @else { (part::small_form(frame.csrf, &at("enable"), &[], w.enable)) }
            (part::button_link(&at("rotate"), w.rotate))
            (part::button_link(&at("delete"), w.delete))
        }
    };
    let mut about = vec![
        (w.state, standing(lang, endpoint)),
        (w.kinds, kinds_of(lang, endpoint)),
        (w.id, part::code(&endpoint.id)),
        (w.made, part::moment(lang, endpoint.created_at)),
        (w.version, html! { (lang.number(endpoint.version.into())) }),
    ];
    let times = [
        (w.both_until, endpoint.old_secret_until),
        (w.failing_since, endpoint.failing_since),
        (w.off_since, endpoint.disabled_at),
    ];
    about.extend(times.into_iter().filter_map(|(term, at)| Some((term, part::moment(lang, at?)))));
    let body = html! {
        header class="heading" { h1 { (part::code(&endpoint.url)) } div class="actions" { (actions) } }
        section class="card" { (part::facts(&about)) }
        section class="card" {
            h2 { (w.deliveries) }
            @if view.deliveries.is_empty() { p class="quiet" { (w.no_deliveries) } }
            @else { (deliveries(frame, view)) }
        }
        (part::pager(lang, &frame.at(&format!("/panel/webhooks/{}", endpoint.id)), view.page))
        @if view.may_change && endpoint.enabled {
            (part::section(w.replay_since, &part::form(frame.csrf, &at("replay"), &html! {
                (Field::new("since", w.replay_from).kind(Kind::Day).most(12))
                (part::button(w.replay))
            })))
        }
    };
    frame.page(&endpoint.url, &body)
}

fn deliveries(frame: &Frame<'_>, view: &OneWebhook<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let replay = frame.at(&format!("/panel/webhooks/{}/replay", view.endpoint.id));
    let rows: Vec<Vec<Markup>> = view
        .deliveries
        .iter()
        .map(|delivery| {
            vec![
                html! { span { (kind_name(lang, &delivery.kind)) small class="quiet" { (part::code(&delivery.event)) } } },
                html! {
                    span {
                        (state::delivery(lang, delivery.state))
                        @if let Some(at) = delivery.next_at { small class="quiet" { (w.next) " " (part::moment(lang, at)) } }
                    }
                },
                html! {
                    @if delivery.tries.is_empty() { "—" }
                    @else { ul role="list" { @for one in &delivery.tries { li { (tried(lang, one)) } } } }
                },
                html! {
                    @if view.may_change && view.endpoint.enabled {
                        (part::small_form(frame.csrf, &replay, &[("event", &delivery.event)], w.replay))
                    }
                },
            ]
        })
        .collect();
    part::table(w.deliveries, &[Col::text(w.event), Col::text(w.state), Col::text(w.tries), Col::acts(w.acts)], &rows)
}

fn tried(lang: Lang, one: &Try) -> Markup {
    let w = Words::of(lang);
    html! {
        (part::moment(lang, one.at)) " "
        span {
            @match (one.status, one.silence) {
                (Some(status), _) => (lang.fill(w.answered, &lang.locale().plain(status.into(), 3))),
                (None, Some(silence)) => (state::silence(lang, silence)),
                (None, None) => "—",
            }
            " (" (lang.number(one.ms)) " " (w.ms) ")"
        }
    }
}

/// What is asked once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A new secret.
    Rotate,
    /// No more endpoint.
    Delete,
}

/// `/panel/webhooks/{id}/rotate` and `…/delete`, by GET: the question. The yes is sent to the same address.
#[must_use]
pub fn sure(frame: &Frame<'_>, endpoint: &EndpointView, asked: Asked) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let (title, text, yes, act) = match asked {
        Asked::Rotate => (w.rotate_sure, w.rotate_text, w.rotate, "rotate"),
        Asked::Delete => (w.delete_sure, w.delete_text, w.delete, "delete"),
    };
    let question = Confirm {
        title,
        text,
        facts: &[(w.url, part::code(&endpoint.url)), (w.made, part::moment(lang, endpoint.created_at))],
        action: &frame.at(&format!("/panel/webhooks/{}/{act}", endpoint.id)),
        hidden: &[],
        yes,
        back: &frame.at(&format!("/panel/webhooks/{}", endpoint.id)),
    };
    frame.page(title, &part::confirm(frame.csrf, lang, &question))
}
