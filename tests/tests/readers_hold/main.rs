//! Every reader of what comes from outside holds, whatever comes: it does not panic, takes nothing for a success that is none,
//! and lets nothing through that the code behind it was promised to be spared.
//!
//! `cargo test` gives each target some thousand random inputs. One that fails is made smaller and printed with its seed, and
//! `BOLERO_RANDOM_SEED=… cargo test -p dargah-tests --test readers_hold -- <target>` gives it again;
//! `BOLERO_RANDOM_ITERATIONS=1000000` gives more. With `cargo install cargo-bolero`,
//! `cargo bolero test -p dargah-tests --rustc-bootstrap -s NONE <target>` lets libFuzzer look for inputs that reach new code:
//! what it finds stays beside this file in `__fuzz__/<target>/crashes`, and every later `cargo test` gives it again.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

mod answers;
mod callbacks;
mod requests;
mod settings;
