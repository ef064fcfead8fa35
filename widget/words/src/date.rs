//! A moment as a shopper reads it, on Tehran's clock: Jalali for Persian, Gregorian for Arabic and English.

use crate::Locale;
use alloc::string::String;

/// Iran's clock, minutes ahead of UTC; it has had no summer time since 2022.
const TEHRAN_MINUTES: i64 = 210;

/// A day of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Day {
    year: i64,
    /// From 1.
    month: usize,
    day: i64,
}

/// Date and time of day of a moment, given in milliseconds since the Unix epoch: `۸ مرداد ۱۴۰۵، ساعت ۱۵:۳۰`.
#[must_use]
pub fn date_time(ms: i64, locale: Locale) -> String {
    let (days, minute) = tehran(ms);
    let day = day_of(days, locale);
    let at = match locale.built() {
        Locale::Fa => "، ساعت ",
        Locale::Ar => "، الساعة ",
        Locale::En => ", ",
    };
    let plain = |number: i64| locale.plain(number.unsigned_abs(), 1);
    [&plain(day.day), " ", day.name(locale), " ", &plain(day.year), at, &time_of(minute, locale)].concat()
}

/// The day of a moment: `۸ مرداد ۱۴۰۵`.
#[must_use]
pub fn day(ms: i64, locale: Locale) -> String {
    let day = day_of(tehran(ms).0, locale);
    [&locale.plain(day.day.unsigned_abs(), 1), " ", day.name(locale), " ", &locale.plain(day.year.unsigned_abs(), 1)]
        .concat()
}

/// The day of a moment without its year, where what stands around says that: `۸ مرداد`.
#[must_use]
pub fn day_of_year(ms: i64, locale: Locale) -> String {
    let day = day_of(tehran(ms).0, locale);
    [&locale.plain(day.day.unsigned_abs(), 1), " ", day.name(locale)].concat()
}

/// Date and time of day in digits, as tables have them: `۱۴۰۵/۰۵/۰۸ ۱۵:۳۰`; `2026-07-30 15:30` where the calendar is Gregorian.
#[must_use]
pub fn in_digits(ms: i64, locale: Locale) -> String {
    let (days, minute) = tehran(ms);
    [&day_in_digits(days, locale), " ", &time_of(minute, locale)].concat()
}

/// The day alone, as it is typed into a field: `۱۴۰۵/۰۵/۰۸`.
#[must_use]
pub fn day_as_typed(ms: i64, locale: Locale) -> String {
    day_in_digits(tehran(ms).0, locale)
}

/// A moment for programs, in UTC: `2026-07-30T12:00:00Z`.
#[must_use]
pub fn iso(ms: i64) -> String {
    let second = ms.div_euclid(1_000).rem_euclid(86_400);
    let two = |number: i64| Locale::En.plain(number.unsigned_abs(), 2);
    let day = day_in_digits(ms.div_euclid(86_400_000), Locale::En);
    [&day, "T", &two(second / 3_600), ":", &two(second / 60 % 60), ":", &two(second % 60), "Z"].concat()
}

/// The time of day of a moment, `۱۵:۳۰`.
#[must_use]
pub fn time_of_day(ms: i64, locale: Locale) -> String {
    time_of(tehran(ms).1, locale)
}

/// Days since the Unix epoch and minutes of the day on Tehran's clock.
fn tehran(ms: i64) -> (i64, i64) {
    let minutes = ms.div_euclid(60_000).saturating_add(TEHRAN_MINUTES);
    (minutes.div_euclid(1_440), minutes.rem_euclid(1_440))
}

fn time_of(minute: i64, locale: Locale) -> String {
    let two = |number: i64| locale.plain(number.unsigned_abs(), 2);
    [&two(minute / 60), ":", &two(minute % 60)].concat()
}

impl Day {
    /// Its month's name.
    fn name(&self, locale: Locale) -> &'static str {
        let months = match locale.built() {
            Locale::Fa => &JALALI,
            Locale::Ar => &ARABIC,
            Locale::En => &ENGLISH,
        };
        months.get(self.month.wrapping_sub(1)).copied().unwrap_or_default()
    }
}

/// The day of the calendar of a language, from days since the Unix epoch.
fn day_of(days: i64, locale: Locale) -> Day {
    match locale.built() {
        Locale::Fa => jalali(days),
        Locale::Ar | Locale::En => gregorian(days),
    }
}

fn day_in_digits(days: i64, locale: Locale) -> String {
    let day = day_of(days, locale);
    let between = if locale.built() == Locale::Fa { "/" } else { "-" };
    let month = i64::try_from(day.month).unwrap_or_default();
    let two = |number: i64| locale.plain(number.unsigned_abs(), 2);
    [&locale.plain(day.year.unsigned_abs(), 4), between, &two(month), between, &two(day.day)].concat()
}

/// The day of the Gregorian calendar, from days since the Unix epoch.
fn gregorian(days: i64) -> Day {
    // Eras of 400 years that begin on the first of March, so that a leap day is the last of its year.
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Day { year, month: usize::try_from(month).unwrap_or(1), day }
}

