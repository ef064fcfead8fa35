//! Dates of settlement files: both calendars, every day of two centuries, and every form that files have.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::float_arithmetic,
    missing_docs,
    reason = "a test stops at the first thing that is wrong, and asks the sky in floats"
)]

use dargah_engine::{calendar::Day, reconcile::Stamp, time::Moment};

type Date = (i32, i32, i32);

/// Pairs on which jalaali-js, ICU, jdatetime, persiantools and convertdate agree.
const PAIRS: &[(Date, Date)] = &[
    ((1300, 1, 1), (1921, 3, 21)),
    ((1348, 10, 11), (1970, 1, 1)),
    ((1357, 11, 22), (1979, 2, 11)),
    ((1370, 12, 30), (1992, 3, 20)),
    ((1375, 12, 30), (1997, 3, 20)),
    ((1376, 1, 1), (1997, 3, 21)),
    ((1379, 12, 30), (2001, 3, 20)),
    ((1387, 12, 30), (2009, 3, 20)),
    ((1391, 12, 30), (2013, 3, 20)),
    ((1395, 12, 30), (2017, 3, 20)),
    ((1396, 1, 1), (2017, 3, 21)),
    ((1399, 12, 30), (2021, 3, 20)),
    ((1400, 1, 1), (2021, 3, 21)),
    ((1402, 12, 29), (2024, 3, 19)),
    ((1403, 1, 1), (2024, 3, 20)),
    ((1403, 6, 31), (2024, 9, 21)),
    ((1403, 7, 1), (2024, 9, 22)),
    ((1403, 7, 30), (2024, 10, 21)),
    ((1403, 11, 30), (2025, 2, 18)),
    ((1403, 12, 29), (2025, 3, 19)),
    ((1403, 12, 30), (2025, 3, 20)),
    ((1404, 1, 1), (2025, 3, 21)),
    ((1404, 1, 31), (2025, 4, 20)),
    ((1404, 6, 31), (2025, 9, 22)),
    ((1404, 7, 1), (2025, 9, 23)),
    ((1404, 10, 10), (2025, 12, 31)),
    ((1404, 10, 11), (2026, 1, 1)),
    ((1404, 12, 29), (2026, 3, 20)),
    ((1405, 1, 1), (2026, 3, 21)),
    ((1405, 6, 31), (2026, 9, 22)),
    ((1405, 9, 2), (2026, 11, 23)),
    ((1405, 12, 29), (2027, 3, 20)),
    ((1406, 1, 1), (2027, 3, 21)),
    ((1407, 12, 29), (2029, 3, 19)),
    ((1408, 1, 1), (2029, 3, 20)),
    ((1408, 12, 30), (2030, 3, 20)),
    ((1409, 1, 1), (2030, 3, 21)),
    ((1412, 12, 30), (2034, 3, 20)),
    ((1420, 12, 30), (2042, 3, 20)),
    ((1436, 12, 30), (2058, 3, 20)),
    ((1441, 12, 30), (2063, 3, 20)),
    ((1474, 12, 30), (2096, 3, 19)),
];

const NO_DAYS: &[Date] = &[
    (1404, 12, 30),
    (1405, 12, 30),
    (1406, 12, 30),
    (1407, 12, 30),
    (1403, 12, 31),
    (1403, 7, 31),
    (1403, 8, 31),
    (1403, 11, 31),
    (1403, 13, 1),
    (1403, 0, 1),
    (1403, 1, 0),
    (1403, 6, 32),
    (1409, 12, 30),
    (1402, 12, 30),
];

/// The leap years of 1300 to 1480 on which the same libraries agree.
const LEAP: &[i32] = &[
    1300, 1304, 1309, 1313, 1317, 1321, 1325, 1329, 1333, 1337, 1342, 1346, 1350, 1354, 1358, 1362, 1366, 1370, 1375,
    1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420, 1424, 1428, 1432, 1436, 1441, 1445, 1449, 1453,
    1457, 1461, 1465, 1469, 1474, 1478,
];

#[test]
fn both_calendars_name_the_same_day() {
    for &(jalali, gregorian) in PAIRS {
        let day = Day::jalali(jalali.0, jalali.1, jalali.2);
        assert_eq!(day, Day::gregorian(gregorian.0, gregorian.1, gregorian.2), "{jalali:?} {gregorian:?}");
        assert_eq!(day.and_then(Day::to_gregorian), Some(gregorian));
        assert_eq!(day.and_then(Day::to_jalali), Some(jalali));
    }
    for &(year, month, day) in NO_DAYS {
        assert_eq!(Day::jalali(year, month, day), None, "{year}-{month}-{day} is no day");
    }
    assert_eq!(Day::gregorian(2025, 2, 29), None);
    assert_eq!(Day::gregorian(2025, 13, 1), None);
}

/// Walks every day with a calendar made of nothing but lengths of months and leap years that come from elsewhere.
#[test]
fn every_day_of_1300_to_1500_follows_the_one_before() {
    let mut expected = Day::gregorian(1921, 3, 21).unwrap();
    for year in 1300..=1500 {
        let leap = year_is_leap_by_the_sky(year);
        if year <= 1480 {
            assert_eq!(leap, LEAP.contains(&year), "{year}: the sky and the libraries");
        }
        for month in 1..=12 {
            let longest = if month <= 6 {
                31
            } else if month < 12 || leap {
                30
            } else {
                29
            };
            for day in 1..=longest {
                assert_eq!(Day::jalali(year, month, day), Some(expected), "{year}-{month}-{day}");
                assert_eq!(expected.to_jalali(), Some((year, month, day)));
                expected = Day(expected.0 + 1);
            }
            assert_eq!(Day::jalali(year, month, longest + 1), None, "{year}-{month}-{}", longest + 1);
        }
    }
    assert_eq!(expected.to_jalali(), None, "1501 is not read");
    assert_eq!(Day::gregorian(1921, 3, 20).unwrap().to_jalali(), None, "nor is 1299");
}

