//! The form of an application, and the same form to be put right later.

use super::says;
use crate::{
    Frame, Lang,
    part::{self, Field, Kind, Tone, Wrong},
    words,
};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// What was typed, by field.
pub type Typed = BTreeMap<String, String>;

words! {
    /// What the form says.
    Words {
        lead: "همه‌چیز را یک بار بنویسید؛ پیش‌نویس ذخیره می‌شود و هر زمان می‌توانید ادامه دهید.", "Write everything once. Drafts are kept, and you can go on at any time.";
        sent_back: "کارشناس درخواست را برای تکمیل بازگردانده است:", "The reviewer sent the form back:";
        wrong: "این خانه‌ها را درست کنید", "Put these fields right";
        kind: "متقاضی", "Applicant";
        a_person: "شخص حقیقی", "A person";
        a_company: "شرکت (شخص حقوقی)", "A company";
        gender: "جنسیت", "Gender";
        female: "زن", "Female";
        male: "مرد", "Male";
        stars: "نماد اعتماد الکترونیکی (اینماد)", "Trust seal (eNamad)";
        one_star: "یک ستاره", "One star";
        two_stars: "دو ستاره", "Two stars";
        save: "ذخیرهٔ پیش‌نویس", "Save the draft";
        submit: "فرستادن درخواست", "Hand in the application";
        correct_title: "اصلاح اطلاعات", "Correct the form";
        correct_lead: "تنها پرسش‌هایی که تغییر کرده‌اند دوباره پرسیده می‌شوند. قرارداد و ثبت شاپرک از نو انجام می‌شود.", "Only questions that changed are asked again. The contract and the registration are made anew.";
        correct: "ذخیرهٔ اصلاح", "Save the correction";
        back: "بازگشت", "Back";
        gone: "{}؛ این بانک ادغام یا بسته شده است، شبای تازه بنویسید", "{}: merged or closed, better write a new IBAN";
    }
}

