//! `/admin/payouts`: the operator approves what shops ask for, makes files for the bank, and takes its statement in.

mod one;

use super::{
    Form, Session, Shell, Stop, audit,
    form::FileForm,
    members,
    pages::{missing, param},
    payouts::masked,
    session, shell,
};
use crate::{
    api::{self, Call},
    books::{
        KeptFile, KeptPayout,
        payouts::{self, Answer, Made},
    },
    db,
    ledger::unavailable,
    reply,
};
use dargah_engine::{
    books::rules::PayoutSource,
    member::{Action, MemberId},
    payout::{BatchFile, NextFile, Payout, Preparer, Stage},
    problem::{Code, Fault},
    reconcile::{FileFault, FileProblem},
    request::PayoutFormat,
};
use dargah_panel::{
    Done, Section,
    frame::with,
    part::{Page, Wrong},
    payouts::{
        desk::{self as page, By, Desk, Row},
        statement,
    },
    reconciliation::file_fault,
};
use dargah_wire::{PayoutFileView, ShopName};
use serde_json::json;
use std::collections::BTreeMap;
use worker::{Request, Response};

/// Payouts of a page of the history.
const PAGE: u32 = 25;

/// Those that wait for approval, on one page: who approves works from the oldest request on.
const QUEUE: u32 = 100;

/// Files that are shown.
const FILES: u32 = 20;

/// What is asked for at the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// The queue, the files, the history.
    Desk,
    /// One payout, by id.
    One(String),
    /// What is done with it: its id and the deed.
    Act(String, String),
    /// Files are made of what is approved.
    MakeFiles,
    /// A file: its id and its form.
    File(String, String),
    /// A bank's statement.
    Statement,
}

/// Answers it.
pub(crate) async fn answer(ask: Ask, request: Request, call: &Call) -> worker::Result<Response> {
    super::shown(request, call, async |request, call| served(ask, request, call).await).await
}

async fn served(wanted: Ask, request: Request, call: &Call) -> Result<Response, Stop> {
    let session = session::must(&request, call).await?;
    session.must(Action::ApprovePayouts)?;
    let shell = Shell::of(&request, &session, call).await?;
    let at = At { shell, session: &session, call };
    match wanted {
        Ask::Desk => at.desk(&request, &Wrong::none()).await,
        Ask::One(id) => at.one(&id, "", &Wrong::none()).await,
        Ask::Act(id, act) => at.act(request, &id, &act).await,
        Ask::MakeFiles => at.make_files(request).await,
        Ask::File(id, format) => at.file(&id, &format).await,
        Ask::Statement => at.statement(request).await,
    }
}

/// Somebody at the desk of payouts.
struct At<'a> {
    shell: Shell<'a>,
    session: &'a Session,
    call: &'a Call,
}

