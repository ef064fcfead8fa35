//! SOAP 1.1, as little of it as banks speak: one element with flat parameters out, one with flat fields in.

use super::http::Unread;
use roxmltree::{Document, Node, ParsingOptions};

const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// How a service wants the parameters of an operation.
#[derive(Clone, Copy)]
pub(crate) enum Parameters {
    /// As they are, in no namespace.
    Bare,
    /// In the operation's namespace, inside one element of this name.
    Within(&'static str),
}

/// An envelope with one operation element and its parameters, in order.
pub(crate) fn envelope(namespace: &str, operation: &str, style: Parameters, parameters: &[(&str, &str)]) -> String {
    let (open, close, wrapper) = match style {
        Parameters::Bare => (format!("<op:{operation} xmlns:op=\"{namespace}\">"), format!("</op:{operation}>"), None),
        Parameters::Within(name) => {
            (format!("<{operation} xmlns=\"{namespace}\">"), format!("</{operation}>"), Some(name))
        }
    };
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soapenv:Envelope xmlns:soapenv=\"{ENVELOPE}\"><soapenv:Body>{open}"
    );
    let mut inner = String::new();
    for (name, value) in parameters {
        push_element(&mut inner, name, |xml| push_escaped(xml, value));
    }
    match wrapper {
        Some(name) => push_element(&mut xml, name, |xml| xml.push_str(&inner)),
        None => xml.push_str(&inner),
    }
    xml.push_str(&close);
    xml.push_str("</soapenv:Body></soapenv:Envelope>");
    xml
}

fn push_element(xml: &mut String, name: &str, content: impl FnOnce(&mut String)) {
    xml.push('<');
    xml.push_str(name);
    xml.push('>');
    content(xml);
    xml.push_str("</");
    xml.push_str(name);
    xml.push('>');
}

fn push_escaped(xml: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\'' => xml.push_str("&apos;"),
            // Control characters cannot stand in XML 1.0 at all.
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => {}
            c => xml.push(c),
        }
    }
}

/// Why an envelope says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misread {
    /// Not well-formed, or with a DTD, or nested beyond reason.
    NotXml,
    /// The server's own fault report.
    Fault,
    /// Well-formed, but not an answer to this operation.
    Shape,
}

impl From<Misread> for Unread {
    fn from(misread: Misread) -> Self {
        Self::Shape(match misread {
            Misread::Fault => "SOAP fault",
            Misread::NotXml => "not XML",
            Misread::Shape => "not the answer to this operation",
        })
    }
}

/// The fields of the answer to `operation`: the children of its element, or of the element `result` inside it. Each is flat
/// text and said once.
pub(crate) fn fields(
    xml: &str,
    namespace: &str,
    operation: &str,
    result: Option<&str>,
) -> Result<Vec<(String, String)>, Misread> {
    // Without DTDs there are no entities of anyone's own, so nothing outside is fetched and nothing expands (F30).
    let options = ParsingOptions { allow_dtd: false, nodes_limit: 256, ..ParsingOptions::default() };
    let document = Document::parse_with_options(xml, options).map_err(|_| Misread::NotXml)?;
    let root = document.root_element();
    if !root.has_tag_name((ENVELOPE, "Envelope")) {
        return Err(Misread::Shape);
    }
    let body = only(root.children(), |n| n.has_tag_name((ENVELOPE, "Body"))).ok_or(Misread::Shape)?;
    let content = only(body.children(), |n| n.is_element()).ok_or(Misread::Shape)?;
    if content.has_tag_name((ENVELOPE, "Fault")) {
        return Err(Misread::Fault);
    }
    let name = content.tag_name();
    if name.namespace() != Some(namespace) || name.name().strip_suffix("Response") != Some(operation) {
        return Err(Misread::Shape);
    }
    let holder = match result {
        Some(result) => only(content.children(), |n| n.is_element())
            .filter(|n| n.has_tag_name((namespace, result)))
            .ok_or(Misread::Shape)?,
        None => content,
    };
    let mut fields: Vec<(String, String)> = Vec::new();
    for value in holder.children().filter(Node::is_element) {
        let name = value.tag_name().name();
        let flat = value.children().all(|n| n.is_text()) && value.children().nth(1).is_none();
        if !flat || fields.iter().any(|(n, _)| n == name) {
            return Err(Misread::Shape);
        }
        fields.push((name.to_owned(), value.text().unwrap_or("").trim().to_owned()));
    }
    Ok(fields)
}

/// The one node that fits; nothing if there are none or several.
fn only<'a, 'b: 'a>(
    nodes: impl Iterator<Item = Node<'a, 'b>>,
    fits: impl Fn(&Node<'a, 'b>) -> bool,
) -> Option<Node<'a, 'b>> {
    let mut fitting = nodes.filter(fits);
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}
