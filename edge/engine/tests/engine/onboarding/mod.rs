//! A shop's way in, step by step, and everything that must not happen on it.

pub mod desk;
mod files;
mod form;
mod random;
mod site;
mod way;
