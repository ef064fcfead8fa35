//! One application as an operator sees it: what is to be decided now, all that was written, what registries and the site said,
//! papers, messages, and every event.

use crate::{
    Frame,
    apply::{
        CheckView, MessageView, PaperView, RequestView, SiteView, StepView, activation, contract, documents, identity,
        messages, says, sides, steps::found,
    },
    part::{self, Col, Field, Kind, Tone},
    words,
};
use maud::{Markup, html};

words! {
    /// What the page says.
    Words {
        title: "درخواست {}", "Application {}";
        back: "همهٔ درخواست‌ها", "All applications";
        stands: "گام کنونی", "Stands at";
        turn: "نوبت", "Turn";
        promised: "قول به فروشگاه", "Promised to the shop";
        late: "دیر شده", "Late";
        now: "تصمیم", "Decide";
        pass: "پذیرفتن بررسی اولیه", "Let the review pass";
        pass_wait: "تا سایت در دسترس و دامنه نشان داده نشود، پذیرفتن ممکن نیست.", "It cannot pass until the site answers and its domain is proven.";
        site_again: "سایت را دوباره ببین", "Look at the site again";
        send_back: "بازگرداندن برای تکمیل", "Send the form back";
        send_back_says: "چه چیزی کم است؟", "What is missing?";
        accept: "پذیرفتن", "Accept";
        refuse_document: "نپذیرفتن", "Refuse";
        refuse_why: "چرا؟", "Why?";
        codes: "کدهای شرکت پرداخت", "The payment company’s codes";
        acceptor: "کد پذیرنده", "Acceptor code";
        terminal: "شمارهٔ پایانه", "Terminal number";
        assign: "ثبت کدها", "Keep the codes";
        register_again: "ثبت دوباره در شاپرک", "Register anew with Shaparak";
        refuse: "رد درخواست", "Refuse the application";
        reason: "دلیل", "Reason";
        refuse_says: "توضیح برای فروشگاه", "In words, for the shop";
        reopen: "باز کردن دوباره", "Open it again";
        nothing: "اکنون کاری با شما نیست.", "Nothing is yours to do now.";
        site: "سایت", "The site";
        site_none: "هنوز دیده نشده است.", "Nobody has looked at it yet.";
        form: "فرم", "The form";
        form_none: "هنوز فرستاده نشده است.", "It is not handed in yet.";
        papers: "مدارک", "Documents";
        checks: "استعلام‌ها", "Checks";
        again: "دوباره بپرس", "Ask again";
        requests: "شاپرک", "Shaparak";
        contract: "قرارداد پذیرفته‌شده", "The accepted contract";
        accepted_at: "زمان", "When";
        accepted_by: "توسط", "By";
        template: "نسخهٔ الگو", "Template";
        fingerprint: "اثر انگشت", "Fingerprint";
        refused: "رد شده", "Refused";
        events: "رخدادها", "Events";
        at: "زمان", "When";
        who: "چه کسی", "Who";
        what: "چه شد", "What";
        detail: "جزئیات", "Details";
        a_shop: "فروشگاه", "Shop";
        an_operator: "کارشناس", "Operator";
        service: "سامانه", "Service";
        test_paid: "پرداخت آزمایشی", "Test payment";
    }
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct EventView {
    /// When.
    pub at: i64,
    /// `shop`, `operator` or `service`.
    pub by: &'static str,
    /// A member's id, where it was one.
    pub member: String,
    /// What, a word.
    pub what: &'static str,
    /// What there is to say of it.
    pub details: Vec<DetailView>,
}

/// Something to say of an event.
#[derive(Clone, Debug)]
pub enum DetailView {
    /// A word, and what it is a word for.
    Word(fn(crate::Lang, &str) -> &'static str, &'static str),
    /// A number or a name.
    Code(String),
    /// What somebody wrote.
    Text(String),
}

/// What is open to an operator now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Open {
    /// The site may be looked at again, and the form sent back.
    pub review: bool,
    /// The review may pass.
    pub may_pass: bool,
    /// Codes may be entered.
    pub codes: bool,
    /// The registration may be made anew.
    pub again: bool,
    /// It may be refused.
    pub refuse: bool,
    /// It may be opened again.
    pub reopen: bool,
}

