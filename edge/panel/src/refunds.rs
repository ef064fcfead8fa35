//! Refunds: the list, the form, and the question once more before money goes back.

use crate::{
    Frame, Lang,
    part::{self, Choice, Col, Confirm, Field, Kind, Page, Wrong},
    state, words,
};
use dargah_wire::{PaymentStatus, RefundStatus, RefundTo};
use dargah_words::number::digit;
use maud::{Markup, html};

words! {
    /// What is said of refunds.
    Words {
        title: "بازپرداخت‌ها", "Refunds";
        lead: "پولی که به کارت خریدار برگشته یا در راه است.", "Money that went back to shoppers’ cards, or is on its way.";
        order: "سفارش", "Order";
        status: "وضعیت", "Status";
        amount: "مبلغ", "Amount";
        why: "علت", "Reason";
        when: "زمان", "When";
        none: "هنوز بازپرداختی نیست", "No refunds yet";
        none_text: "بازپرداخت از صفحهٔ هر پرداخت موفق آغاز می‌شود.", "A refund begins on the page of a payment that was paid.";
        see_paid: "پرداخت‌های موفق", "Payments that were paid";
        new: "بازپرداخت سفارش {}", "Refund order {}";
        wrong: "بازپرداخت فرستاده نشد", "The refund was not sent";
        left: "قابل بازپرداخت", "Can be refunded";
        paid: "پرداخت‌شده", "Paid";
        how: "چقدر برگردد؟", "How much goes back?";
        all: "همهٔ مانده", "All that is left";
        to: "به کجا برگردد؟", "Where does it go?";
        to_card: "کارتی که پرداخته است", "The card that paid";
        to_wallet: "کیف پول خریدار", "The shopper’s wallet";
        most: "حداکثر", "at most";
        way: "به", "To";
        part: "بخشی از آن", "A part of it";
        part_hint: "اگر «بخشی از آن» را برگزیده‌اید، مبلغ را بنویسید.", "Fill in the amount if you chose a part.";
        toman: "تومان", "toman";
        rial: "ریال", "rial";
        reason_hint: "در پرونده می‌ماند و خریدار آن را نمی‌بیند.", "Kept on record; the shopper does not see it.";
        next: "ادامه", "Continue";
        back: "بازگشت به پرداخت", "Back to the payment";
        sure: "این پول برگردد؟", "Send this money back?";
        sure_text: "پس از تأیید، از بانک خواسته می‌شود پول را به همان کارت برگرداند. این کار برگشت‌پذیر نیست.", "Once confirmed, the bank is asked to send the money back to the same card. It cannot be undone.";
        rest: "پس از آن می‌ماند", "Left afterwards";
        yes: "برگرداندن پول", "Send the money back";
        to_bad: "مبلغ از آنچه به آنجا می‌تواند برگردد بیشتر است.", "This is more than what can go there.";
        sure_wallet: "پس از تأیید، پول همان لحظه به کیف پول خریدار می‌رود. این کار برگشت‌پذیر نیست.", "Once confirmed, the money goes into the shopper’s wallet at once. It cannot be undone.";
        amount_bad: "مبلغی بنویسید که از ماندهٔ قابل بازپرداخت بیشتر نباشد.", "Write an amount that is not more than what can be refunded.";
        reason_bad: "علت را در یک خط و حداکثر ۲۰۰ نویسه بنویسید.", "Write the reason on one line, at most 200 characters.";
    }
}

/// A refund in the list.
#[derive(Clone, Debug)]
pub struct RefundRow {
    /// `pay_…`
    pub payment: String,
    /// The shop's number of the order.
    pub order_id: String,
    /// Number within the payment, from 1.
    pub number: u32,
    /// Integer rial.
    pub amount: i64,
    /// Where it stands.
    pub status: RefundStatus,
    /// Why, in the shop's words.
    pub reason: String,
    /// When it was asked for.
    pub requested_at: i64,
}

/// The list.
#[derive(Clone, Debug)]
pub struct Refunds<'a> {
    /// The rows of this page, the newest first.
    pub rows: &'a [RefundRow],
    /// Where it stands.
    pub page: Page<'a>,
}

/// `/panel/refunds`
#[must_use]
pub fn refunds(frame: &Frame<'_>, view: &Refunds<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let rows: Vec<Vec<Markup>> = view
        .rows
        .iter()
        .map(|row| {
            vec![
                html! { a href=(frame.at(&format!("/panel/payments/{}", row.payment))) { bdi { (row.order_id) } } },
                state::refund(lang, row.status),
                part::money(lang, row.amount),
                html! { bdi { (row.reason) } },
                part::moment(lang, row.requested_at),
            ]
        })
        .collect();
    let cols = [Col::text(w.order), Col::text(w.status), Col::number(w.amount), Col::text(w.why), Col::text(w.when)];
    let body = html! {
        (part::heading(w.title, w.lead, &html! {
            @if !rows.is_empty() { (part::csv_link(lang, &frame.at("/panel/refunds.csv"))) }
        }))
        @if rows.is_empty() {
            (part::empty(w.none, w.none_text, &part::button_link(&frame.at("/panel/payments?status=paid"), w.see_paid)))
        } @else {
            (part::table(w.title, &cols, &rows))
        }
        (part::pager(lang, &frame.at("/panel/refunds"), view.page))
    };
    frame.page(w.title, &body)
}

