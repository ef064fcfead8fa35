//! Arabic, as it is written in Iran's south and in Iraq: modern standard, polite without addressing a man or a woman, and with
//! the words that people there have for money (`تومان`, `ريال`).

use super::{Faults, Reasons, Saying, Texts};

/// After an attempt that may have taken money.
const GOES_BACK: &str = "إن خُصم أي مبلغ من حسابك فسيعود إليك تلقائيًا.";

/// How long money that goes back is on its way.
const DAYS: &str = "قد يستغرق وصوله إلى حسابك ما يصل إلى ٧٢ ساعة.";

pub(super) static TEXTS: Texts = Texts {
    sandbox: "وضع تجريبي؛ لا تُنقل أي أموال",
    order: "رقم الطلب",
    toman: "{} تومان",
    rial: "{} ريال",
    pay: "دفع {}",
    other_gateway: "الدفع عبر بوابة أخرى",
    mobile: "رقم الهاتف المحمول",
    optional: "اختياري",
    mobile_hint: "ليعرض البنك بطاقاتك المحفوظة.",
    mobile_bad: "يتكون رقم الهاتف المحمول من ١١ رقمًا ويبدأ بـ ٠٩.",
    choose: "أريد اختيار البنك بنفسي",
    automatic: "اختيار تلقائي",
    automatic_hint: "البوابة الأكثر موثوقية في هذه اللحظة",
    next: "لا تُدخَل بيانات البطاقة إلا في صفحة البنك الآمنة.",
    other_ways: "طرق دفع أخرى",
    busy: "جارٍ البحث عن أفضل بوابة…",
    leaving: Saying {
        title: "جارٍ الانتقال إلى {}…", text: "يُرجى عدم إغلاق هذه الصفحة."
    },
    checking: "جارٍ التحقق من حالة الدفع…",
    waiting: Saying {
        title: "بانتظار ردّ البنك",
        text: "لم يردّ البنك بعد، ولن يُخصم المبلغ مرة أخرى. ستظهر النتيجة هنا.",
    },
    paid: Saying {
        title: "تم الدفع بنجاح", text: "شكرًا لك. سيُبلَّغ المتجر بالنتيجة."
    },
    tracking: "الرقم المرجعي",
    paid_at: "وقت الدفع",
    expired: Saying {
        title: "انتهت مهلة الدفع",
        text: "لم يُخصم أي مبلغ من حسابك. لإتمام الشراء، يُرجى الطلب من المتجر مجددًا.",
    },
    review: Saying {
        title: "عملية الدفع قيد المراجعة",
        text: "ردّ البنك لا يطابق هذه العملية، وفريقنا يراجعها. يُرجى عدم الدفع مرة أخرى.",
    },
    cancelled: Saying {
        title: "ألغى المتجر عملية الدفع هذه", text: "إن خُصم أي مبلغ فسيعود إلى بطاقتك تلقائيًا."
    },
    refunded: Saying { title: "أعاد المتجر المبلغ إلى بطاقتك", text: DAYS },
    returned: Saying { title: "عاد المبلغ إلى بطاقتك", text: DAYS },
    not_now: Saying {
        title: "لا يمكن الدفع الآن", text: "يُرجى الانتظار قليلًا ثم المحاولة مجددًا."
    },
    retry: "إعادة المحاولة",
    back: "العودة إلى المتجر",
    request: "رمز الدعم",
    reasons: Reasons {
        cancelled: Saying {
            title: "أُلغيت عملية الدفع بطلب منك", text: "لم يُخصم أي مبلغ من حسابك."
        },
        declined: Saying { title: "رفض البنك عملية الدفع", text: GOES_BACK },
        session_ended: Saying { title: "انتهى وقت الدفع في صفحة البنك", text: GOES_BACK },
        bank_fault: Saying { title: "حدث خلل فني في بوابة البنك", text: GOES_BACK },
        no_gateway: Saying {
            title: "لا تتوفر أي بوابة الآن", text: "طلبك محفوظ. يُرجى المحاولة مجددًا بعد بضع دقائق."
        },
        reversed: Saying { title: "سيعود المبلغ إلى بطاقتك", text: DAYS },
        other: Saying { title: "لم تكتمل عملية الدفع", text: GOES_BACK },
    },
    faults: Faults {
        offline: Saying {
            title: "تعذّر الاتصال", text: "يُرجى التحقق من اتصالك بالإنترنت ثم المحاولة مجددًا."
        },
        not_found: Saying {
            title: "لم يُعثر على عملية الدفع هذه", text: "يُرجى العودة إلى المتجر وبدء الدفع من جديد."
        },
        expired: Saying {
            title: "انتهت مهلة الدفع", text: "يُرجى العودة إلى المتجر والطلب من جديد."
        },
        not_payable: Saying {
            title: "عملية الدفع هذه غير متاحة الآن",
            text: "ربما هي جارية في نافذة أخرى. يُرجى التحقق من حالتها مجددًا.",
        },
        worn_out: Saying {
            title: "تجاوزت المحاولات الحد المسموح", text: "يُرجى العودة إلى المتجر والطلب من جديد."
        },
        gateway: Saying {
            title: "هذا البنك غير متاح الآن", text: "يُرجى اختيار بنك آخر أو ترك الاختيار لنا."
        },
        too_many: Saying {
            title: "الطلبات كثيرة جدًا", text: "يُرجى الانتظار دقيقة ثم المحاولة مجددًا."
        },
        unknown_bank: Saying {
            title: "لم يتم التحقق من عنوان البنك",
            text: "حفاظًا على أمانك لم ننتقل إليه. يُرجى المحاولة مجددًا.",
        },
        misconfigured: Saying {
            title: "هذه الصفحة غير مهيأة للدفع",
            text: "يُرجى متابعة الدفع في صفحتنا الآمنة عبر الرابط أدناه.",
        },
        service: Saying {
            title: "حدث خطأ ما", text: "يُرجى المحاولة مجددًا بعد لحظات."
        },
    },
};
