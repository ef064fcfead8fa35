//! A moment as clocks in Iran show it: Gregorian, in Tehran, which keeps UTC+3:30 all year.

const OFFSET_S: u64 = 12_600;

/// A date and a time of day.
pub(crate) struct Tehran {
    date: (u64, u64, u64),
    time: (u64, u64, u64),
}

impl Tehran {
    pub(crate) fn at(ms: u64) -> Self {
        let seconds = ms / 1_000 + OFFSET_S;
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        Self { date: date(days), time: (rest / 3_600, rest / 60 % 60, rest % 60) }
    }

    /// `2019-09-16 18:11:06`.
    pub(crate) fn spaced(&self) -> String {
        self.written("-", " ", ":")
    }

    /// `2019-09-16T18:11:06`.
    pub(crate) fn iso(&self) -> String {
        self.written("-", "T", ":")
    }

    /// `20190916 181106`; of two such texts the later moment's is the greater.
    pub(crate) fn compact(&self) -> String {
        self.written("", " ", "")
    }

    fn written(&self, in_date: &str, between: &str, in_time: &str) -> String {
        let ((year, month, day), (hour, minute, second)) = (self.date, self.time);
        format!(
            "{year:04}{in_date}{month:02}{in_date}{day:02}{between}{hour:02}{in_time}{minute:02}{in_time}{second:02}"
        )
    }
}

/// Days since 1970 to a Gregorian date, counted in 400-year eras that begin on 1 March (Howard Hinnant's algorithm).
fn date(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}
