//! Why a page of the panel is not shown or a form not taken, and where that leads.

use super::shell;
use crate::api::Call;
use dargah_engine::problem::{Code, Fault};
use dargah_panel::{
    Lang,
    problem::{Problem, Trouble, problem_bare},
};
use worker::{Request, Response, Result, Url};

/// What stops a request.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Nobody is signed in: to the sign-in, and back here.
    SignIn,
    /// It has been a while since they showed who they are: to that page, and back here.
    Confirm,
    /// They are in no shop: to the application.
    NoShop,
    /// Their role does not include it.
    Forbidden,
    /// The form is not from a page of this session.
    Stale,
    /// An error with its code.
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Code> for Stop {
    fn from(code: Code) -> Self {
        Self::Fault(code.into())
    }
}

impl From<worker::Error> for Stop {
    fn from(problem: worker::Error) -> Self {
        Self::Fault(crate::api::internal(problem))
    }
}

/// Where a request came from, as far as it may be led back to.
pub(crate) struct Asked {
    lang: Lang,
    /// The page to come back to: itself for a GET, the page that its form stood on for a POST.
    page: String,
    is_desk: bool,
}

impl Asked {
    pub(crate) fn of(request: &Request, call: &Call) -> Self {
        let url = request.url().ok();
        let path = url.as_ref().map_or_else(String::new, |url| url.path().to_owned());
        let is_desk = path == "/admin" || path.starts_with("/admin/");
        let page = if request.inner().method() == "GET" { url } else { referer(request, call) };
        Self { lang: shell::lang(request), page: page.map_or_else(String::new, |url| address(&url)), is_desk }
    }
}

/// The page of ours whose form this is.
fn referer(request: &Request, call: &Call) -> Option<Url> {
    let url = Url::parse(&request.headers().get("referer").ok().flatten()?).ok()?;
    (url.origin().ascii_serialization() == call.world.links.origin()).then_some(url)
}

fn address(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

/// The longest address that is led back to.
const NEXT_MAX: usize = 300;

/// An address of the panel to go on to, or nothing: whatever a form says, it does not lead elsewhere.
pub(crate) fn next(said: &str) -> Option<&str> {
    let page = said.split(['?', '#']).next().unwrap_or_default();
    let inside = ["/panel", "/admin"]
        .iter()
        .any(|root| page == *root || page.strip_prefix(root).is_some_and(|p| p.starts_with('/')));
    let plain =
        said.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') && !page.contains("//") && !page.contains("..");
    (inside && plain && said.len() <= NEXT_MAX).then_some(said)
}

/// `page?next=…`.
pub(crate) fn with_next(page: &str, to: &str) -> String {
    match next(to) {
        None => page.to_owned(),
        Some(to) => {
            let query: String = to.bytes().fold(String::new(), |mut query, byte| {
                if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
                    query.push(char::from(byte));
                } else {
                    query.push_str(&format!("%{byte:02X}"));
                }
                query
            });
            format!("{page}?next={query}")
        }
    }
}

/// The answer, or what stopped it.
pub(crate) fn answer(result: std::result::Result<Response, Stop>, asked: &Asked, call: &Call) -> Result<Response> {
    let stop = match result {
        Ok(response) => return Ok(response),
        Err(stop) => stop,
    };
    let root = if asked.is_desk { "/admin" } else { "/panel" };
    let (trouble, fault) = match stop {
        Stop::SignIn => return shell::see_other(&with_next(&format!("{root}/sign-in"), &asked.page)),
        Stop::Confirm => return shell::see_other(&with_next("/panel/confirm", &asked.page)),
        Stop::NoShop => return shell::see_other("/panel/apply"),
        Stop::Forbidden => (Trouble::Forbidden, None),
        Stop::Stale => (Trouble::Stale, None),
        Stop::Fault(fault) => (trouble(&fault), Some(fault)),
    };
    if let Some(fault) = &fault
        && fault.code == Code::Internal
    {
        worker::console_error!("{}: {fault}", call.request_id);
    }
    let status = fault.as_ref().map_or(403, |fault| fault.code.status());
    let problem = Problem {
        trouble,
        code: fault.as_ref().map_or("", |fault| fault.code.as_str()),
        detail: fault.as_ref().map_or("", |fault| &fault.detail),
        request: &call.request_id,
    };
    shell::reply(problem_bare(asked.lang, "/panel", &problem), status, asked.lang)
}

fn trouble(fault: &Fault) -> Trouble {
    match fault.code.status() {
        404 => Trouble::Missing,
        429 | 503 => Trouble::Busy,
        500.. => Trouble::Broken,
        _ => Trouble::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_on_stays_within_the_panel() {
        for inside in ["/panel", "/panel/keys?mode=test&a=1#b", "/admin", "/admin/audit", "/panel?next=https://a.test"]
        {
            assert_eq!(next(inside), Some(inside));
        }
        let outside = [
            "",
            "/",
            "https://evil.test/panel",
            "//evil.test/panel",
            "/panel//evil.test",
            "/panels",
            "/panel\\evil.test",
            "/panel/../v1",
            "/v1/payments",
            "javascript:alert(1)",
            "/panel/\n",
            "/panel/ا",
        ];
        for outside in outside {
            assert_eq!(next(outside), None, "{outside:?}");
        }
        assert_eq!(next(&format!("/panel/{}", "a".repeat(300))), None);
        assert_eq!(
            with_next("/panel/sign-in", "/panel/keys?mode=test"),
            "/panel/sign-in?next=/panel/keys%3Fmode%3Dtest"
        );
        assert_eq!(with_next("/panel/sign-in", "https://evil.test"), "/panel/sign-in");
    }
}
