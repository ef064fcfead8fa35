//! `/admin/applications` and `/admin/shops`: what an operator decides about shops.

mod applications;
mod shops;

use super::{Stop, session};
use crate::api::Call;
use dargah_engine::member::Action;
use worker::{Request, Response};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// The queue.
    Queue,
    /// One application, by id.
    Application(String),
    /// Something is decided: application and what.
    Decide(String, String),
    /// A paper: application and document.
    Fetch(String, String),
    /// The shops.
    Shops,
    /// A shop is stopped or goes on: shop and what.
    Shop(String, String),
}

/// Answers it.
pub(crate) async fn answer(ask: Ask, request: Request, call: &Call) -> worker::Result<Response> {
    super::shown(request, call, async |request, call| served(ask, request, call).await).await
}

async fn served(ask: Ask, request: Request, call: &Call) -> Result<Response, Stop> {
    let session = session::must(&request, call).await?;
    session.must(if matches!(ask, Ask::Shops | Ask::Shop(..)) { Action::ManageShops } else { Action::Review })?;
    match ask {
        Ask::Queue => applications::queue(&request, &session, call).await,
        Ask::Application(id) => applications::show(&request, &session, &id, call).await,
        Ask::Decide(id, act) => applications::decide(request, &session, &id, &act, call).await,
        Ask::Fetch(id, document) => applications::fetch(&id, &document, call).await,
        Ask::Shops => shops::list(&request, &session, call).await,
        Ask::Shop(id, act) => shops::act(request, &session, &id, &act, call).await,
    }
}
