//! Payees: who gets a part of the shop's payments, what each has, a new one, and the question before one is removed.

use crate::{
    Frame, Lang,
    frame::with,
    part::{self, Col, Confirm, Field, Kind, Page, Tone, Wrong},
    words,
};
use dargah_wire::{PartView, SplitPart};
use maud::{Markup, html};

words! {
    /// What is said of payees.
    Words {
        title: "ذی‌نفعان", "Payees";
        lead: "کسانی که از پرداخت‌های شما سهم می‌برند. سهم هر کس جدا نگه داشته می‌شود تا به شبای خودش واریز شود.", "Whoever gets a part of your payments. Each one’s part is kept apart, to be paid out to their own IBAN.";
        back: "موجودی", "Balance";
        id: "شناسه", "Id";
        id_hint: "نامی که در API می‌آید؛ مانند anbar. بعداً عوض نمی‌شود.", "Its name in the API, such as anbar. It never changes.";
        name: "نام صاحب حساب", "Account owner";
        name_hint: "همان‌گونه که بانک ثبت کرده است.", "As the bank has it.";
        iban: "شبا", "IBAN";
        iban_hint: "IR و ۲۴ رقم.", "IR and 24 digits.";
        owner: "حساب از آنِ", "The account is";
        person: "یک شخص", "a person’s";
        company: "یک شرکت", "a company’s";
        national_code: "کد ملی", "National code";
        born: "تاریخ تولد", "Day of birth";
        born_hint: "مانند ۱۳۶۵/۰۴/۱۲.", "Such as 1365/04/12 or 1986-07-03.";
        company_name: "نام ثبتی شرکت", "Registered name of the company";
        if_person: "برای شخص", "of a person";
        if_company: "برای شرکت", "of a company";
        matched: "پیش از افزودن، از سامانه‌های استعلام پرسیده می‌شود که حساب به نام همین صاحب است یا نه.", "Before it is added, a registry is asked whether the account is in this owner’s name.";
        pending: "در انتظار تسویه", "Pending";
        available: "قابل برداشت", "Available";
        removed: "حذف‌شده", "Removed";
        moves: "گردش", "Movements";
        acts: "کارها", "Actions";
        none: "هنوز ذی‌نفعی نیست", "No payees yet";
        none_text: "ذی‌نفعی بیفزایید و در API برای هر پرداخت بگویید چه سهمی دارد.", "Add one, and say in the API what part of each payment it gets.";
        add: "افزودن ذی‌نفع", "Add a payee";
        wrong: "ذی‌نفع افزوده نشد", "The payee was not added";
        remove: "حذف ذی‌نفع", "Remove the payee";
        remove_short: "حذف", "Remove";
        sure: "این ذی‌نفع حذف شود؟", "Remove this payee?";
        sure_text: "دیگر سهم تازه‌ای نمی‌گیرد و سهمش از لینک‌های پرداخت به فروشگاه می‌رسد. آنچه دارد می‌ماند و شناسه‌اش دوباره به کار نمی‌رود.", "It takes no new part, and its part by payment links goes to the shop. What it has stays, and its id is never used again.";
        shop: "فروشگاه", "The shop";
        part: "سهم", "Part";
        got: "دریافتی", "Received";
        payee: "ذی‌نفع", "Payee";
        of_rest: "{} از باقی‌مانده", "{} of the rest";
        rest: "باقی‌مانده", "The rest";
    }
}

/// A payee. Integer rial.
#[derive(Clone, Debug)]
pub struct PayeeRow {
    /// The shop's own name for it.
    pub id: String,
    /// Whose the account is.
    pub name: String,
    /// In groups, for people.
    pub iban: String,
    /// The bank's name; nothing where it is not known.
    pub bank: Option<String>,
    /// Waits to be settled and released.
    pub pending: i64,
    /// To be paid out.
    pub available: i64,
    /// Whether it takes no new part.
    pub is_removed: bool,
}

/// What was typed into the form for a new one.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The id.
    pub id: String,
    /// The owner's name.
    pub name: String,
    /// The account.
    pub iban: String,
    /// `person` or `company`.
    pub owner: String,
    /// Of a person.
    pub national_code: String,
    /// Of a person, a day.
    pub born: String,
    /// Of a company.
    pub company: String,
}

/// The payees, and the form for another one.
#[derive(Clone, Debug)]
pub struct Payees<'a> {
    /// Those of this page, in the order of their ids; removed ones come last.
    pub payees: &'a [PayeeRow],
    /// Where the list stands.
    pub page: Page<'a>,
    /// What was typed.
    pub typed: &'a Typed,
    /// What is wrong with it.
    pub wrong: &'a Wrong,
}

/// The account, and the bank beneath it.
fn account(payee: &PayeeRow) -> Markup {
    html! {
        div {
            div class="iban" { (part::code(&payee.iban)) }
            @if let Some(bank) = &payee.bank { div class="quiet" { bdi { (bank) } } }
        }
    }
}

/// `/panel/payees`. Its form is sent there with `id`, `name`, `iban`, `owner`, `national_code`, `born` and `company`.
#[must_use]
pub fn payees(frame: &Frame<'_>, view: &Payees<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let rows: Vec<Vec<Markup>> = view.payees.iter().map(|payee| row(frame, payee)).collect();
    let cols =
        [Col::text(w.name), Col::text(w.iban), Col::number(w.pending), Col::number(w.available), Col::acts(w.acts)];
    let body = html! {
        (part::heading(w.title, w.lead, &html! {
            (part::button_link(&frame.at("/panel/balance"), w.back))
            @if !rows.is_empty() { (part::csv_link(lang, &frame.at("/panel/payees.csv"))) }
        }))
        (part::problem(w.wrong, view.wrong))
        @if rows.is_empty() { (part::empty(w.none, w.none_text, &html! {})) } @else { (part::table(w.title, &cols, &rows)) }
        (part::pager(lang, &frame.at("/panel/payees"), view.page))
        (part::section(w.add, &form(frame, view)))
    };
    frame.page(w.title, &body)
}

