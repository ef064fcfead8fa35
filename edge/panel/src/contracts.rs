//! Gateway contracts of the shop's own: the list, a new one, and one of them with its terms. What the provider gave is typed in and
//! never shown again.

use crate::{
    Frame, Lang,
    part::{self, Choice, Col, Field, Kind, Tone, Wrong},
    words,
};
use dargah_wire::ShopName;
use dargah_words::money;
use maud::{Markup, html};

words! {
    /// What is said of contracts.
    Words {
        title: "قراردادهای درگاه", "Gateway contracts";
        lead: "قرارداد خودتان با بانک یا شرکت پرداخت؛ پول آن یک‌راست به حساب شما می‌رود.", "Your own contract with a bank or payment company; its money goes straight to your account.";
        name: "نام", "Name";
        provider: "ارائه‌دهنده", "Provider";
        limits: "مبلغ", "Amounts";
        state: "وضعیت", "State";
        changed: "آخرین تغییر", "Last change";
        acts: "کارها", "Actions";
        on: "فعال", "On";
        off: "خاموش", "Off";
        closed: "در تعطیلی اعلام‌شده", "In an announced closing";
        any: "هر مبلغ", "Any";
        from: "از {}", "from {}";
        upto: "تا {}", "up to {}";
        none: "هنوز قراردادی از خودتان ندارید", "No contract of your own yet";
        none_text: "تا آن هنگام درگاه‌هایی که اپراتور به شما داده است پرداخت می‌گیرند.", "Until then the gateways that the operator gave you take the payments.";
        open: "دیدن و تغییر", "Look and change";
        add: "افزودن قرارداد", "Add a contract";
        choose: "قرارداد با کدام است؟", "Who is it with?";
        name_fa: "نام فارسی", "Persian name";
        name_en: "نام انگلیسی", "English name";
        name_hint: "خریدار آن را هنگام انتخاب بانک می‌بیند.", "The shopper sees it when choosing a bank.";
        secrets: "آنچه ارائه‌دهنده داده است", "What the provider gave";
        secrets_new: "رمزگذاری‌شده نگه داشته می‌شود و دیگر هیچ‌جا نشان داده نمی‌شود.", "It is kept encrypted and never shown again.";
        secrets_old: "خالی بگذارید تا همان که هست بماند. برای تعویض، همه را از نو بنویسید.", "Leave all empty to keep what is there. To replace it, write all anew.";
        overlap: "پرداخت‌های پایانهٔ پیشین تا کِی با اطلاعات پیشین دنبال شوند؟", "How long shall payments of the previous terminal go on with what was given for it?";
        overlap_hint: "تنها هنگامی که شمارهٔ پایانه یا پذیرنده عوض می‌شود: پرداختی که پیش از آن آغاز شده با همان اطلاعات تأیید و بازپرداخت می‌شود و سپس آن اطلاعات پاک می‌شود. اگر پایانه همان باشد، اطلاعات تازه از همین دم برای همه به کار می‌رود.", "Only where the terminal or merchant becomes another one: a payment that began before is verified and refunded with the same credentials, which are then erased. With the same terminal the new ones hold for all at once.";
        day: "یک روز", "A day";
        week: "یک هفته", "A week";
        month: "یک ماه", "A month";
        quarter: "سه ماه", "Three months";
        kept: "پرداخت‌هایی که با اطلاعات پیشین آغاز شده‌اند تا این زمان با همان دنبال می‌شوند:", "Payments that began with what was given before go on with it until:";
        terms: "شرط‌ها", "Terms";
        min: "کمترین مبلغ", "Least amount";
        max: "بیشترین مبلغ", "Largest amount";
        toman: "تومان", "toman";
        priority: "جایگاه", "Place";
        priority_hint: "هنگامی که از سلامت هیچ درگاهی خبری نیست، عدد کوچک‌تر زودتر برگزیده می‌شود.", "While nothing is known of any gateway's health, the lower number comes first.";
        closing: "تعطیلی اعلام‌شده", "Announced closing";
        closing_hint: "روزی که ارائه‌دهنده گفته است پرداخت نمی‌گیرد؛ کسی آن روز به آنجا فرستاده نمی‌شود.", "A day on which the provider said that it takes no payments; nobody is sent there that day.";
        optional: "اختیاری", "optional";
        enabled: "پرداخت بگیرد؟", "Takes payments?";
        yes: "بله", "Yes";
        no: "نه؛ فعلاً خاموش باشد", "No, off for now";
        save: "ذخیرهٔ قرارداد", "Save the contract";
        wrong: "قرارداد ذخیره نشد", "The contract was not saved";
        test: "آزمودن قرارداد", "Try the contract";
        test_text: "از ارائه‌دهنده نشانی یک پرداخت خواسته می‌شود که کسی به آن فرستاده نمی‌شود. پولی جابه‌جا نمی‌شود.", "The provider is asked for a payment to which nobody is sent. No money moves.";
        test_do: "همین حالا بیازما", "Try it now";
        works: "ارائه‌دهنده پذیرفت: قرارداد کار می‌کند.", "The provider accepted: the contract works.";
        fails: "ارائه‌دهنده نپذیرفت. پاسخ او: {}", "The provider did not accept. Its answer: {}";
        silent: "ارائه‌دهنده اکنون پاسخ نمی‌دهد؛ دربارهٔ قرارداد چیزی نمی‌توان گفت.", "The provider does not answer now; nothing can be said of the contract.";
        all: "همهٔ قراردادها", "All contracts";
        not_here: "این فروشگاه را اپراتور تنظیم می‌کند و قرارداد آن اینجا تغییر نمی‌کند.", "The operator sets this shop up, and its contracts are not changed here.";
        nobody: "در این محیط ارائه‌دهنده‌ای نیست که بتوان با آن قرارداد افزود.", "There is no provider in this mode with whom a contract could be added.";
    }
}

