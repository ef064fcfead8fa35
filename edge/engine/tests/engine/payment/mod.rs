//! A payment from its creation to its end: what is decided at each step, and what is kept of it.

mod alarm;
mod cancel;
mod create_request;
mod doubt;
mod ends_paid;
mod ends_unpaid;
mod failover;
mod format;
mod interleavings;
mod late;
mod learn;
mod notices;
mod refunds;
mod top_up;
mod unreturned;
mod unwanted;
mod wallet;
