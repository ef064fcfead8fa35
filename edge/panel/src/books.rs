//! `/admin/books`: the operator's own books at one look.

use crate::{
    Frame, Lang,
    part::{self, Col, Tone},
    words,
};
use dargah_wire::{BalanceView, BookMisfit, BookSums, ShopName};
use maud::{Markup, html};

words! {
    /// What is said of the books.
    Words {
        title: "دفترهای مالی", "Books";
        lead: "پولی که از قراردادهای پرداخت‌یار می‌گذرد: کجاست و از آنِ کیست.", "The money that passes the operator’s contracts: where it is, and whose it is.";
        balanced: "دفترها تراز است.", "The books balance.";
        at_rest: "دفترها تراز است و چیزی معلق نیست.", "The books balance, and nothing is in suspense.";
        broken: "دفترها تراز نیست؛ تفاوت: {}", "The books do not balance; they differ by {}";
        float: "در حساب‌های بانکی", "At banks";
        receivable: "طلب از درگاه‌ها و اعتباردهنده‌ها", "Owed by gateways and lenders";
        owed: "از آنِ فروشگاه‌ها", "Owed to shops";
        wallets: "کیف پول‌ها", "Wallets";
        transit: "در راه بانک", "On its way to banks";
        earned: "کارمزد، منهای هزینه", "Fees less costs";
        suspense: "معلق", "In suspense";
        accounts: "حساب‌ها", "Accounts";
        account: "حساب", "Account";
        stands: "مانده", "Balance";
        shops: "فروشگاه‌ها و ذی‌نفعان", "Shops and payees";
        shop: "فروشگاه", "Shop";
        available: "قابل برداشت", "Available";
        pending: "در انتظار تسویه", "Pending";
        reserve: "ذخیره", "Reserve";
        debt: "بدهی", "Debt";
        misfits: "ثبت‌نشده", "Not posted";
        misfits_text: "خبرهایی که در دفتر جا نیفتاد. هر بار که پرداخت دوباره خبر دهد باز آزموده می‌شود.", "What could not be posted. It is tried again each time the payment tells it.";
        payment: "پرداخت", "Payment";
        why: "چرا", "Why";
        since: "از", "Since";
        none: "هنوز چیزی در دفتر نیست", "Nothing is in the books yet";
        none_text: "نخستین پرداختی که از قرارداد پرداخت‌یار بگذرد این‌جا می‌آید.", "The first payment through one of the operator’s contracts appears here.";
        bank: "بانک", "Bank";
        gateway: "درگاه", "Gateway";
        credit: "اعتباردهنده", "Lender";
        costs: "هزینه‌ها", "Costs";
        clearing: "تهاتر کیف پول", "Clearing";
        fees: "کارمزدها", "Fees";
        capital: "سرمایه", "Capital";
        case: "پروندهٔ معلق", "Case";
    }
}

/// What an account of the operator's own is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// At a bank.
    Bank,
    /// What a gateway owes.
    Gateway,
    /// What a provider of credit owes.
    Credit,
    /// What providers and banks charge.
    Costs,
    /// On its way to banks.
    Transit,
    /// Between a wallet and a shop.
    Clearing,
    /// What was earned.
    Fees,
    /// The operator's own.
    Capital,
    /// What does not add up.
    Case,
}

/// An account. Integer rial.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is.
    pub kind: Kind,
    /// Which of them: an IBAN, a gateway, a case; nothing where there is one only.
    pub of: String,
    /// What stands there.
    pub stands: i64,
}

/// A shop or payee.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The shop.
    pub shop: ShopName,
    /// Its id, and whom it gives a part to, if that is whose it is: `kooshk`, `kooshk/anbar`.
    pub id: String,
    /// What they have.
    pub has: BalanceView,
}

/// The books. Integer rial.
#[derive(Clone, Debug, Default)]
pub struct Books {
    /// What it all comes to.
    pub sums: BookSums,
    /// The operator's own accounts.
    pub own: Vec<Line>,
    /// Everybody else.
    pub owners: Vec<Owner>,
    /// What could not be posted.
    pub misfits: Vec<BookMisfit>,
}