/// An application.
#[derive(Clone, Copy, Debug)]
pub struct ApplicationView<'a> {
    /// Its id.
    pub id: &'a str,
    /// Every step.
    pub steps: &'a [StepView],
    /// Where it stands, a word.
    pub step: &'static str,
    /// Whose turn, a word.
    pub turn: &'static str,
    /// Until when a test payment was promised.
    pub promised_at: Option<i64>,
    /// Whether something of it is late.
    pub late: bool,
    /// What is open to the operator.
    pub open: Open,
    /// The form: the field's name and what was written.
    pub form: &'a [(&'a str, String)],
    /// The site's address.
    pub url: &'a str,
    /// What was found of it.
    pub site: Option<SiteView<'a>>,
    /// Every kind of paper.
    pub papers: &'a [PaperView<'a>],
    /// Whether papers can be judged now.
    pub judging: bool,
    /// Every check.
    pub checks: &'a [CheckView],
    /// Whether checks are made now.
    pub checking: bool,
    /// Every request at the registrar.
    pub requests: &'a [RequestView<'a>],
    /// The codes: acceptor and terminal.
    pub codes: Option<(&'a str, &'a str)>,
    /// The contract: when, by whom, template, fingerprint, text.
    pub contract: Option<(i64, &'a str, &'a str, &'a str, &'a str)>,
    /// The test payment.
    pub test_payment: Option<&'a str>,
    /// Why it was refused: the reason's word and the words.
    pub refused: Option<(&'static str, &'a str)>,
    /// Everything that was said.
    pub messages: &'a [MessageView],
    /// Everything that happened, newest first.
    pub events: &'a [EventView],
    /// Why what was asked for was not done, a word; or of a field.
    pub refusal: Option<&'static str>,
    /// What is wrong with the codes that were typed.
    pub wrong_codes: bool,
}

/// `/admin/applications/{id}`. What is decided is sent to `…/{act}`.
#[must_use]
pub fn application(frame: &Frame<'_>, view: &ApplicationView<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let name = view.form.iter().find(|(field, _)| *field == lang.either("shop_name_fa", "shop_name_en"));
    let title = lang.fill(w.title, name.map_or(view.id, |(_, name)| name));
    let (shop, operator) = sides(lang);
    frame.page(&title, &html! {
        (part::heading(&title, view.id, &part::button_link("/admin/applications", w.back)))
        @if let Some(word) = view.refusal { (part::notice(Tone::Bad, says::refusal(lang, word))) }
        (part::section(w.stands, &html! {
            (part::facts(&[
                (w.stands, html! { (says::step(lang, view.step)) @if view.late { " " (part::badge(Tone::Bad, w.late)) } }),
                (w.turn, html! { (says::turn_of(lang, view.turn)) }),
                (w.promised, view.promised_at.map_or_else(|| html! { "—" }, |at| part::moment(lang, at))),
            ]))
            @if let Some((reason, words)) = view.refused {
                p { (part::badge(Tone::Bad, w.refused)) " " (says::reason(lang, reason)) }
                p class="said" dir="auto" { (words) }
            }
            @if let Some(payment) = view.test_payment { p { (w.test_paid) ": " (part::code(payment)) } }
        }))
        (decide(frame, view))
        (part::section(w.site, &html! {
            @match &view.site { Some(site) => (found(lang, view.url, site)), None => p class="quiet" { (w.site_none) } }
        }))
        (papers(frame, view))
        (part::section(w.checks, &identity::checks(frame, view.checks, |check| {
            let open = view.checking && check.finding.is_some_and(|(word, _)| word != "matched") && !check.asking;
            open.then(|| part::small_form(frame.csrf, &format!("/admin/applications/{}/check", view.id), &[("check", check.check)], w.again))
        })))
        @if !view.requests.is_empty() { (part::section(w.requests, &activation::requests(frame, view.requests))) }
        @if let Some(signed) = view.contract { (accepted(frame, signed)) }
        (form(frame, view))
        (messages(frame, view.messages, &format!("/admin/applications/{}/message", view.id), shop, operator))
        (events(frame, view.events))
    })
}

fn act(frame: &Frame<'_>, view: &ApplicationView<'_>, act: &str, body: &Markup) -> Markup {
    frame.form(&format!("/admin/applications/{}/{act}", view.id), body)
}

