//! The Worker around the banks: one Durable Object a bank, one row a transaction. The only file with a clock and randomness.

use crate::authority::Authority;
use crate::bank::{Bank, Kind};
use crate::book::Book;
use crate::home::{BankView, home};
use crate::http::{Method, Request};
use crate::operator::operate;
use crate::transaction::Transaction;
use serde::Deserialize;
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen::JsCast;
use worker::{
    Date, Delay, DurableObject, Env, Headers, RequestInit, SqlStorageValue, State, Stub, durable_object, event,
};

/// Larger than anything a provider is sent.
const BODY_MAX: usize = 64 * 1024;

#[event(fetch)]
async fn fetch(request: worker::Request, env: Env, _: worker::Context) -> worker::Result<worker::Response> {
    let path = request.path();
    let mut parts = path.trim_start_matches('/').split('/');
    let first = parts.next().unwrap_or_default();
    match first {
        "health" => worker::Response::from_json(&serde_json::json!({ "ok": true })),
        "" => front(&env).await,
        "authority" => env.durable_object("AUTHORITY")?.get_by_name("all")?.fetch_with_request(request).await,
        "control" | "book" | "panel" | "view" => pass(request, parts.next().unwrap_or_default(), &env).await,
        name => pass(request, name, &env).await,
    }
}

fn control_token(env: &Env) -> String {
    env.var("CONTROL_TOKEN").map_or_else(|_| "sandbox-control".to_owned(), |token| token.to_string())
}

fn object(env: &Env, kind: Kind) -> worker::Result<Stub> {
    env.durable_object("BANK")?.get_by_name(kind.name())
}

async fn pass(request: worker::Request, name: &str, env: &Env) -> worker::Result<worker::Response> {
    match Kind::named(name) {
        Some(kind) => object(env, kind)?.fetch_with_request(request).await,
        None => worker::Response::error("no such bank", 404),
    }
}

async fn front(env: &Env) -> worker::Result<worker::Response> {
    let token = control_token(env);
    let mut views = Vec::new();
    for kind in Kind::ALL {
        let headers = Headers::new();
        headers.set("authorization", &format!("Bearer {token}"))?;
        let mut init = RequestInit::new();
        init.with_headers(headers);
        let asked = worker::Request::new_with_init(&format!("https://bank/view/{}", kind.name()), &init)?;
        views.push(object(env, kind)?.fetch_with_request(asked).await?.json::<BankView>().await?);
    }
    worker::Response::from_html(home(&views, &token))
}

/// One bank.
#[durable_object(fetch)]
pub struct BankObject {
    state: State,
    control_token: String,
    bank: RefCell<Option<Bank>>,
}

#[derive(Deserialize)]
struct Row {
    body: String,
}

impl DurableObject for BankObject {
    fn new(state: State, env: Env) -> Self {
        Self { state, control_token: control_token(&env), bank: RefCell::new(None) }
    }

    async fn fetch(&self, mut request: worker::Request) -> worker::Result<worker::Response> {
        let asked = read(&mut request).await?;
        let now_ms = Date::now().as_millis();
        let entropy = entropy()?;
        // From here to the last write nothing is awaited: no other request sees a half-done one.
        let answer = {
            let mut slot = self.bank.borrow_mut();
            let bank = match slot.as_mut() {
                Some(bank) => bank,
                None => slot.insert(self.load(&asked)?),
            };
            let area = asked.path.trim_start_matches('/').split('/').next().unwrap_or_default();
            let answer = match area {
                "control" | "book" | "panel" | "view" => operate(bank, &asked, &self.control_token, now_ms),
                _ => bank.handle(&asked, now_ms, entropy),
            };
            self.save(bank)?;
            answer
        };
        send(answer).await
    }
}

impl BankObject {
    fn load(&self, asked: &Request) -> worker::Result<Bank> {
        let sql = self.state.storage().sql();
        sql.exec("CREATE TABLE IF NOT EXISTS transactions (id INTEGER PRIMARY KEY, body TEXT NOT NULL)", None)?;
        sql.exec("CREATE TABLE IF NOT EXISTS settings (id INTEGER PRIMARY KEY, body TEXT NOT NULL)", None)?;
        let kind = asked.path.split('/').find_map(Kind::named).ok_or("no such bank")?;
        let mut bank = Bank::new(kind);
        let rows: Vec<Row> = sql.exec("SELECT body FROM transactions ORDER BY id", None)?.to_array()?;
        let transactions: Vec<Transaction> =
            rows.iter().map(|row| serde_json::from_str(&row.body)).collect::<Result<_, _>>()?;
        bank.book = Book::from(transactions);
        let settings: Vec<Row> = sql.exec("SELECT body FROM settings", None)?.to_array()?;
        if let Some(row) = settings.first() {
            bank.settings = serde_json::from_str(&row.body)?;
        }
        Ok(bank)
    }

