//! A browser that knows links and forms: opens a bank's page, presses a button there, is sent back. Whoever carries its
//! requests is an argument.

use crate::setting::{BANK, EDGE};
use dargah_bank::{Request, Response, decode_form};
use dargah_wire::{Method, Redirect};

/// What the browser brings back: to which address, with which fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// The callback URL, without what a GET added.
    pub url: String,
    /// The fields, from query or form.
    pub fields: Vec<(String, String)>,
}

/// A bank's page in a tab: it can be looked at for long, and pressed more than once.
#[derive(Clone, Debug)]
pub struct Page {
    target: String,
    body: String,
}

impl Page {
    /// Goes where the redirect leads.
    pub fn open(redirect: &Redirect, visit: &mut dyn FnMut(Request) -> Response) -> Self {
        let target = redirect.url.strip_prefix(BANK).unwrap_or_else(|| panic!("not a bank's page: {}", redirect.url));
        let fields: Vec<(&str, &str)> =
            redirect.fields.iter().map(|field| (field.name.as_str(), field.value.as_str())).collect();
        let request = match redirect.method {
            Method::Get => Request::get(target),
            Method::Post => Request::form(target, &fields),
        };
        let page = visit(request.with_header("referer", &format!("{EDGE}/")));
        Self { target: target.to_owned(), body: page.body }
    }

    /// Presses a button. Where the bank sends the browser then; nothing if it stays at the bank.
    ///
    /// # Errors
    /// The page has no such button; what it says.
    pub fn press(&self, button: &str, visit: &mut dyn FnMut(Request) -> Response) -> Result<Option<Return>, String> {
        let sought = format!("data-action=\"{button}\"");
        let Some(form) = forms(&self.body).find(|body| body.contains(&sought)).map(Form::read) else {
            return Err(self.body.clone());
        };
        let mut fields = form.fields;
        fields.retain(|(name, _)| name != "action");
        fields.push(("action".to_owned(), button.to_owned()));
        let action = resolve(&self.target, &form.action);
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Ok(way_back(&visit(Request::form(&action, &pairs))))
    }

    /// Where a page leads that has nothing to press but the way back, because its time is over.
    #[must_use]
    pub fn leads_back(&self) -> Option<Return> {
        back_in(&self.body)
    }
}

/// What a form sends, and where to.
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

impl Form {
    fn read(body: &str) -> Self {
        let head = body.split('>').next().unwrap_or("");
        let fields = body.split("<input ").skip(1).filter_map(|input| {
            let input = input.split('>').next()?;
            Some((attribute(input, "name")?, attribute(input, "value").unwrap_or_default()))
        });
        Self { action: attribute(head, "action").unwrap_or_default(), fields: fields.collect() }
    }
}

/// The text of each form of a page.
fn forms(page: &str) -> impl Iterator<Item = &str> {
    page.split("<form ").skip(1).filter_map(|rest| Some(rest.split_once("</form>")?.0))
}

/// Where a pressed button leads, if anywhere.
fn way_back(pressed: &Response) -> Option<Return> {
    if let Some(location) = pressed.header("location") {
        let (url, query) = location.split_once('?').unwrap_or((location, ""));
        return Some(Return { url: url.to_owned(), fields: decode_form(query) });
    }
    back_in(&pressed.body)
}

fn back_in(page: &str) -> Option<Return> {
    let form = forms(page).find(|body| body.contains("name=\"return\"")).map(Form::read)?;
    Some(Return { url: form.action, fields: form.fields })
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

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.match_indices(name).map(|(at, _)| at + name.len()).find(|&at| tag[at..].starts_with("=\""))?;
    let value = tag[start + 2..].split('"').next()?;
    if !value.contains('&') {
        return Some(value.to_owned());
    }
    Some(
        value
            .replace("&amp;", "&")
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&#39;", "'"),
    )
}
