//! What goes between the Worker and its objects: JSON as text, read by the one reader that everything else is read by. The
//! platform's own way over JavaScript values would bring a second one for every type.

use serde::{Serialize, de::DeserializeOwned};
use worker::{Method, Request, RequestInit, Response, Result, Stub};

/// Asks an object something, and gives its answer as text.
pub(crate) async fn ask_text<T: Serialize>(object: &Stub, ask: &T) -> Result<String> {
    send(object, serde_json::to_string(ask)?).await
}

/// Asks an object something.
pub(crate) async fn ask<T: Serialize, A: DeserializeOwned>(object: &Stub, ask: &T) -> Result<A> {
    Ok(serde_json::from_str(&ask_text(object, ask).await?)?)
}

async fn send(object: &Stub, body: String) -> Result<String> {
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(body.into()));
    let mut response = object.fetch_with_request(Request::new_with_init("https://object/", &init)?).await?;
    if response.status_code() != 200 {
        return Err(worker::Error::RustError(format!("an object answered {}", response.status_code())));
    }
    response.text().await
}

/// What an object is asked.
pub(crate) async fn read<T: DeserializeOwned>(request: &mut Request) -> Result<T> {
    Ok(serde_json::from_str(&request.text().await?)?)
}

/// An object's answer.
pub(crate) fn answer<T: Serialize>(value: &T) -> Result<Response> {
    Response::ok(serde_json::to_string(value)?)
}
