//! `/panel/apply`: a shop's way in, as its owner goes it. What is asked for is told to the application; what follows is the
//! engine's to say, and what is due is done before the page is shown again.

mod page;
mod papers;
mod start;
mod test_payment;
pub(super) mod views;

use super::{Form, Session, Stop, session, shell};
use crate::{
    api::Call,
    db,
    onboarding::{
        store::{self, Kept, No},
        work,
    },
    panel::audit,
};
use dargah_engine::{
    member::{Action, Place},
    onboarding::{Actor, Check, Command, Refusal, form},
    problem::{Code, Fault},
};
use dargah_panel::{Done, apply};
use page::Trouble;
use serde_json::json;
use worker::{D1Database, Request, Response};

/// What is asked for under `/panel/apply`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// The page; the form is sent here too.
    Page,
    /// A shop is made.
    Start,
    /// The form to be put right.
    Correct,
    /// A paper is handed in.
    Document,
    /// A paper is fetched.
    Fetch(String),
    /// One of the small forms.
    Act(String),
}

/// Answers it.
pub(crate) async fn answer(ask: Ask, request: Request, call: &Call) -> worker::Result<Response> {
    super::shown(request, call, async |request, call| served(ask, request, call).await).await
}

async fn served(ask: Ask, mut request: Request, call: &Call) -> Result<Response, Stop> {
    let session = session::must(&request, call).await?;
    session.must(Action::Apply)?;
    let posted = request.inner().method() == "POST";
    if session.place == Place::Nowhere {
        return match ask {
            Ask::Start if posted => start::make(request, &session, call).await,
            Ask::Page | Ask::Start => start::page(&request, &session, call).await,
            _ => Err(Stop::NoShop),
        };
    }
    let db = db::of(&call.env).await?;
    let mut kept = store::of_shop(&db, session.shop()?).await?;
    match ask {
        Ask::Start => Ok(shell::see_other("/panel/apply")?),
        Ask::Fetch(id) => papers::fetch(&id, &kept, call).await,
        Ask::Document => papers::take(request, &session, &db, kept, call).await,
        Ask::Correct if posted => correct(request, &session, &db, kept, call).await,
        Ask::Correct => page::correct(&request, &session, &kept, None, Trouble::None, call).await,
        Ask::Page if posted => fill_in(request, &session, &db, kept, call).await,
        Ask::Page => {
            work::advance(&call.env, &call.world, &db, &mut kept).await?;
            page::show(&request, &session, &kept, Trouble::None, call).await
        }
        Ask::Act(act) => {
            let form = Form::read(&mut request, call).await?;
            session.check_form(&form)?;
            small(&act, &form, &request, &session, &db, kept, call).await
        }
    }
}

/// Tells the application something in the owner's name.
async fn tell(
    kept: &mut Kept,
    session: &Session,
    db: &D1Database,
    call: &Call,
    command: Command,
) -> Result<Option<Refusal>, Stop> {
    match kept.tell(db, &call.world, &Actor::Shop(session.member.as_str().to_owned()), command).await {
        Ok(()) => Ok(None),
        Err(No::Refused(refusal)) => Ok(Some(refusal)),
        Err(No::Broken(problem)) => Err(problem.into()),
    }
}

/// What was typed into the form.
fn typed(form: &Form) -> form::Typed {
    let field = |name: &&'static str| Some(((*name).to_owned(), form.get(name)?.to_owned()));
    form::FIELDS.iter().filter_map(field).collect()
}

/// The form: kept as it is, and handed in if that is wanted and it is whole.
async fn fill_in(
    mut request: Request,
    session: &Session,
    db: &D1Database,
    mut kept: Kept,
    call: &Call,
) -> Result<Response, Stop> {
    let form = Form::read(&mut request, call).await?;
    session.check_form(&form)?;
    let typed = typed(&form);
    if let Some(refusal) = tell(&mut kept, session, db, call, Command::Draft(typed.clone())).await? {
        return page::show(&request, session, &kept, Trouble::Refused(refusal), call).await;
    }
    if form.get("act") != Some("submit") {
        return done(Done::Drafted);
    }
    match form::read(&typed, &call.world.links, crate::world::now()) {
        Err(faults) => {
            let faults = faults.iter().map(|fault| (fault.field, fault.code)).collect();
            page::show(&request, session, &kept, Trouble::Fields(faults), call).await
        }
        Ok(whole) => match tell(&mut kept, session, db, call, Command::Submit(Box::new(whole))).await? {
            Some(refusal) => page::show(&request, session, &kept, Trouble::Refused(refusal), call).await,
            None => {
                note(db, session, &kept, "application.submitted").await?;
                work::advance(&call.env, &call.world, db, &mut kept).await?;
                done(Done::Submitted)
            }
        },
    }
}

