//! `POST /v1/checkout/{token}/pay`, as JSON from the widget and as a form from the hosted page.

use super::{object, shape};
use crate::{
    gateway::CallbackForm,
    problem::{Code, Fault},
};
use dargah_wire::{PayMethod, PayRequest};
use dargah_words::mobile::mobile;

/// The most gateways that may be left out.
const WITHOUT_MAX: usize = 16;

/// Reads and checks the widget's body; an empty one asks for nothing special. The mobile number comes out as `09…`.
///
/// # Errors
/// The first [`Fault`] found.
pub fn read_pay(body: &[u8]) -> Result<PayRequest, Fault> {
    if body.is_empty() {
        return Ok(PayRequest::default());
    }
    object(body)?;
    let asked: PayRequest = shape(body)?;
    check(asked)
}

/// Reads and checks the hosted page's form.
///
/// # Errors
/// The first [`Fault`] found.
pub fn read_pay_form(body: &[u8]) -> Result<PayRequest, Fault> {
    let form = CallbackForm::read("", body);
    let field = |name: &str| form.get(name).map(str::to_owned);
    let method = method(form.get("method"))?;
    let of_method = method.and_then(|method| field(gateway_field(method)));
    check(PayRequest {
        mobile: field("mobile"),
        method,
        gateway: of_method.or(field("gateway")),
        without: field("without").into_iter().collect(),
    })
}

/// The field of the page's form that names a gateway of this method: where there are several methods, each has its own choice of them,
/// and what stands in another's counts for nothing.
#[must_use]
pub const fn gateway_field(method: PayMethod) -> &'static str {
    match method {
        PayMethod::Card => "gateway_card",
        PayMethod::Credit => "gateway_credit",
    }
}

/// A method as a form says it; nothing where it says none.
fn method(word: Option<&str>) -> Result<Option<PayMethod>, Fault> {
    let fault = || Fault::of(Code::BodyInvalid, "method", "there is no such method");
    word.map(|word| PayMethod::ALL.into_iter().find(|known| known.as_str() == word).ok_or_else(fault)).transpose()
}

fn check(mut asked: PayRequest) -> Result<PayRequest, Fault> {
    if asked.without.len() > WITHOUT_MAX {
        return Err(Fault::of(Code::BodyInvalid, "without", "too many gateways to leave out"));
    }
    if let Some(number) = asked.mobile.take().filter(|number| !number.trim().is_empty()) {
        let mobile = mobile(&number);
        asked.mobile =
            Some(mobile.ok_or_else(|| Fault::of(Code::MobileInvalid, "mobile", Code::MobileInvalid.title()))?);
    }
    asked.gateway = asked.gateway.filter(|gateway| !gateway.is_empty());
    Ok(asked)
}
