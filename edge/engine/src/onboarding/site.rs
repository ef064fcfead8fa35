//! A shop's own site: where it may be, what is fetched of it, and what its pages show. The shell fetches and looks names up; it is
//! told here where it may go on to, because every address on the way is somebody else's word.
//!
//! The domain is the shop's if one of three things that only its owner can do was done: a TXT record, a meta element on the home
//! page, or a file. The word in each is made for this application alone ([`crate::links::Links::site_token`]).

use crate::{links::Links, webhook::receiver};
use serde::{Deserialize, Serialize};
use url::Url;

/// How often a page may lead on to another.
pub const REDIRECTS_MAX: u32 = 3;

/// How much of a page is read, bytes.
pub const PAGE_MAX: usize = 512 * 1024;

/// How long a page may take, milliseconds.
pub const DEADLINE_MS: u32 = 8_000;

/// Where the file with the word is.
const FILE: &str = "/.well-known/dargah.txt";

/// The name of the meta element.
const META: &str = "dargah-verification";

/// The label under which the TXT record is.
const LABEL: &str = "_dargah";

/// A site, by the address of its home page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Site(String);

impl Site {
    /// Reads an address; `https://` may be missing.
    ///
    /// # Errors
    /// In a word: `empty`, or `address` for one that may not be called.
    pub fn read(typed: &str, links: &Links) -> Result<Self, &'static str> {
        if typed.is_empty() {
            return Err("empty");
        }
        let full = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
        let allowed = receiver(&full, links).map_err(|_| "address")?;
        let mut url = Url::parse(&allowed).map_err(|_| "address")?;
        url.set_query(None);
        Ok(Self(url.into()))
    }

    /// The home page's address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.0
    }

    /// Its host.
    #[must_use]
    pub fn host(&self) -> String {
        Url::parse(&self.0).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Its origin, as browsers send it.
    #[must_use]
    pub fn origin(&self) -> String {
        Url::parse(&self.0).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
    }

    /// Where the file with the word is to be.
    #[must_use]
    pub fn file(&self) -> String {
        format!("{}{FILE}", self.origin())
    }

    /// Under which name the TXT record is to be. `www` is the same owner's.
    #[must_use]
    pub fn record(&self) -> String {
        let host = self.host();
        format!("{LABEL}.{}", host.strip_prefix("www.").unwrap_or(&host))
    }

    /// Where a redirect from `here` leads, if it may be followed: to the same site, which may add or leave out `www`, and to an
    /// address that may be called at all.
    #[must_use]
    pub fn follow(&self, here: &str, location: &str, links: &Links) -> Option<String> {
        let next = Url::parse(here).ok()?.join(location).ok()?;
        let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
        let same = bare(next.host_str()?) == bare(&self.host());
        same.then(|| receiver(next.as_str(), links).ok()).flatten()
    }
}

/// The meta element that proves the domain.
#[must_use]
pub fn meta_element(token: &str) -> String {
    format!("<meta name=\"{META}\" content=\"{token}\">")
}

/// How the domain was proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The TXT record.
    Dns,
    /// The meta element.
    Meta,
    /// The file.
    File,
}

impl Proof {
    /// The word for programs and pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Meta => "meta",
            Self::File => "file",
        }
    }
}

/// What a check of the site found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteReport {
    /// The home page's status; nothing if it did not answer.
    pub status: Option<u16>,
    /// Whether it was reached over HTTPS. A sandbox's own machine has none.
    pub https: bool,
    /// Whether the page leads to a way to get in touch.
    pub contact: bool,
    /// How the domain was proven, if it was.
    pub proof: Option<Proof>,
    /// The page's title, at most 120 characters: for the operator.
    pub title: String,
}

impl SiteReport {
    /// Whether the home page is there.
    #[must_use]
    pub const fn is_reachable(&self) -> bool {
        matches!(self.status, Some(200..=299))
    }
}

/// What was fetched.
#[derive(Clone, Debug, Default)]
pub struct Fetched {
    /// The home page: where it was in the end, its status, its text.
    pub home: Option<(String, u16, String)>,
    /// The file's text, if there was one.
    pub file: Option<String>,
    /// The TXT records' texts.
    pub records: Vec<String>,
}

/// What follows from what was fetched.
#[must_use]
pub fn report(fetched: &Fetched, token: &str) -> SiteReport {
    let (url, status, html) =
        fetched.home.as_ref().map_or(("", None, ""), |(url, status, html)| (url, Some(*status), html));
    let page = Page::read(html);
    let proof = if fetched.records.iter().any(|record| record.trim_matches(['"', ' ']) == token) {
        Some(Proof::Dns)
    } else if page.word.as_deref() == Some(token) {
        Some(Proof::Meta)
    } else if fetched.file.as_deref().is_some_and(|text| text.trim() == token) {
        Some(Proof::File)
    } else {
        None
    };
    SiteReport { status, https: url.starts_with("https://"), contact: page.contact, proof, title: page.title }
}

/// The texts of TXT records in an answer of DNS over HTTPS (`application/dns-json`).
#[must_use]
pub fn records(answer: &str) -> Vec<String> {
    #[derive(Deserialize)]
    struct Record {
        #[serde(rename = "type")]
        kind: u16,
        data: String,
    }
    #[derive(Deserialize)]
    struct Answers {
        #[serde(rename = "Answer", default)]
        answers: Vec<Record>,
    }
    let answers = serde_json::from_str::<Answers>(answer).map(|answers| answers.answers).unwrap_or_default();
    answers
        .into_iter()
        .filter(|record| record.kind == 16)
        .map(|record| record.data.replace("\" \"", ""))
        .take(32)
        .collect()
}

/// What is read of a page: no tree, only elements that say something to us.
#[derive(Default)]
struct Page {
    title: String,
    word: Option<String>,
    contact: bool,
}

/// What links to contact pages are called.
const CONTACT: [&str; 6] = ["contact", "تماس", "ارتباط با", "tel:", "mailto:", "پشتیبانی"];

impl Page {
    fn read(html: &str) -> Self {
        let mut page = Self::default();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            rest = rest.get(at + 1..).unwrap_or_default();
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            let Some((tag, after)) = rest.split_once('>') else { break };
            rest = after;
            let name: String =
                tag.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
            match name.as_str() {
                "title" if page.title.is_empty() => {
                    let text = after.split('<').next().unwrap_or_default();
                    page.title = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect();
                }
                "meta" if attribute(tag, "name").as_deref() == Some(META) => page.word = attribute(tag, "content"),
                "a" => {
                    let text = after.split("</a").next().unwrap_or_default();
                    let said = format!(
                        "{} {}",
                        attribute(tag, "href").unwrap_or_default(),
                        text.chars().take(200).collect::<String>()
                    );
                    let said = said.to_lowercase();
                    page.contact |= CONTACT.iter().any(|word| said.contains(word));
                }
                "script" | "style" => {
                    let end = format!("</{name}");
                    rest = after.to_ascii_lowercase().find(&end).and_then(|at| after.get(at..)).unwrap_or_default();
                }
                _ => {}
            }
        }
        page
    }
}

/// The value of an attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/').unwrap_or(rest.len());
        let (key, after) = rest.split_at(end.max(1).min(rest.len()));
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('=').map(str::trim_start) {
            None => ("", after),
            Some(value) => match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value.get(1..)?.split_once(quote)?,
                _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            },
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(value.to_owned());
        }
        rest = after;
    }
}
