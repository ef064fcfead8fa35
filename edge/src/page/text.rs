//! The page's words, in both languages. The compiler sees to it that none is missing.

use dargah_engine::problem::Code;
use dargah_wire::StatusReason;
use worker::Request;

/// Every word of the page in one language.
#[derive(Clone, Copy)]
pub(crate) struct Texts {
    pub(crate) lang: &'static str,
    pub(crate) dir: &'static str,
    pub(crate) other_lang: &'static str,
    pub(crate) other_name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) test_mode: &'static str,
    pub(crate) order: &'static str,
    pub(crate) toman: &'static str,
    pub(crate) rial: &'static str,
    pub(crate) mobile: &'static str,
    pub(crate) mobile_hint: &'static str,
    pub(crate) bank: &'static str,
    pub(crate) bank_auto: &'static str,
    pub(crate) pay: &'static str,
    pub(crate) pay_again: &'static str,
    pub(crate) leaving: &'static str,
    pub(crate) leaving_hint: &'static str,
    pub(crate) go_on: &'static str,
    pub(crate) paid: &'static str,
    pub(crate) processing: &'static str,
    pub(crate) processing_hint: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) expired: &'static str,
    pub(crate) review: &'static str,
    pub(crate) cancelled: &'static str,
    pub(crate) returned: &'static str,
    pub(crate) back: &'static str,
    pub(crate) reload: &'static str,
    pub(crate) problem_title: &'static str,
    pub(crate) support_code: &'static str,
    pub(crate) no_card: &'static str,
}

/// Persian.
pub(crate) const FA: Texts = Texts {
    lang: "fa",
    dir: "rtl",
    other_lang: "en",
    other_name: "English",
    title: "پرداخت",
    test_mode: "حالت آزمایشی؛ پول واقعی جابه‌جا نمی‌شود",
    order: "شمارهٔ سفارش",
    toman: "تومان",
    rial: "ریال",
    mobile: "شمارهٔ موبایل (اختیاری)",
    mobile_hint: "بانک با این شماره کارت‌های ذخیره‌شدهٔ شما را نشان می‌دهد.",
    bank: "بانک را خودم انتخاب می‌کنم",
    bank_auto: "بهترین درگاه در این لحظه",
    pay: "پرداخت",
    pay_again: "پرداخت دوباره",
    leaving: "در حال رفتن به صفحهٔ بانک",
    leaving_hint: "اگر تا چند ثانیهٔ دیگر به بانک نرفتید، دکمه را بزنید.",
    go_on: "رفتن به بانک",
    paid: "پرداخت انجام شد",
    processing: "منتظر پاسخ بانک هستیم",
    processing_hint: "نتیجه به‌زودی روشن می‌شود. دوباره پولی از شما برداشته نمی‌شود.",
    failed: "پرداخت انجام نشد",
    expired: "مهلت پرداخت تمام شد",
    review: "این پرداخت در دست بررسی است",
    cancelled: "فروشگاه این پرداخت را لغو کرد",
    returned: "پول این پرداخت به کارت شما برگشته است",
    back: "بازگشت به فروشگاه",
    reload: "تازه کردن صفحه",
    problem_title: "مشکلی پیش آمد",
    support_code: "کد پیگیری",
    no_card: "اطلاعات کارت را فقط در صفحهٔ بانک وارد می‌کنید.",
};

/// English.
pub(crate) const EN: Texts = Texts {
    lang: "en",
    dir: "ltr",
    other_lang: "fa",
    other_name: "فارسی",
    title: "Payment",
    test_mode: "Test mode: no real money moves",
    order: "Order",
    toman: "toman",
    rial: "rial",
    mobile: "Mobile number (optional)",
    mobile_hint: "The bank uses it to offer your saved cards.",
    bank: "Choose the bank myself",
    bank_auto: "The best gateway right now",
    pay: "Pay",
    pay_again: "Pay again",
    leaving: "Taking you to the bank",
    leaving_hint: "If nothing happens in a few seconds, press the button.",
    go_on: "Go to the bank",
    paid: "Payment complete",
    processing: "Waiting for your bank",
    processing_hint: "The result will be here soon. You will not be charged twice.",
    failed: "The payment did not go through",
    expired: "The time to pay is over",
    review: "This payment is being reviewed",
    cancelled: "The shop cancelled this payment",
    returned: "This payment's money has gone back to your card",
    back: "Back to the shop",
    reload: "Refresh",
    problem_title: "Something went wrong",
    support_code: "Support code",
    no_card: "Card details are entered on the bank's page only.",
};

