//! The operator's view of the log: what was changed, by whom, and whether its chain holds.

use crate::{
    Frame,
    part::{self, Col, Page, Tone},
    sign_in::number,
    words,
};
use maud::html;

words! {
    /// What is said of it.
    Words {
        title: "دفتر رخدادها", "Audit log";
        lead: "هر تغییر با زمان و کننده‌اش. هر سطر با اثر انگشتِ سطر پیش زنجیر شده است.", "Every change with its time and its maker. Each entry is chained to the one before by its hash.";
        csv: "دریافت CSV", "Download CSV";
        holds: "زنجیره درست است: {} سطر، تا اثر انگشت", "The chain holds: {} entries, up to the hash";
        broken: "زنجیره در سطر {} شکسته است. پایگاه داده دست خورده است؛ از نسخهٔ پشتیبان بررسی کنید.", "The chain is broken at entry {}. The database was tampered with; compare it with a backup.";
        seq: "سطر", "Entry";
        at: "زمان", "Time";
        who: "کننده", "Who";
        shop: "فروشگاه", "Shop";
        what: "رخداد", "What";
        details: "جزئیات", "Details";
        service: "سامانه", "The service";
        key: "کلید اپراتور", "Operator’s key";
        none: "هنوز رخدادی نیست", "Nothing happened yet";
        none_text: "ورود، نقش‌ها، کلیدها و بازپرداخت‌ها اینجا می‌آید.", "Sign-ins, roles, keys and refunds will stand here.";
    }
}

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who<'a> {
    /// A person, by their number, masked.
    Person(&'a str),
    /// The operator's key.
    Key,
    /// The service by itself.
    Service,
}

/// An entry.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Its place.
    pub seq: i64,
    /// When, ms.
    pub at: i64,
    /// Who.
    pub who: Who<'a>,
    /// In which shop.
    pub shop: Option<&'a str>,
    /// What was done.
    pub what: &'a str,
    /// What else is known: names and values.
    pub details: &'a [(&'a str, String)],
}

/// Whether the chain holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain<'a> {
    /// It does.
    Holds {
        /// How many entries.
        count: i64,
        /// The last hash.
        hash: &'a str,
    },
    /// It does not.
    Broken {
        /// From this entry on.
        seq: i64,
    },
}

/// The log, the newest first.
#[derive(Clone, Copy, Debug)]
pub struct Audit<'a> {
    /// What is shown of it.
    pub entries: &'a [Entry<'a>],
    /// Whether it holds.
    pub chain: Chain<'a>,
    /// Where it stands.
    pub page: Page<'a>,
}

/// `/admin/audit`
#[must_use]
pub fn audit(frame: &Frame<'_>, view: &Audit<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let cols = [
        Col::text(w.seq),
        Col::text(w.at),
        Col::text(w.who),
        Col::text(w.shop),
        Col::text(w.what),
        Col::text(w.details),
    ];
    let rows: Vec<_> = view
        .entries
        .iter()
        .map(|entry| {
            let who = match entry.who {
                Who::Person(mobile) => number(lang, mobile),
                Who::Key => html! { span class="whole" { (w.key) } },
                Who::Service => html! { (w.service) },
            };
            vec![
                html! { (lang.number(entry.seq)) },
                part::moment(lang, entry.at),
                who,
                html! { @if let Some(shop) = entry.shop { (part::code(shop)) } },
                html! { span class="whole" { (part::code(entry.what)) } },
                html! {
                    @for (name, value) in entry.details {
                        span class="quiet" { code dir="ltr" { (name) } " " bdi { (value) } }
                    }
                },
            ]
        })
        .collect();
    let body = html! {
        (part::heading(w.title, w.lead, &part::button_link("/admin/audit.csv", w.csv)))
        @match view.chain {
            Chain::Holds { count, hash } => {
                div class="notice good" role="status" {
                    p { (lang.fill(w.holds, &lang.number(count))) " " (part::code(hash)) }
                }
            },
            Chain::Broken { seq } => (part::notice(Tone::Bad, &lang.fill(w.broken, &lang.number(seq)))),
        }
        @if rows.is_empty() { (part::empty(w.none, w.none_text, &html! {})) } @else { (part::table(w.title, &cols, &rows)) }
        (part::pager(lang, "/admin/audit", view.page))
    };
    frame.page(w.title, &body)
}
