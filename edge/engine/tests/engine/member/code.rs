//! One-time codes: how long, how often, and what is kept of them.
use dargah_engine::{
    member::{
        Mobile,
        code::{Code, Codes, Kept, LIFE, PER_ADDRESS, PER_NUMBER, RESEND_AFTER, TRIES, Tried, WINDOW, Wait, may_send},
    },
    time::{Moment, Span},
};

const T: Moment = Moment(1_785_412_800_000);

fn mobile() -> Mobile {
    Mobile::read("09121234567").unwrap()
}

fn codes() -> Codes {
    Codes::new(b"a root secret of enough length!!")
}

fn entropy(number: u128) -> [u8; 16] {
    number.to_be_bytes()
}

#[test]
fn a_code_has_six_digits_whatever_chance_gives() {
    for (number, code) in
        [(0, "000000"), (7, "000007"), (999_999, "999999"), (1_000_000, "000000"), (u128::MAX, "211455")]
    {
        assert_eq!(Code::new(entropy(number)).reveal(), code);
    }
}

#[test]
fn a_code_is_read_as_people_type_it() {
    for typed in ["012345", "۰۱۲۳۴۵", "٠١٢٣٤٥", " 012 345 ", "012-345", "\u{200E}012345\u{200F}"] {
        assert_eq!(Code::read(typed).unwrap().reveal(), "012345", "{typed}");
    }
    for typed in ["", "12345", "0123456", "01234a", "012.345", "+12345"] {
        assert!(Code::read(typed).is_none(), "{typed}");
    }
}

#[test]
fn what_is_kept_fits_one_number_one_browser_and_one_service() {
    let code = Code::new(entropy(123_456));
    let hash = codes().hash(&mobile(), "browser", &code);
    assert!(!hash.contains("123456"));
    assert_eq!(hash, codes().hash(&mobile(), "browser", &Code::read("123456").unwrap()));
    let other = Mobile::read("09121234568").unwrap();
    let differing = [
        codes().hash(&other, "browser", &code),
        codes().hash(&mobile(), "another", &code),
        codes().hash(&mobile(), "browser", &Code::new(entropy(123_457))),
        Codes::new(b"another root secret, long enough").hash(&mobile(), "browser", &code),
    ];
    assert!(differing.iter().all(|other| *other != hash));
}

#[test]
fn the_code_lets_in_once() {
    let kept = Kept::new("right".to_owned(), T);
    let (tried, after) = kept.attempt(Some("right"), T + Span::seconds(119));
    assert_eq!(tried, Tried::Right);
    assert!(after.spent);
    assert_eq!(after.attempt(Some("right"), T + Span::seconds(119)).0, Tried::Over, "a second time");
}

#[test]
fn a_code_holds_two_minutes() {
    let kept = Kept::new("right".to_owned(), T);
    assert_eq!(kept.attempt(Some("right"), T + LIFE + Span(-1)).0, Tried::Right);
    let (tried, after) = kept.attempt(Some("right"), T + LIFE);
    assert_eq!((tried, after), (Tried::Over, kept.clone()), "too late, and nothing changes");
    assert_eq!(kept.attempt(Some("right"), T + Span(-1)).0, Tried::Over, "from the future");
    assert_eq!(LIFE, Span::minutes(2));
}

#[test]
fn five_tries_and_no_sixth_even_with_the_right_one() {
    let mut kept = Kept::new("right".to_owned(), T);
    let mut said = Vec::new();
    for guess in [Some("wrong"), None, Some(""), Some("wrong"), Some("wrong"), Some("right")] {
        let (tried, after) = kept.attempt(guess, T);
        said.push(tried);
        kept = after;
    }
    use Tried::{Over, Wrong};
    assert_eq!(said, [Wrong(4), Wrong(3), Wrong(2), Wrong(1), Over, Over]);
    assert_eq!(kept.tries, TRIES);
    let mut kept = Kept::new("right".to_owned(), T);
    for _ in 0..4 {
        kept = kept.attempt(Some("wrong"), T).1;
    }
    assert_eq!(kept.attempt(Some("right"), T).0, Tried::Right, "the fifth still counts");
}

#[test]
fn another_code_waits_a_minute_and_a_sixth_an_hour() {
    assert_eq!(may_send(&[], &[], PER_ADDRESS, T), Ok(()));
    let wait = |until| Err(Wait { until });
    assert_eq!(may_send(&[T], &[T], PER_ADDRESS, T + Span::seconds(59)), wait(T + RESEND_AFTER));
    assert_eq!(may_send(&[T], &[T], PER_ADDRESS, T + Span::seconds(60)), Ok(()));
    let five: Vec<Moment> = (0..5).map(|i| T + Span::minutes(i * 2)).collect();
    assert_eq!(five.len(), PER_NUMBER);
    assert_eq!(may_send(&five[..4], &[], PER_ADDRESS, T + Span::minutes(10)), Ok(()), "the fifth");
    assert_eq!(may_send(&five, &[], PER_ADDRESS, T + Span::minutes(10)), wait(T + WINDOW), "the sixth");
    assert_eq!(may_send(&five, &[], PER_ADDRESS, T + WINDOW), Ok(()), "the first is an hour old");
    let mut shuffled = five.clone();
    shuffled.reverse();
    assert_eq!(may_send(&shuffled, &[], PER_ADDRESS, T + Span::minutes(10)), wait(T + WINDOW), "in any order");
}

#[test]
fn an_address_has_a_cap_of_its_own() {
    let asked: Vec<Moment> = (0..3).map(|i| T + Span::minutes(i)).collect();
    assert_eq!(may_send(&[], &asked, 4, T + Span::minutes(3)), Ok(()));
    assert_eq!(may_send(&[], &asked, 3, T + Span::minutes(3)), Err(Wait { until: T + WINDOW }));
    assert_eq!(
        may_send(&[], &asked, 0, T + Span::minutes(3)),
        Err(Wait { until: T + Span::minutes(3) + WINDOW }),
        "none at all"
    );
}
