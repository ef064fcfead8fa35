//! Days as they are typed into forms, in either calendar and any digits, and as they stand there.

use dargah_engine::{calendar::Day, reconcile::Stamp, time::Moment};
use dargah_panel::Lang;
use dargah_words::date;

/// The day that was typed: `۱۴۰۵/۹/۶` or `2026-11-27`. Nothing for what is none.
pub(super) fn read(text: &str) -> Option<Day> {
    let stamp = Stamp::read(text).filter(|stamp| stamp.whole_day && text.contains(['-', '/']))?;
    Some(Day::of(stamp.at))
}

/// A day, or a day and a time of it; the day alone is its beginning, or its end.
pub(super) fn moment(text: &str, is_end: bool) -> Option<Moment> {
    let stamp = Stamp::read(text).filter(|_| text.contains(['-', '/']))?;
    if !stamp.whole_day {
        return Some(stamp.at);
    }
    let day = Day::of(stamp.at);
    Some(if is_end { day.plus(1).begins() } else { day.begins() })
}

/// What is said of what is neither.
pub(super) const fn no_moment(lang: Lang) -> &'static str {
    lang.either(
        "روز را مانند ۱۴۰۵/۰۹/۰۶ بنویسید، و اگر خواستید ساعت: ۱۴۰۵/۰۹/۰۶ ۰۱:۳۰.",
        "Write a day such as 2026-11-27, with a time if you like: 2026-11-27 01:30.",
    )
}

/// How it stands in a field.
pub(super) fn typed(day: Day, lang: Lang) -> String {
    date::day_as_typed(day.begins().0, lang.locale())
}

/// The same for programs, in the digits that spreadsheets read.
pub(super) fn typed_ascii(day: Day, lang: Lang) -> String {
    dargah_engine::text::ascii_digits(&typed(day, lang))
}

/// What is said of what is no day.
pub(super) const fn wrong(lang: Lang) -> &'static str {
    lang.either("روز را مانند ۱۴۰۵/۰۹/۰۶ یا 2026-11-27 بنویسید.", "Write a day such as 2026-11-27 or 1405/09/06.")
}