/// The day of the Jalali calendar, from days since the Unix epoch. By the cycle of 33 years, which is the calendar's own from
/// 1178 to 1633 (1799 to 2254).
fn jalali(days: i64) -> Day {
    /// 21 March 1800, the first day of 1179, in days since the Unix epoch.
    const FIRST: i64 = -62_012;
    const CYCLE: i64 = 33 * 365 + 8;
    let (cycles, mut rest) = ((days - FIRST).div_euclid(CYCLE), (days - FIRST).rem_euclid(CYCLE));
    let mut year = 1_179 + cycles * 33;
    while rest >= 365 + i64::from(is_leap(year)) {
        rest -= 365 + i64::from(is_leap(year));
        year += 1;
    }
    let (month, day) = if rest < 186 { (rest / 31, rest % 31) } else { (6 + (rest - 186) / 30, (rest - 186) % 30) };
    Day { year, month: usize::try_from(month + 1).unwrap_or(1), day: day + 1 }
}

/// Whether a Jalali year has 366 days.
const fn is_leap(year: i64) -> bool {
    (25 * year + 11).rem_euclid(33) < 8
}

const JALALI: [&str; 12] =
    ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"];

/// The names that are used in Iran's Arabic south and in Iraq.
const ARABIC: [&str; 12] = [
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
];

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_on_tehrans_clock() {
        // 2026-07-30T12:00:00Z, as Intl of Node 22 has it for fa-IR, ar-IQ and en-GB at Asia/Tehran.
        let told = Locale::ALL.map(|locale| date_time(1_785_412_800_000, locale));
        assert_eq!(told, ["۸ مرداد ۱۴۰۵، ساعت ۱۵:۳۰", "٣٠ تموز ٢٠٢٦، الساعة ١٥:٣٠", "30 July 2026, 15:30"]);
        // The evening before Nowruz in London is Nowruz in Tehran.
        assert_eq!(date_time(1_774_038_600_000, Locale::Fa), "۱ فروردین ۱۴۰۵، ساعت ۰۰:۰۰");
        assert_eq!(Locale::ALL.map(|locale| time_of_day(1_785_412_800_000, locale)), ["۱۵:۳۰", "١٥:٣٠", "15:30"]);
    }

    #[test]
    fn tables_and_programs_have_the_same_moment_in_digits() {
        const AT: i64 = 1_785_412_800_000;
        assert_eq!(
            Locale::ALL.map(|locale| in_digits(AT, locale)),
            ["۱۴۰۵/۰۵/۰۸ ۱۵:۳۰", "٢٠٢٦-٠٧-٣٠ ١٥:٣٠", "2026-07-30 15:30"]
        );
        assert_eq!([Locale::Fa, Locale::En].map(|locale| day(AT, locale)), ["۸ مرداد ۱۴۰۵", "30 July 2026"]);
        assert_eq!([Locale::Fa, Locale::En].map(|locale| day_of_year(AT, locale)), ["۸ مرداد", "30 July"]);
        assert_eq!(iso(AT), "2026-07-30T12:00:00Z");
    }

    #[test]
    fn every_nowruz_of_sixty_years_is_where_icu_has_it() {
        for (year, day) in (NOWRUZ_FIRST_YEAR..).zip(NOWRUZ) {
            assert_eq!(jalali(day), Day { year, month: 1, day: 1 });
            let eve = jalali(day - 1);
            assert_eq!((eve.year, eve.month), (year - 1, 12));
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        for of in [gregorian, jalali] {
            let mut yesterday = of(10_000);
            for days in 10_001..40_000 {
                let today = of(days);
                let next_day = today.day == yesterday.day + 1 && today.month == yesterday.month;
                let next_month = today.day == 1 && yesterday.day >= 28 && today.month == yesterday.month % 12 + 1;
                assert!(next_day || next_month, "{yesterday:?} then {today:?}");
                yesterday = today;
            }
        }
    }

    const NOWRUZ_FIRST_YEAR: i64 = 1389;
    // `Intl.DateTimeFormat` with the Persian calendar, Node 20 (ICU 78): the first of Farvardin in days since 1970.
    const NOWRUZ: [i64; 62] = [
        14_689, 15_054, 15_419, 15_785, 16_150, 16_515, 16_880, 17_246, 17_611, 17_976, 18_341, 18_707, 19_072, 19_437,
        19_802, 20_168, 20_533, 20_898, 21_263, 21_628, 21_994, 22_359, 22_724, 23_089, 23_455, 23_820, 24_185, 24_550,
        24_916, 25_281, 25_646, 26_011, 26_377, 26_742, 27_107, 27_472, 27_838, 28_203, 28_568, 28_933, 29_299, 29_664,
        30_029, 30_394, 30_760, 31_125, 31_490, 31_855, 32_221, 32_586, 32_951, 33_316, 33_681, 34_047, 34_412, 34_777,
        35_142, 35_508, 35_873, 36_238, 36_603, 36_969,
    ];
}
