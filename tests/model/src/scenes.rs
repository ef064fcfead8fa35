//! The worlds that are explored. Each is about something; together they have every class of provider: our own token or the
//! callback's reference alone, settle apart or with verify, with and without inquiry, reversal and refunds.

use crate::{
    errand::{ALL_FORGERIES, ALL_HOWS, Forgery, How},
    scene::{Bounds, Scene},
};

const P: Bounds = Bounds { hows: ALL_HOWS, forgeries: ALL_FORGERIES, ..Bounds::PLAIN };

/// What a process that dies leaves, and what a network loses; without answers that are held up.
const LOST: &[How] = &[How::DieBefore, How::DieAfter, How::SilentBefore, How::SilentAfter, How::Deny];

/// For `cargo test`: under a minute without optimisation.
#[must_use]
pub fn short() -> Vec<Scene> {
    let two = Bounds { attempts: 2, hows: &[How::DieAfter, How::Deny], ..P };
    let refunds = Bounds { refunds: 2, faults: 1, lessons: 1, disputes: 1, hows: &[How::SilentAfter, How::Deny], ..P };
    vec![
        Scene::new("s-two", &["mellat", "zarinpal"], Bounds { faults: 0, ..two }),
        Scene::new("s-mellat", &["mellat"], Bounds { faults: 1, ..P }),
        Scene::new("s-zarinpal", &["zarinpal"], Bounds { faults: 1, ..P }),
        Scene::new("s-saman", &["saman"], Bounds { odd: 1, forged: 1, late: 2, lessons: 1, ..P }),
        Scene::new("s-zibal", &["zibal"], Bounds { odd: 1, lessons: 1, ..P }),
        Scene::new(
            "s-sharing",
            &["saman"],
            Bounds { sales: 2, forged: 1, forgeries: &[Forgery::Others], late: 0, ..P },
        ),
        Scene::new("s-refunds", &["zarinpal"], refunds),
        Scene::new("s-withdrawn", &["zarinpal"], Bounds { cancels: 1, ..P }),
        Scene::new("s-down", &["sadad"], Bounds { attempts: 2, offs: 1, ..P }),
        Scene::new(
            "s-failover",
            &["sadad", "parsian"],
            Bounds { attempts: 2, faults: 1, hows: &[How::Deny], late: 0, ..P },
        ),
        Scene::new("s-clocks", &["sadad"], Bounds { jumps: 1, ..P }),
        Scene::new("s-news", &["sadad"], Bounds { news: true, faults: 1, cancels: 1, ..P }),
    ]
}

/// For the measure: the short ones, and thirty million states more.
#[must_use]
pub fn long() -> Vec<Scene> {
    let two = Bounds { attempts: 2, faults: 1, ..P };
    let one = Bounds { faults: 1, forged: 1, odd: 1, returns: 2, lessons: 1, late: 2, ..P };
    let refunds = Bounds { refunds: 2, faults: 2, lessons: 1, disputes: 1, ..P };
    let clocks = Bounds { jumps: 1, faults: 1, odd: 1, lessons: 1, late: 2, ticks: 1, returns: 2, ..P };
    let sharing = Bounds { sales: 2, forged: 1, hows: LOST, late: 0, ..P };
    let mut scenes = short();
    scenes.extend([
        Scene::new("two-lost", &["mellat", "zarinpal"], Bounds { hows: LOST, ..two }),
        Scene::new("two-any", &["mellat", "zarinpal"], Bounds { late: 0, ..two }),
        Scene::new("mellat", &["mellat"], one),
        Scene::new("saman", &["saman"], one),
        Scene::new("zarinpal", &["zarinpal"], one),
        Scene::new("asanpardakht", &["asanpardakht"], one),
        Scene::new("sharing", &["saman"], Bounds { faults: 0, ..sharing }),
        Scene::new("sharing-lost", &["saman"], Bounds { faults: 1, ..sharing }),
        Scene::new("refunds", &["zarinpal"], Bounds { late: 0, ..refunds }),
        Scene::new("clocks", &["zarinpal"], clocks),
        Scene::new("clocks-twice", &["zarinpal"], Bounds { jumps: 2, odd: 0, lessons: 0, ..clocks }),
    ]);
    scenes
}
