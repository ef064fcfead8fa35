//! Papers in the bucket `DOCUMENTS`: put under a name that nobody guesses, and handed out as a file to be saved, whatever is in it.

use crate::{reply, world};
use dargah_engine::{
    id::letters,
    onboarding::{Document, document},
    problem::{Code, Fault},
    seal::sha256_hex,
};
use worker::{Env, HttpMetadata, Response, Result};

/// Keeps a file. Its type is what its content says.
pub(crate) async fn keep(env: &Env, kind: document::Kind, file: document::Type, bytes: Vec<u8>) -> Result<Document> {
    let id = format!("doc_{}", letters(world::entropy()?));
    let sha256 = sha256_hex(&bytes);
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let metadata = HttpMetadata { content_type: Some(file.media().to_owned()), ..HttpMetadata::default() };
    env.bucket("DOCUMENTS")?.put(&id, bytes).http_metadata(metadata).execute().await?;
    Ok(Document { id, kind, file, bytes: length, sha256 })
}

/// A file, to be saved: no browser shows or runs it.
pub(crate) async fn hand_out(env: &Env, document: &Document) -> std::result::Result<Response, Fault> {
    let internal = crate::api::internal;
    let found = env.bucket("DOCUMENTS").map_err(internal)?.get(&document.id).execute().await.map_err(internal)?;
    let body = found.as_ref().and_then(worker::Object::body).ok_or_else(|| Fault::from(Code::NotFound))?;
    let bytes = body.bytes().await.map_err(internal)?;
    let name = format!("{}-{}.{}", document.kind.as_str(), document.id, document.file.ending());
    let response = Response::from_bytes(bytes).map_err(internal)?;
    reply::file(response, document.file.media(), &name).map_err(internal)
}

/// Takes away a file that nothing refers to.
pub(crate) async fn forget(env: &Env, document: &Document) -> Result<()> {
    env.bucket("DOCUMENTS")?.delete(&document.id).await
}