/// What a person calls a credential.
fn credential(lang: Lang, name: &str) -> String {
    let known = match name {
        "terminal" => lang.either("شمارهٔ پایانه", "Terminal number"),
        "user" => lang.either("نام کاربری", "User name"),
        "password" => lang.either("گذرواژه", "Password"),
        "merchant" | "merchant_id" => lang.either("کد پذیرنده", "Merchant id"),
        "merchant_configuration_id" => lang.either("شمارهٔ پیکربندی پذیرنده", "Merchant configuration id"),
        "acceptor" => lang.either("شمارهٔ پذیرنده", "Acceptor number"),
        "pass_phrase" => lang.either("عبارت عبور", "Pass phrase"),
        "public_key" => lang.either("کلید عمومی", "Public key"),
        "pin" => lang.either("پین", "PIN of the contract"),
        "key" => lang.either("کلید", "Key"),
        "access_token" => lang.either("نشان دسترسی (برای بازپرداخت)", "Access token (for refunds)"),
        other => other,
    };
    known.to_owned()
}

/// A contract in the list.
#[derive(Clone, Debug)]
pub struct ContractRow {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: ShopName,
    /// With whom.
    pub provider: ShopName,
    /// Whether it takes payments.
    pub enabled: bool,
    /// Whether it is closed now by the provider's own word.
    pub closed: bool,
    /// Least amount, rial.
    pub min: Option<i64>,
    /// Largest amount, rial.
    pub max: Option<i64>,
    /// When it was changed last, ms.
    pub changed_at: i64,
}

/// The contracts of the frame's mode.
#[derive(Clone, Debug)]
pub struct Contracts<'a> {
    /// The contracts, the oldest first.
    pub rows: &'a [ContractRow],
    /// With whom another one can be made: word and name.
    pub providers: &'a [(String, ShopName)],
    /// Whether this shop's contracts are changed here.
    pub may_change: bool,
}

/// What stands in the form.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Persian name.
    pub name_fa: String,
    /// English name.
    pub name_en: String,
    /// Toman, or nothing.
    pub min: String,
    /// Toman, or nothing.
    pub max: String,
    /// A number.
    pub priority: String,
    /// A day, or nothing.
    pub closing: String,
    /// Whether it takes payments.
    pub enabled: bool,
}

/// What a try brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The provider took it.
    Works,
    /// It did not, and said this.
    Refused(String),
    /// It did not answer.
    Silent,
}

/// One contract, or a new one.
#[derive(Clone, Debug)]
pub struct OneContract<'a> {
    /// Its id; nothing where it is to be made.
    pub id: Option<&'a str>,
    /// The provider's word in the form, and its name.
    pub provider: (&'a str, &'a ShopName),
    /// What the provider gives, and whether it may be left out.
    pub credentials: &'a [(&'a str, bool)],
    /// What stands in the form.
    pub typed: &'a Typed,
    /// What is wrong with it.
    pub wrong: &'a Wrong,
    /// What a try just brought.
    pub tried: Option<&'a Tried>,
    /// Until when credentials of before are kept, ms, if some are.
    pub kept_until: Option<i64>,
}

/// How long what a contract had for credentials is kept behind others: its word in the form, and milliseconds.
pub const OVERLAPS: [(&str, i64); 4] =
    [("day", 86_400_000), ("week", 604_800_000), ("month", 2_592_000_000), ("quarter", 7_776_000_000)];

/// `/panel/contracts`
#[must_use]
pub fn contracts(frame: &Frame<'_>, view: &Contracts<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let cols = [
        Col::text(w.name),
        Col::text(w.provider),
        Col::text(w.limits),
        Col::text(w.state),
        Col::text(w.changed),
        Col::acts(w.acts),
    ];
    let rows: Vec<Vec<Markup>> = view.rows.iter().map(|row| contract(frame, row)).collect();
    let body = html! {
        (part::heading(w.title, w.lead, &part::mode_badge(lang, frame.mode)))
        @if rows.is_empty() { (part::empty(w.none, w.none_text, &html! {})) } @else { (part::table(w.title, &cols, &rows)) }
        @if !view.may_change { (part::notice(Tone::Plain, w.not_here)) }
        @else if view.providers.is_empty() { (part::notice(Tone::Plain, w.nobody)) }
        @else {
            (part::section(w.add, &html! {
                p { (w.choose) }
                ul class="choices" {
                    @for (word, name) in view.providers {
                        li { (part::button_link(&crate::frame::with(&frame.at("/panel/contracts/new"), "provider", word), lang.name(name))) }
                    }
                }
            }))
        }
    };
    frame.page(w.title, &body)
}

