//! What a page says beside what it shows: that something was done, that something is wrong, that there is nothing yet.

use super::Tone;
use maud::{Markup, html};

/// A sentence above the page.
#[must_use]
pub fn notice(tone: Tone, text: &str) -> Markup {
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    html! { div class={ "notice " (tone.class()) } role=(role) { p { (text) } } }
}

/// What is wrong with a form that was sent: the field and the sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wrong(Vec<(String, String)>);

impl Wrong {
    /// Nothing is.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// One thing. A field without a name is the whole form.
    #[must_use]
    pub fn one(field: &str, text: &str) -> Self {
        Self(vec![(field.to_owned(), text.to_owned())])
    }

    /// One thing more.
    pub fn add(&mut self, field: &str, text: &str) {
        self.0.push((field.to_owned(), text.to_owned()));
    }

    /// Whether there is nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with this field.
    #[must_use]
    pub fn on(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }
}

/// Above a form: what is wrong with it, each leading to its field. Nothing if nothing is.
#[must_use]
pub fn problem(title: &str, wrong: &Wrong) -> Markup {
    html! {
        @if !wrong.is_empty() {
            div class="notice bad" role="alert" {
                p { strong { (title) } }
                ul {
                    @for (field, text) in &wrong.0 {
                        li { @if field.is_empty() { (text) } @else { a href={ "#" (field) } { (text) } } }
                    }
                }
            }
        }
    }
}

/// In place of a table without rows: what would stand here, and the way to it.
#[must_use]
pub fn empty(title: &str, text: &str, way: &Markup) -> Markup {
    html! {
        div class="empty" {
            p class="empty-title" { (title) }
            p { (text) }
            (way)
        }
    }
}