impl At<'_> {
    async fn ask<A: serde::de::DeserializeOwned>(&self, wish: payouts::Ask) -> Result<A, Stop> {
        Ok(payouts::ask(&self.call.env, self.shell.mode, wish).await.map_err(unavailable)?)
    }

    fn reply(&self, html: String, status: u16) -> Result<Response, Stop> {
        Ok(shell::reply(html, status, self.shell.lang)?)
    }

    /// Leads on to a page in the same mode, which says what was done.
    fn done(&self, path: &str, done: Done) -> Result<Response, Stop> {
        let page = self.shell.frame(Section::PayoutDesk).at(path);
        Ok(shell::see_other(&with(&page, "done", done.word()))?)
    }

    /// Reads a form of this session's.
    async fn form(&self, mut request: Request) -> Result<Form, Stop> {
        let form = Form::read(&mut request, self.call).await?;
        self.session.check_form(&form)?;
        Ok(form)
    }

    async fn note(&self, what: &'static str, details: serde_json::Value) -> Result<(), Stop> {
        let db = db::of(&self.call.env).await.map_err(unavailable)?;
        Ok(audit::note(&db, self.session.who(), None, what, details).await?)
    }

    /// The numbers of those who have to do with these payouts, as far as a list shows them.
    async fn people(&self, payouts: &[Payout]) -> Result<BTreeMap<MemberId, String>, Stop> {
        let db = db::of(&self.call.env).await.map_err(unavailable)?;
        let mut people: Vec<&MemberId> = payouts.iter().flat_map(people_of).collect();
        people.sort_unstable();
        people.dedup();
        Ok(members::masked(&db, &people).await.map_err(unavailable)?)
    }

    async fn desk(&self, request: &Request, wrong: &Wrong) -> Result<Response, Stop> {
        let asked = param(request, "stage");
        let stage = Stage::ALL.iter().copied().find(|stage| stage.as_str() == asked);
        let before: Option<u32> = param(request, "cursor").parse().ok();
        let waiting = payouts::Ask::All { stage: Some(Stage::Prepared), before: None, limit: QUEUE };
        let (queue, next, files, all) = futures_util::join!(
            self.ask::<Vec<KeptPayout>>(waiting),
            self.ask::<Answer<Made>>(payouts::Ask::Next),
            self.ask::<Vec<KeptFile>>(payouts::Ask::Files { before: None, limit: FILES }),
            self.ask::<Vec<KeptPayout>>(payouts::Ask::All { stage, before, limit: PAGE })
        );
        let (mut queue, all) = (queue?, all?);
        queue.reverse();
        let next_page = all.last().map(|kept| kept.number);
        let next_page = next_page.filter(|number| u32::try_from(all.len()) == Ok(PAGE) && *number > 1);
        let (queue, all) = (payouts_of(&queue)?, payouts_of(&all)?);
        let people = self.people(&[queue.as_slice(), all.as_slice()].concat()).await?;
        let rows = |payouts: &[Payout]| payouts.iter().map(|one| self.row(one, &people)).collect::<Vec<Row>>();
        let (queue, all) = (rows(&queue), rows(&all));
        let made = next?.unwrap_or(Made { files: Vec::new(), left: Vec::new() });
        let next: Vec<PayoutFileView> = made.files.iter().map(NextFile::view).collect();
        let left: Vec<_> = made.left.iter().map(|(id, why)| (id.to_string(), *why)).collect();
        let files: Vec<PayoutFileView> = files?.iter().map(|kept| kept.file.view()).collect();
        let cursor = next_page.map(|number| number.to_string());
        let view = Desk {
            is_set_up: self.call.world.terms.house().is_some(),
            queue: &queue,
            next: &next,
            left: &left,
            files: &files,
            rows: &all,
            stage,
            page: Page { next: cursor.as_deref(), is_later: before.is_some() },
            wrong,
        };
        let status = if wrong.is_empty() { 200 } else { 422 };
        self.reply(page::desk(&self.shell.frame(Section::PayoutDesk), &view), status)
    }

    fn row(&self, payout: &Payout, people: &BTreeMap<MemberId, String>) -> Row {
        Row {
            id: payout.prepared.id.to_string(),
            at: payout.prepared_at.0,
            shop: self.shop(payout),
            owner: owner(payout),
            amount: payout.prepared.amount.get(),
            to: masked(&payout.prepared.to),
            by: by(payout, people),
            stage: payout.stage,
        }
    }

    fn shop(&self, payout: &Payout) -> Option<ShopName> {
        let PayoutSource::Party(party) = &payout.prepared.source else { return None };
        self.call.world.shops.get(&party.shop).map(|shop| (&shop.name).into())
    }

    async fn make_files(&self, request: Request) -> Result<Response, Stop> {
        self.form(request).await?;
        let made: Answer<Made> = self.ask(payouts::Ask::MakeFiles).await?;
        let made = made.map_err(Fault::from)?;
        if made.files.is_empty() {
            return self.done("/admin/payouts", Done::NoFiles);
        }
        let ids: Vec<String> = made.files.iter().map(|file| file.batch.id()).collect();
        self.note("payouts.filed", json!({ "files": ids, "mode": self.shell.mode })).await?;
        self.done("/admin/payouts", Done::FilesMade)
    }

    async fn file(&self, id: &str, format: &str) -> Result<Response, Stop> {
        let (format, kind) = match format {
            "ccti" => (PayoutFormat::Ccti, "application/xml; charset=utf-8"),
            "csv" => (PayoutFormat::Csv, "text/csv; charset=utf-8"),
            _ => return Err(missing()),
        };
        let locale = self.shell.lang.locale();
        let BatchFile { name, text } = api::batch_file(self.call, self.shell.mode, id, format, locale).await?;
        Ok(reply::file(Response::from_bytes(text.into_bytes())?, kind, &name)?)
    }

    async fn statement(&self, mut request: Request) -> Result<Response, Stop> {
        let lang = self.shell.lang;
        let too_large = || Wrong::one("file", &file_fault(lang, FileFault::TooLarge.as_str(), 0, 0, ""));
        // A form has a file and a few words around it.
        let form = match FileForm::read(&mut request, api::STATEMENT_MAX + 16 * 1024, self.call).await {
            Ok(form) => form,
            Err(Stop::Fault(fault)) if fault.code == Code::BodyTooLarge => {
                return self.desk(&request, &too_large()).await;
            }
            Err(stop) => return Err(stop),
        };
        self.session.check_csrf(form.get("csrf").as_deref())?;
        let (_, bytes) = form.file("file").await?;
        if bytes.is_empty() {
            let wrong = Wrong::one("file", lang.either("پرونده‌ای انتخاب نشده است.", "No file was chosen."));
            return self.desk(&request, &wrong).await;
        }
        let rows = match api::read_rows(self.call, &bytes)? {
            Ok(rows) => rows,
            Err(FileProblem { fault, line, column, about }) => {
                let wrong = Wrong::one("file", &file_fault(lang, fault.as_str(), line, column, &about));
                return self.desk(&request, &wrong).await;
            }
        };
        let taken = api::take_rows(self.call, self.shell.mode, rows).await?;
        let details = json!({
            "mode": self.shell.mode, "settled": taken.settled, "returned": taken.returned, "cases": taken.cases,
        });
        self.note("statement.taken", details).await?;
        self.reply(statement::taken(&self.shell.frame(Section::PayoutDesk), &taken), 200)
    }
}

fn payouts_of(kept: &[KeptPayout]) -> worker::Result<Vec<Payout>> {
    kept.iter().map(KeptPayout::payout).collect()
}

fn people_of(payout: &Payout) -> impl Iterator<Item = &MemberId> {
    let asked = match &payout.prepared.by {
        Preparer::Member(member) => Some(member),
        Preparer::Key | Preparer::Owner | Preparer::Service => None,
    };
    asked.into_iter().chain(&payout.approved_by)
}

/// Somebody's number; the id of one who has none.
fn number(member: &MemberId, people: &BTreeMap<MemberId, String>) -> String {
    people.get(member).cloned().unwrap_or_else(|| member.to_string())
}

fn by(payout: &Payout, people: &BTreeMap<MemberId, String>) -> By {
    match &payout.prepared.by {
        Preparer::Member(member) => By::Person(number(member, people)),
        Preparer::Key => By::Key,
        Preparer::Owner => By::Owner,
        Preparer::Service => By::Service,
    }
}

fn owner(payout: &Payout) -> String {
    match &payout.prepared.source {
        PayoutSource::Party(party) => party.to_string(),
        PayoutSource::Wallet(wallet) => wallet.to_string(),
    }
}
