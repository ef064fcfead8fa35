//! The front door: a page for a person who runs the sandbox, to see each bank's book and to break and heal it by a click.

use crate::bank::Kind;
use crate::book::Totals;
use crate::control::Settings;
use crate::page::{Brand, escape};
use crate::persian;
use crate::transaction::{ReversedBy, State, Transaction};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the front door shows of a bank.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BankView {
    /// Which bank.
    pub bank: Kind,
    /// Its switches.
    pub settings: Settings,
    /// What its book adds up to.
    pub totals: Totals,
    /// Its newest transactions.
    pub newest: Vec<Transaction>,
}

const SWITCHES: [(&str, &str); 6] = [
    ("token-down", "قطع درخواست پرداخت"),
    ("all-down", "قطع کامل"),
    ("slow", "کند"),
    ("page-down", "قطع صفحهٔ پرداخت"),
    ("lose-answers", "گم شدن پاسخ‌ها"),
    ("drop-callbacks", "بازنگشتن خریدار"),
];

/// The page. The control token stands in its forms: this is a sandbox, and whoever opens the page may break it.
pub fn home(views: &[BankView], control_token: &str) -> String {
    let banks: String = views.iter().map(|view| section(view, control_token)).collect();
    format!(
        "<!doctype html>\n<html lang=\"fa\" dir=\"rtl\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
         <title>بانک‌های آزمایشی درگاه</title><style>{css}</style></head>\n<body>\
         <p class=\"ribbon\">محیط آزمایشی — پول واقعی جابه‌جا نمی‌شود</p>\n<main><h1>بانک‌های آزمایشی</h1>\
         <p class=\"lead\">هر بانک را می‌توانید با یک کلیک از کار بیندازید و دوباره سالم کنید.\
         <span lang=\"en\">Sandbox banks: break one with a click, heal it with another.</span></p>\n{banks}</main></body></html>\n",
        css = include_str!("home.css"),
    )
}

fn section(view: &BankView, control_token: &str) -> String {
    let Brand { name_fa: name, name_en: english, colour, .. } = view.bank.profile().brand;
    let faults = faults(&view.settings);
    let (class, state) =
        if faults.is_empty() { ("state", "سالم") } else { ("state bad", "دارای اختلال") };
    let list = if faults.is_empty() {
        String::new()
    } else {
        format!("<p class=\"faults\">اختلال‌ها: {}</p>", faults.concat())
    };
    let sum = |name: &str, rials: u64| format!("<div><dt>{name}</dt><dd>{}</dd></div>", persian::amount(rials));
    let switch = |name: &str, class: &str, text: &str| {
        format!("<button name=\"do\" value=\"{name}\" data-switch=\"{name}\"{class}>{text}</button>")
    };
    let switches: String = SWITCHES.iter().map(|(name, text)| switch(name, "", text)).collect();
    format!(
        "<section data-bank=\"{id}\" style=\"--brand:{colour}\"><header><div><h2>{name}</h2><span lang=\"en\">{english}</span></div>\
         <span class=\"{class}\" data-state>{state}</span><dl class=\"sums\">{captured}{held}{reversed}{refunded}</dl></header>\n\
         <form method=\"post\" action=\"/panel/{id}\"><input type=\"hidden\" name=\"token\" value=\"{token}\">{heal}{switches}{wipe}</form>\n\
         {list}{table}</section>\n",
        id = view.bank.name(),
        captured = sum("دریافتی", view.totals.captured),
        held = sum("در انتظار", view.totals.held),
        reversed = sum("برگشتی", view.totals.reversed),
        refunded = sum("استرداد", view.totals.refunded),
        token = escape(control_token),
        heal = switch("heal", " class=\"heal\"", "سالم کن"),
        wipe = switch("reset", " class=\"wipe\"", "پاک کردن دفتر"),
        table = table(&view.newest),
    )
}

/// The settings that differ from a healthy bank's, as `name = value`.
fn faults(settings: &Settings) -> Vec<String> {
    let (Ok(Value::Object(now)), Ok(Value::Object(well))) =
        (serde_json::to_value(settings), serde_json::to_value(Settings::default()))
    else {
        return Vec::new();
    };
    now.iter()
        .filter(|(name, value)| well.get(*name) != Some(value))
        .map(|(name, value)| format!("<code>{name} = {}</code>", escape(value.to_string().trim_matches('"'))))
        .collect()
}

fn table(rows: &[Transaction]) -> String {
    if rows.is_empty() {
        return "<p class=\"empty\">هنوز تراکنشی در دفتر نیست.</p>".to_owned();
    }
    let lines: String = rows.iter().map(line).collect();
    format!(
        "<div class=\"scroll\"><table><thead><tr><th>ردیف</th><th>سفارش</th><th>مبلغ (ریال)</th><th>وضعیت</th><th>مرجع</th><th>کارت</th>\
         </tr></thead><tbody>{lines}</tbody></table></div>"
    )
}

fn line(row: &Transaction) -> String {
    let reference = row.reference.as_deref().map_or_else(|| "—".to_owned(), escape);
    let card = row.masked_pan.as_deref().map_or_else(|| "—".to_owned(), escape);
    format!(
        "<tr><td>{}</td><td><code>{}</code></td><td>{}</td><td>{}</td><td><code>{reference}</code></td><td><code>{card}</code></td></tr>",
        persian::amount(row.id),
        escape(&row.order),
        persian::amount(row.amount),
        state(row),
    )
}

fn state(row: &Transaction) -> &'static str {
    match (row.state, row.reversed_by) {
        (State::Issued, _) => "توکن داده شد",
        (State::Opened, _) => "صفحه باز شد",
        (State::Cancelled, _) => "انصراف",
        (State::Declined, _) => "رد شد",
        (State::Expired, _) => "منقضی",
        (State::Debited, _) => "برداشت شد، در انتظار تأیید",
        (State::Verified, _) => "تأیید شد",
        (State::Settled, _) if !row.refunds.is_empty() => "تسویه شد، با استرداد",
        (State::Settled, _) => "تسویه شد",
        (State::Reversed, Some(ReversedBy::Shop)) => "برگشت به خواست فروشگاه",
        (State::Reversed, Some(ReversedBy::Bank)) => "برگشت از سوی بانک",
        (State::Reversed, _) => "برگشت خودکار",
    }
}
