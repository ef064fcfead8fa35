//! The panel, `/panel` for shops and `/admin` for operators: the way from a request to a page of `dargah-panel`.
//!
//! What lives here: reading forms, asking the engine, the rows of the database, and which page follows. What must not: a page's words
//! and markup (`dargah-panel`), and a rule of who may do what (`dargah_engine::member`).
//!
//! # How a page is served
//!
//! ```ignore
//! pub(super) async fn teapots(mut request: Request, call: &Call) -> Result<Response, Stop> {
//!     let session = session::must(&request, call).await?;      // else to the sign-in, and back
//!     session.must(Action::ManageSettings)?;                   // the role
//!     if request.inner().method() == "POST" {
//!         let form = Form::read(&mut request, call).await?;    // from a page of ours
//!         session.check_form(&form)?;                          // of this very session
//!         session.must_be_recent()?;                           // for what wants a fresh proof
//!         let db = db::of(&call.env).await?;
//!         …
//!         audit::note(&db, session.who(), Some(session.shop()?), "teapot.made", json!({ "id": id })).await?;
//!         return Ok(shell::see_other("/panel/teapots?done=made")?);
//!     }
//!     let shell = Shell::of(&request, &session, call).await?;
//!     let html = dargah_panel::teapots::teapots(&shell.frame(Section::Teapots), &view);
//!     Ok(shell::reply(html, 200, shell.lang)?)
//! }
//! ```
//!
//! Every error is a [`Stop`], which knows where it leads. The address is a row of `route.rs`, the function a line of [`answer`].

pub(crate) mod admin;
pub(crate) mod apply;
pub(crate) mod audit;
mod balance;
pub(crate) mod books;
mod cases;
mod confirm;
mod contracts;
mod day;
mod files;
pub(crate) mod form;
mod keys;
mod links;
mod log;
pub(crate) mod members;
mod overview;
pub(crate) mod pages;
mod passkeys;
mod payees;
mod payments;
pub(crate) mod payout_desk;
mod payouts;
mod people;
mod platform;
pub(crate) mod reconciliations;
mod refunds;
mod report;
mod routing;
mod security;
pub(crate) mod session;
mod settings;
pub(crate) mod shell;
mod sign_in;
pub(crate) mod stop;
mod team;
mod webhooks;
mod whose;

pub(crate) use form::Form;
pub(crate) use people::People;
pub(crate) use session::Session;
pub(crate) use shell::Shell;
pub(crate) use stop::Stop;

use crate::{api::Call, route::PeoplePage};
use stop::Asked;
use worker::{Request, Response, Result};

/// Answers a request for a page about people.
pub(crate) async fn answer(wanted: PeoplePage, request: Request, call: &Call) -> Result<Response> {
    let (asked, lang) = (Asked::of(&request, call), shell::asked_lang(&request));
    let is_for_script = matches!(
        wanted,
        PeoplePage::PasskeyIn(_) | PeoplePage::PasskeyOptions | PeoplePage::PasskeyMade | PeoplePage::ConfirmPasskey
    );
    let result = page(wanted, request, call).await;
    let mut response = if is_for_script { passkeys::answer(result, call) } else { stop::answer(result, &asked, call) }?;
    shell::keep_lang(lang, &mut response)?;
    Ok(response)
}

/// A page's answer, or where what stopped it leads, in the language that was asked for.
pub(crate) async fn shown(
    request: Request,
    call: &Call,
    page: impl AsyncFnOnce(Request, &Call) -> std::result::Result<Response, Stop>,
) -> Result<Response> {
    let (asked, lang) = (Asked::of(&request, call), shell::asked_lang(&request));
    let mut response = stop::answer(page(request, call).await, &asked, call)?;
    shell::keep_lang(lang, &mut response)?;
    Ok(response)
}

async fn page(wanted: PeoplePage, request: Request, call: &Call) -> std::result::Result<Response, Stop> {
    match wanted {
        PeoplePage::SignIn(door) => sign_in::begin(request, door, call).await,
        PeoplePage::Code(door) => sign_in::code(request, door, call).await,
        PeoplePage::PasskeyIn(door) => passkeys::sign_in(request, door, call).await,
        PeoplePage::KeyIn => sign_in::by_key(request, call).await,
        PeoplePage::PasskeyOptions => passkeys::options(request, call).await,
        PeoplePage::SignOut => sign_in::sign_out(request, call).await,
        PeoplePage::Security => security::look(request, call).await,
        PeoplePage::PasskeyMade => passkeys::add(request, call).await,
        PeoplePage::PasskeyRemove => security::remove_passkey(request, call).await,
        PeoplePage::SessionEnd => security::end_sessions(request, call).await,
        PeoplePage::Switch => security::switch(request, call).await,
        PeoplePage::Confirm => confirm::confirm(request, call).await,
        PeoplePage::ConfirmCode => confirm::send(request, call).await,
        PeoplePage::ConfirmPasskey => passkeys::confirm(request, call).await,
        PeoplePage::Team(door) => team::look(request, door, call).await,
        PeoplePage::TeamFile(door) => team::file(request, door, call).await,
        PeoplePage::Invite(door) => team::invite(request, door, call).await,
        PeoplePage::Withdraw(door) => team::withdraw(request, door, call).await,
        PeoplePage::Role => team::change_role(request, call).await,
        PeoplePage::Remove(door) => team::remove(request, door, call).await,
        PeoplePage::Invitations => team::invitations(request, call).await,
        PeoplePage::Audit => log::look(request, call).await,
        PeoplePage::AuditFile => log::csv(request, call).await,
    }
}
