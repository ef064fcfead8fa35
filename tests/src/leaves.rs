//! What an answer says, as a flat list: read by other code than the engine's own, so that a reader there which takes an answer
//! for more than it is stands alone with it.

use core::fmt;
use roxmltree::{Document, Node};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A value and where it stands: the names above it without their letter case and blanks around them, a slash between two,
/// places in lists left out.
pub type Leaf = (String, String);

/// Every value of a JSON or XML text; nothing if it is neither. What is said twice is there twice.
#[must_use]
pub fn leaves(body: &[u8]) -> Option<Vec<Leaf>> {
    let text = core::str::from_utf8(body).ok()?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('<') { of_xml(text) } else { of_json(text) }
}

/// The value that stands at `path`, or below whatever where the path begins with `*`; nothing if there is none, or several that
/// differ.
#[must_use]
pub fn at<'a>(leaves: &'a [Leaf], path: &str) -> Option<&'a str> {
    let fits = |at: &str| path.strip_prefix('*').map_or(at == path, |end| at.ends_with(end));
    let mut found = leaves.iter().filter(|(at, _)| fits(at)).map(|(_, value)| value.as_str());
    let first = found.next()?;
    found.all(|value| value == first).then_some(first)
}

fn of_xml(text: &str) -> Option<Vec<Leaf>> {
    let document = Document::parse(text).ok()?;
    let name = |node: Node<'_, '_>| node.tag_name().name().to_lowercase();
    let path = |node: Node<'_, '_>| {
        let mut names: Vec<String> = node.ancestors().filter(Node::is_element).map(name).collect();
        names.reverse();
        names.join("/")
    };
    let is_leaf = |node: &Node<'_, '_>| node.is_element() && !node.children().any(|child| child.is_element());
    let text =
        |node: Node<'_, '_>| node.descendants().filter(Node::is_text).filter_map(|t| t.text()).collect::<String>();
    Some(document.descendants().filter(is_leaf).map(|node| (path(node), text(node).trim().to_owned())).collect())
}

fn of_json(text: &str) -> Option<Vec<Leaf>> {
    let mut found = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Below { path: "", found: &mut found }.deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    Some(found)
}

/// Reads what stands below a path.
struct Below<'a> {
    path: &'a str,
    found: &'a mut Vec<Leaf>,
}

impl Below<'_> {
    fn leaf<E>(self, value: String) -> Result<(), E> {
        self.found.push((self.path.to_owned(), value));
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Below<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Below<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.leaf("null".to_owned())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.leaf(value.to_string())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.leaf(value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.leaf(value.to_string())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.leaf("a fraction".to_owned())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.leaf(text.to_owned())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Self { path, found } = self;
        while items.next_element_seed(Below { path, found })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Self { path, found } = self;
        while let Some(name) = members.next_key::<String>()? {
            let name = name.trim().to_lowercase();
            let path = if path.is_empty() { name } else { format!("{path}/{name}") };
            members.next_value_seed(Below { path: &path, found })?;
        }
        Ok(())
    }
}
