//! What a shop's server is told, and how it knows that it was us.

mod message;

pub use message::{Kind, Message};
