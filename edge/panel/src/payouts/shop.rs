//! A shop's payouts, or those of one of its payees: what can be taken, where it goes, asking for it, and what became of what was asked.

use super::{Account, Expected, cell, expected, stage, stage_name};
use crate::{
    Frame, Lang,
    part::{self, Choice, Col, Confirm, Field, Kind, Page, Tone, Wrong},
    refunds::read_number,
    whose::Whose,
    words,
};
use dargah_wire::PayoutStage;
use maud::{Markup, html};

words! {
    /// What is said of a shop's payouts.
    Words {
        title: "واریزها", "Payouts";
        lead: "پول قابل برداشت به حساب بانکی فروشگاه می‌رود: پس از تأیید پرداخت‌یار، با چرخهٔ بعدی بانک.", "What can be taken goes to the shop’s bank account: with the bank’s next cycle, once the operator has approved it.";
        payee_lead: "پول قابل برداشت ذی‌نفع به حساب بانکی خودش می‌رود: پس از تأیید پرداخت‌یار، با چرخهٔ بعدی بانک.", "What a payee can take goes to its own bank account: with the bank’s next cycle, once the operator has approved it.";
        whose: "واریز به چه کسی؟", "Whose payouts?";
        payee: "ذی‌نفع", "Payee";
        free: "قابل برداشت", "Can be taken";
        held: "کنار گذاشته برای واریز", "Set aside for payouts";
        account: "حساب مقصد", "Where it goes";
        iban: "شبا", "IBAN";
        bank: "بانک", "Bank";
        name: "صاحب حساب", "Owner";
        confirmed: "تطبیق مالکیت", "Ownership confirmed";
        not_yet: "هنگام درخواست پرسیده می‌شود", "asked when a payout is asked for";
        no_account: "برای این فروشگاه هنوز حسابی ثبت نشده است. از پرداخت‌یار بخواهید آن را ثبت کند.", "No account is set for this shop yet. Ask the operator to set it.";
        not_set_up: "پرداخت‌یار هنوز واریز را راه نینداخته است.", "The operator has not set payouts up yet.";
        ask: "درخواست واریز", "Ask for a payout";
        how: "چقدر واریز شود؟", "How much is paid out?";
        all: "همهٔ موجودی قابل برداشت", "All that can be taken";
        part: "بخشی از آن", "A part of it";
        amount: "مبلغ", "Amount";
        part_hint: "اگر «بخشی از آن» را برگزیده‌اید، مبلغ را بنویسید.", "Fill in the amount if you chose a part.";
        toman: "تومان", "toman";
        next: "ادامه", "Continue";
        ask_of: "درخواست واریز به {}", "Ask for a payout to {}";
        list_of: "درخواست‌ها برای {}", "What was asked for {}";
        nothing: "چیزی برای برداشت نیست؛ کمترین واریز {} است.", "There is nothing to take; the least that is paid out is {}.";
        wrong: "درخواست ثبت نشد", "The payout was not asked for";
        amount_bad: "مبلغی بنویسید که از موجودی قابل برداشت بیشتر نباشد.", "Write an amount that is not more than what can be taken.";
        amount_small: "این مبلغ از کمترین واریز کمتر است.", "This is less than the least that is paid out.";
        sure: "این مبلغ واریز شود؟", "Pay this out?";
        sure_text: "مبلغ از موجودی کنار گذاشته می‌شود و پس از تأیید پرداخت‌یار به این حساب می‌رود.", "The amount is set aside from the balance, and goes to this account once the operator has approved it.";
        rest: "پس از آن می‌ماند", "Left afterwards";
        yes: "درخواست واریز", "Ask for the payout";
        day: "حدود", "About";
        when: "زمان درخواست", "Asked for";
        stage: "وضعیت", "Stage";
        to: "به حساب", "To";
        expected: "تا روز", "By";
        why: "علت", "Reason";
        list: "درخواست‌ها", "What was asked for";
        none: "هنوز واریزی نیست", "No payouts yet";
        none_text: "نخستین درخواست واریز این‌جا می‌آید.", "The first payout that is asked for appears here.";
        balance: "موجودی و گردش", "Balance and movements";
    }
}

/// A payout in the list. Integer rial, ms.
#[derive(Clone, Debug)]
pub struct Row {
    /// When it was asked for.
    pub at: i64,
    /// How much.
    pub amount: i64,
    /// Where it stands.
    pub stage: PayoutStage,
    /// Why it was given up or refused.
    pub reason: Option<String>,
    /// To which account, masked.
    pub to: Account,
    /// When it is there.
    pub expected: Expected,
}

