//! SOAP 1.1, as little of it as banks speak: one element with flat parameters out, one text in.

use roxmltree::{Document, Node, ParsingOptions};

const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// An envelope with one operation element and its parameters, in order. Parameters carry no namespace.
pub(crate) fn envelope(namespace: &str, operation: &str, parameters: &[(&str, &str)]) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soapenv:Envelope xmlns:soapenv=\"{ENVELOPE}\" xmlns:op=\"{namespace}\"><soapenv:Header/><soapenv:Body><op:{operation}>"
    );
    for (name, value) in parameters {
        xml.push('<');
        xml.push_str(name);
        xml.push('>');
        push_escaped(&mut xml, value);
        xml.push_str("</");
        xml.push_str(name);
        xml.push('>');
    }
    xml.push_str("</op:");
    xml.push_str(operation);
    xml.push_str("></soapenv:Body></soapenv:Envelope>");
    xml
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

/// The text of `<return>` in the answer to `operation`.
pub(crate) fn return_text(xml: &str, namespace: &str, operation: &str) -> Result<String, Misread> {
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
    let value = only(content.children(), |n| n.is_element()).ok_or(Misread::Shape)?;
    if value.tag_name().name() != "return"
        || value.children().any(|n| !n.is_text())
        || value.children().nth(1).is_some()
    {
        return Err(Misread::Shape);
    }
    Ok(value.text().unwrap_or("").trim().to_owned())
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
