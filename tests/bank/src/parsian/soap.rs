//! Parsian's envelope: SOAP 1.1 as an ASMX service speaks it. Every element is in its service's namespace, the header
//! SOAPAction chooses the operation, and numbers are typed: what is none never reaches the operation.

use crate::http::{Method, Request, Response};
use crate::page::escape;

const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const XML: &str = "text/xml; charset=utf-8";

/// What Parsian's three services do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Sale,
    Confirm,
    ConfirmWithAmount,
    Reverse,
}

impl Operation {
    const ALL: [Self; 4] = [Self::Sale, Self::Confirm, Self::ConfirmWithAmount, Self::Reverse];

    fn name(self) -> &'static str {
        match self {
            Self::Sale => "SalePaymentRequest",
            Self::Confirm => "ConfirmPayment",
            Self::ConfirmWithAmount => "ConfirmPaymentWithAmount",
            Self::Reverse => "ReversalRequest",
        }
    }

    /// Where it is called, in small letters.
    fn path(self) -> &'static str {
        match self {
            Self::Sale => "/newipgservices/sale/saleservice.asmx",
            Self::Confirm | Self::ConfirmWithAmount => "/newipgservices/confirm/confirmservice.asmx",
            Self::Reverse => "/newipgservices/reverse/reversalservice.asmx",
        }
    }

    /// The host part has a capital S, and the reversal's namespace is not spelt as its path.
    fn namespace(self) -> &'static str {
        match self {
            Self::Sale => "https://pec.Shaparak.ir/NewIPGServices/Sale/SaleService",
            Self::Confirm | Self::ConfirmWithAmount => "https://pec.Shaparak.ir/NewIPGServices/Confirm/ConfirmService",
            Self::Reverse => "https://pec.Shaparak.ir/NewIPGServices/Reversal/ReversalService",
        }
    }
}

/// A call's `requestData`, numbers read. An absent number is 0 and an absent text is empty, as in the real one's classes.
pub(crate) struct Message {
    pub(super) operation: Operation,
    pub(super) login: String,
    pub(super) token: i64,
    pub(super) order: i64,
    pub(super) amount: i64,
    pub(super) callback_url: String,
}

/// Whether one of the services lives at this path, given in small letters.
pub(super) fn is_service(path: &str) -> bool {
    Operation::ALL.iter().any(|operation| operation.path() == path)
}

/// Reads a call to the service at `path`; what is none is answered as an ASMX stack would.
pub(super) fn read(request: &Request, path: &str) -> Result<Message, Response> {
    if request.method != Method::Post {
        return Err(Response::html(405, "<h1>405 - HTTP verb used to access this page is not allowed.</h1>"));
    }
    if !request.is_type("text/xml") {
        return Err(Response::html(415, "<h1>415 - Unsupported Media Type</h1>"));
    }
    let action = request.header("soapaction").unwrap_or_default().trim().trim_matches('"');
    let named = |operation: &Operation| action == format!("{}/{}", operation.namespace(), operation.name());
    let Some(operation) = Operation::ALL.into_iter().filter(|operation| operation.path() == path).find(named) else {
        let text = format!("Server did not recognize the value of HTTP Header SOAPAction: {action}.");
        return Err(fault("Client", &text));
    };
    let unreadable = |why: &str| fault("Client", &format!("Server was unable to read request. ---> {why}"));
    let text =
        std::str::from_utf8(&request.body).map_err(|_| unreadable("Invalid character in the given encoding."))?;
    // A document type declaration is refused by the parser's default: no entity is ever expanded.
    let document = roxmltree::Document::parse(text).map_err(|error| unreadable(&error.to_string()))?;
    let service = operation.namespace();
    let data = document
        .root_element()
        .children()
        .find(|node| node.has_tag_name((ENVELOPE, "Body")))
        .and_then(|body| body.children().find(|node| node.has_tag_name((service, operation.name()))))
        .and_then(|called| called.children().find(|node| node.has_tag_name((service, "requestData"))));
    // An element in another namespace is not seen at all, and the operation trips over what is not there.
    let data = data.ok_or_else(|| {
        fault(
            "Server",
            "Server was unable to process request. ---> Object reference not set to an instance of an object.",
        )
    })?;
    let text = |name: &str| {
        let found = data.children().find(|node| node.has_tag_name((service, name)));
        found.and_then(|node| node.text()).unwrap_or_default().trim().to_owned()
    };
    let long = |name: &str| {
        let found = data.children().find(|node| node.has_tag_name((service, name)));
        found.map_or(Ok(0), |node| {
            let number = node.text().unwrap_or_default().trim().parse::<i64>();
            number.map_err(|_| {
                unreadable("There is an error in XML document. ---> Input string was not in a correct format.")
            })
        })
    };
    Ok(Message {
        operation,
        login: text("LoginAccount"),
        token: long("Token")?,
        order: long("OrderId")?,
        amount: long("Amount")?,
        callback_url: text("CallBackUrl"),
    })
}

/// The answer of an operation: the fields of its result, in the order of the data contract.
pub(super) fn answer(operation: Operation, fields: &[(&str, String)]) -> Response {
    let (name, service) = (operation.name(), operation.namespace());
    let inside: String = fields.iter().map(|(name, value)| format!("<{name}>{}</{name}>", escape(value))).collect();
    Response::new(
        200,
        XML,
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"{ENVELOPE}\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"><soap:Body>\
             <{name}Response xmlns=\"{service}\"><{name}Result>{inside}</{name}Result></{name}Response></soap:Body></soap:Envelope>"
        ),
    )
}

/// A SOAP fault, with the status that SOAP 1.1 gives it.
pub(super) fn fault(code: &str, text: &str) -> Response {
    let text = escape(text);
    Response::new(
        500,
        XML,
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"{ENVELOPE}\"><soap:Body><soap:Fault>\
             <faultcode>soap:{code}</faultcode><faultstring>{text}</faultstring><detail /></soap:Fault></soap:Body></soap:Envelope>"
        ),
    )
}
