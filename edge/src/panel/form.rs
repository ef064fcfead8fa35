//! Forms, as pages of ours send them.

use super::stop::Stop;
use crate::{api::Call, body};
use dargah_engine::{
    problem::{Code, Fault},
    text,
};
use worker::{FormData, FormEntry, Headers, Method, Request, RequestInit, Url};

/// The largest form, bytes.
const FORM_MAX: usize = 64 * 1024;

/// The most fields of one.
const FIELDS_MAX: usize = 600;

/// What was typed and chosen.
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a form that a page of ours has sent. Whose it is, [`super::session::Session::check_form`] says.
    pub(crate) async fn read(request: &mut Request, call: &Call) -> Result<Self, Stop> {
        must_be_ours(request, call)?;
        let kind = request.headers().get("content-type").ok().flatten().unwrap_or_default();
        if kind.split(';').next().map(str::trim) != Some("application/x-www-form-urlencoded") {
            return Err(Code::ContentTypeUnsupported.into());
        }
        let body = body::read(request, FORM_MAX).await?;
        Self::of(&body).ok_or_else(|| Fault::new(Code::BodyInvalid, "too many fields").into())
    }

    /// A URL's parameters are read as a form is.
    fn of(body: &[u8]) -> Option<Self> {
        let mut url = Url::parse("http://form/").ok()?;
        url.set_query(Some(&String::from_utf8_lossy(body)));
        let pairs = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned()));
        let fields: Vec<_> = pairs.take(FIELDS_MAX + 1).collect();
        (fields.len() <= FIELDS_MAX).then_some(Self(fields))
    }

    /// A field as it was typed, without blanks around it. Nothing if it is missing, empty, or said twice.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.all(name);
        let value = values.next()?.trim();
        (!value.is_empty() && values.next().is_none()).then_some(value)
    }

    /// One line of at most `max` characters, or nothing.
    pub(crate) fn line(&self, name: &str, max: usize) -> Option<String> {
        self.get(name).and_then(|value| text::line(value, max))
    }

    /// Every value of a field.
    pub(crate) fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// A form with a file in it.
pub(crate) struct FileForm(FormData);

impl FileForm {
    /// Reads a form of a page of ours, of at most `max` bytes. Whose it is, [`super::session::Session::check_csrf`] says.
    pub(crate) async fn read(request: &mut Request, max: usize, call: &Call) -> Result<Self, Stop> {
        must_be_ours(request, call)?;
        let kind = request.headers().get("content-type")?.unwrap_or_default();
        if !kind.to_ascii_lowercase().starts_with("multipart/form-data") {
            return Err(Code::ContentTypeUnsupported.into());
        }
        // The platform's reader of such forms is given no more than we have counted.
        let read = body::read(request, max).await?;
        let headers = Headers::new();
        headers.set("content-type", &kind)?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post)
            .with_headers(headers)
            .with_body(Some(js_sys::Uint8Array::from(read.as_slice()).into()));
        let broken = |_| Stop::from(Fault::new(Code::BodyInvalid, "this is not a form with a file"));
        Ok(Self(Request::new_with_init("https://form/", &init)?.form_data().await.map_err(broken)?))
    }

    /// A field as it was typed, without blanks around it.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        self.0.get_field(name).map(|value| value.trim().to_owned())
    }

    /// A file's name and content; both empty where none was chosen.
    pub(crate) async fn file(&self, name: &str) -> Result<(String, Vec<u8>), Stop> {
        Ok(match self.0.get(name) {
            Some(FormEntry::File(file)) => (file.name(), file.bytes().await?),
            _ => (String::new(), Vec::new()),
        })
    }
}

/// Refuses a POST that another site's page, or no page at all, has sent: browsers say where it comes from.
pub(crate) fn must_be_ours(request: &Request, call: &Call) -> Result<(), Stop> {
    let header = |name| request.headers().get(name).ok().flatten();
    let site = header("sec-fetch-site");
    let same_site = site.as_deref().is_none_or(|site| site == "same-origin");
    let ours = match header("origin") {
        Some(origin) => origin == call.world.links.origin() && same_site,
        None => site.is_some() && same_site,
    };
    if ours { Ok(()) } else { Err(Stop::Stale) }
}