/// A refund that somebody is about to make.
#[derive(Clone, Debug)]
pub struct NewRefund<'a> {
    /// `pay_…`
    pub payment: &'a str,
    /// The shop's number of the order.
    pub order_id: &'a str,
    /// Where the payment stands.
    pub status: PaymentStatus,
    /// Integer rial that were paid.
    pub amount: i64,
    /// Integer rial that can go back.
    pub left: i64,
    /// Where it can go, if there is a choice.
    pub ways: Option<Ways>,
    /// What was typed.
    pub typed: &'a Typed,
    /// What is wrong with it.
    pub wrong: &'a Wrong,
}

/// How much can go where, integer rial, of a payment that a wallet paid a part of.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    /// To the card.
    pub card: i64,
    /// Into the wallet.
    pub wallet: i64,
}

impl Ways {
    const fn most(self, to: RefundTo) -> i64 {
        match to {
            RefundTo::Card => self.card,
            RefundTo::Wallet => self.wallet,
        }
    }
}

/// What was typed into the form.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// `all` or `part`.
    pub how: String,
    /// `card` or `wallet`, where there is a choice.
    pub to: String,
    /// The amount, in the unit that the form names.
    pub amount: String,
    /// Why.
    pub reason: String,
}

/// The longest reason, characters.
const REASON_MAX: usize = 200;

impl Typed {
    /// Where it goes, if that was said.
    #[must_use]
    pub fn to(&self) -> Option<RefundTo> {
        match self.to.as_str() {
            "card" => Some(RefundTo::Card),
            "wallet" => Some(RefundTo::Wallet),
            _ => None,
        }
    }

    /// What is meant by it: integer rial and the reason. `amount` and `left` are the payment's, in rial.
    ///
    /// # Errors
    /// What is wrong, for the form.
    pub fn read(&self, lang: crate::Lang, amount: i64, left: i64, ways: Option<Ways>) -> Result<(i64, String), Wrong> {
        let w = Words::of(lang);
        let mut wrong = Wrong::none();
        let rial = match self.how.as_str() {
            "part" => read_number(&self.amount).and_then(|number| number.checked_mul(unit_of(amount))),
            // All that can go there.
            _ => Some(ways.map_or(left, |ways| ways.most(self.to().unwrap_or_default()))),
        };
        let rial = rial.filter(|rial| (1..=left).contains(rial));
        if rial.is_none() {
            wrong.add("amount", w.amount_bad);
        }
        if let (Some(rial), Some(ways)) = (rial, ways)
            && rial > ways.most(self.to().unwrap_or_default())
        {
            wrong.add("to", w.to_bad);
        }
        let reason = self.reason.trim();
        if reason.is_empty() || reason.chars().count() > REASON_MAX || reason.chars().any(char::is_control) {
            wrong.add("reason", w.reason_bad);
        }
        match rial {
            Some(rial) if wrong.is_empty() => Ok((rial, reason.to_owned())),
            _ => Err(wrong),
        }
    }
}

/// Rial in one of what the form counts in: toman, unless the payment is not a whole number of them.
const fn unit_of(amount: i64) -> i64 {
    if amount % 10 == 0 { 10 } else { 1 }
}

/// A whole number as people type it: digits of any script, groups set off or not.
#[must_use]
pub fn read_number(text: &str) -> Option<i64> {
    let mut value: Option<i64> = None;
    for c in text.trim().chars() {
        match digit(c) {
            Some(d) => value = Some(value.unwrap_or(0).checked_mul(10)?.checked_add(d.into())?),
            None if matches!(c, ',' | '٬' | '،' | ' ' | '\u{a0}' | '\u{202f}') => {}
            None => return None,
        }
    }
    value
}

