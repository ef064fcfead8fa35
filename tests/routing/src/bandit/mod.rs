//! Bandit problems with instant outcomes: choose an arm, see at once whether it paid, and be judged by what the best arm would
//! have paid. Three problems are published with a table of results to compare with; as three problems can be tuned to, there
//! are also as many random ones as wanted.

pub mod contest;
pub mod dargah;
pub mod entrant;
pub mod kl;
pub mod peers;
pub mod play;
pub mod policy;
pub mod problem;
pub mod statistics;

pub use contest::{Set, Standing, contest};
pub use entrant::Entrant;
pub use policy::Policy;
pub use problem::Problem;
