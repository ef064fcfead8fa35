//! Who plays. To add one: a file with its [`Policy`], and here its variant, its names and how it enters.

use super::{
    Policy, Problem,
    dargah::{Dargah, ROUND},
    peers::{Exploration, Glr, Klucb, Scope, SrV3, SwKlucb, Thompson},
};

/// An algorithm with its settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrant {
    /// klUCB, which believes that nothing changes.
    Klucb,
    /// Thompson sampling, which believes the same.
    Thompson,
    /// klUCB over the last rounds only.
    SwKlucb,
    /// GLR-klUCB as published: a change makes it forget the arm that changed.
    GlrLocal,
    /// GLR-klUCB as published: a change makes it forget all arms.
    GlrGlobal,
    /// GLR-klUCB, local, exploring a third as much as the published figures do. It is better so.
    GlrLocalLnT,
    /// SR v3 with its default window of 125 outcomes, greedy.
    SrV3Window125,
    /// SR v3 with a window of 35 outcomes, greedy.
    SrV3Window35,
    /// SR v3 with its defaults: 125 outcomes, and 5 % of the rounds given to others than the leader.
    SrV3Hedged,
    /// The engine's router.
    Dargah,
}

impl Entrant {
    /// All, in the order of the figures.
    pub const ALL: [Self; 10] = [
        Self::Klucb,
        Self::Thompson,
        Self::SwKlucb,
        Self::GlrLocal,
        Self::GlrGlobal,
        Self::GlrLocalLnT,
        Self::SrV3Window125,
        Self::SrV3Window35,
        Self::SrV3Hedged,
        Self::Dargah,
    ];

    /// SR v3's greedy configurations. The better of them on a set of problems counts as `sr_v3` there.
    pub const SR_V3: [Self; 2] = [Self::SrV3Window125, Self::SrV3Window35];

    /// Its name in the figures.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Klucb => "klucb",
            Self::Thompson => "thompson",
            Self::SwKlucb => "sw_klucb",
            Self::GlrLocal => "glr_local",
            Self::GlrGlobal => "glr_global",
            Self::GlrLocalLnT => "glr_local_ln_t",
            Self::SrV3Window125 => "sr_v3_b125",
            Self::SrV3Window35 => "sr_v3_b35",
            Self::SrV3Hedged => "sr_v3_hedged",
            Self::Dargah => "dargah",
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Klucb => "klUCB",
            Self::Thompson => "Thompson",
            Self::SwKlucb => "SW-klUCB",
            Self::GlrLocal => "GLR-klUCB local",
            Self::GlrGlobal => "GLR-klUCB global",
            Self::GlrLocalLnT => "GLR-klUCB local, f = ln t",
            Self::SrV3Window125 => "SR v3, B = 125",
            Self::SrV3Window35 => "SR v3, B = 35",
            Self::SrV3Hedged => "SR v3, hedged 5 %",
            Self::Dargah => "Dargah",
        }
    }

    /// The algorithm before its first round. The published peers are told how long the run is and how often something changes,
    /// as in their papers.
    #[must_use]
    pub fn enter(self, problem: &Problem) -> Box<dyn Policy> {
        let (arms, rounds, changes) = (problem.arms(), problem.rounds, problem.changes());
        let glr = |scope, exploration| Glr::new(arms, rounds, changes, scope, exploration);
        match self {
            Self::Klucb => Box::new(Klucb::new(arms)),
            Self::Thompson => Box::new(Thompson::new(arms)),
            Self::SwKlucb => Box::new(SwKlucb::new(arms, rounds, changes)),
            Self::GlrLocal => Box::new(glr(Scope::Local, Exploration::AsPublished)),
            Self::GlrGlobal => Box::new(glr(Scope::Global, Exploration::AsPublished)),
            Self::GlrLocalLnT => Box::new(glr(Scope::Local, Exploration::LnT)),
            Self::SrV3Window125 => Box::new(SrV3::new(arms, 125, 0.0)),
            Self::SrV3Window35 => Box::new(SrV3::new(arms, 35, 0.0)),
            Self::SrV3Hedged => Box::new(SrV3::new(arms, 125, 0.05)),
            Self::Dargah => Box::new(Dargah::new(arms, ROUND)),
        }
    }
}