/// What stands in the way of asking for a payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// Nothing.
    Yes,
    /// The reader's role.
    NotTheirs,
    /// The operator's terms.
    NotSetUp,
    /// The shop has no account.
    NoAccount,
}

/// What was typed into the form.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// `all` or `part`.
    pub how: String,
    /// The amount, toman.
    pub amount: String,
}

impl Typed {
    /// What is meant by it, integer rial, where `free` can be taken and `least` is the least that is paid out.
    ///
    /// # Errors
    /// What is wrong, for the form.
    pub fn read(&self, lang: Lang, free: i64, least: i64) -> Result<i64, Wrong> {
        let w = Words::of(lang);
        let rial = match self.how.as_str() {
            "part" => read_number(&self.amount).and_then(|number| number.checked_mul(10)),
            _ => Some(free),
        };
        match rial.filter(|rial| (1..=free).contains(rial)) {
            None => Err(Wrong::one("amount", w.amount_bad)),
            Some(rial) if rial < least => Err(Wrong::one("amount", w.amount_small)),
            Some(rial) => Ok(rial),
        }
    }
}

/// A shop's payouts, or a payee's. Integer rial.
#[derive(Clone, Debug)]
pub struct Payouts<'a> {
    /// Whose they are.
    pub whose: Whose<'a>,
    /// What can be taken.
    pub free: i64,
    /// What is set aside for payouts that no bank has yet.
    pub held: i64,
    /// The least that is paid out.
    pub least: i64,
    /// Where it goes.
    pub account: Option<&'a Account>,
    /// What stands in the way of asking.
    pub ready: Ready,
    /// When the money would be there.
    pub expected: Expected,
    /// What was typed.
    pub typed: &'a Typed,
    /// What is wrong with it.
    pub wrong: &'a Wrong,
    /// The payouts of this page, the newest first.
    pub rows: &'a [Row],
    /// Where it stands.
    pub page: Page<'a>,
}

/// `/panel/payouts`
#[must_use]
pub fn payouts(frame: &Frame<'_>, view: &Payouts<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let payee = view.whose.payee();
    let list = payee.map_or_else(|| w.list.to_owned(), |name| w.list_of.replace("{}", name));
    let body = html! {
        (part::heading(w.title, if payee.is_some() { w.payee_lead } else { w.lead }, &html! {
            (part::button_link(&view.whose.at(frame, "/panel/balance"), w.balance))
            @if !view.rows.is_empty() { (part::csv_link(lang, &view.whose.at(frame, "/panel/payouts.csv"))) }
        }))
        (view.whose.choice(frame, "/panel/payouts", w.whose))
        (part::problem(w.wrong, view.wrong))
        dl class="tiles" {
            div class="tile" { dt { (w.free) } dd { (part::money(lang, view.free)) } }
            @if view.held != 0 { div class="tile" { dt { (w.held) } dd { (part::money(lang, view.held)) } } }
        }
        @if let Some(account) = view.account { (part::section(w.account, &where_to(lang, account))) }
        (ask(frame, view))
        @if view.rows.is_empty() {
            (part::empty(w.none, w.none_text, &html! {}))
        } @else {
            (part::section(&list, &table(lang, &list, view.rows)))
        }
        (part::pager(lang, &view.whose.at(frame, "/panel/payouts"), view.page))
    };
    frame.page(w.title, &body)
}

fn where_to(lang: Lang, account: &Account) -> Markup {
    let w = Words::of(lang);
    let mut facts = vec![(w.iban, html! { bdi dir="ltr" class="whole" { (account.iban) } })];
    facts.extend(account.bank.as_ref().map(|bank| (w.bank, html! { (lang.name(bank)) })));
    facts.push((w.name, html! { bdi { (account.name) } }));
    facts.push((w.confirmed, account.confirmed_at.map_or_else(|| html! { (w.not_yet) }, |at| part::day(lang, at))));
    part::facts(&facts)
}

