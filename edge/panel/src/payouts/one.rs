//! `/admin/payouts/{id}`: one payout, what happened to it, and what the operator can do with it.

use super::{
    Account, Expected,
    desk::{By, by},
    expected, stage, stage_name,
};
use crate::{
    Frame, Lang,
    part::{self, Col, Field, Tone, Wrong},
    sign_in::number,
    words,
};
use dargah_wire::{PayoutStage, ShopName};
use maud::{Markup, html};

words! {
    /// What is said of one payout.
    Words {
        title: "واریز", "Payout";
        stage: "وضعیت", "Stage";
        amount: "مبلغ", "Amount";
        owner: "صاحب پول", "Whose money";
        iban: "شبا", "IBAN";
        bank: "بانک", "Bank";
        name: "صاحب حساب", "Account’s owner";
        confirmed: "تطبیق مالکیت", "Ownership confirmed";
        by: "درخواست از", "Asked by";
        approved: "تأیید از", "Approved by";
        file: "پرونده", "File";
        expected: "تا روز", "By";
        reason: "علت", "Reason";
        happened: "رخدادها", "What happened";
        what: "رخداد", "What";
        when: "زمان", "When";
        more: "توضیح", "Details";
        approve: "تأیید", "Approve";
        approve_text: "پس از تأیید در پروندهٔ بعدی بانک می‌رود. کسی که درخواست کرده نمی‌تواند تأیید کند.", "Once approved, it goes in the bank’s next file. Whoever asked for it cannot approve it.";
        no_person: "تأیید کار یک شخص است: با شمارهٔ خودتان وارد شوید، نه با کلید اپراتور.", "Approving is a person’s: sign in with your own number, not with the operator’s key.";
        drop: "لغو درخواست", "Cancel it";
        drop_text: "پول دوباره قابل برداشت می‌شود.", "The money can be taken again.";
        bounce: "بانک نپذیرفت", "The bank refused it";
        bounce_text: "اگر بانک این سطر از پرونده را رد کرده است: پول دوباره از آنِ فروشگاه است.", "If the bank has refused this row of the file: the money is the shop’s again.";
        why_hint: "در پرونده می‌ماند و فروشگاه آن را می‌بیند.", "Kept on record; the shop sees it.";
        back: "همهٔ واریزها", "All payouts";
        wrong: "انجام نشد", "It was not done";
        replanned: "زمان تازه", "Expected at another time";
    }
}

/// Something that happened. ms.
#[derive(Clone, Debug)]
pub struct Step {
    /// When.
    pub at: i64,
    /// The stage that it led to; nothing where only the expected day changed.
    pub stage: Option<PayoutStage>,
    /// What else is to be said: a number, a reason, a file, a row.
    pub more: String,
}

/// A payout. Integer rial, ms.
#[derive(Clone, Debug)]
pub struct One<'a> {
    /// `po_…`
    pub id: &'a str,
    /// Where it stands.
    pub stage: PayoutStage,
    /// How much.
    pub amount: i64,
    /// The shop, where it is one's.
    pub shop: Option<&'a ShopName>,
    /// Whose money, as the books have it.
    pub owner: &'a str,
    /// To which account.
    pub to: &'a Account,
    /// Who asked.
    pub by: &'a By,
    /// Who approved, by their masked number.
    pub approved_by: Option<&'a str>,
    /// The file that it went in.
    pub file: Option<&'a str>,
    /// When it is there.
    pub expected: Expected,
    /// Why it was given up or refused.
    pub reason: Option<&'a str>,
    /// What happened, the oldest first.
    pub steps: &'a [Step],
    /// Whether the reader is a person: the operator's key is none.
    pub is_person: bool,
    /// The reason that was typed.
    pub typed: &'a str,
    /// What is wrong with it.
    pub wrong: &'a Wrong,
}

/// `/admin/payouts/{id}`. Its forms are sent below it: `approve`, `drop` and `bounce`, the last two with `reason`.
#[must_use]
pub fn one(frame: &Frame<'_>, view: &One<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let body = html! {
        (part::heading(w.title, "", &html! { (part::code(view.id)) }))
        (part::problem(w.wrong, view.wrong))
        section class="card" { (part::facts(&facts(lang, view))) }
        (deeds(frame, view))
        (part::section(w.happened, &steps(lang, view.steps)))
        div class="actions" { (part::button_link(&frame.at("/admin/payouts"), w.back)) }
    };
    frame.page(w.title, &body)
}

fn facts<'a>(lang: Lang, view: &One<'_>) -> Vec<(&'a str, Markup)> {
    let w = Words::of(lang);
    let mut facts = vec![
        (w.stage, stage(lang, view.stage)),
        (w.amount, part::money_large(lang, view.amount)),
        (
            w.owner,
            html! {
                @if let Some(shop) = view.shop { bdi { (lang.name(shop)) } " " }
                (part::code(view.owner))
            },
        ),
        (w.iban, html! { bdi dir="ltr" class="whole" { (view.to.iban) } }),
    ];
    facts.extend(view.to.bank.as_ref().map(|bank| (w.bank, html! { (lang.name(bank)) })));
    facts.push((w.name, html! { bdi { (view.to.name) } }));
    facts.extend(view.to.confirmed_at.map(|at| (w.confirmed, part::moment(lang, at))));
    facts.push((w.by, by(lang, view.by)));
    facts.extend(view.approved_by.map(|mobile| (w.approved, number(lang, mobile))));
    facts.extend(view.file.map(|file| (w.file, part::code(file))));
    if view.expected != Expected::Never {
        facts.push((w.expected, expected(lang, view.expected)));
    }
    facts.extend(view.reason.map(|reason| (w.reason, html! { bdi { (reason) } })));
    facts
}

fn deeds(frame: &Frame<'_>, view: &One<'_>) -> Markup {
    let w = Words::of(frame.lang);
    let to = |act: &str| format!("/admin/payouts/{}/{act}", view.id);
    let with_reason = |act: &str, title: &str, text: &str| {
        part::section(
            title,
            &html! {
                p class="quiet" { (text) }
                (frame.form(&to(act), &html! {
                    (Field::new("reason", w.reason).hint(w.why_hint).value(view.typed).most(200).error(view.wrong.on("reason")))
                    (part::danger(title))
                }))
            },
        )
    };
    html! {
        @if view.stage == PayoutStage::Prepared {
            (part::section(w.approve, &html! {
                @if view.is_person {
                    p class="quiet" { (w.approve_text) }
                    (frame.form(&to("approve"), &part::button(w.approve)))
                } @else {
                    (part::notice(Tone::Wait, w.no_person))
                }
            }))
        }
        @if matches!(view.stage, PayoutStage::Prepared | PayoutStage::Approved) && view.is_person {
            (with_reason("drop", w.drop, w.drop_text))
        }
        @if view.stage == PayoutStage::Sent { (with_reason("bounce", w.bounce, w.bounce_text)) }
    }
}

fn steps(lang: Lang, steps: &[Step]) -> Markup {
    let w = Words::of(lang);
    let row = |step: &Step| {
        vec![
            html! { (step.stage.map_or(w.replanned, |stage| stage_name(lang, stage))) },
            part::moment(lang, step.at),
            html! { bdi { (step.more) } },
        ]
    };
    let cols = [Col::text(w.what), Col::text(w.when), Col::text(w.more)];
    part::table(w.happened, &cols, &steps.iter().map(row).collect::<Vec<_>>())
}
