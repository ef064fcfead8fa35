//! Windows are worked out at the speed that a bank is set to; the front door knows each bank.

use crate::common::Sandbox;
use dargah_bank::{ReversedBy, State, home, view};
use serde_json::json;

/// Each bank with one paid payment of 10,000 rial.
fn paid() -> Vec<Sandbox> {
    let mut banks = vec![Sandbox::asan(), Sandbox::sepehr(), Sandbox::zarinpal(), Sandbox::zibal()];
    for bank in &mut banks {
        bank.set(json!({ "speed": 600 }));
    }
    banks[0].asan_paid(1, 10_000);
    banks[1].sepehr_paid("1", 10_000);
    banks[2].zarinpal_paid("1", 10_000);
    banks[3].zibal_paid("1", 10_000);
    banks
}

#[test]
fn half_an_hour_is_three_seconds_at_six_hundred() {
    for mut bank in paid() {
        bank.pass(2_999);
        assert_eq!(bank.totals().held, 10_000, "{:?}", bank.bank.kind);
        bank.pass(1);
        assert_eq!(bank.totals().reversed, 10_000, "{:?}", bank.bank.kind);
        assert_eq!(bank.newest().reversed_by, Some(ReversedBy::Auto));
    }
}

#[test]
fn a_quarter_of_an_hour_is_a_second_and_a_half() {
    for mut bank in paid() {
        let token = match bank.bank.kind.name() {
            "asanpardakht" => bank.asan_token(2, 10_000),
            "sepehr" => bank.sepehr_token("2", 10_000),
            "zarinpal" => bank.zarinpal_authority("2", 10_000),
            _ => bank.zibal_track("2", 10_000).to_string(),
        };
        bank.pass(1_501);
        match bank.bank.kind.name() {
            "asanpardakht" => bank.asan_press(&token, "pay"),
            "sepehr" => bank.sepehr_press(&token, "pay"),
            "zarinpal" => bank.zarinpal_press(&token, "pay"),
            _ => bank.zibal_press(token.parse().unwrap_or_default(), "pay"),
        };
        assert_eq!(bank.newest().state, State::Expired, "{:?}", bank.bank.kind);
    }
}

#[test]
fn three_hours_are_eighteen_seconds_and_twelve_are_seventy_two() {
    let mut bank = paid().swap_remove(0);
    let paid = bank.newest().reference.unwrap_or_default();
    assert_eq!(bank.asan_do("Verify", &paid), 200);
    bank.pass(18_001);
    assert_eq!(bank.asan_do("Cancel", &paid), 476);
    bank.pass(54_000);
    assert_eq!(bank.totals().captured, 10_000);
}

#[test]
fn the_front_door_shows_each_bank_by_name() {
    for bank in paid() {
        let page = home(&[view(&bank.bank)], "token");
        assert!(page.contains(&format!("data-bank=\"{}\"", bank.bank.kind.name())) && page.contains("در انتظار"));
    }
}