/// An account's name in a language.
#[must_use]
pub fn account(lang: Lang, kind: Kind) -> &'static str {
    let w = Words::of(lang);
    match kind {
        Kind::Bank => w.bank,
        Kind::Gateway => w.gateway,
        Kind::Credit => w.credit,
        Kind::Costs => w.costs,
        Kind::Transit => w.transit,
        Kind::Clearing => w.clearing,
        Kind::Fees => w.fees,
        Kind::Capital => w.capital,
        Kind::Case => w.case,
    }
}

/// `/admin/books`
#[must_use]
pub fn books(frame: &Frame<'_>, view: &Books) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let is_empty = view.own.is_empty() && view.owners.is_empty() && view.misfits.is_empty();
    let file = if is_empty {
        html! {}
    } else {
        part::csv_link(lang, &frame.at("/admin/books/csv"))
    };
    let body = html! {
        (part::heading(w.title, w.lead, &file))
        @if is_empty {
            (part::empty(w.none, w.none_text, &html! {}))
        } @else {
            (verdict(lang, view.sums))
            dl class="tiles" { @for (name, amount, is_always) in tiles(w, view.sums) {
                @if is_always || amount != 0 { div class="tile" { dt { (name) } dd { (part::money(lang, amount)) } } }
            } }
            @if !view.misfits.is_empty() { (misfits(lang, &view.misfits)) }
            @if !view.own.is_empty() { (own(frame, &view.own)) }
            @if !view.owners.is_empty() { (owners(lang, &view.owners)) }
        }
    };
    frame.page(w.title, &body)
}

fn verdict(lang: Lang, sums: BookSums) -> Markup {
    let (w, imbalance) = (Words::of(lang), sums.imbalance);
    if imbalance == 0 {
        return part::notice(Tone::Good, if sums.suspense == 0 { w.at_rest } else { w.balanced });
    }
    let (before, after) = w.broken.split_once("{}").unwrap_or((w.broken, ""));
    html! { div class="notice bad" role="alert" { p { (before) (part::money(lang, imbalance)) (after) } } }
}

/// What is shown large, and whether it is even where it is nothing.
fn tiles(w: &Words, sums: BookSums) -> [(&'static str, i64, bool); 7] {
    [
        (w.float, sums.float, true),
        (w.receivable, sums.receivable, true),
        (w.owed, sums.owed, true),
        (w.wallets, sums.wallets, false),
        (w.transit, sums.transit, false),
        (w.earned, sums.earned, true),
        (w.suspense, sums.suspense, false),
    ]
}

fn own(frame: &Frame<'_>, lines: &[Line]) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let of = |line: &Line| {
        html! {
            @if line.kind == Kind::Case {
                a href=(frame.at(&format!("/admin/books/cases/{}", line.of))) { bdi { (line.of) } }
            } @else {
                bdi { (line.of) }
            }
        }
    };
    let row = |line: &Line| {
        vec![
            html! { (account(lang, line.kind)) @if !line.of.is_empty() { " " (of(line)) } },
            part::money(lang, line.stands),
        ]
    };
    let rows: Vec<_> = lines.iter().map(row).collect();
    part::section(w.accounts, &part::table(w.accounts, &[Col::text(w.account), Col::number(w.stands)], &rows))
}

fn owners(lang: Lang, owners: &[Owner]) -> Markup {
    let w = Words::of(lang);
    let row = |owner: &Owner| {
        let BalanceView { available, pending, reserve, debt, .. } = owner.has;
        vec![
            html! { bdi { (lang.name(&owner.shop)) } " " (part::code(&owner.id)) },
            part::money(lang, available),
            part::money(lang, pending),
            part::money(lang, reserve),
            part::money(lang, debt),
        ]
    };
    let rows: Vec<_> = owners.iter().map(row).collect();
    let cols = [
        Col::text(w.shop),
        Col::number(w.available),
        Col::number(w.pending),
        Col::number(w.reserve),
        Col::number(w.debt),
    ];
    part::section(w.shops, &part::table(w.shops, &cols, &rows))
}

fn misfits(lang: Lang, misfits: &[BookMisfit]) -> Markup {
    let w = Words::of(lang);
    let row = |one: &BookMisfit| {
        vec![part::code(&one.payment), html! { bdi lang="en" { (one.why) } }, part::moment(lang, one.at)]
    };
    let rows: Vec<_> = misfits.iter().map(row).collect();
    let cols = [Col::text(w.payment), Col::text(w.why), Col::text(w.since)];
    part::section(w.misfits, &html! { p class="quiet" { (w.misfits_text) } (part::table(w.misfits, &cols, &rows)) })
}
