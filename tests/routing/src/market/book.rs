//! What a run leaves: the books of all shoppers, and what is needed to measure how outages were met.

use super::router::{Ms, Outcome};

/// What became of shoppers. Each of them is in `arrived` and in one of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Books {
    /// Shoppers who arrived.
    pub arrived: u64,
    /// Paid.
    pub paid: u64,
    /// Came back without having paid: cancelled, declined, issuer down, gateway's fault.
    pub came_back: [u64; 4],
    /// Never came back from the page.
    pub silent: u64,
    /// Never saw a page: no token call worked, or the router named no gateway.
    pub no_page: u64,
}

impl Books {
    /// Share of the shoppers who paid, percent.
    #[must_use]
    pub fn success_pct(&self) -> f64 {
        100.0 * self.paid as f64 / self.arrived.max(1) as f64
    }

    /// All shoppers with an end.
    #[must_use]
    pub fn ended(&self) -> u64 {
        self.paid + self.came_back.iter().sum::<u64>() + self.silent + self.no_page
    }

    pub(super) fn sent(&mut self, back: Option<Outcome>) {
        match back {
            Some(Outcome::Paid) => self.paid += 1,
            Some(Outcome::Cancelled) => self.came_back[0] += 1,
            Some(Outcome::CardDeclined) => self.came_back[1] += 1,
            Some(Outcome::IssuerDown) => self.came_back[2] += 1,
            Some(Outcome::ProviderFault) => self.came_back[3] += 1,
            None => self.silent += 1,
        }
    }
}

/// A gateway named for a shopper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// When.
    pub at: Ms,
    /// Which.
    pub gateway: u8,
    /// Whether it was the shopper's first.
    pub first: bool,
}

/// A change of mind about a gateway: the published snapshot says down, and the one before did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// When.
    pub at: Ms,
    /// About which.
    pub gateway: usize,
}

/// One token call fails anywhere now and then; after this many failures in an outage its gateway can be known to be dead.
pub(super) const SURE: usize = 2;

/// What a run leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Shoppers who arrived after the warm-up.
    pub books: Books,
    /// All gateways named, by time.
    pub named: Vec<Named>,
    /// All alarms, by time.
    pub alarms: Vec<Alarm>,
    /// By the number of the outage: shoppers who would have paid, had the gateway's page worked.
    pub spoiled: Vec<u32>,
    /// By the number of the outage: shoppers who never saw a page, and whose first failed token call fell in it.
    pub turned_away: Vec<u32>,
    /// By the number of the outage: when the first two token calls that failed in it were heard of, shoppers' and probes.
    pub refused: Vec<Vec<Ms>>,
    /// Probes made.
    pub probes: u64,
}