fn decide(frame: &Frame<'_>, view: &ApplicationView<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let open = view.open;
    let reasons: Vec<(&str, &str)> = ["site", "documents", "identity", "registration", "business"]
        .map(|word| (word, says::reason(lang, word)))
        .to_vec();
    let nothing = !(open.review || open.codes || open.again || open.refuse || open.reopen);
    part::section(
        w.now,
        &html! {
            @if nothing { p class="quiet" { (w.nothing) } }
            @if open.review {
                div class="actions" {
                    @if open.may_pass { (act(frame, view, "pass", &part::button(w.pass))) }
                    (act(frame, view, "site", &html! { button class="button second" type="submit" { (w.site_again) } }))
                }
                @if !open.may_pass { p class="quiet" { (w.pass_wait) } }
                details class="more" {
                    summary { (w.send_back) }
                    (act(frame, view, "send-back", &html! {
                        (Field::new("back", w.send_back_says).kind(Kind::Lines).most(1_000))
                        (part::button(w.send_back))
                    }))
                }
            }
            @if open.codes {
                h3 { (w.codes) }
                @let error = view.wrong_codes.then(|| says::fault(lang, "codes"));
                (act(frame, view, "codes", &html! {
                    (Field::new("acceptor", w.acceptor).kind(Kind::Number).most(20).value(view.codes.map_or("", |codes| codes.0)).error(error))
                    (Field::new("terminal", w.terminal).kind(Kind::Number).most(12).value(view.codes.map_or("", |codes| codes.1)))
                    (part::button(w.assign))
                }))
            }
            @if open.again { (act(frame, view, "register", &part::button(w.register_again))) }
            @if open.reopen { (act(frame, view, "reopen", &part::button(w.reopen))) }
            @if open.refuse {
                details class="more" {
                    summary { (w.refuse) }
                    (act(frame, view, "refuse", &html! {
                        (part::select("reason", w.reason, &reasons, ""))
                        (Field::new("why", w.refuse_says).kind(Kind::Lines).most(1_000))
                        (part::danger(w.refuse))
                    }))
                }
            }
        },
    )
}

fn papers(frame: &Frame<'_>, view: &ApplicationView<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    part::section(
        w.papers,
        &html! {
            ul class="papers" role="list" {
                @for one in view.papers {
                    li {
                        div class="paper-head" { h3 { (says::document(lang, one.kind)) } (documents::state(frame, one.document.as_ref())) }
                        @if let Some(document) = &one.document {
                            (documents::shown(frame, document, &format!("/admin/applications/{}/documents/{}", view.id, document.id)))
                            @if view.judging && document.verdict.is_none() {
                                div class="judge" {
                                    (act(frame, view, "document", &html! {
                                        input type="hidden" name="id" value=(document.id);
                                        button class="button small" type="submit" name="verdict" value="accept" { (w.accept) }
                                    }))
                                    details class="more" {
                                        summary { (w.refuse_document) }
                                        (act(frame, view, "document", &html! {
                                            input type="hidden" name="id" value=(document.id);
                                            @let name = format!("why-{}", one.kind);
                                            div class="field" {
                                                label for=(name) { (w.refuse_why) }
                                                input id=(name) name="why" type="text" dir="auto" maxlength="400" autocomplete="off";
                                            }
                                            button class="button danger small" type="submit" name="verdict" value="refuse" { (w.refuse_document) }
                                        }))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}

fn accepted(frame: &Frame<'_>, (at, by, template, fingerprint, text): (i64, &str, &str, &str, &str)) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    part::section(
        w.contract,
        &html! {
            (part::facts(&[
                (w.accepted_at, part::moment(lang, at)),
                (w.accepted_by, part::code(by)),
                (w.template, part::code(template)),
                (w.fingerprint, part::code(fingerprint)),
            ]))
            details class="more" { summary { (w.contract) } (contract::text(frame, text)) }
        },
    )
}

fn form(frame: &Frame<'_>, view: &ApplicationView<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    part::section(
        w.form,
        &html! {
            @if view.form.is_empty() { p class="quiet" { (w.form_none) } } @else {
                dl class="facts" {
                    @for (field, text) in view.form {
                        div { dt { (crate::apply::field_name(lang, field)) } dd { bdi { (text) } } }
                    }
                }
            }
        },
    )
}

fn detail_of(lang: crate::Lang, detail: &DetailView) -> Markup {
    match detail {
        DetailView::Word(say, word) => html! { span { (say(lang, word)) } },
        DetailView::Code(code) => part::code(code),
        DetailView::Text(text) => html! { span class="said" dir="auto" { (text) } },
    }
}

fn events(frame: &Frame<'_>, all: &[EventView]) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let rows: Vec<Vec<Markup>> = all
        .iter()
        .map(|one| {
            let who = match one.by {
                "shop" => w.a_shop,
                "operator" => w.an_operator,
                _ => w.service,
            };
            vec![
                part::moment(lang, one.at),
                html! { (says::event(lang, one.what)) },
                html! { (who) @if !one.member.is_empty() { " " (part::code(&one.member)) } },
                html! { @for detail in &one.details { (detail_of(lang, detail)) " " } },
            ]
        })
        .collect();
    part::section(
        w.events,
        &part::table(w.events, &[Col::text(w.at), Col::text(w.what), Col::text(w.who), Col::text(w.detail)], &rows),
    )
}
