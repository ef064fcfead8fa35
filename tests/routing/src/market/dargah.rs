//! Our router in the market: the engine's own calls, as the Worker makes them. The centre is [`Health`], an edge draws by
//! [`Weights`] and keeps a [`Breaker`].

use super::router::{Ask, Event, Ms, Outcome, Router};
use dargah_engine::{
    gateway::Class,
    id::{GatewayId, PaymentId},
    money::Rial,
    routing::{Breaker, Evidence, Facts, Health, Policy, Snapshot, Standing, Step, Weights, choose},
    time::Moment,
};

/// When virtual time begins, milliseconds since the Unix epoch.
const START: i64 = 1_700_000_000_000;

/// The router.
#[derive(Debug)]
pub struct Dargah {
    health: Health,
    ids: Vec<GatewayId>,
}

/// What one edge has.
#[derive(Debug, Default)]
pub struct Edge {
    breaker: Breaker,
    ids: Vec<GatewayId>,
    policy: Policy,
    /// The weights for the first try, of the version and for the resting gateways they were made for.
    first: Option<(u64, Vec<GatewayId>, Weights)>,
}

impl Dargah {
    /// The router before anything happened.
    ///
    /// # Panics
    /// Never: the names are valid.
    #[must_use]
    pub fn new(gateways: usize) -> Self {
        let ids = (0..gateways).filter_map(|n| GatewayId::new(&format!("g{n}")).ok()).collect();
        Self { health: Health::default(), ids }
    }
}

fn moment(at: Ms) -> Moment {
    Moment(START + i64::from(at))
}

const fn class(outcome: Outcome) -> Class {
    match outcome {
        Outcome::Paid => Class::Ok,
        Outcome::Cancelled => Class::Cancel,
        Outcome::CardDeclined => Class::Card,
        Outcome::IssuerDown => Class::Issuer,
        Outcome::ProviderFault => Class::Tech,
    }
}

fn call(id: &GatewayId, ok: bool, latency_ms: Ms, at: Ms) -> Evidence {
    let class = if ok { Class::Ok } else { Class::Tech };
    Evidence { gateway: id.clone(), at: moment(at), step: Step::Call { class, latency_ms } }
}

impl Router for Dargah {
    type Snapshot = Snapshot;
    type Edge = Edge;

    fn edge(&self, _: usize) -> Edge {
        Edge { ids: self.ids.clone(), ..Edge::default() }
    }

    fn hear(&mut self, event: &Event) {
        let evidence = match *event {
            Event::Token { gateway, ok, ms, at, .. } => call(&self.ids[gateway], ok, ms, at),
            Event::Sent { gateway, at, .. } => {
                let step = Step::Sent { shopper: None };
                Evidence { gateway: self.ids[gateway].clone(), at: moment(at), step }
            }
            Event::Ended { gateway, started_at, at, outcome, .. } => {
                let step = Step::Ended { sent_at: moment(started_at), class: class(outcome) };
                Evidence { gateway: self.ids[gateway].clone(), at: moment(at), step }
            }
        };
        self.health.absorb(&evidence);
    }

    fn publish(&mut self, now: Ms) -> Snapshot {
        self.health.publish(moment(now))
    }

    fn probes(&mut self, now: Ms, wanted: &mut Vec<usize>) {
        let due = self.health.probes(moment(now));
        wanted.extend(due.iter().filter_map(|id| self.ids.iter().position(|other| other == id)));
    }

    fn choose(snapshot: &Snapshot, edge: &mut Edge, ask: &Ask<'_>) -> Option<usize> {
        let now = moment(ask.now);
        let resting: Vec<GatewayId> = edge.breaker.resting(now).cloned().collect();
        let tried = |id: &GatewayId| ask.tried.iter().any(|&t| edge.ids[t] == *id);
        let weigh = || {
            let left: Vec<GatewayId> = edge.ids.iter().filter(|id| !tried(id)).cloned().collect();
            let wanted: Vec<GatewayId> = left.iter().filter(|id| !resting.contains(id)).cloned().collect();
            let facts = Facts::new(Rial::ZERO, now);
            let candidates = if wanted.is_empty() { left } else { wanted };
            Weights::of(&candidates, Some(snapshot), &edge.policy.plan(&facts), now)
        };
        let weights = match &edge.first {
            Some((version, at_rest, weights))
                if ask.tried.is_empty() && *version == snapshot.version && *at_rest == resting =>
            {
                weights.clone()
            }
            _ => weigh(),
        };
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&ask.payment.to_be_bytes());
        let attempt = u32::try_from(ask.tried.len()).unwrap_or(0) + 1;
        let chosen = choose(&PaymentId::from_bytes(bytes), attempt, &weights, None)?.gateway;
        let place = edge.ids.iter().position(|id| *id == chosen);
        if ask.tried.is_empty() {
            edge.first = Some((snapshot.version, resting, weights));
        }
        place
    }

    fn edge_heard(edge: &mut Edge, gateway: usize, ok: bool, now: Ms) {
        edge.breaker.hear(&call(&edge.ids[gateway], ok, 0, now));
    }

    fn down(snapshot: &Snapshot, gateway: usize) -> bool {
        let name = format!("g{gateway}");
        snapshot.gateways.iter().any(|health| health.id.as_str() == name && health.condition.standing == Standing::Down)
    }
}
