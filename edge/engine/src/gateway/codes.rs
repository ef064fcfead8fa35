//! Looking a provider's code up in its table.

use super::Class;

/// The class of a code; [`Class::Unknown`] for one that no source documents.
pub(crate) fn class_of(table: &[(&str, Class)], code: &str) -> Class {
    table.iter().find(|(known, _)| *known == code).map_or(Class::Unknown, |(_, class)| *class)
}
