//! How gateways are judged and chosen.

mod board;
mod decisions;
mod estimates;
mod kernel;
mod policy;
mod previews;
mod probes;
mod routed_payment;
