//! Papers: taken from a form with a file, and handed out to the shop that handed them in.

use super::{Trouble, done, note, page, tell};
use crate::{
    api::Call,
    body,
    onboarding::{documents, store::Kept},
    panel::{Session, Stop, form},
};
use dargah_engine::{
    onboarding::{
        Command,
        document::{self, BYTES_MAX, FileFault, Kind},
    },
    problem::{Code, Fault},
};
use dargah_panel::Done;
use worker::{D1Database, FormEntry, Headers, Method, Request, RequestInit, Response};

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
    form::must_be_ours(&request, call)?;
    let kind = request.headers().get("content-type")?.unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("multipart/form-data") {
        return Err(Code::ContentTypeUnsupported.into());
    }
    // The platform's reader of such forms is given no more than we have counted.
    let read = match body::read(&mut request, BODY_MAX).await {
        Ok(read) => read,
        Err(fault) if fault.code == Code::BodyTooLarge => return too_large(&request, session, &kept, call).await,
        Err(fault) => return Err(fault.into()),
    };
    let headers = Headers::new();
    headers.set("content-type", &kind)?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_body(Some(js_sys::Uint8Array::from(read.as_slice()).into()));
    let broken = |_| Stop::from(Fault::new(Code::BodyInvalid, "this is not a form with a file"));
    let fields = Request::new_with_init("https://form/", &init)?.form_data().await.map_err(broken)?;
    session.check_csrf(fields.get_field("csrf").as_deref())?;
    let kind = fields.get_field("kind").as_deref().and_then(Kind::named).ok_or_else(|| Fault::from(Code::NotFound))?;
    let (name, bytes) = match fields.get("file") {
        Some(FormEntry::File(file)) => (file.name(), file.bytes().await?),
        _ => (String::new(), Vec::new()),
    };
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
