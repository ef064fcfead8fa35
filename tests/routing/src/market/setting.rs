//! The market's numbers. They are assumptions of this project, not measurements of a market; a run may change any of them.

use super::router::Ms;

/// One minute.
pub(super) const MINUTE: Ms = 60_000;

/// How failures come to light.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Failures {
    /// Share of the shoppers who come back. Of the others nothing is ever heard.
    pub heard: f64,
    /// Share of those who come back that cancelled.
    pub cancelled: f64,
    /// Share of those who come back whose card was declined. The rest are faults of the gateway.
    pub declined: f64,
}

/// A market.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Gateways.
    pub gateways: usize,
    /// New shoppers a second.
    pub rate: f64,
    /// Length of the run in which shoppers arrive, milliseconds.
    pub length_ms: Ms,
    /// Shoppers and outages before this moment are in no measure, milliseconds.
    pub warm_up_ms: Ms,
    /// Edges. A shopper arrives at any of them, with equal chance.
    pub edges: usize,
    /// How often the centre publishes, milliseconds.
    pub publish_ms: Ms,
    /// How often an edge fetches, milliseconds; edges are out of phase. 0: every choice is made by the present state.
    pub refresh_ms: Ms,
    /// Whether a failed token call is followed by up to two at other gateways.
    pub failover: bool,
    /// Lowest and highest long-run rate of completion of a gateway, as a share of the shoppers at its page.
    pub base: (f64, f64),
    /// Standard deviation of a gateway's slow drift, as a share.
    pub drift: f64,
    /// Time constant of the drift, milliseconds.
    pub drift_ms: Ms,
    /// Mean time from the end of a gateway's outage to the next, milliseconds.
    pub outage_every_ms: Ms,
    /// Shares of the outages that show in the token call and that are silent. The rest are brown.
    pub kinds: (f64, f64),
    /// The median length of an outage is drawn between these, milliseconds.
    pub outage_median_ms: (Ms, Ms),
    /// Sigma of the lognormal length of all outages.
    pub outage_sigma: f64,
    /// What is left of the rate of completion in a brown outage.
    pub brown: f64,
    /// Share of token calls that a healthy gateway fails.
    pub token_fault: f64,
    /// Market shares of the issuers; their sum is 1.
    pub issuers: Vec<f64>,
    /// Mean time from the end of an issuer's outage to the next of any issuer, milliseconds.
    pub issuer_every_ms: Ms,
    /// Median length of an issuer's outage, milliseconds.
    pub issuer_median_ms: Ms,
    /// Share of the shoppers whose issuer is known when they are sent.
    pub issuer_known: f64,
    /// Median and sigma of the lognormal time from the page to a payment, milliseconds.
    pub success_delay: (f64, f64),
    /// Median and sigma of the lognormal time from the page to a failure that comes back, milliseconds.
    pub failure_delay: (f64, f64),
    /// The ordinary failures.
    pub ordinary: Failures,
    /// The failures that a silent or brown outage causes.
    pub broken: Failures,
    /// Whether an outage also takes those who are at the page when it begins, and spares those who would pay after it. If not, the
    /// moment a shopper is sent decides, which is harder to detect: payments sent before the onset go on coming in.
    pub takes_those_at_the_page: bool,
}

impl Setting {
    /// Six hours of six gateways with `rate` shoppers a second.
    #[must_use]
    pub fn new(rate: f64) -> Self {
        let failures = Failures { heard: 0.55, cancelled: 0.6, declined: 0.3 };
        Self {
            gateways: 6,
            rate,
            length_ms: 360 * MINUTE,
            warm_up_ms: 30 * MINUTE,
            edges: 20,
            publish_ms: 1_000,
            refresh_ms: 2_000,
            failover: true,
            base: (0.70, 0.76),
            drift: 0.012,
            drift_ms: 60 * MINUTE,
            outage_every_ms: 90 * MINUTE,
            kinds: (0.4, 0.3),
            outage_median_ms: (5 * MINUTE, 10 * MINUTE),
            outage_sigma: 0.6,
            brown: 0.6,
            token_fault: 0.005,
            issuers: vec![0.22, 0.18, 0.15, 0.12, 0.11, 0.09, 0.07, 0.06],
            issuer_every_ms: 180 * MINUTE,
            issuer_median_ms: 10 * MINUTE,
            issuer_known: 1.0,
            success_delay: (50_000.0, 0.6),
            failure_delay: (40_000.0, 0.6),
            ordinary: failures,
            broken: failures,
            takes_those_at_the_page: false,
        }
    }
}
