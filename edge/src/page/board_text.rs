//! The health board's words, in both languages, and how it writes shares, times and spans.

use dargah_engine::{
    gateway::Class,
    routing::{BoardRow, Standing, Why},
    time::{Moment, Span, TEHRAN},
};
use dargah_words::Locale;

/// How a gateway stands, as people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Up,
    /// It has been away and comes back.
    Ramp,
    /// It was never away: its share grows from little.
    New,
    Down,
    Closed,
    Unknown,
}

impl State {
    /// In the order in which they are counted above the table.
    pub(super) const ALL: [Self; 6] = [Self::Down, Self::Closed, Self::Ramp, Self::New, Self::Up, Self::Unknown];

    pub(super) const fn of(row: &BoardRow) -> Self {
        match (row.standing, row.why) {
            (None, _) => Self::Unknown,
            (Some(Standing::Up), _) => Self::Up,
            (Some(Standing::Ramp), None) => Self::New,
            (Some(Standing::Ramp), Some(_)) => Self::Ramp,
            (Some(Standing::Down), Some(Why::Maintenance)) => Self::Closed,
            (Some(Standing::Down), _) => Self::Down,
        }
    }

    /// Its name in the page's classes.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Ramp => "ramp",
            Self::New => "new",
            Self::Down => "down",
            Self::Closed => "closed",
            Self::Unknown => "unknown",
        }
    }
}

/// The words of the board that stand by themselves.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) as_of: &'static str,
    pub(super) tehran: &'static str,
    pub(super) unknown: &'static str,
    pub(super) lost: &'static str,
    pub(super) gateway: &'static str,
    pub(super) state: &'static str,
    pub(super) rate: &'static str,
    pub(super) share: &'static str,
    pub(super) latency: &'static str,
    pub(super) change: &'static str,
    pub(super) milliseconds: &'static str,
    pub(super) early: &'static str,
    pub(super) live: &'static str,
    pub(super) test: &'static str,
    pub(super) legend: &'static str,
    pub(super) json: &'static str,
}

const FA: Words = Words {
    title: "سلامت درگاه‌ها",
    lead: "خریداران بر پایهٔ همین عددها میان درگاه‌ها پخش می‌شوند.",
    as_of: "وضعیت ساعت",
    tehran: "به وقت تهران",
    unknown: "از سلامت درگاه‌ها خبری نرسیده است. خریداران به ترتیبی که در تنظیمات آمده فرستاده می‌شوند.",
    lost: "سرور پاسخ نمی‌دهد؛ آنچه می‌بینید دیگر تازه نیست.",
    gateway: "درگاه",
    state: "وضعیت",
    rate: "پرداخت موفق",
    share: "سهم",
    latency: "زمان پاسخ",
    change: "آخرین تغییر",
    milliseconds: "میلی‌ثانیه",
    early: "هنوز نامعلوم",
    live: "درگاه‌های واقعی",
    test: "درگاه‌های آزمایشی",
    legend: "نوار رنگی بازه‌ای است که نسبت واقعی پرداخت‌های موفق، با احتمال ۹۰٪، در آن است؛ خط روی آن میانگین است.",
    json: "همین وضعیت به شکل JSON",
};

const EN: Words = Words {
    title: "Gateway health",
    lead: "Shoppers are shared out between the gateways by these figures.",
    as_of: "As of",
    tehran: "Tehran time",
    unknown: "Nothing is known of the gateways’ health. Shoppers are sent in the configured order.",
    lost: "The server does not answer; what you see is no longer up to date.",
    gateway: "Gateway",
    state: "State",
    rate: "Success rate",
    share: "Share",
    latency: "Response time",
    change: "Last change",
    milliseconds: "ms",
    early: "Too early to say",
    live: "Live gateways",
    test: "Test gateways",
    legend: "The coloured bar is where the true share of successful payments lies with 90% probability; the line on it is the mean.",
    json: "The same as JSON",
};

impl Words {
    pub(super) fn of(texts: &Tongue) -> &'static Self {
        if texts.is_persian() { &FA } else { &EN }
    }
}

/// The language of the board: those who run gateways and shops in Iran read Persian or English.
pub(super) struct Tongue(Locale);

impl Tongue {
    pub(super) const fn of(wanted: Locale) -> Self {
        Self(match wanted {
            Locale::En => Locale::En,
            Locale::Fa | Locale::Ar => Locale::Fa,
        })
    }

    pub(super) const fn locale(&self) -> Locale {
        self.0
    }

    pub(super) const fn other(&self) -> Locale {
        if self.is_persian() { Locale::En } else { Locale::Fa }
    }

    const fn is_persian(&self) -> bool {
        matches!(self.0, Locale::Fa)
    }

    pub(super) fn number(&self, number: i64) -> String {
        self.0.number(number)
    }