/// A field: its name, what it is called, a hint, what is typed, and the most characters.
struct Spec(&'static str, [&'static str; 2], [&'static str; 2], Kind, u32);

const NONE: [&str; 2] = ["", ""];

const PERSON: &[Spec] = &[
    Spec("first_name_fa", ["نام (فارسی)", "First name (Persian)"], NONE, Kind::Text, 50),
    Spec("last_name_fa", ["نام خانوادگی (فارسی)", "Last name (Persian)"], NONE, Kind::Text, 50),
    Spec("father_name_fa", ["نام پدر (فارسی)", "Father’s name (Persian)"], NONE, Kind::Text, 50),
    Spec(
        "first_name_en",
        ["نام (انگلیسی)", "First name (Latin)"],
        ["مانند گذرنامه", "As in the passport"],
        Kind::Code,
        50,
    ),
    Spec("last_name_en", ["نام خانوادگی (انگلیسی)", "Last name (Latin)"], NONE, Kind::Code, 50),
    Spec("father_name_en", ["نام پدر (انگلیسی)", "Father’s name (Latin)"], NONE, Kind::Code, 50),
    Spec("national_code", ["کد ملی", "National code"], ["ده رقم", "Ten digits"], Kind::Number, 20),
    Spec(
        "birth_date",
        ["تاریخ تولد", "Date of birth"],
        ["مانند ۱۳۷۰/۰۱/۳۱", "Jalali, such as 1370/01/31"],
        Kind::Day,
        20,
    ),
    Spec("mobile", ["شمارهٔ همراه", "Mobile number"], ["به نام همین شخص", "In this person’s name"], Kind::Mobile, 20),
];

const COMPANY: &[Spec] = &[
    Spec("company_name_fa", ["نام ثبت‌شدهٔ شرکت", "Registered name (Persian)"], NONE, Kind::Text, 50),
    Spec("company_name_en", ["نام انگلیسی شرکت", "Name in Latin letters"], NONE, Kind::Code, 50),
    Spec("company_id", ["شناسهٔ ملی", "Company’s national id"], ["یازده رقم", "Eleven digits"], Kind::Number, 20),
    Spec("register_number", ["شمارهٔ ثبت", "Register number"], NONE, Kind::Number, 20),
    Spec("register_date", ["تاریخ ثبت", "Date of registration"], NONE, Kind::Day, 20),
];

const SHOP: &[Spec] = &[
    Spec("shop_name_fa", ["نام فروشگاه (فارسی)", "Shop’s name (Persian)"], NONE, Kind::Text, 50),
    Spec("shop_name_en", ["نام فروشگاه (انگلیسی)", "Shop’s name (Latin)"], NONE, Kind::Code, 50),
    Spec("site", ["نشانی سایت", "Site"], ["مانند https://shop.ir", "Such as https://shop.ir"], Kind::Code, 512),
    Spec("email", ["ایمیل فروشگاه", "Shop’s e-mail"], NONE, Kind::Email, 255),
    Spec("telephone", ["تلفن ثابت با کد شهر", "Telephone with area code"], NONE, Kind::Number, 20),
    Spec(
        "guild",
        ["کد صنف", "Guild code"],
        ["چهار رقم، از فهرست شاپرک", "Four digits of Shaparak’s list"],
        Kind::Number,
        10,
    ),
    Spec("sub_guild", ["کد زیرصنف", "Sub-guild code"], ["یک تا چهار رقم", "One to four digits"], Kind::Number, 10),
    Spec("tax_code", ["کد رهگیری ثبت‌نام مالیاتی", "Tax registration code"], ["ده رقم", "Ten digits"], Kind::Number, 20),
];

const PLACE: &[Spec] = &[
    Spec("province", ["کد استان", "Province code"], ["سه حرف، مانند THR", "Three letters, such as THR"], Kind::Code, 5),
    Spec("city", ["کد شهر", "City code"], ["شش رقم", "Six digits"], Kind::Number, 10),
    Spec("postal_code", ["کد پستی", "Postal code"], ["ده رقم", "Ten digits"], Kind::Number, 20),
    Spec("address", ["نشانی کامل", "Full address"], NONE, Kind::Text, 255),
];

const SEAL: &[Spec] = &[
    Spec("enamad_issued", ["تاریخ صدور", "Issued on"], NONE, Kind::Day, 20),
    Spec("enamad_expires", ["تاریخ پایان اعتبار", "Valid until"], NONE, Kind::Day, 20),
];

const MONEY: &[Spec] = &[Spec(
    "iban",
    ["شمارهٔ شبا", "IBAN (Sheba)"],
    ["به نام متقاضی؛ IR و ۲۴ رقم", "In the applicant’s name: IR and 24 digits"],
    Kind::Code,
    40,
)];

/// The names of every field, in the order of the page.
pub const FIELDS: &[&str] = &[
    "kind",
    "first_name_fa",
    "last_name_fa",
    "father_name_fa",
    "first_name_en",
    "last_name_en",
    "father_name_en",
    "gender",
    "national_code",
    "birth_date",
    "mobile",
    "company_name_fa",
    "company_name_en",
    "company_id",
    "register_number",
    "register_date",
    "shop_name_fa",
    "shop_name_en",
    "site",
    "email",
    "telephone",
    "guild",
    "sub_guild",
    "province",
    "city",
    "postal_code",
    "address",
    "tax_code",
    "enamad_stars",
    "enamad_issued",
    "enamad_expires",
    "iban",
];

/// The form as it stands.
#[derive(Clone, Debug)]
pub struct FormView<'a> {
    /// What was typed.
    pub typed: &'a Typed,
    /// Field and word of everything that is wrong.
    pub faults: &'a [(&'static str, &'static str)],
    /// Why it was sent back, if it was.
    pub sent_back: Option<&'a str>,
    /// The bank that the IBAN names, and whether it is gone.
    pub bank: Option<(&'a str, bool)>,
}

/// `/panel/apply`, at its first step. Sent there with `act`: `save` or `submit`.
pub(super) fn page(frame: &Frame<'_>, view: &FormView<'_>) -> Markup {
    let w = Words::of(frame.lang);
    let wrong = wrong(frame.lang, view.faults);
    html! {
        @if let Some(says) = view.sent_back {
            div class="notice wait" role="status" { p { strong { (w.sent_back) } } p class="said" dir="auto" { (says) } }
        }
        p class="quiet" { (w.lead) }
        (part::problem(w.wrong, &wrong))
        (frame.form("/panel/apply", &html! {
            (fields(frame.lang, view, &wrong, true))
            div class="actions" {
                button class="button" type="submit" name="act" value="submit" { (w.submit) }
                button class="button second" type="submit" name="act" value="save" { (w.save) }
            }
        }))
    }
}

/// `/panel/apply/correct`: the form after it was let pass. Site and kind of applicant stay.
#[must_use]
pub fn correct(frame: &Frame<'_>, view: &FormView<'_>, refusal: Option<&'static str>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let wrong = wrong(lang, view.faults);
    frame.page(
        w.correct_title,
        &html! {
            (part::heading(w.correct_title, w.correct_lead, &html! {}))
            @if let Some(word) = refusal { (part::notice(Tone::Bad, says::refusal(lang, word))) }
            (part::problem(w.wrong, &wrong))
            (frame.form("/panel/apply/correct", &html! {
                (fields(lang, view, &wrong, false))
                div class="actions" { (part::button(w.correct)) (part::button_link("/panel/apply", w.back)) }
            }))
        },
    )
}

fn wrong(lang: Lang, faults: &[(&'static str, &'static str)]) -> Wrong {
    let mut wrong = Wrong::none();
    for (field, word) in faults {
        let label = [PERSON, COMPANY, SHOP, PLACE, SEAL, MONEY].into_iter().flatten().find(|spec| spec.0 == *field);
        let name = label.map_or("", |spec| lang.either(spec.1[0], spec.1[1]));
        let text = says::fault(lang, word);
        wrong.add(field, &if name.is_empty() { text.to_owned() } else { format!("{name}: {text}") });
    }
    wrong
}

fn fields(lang: Lang, view: &FormView<'_>, wrong: &Wrong, all: bool) -> Markup {
    let w = Words::of(lang);
    let typed = |field: &str| view.typed.get(field).map_or("", String::as_str);
    let one = |spec: &Spec| {
        let Spec(name, label, hint, kind, most) = spec;
        let error = view.faults.iter().find(|(field, _)| field == name).map(|(_, word)| says::fault(lang, word));
        let bank = view.bank.filter(|_| *name == "iban" && error.is_none());
        let bank = bank.map(|(bank, gone)| if gone { lang.fill(w.gone, bank) } else { bank.to_owned() });
        let hint = bank.as_deref().unwrap_or_else(|| lang.either(hint[0], hint[1]));
        let field = Field::new(name, lang.either(label[0], label[1]))
            .hint(hint)
            .kind(*kind)
            .most(*most)
            .value(typed(name))
            .error(error);
        html! { @if *name == "address" { div class="wide" { (field) } } @else { (field) } }
    };
    let pick = |name: &'static str, label: &str, unseen: bool, choices: &[(&str, &str)]| {
        html! {
            fieldset id=(name) class="picks" {
                legend class=[unseen.then_some("unseen")] { (label) }
                @if let Some(error) = wrong.on(name) { p class="error" { (error) } }
                @for (value, text) in choices {
                    label class="pick" { input type="radio" name=(name) value=(value) checked[typed(name) == *value]; span { (text) } }
                }
            }
        }
    };
    let kept = |name: &'static str| html! { input type="hidden" name=(name) value=(typed(name)); };
    let headings = [
        lang.either("مالک یا امضادار", "Owner or signatory"),
        lang.either("شرکت", "Company"),
        lang.either("فروشگاه", "Shop"),
        lang.either("نشانی فروشگاه", "Address of the shop"),
        lang.either("تسویه", "Settlement"),
    ];
    html! {
        @if all { (part::section(w.kind, &pick("kind", w.kind, true, &[("person", w.a_person), ("company", w.a_company)]))) }
        @else { (kept("kind")) (kept("site")) }
        (part::section(headings[0], &html! {
            div class="grid" { @for spec in PERSON { (one(spec)) } }
            (pick("gender", w.gender, false, &[("female", w.female), ("male", w.male)]))
        }))
        div class="of-company" { (part::section(headings[1], &html! { div class="grid" { @for spec in COMPANY { (one(spec)) } } })) }
        (part::section(headings[2], &html! { div class="grid" { @for spec in SHOP.iter().filter(|spec| all || spec.0 != "site") { (one(spec)) } } }))
        (part::section(headings[3], &html! { div class="grid" { @for spec in PLACE { (one(spec)) } } }))
        (part::section(w.stars, &html! {
            (pick("enamad_stars", w.stars, true, &[("1", w.one_star), ("2", w.two_stars)]))
            div class="grid" { @for spec in SEAL { (one(spec)) } }
        }))
        (part::section(headings[4], &html! { @for spec in MONEY { (one(spec)) } }))
    }
}

/// What a field is called.
pub(crate) fn field_name(lang: Lang, field: &str) -> &'static str {
    let spec = [PERSON, COMPANY, SHOP, PLACE, SEAL, MONEY].into_iter().flatten().find(|spec| spec.0 == field);
    let w = Words::of(lang);
    match (spec, field) {
        (Some(spec), _) => lang.either(spec.1[0], spec.1[1]),
        (None, "kind") => w.kind,
        (None, "gender") => w.gender,
        (None, _) => w.stars,
    }
}
