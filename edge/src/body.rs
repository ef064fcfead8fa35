//! Reading a request's body, no further than allowed.

use dargah_engine::problem::{Code, Fault};
use futures_util::StreamExt;
use worker::Request;

/// The whole body, if it is at most `max` bytes. The declared length is believed only as far as it refuses; what comes is
/// counted.
pub(crate) async fn read(request: &mut Request, max: usize) -> Result<Vec<u8>, Fault> {
    let too_large = || Fault::new(Code::BodyTooLarge, format!("at most {max} bytes"));
    let declared = request.headers().get("content-length").ok().flatten().and_then(|text| text.parse::<usize>().ok());
    if declared.is_some_and(|length| length > max) {
        return Err(too_large());
    }
    if request.inner().body().is_none() {
        return Ok(Vec::new());
    }
    // HTTP holds a body to its declared length, and whole it comes in fewer turns of the event loop than in parts.
    if declared.is_some() {
        let body = request.bytes().await.map_err(|_| Fault::new(Code::BodyInvalid, "the body broke off"))?;
        return if body.len() > max { Err(too_large()) } else { Ok(body) };
    }
    let mut stream = request.stream().map_err(|_| Fault::from(Code::Internal))?;
    let mut body = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Fault::new(Code::BodyInvalid, "the body broke off"))?;
        if body.len() + chunk.len() > max {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Refuses a body that does not say it is JSON.
pub(crate) fn must_be_json(request: &Request) -> Result<(), Fault> {
    let kind = request.headers().get("content-type").ok().flatten().unwrap_or_default().to_ascii_lowercase();
    let essence = kind.split(';').next().unwrap_or("").trim();
    if essence == "application/json" { Ok(()) } else { Err(Code::ContentTypeUnsupported.into()) }
}
