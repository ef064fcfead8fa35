//! The pages of the panel, `/panel` and `/admin`: typed views in, HTML out.
//!
//! What lives here: the frame around every page ([`frame`]), the parts that pages are made of ([`part`]), the pages with the views
//! that they show, and their texts in Persian and English. What must not: a Worker, a clock, the engine, a rule about money or roles.
//! Whoever calls decides what may be seen and done, and says so in the view. The one style sheet is `www/panel/panel.css`, the one
//! script `www/panel/panel.js` (passkeys have `passkey.js` besides); a page has no style of its own and works without the script.
//!
//! # How a page is written
//!
//! One subject a file, `src/<subject>.rs`, with three things in it:
//!
//! ```ignore
//! words! {
//!     /// What the list of teapots says.
//!     Words { title: "قوری‌ها", "Teapots"; none: "هنوز قوری‌ای نیست", "No teapot yet"; … }
//! }
//!
//! /// The list of teapots. Amounts are rial, times milliseconds since the Unix epoch.
//! pub struct Teapots<'a> { pub pots: &'a [Teapot], pub next: Option<&'a str>, pub may_add: bool }
//!
//! /// `/panel/teapots`
//! pub fn teapots(frame: &Frame<'_>, view: &Teapots<'_>) -> String {
//!     let (lang, w) = (frame.lang, Words::of(frame.lang));
//!     frame.page(w.title, &html! {
//!         (part::heading(w.title, w.lead, &html! { (part::button_link(&frame.at("/panel/teapots/new"), w.add)) }))
//!         (part::table(w.title, &[Col::text(w.name), Col::number(w.price)], &rows))
//!         (frame.form("/panel/teapots", &html! {
//!             (Field::new("name", w.name).value(view.typed).error(view.wrong.on("name")).most(40))
//!             (part::button(w.save))
//!         }))
//!     })
//! }
//! ```
//!
//! - A text is a line of `words!`, in both languages; a state is an enum, and its words are one `match`.
//! - Addresses within the panel go through [`Frame::at`], which keeps the mode; [`Frame::form`] adds what guards a form.
//! - A form that is wrong is drawn again with what was typed and a [`part::Wrong`]: [`part::problem`] above, `error` at the field.
//! - What cannot be taken back has a second page: [`part::confirm`].
//! - Pages before sign-in have [`frame::bare`] around them, and [`part::form`] with their own `csrf`.
//! - Every page is listed in `src/tests.rs`, which holds all of them to the same: both languages, well-formed, hostile text escaped.
//!
//! In `edge/src/panel/<subject>.rs` stands what fills the view: read the form, ask the engine, write, lead on.

pub mod admin;
pub mod apply;
pub mod audit;
pub mod balance;
pub mod books;
pub mod case;
pub mod contracts;
mod done;
pub mod frame;
pub mod keys;
mod lang;
pub mod links;
pub mod overview;
pub mod part;
pub mod payees;
pub mod payment;
pub mod payments;
pub mod payouts;
pub mod problem;
mod qr;
pub mod reconciliation;
pub mod refunds;
pub mod reports;
pub mod routing;
pub mod security;
pub mod settings;
pub mod sign_in;
pub mod state;
pub mod team;
pub mod webhooks;
pub mod whose;

pub use done::Done;
pub use frame::{Flash, Frame, Section};
pub use lang::Lang;
pub use part::Tone;

#[cfg(test)]
mod tests;
