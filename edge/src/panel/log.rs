//! `/admin/audit`: the log as the operator sees it, whether its chain holds, and all of it as CSV.

use super::{Shell, Stop, session, shell};
use crate::{
    api::Call,
    db::{self, int},
    export::{self, Pages},
    page::language::said,
};
use dargah_engine::{
    member::{
        Action, MemberId, Mobile,
        audit::{Broken, Entry, Head, Link, Who, verify},
    },
    problem::Code,
    report::Csv,
};
use dargah_panel::{
    Section,
    audit::{self as page, Audit, Chain},
    part::Page,
};
use dargah_words::Locale;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use worker::{D1Database, Request, Response};

/// How many entries a page has.
const PAGE: usize = 50;

/// How many are read at a time where all are.
const PART: i64 = 1_000;

#[derive(Deserialize)]
struct Row {
    seq: i64,
    text: String,
    hash: String,
}

impl Row {
    fn entry(&self) -> Option<Entry> {
        serde_json::from_str(&self.text).ok()
    }
}

/// `GET /admin/audit`
pub(super) async fn look(request: Request, call: &Call) -> Result<Response, Stop> {
    let session = session::must(&request, call).await?;
    session.must(Action::Audit)?;
    let cursor = match said(&request, "cursor") {
        None => None,
        Some(text) => Some(text.parse::<i64>().map_err(|_| Stop::from(Code::QueryInvalid))?),
    };
    let db = db::of(&call.env).await?;
    let sql = "SELECT seq, text, hash FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?";
    let size = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let mut rows: Vec<Row> = db::rows(&db, sql, &[int(cursor.unwrap_or(1 << 52)), int(size + 1)]).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|row| row.seq.to_string());
    let people = people(&db).await?;
    let entries: Vec<Entry> = rows.iter().filter_map(Row::entry).collect();
    let facts: Vec<_> = entries.iter().map(facts).collect();
    let shown: Vec<_> = entries.iter().zip(&facts).map(|(entry, facts)| shown(entry, facts, &people)).collect();
    let chain = chain(&db).await?;
    let chain = match &chain {
        Ok(head) => Chain::Holds { count: head.seq, hash: &head.hash },
        Err(broken) => Chain::Broken { seq: broken.seq },
    };
    let view = Audit { entries: &shown, chain, page: Page { next: next.as_deref(), is_later: cursor.is_some() } };
    let shell = Shell::of(&request, &session, call).await?;
    Ok(shell::reply(page::audit(&shell.frame(Section::Audit), &view), 200, shell.lang)?)
}

/// What else is known of it, each with its name.
fn facts(entry: &Entry) -> Vec<(&str, String)> {
    let said = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    entry.details.iter().map(|(name, value)| (name.as_str(), said(value))).collect()
}

fn details(entry: &Entry) -> String {
    serde_json::to_string(&entry.details).unwrap_or_default()
}

fn shown<'a>(
    entry: &'a Entry,
    details: &'a [(&'a str, String)],
    people: &'a BTreeMap<MemberId, String>,
) -> page::Entry<'a> {
    let who = match &entry.who {
        Who::Member(member) => page::Who::Person(people.get(member).map_or_else(|| member.as_str(), String::as_str)),
        Who::OperatorKey => page::Who::Key,
        Who::Service => page::Who::Service,
    };
    page::Entry {
        seq: entry.seq,
        at: entry.at.0,
        who,
        shop: entry.shop.as_ref().map(dargah_engine::id::ShopId::as_str),
        what: &entry.what,
        details,
    }
}

#[derive(Deserialize)]
struct Person {
    id: MemberId,
    mobile: Mobile,
}

/// Everybody's number, masked.
async fn people(db: &D1Database) -> worker::Result<BTreeMap<MemberId, String>> {
    let rows: Vec<Person> = db::rows(db, "SELECT id, mobile FROM member WHERE mobile IS NOT NULL", &[]).await?;
    Ok(rows.into_iter().map(|person| (person.id, person.mobile.masked())).collect())
}

/// A part of the log after `seq`, in order.
async fn part(db: &D1Database, seq: i64) -> worker::Result<Vec<Row>> {
    db::rows(db, "SELECT seq, text, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?", &[int(seq), int(PART)]).await
}

/// Whether the whole chain holds, part by part.
async fn chain(db: &D1Database) -> worker::Result<Result<Head, Broken>> {
    let mut head = Head::default();
    loop {
        let links: Vec<Link> =
            part(db, head.seq).await?.into_iter().map(|row| Link { text: row.text, hash: row.hash }).collect();
        if links.is_empty() {
            return Ok(Ok(head));
        }
        match verify(head, &links) {
            Ok(on) => head = on,
            Err(broken) => return Ok(Err(broken)),
        }
    }
}

/// Where the file goes on.
struct Rest {
    db: D1Database,
    csv: Csv,
    seq: i64,
}

impl Pages for Rest {
    async fn page(&mut self, text: &mut String) -> worker::Result<bool> {
        let rows = part(&self.db, self.seq).await?;
        for row in &rows {
            self.csv.line(text, &cells(row).each_ref().map(String::as_str));
        }
        self.seq = rows.last().map_or(self.seq, |row| row.seq);
        Ok(!rows.is_empty())
    }
}

/// `GET /admin/audit.csv`: every entry with its hash, so that the chain can be checked elsewhere, for which its words are the stored ones
/// in either language.
pub(super) async fn csv(request: Request, call: &Call) -> Result<Response, Stop> {
    let session = session::must(&request, call).await?;
    session.must(Action::Audit)?;
    let csv = Csv::new(Locale::En);
    let heads = ["seq", "at", "who", "shop", "what", "details", "hash", "text"].map(|head| (head, head));
    let rest = Rest { db: db::of(&call.env).await?, csv, seq: 0 };
    Ok(export::csv("audit.csv", csv.begin(&heads), rest).await?)
}

fn cells(row: &Row) -> [String; 8] {
    let entry = row.entry();
    let who = entry.as_ref().map_or_else(String::new, |entry| match &entry.who {
        Who::Member(member) => member.to_string(),
        Who::OperatorKey => "operator_key".to_owned(),
        Who::Service => "service".to_owned(),
    });
    let (at, shop, what, details) = entry.as_ref().map_or_else(Default::default, |entry| {
        let shop = entry.shop.as_ref().map_or_else(String::new, ToString::to_string);
        (entry.at.iso8601(), shop, entry.what.clone(), details(entry))
    });
    [row.seq.to_string(), at, who, shop, what, details, row.hash.clone(), row.text.clone()]
}
