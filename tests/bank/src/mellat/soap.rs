//! Mellat's envelope: SOAP 1.1, document/literal, the operation in Behpardakht's namespace, its parameters in none.

use crate::http::{Method, Request, Response};

const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SERVICE: &str = "http://interfaces.core.sw.bps.com/";
const XML: &str = "text/xml; charset=utf-8";

/// An operation with its parameters by name.
pub(crate) struct Message {
    pub(crate) operation: String,
    parameters: Vec<(String, String)>,
}

impl Message {
    /// A parameter's text, blanks around it taken off; absent is empty.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.parameters.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// A parameter of the type `long`.
    pub(crate) fn long(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }
}

/// Reads a call; what is none is answered as a SOAP stack would.
pub(crate) fn read(request: &Request) -> Result<Message, Response> {
    if request.method != Method::Post {
        return Err(Response::html(405, "<h1>HTTP Status 405</h1>"));
    }
    if !request.is_type("text/xml") {
        return Err(Response::html(415, "<h1>HTTP Status 415 - Unsupported Media Type</h1>"));
    }
    let text = std::str::from_utf8(&request.body).map_err(|_| fault("Client", "Invalid UTF-8"))?;
    // A document type declaration is refused by the parser's default: no entity is ever expanded.
    let document = roxmltree::Document::parse(text)
        .map_err(|error| fault("Client", &format!("Error reading XMLStreamReader: {error}")))?;
    let envelope = document.root_element();
    if !envelope.has_tag_name((ENVELOPE, "Envelope")) {
        return Err(fault("VersionMismatch", "A SOAP 1.1 envelope is due"));
    }
    let body = envelope.children().find(|node| node.has_tag_name((ENVELOPE, "Body")));
    let operation = body.and_then(|body| body.children().find(|node| node.is_element()));
    let Some(operation) = operation else {
        return Err(fault("Client", "The body is empty"));
    };
    if operation.tag_name().namespace() != Some(SERVICE) {
        let name = operation.tag_name();
        return Err(fault(
            "Client",
            &format!("Unexpected wrapper element {{{}}}{}", name.namespace().unwrap_or_default(), name.name()),
        ));
    }
    let parameters = operation
        .children()
        .filter(|node| node.is_element() && node.tag_name().namespace().is_none())
        .map(|node| (node.tag_name().name().to_owned(), node.text().unwrap_or_default().to_owned()))
        .collect();
    Ok(Message { operation: operation.tag_name().name().to_owned(), parameters })
}

/// The answer of an operation: one string.
pub(crate) fn answer(operation: &str, value: &str) -> Response {
    Response::new(
        200,
        XML,
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<soap:Envelope xmlns:soap=\"{ENVELOPE}\"><soap:Body>\
             <ns2:{operation}Response xmlns:ns2=\"{SERVICE}\"><return>{value}</return></ns2:{operation}Response></soap:Body></soap:Envelope>"
        ),
    )
}

/// A SOAP fault, with the status that SOAP 1.1 gives it.
pub(crate) fn fault(code: &str, text: &str) -> Response {
    let text = crate::page::escape(text);
    Response::new(
        500,
        XML,
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<soap:Envelope xmlns:soap=\"{ENVELOPE}\"><soap:Body><soap:Fault>\
             <faultcode>soap:{code}</faultcode><faultstring>{text}</faultstring></soap:Fault></soap:Body></soap:Envelope>"
        ),
    )
}
