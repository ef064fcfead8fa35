//! What a shop is told, and where and when.

mod delivery;
mod message;
mod receiver;
