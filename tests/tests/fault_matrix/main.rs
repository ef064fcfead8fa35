//! The fault matrix: one scripted scenario for each failure mode F01 to F55, with the right behaviour asserted on the engine and
//! the banks' books. What only the built Worker, a browser or the relay can show is named here, and its test must exist there.
//!
//! `bench/engine.rs` runs the same scenarios, and counts those that hold.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a scenario stops at the first thing that is wrong"
)]

/// A failure mode and what must hold in it: every scenario is a test, and stands in its group's list.
macro_rules! scenarios {
    ($($name:ident)*) => {
        pub const ALL: &[(&str, fn())] = &[$((stringify!($name), $name),)*];

        mod held {
            $(#[test]
            fn $name() {
                super::$name();
            })*
        }
    };
}

mod answers;
mod attempts;
mod callbacks;
mod health;
mod outside;
mod platform;
mod refunds;
mod scene;
mod shop;
mod verify;

/// Every scenario.
pub fn all() -> Vec<(&'static str, fn())> {
    [
        callbacks::ALL,
        verify::ALL,
        attempts::ALL,
        answers::ALL,
        health::ALL,
        platform::ALL,
        shop::ALL,
        refunds::ALL,
        outside::ALL,
    ]
    .concat()
}

#[test]
fn every_failure_mode_has_its_scenario() {
    let modes: Vec<&str> = all().into_iter().map(|(name, _)| &name[..3]).collect();
    let catalogue: Vec<String> = (1..=55).map(|mode| format!("f{mode:02}")).collect();
    assert_eq!(modes, catalogue);
}