/// The form, put right after it was let pass.
async fn correct(
    mut request: Request,
    session: &Session,
    db: &D1Database,
    mut kept: Kept,
    call: &Call,
) -> Result<Response, Stop> {
    let form = Form::read(&mut request, call).await?;
    session.check_form(&form)?;
    let typed = typed(&form);
    match form::read(&typed, &call.world.links, crate::world::now()) {
        Err(faults) => {
            let faults = faults.iter().map(|fault| (fault.field, fault.code)).collect();
            page::correct(&request, session, &kept, Some(typed), Trouble::Fields(faults), call).await
        }
        Ok(whole) => match tell(&mut kept, session, db, call, Command::Correct(Box::new(whole))).await? {
            Some(refusal) => {
                page::correct(&request, session, &kept, Some(typed), Trouble::Refused(refusal), call).await
            }
            None => {
                note(db, session, &kept, "application.corrected").await?;
                work::advance(&call.env, &call.world, db, &mut kept).await?;
                done(Done::Corrected)
            }
        },
    }
}

/// The small forms: one button, or one text.
async fn small(
    act: &str,
    form: &Form,
    request: &Request,
    session: &Session,
    db: &D1Database,
    mut kept: Kept,
    call: &Call,
) -> Result<Response, Stop> {
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let (command, noted, after) = match act {
        "site" => (Command::CheckSite, "application.site_checked", Done::SiteChecked),
        "check" => {
            let check = form.get("check").and_then(Check::named).ok_or_else(|| Fault::from(Code::NotFound))?;
            (Command::AskAgain(check), "application.asked_again", Done::AskedAgain)
        }
        "contract" if form.get("agree") != Some("yes") => {
            return page::show(request, session, &kept, Trouble::NotAgreed, call).await;
        }
        "contract" => {
            // A signature: who accepts has just shown who they are.
            session.must_be_recent()?;
            (
                Command::AcceptContract { fingerprint: text("fingerprint") },
                "application.contract_accepted",
                Done::ContractAccepted,
            )
        }
        "message" => (Command::Say(text("says")), "application.message", Done::MessageSent),
        "reopen" => (Command::Reopen, "application.reopened", Done::Reopened),
        "payment" => return test_payment::make(&kept, call).await,
        "paid" => {
            work::advance(&call.env, &call.world, db, &mut kept).await?;
            let live = kept.application.tested.is_some();
            return if live { Ok(shell::see_other("/panel/apply")?) } else { done(Done::NotPaidYet) };
        }
        _ => return Err(Code::NotFound.into()),
    };
    if let Some(refusal) = tell(&mut kept, session, db, call, command).await? {
        return page::show(request, session, &kept, Trouble::Refused(refusal), call).await;
    }
    note(db, session, &kept, noted).await?;
    work::advance(&call.env, &call.world, db, &mut kept).await?;
    done(after)
}

async fn note(db: &D1Database, session: &Session, kept: &Kept, what: &'static str) -> Result<(), Stop> {
    Ok(audit::note(db, session.who(), Some(&kept.shop), what, json!({ "application": kept.id })).await?)
}

fn done(what: Done) -> Result<Response, Stop> {
    Ok(shell::see_other(&format!("/panel/apply?done={}", what.word()))?)
}

/// What a field of the first page is called, and its fault.
type Faults = Vec<(&'static str, &'static str)>;

/// The typed form, as the page takes it.
fn for_page(typed: &form::Typed) -> apply::Typed {
    typed.clone()
}
