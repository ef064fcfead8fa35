//! The clock on a bank's wall: Gregorian date and time of day in Tehran, which keeps UTC+3:30 all year.

const OFFSET_S: u64 = 12_600;

/// A moment, taken apart.
pub(crate) struct Tehran {
    pub(crate) year: u64,
    pub(crate) month: u64,
    pub(crate) day: u64,
    pub(crate) hour: u64,
    pub(crate) minute: u64,
    pub(crate) second: u64,
}

impl Tehran {
    /// The clock at so many milliseconds since 1970.
    pub(crate) fn at(at_ms: u64) -> Self {
        let seconds = at_ms / 1_000 + OFFSET_S;
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        // Days since 1970 to a Gregorian date, counted in 400-year eras that begin on 1 March (Howard Hinnant's algorithm).
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        Self {
            year: year_of_era + era * 400 + u64::from(month <= 2),
            month,
            day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
            hour: rest / 3_600,
            minute: rest / 60 % 60,
            second: rest % 60,
        }
    }

    /// `2019-09-16`.
    pub(crate) fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `18:11:06`.
    pub(crate) fn time(&self) -> String {
        format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }

    /// `2019-09-16 18:11:06`.
    pub(crate) fn stamp(&self) -> String {
        format!("{} {}", self.date(), self.time())
    }

    /// `2019-09-16T18:11:06`.
    pub(crate) fn iso(&self) -> String {
        format!("{}T{}", self.date(), self.time())
    }

    /// `20190916 181106`; of two such texts the later moment's is the greater.
    pub(crate) fn compact(&self) -> String {
        self.stamp().replace(['-', ':'], "")
    }
}
