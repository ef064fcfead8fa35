//! What a router under test has to offer, and all that it is told.
//!
//! A router is two halves, as in production. The **centre** is one value (`Self`): it hears every event and publishes a snapshot
//! once a second. The **edges** choose: each has an old snapshot and a little state of its own, and nothing else. The halves talk
//! through the snapshot alone, so `choose`, `edge_heard` and `down` have no `self`.

/// Virtual time or a length of it, milliseconds. A run begins at 0.
pub type Ms = u32;

/// How a payment that was sent to a gateway's page came back. A shopper who never comes back makes no event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The money moved.
    Paid,
    /// The shopper cancelled.
    Cancelled,
    /// The card was refused: balance, password, limit.
    CardDeclined,
    /// The answer names the card's issuer as down.
    IssuerDown,
    /// The answer is a fault of the gateway.
    ProviderFault,
}

/// What the centre hears, at the moment it happens and in the order of time.
///
/// A payment makes one `Token` for each gateway tried, one `Sent` if one of them gave a token, and then at most one `Ended`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A gateway answered a token call, or failed to.
    Token {
        /// Whose call.
        gateway: usize,
        /// Whether it gave a token.
        ok: bool,
        /// How long it took, milliseconds. The call was made at `at - ms`.
        ms: Ms,
        /// When the answer came.
        at: Ms,
        /// Made on the router's own wish ([`Router::probes`]): there is no shopper behind it, and no `Sent` follows.
        probe: bool,
    },
    /// A shopper was sent to a gateway's page, at the moment of the good token answer.
    Sent {
        /// To which gateway.
        gateway: usize,
        /// Who issued the shopper's card, if that is known beforehand ([`super::Setting::issuer_known`]).
        issuer: Option<usize>,
        /// When.
        at: Ms,
        /// Which payment; numbered from 0 in the order of arrival.
        payment: u64,
    },
    /// A shopper came back and the payment was verified.
    Ended {
        /// From which gateway.
        gateway: usize,
        /// Who issued the card. As in `Sent`.
        issuer: Option<usize>,
        /// `at` of its `Sent`.
        started_at: Ms,
        /// When.
        at: Ms,
        /// Which payment.
        payment: u64,
        /// How it ended.
        outcome: Outcome,
    },
}

/// A shopper who needs a gateway, as the edge sees it.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Which payment. Whatever the choice needs of chance it draws from this number (and the router's seed), so that a run can be
    /// repeated.
    pub payment: u64,
    /// Gateways whose token call failed for this payment, in the order of the tries; empty at first. One of them must not be
    /// chosen again: it counts as no choice.
    pub tried: &'a [usize],
    /// The time at the edge.
    pub now: Ms,
}

/// A router under test.
///
/// Every policy has the same failover: after a failed token call it is asked again, with the gateway among the tried ones, at most
/// two times more ([`super::Setting::failover`] turns that off).
///
/// The order of calls for one payment, at one edge: `choose`, then at the token's answer `edge_heard`, `hear(Token)`, and either
/// `hear(Sent)` or the next `choose`. Every second, centrally: `publish`, then `probes`.
pub trait Router {
    /// What the centre publishes, once a second ([`super::Setting::publish_ms`]). An edge fetches the newest one every
    /// [`super::Setting::refresh_ms`], so it chooses by one that is up to the sum of both old. With a refresh of 0 there is one
    /// centre that all ask: `publish` is called again before every choice.
    type Snapshot;

    /// What one edge knows by itself: breakers, counters. It lives as long as the run; no other edge sees it.
    type Edge;

    /// A new edge. `index` counts from 0; called once for each edge, before anything happens.
    fn edge(&self, index: usize) -> Self::Edge;

    /// The centre hears an event.
    fn hear(&mut self, event: &Event);

    /// What the edges may know from `now` on. Called at 0, before any event, and then every second.
    fn publish(&mut self, now: Ms) -> Self::Snapshot;

    /// Token calls without a shopper that the centre wants made at `now`; pushed to `wanted`, which is empty. Called after each
    /// publication at a full [`super::Setting::publish_ms`]. Each answer is heard as [`Event::Token`] with `probe`, and no edge
    /// hears of it.
    fn probes(&mut self, now: Ms, wanted: &mut Vec<usize>) {
        let _ = (now, wanted);
    }

    /// The gateway for a shopper, or nothing if none is worth a try: then the shopper is lost.
    fn choose(snapshot: &Self::Snapshot, edge: &mut Self::Edge, ask: &Ask<'_>) -> Option<usize>;

    /// The edge hears the answer to the token call it made for a shopper.
    fn edge_heard(edge: &mut Self::Edge, gateway: usize, ok: bool, now: Ms) {
        let _ = (edge, gateway, ok, now);
    }

    /// Whether this snapshot calls a gateway down; what false alarms are counted by. A router without states says no.
    fn down(snapshot: &Self::Snapshot, gateway: usize) -> bool {
        let _ = (snapshot, gateway);
        false
    }
}
