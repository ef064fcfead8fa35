//! What Dargah says to a shopper, and how it reads what a shopper types.
//!
//! The widget and the hosted page say the same and take the same, because both take it from here: the texts in Persian,
//! Arabic and English ([`text`], [`page`], [`wallet`]), which of them belongs to which state ([`told`], [`fault`]), numbers, money and
//! dates as people write them ([`number`], [`money`], [`date`]), and a mobile number in every common form ([`mobile`]).
//!
//! What must not live here: a browser, a Worker, a clock; markup; a rule about money or routing; words that only shops or
//! operators read; `format!`, `{:?}` and other doors to `core::fmt`, which the widget's shoppers would pay for in bytes.

#![no_std]

extern crate alloc;

pub mod date;
pub mod fault;
pub mod locale;
pub mod mobile;
pub mod money;
pub mod number;
pub mod page;
pub mod text;
pub mod told;
pub mod wallet;

pub use locale::Locale;