    fn either(&self, fa: &'static str, en: &'static str) -> &'static str {
        if self.is_persian() { fa } else { en }
    }

    pub(super) fn state(&self, state: State) -> &'static str {
        match state {
            State::Up => self.either("برقرار", "Up"),
            State::Ramp => self.either("در حال بازگشت", "Coming back"),
            State::New => self.either("تازه", "New"),
            State::Down => self.either("قطع", "Down"),
            State::Closed => self.either("تعطیلی اعلام‌شده", "Maintenance"),
            State::Unknown => self.either("بدون داده", "No data"),
        }
    }

    /// How it came to stand so.
    pub(super) fn why(&self, row: &BoardRow) -> &'static str {
        match (State::of(row), row.why) {
            (State::Down, Some(Why::PaymentsFail)) => {
                self.either("بسیار کمتر از همیشه پرداخت می‌شود", "Far fewer payments than usual succeed")
            }
            (State::Down, _) => self.either("تماس با بانک ناموفق است", "Calls to the bank fail"),
            (State::Closed, _) => self.either("بانک از پیش گفته است", "The bank has announced it"),
            (State::New, _) => self.either("سهمش با هر پرداخت موفق بیشتر می‌شود", "Its share grows as payments succeed"),
            (State::Ramp, Some(Why::PaymentsFail)) => {
                self.either("دوباره پرداخت می‌شود و سهمش برمی‌گردد", "Payments succeed again; its share is returning")
            }
            (State::Ramp, _) => {
                self.either("بانک دوباره پاسخ می‌دهد و سهمش برمی‌گردد", "The bank answers again; its share is returning")
            }
            (State::Up, None) => self.either("خرابی دیده نشده است", "No outage seen"),
            (State::Up, Some(Why::PaymentsFail)) => {
                self.either("پیش از آن پرداخت‌ها انجام نمی‌شد", "Before that, payments failed")
            }
            (State::Up, Some(Why::Maintenance)) => self.either("پیش از آن تعطیل بود", "Before that, it was closed"),
            (State::Up, Some(Why::CallsFail)) => {
                self.either("پیش از آن تماس با بانک ناموفق بود", "Before that, calls to the bank failed")
            }
            (State::Unknown, _) => self.either("هنوز کسی به آن فرستاده نشده است", "Nobody has been sent there yet"),
        }
    }

    /// What failed last, where that says more than that something did.
    pub(super) fn fault_class(&self, class: Class) -> Option<&'static str> {
        match class {
            Class::Config => {
                Some(self.either("بانک قرارداد یا نشانی ما را نمی‌پذیرد", "The bank refuses our contract or address"))
            }
            Class::Late => Some(self.either("تأیید پرداخت دیر رسید", "Confirmation came too late")),
            Class::Reversed => Some(self.either("بانک پول را برگرداند", "The bank sent the money back")),
            _ => None,
        }
    }

    /// Shoppers at the bank's page.
    pub(super) fn waiting(&self, shoppers: u32) -> String {
        let number = self.number(shoppers.into());
        if self.is_persian() { format!("{number} خریدار در بانک") } else { format!("{number} at the bank") }
    }

    /// How many calls are answered.
    pub(super) fn answers(&self, ppm: u32) -> String {
        let percent = self.percent(ppm);
        if self.is_persian() {
            format!("{percent} تماس‌ها موفق")
        } else {
            format!("{percent} of calls succeed")
        }
    }

    /// When a closing ends.
    pub(super) fn until(&self, end: Moment) -> String {
        let clock = self.clock(end);
        if self.is_persian() { format!("تا ساعت {clock}") } else { format!("until {clock}") }
    }

    /// What a snapshot's age makes of it.
    pub(super) fn stale(&self, age: Span) -> String {
        let span = self.span(age);
        if self.is_persian() {
            format!("این وضعیت برای {span} پیش است و شاید دیگر درست نباشد.")
        } else {
            format!("This is {span} old and may no longer be true.")
        }
    }

    /// Since when, for people: how long ago.
    pub(super) fn ago(&self, age: Span) -> String {
        let span = self.span(age);
        if self.is_persian() { format!("{span} پیش") } else { format!("{span} ago") }
    }

    /// A share in whole percent.
    pub(super) fn percent(&self, ppm: u32) -> String {
        let (little, percent) = (ppm > 0 && ppm < 10_000, (ppm + 5_000) / 10_000);
        let number = self.number(if little { 1 } else { percent.into() });
        match (self.is_persian(), little) {
            (true, true) => format!("زیر {number}٪"),
            (true, false) => format!("{number}٪"),
            (false, true) => format!("<{number}%"),
            (false, false) => format!("{number}%"),
        }
    }

    /// From one share to another.
    pub(super) fn range(&self, low_ppm: u32, high_ppm: u32) -> String {
        let (low, high) = (self.percent(low_ppm), self.percent(high_ppm));
        if self.is_persian() { format!("{low} تا {high}") } else { format!("{low} to {high}") }
    }

    /// The time of day in Iran.
    pub(super) fn clock(&self, at: Moment) -> String {
        let second = (at + TEHRAN).unix_seconds().rem_euclid(86_400);
        let two = |value: i64| {
            let tens = self.number(value / 10);
            tens + &self.number(value % 10)
        };
        format!("{}:{}:{}", two(second / 3_600), two(second / 60 % 60), two(second % 60))
    }

    /// A span in its largest unit.
    fn span(&self, span: Span) -> String {
        let seconds = span.0.max(0) / 1_000;
        let (value, fa, en) = match seconds {
            ..60 => (seconds, "ثانیه", "s"),
            60..3_600 => (seconds / 60, "دقیقه", "min"),
            3_600..86_400 => (seconds / 3_600, "ساعت", "h"),
            _ => (seconds / 86_400, "روز", "days"),
        };
        format!("{} {}", self.number(value), self.either(fa, en))
    }
}