/// `/panel/payments/{id}/refund`
#[must_use]
pub fn new_refund(frame: &Frame<'_>, view: &NewRefund<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let title = lang.fill(w.new, view.order_id);
    let unit = if unit_of(view.amount) == 10 { w.toman } else { w.rial };
    let is_part = view.typed.how == "part";
    let choices: [Choice<'_>; 2] = [("all", w.all), ("part", w.part)];
    let form = html! {
        fieldset {
            legend { (w.how) }
            @for (value, label) in choices {
                label class="pick" {
                    input type="radio" name="how" value=(value) checked[is_part == (value == "part")];
                    span { (label) @if value == "all" { span class="quiet" { (part::money(lang, view.left)) } } }
                }
            }
        }
        @if let Some(ways) = view.ways { (where_to(lang, ways, view)) }
        (Field::new("amount", w.amount).kind(Kind::Number).unit(unit).hint(w.part_hint).value(&view.typed.amount).most(20)
            .error(view.wrong.on("amount")))
        (Field::new("reason", w.why).hint(w.reason_hint).value(&view.typed.reason).most(200).error(view.wrong.on("reason")))
        div class="actions" {
            (part::button(w.next))
            (part::button_link(&frame.at(&format!("/panel/payments/{}", view.payment)), w.back))
        }
    };
    let body = html! {
        (part::heading(&title, "", &html! {}))
        (part::problem(w.wrong, view.wrong))
        section class="card" {
            (part::facts(&[
                (w.status, state::status(lang, view.status)),
                (w.paid, part::money(lang, view.amount)),
                (w.left, part::money(lang, view.left)),
            ]))
            (frame.form(&format!("/panel/payments/{}/refund", view.payment), &form))
        }
    };
    frame.page(&title, &body)
}

fn where_to(lang: Lang, ways: Ways, view: &NewRefund<'_>) -> Markup {
    let w = Words::of(lang);
    let chosen = view.typed.to().unwrap_or_default();
    let wrong = view.wrong.on("to");
    html! {
        fieldset {
            legend { (w.to) }
            @for (to, word, label) in [(RefundTo::Card, "card", w.to_card), (RefundTo::Wallet, "wallet", w.to_wallet)] {
                label class="pick" {
                    input id=[(to == RefundTo::Card).then_some("to")] type="radio" name="to" value=(word) checked[chosen == to] aria-describedby=[wrong.map(|_| "to-error")];
                    span { (label) span class="quiet" { (w.most) " " (part::money(lang, ways.most(to))) } }
                }
            }
            @if let Some(wrong) = wrong { p id="to-error" class="error" { (wrong) } }
        }
    }
}

/// The question before the money goes back.
#[derive(Clone, Debug)]
pub struct SureRefund<'a> {
    /// `pay_…`
    pub payment: &'a str,
    /// The shop's number of the order.
    pub order_id: &'a str,
    /// Integer rial that go back.
    pub amount: i64,
    /// Integer rial that could.
    pub left: i64,
    /// Where it goes, where there is a choice.
    pub to: Option<RefundTo>,
    /// Why.
    pub reason: &'a str,
    /// What makes a second press the same refund.
    pub key: &'a str,
}

/// What is shown once the form is right, and what its yes sends to the same address: `sure`, `rial`, `to`, `reason` and `key`.
#[must_use]
pub fn sure_refund(frame: &Frame<'_>, view: &SureRefund<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let rial = view.amount.to_string();
    let to = match view.to {
        None => "",
        Some(RefundTo::Card) => "card",
        Some(RefundTo::Wallet) => "wallet",
    };
    let asked = Confirm {
        title: w.sure,
        text: if view.to == Some(RefundTo::Wallet) { w.sure_wallet } else { w.sure_text },
        facts: &[
            (w.order, html! { bdi { (view.order_id) } }),
            (w.amount, part::money_large(lang, view.amount)),
            (w.way, html! { (state::refund_to(lang, view.to.unwrap_or_default())) }),
            (w.rest, part::money(lang, view.left - view.amount)),
            (w.why, html! { bdi { (view.reason) } }),
        ],
        action: &frame.at(&format!("/panel/payments/{}/refund", view.payment)),
        hidden: &[("sure", "yes"), ("rial", &rial), ("to", to), ("reason", view.reason), ("key", view.key)],
        yes: w.yes,
        back: &frame.at(&format!("/panel/payments/{}", view.payment)),
    };
    frame.page(w.sure, &part::confirm(frame.csrf, lang, &asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(how: &str, amount: &str, reason: &str) -> Typed {
        Typed { how: how.to_owned(), amount: amount.to_owned(), reason: reason.to_owned(), ..Typed::default() }
    }

    #[test]
    fn an_amount_is_read_in_the_unit_that_the_form_names() {
        let read = |how, amount, of, left| typed(how, amount, "x").read(Lang::Fa, of, left, None).map(|(rial, _)| rial);
        assert_eq!(read("part", "۶۲٬۵۰۰", 1_250_000, 1_250_000), Ok(625_000), "toman");
        assert_eq!(read("part", "10,005", 10_005, 10_005), Ok(10_005), "rial where toman would not be whole");
        assert_eq!(read("all", "", 1_250_000, 600_000), Ok(600_000));
        for (amount, left) in
            [("", 100), ("0", 100), ("11", 100), ("-1", 100), ("x", 100), ("99999999999999999999", 100), ("1", 0)]
        {
            assert!(read("part", amount, 1_000, left).is_err(), "{amount} of {left}");
        }
        assert!(read("all", "", 1_000, 0).is_err(), "nothing is left");
    }

    #[test]
    fn a_reason_is_one_line_and_not_too_long() {
        let fits = |reason: &str| typed("all", "", reason).read(Lang::En, 10, 10, None).is_ok();
        assert!(fits(" a ") && fits(&"ب".repeat(200)));
        assert!(!fits(" ") && !fits("a\nb") && !fits(&"ب".repeat(201)));
    }
}
