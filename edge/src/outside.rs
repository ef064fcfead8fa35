//! Calls that leave the service: one request, no redirect followed, a deadline over the whole answer, a bound on its size.

use dargah_engine::gateway::{HttpRequest, Silence, Verb};
use futures_util::StreamExt;
use worker::{AbortSignal, Fetch, Headers, Method, Request, RequestInit, RequestRedirect};

/// What came back.
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    /// Where it leads on: nobody follows by itself.
    pub(crate) location: Option<String>,
    /// The whole body, or why there is none.
    pub(crate) body: Result<Vec<u8>, Silence>,
}

/// The deadline for a call.
pub(crate) fn within(ms: u32) -> AbortSignal {
    web_sys::AbortSignal::timeout_with_u32(ms).into()
}

/// Sends a request and hears at most `max` bytes of its answer.
pub(crate) async fn send(request: HttpRequest, signal: &AbortSignal, max: usize) -> Result<Heard, Silence> {
    let silence = |_| if signal.aborted() { Silence::Timeout } else { Silence::Broken };
    let request = prepare(&request).map_err(silence)?;
    let mut response = Fetch::Request(request).send_with_signal(signal).await.map_err(silence)?;
    let status = response.status_code();
    let header = |name: &str| response.headers().get(name).unwrap_or_default();
    let (retry_after, location) = (header("retry-after"), header("location"));
    let mut body = Ok(Vec::new());
    // An answer without a body has no stream to read.
    if let Ok(mut stream) = response.stream() {
        while let (Ok(read), Some(chunk)) = (&mut body, stream.next().await) {
            match chunk {
                Ok(chunk) if read.len() + chunk.len() <= max => read.extend_from_slice(&chunk),
                Ok(_) => body = Err(Silence::TooLong),
                Err(problem) => body = Err(silence(problem)),
            }
        }
    }
    Ok(Heard { status, retry_after, location, body })
}

fn prepare(request: &HttpRequest) -> worker::Result<Request> {
    let headers = Headers::new();
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_headers(headers).with_redirect(RequestRedirect::Manual);
    match request.verb {
        Verb::Get => init.with_method(Method::Get),
        Verb::Post => init.with_method(Method::Post).with_body(Some(request.body.as_str().into())),
    };
    Request::new_with_init(&request.url, &init)
}

/// Who asks, by the address that the platform saw.
pub(crate) fn shopper(request: &worker::Request) -> Option<u32> {
    let address = request.headers().get("cf-connecting-ip").ok().flatten()?;
    dargah_engine::routing::shopper_number(&address)
}
