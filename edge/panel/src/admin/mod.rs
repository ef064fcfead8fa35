//! The operator's pages about shops: the queue of applications, one application with all that is known, and the shops.

mod application;
mod queue;
mod shops;

pub use application::{ApplicationView, DetailView, EventView, Open, application};
pub use queue::{QueueView, RowView, queue};
pub use shops::{ShopRow, ShopsView, confirm_suspend, shops};
