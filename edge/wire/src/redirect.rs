//! The way to a bank's page. Not every bank takes a plain link: many want a form posted by the browser.

use crate::checkout::ShopName;
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// How the browser goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Follow the URL; `fields` is empty, what there was to say stands in the URL.
    Get,
    /// Submit `fields` as a form to the URL.
    Post,
}

/// One hidden field of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name, letter case as the bank wants it.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Where the browser goes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// How.
    pub method: Method,
    /// Where.
    pub url: String,
    /// With what, in order.
    pub fields: Vec<Field>,
}

/// Answer of `POST /v1/checkout/{token}/pay`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedirectAnswer {
    /// Number of the attempt within the payment.
    pub attempt: u32,
    /// The gateway that was chosen.
    pub gateway: String,
    /// Its name for people.
    pub gateway_name: ShopName,
    /// How the browser goes there.
    pub method: Method,
    /// Where.
    pub url: String,
    /// With what, in order.
    pub fields: Vec<Field>,
}
