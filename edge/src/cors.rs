//! Which pages may read answers: those on the shop's own origins, compared exactly, and our own. No credentials are ever
//! involved; the checkout token in the path is the permission.

use dargah_engine::config::Shop;
use worker::{Request, Response, Result};

/// The request's origin, if it may read the answer.
pub(crate) fn allowed_origin(request: &Request, shop: &Shop, own: &str) -> Option<String> {
    let origin = request.headers().get("origin").ok().flatten()?;
    (shop.has_origin(&origin) || origin == own).then_some(origin)
}

/// Whether the request comes from a page that is not the shop's. A request without an origin is no page's.
pub(crate) fn is_foreign(request: &Request, shop: &Shop, own: &str) -> bool {
    let said = request.headers().get("origin").ok().flatten().is_some();
    said && allowed_origin(request, shop, own).is_none()
}

/// Lets `origin` read the answer.
pub(crate) fn allow(mut response: Response, origin: Option<&str>) -> Result<Response> {
    let headers = response.headers_mut();
    headers.append("vary", "origin")?;
    if let Some(origin) = origin {
        headers.set("access-control-allow-origin", origin)?;
        headers.set("access-control-expose-headers", "x-request-id, retry-after")?;
    }
    Ok(response)
}

/// The answer to a preflight.
pub(crate) fn preflight(origin: Option<&str>) -> Result<Response> {
    let mut response = allow(Response::empty()?.with_status(204), origin)?;
    if origin.is_some() {
        let headers = response.headers_mut();
        headers.set("access-control-allow-methods", "GET, POST")?;
        headers.set("access-control-allow-headers", "content-type")?;
        headers.set("access-control-max-age", "7200")?;
    }
    Ok(response)
}
