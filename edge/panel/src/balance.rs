//! What a shop has at the operator, and what happened to it.

use crate::{
    Frame,
    part::{self, Col, Page},
    whose::Whose,
    words,
};
use dargah_wire::BalanceView;
use maud::{Markup, html};

words! {
    /// What is said of a balance.
    Words {
        title: "موجودی", "Balance";
        lead: "پولی که از قرارداد پرداخت‌یار می‌گذرد. پول قراردادهای خودتان را بانک یک‌راست به حسابتان می‌ریزد و این‌جا نیست.", "Money that passes the operator’s contracts. Your bank pays you the money of your own contracts, and none of it is here.";
        available: "قابل برداشت", "Available";
        pending: "در انتظار تسویه", "Pending";
        reserve: "ذخیره", "Reserve";
        debt: "بدهی", "Debt";
        about: "برای", "About";
        what: "رخداد", "What";
        change: "تغییر", "Change";
        after: "ماندهٔ پس از آن", "Balance afterwards";
        when: "زمان", "When";
        moves: "گردش", "Movements";
        none: "هنوز گردشی نیست", "No movements yet";
        none_text: "نخستین پرداختی که از قرارداد پرداخت‌یار بگذرد این‌جا می‌آید.", "The first payment through the operator’s contract appears here.";
        sale: "فروش", "Sale";
        refund: "بازپرداخت", "Refund";
        reversal: "برگشت تراکنش", "Reversal";
        release: "آزاد شد", "Released";
        kept: "ذخیره", "Reserve";
        debt_paid: "بدهی پرداخت شد", "Debt paid";
        payouts: "واریز به حساب بانکی", "Payouts to a bank account";
        payout: "واریز", "Payout";
        payout_back: "برگشت واریز", "Payout returned";
        correction: "اصلاح", "Correction";
        fee: "کارمزد", "Fee";
        payees: "ذی‌نفعان", "Payees";
        whose: "موجودی چه کسی؟", "Whose balance?";
    }
}

/// What a movement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A shopper paid.
    Sale,
    /// Money went back to a shopper.
    Refund,
    /// A bank has undone a payment.
    Reversal,
    /// Money can be taken.
    Release,
    /// Money is kept back, or free again.
    Reserve,
    /// A debt is paid off.
    DebtPaid,
    /// Money left for the shop's account.
    Payout,
    /// It came back.
    PayoutBack,
    /// A fee.
    Fee,
    /// Somebody put something right.
    Correction,
}

/// A movement. Integer rial, milliseconds since the Unix epoch.
#[derive(Clone, Debug)]
pub struct Movement {
    /// The payment that it is about; nothing for anything else.
    pub payment: Option<String>,
    /// What it is for.
    pub what: What,
    /// What it changed, taken together.
    pub change: i64,
    /// How much of it became free to take; none for most.
    pub freed: i64,
    /// What the shop has after it.
    pub after: i64,
    /// When.
    pub at: i64,
}

/// The balance.
#[derive(Clone, Debug)]
pub struct Balance<'a> {
    /// What the shop has.
    pub stands: BalanceView,
    /// The movements of this page, the newest first.
    pub moves: &'a [Movement],
    /// Where it stands.
    pub page: Page<'a>,
    /// Whose it is.
    pub whose: Whose<'a>,
    /// Whether the reader looks after payees.
    pub may_manage: bool,
}

/// `/panel/balance`
#[must_use]
pub fn balance(frame: &Frame<'_>, view: &Balance<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let BalanceView { pending, available, reserve, debt, .. } = view.stands;
    let rows: Vec<Vec<Markup>> = view
        .moves
        .iter()
        .map(|one| {
            let amount = if one.change == 0 { one.freed } else { one.change };
            vec![
                html! { (word(w, one.what)) },
                html! {
                    @if let Some(id) = &one.payment {
                        a href=(frame.at(&format!("/panel/payments/{id}"))) { (part::code(id)) }
                    } @else { "—" }
                },
                part::rial(lang, amount),
                part::rial(lang, one.after),
                part::moment(lang, one.at),
            ]
        })
        .collect();
    let cols = [Col::text(w.what), Col::text(w.about), Col::number(w.change), Col::number(w.after), Col::text(w.when)];
    let body = html! {
        (part::heading(w.title, w.lead, &html! {
            (part::button_link(&view.whose.at(frame, "/panel/payouts"), w.payouts))
            @if view.may_manage { (part::button_link(&frame.at("/panel/payees"), w.payees)) }
        }))
        (view.whose.choice(frame, "/panel/balance", w.whose))
        dl class="tiles" {
            div class="tile" { dt { (w.available) } dd { (part::rial(lang, available)) } }
            div class="tile" { dt { (w.pending) } dd { (part::rial(lang, pending)) } }
            @if reserve != 0 { div class="tile" { dt { (w.reserve) } dd { (part::rial(lang, reserve)) } } }
            @if debt != 0 { div class="tile" { dt { (w.debt) } dd { (part::rial(lang, debt)) } } }
        }
        @if rows.is_empty() {
            (part::empty(w.none, w.none_text, &html! {}))
        } @else {
            (part::section(w.moves, &part::table(w.moves, &cols, &rows)))
        }
        (part::pager(lang, &view.whose.at(frame, "/panel/balance"), view.page))
    };
    frame.page(w.title, &body)
}

const fn word(w: &Words, what: What) -> &'static str {
    match what {
        What::Sale => w.sale,
        What::Refund => w.refund,
        What::Reversal => w.reversal,
        What::Release => w.release,
        What::Reserve => w.kept,
        What::DebtPaid => w.debt_paid,
        What::Payout => w.payout,
        What::PayoutBack => w.payout_back,
        What::Fee => w.fee,
        What::Correction => w.correction,
    }
}
