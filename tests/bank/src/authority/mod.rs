//! The authorities that a shop's way in leads to, as a sandbox: two services that ask the state's registries (Jibit, Zohal), the
//! registrar of merchants (Shaparak), and a resolver of names. Written from what is public of them; nothing of it asks anybody.
//!
//! The last digit of the number that is asked about says what comes of it: 0 to 5 it is so, 6 it is not, 7 it is unknown, 8 the
//! registry is down, 9 it is so and takes its time. Whole services break by a switch ([`Settings`]).

mod jibit;
mod registrar;
mod zohal;

use crate::http::{Method, Request, Response, field};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub use registrar::Filed;

/// How a service is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// It works.
    #[default]
    Ok,
    /// HTTP 503, nothing is done.
    Down,
    /// The work is done and the answer lost.
    Lost,
    /// Nothing for as long as `slow_ms`, then HTTP 504; nothing is done.
    Hang,
    /// HTTP 200 and a web page.
    Html,
    /// The caller's key is nobody's.
    Stranger,
    /// The caller's credit is used up.
    NoCredit,
}

/// What is set to go wrong, and how long things take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Jibit's mood.
    pub jibit: Mood,
    /// Zohal's mood.
    pub zohal: Mood,
    /// The registrar's mood.
    pub registrar: Mood,
    /// How long the registrar takes to accept, milliseconds.
    pub accept_after_ms: u64,
    /// Whether an inquiry behind the registrar is down, so that requests stay delayed.
    pub delayed: bool,
    /// The code with which the registrar refuses what comes now; 0 for none.
    pub refuse: i32,
    /// How late "slow" is, milliseconds.
    pub slow_ms: u64,
    /// TXT records by name.
    pub records: BTreeMap<String, String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            jibit: Mood::Ok,
            zohal: Mood::Ok,
            registrar: Mood::Ok,
            accept_after_ms: 3_000,
            delayed: false,
            refuse: 0,
            slow_ms: 2_000,
            records: BTreeMap::new(),
        }
    }
}

/// All of them, whole.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Authority {
    /// What is set.
    pub settings: Settings,
    /// Everything that was filed at the registrar.
    pub filed: Vec<Filed>,
    /// How often each service was asked.
    pub asked: BTreeMap<String, u64>,
}

/// What a registry finds of a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Yes,
    No,
    Nobody,
    Down,
    Slowly,
}

/// By the last digit.
fn found(number: &str) -> Found {
    match number.bytes().next_back() {
        Some(b'6') => Found::No,
        Some(b'7') => Found::Nobody,
        Some(b'8') => Found::Down,
        Some(b'9') => Found::Slowly,
        _ => Found::Yes,
    }
}

impl Authority {
    /// Answers a request to `/authority/…`; `token` is the operator's.
    pub fn handle(&mut self, request: &Request, now_ms: u64, token: &str) -> Response {
        let path = request.path.trim_start_matches("/authority");
        let (area, rest) = path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
        match area {
            "control" => self.control(request, token),
            "dns" => self.resolve(request),
            "jibit" => {
                let mood = self.count(area, self.settings.jibit);
                self.moody(mood, |this| jibit::answer(request, rest, &this.settings))
            }
            "zohal" => {
                let mood = self.count(area, self.settings.zohal);
                self.moody(mood, |this| zohal::answer(request, rest, &this.settings))
            }
            "merchant" => {
                let mood = self.count(area, self.settings.registrar);
                self.moody(mood, |this| registrar::answer(this, request, rest, now_ms))
            }
            _ => Response::new(404, "text/plain", "nothing is here"),
        }
    }

    fn count(&mut self, area: &str, mood: Mood) -> Mood {
        *self.asked.entry(area.to_owned()).or_default() += 1;
        mood
    }

    fn moody(&mut self, mood: Mood, work: impl FnOnce(&mut Self) -> Response) -> Response {
        let broken = |status| Response::html(status, "<html><body>busy</body></html>");
        match mood {
            Mood::Down => broken(503),
            Mood::Hang => broken(504).after(self.settings.slow_ms),
            Mood::Html => broken(200),
            Mood::Lost => {
                drop(work(self));
                broken(500)
            }
            Mood::Ok | Mood::Stranger | Mood::NoCredit => work(self),
        }
    }

    fn control(&mut self, request: &Request, token: &str) -> Response {
        if request.header("authorization") != Some(&format!("Bearer {token}")) {
            return Response::json(401, &json!({ "error": "the operator's token is missing" }));
        }
        if request.method == Method::Post {
            let wanted: Result<Value, _> = serde_json::from_slice(&request.body);
            let mut all = serde_json::to_value(&self.settings).unwrap_or_default();
            match (wanted, all.as_object_mut()) {
                (Ok(Value::Object(changes)), Some(known)) => known.extend(changes),
                _ => return Response::json(400, &json!({ "error": "an object is wanted" })),
            }
            match serde_json::from_value(all) {
                Ok(settings) => self.settings = settings,
                Err(problem) => return Response::json(400, &json!({ "error": problem.to_string() })),
            }
        }
        Response::json(200, &json!({ "settings": self.settings, "filed": self.filed, "asked": self.asked }))
    }

    /// DNS over HTTPS in JSON.
    fn resolve(&self, request: &Request) -> Response {
        let fields = request.query_fields();
        let name = field(&fields, "name").unwrap_or_default();
        match self.settings.records.get(name) {
            Some(text) => {
                let record = json!({ "name": name, "type": 16, "TTL": 60, "data": format!("\"{text}\"") });
                Response::json(200, &json!({ "Status": 0, "Answer": [record] }))
            }
            None => Response::json(200, &json!({ "Status": 3 })),
        }
    }
}
