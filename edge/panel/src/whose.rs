//! Whose money a page shows: the shop's own, or that of one of its payees; and the choice among them.

use crate::{
    Frame,
    frame::with,
    part::{self, Choice},
    words,
};
use maud::{Markup, html};

words! {
    /// What is said of whose money it is.
    Words {
        own: "خود فروشگاه", "The shop itself";
        show: "نمایش", "Show";
    }
}

/// Whose money it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whose<'a> {
    /// Who gets a part of the shop's payments, by id and name.
    pub payees: &'a [(String, String)],
    /// The id of the one that is chosen; empty for the shop itself.
    pub of: &'a str,
}

impl<'a> Whose<'a> {
    /// The name of the payee that is chosen; nothing for the shop itself.
    #[must_use]
    pub fn payee(&self) -> Option<&'a str> {
        self.payees.iter().find(|(id, _)| id == self.of).map(|(_, name)| name.as_str())
    }

    /// An address of ours, for whoever is chosen.
    #[must_use]
    pub fn at(&self, frame: &Frame<'_>, path: &str) -> String {
        let own = frame.at(path);
        if self.of.is_empty() { own } else { with(&own, "payee", self.of) }
    }

    /// The choice; nothing for a shop that has no payees. `path` is the page's own, `label` the question.
    #[must_use]
    pub fn choice(&self, frame: &Frame<'_>, path: &str, label: &str) -> Markup {
        let w = Words::of(frame.lang);
        let named = self.payees.iter().map(|(id, name)| (id.as_str(), name.as_str()));
        let choices: Vec<Choice<'_>> = core::iter::once(("", w.own)).chain(named).collect();
        html! {
            @if !self.payees.is_empty() {
                (part::filters(path, label, &[("mode", frame.mode.as_str())], &html! {
                    (part::select("payee", label, &choices, self.of))
                    (part::button(w.show))
                }))
            }
        }
    }
}
