//! The worlds that are explored. Each is about something; together they have every class of provider: our own token or the
//! callback's reference alone, settle apart or with verify, with and without inquiry, reversal and refunds.

use crate::{
    errand::{ALL_FORGERIES, ALL_HOWS, How},
    scene::{Bounds, Scene},
};

const P: Bounds = Bounds { hows: ALL_HOWS, forgeries: ALL_FORGERIES, ..Bounds::PLAIN };

/// What a process that dies leaves, and what a network loses; without answers that are held up.
const LOST: &[How] = &[How::DieBefore, How::DieAfter, How::SilentBefore, How::SilentAfter, How::Deny];

/// For `cargo test`: under a minute without optimisation.
#[must_use]
pub fn short() -> Vec<Scene> {
    vec![Scene::new("short-two", &["mellat", "zarinpal"], Bounds { attempts: 2, faults: 1, ..P })]
}

/// For the measure: ten million states and more.
#[must_use]
pub fn long() -> Vec<Scene> {
    let two = Bounds { attempts: 2, faults: 1, ..P };
    let one = Bounds { faults: 2, forged: 1, odd: 1, returns: 2, lessons: 1, late: 2, ..P };
    let refunds = Bounds { refunds: 2, faults: 2, lessons: 1, disputes: 1, ..P };
    let clocks = Bounds { jumps: 2, faults: 1, odd: 1, lessons: 1, late: 2, ticks: 1, returns: 2, ..P };
    let sharing = Bounds { sales: 2, forged: 2, faults: 1, hows: LOST, ..P };
    vec![
        Scene::new("mellat-and-zarinpal", &["mellat", "zarinpal"], two),
        Scene::new("saman-and-zibal", &["saman", "zibal"], two),
        Scene::new("asanpardakht-and-pasargad", &["asanpardakht", "pasargad"], two),
        Scene::new("mellat", &["mellat"], one),
        Scene::new("saman", &["saman"], one),
        Scene::new("zarinpal", &["zarinpal"], one),
        Scene::new("zibal", &["zibal"], one),
        Scene::new("asanpardakht", &["asanpardakht"], one),
        Scene::new("pasargad", &["pasargad"], one),
        Scene::new("sadad", &["sadad"], one),
        Scene::new("irankish", &["irankish"], one),
        Scene::new("two-payments-at-saman", &["saman"], sharing),
        Scene::new("two-payments-at-mellat", &["mellat"], sharing),
        Scene::new("refunds-at-zarinpal", &["zarinpal"], refunds),
        Scene::new("refunds-at-mellat", &["mellat"], refunds),
        Scene::new("refunds-at-zibal", &["zibal"], refunds),
        Scene::new("clocks-at-zarinpal", &["zarinpal"], clocks),
        Scene::new("clocks-at-saman", &["saman"], clocks),
        Scene::new("news", &["sadad"], Bounds { news: true, faults: 3, refunds: 1, cancels: 1, ticks: 1, ..P }),
        Scene::new("withdrawn", &["mellat", "zarinpal"], Bounds { cancels: 1, hows: LOST, ..two }),
        Scene::new(
            "all-down",
            &["sadad", "pasargad"],
            Bounds { attempts: 3, faults: 3, offs: 1, hows: &[How::Deny, How::SilentBefore], ..P },
        ),
        Scene::new("three-attempts", &["mellat", "pasargad"], Bounds { attempts: 3, hows: LOST, ..P }),
    ]
}
