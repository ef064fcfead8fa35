//! The list of payments, and a row of it as other pages have it too.

use crate::{
    Frame, Lang,
    frame::with,
    part::{self, Col, Field, Kind, Page},
    state::{self, STATUSES},
    words,
};
use dargah_wire::{PaymentStatus, ShopName};
use maud::{Markup, html};

words! {
    /// What the list of payments says.
    Words {
        title: "پرداخت‌ها", "Payments";
        lead: "همهٔ پرداخت‌ها، تازه‌ترین در بالا.", "Every payment, the newest first.";
        filter: "جست‌وجو در پرداخت‌ها", "Search payments";
        search: "شمارهٔ سفارش، پرداخت یا مرجع بانک", "Order, payment or bank reference";
        status: "وضعیت", "Status";
        any_status: "همهٔ وضعیت‌ها", "Any status";
        gateway: "درگاه", "Gateway";
        any_gateway: "همهٔ درگاه‌ها", "Any gateway";
        from: "از روز", "From day";
        to: "تا روز", "To day";
        show: "نمایش", "Show";
        clear: "پاک کردن", "Clear";
        csv: "خروجی CSV", "Export CSV";
        order: "سفارش", "Order";
        amount: "مبلغ", "Amount";
        when: "زمان", "When";
        refunded: "بازپرداخت", "Refunded";
        none_found: "پرداختی با این مشخصات نیست", "No payment matches";
        none_found_text: "بازهٔ روزها یا وضعیت را بازتر کنید.", "Try a wider range of days or another status.";
        none: "هنوز پرداختی نیست", "No payments yet";
        none_text: "با کلید آزمایشی اولین پرداخت را بسازید، یا یک لینک پرداخت بفرستید.", "Make the first one with a test key, or send a payment link.";
        make_key: "ساخت کلید", "Create a key";
        make_link: "ساخت لینک پرداخت", "Create a payment link";
        wrong: "جست‌وجو انجام نشد", "The search was not run";
    }
}

/// A payment in a list.
#[derive(Clone, Debug)]
pub struct PaymentRow {
    /// `pay_…`
    pub id: String,
    /// The shop's own number.
    pub order_id: String,
    /// Integer rial.
    pub amount: i64,
    /// Integer rial that went back.
    pub refunded: i64,
    /// Where it stands.
    pub status: PaymentStatus,
    /// The gateway of the newest attempt.
    pub gateway: Option<ShopName>,
    /// When it was made.
    pub created_at: i64,
}

/// What is looked for, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// An order, a payment or a reference.
    pub search: String,
    /// A status's word.
    pub status: String,
    /// A gateway's id.
    pub gateway: String,
    /// A day.
    pub from: String,
    /// A day.
    pub to: String,
}

impl Filter {
    /// Whether anything is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.search, &self.status, &self.gateway, &self.from, &self.to].into_iter().all(String::is_empty)
    }
}

/// The list.
#[derive(Clone, Debug)]
pub struct Payments<'a> {
    /// The rows of this page.
    pub rows: &'a [PaymentRow],
    /// What is looked for.
    pub filter: &'a Filter,
    /// The gateways that can be asked for: id and name.
    pub gateways: &'a [(String, ShopName)],
    /// This list's address with what is looked for, less the cursor: `/panel/payments?status=paid`. [`Frame::path`] is the same.
    pub path: &'a str,
    /// Where the same is as CSV.
    pub csv: &'a str,
    /// Where it stands.
    pub page: Page<'a>,
    /// What could not be looked for.
    pub wrong: &'a part::Wrong,
}

/// `/panel/payments`
#[must_use]
pub fn payments(frame: &Frame<'_>, view: &Payments<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let filter = view.filter;
    let export = html! {
        @if !view.rows.is_empty() { (part::button_link(&frame.at(view.csv), w.csv)) }
    };
    let body = html! {
        (part::heading(w.title, w.lead, &export))
        (part::problem(w.wrong, view.wrong))
        (part::filters("/panel/payments", w.filter, &[("mode", frame.mode.as_str())], &form(lang, view)))
        @if !view.rows.is_empty() {
            (table(frame, w.title, view.rows))
        } @else if !view.wrong.is_empty() {
            // What is wrong is said above; that there is nothing is not known.
        } @else if filter.is_empty() {
            (part::empty(w.none, w.none_text, &html! {
                div class="actions" {
                    (part::button_link(&frame.at("/panel/keys"), w.make_key))
                    (part::button_link(&frame.at("/panel/links"), w.make_link))
                }
            }))
        } @else {
            (part::empty(w.none_found, w.none_found_text, &part::button_link(&frame.at("/panel/payments"), w.clear)))
        }
        (part::pager(lang, &frame.at(view.path), view.page))
    };
    frame.page(w.title, &body)
}

fn form(lang: Lang, view: &Payments<'_>) -> Markup {
    let w = Words::of(lang);
    let filter = view.filter;
    let mut statuses = vec![("", w.any_status)];
    statuses.extend(STATUSES.iter().map(|&(status, word)| (word, state::status_name(lang, status))));
    let mut gateways = vec![("", w.any_gateway)];
    gateways.extend(view.gateways.iter().map(|(id, name)| (id.as_str(), lang.name(name))));
    html! {
        (Field::new("search", w.search).kind(Kind::Search).value(&filter.search).most(80).error(view.wrong.on("search")))
        (part::select("status", w.status, &statuses, &filter.status))
        (part::select("gateway", w.gateway, &gateways, &filter.gateway))
        (Field::new("from", w.from).kind(Kind::Day).value(&filter.from).most(12).error(view.wrong.on("from")))
        (Field::new("to", w.to).kind(Kind::Day).value(&filter.to).most(12).error(view.wrong.on("to")))
        (part::button(w.show))
    }
}

/// Rows as a table; each leads to its payment.
pub(crate) fn table(frame: &Frame<'_>, caption: &str, rows: &[PaymentRow]) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let cols =
        [Col::text(w.order), Col::text(w.status), Col::number(w.amount), Col::text(w.gateway), Col::text(w.when)];
    let rows: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| {
            vec![
                html! { a href=(frame.at(&format!("/panel/payments/{}", row.id))) { bdi { (row.order_id) } } },
                state::status(lang, row.status),
                html! {
                    span {
                        (part::money(lang, row.amount))
                        @if row.refunded > 0 { small class="quiet" { (w.refunded) " " (part::money(lang, row.refunded)) } }
                    }
                },
                html! { @match &row.gateway { Some(name) => bdi { (lang.name(name)) }, None => "—" } },
                part::moment(lang, row.created_at),
            ]
        })
        .collect();
    part::table(caption, &cols, &rows)
}

/// The list's address for this filter: what the reader typed, escaped.
#[must_use]
pub fn address(page: &str, filter: &Filter) -> String {
    let mut address = page.to_owned();
    let all = [
        ("search", &filter.search),
        ("status", &filter.status),
        ("gateway", &filter.gateway),
        ("from", &filter.from),
        ("to", &filter.to),
    ];
    for (name, value) in all.into_iter().filter(|(_, value)| !value.is_empty()) {
        address = with(&address, name, &escaped(value));
    }
    address
}

/// Text as it may stand in an address.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}