fn contract(frame: &Frame<'_>, row: &ContractRow) -> Vec<Markup> {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let bound = |text: &str, rial: i64| lang.fill(text, &money::amount(rial, lang.locale()).large);
    let state = match (row.enabled, row.closed) {
        (false, _) => part::badge(Tone::Plain, w.off),
        (true, true) => part::badge(Tone::Wait, w.closed),
        (true, false) => part::badge(Tone::Good, w.on),
    };
    vec![
        html! { bdi { (lang.name(&row.name)) } },
        html! { bdi { (lang.name(&row.provider)) } },
        html! {
            @match (row.min, row.max) {
                (None, None) => { (w.any) }
                (min, max) => {
                    @if let Some(min) = min { (bound(w.from, min)) " " }
                    @if let Some(max) = max { (bound(w.upto, max)) }
                }
            }
        },
        state,
        part::moment(lang, row.changed_at),
        html! { a href=(frame.at(&format!("/panel/contracts/{}", row.id))) { (w.open) } },
    ]
}

/// `/panel/contracts/new?provider=` and `/panel/contracts/{id}`. The form is sent there: `name_fa`, `name_en`, `min`, `max`,
/// `priority`, `closing`, `enabled`, `secret.{name}` for each credential, and `overlap`, a word of [`OVERLAPS`].
#[must_use]
pub fn one(frame: &Frame<'_>, view: &OneContract<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let (word, provider) = view.provider;
    let path = match view.id {
        Some(id) => format!("/panel/contracts/{id}"),
        None => crate::frame::with("/panel/contracts/new", "provider", word),
    };
    let (typed, wrong) = (view.typed, view.wrong);
    let toman = |name, label, value| {
        Field::new(name, label)
            .kind(Kind::Number)
            .unit(w.toman)
            .optional(w.optional)
            .value(value)
            .most(20)
            .error(wrong.on(name))
    };
    let names = [w.day, w.week, w.month, w.quarter];
    let overlaps: Vec<Choice<'_>> = OVERLAPS.iter().map(|(word, _)| *word).zip(names).collect();
    let form = html! {
        (part::section(w.secrets, &html! {
            p class="quiet" { (if view.id.is_some() { w.secrets_old } else { w.secrets_new }) }
            @for (name, may_miss) in view.credentials {
                @let (label, field) = (credential(lang, name), format!("secret.{name}"));
                (Field::new(&field, &label).kind(Kind::Code).optional(if *may_miss { w.optional } else { "" }).most(4_096)
                    .error(wrong.on(&field)))
            }
            @if view.id.is_some() {
                (part::select("overlap", w.overlap, &overlaps, "month"))
                p class="hint" { (w.overlap_hint) }
            }
            @if let Some(at) = view.kept_until { p class="quiet" { (w.kept) " " (part::moment(lang, at)) } }
        }))
        (part::section(w.terms, &html! {
            (Field::new("name_fa", w.name_fa).hint(w.name_hint).value(&typed.name_fa).most(64).error(wrong.on("name_fa")))
            (Field::new("name_en", w.name_en).value(&typed.name_en).most(64).error(wrong.on("name_en")))
            (toman("min", w.min, &typed.min))
            (toman("max", w.max, &typed.max))
            (Field::new("priority", w.priority).kind(Kind::Number).hint(w.priority_hint).optional(w.optional).value(&typed.priority)
                .most(4).error(wrong.on("priority")))
            (Field::new("closing", w.closing).kind(Kind::Day).hint(w.closing_hint).optional(w.optional).value(&typed.closing).most(20)
                .error(wrong.on("closing")))
            (part::select("enabled", w.enabled, &[("yes", w.yes), ("no", w.no)], if typed.enabled { "yes" } else { "no" }))
        }))
        div class="actions" { (part::button(w.save)) }
    };
    let body = html! {
        (part::heading(lang.name(provider), "", &part::mode_badge(lang, frame.mode)))
        @if let Some(tried) = view.tried {
            @match tried {
                Tried::Works => { (part::notice(Tone::Good, w.works)) }
                Tried::Refused(said) => { (part::notice(Tone::Bad, &lang.fill(w.fails, said))) }
                Tried::Silent => { (part::notice(Tone::Wait, w.silent)) }
            }
        }
        (part::problem(w.wrong, wrong))
        @if let Some(id) = view.id {
            (part::section(w.test, &html! {
                p { (w.test_text) }
                (frame.form(&format!("/panel/contracts/{id}/test"), &part::button(w.test_do)))
            }))
        }
        (frame.form(&path, &form))
        div class="actions" { (part::button_link(&frame.at("/panel/contracts"), w.all)) }
    };
    frame.page(lang.name(provider), &body)
}