fn ask(frame: &Frame<'_>, view: &Payouts<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    match view.ready {
        Ready::NotTheirs => return html! {},
        Ready::NotSetUp => return part::notice(Tone::Plain, w.not_set_up),
        Ready::NoAccount => return part::notice(Tone::Wait, w.no_account),
        Ready::Yes => {}
    }
    if view.free < view.least.max(1) {
        let (before, after) = w.nothing.split_once("{}").unwrap_or((w.nothing, ""));
        return html! { p class="quiet" { (before) (part::money(lang, view.least)) (after) } };
    }
    let is_part = view.typed.how == "part";
    let choices: [Choice<'_>; 2] = [("all", w.all), ("part", w.part)];
    let title = view.whose.payee().map_or_else(|| w.ask.to_owned(), |name| w.ask_of.replace("{}", name));
    part::section(&title, &frame.form("/panel/payouts", &html! {
        @if !view.whose.of.is_empty() { input type="hidden" name="payee" value=(view.whose.of); }
        fieldset {
            legend { (w.how) }
            @for (value, label) in choices {
                label class="pick" {
                    input type="radio" name="how" value=(value) checked[is_part == (value == "part")];
                    span { (label) @if value == "all" { span class="quiet" { (part::money(lang, view.free)) } } }
                }
            }
        }
        (Field::new("amount", w.amount).kind(Kind::Number).unit(w.toman).hint(w.part_hint).value(&view.typed.amount).most(20)
            .error(view.wrong.on("amount")))
        (part::button(w.next))
    }))
}

fn table(lang: Lang, title: &str, rows: &[Row]) -> Markup {
    let w = Words::of(lang);
    let with_why = rows.iter().any(|row| row.reason.is_some());
    let mut cols =
        vec![Col::text(w.when), Col::text(w.stage), Col::number(w.amount), Col::text(w.to), Col::text(w.expected)];
    cols.extend(with_why.then_some(Col::text(w.why)));
    let row = |row: &Row| {
        let mut cells = vec![
            part::moment(lang, row.at),
            stage(lang, row.stage),
            part::money(lang, row.amount),
            cell(lang, &row.to),
            expected(lang, row.expected),
        ];
        if with_why {
            cells.push(row.reason.as_ref().map_or_else(|| html! { "—" }, |reason| html! { bdi { (reason) } }));
        }
        cells
    };
    part::table(title, &cols, &rows.iter().map(row).collect::<Vec<_>>())
}

/// A payout that somebody is about to ask for.
#[derive(Clone, Debug)]
pub struct Sure<'a> {
    /// Whose money it is.
    pub whose: Whose<'a>,
    /// Integer rial.
    pub amount: i64,
    /// Integer rial that can be taken.
    pub free: i64,
    /// Where it goes.
    pub account: &'a Account,
    /// When the money would be there.
    pub expected: Expected,
    /// What makes a second press the same payout.
    pub key: &'a str,
}

/// What is shown once the form is right, and what its yes sends to the same address: `sure`, `rial`, `key`, and whose it is
/// as `payee`.
#[must_use]
pub fn sure(frame: &Frame<'_>, view: &Sure<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let rial = view.amount.to_string();
    let mut facts = vec![(w.amount, part::money_large(lang, view.amount))];
    facts.extend(view.whose.payee().map(|name| (w.payee, html! { bdi { (name) } })));
    facts.extend([
        (w.rest, part::money(lang, view.free - view.amount)),
        (w.iban, cell(lang, view.account)),
        (w.name, html! { bdi { (view.account.name) } }),
    ]);
    if view.expected != Expected::Never {
        facts.push((w.day, expected(lang, view.expected)));
    }
    let asked = Confirm {
        title: w.sure,
        text: w.sure_text,
        facts: &facts,
        action: &frame.at("/panel/payouts"),
        hidden: &[("sure", "yes"), ("rial", &rial), ("key", view.key), ("payee", view.whose.of)],
        yes: w.yes,
        back: &view.whose.at(frame, "/panel/payouts"),
    };
    frame.page(w.sure, &part::confirm(frame.csrf, lang, &asked))
}

/// The stage's word in a file of this language.
#[must_use]
pub const fn stage_in_file(lang: Lang, stage: PayoutStage) -> &'static str {
    match lang {
        Lang::Fa => stage_name(lang, stage),
        Lang::En => stage.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_toman_and_within_what_can_be_taken() {
        let read = |how: &str, amount: &str, free, least| {
            Typed { how: how.to_owned(), amount: amount.to_owned() }.read(Lang::Fa, free, least)
        };
        assert_eq!(read("part", "۶۲٬۵۰۰", 1_250_000, 10_000), Ok(625_000));
        assert_eq!(read("all", "", 1_250_005, 10_000), Ok(1_250_005), "all of it, to the rial");
        for (how, amount, free) in [
            ("part", "", 100_000),
            ("part", "0", 100_000),
            ("part", "10001", 100_000),
            ("part", "999", 100_000),
            ("all", "", 9_999),
        ] {
            assert!(read(how, amount, free, 10_000).is_err(), "{how} {amount} of {free}");
        }
    }
}
