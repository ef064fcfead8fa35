//! The contract between the operator and a shop: made from a template of a date and the shop's form. Its text is what is accepted,
//! so the text is what is kept, and its fingerprint is what a reader sends back.

use super::{form::Form, state::Application, step::Step};
use crate::{calendar::Day, seal::sha256_hex};

/// The template in use, by its date.
pub const TEMPLATE: &str = "1405-09-01";

/// A contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// The template's date.
    pub template: &'static str,
    /// The text: lines, the first of which is the title.
    pub text: String,
    /// SHA-256 of the text, hex.
    pub fingerprint: String,
}

/// The contract of an application that stands before it, or nothing. It is dated by the day on which it came there, so that reading
/// it tomorrow gives the same text.
#[must_use]
pub fn contract(application: &Application, id: &str) -> Option<Contract> {
    let form = application.form.as_ref()?;
    let at = *application.since.get(&Step::Contract)?;
    let text = text(form, id, Day::of(at));
    let fingerprint = sha256_hex(text.as_bytes());
    Some(Contract { template: TEMPLATE, text, fingerprint })
}

/// A day as the contract writes it: the Jalali one, year first.
fn written(day: Day) -> String {
    let (year, month, day) = day.to_jalali().unwrap_or_default();
    format!("{year:04}/{month:02}/{day:02}")
}

fn text(form: &Form, id: &str, day: Day) -> String {
    let (person, business) = (&form.person, &form.business);
    let signs = format!(
        "{} {}، فرزند {}، کد ملی {}",
        person.first_name_fa, person.last_name_fa, person.father_name_fa, person.national_code
    );
    let party = match &form.company {
        Some(company) => format!(
            "{}، شناسهٔ ملی {}، شمارهٔ ثبت {}، با امضای {signs}",
            company.name_fa, company.id, company.register_number
        ),
        None => signs,
    };
    let bank = form.iban.bank().map_or("", |bank| bank.fa);
    let lines = [
        "قرارداد پذیرندگی و پرداخت‌یاری".to_owned(),
        format!("شمارهٔ قرارداد: {id}"),
        format!("تاریخ: {}", written(day)),
        format!("نسخهٔ الگو: {TEMPLATE}"),
        String::new(),
        "مادهٔ ۱ — طرفین".to_owned(),
        "طرف نخست: گردانندهٔ درگاه (پرداخت‌یار).".to_owned(),
        format!("طرف دوم: {party}."),
        String::new(),
        "مادهٔ ۲ — فروشگاه".to_owned(),
        format!("نام: {}؛ نشانی اینترنتی: {}", business.name_fa, business.site.url()),
        format!("نشانی: {}؛ کد پستی: {}؛ کد رهگیری مالیاتی: {}", business.address, business.postal_code, business.tax_code),
        String::new(),
        "مادهٔ ۳ — تسویه".to_owned(),
        format!("مبلغ خریدها پس از کسر کارمزد به شبای {} {bank} به نام طرف دوم واریز می‌شود.", form.iban.grouped()),
        "تسویه در روزهای کاری بانک و بر پایهٔ فایل تسویهٔ شاپرک انجام می‌شود. در روزهای تعطیل رسمی تسویه نیست.".to_owned(),
        String::new(),
        "مادهٔ ۴ — کارمزد".to_owned(),
        "کارمزد شاپرک طبق بخشنامهٔ جاری بانک مرکزی است و کارمزد پرداخت‌یار همان است که در پیشخوان نشان داده می‌شود.".to_owned(),
        String::new(),
        "مادهٔ ۵ — تعهدات طرف دوم".to_owned(),
        "۱. درگاه را تنها برای فروش کالا و خدمات مجاز همین فروشگاه به کار می‌برد و به دیگری واگذار نمی‌کند.".to_owned(),
        "۲. نماد اعتماد الکترونیکی و پروندهٔ مالیاتی خود را معتبر نگه می‌دارد.".to_owned(),
        "۳. کالا یا خدمت را طبق آنچه به خریدار گفته است تحویل می‌دهد و برگشت وجه را در همین سامانه ثبت می‌کند.".to_owned(),
        "۴. شمارهٔ کارت، رمز و کد یکبارمصرف خریدار را نمی‌پرسد و نگه نمی‌دارد.".to_owned(),
        String::new(),
        "مادهٔ ۶ — تعهدات طرف نخست".to_owned(),
        "۱. وجه خریدار را یا به سفارش پرداخت‌شده می‌رساند یا به کارت او بازمی‌گرداند.".to_owned(),
        "۲. داده‌های طرف دوم را تنها برای احراز هویت، ثبت در شاپرک و الزام‌های قانونی به کار می‌برد.".to_owned(),
        String::new(),
        "مادهٔ ۷ — پایان".to_owned(),
        "هر یک از طرفین می‌تواند با اعلام کتبی سی‌روزه قرارداد را پایان دهد. با دستور شاپرک یا مرجع قضایی، خدمت بی‌درنگ متوقف می‌شود.".to_owned(),
    ];
    lines.join("\n")
}