    fn save(&self, bank: &mut Bank) -> worker::Result<()> {
        let sql = self.state.storage().sql();
        let (cleared, changed) = bank.book.take_changed();
        if cleared {
            sql.exec("DELETE FROM transactions", None)?;
        }
        for row in changed {
            let id = SqlStorageValue::try_from_i64(i64::try_from(row.id).unwrap_or(i64::MAX))?;
            sql.exec(
                "INSERT OR REPLACE INTO transactions (id, body) VALUES (?, ?)",
                vec![id, serde_json::to_string(row)?.into()],
            )?;
        }
        let settings = serde_json::to_string(&bank.settings)?;
        sql.exec(
            "INSERT INTO settings (id, body) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET body = ?1 WHERE body <> ?1",
            vec![settings.into()],
        )?;
        Ok(())
    }
}

/// The authorities: one object, whose whole state is one row.
#[durable_object(fetch)]
pub struct AuthorityObject {
    state: State,
    control_token: String,
}

impl DurableObject for AuthorityObject {
    fn new(state: State, env: Env) -> Self {
        Self { state, control_token: control_token(&env) }
    }

    async fn fetch(&self, mut request: worker::Request) -> worker::Result<worker::Response> {
        let asked = read(&mut request).await?;
        let sql = self.state.storage().sql();
        sql.exec("CREATE TABLE IF NOT EXISTS authority (id INTEGER PRIMARY KEY, body TEXT NOT NULL)", None)?;
        let rows: Vec<Row> = sql.exec("SELECT body FROM authority", None)?.to_array()?;
        let mut authority: Authority =
            rows.first().map_or_else(|| Ok(Authority::default()), |row| serde_json::from_str(&row.body))?;
        let answer = authority.handle(&asked, Date::now().as_millis(), &self.control_token);
        let body = serde_json::to_string(&authority)?;
        sql.exec("INSERT OR REPLACE INTO authority (id, body) VALUES (1, ?)", vec![body.into()])?;
        send(answer).await
    }
}

async fn send(answer: crate::http::Response) -> worker::Result<worker::Response> {
    if answer.delay_ms > 0 {
        Delay::from(Duration::from_millis(answer.delay_ms)).await;
    }
    let headers = Headers::new();
    for (name, value) in &answer.headers {
        headers.set(name, value)?;
    }
    Ok(worker::Response::from_bytes(answer.body.into_bytes())?.with_status(answer.status).with_headers(headers))
}

async fn read(request: &mut worker::Request) -> worker::Result<Request> {
    let url = request.url()?;
    let method = match request.method() {
        worker::Method::Get => Method::Get,
        worker::Method::Post => Method::Post,
        _ => Method::Other,
    };
    let mut headers: Vec<(String, String)> = request.headers().entries().collect();
    // What a bank that names its own address goes by, where no proxy in front said it before.
    let authority = url.port().map_or_else(
        || url.host_str().unwrap_or_default().to_owned(),
        |port| format!("{}:{port}", url.host_str().unwrap_or_default()),
    );
    for (name, value) in [("host", authority.as_str()), ("x-forwarded-proto", url.scheme())] {
        if !headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
            headers.push((name.to_owned(), value.to_owned()));
        }
    }
    let mut body = request.bytes().await?;
    body.truncate(BODY_MAX);
    Ok(Request {
        method,
        path: url.path().to_owned(),
        query: url.query().unwrap_or_default().to_owned(),
        headers,
        body,
    })
}

fn entropy() -> worker::Result<[u8; 16]> {
    let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    let array = js_sys::Uint8Array::new_with_length(16);
    scope.crypto()?.get_random_values_with_array_buffer_view(&array)?;
    let mut bytes = [0; 16];
    array.copy_to(&mut bytes);
    Ok(bytes)
}
