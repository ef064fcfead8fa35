//! Tables, and the way through long ones.

use crate::{Lang, frame::with};
use maud::{Markup, html};

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Col<'a> {
    label: &'a str,
    class: &'static str,
}

impl<'a> Col<'a> {
    /// Of words.
    #[must_use]
    pub const fn text(label: &'a str) -> Self {
        Self { label, class: "text" }
    }

    /// Of numbers, which stand at the end so that they can be compared.
    #[must_use]
    pub const fn number(label: &'a str) -> Self {
        Self { label, class: "number" }
    }

    /// Of what can be done. Its heading is there for those who hear the page.
    #[must_use]
    pub const fn acts(label: &'a str) -> Self {
        Self { label, class: "acts" }
    }
}

/// A table. The first cell of each row names it. On a narrow screen rows are drawn as cards; roles are spelt out, because that takes
/// the table's own away. One without rows is for [`super::empty`].
#[must_use]
pub fn table(caption: &str, cols: &[Col<'_>], rows: &[Vec<Markup>]) -> Markup {
    html! {
        div class="sheet" {
            table role="table" {
                caption class="unseen" { (caption) }
                thead role="rowgroup" {
                    tr role="row" {
                        @for col in cols {
                            th role="columnheader" scope="col" class=(col.class) {
                                @if col.class == "acts" { span class="unseen" { (col.label) } } @else { (col.label) }
                            }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for row in rows {
                        tr role="row" {
                            @for (i, (cell, col)) in row.iter().zip(cols).enumerate() {
                                @if i == 0 {
                                    th role="rowheader" scope="row" class=(col.class) { (cell) }
                                } @else {
                                    td role="cell" class=(col.class) data-label=[(col.class != "acts").then_some(col.label)] { (cell) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where a list stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Page<'a> {
    /// What leads on, if there is more.
    pub next: Option<&'a str>,
    /// Whether this is not the beginning.
    pub is_later: bool,
}

/// The way through a list that goes on by a cursor. `path` is the list's address with everything but the cursor.
#[must_use]
pub fn pager(lang: Lang, path: &str, page: Page<'_>) -> Markup {
    let label = lang.either("صفحه‌ها", "Pages");
    html! {
        @if page.is_later || page.next.is_some() {
            nav class="pager" aria-label=(label) {
                @if page.is_later { a class="button second" href=(path) { (lang.either("از ابتدا", "From the start")) } }
                @if let Some(next) = page.next {
                    a class="button second" rel="next" href=(with(path, "cursor", next)) { (lang.either("صفحهٔ بعد", "Next page")) }
                }
            }
        }
    }
}
