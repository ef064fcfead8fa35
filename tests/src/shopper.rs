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
    /// Goes to the bank's page of the payment's newest attempt, presses a button there, and is sent back.
    pub fn at_bank(&mut self, number: usize, button: &str) -> Return {
        match self.press(number, button) {
            Ok(Some(back)) => back,
            Ok(None) => panic!("no way back from the bank"),
            Err(why) => panic!("{why}"),
        }
    }

    /// The same; nothing if the bank does not send the shopper back.
    ///
    /// # Errors
    /// Why there was nothing to press: no token, or no page.
    pub fn press(&mut self, number: usize, button: &str) -> Result<Option<Return>, String> {
        let payment = self.payment(number);
        let attempt = payment.attempts.last().ok_or("no attempt")?;
        let token = attempt.token.clone().ok_or_else(|| format!("no token: {:?}", attempt.phase))?;
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
        let button_is_there = |(body, _): &(String, Form)| body.contains(&format!("data-action=\"{button}\""));
        let Some((_, form)) = forms(&page.body).into_iter().find(button_is_there) else {
            return Err(format!("the bank's page: {} {}", page.status, page.body));
        };
        let mut fields = form.fields;
        fields.retain(|(name, _)| name != "action");
        fields.push(("action".to_owned(), button.to_owned()));
        let action = resolve(target, &form.action);
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let pressed = self.visit(Request::form(&action, &pairs));
        Ok(way_back(&pressed))
    }

    /// Brings something back to the payment's newest attempt, as the Worker reads it. Whether it was its own.
    ///
    /// # Errors
    /// The engine's refusal.
    pub fn come_back(&mut self, number: usize, back: &Return, meddler: Meddler<'_>) -> Result<bool, Refusal> {
        let attempt = self.payment(number).attempts.last().expect("an attempt").number;
        self.come_back_to(number, attempt, back, meddler)
    }

    /// The same to any of its attempts.
    ///
    /// # Errors
    /// The engine's refusal.
    pub fn come_back_to(
        &mut self,
        number: usize,
        attempt: u32,
        back: &Return,
        meddler: Meddler<'_>,
    ) -> Result<bool, Refusal> {
        let payment = self.payment(number);
        let attempt = payment.attempt(attempt).expect("the attempt");
        let account = self.account(attempt.gateway.as_str());
        let form = CallbackForm::read("", encode_form(&back.fields).as_bytes());
        let Some(token) = &attempt.token else { return Ok(false) };
        match account.provider.adapter().read_callback(account, attempt.ask.order, token, &form) {
            Ok(callback) => {
                let reference = payment.claimable(attempt.number, &callback).map(|reference| reference.key.clone());
                let claimed = reference.map(|key| self.claim(payment.created.id, attempt.gateway.as_str(), &key));
                let command = Command::Callback { attempt: attempt.number, callback, claimed };
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

/// Where a pressed button leads, if anywhere.
fn way_back(pressed: &Response) -> Option<Return> {
    if let Some(location) = pressed.header("location") {
        let (url, query) = location.split_once('?').unwrap_or((location, ""));
        return Some(Return { url: url.to_owned(), fields: decode_form(query) });
    }
    let (_, form) = forms(&pressed.body).into_iter().find(|(body, _)| body.contains("name=\"return\""))?;
    Some(Return { url: form.action, fields: form.fields })
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
