//! Calendar dates, as used by suppressions that expire.

use std::fmt;

/// A calendar date, ordered by time. Displays as `2027-01-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Parses `YYYY-MM-DD`. Returns `None` if the date does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let is_exact = text.len() == "YYYY-MM-DD".len();
        Self::parse_loosely(text, '-').filter(|_| is_exact)
    }

    /// Parses a year, month and day, each with or without leading zeros.
    pub fn parse_loosely(text: &str, separator: char) -> Option<Self> {
        let mut parts = text.split(separator).map(|part| {
            let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u16>().ok().filter(|_| is_number)
        });
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        let is_over = parts.next().is_none();
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let exists = (1..=days_of(year, month)).contains(&day);
        (is_over && exists && year >= 1000).then_some(Self { year, month, day })
    }

    /// Returns the UTC date of a Unix timestamp in seconds, or the last representable date if the
    /// timestamp is later.
    pub fn from_unix_seconds(seconds: u64) -> Self {
        let mut days = seconds / (24 * 60 * 60);
        let mut date = Self { year: 1970, month: 1, day: 1 };
        while date.year < 9999 && days >= u64::from(days_of_year(date.year)) {
            days -= u64::from(days_of_year(date.year));
            date.year += 1;
        }
        while date.month < 12 && days >= u64::from(days_of(date.year, date.month)) {
            days -= u64::from(days_of(date.year, date.month));
            date.month += 1;
        }
        let last = u64::from(days_of(date.year, date.month));
        date.day = u8::try_from((days + 1).min(last)).unwrap_or(date.day);
        date
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_year(year: u16) -> u16 {
    if is_leap(year) { 366 } else { 365 }
}

/// Returns the number of days in a month, or 0 if there is no such month.
fn days_of(year: u16, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_exist_are_read_and_printed() {
        for text in ["1000-01-01", "2024-02-29", "2027-12-31", "2000-02-29", "9999-12-31"] {
            assert_eq!(Date::parse(text).map(|date| date.to_string()).as_deref(), Some(text));
        }
        for text in [
            "",
            "2027",
            "2027-1-01",
            "2027-00-01",
            "2027-13-01",
            "2027-02-29",
            "1900-02-29",
            "2027-04-31",
            "2027-01-00",
            "0001-01-01",
            "2027-01-01x",
            "+027-01-01",
            "2027-01-01-1",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert_eq!(Date::parse_loosely("2027/1/5", '/'), Date::parse("2027-01-05"));
    }

    #[test]
    fn seconds_are_counted_in_days() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_798_761_599, "2026-12-31"),
            (1_798_761_600, "2027-01-01"),
            (u64::MAX, "9999-12-31"),
        ] {
            assert_eq!(Date::from_unix_seconds(seconds).to_string(), day);
        }
        assert!(Date::parse("2026-12-31") < Date::parse("2027-01-01"));
    }
}