/// The language a request asks for: `?lang=`, then the browser's first choice, then Persian.
pub(crate) fn of(request: &Request) -> Texts {
    let query = request
        .url()
        .ok()
        .and_then(|url| url.query_pairs().find(|(name, _)| name == "lang").map(|(_, value)| value.into_owned()));
    let accepted = request.headers().get("accept-language").ok().flatten();
    let wanted = query.or(accepted).unwrap_or_default();
    if wanted.starts_with("en") { EN } else { FA }
}

impl Texts {
    pub(super) fn is_persian(&self) -> bool {
        self.lang == "fa"
    }

    /// A number with separators, in the language's digits.
    pub(crate) fn number(&self, number: i64) -> String {
        let digits = number.to_string();
        let mut text = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push(if self.is_persian() { '٬' } else { ',' });
            }
            let persian = digit.to_digit(10).and_then(|value| char::from_u32(0x06F0 + value));
            text.push(if self.is_persian() { persian.unwrap_or(digit) } else { digit });
        }
        text
    }

    /// What became of the last attempt.
    pub(crate) fn reason(&self, reason: StatusReason) -> &'static str {
        let (fa, en) = match reason {
            StatusReason::Cancelled => ("پرداخت را در صفحهٔ بانک لغو کردید.", "You cancelled on the bank's page."),
            StatusReason::Declined => ("بانک این پرداخت را نپذیرفت.", "The bank declined the payment."),
            StatusReason::SessionEnded => ("زمان صفحهٔ بانک تمام شد.", "The bank's page timed out."),
            StatusReason::BankFault => ("بانک با مشکل فنی روبه‌رو شد.", "The bank had a technical fault."),
            StatusReason::NoGateway => ("هیچ بانکی پاسخ نداد.", "No bank answered."),
            StatusReason::AwaitingBank => ("هنوز پاسخی از بانک نرسیده است.", "The bank has not answered yet."),
            StatusReason::Reversed => {
                ("پول به کارت شما برمی‌گردد؛ حداکثر تا ۷۲ ساعت.", "The money goes back to your card, within 72 hours.")
            }
            StatusReason::Mismatch => ("پاسخ بانک با این پرداخت نمی‌خواند.", "The bank's answer does not fit."),
            StatusReason::TimeOver => ("مهلت تمام شد.", "The time ran out."),
        };
        if self.is_persian() { fa } else { en }
    }

    /// An error, for the person who sees the page.
    pub(crate) fn fault(&self, code: Code) -> &'static str {
        let (fa, en) = match code {
            Code::MobileInvalid => (
                "شمارهٔ موبایل درست نیست؛ مانند ۰۹۱۲۱۲۳۴۵۶۷ بنویسید.",
                "The mobile number is not right; write it like 09121234567.",
            ),
            Code::NoGateway => (
                "در این لحظه هیچ بانکی پاسخ نمی‌دهد. پولی از شما برداشته نشده است؛ کمی بعد دوباره تلاش کنید.",
                "No bank answers at the moment. Nothing was taken from you; please try again shortly.",
            ),
            Code::GatewayUnavailable => ("این بانک الان در دسترس نیست.", "This bank is not available now."),
            Code::PaymentInProgress => (
                "پرداخت پیشین هنوز تمام نشده است؛ کمی صبر کنید.",
                "An earlier attempt is not finished; please wait a moment.",
            ),
            Code::PaymentPaid => ("این سفارش پرداخت شده است.", "This order is paid."),
            Code::PaymentCancelled => ("فروشگاه این پرداخت را لغو کرده است.", "The shop has cancelled this payment."),
            Code::PaymentExpired => ("مهلت پرداخت این سفارش تمام شده است.", "The time to pay this order is over."),
            Code::TooManyAttempts => ("تعداد تلاش‌ها بیش از اندازه شده است.", "There were too many attempts."),
            Code::PaymentUnknown | Code::NotFound => (
                "این پرداخت پیدا نشد. پیوند را از فروشگاه دوباره باز کنید.",
                "There is no such payment. Open the link from the shop again.",
            ),
            Code::CallbackInvalid => {
                ("این بازگشت از بانک به هیچ پرداختی تعلق ندارد.", "This return from a bank fits no payment.")
            }
            _ => ("مشکلی پیش آمد؛ کمی بعد دوباره تلاش کنید.", "Something went wrong; please try again shortly."),
        };
        if self.is_persian() { fa } else { en }
    }
}
