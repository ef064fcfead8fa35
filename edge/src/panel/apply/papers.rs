//! Papers: taken from a form with a file, and handed out to the shop that handed them in.

use super::{Trouble, done, note, page, tell};
use crate::{
    api::Call,
    onboarding::{documents, store::Kept},
    panel::{Session, Stop, form::FileForm},
};
use dargah_engine::{
    onboarding::{
        Command,
        document::{self, BYTES_MAX, FileFault, Kind},
    },
    problem::{Code, Fault},
};
use dargah_panel::Done;
use worker::{D1Database, Request, Response};

/// A form has a file and a few words around it.
const BODY_MAX: usize = BYTES_MAX + 16 * 1024;

/// Takes a paper.
pub(super) async fn take(
    mut request: Request,
    session: &Session,
    db: &D1Database,
    mut kept: Kept,
    call: &Call,
) -> Result<Response, Stop> {
    let fields = match FileForm::read(&mut request, BODY_MAX, call).await {
        Ok(fields) => fields,
        Err(Stop::Fault(fault)) if fault.code == Code::BodyTooLarge => {
            return too_large(&request, session, &kept, call).await;
        }
        Err(stop) => return Err(stop),
    };
    session.check_csrf(fields.get("csrf").as_deref())?;
    let kind = fields.get("kind").as_deref().and_then(Kind::named).ok_or_else(|| Fault::from(Code::NotFound))?;
    let (name, bytes) = fields.file("file").await?;
    let file = match document::inspect(&name, &bytes) {
        Ok(file) => file,
        Err(fault) => return page::show(&request, session, &kept, Trouble::File(kind, fault.as_str()), call).await,
    };
    let document = documents::keep(&call.env, kind, file, bytes).await?;
    if let Some(refusal) = tell(&mut kept, session, db, call, Command::AddDocument(document.clone())).await? {
        // Nothing refers to it, so nothing of it stays.
        documents::forget(&call.env, &document).await?;
        return page::show(&request, session, &kept, Trouble::Refused(refusal), call).await;
    }
    note(db, session, &kept, "application.document_added").await?;
    done(Done::DocumentAdded)
}

/// A file that was too large to be read at all: which paper it was to be is in there, so the first that waits says so.
async fn too_large(request: &Request, session: &Session, kept: &Kept, call: &Call) -> Result<Response, Stop> {
    let open =
        Kind::ALL.into_iter().find(|kind| kept.application.document(*kind).is_none()).unwrap_or(Kind::NationalCard);
    page::show(request, session, kept, Trouble::File(open, FileFault::TooLarge.as_str()), call).await
}

/// Hands a paper out to the shop whose it is.
pub(super) async fn fetch(id: &str, kept: &Kept, call: &Call) -> Result<Response, Stop> {
    let held = kept
        .application
        .documents
        .iter()
        .find(|held| held.document.id == id)
        .ok_or_else(|| Fault::from(Code::NotFound))?;
    Ok(documents::hand_out(&call.env, &held.document).await?)
}