/// From one Nowruz to the next: the day whose noon at 52.5 degrees east follows the vernal equinox.
fn year_is_leap_by_the_sky(year: i32) -> bool {
    nowruz_by_the_sky(year + 1) - nowruz_by_the_sky(year) == 366
}

fn nowruz_by_the_sky(year: i32) -> i64 {
    // Julian days begin at noon, those of Tehran three and a half hours earlier. In 1309 the equinox is within a minute of it,
    // and even there the libraries' list, the cycle of 33 and this formula agree.
    let noon = (vernal_equinox(year + 621) + 3.5 / 24.0).ceil();
    noon as i64
}

/// Julian day of the March equinox, universal time: J. Meeus, Astronomical Algorithms, chapter 27, good to a minute.
fn vernal_equinox(year: i32) -> f64 {
    let y = f64::from(year - 2000) / 1000.0;
    let mean = 2_451_623.809_84 + y * (365_242.374_04 + y * (0.051_69 - y * (0.004_11 + y * 0.000_57)));
    let t = (mean - 2_451_545.0) / 36_525.0;
    let w = (35_999.373 * t - 2.47).to_radians();
    let lambda = 1.0 + 0.0334 * w.cos() + 0.0007 * (2.0 * w).cos();
    let sum: f64 = TERMS.iter().map(|(a, b, c)| a * (b + c * t).to_radians().cos()).sum();
    // Terrestrial time is a minute or two ahead in these centuries.
    mean + 0.000_01 * sum / lambda - 70.0 / 86_400.0
}

const TERMS: [(f64, f64, f64); 24] = [
    (485.0, 324.96, 1_934.136),
    (203.0, 337.23, 32_964.467),
    (199.0, 342.08, 20.186),
    (182.0, 27.85, 445_267.112),
    (156.0, 73.14, 45_036.886),
    (136.0, 171.52, 22_518.443),
    (77.0, 222.54, 65_928.934),
    (74.0, 296.72, 3_034.906),
    (70.0, 243.58, 9_037.513),
    (58.0, 119.81, 33_718.147),
    (52.0, 297.17, 150.678),
    (50.0, 21.02, 2_281.226),
    (45.0, 247.54, 29_929.562),
    (44.0, 325.15, 31_555.956),
    (29.0, 60.93, 4_443.417),
    (18.0, 155.12, 67_555.328),
    (17.0, 288.79, 4_562.452),
    (16.0, 198.04, 62_894.029),
    (14.0, 199.76, 31_436.921),
    (12.0, 95.39, 14_577.848),
    (12.0, 287.11, 31_931.756),
    (12.0, 320.81, 34_777.259),
    (9.0, 227.73, 1_222.114),
    (8.0, 15.45, 16_859.074),
];

/// 2025-11-26T00:00 in Tehran.
const MIDNIGHT: i64 = 1_764_102_600_000;

#[test]
fn a_day_is_read_in_every_form_and_lasts_until_its_last_moment() {
    for form in
        ["1404/09/05", "1404-9-5", "14040905", "۱۴۰۴/۰۹/۰۵", "١٤٠٤/٩/٥", " 2025-11-26 ", "20251126", "2025/11/26"]
    {
        let stamp = Stamp::read(form).unwrap_or_else(|| panic!("{form}"));
        assert_eq!((stamp.at, stamp.whole_day), (Moment(MIDNIGHT + 86_399_999), true), "{form}");
    }
}

#[test]
fn a_time_of_day_is_tehrans_unless_a_zone_is_written() {
    let at = Moment(MIDNIGHT + (12 * 3600 + 30 * 60 + 45) * 1000);
    for form in [
        "1404/09/05 12:30:45",
        "۱۴۰۴/۰۹/۰۵ ۱۲:۳۰:۴۵",
        "1404/09/05-12:30:45",
        "14040905 123045",
        "20251126T123045",
        "2025-11-26T12:30:45.123",
        "2025-11-26T09:00:45Z",
        "2025-11-26T12:30:45+03:30",
        "2025-11-26 07:00:45 -0200",
    ] {
        let stamp = Stamp::read(form).unwrap_or_else(|| panic!("{form}"));
        assert_eq!((stamp.at, stamp.whole_day), (at, false), "{form}");
    }
    let minute = Stamp::read("1404/9/5 12:30").unwrap();
    assert_eq!(minute.at, Moment(MIDNIGHT + (12 * 3600 + 30 * 60) * 1000));
    assert_eq!(Stamp::read("1404/09/05").unwrap().with_time("۱۲:۳۰:۴۵").unwrap().at, at);
    assert_eq!(minute.with_time("12:30"), None, "it has a time already");
}

#[test]
fn what_is_no_date_is_not_read() {
    for form in [
        "",
        "-",
        "05/09/1404",
        "26/11/2025",
        "04/09/05",
        "1404/09-05",
        "1404.09.05",
        "1404/12/30",
        "1404/13/01",
        "2025-02-29",
        "1299/01/01",
        "1501/01/01",
        "1700-01-01",
        "2200-01-01",
        "140409",
        "1404090",
        "1404/09/05 24:00",
        "1404/09/05 12:60",
        "1404/09/05 12",
        "1404/09/0512:30",
        "1404/09/05 12:30:45 +3",
        "1404/09/05 12:30:45 PM",
        "1404/09/05 صبح",
        "1764102600",
        "-1404/09/05",
        "45987.5",
    ] {
        assert_eq!(Stamp::read(form), None, "{form}");
    }
}
