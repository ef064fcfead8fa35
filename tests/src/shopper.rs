//! A shopper with a browser that knows links and forms: goes to the bank's page, presses a button, is sent back.

use crate::{
    market::{Market, Meddler},
    setting::{BANK, EDGE},
};
use dargah_bank::{Request, Response, decode_form, encode_form};
use dargah_engine::{
    gateway::CallbackForm,
    payment::{Command, Refusal},
};
use dargah_wire::Method;

/// What the browser brings back: to which address, with which fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// The callback URL, without what a GET added.
    pub url: String,
    /// The fields, from query or form.
    pub fields: Vec<(String, String)>,
}

/// What the browser can do next on a page.
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

impl Market {
    /// Goes to the bank's page of the payment's newest attempt, and presses a button there.
    pub fn at_bank(&mut self, number: usize, button: &str) -> Return {
        let payment = self.payment(number);
        let attempt = payment.attempts.last().expect("an attempt");
        let token = attempt.token.clone().unwrap_or_else(|| panic!("no token: {:?}", attempt.phase));
        let account = self.account(attempt.gateway.as_str());
        let redirect = account.provider.adapter().redirect(account, &attempt.ask, &token);
        let target = redirect.url.strip_prefix(BANK).unwrap_or_else(|| panic!("not a bank's page: {}", redirect.url));
        let fields: Vec<(&str, &str)> =
            redirect.fields.iter().map(|field| (field.name.as_str(), field.value.as_str())).collect();
        let request = match redirect.method {
            Method::Get => Request::get(target),
            Method::Post => Request::form(target, &fields),
        };
        let page = self.visit(request.with_header("referer", &format!("{EDGE}/")));
        assert_eq!(page.status, 200, "the bank's page: {}", page.body);
        let form = forms(&page.body)
            .into_iter()
            .find(|(body, _)| body.contains(&format!("data-action=\"{button}\"")))
            .unwrap_or_else(|| panic!("no button {button} on {}", page.body))
            .1;
        let mut fields = form.fields;
        fields.retain(|(name, _)| name != "action");
        fields.push(("action".to_owned(), button.to_owned()));
        let action = resolve(target, &form.action);
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let pressed = self.visit(Request::form(&action, &pairs));
        way_back(&pressed)
    }

    /// Brings something back to the payment's newest attempt, as the Worker reads it. Whether it was its own.
    ///
    /// # Errors
    /// The engine's refusal.
    pub fn come_back(&mut self, number: usize, back: &Return, meddler: Meddler<'_>) -> Result<bool, Refusal> {
        let payment = self.payment(number);
        let attempt = payment.attempts.last().expect("an attempt");
        let account = self.account(attempt.gateway.as_str());
        let form = CallbackForm::read("", encode_form(&back.fields).as_bytes());
        let Some(token) = &attempt.token else { return Ok(false) };
        match account.provider.adapter().read_callback(account, attempt.ask.order, token, &form) {
            Ok(callback) => {
                let command = Command::Callback { attempt: attempt.number, callback };
                self.tell(number, command, meddler).map(|()| true)
            }
            Err(_) => Ok(false),
        }
    }
}

/// Where a form of `page` sends to.
fn resolve(page: &str, action: &str) -> String {
    if action.starts_with('/') {
        return action.to_owned();
    }
    let path = page.split('?').next().unwrap_or(page);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in action.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." => {}
            other => parts.push(other),
        }
    }
    parts.join("/")
}

/// Where a pressed button leads.
fn way_back(pressed: &Response) -> Return {
    if let Some(location) = pressed.header("location") {
        let (url, query) = location.split_once('?').unwrap_or((location, ""));
        return Return { url: url.to_owned(), fields: decode_form(query) };
    }
    let form = forms(&pressed.body)
        .into_iter()
        .find(|(body, _)| body.contains("name=\"return\""))
        .unwrap_or_else(|| panic!("no way back on {}", pressed.body))
        .1;
    Return { url: form.action, fields: form.fields }
}

/// The forms of a page: each as text and as what it sends.
fn forms(page: &str) -> Vec<(String, Form)> {
    page.split("<form ")
        .skip(1)
        .filter_map(|rest| rest.split_once("</form>"))
        .map(|(body, _)| {
            let head = body.split('>').next().unwrap_or("");
            let form = Form {
                action: attribute(head, "action").unwrap_or_default(),
                fields: body
                    .split("<input ")
                    .skip(1)
                    .filter_map(|input| {
                        let input = input.split('>').next()?;
                        Some((attribute(input, "name")?, attribute(input, "value").unwrap_or_default()))
                    })
                    .collect(),
            };
            (body.to_owned(), form)
        })
        .collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split_once(&format!("{name}=\""))?.1;
    let value = rest.split_once('"')?.0;
    Some(
        value
            .replace("&amp;", "&")
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&#39;", "'"),
    )
}