fn row(frame: &Frame<'_>, payee: &PayeeRow) -> Vec<Markup> {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let moves = with(&frame.at("/panel/balance"), "payee", &payee.id);
    vec![
        html! {
            bdi { (payee.name) }
            @if payee.is_removed { " " (part::badge(Tone::Plain, w.removed)) }
            div class="quiet" { (part::code(&payee.id)) }
        },
        account(payee),
        part::rial(lang, payee.pending),
        part::rial(lang, payee.available),
        html! {
            a href=(moves) { (w.moves) }
            @if !payee.is_removed { a href=(frame.at(&format!("/panel/payees/{}/remove", payee.id))) { (w.remove_short) } }
        },
    ]
}

fn form(frame: &Frame<'_>, view: &Payees<'_>) -> Markup {
    let (w, typed, wrong) = (Words::of(frame.lang), view.typed, view.wrong);
    let fields = html! {
        p class="quiet" { (w.matched) }
        (Field::new("id", w.id).kind(Kind::Code).hint(w.id_hint).value(&typed.id).most(32).error(wrong.on("id")))
        (Field::new("name", w.name).hint(w.name_hint).value(&typed.name).most(64).error(wrong.on("name")))
        (Field::new("iban", w.iban).kind(Kind::Code).hint(w.iban_hint).value(&typed.iban).most(40).error(wrong.on("iban")))
        (part::select("owner", w.owner, &[("person", w.person), ("company", w.company)], &typed.owner))
        (Field::new("national_code", w.national_code).optional(w.if_person).kind(Kind::Number).value(&typed.national_code).most(20)
            .error(wrong.on("national_code")))
        (Field::new("born", w.born).optional(w.if_person).kind(Kind::Day).hint(w.born_hint).value(&typed.born).most(12)
            .error(wrong.on("born")))
        (Field::new("company", w.company_name).optional(w.if_company).value(&typed.company).most(100).error(wrong.on("company")))
        (part::button(w.add))
    };
    frame.form("/panel/payees", &fields)
}

/// `/panel/payees/{id}/remove` by GET. The yes is sent to the same address.
#[must_use]
pub fn remove(frame: &Frame<'_>, payee: &PayeeRow) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let question = Confirm {
        title: w.sure,
        text: w.sure_text,
        facts: &[
            (w.name, html! { bdi { (payee.name) } }),
            (w.id, part::code(&payee.id)),
            (w.iban, account(payee)),
            (w.pending, part::rial(lang, payee.pending)),
            (w.available, part::rial(lang, payee.available)),
        ],
        action: &frame.at(&format!("/panel/payees/{}/remove", payee.id)),
        hidden: &[],
        yes: w.remove,
        back: &frame.at("/panel/payees"),
    };
    frame.page(w.sure, &part::confirm(frame.csrf, lang, &question))
}

/// How a payment is split, the shop last, and what everybody got of it once it is paid.
pub(crate) fn split(lang: Lang, split: &[SplitPart], parts: &[PartView]) -> Markup {
    let w = Words::of(lang);
    let got =
        |payee: Option<&str>| parts.iter().find(|part| part.payee.as_deref() == payee).map_or(0, |part| part.amount);
    let line = |who: Markup, what: Markup, payee: Option<&str>| {
        let mut cells = vec![who, what];
        if !parts.is_empty() {
            cells.push(part::rial(lang, got(payee)));
        }
        cells
    };
    let mut rows: Vec<Vec<Markup>> =
        split.iter().map(|one| line(part::code(&one.payee), asked(lang, one), Some(&one.payee))).collect();
    rows.push(line(html! { (w.shop) }, html! { (w.rest) }, None));
    let mut cols = vec![Col::text(w.payee), Col::text(w.part)];
    if !parts.is_empty() {
        cols.push(Col::number(w.got));
    }
    part::table(w.title, &cols, &rows)
}

fn asked(lang: Lang, one: &SplitPart) -> Markup {
    let w = Words::of(lang);
    match (one.amount, one.share_bps) {
        (Some(amount), _) => part::rial(lang, amount),
        (None, Some(share)) => html! { (lang.fill(w.of_rest, &hundredths(lang, share))) },
        (None, None) => html! { "—" },
    }
}

/// A share to the hundredth of a percent, for a part of money is not rounded: `۳۳٫۳۳٪`.
fn hundredths(lang: Lang, bps: u32) -> String {
    let (whole, rest) = (i64::from(bps / 100), bps % 100);
    let point = lang.either("٫", ".");
    let tail = match rest {
        0 => String::new(),
        _ if rest % 10 == 0 => format!("{point}{}", lang.number(i64::from(rest / 10))),
        _ => format!("{point}{}{}", lang.number(i64::from(rest / 10)), lang.number(i64::from(rest % 10))),
    };
    format!("{}{tail}{}", lang.number(whole), lang.either("٪", "%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_written_to_the_hundredth() {
        let all: Vec<String> = [10_000, 3_333, 2_550, 5].map(|bps| hundredths(Lang::En, bps)).into();
        assert_eq!(all, ["100%", "33.33%", "25.5%", "0.05%"]);
        assert_eq!(hundredths(Lang::Fa, 3_305), "۳۳٫۰۵٪");
    }
}
