//! Calls to shops' servers. Only an answer's status means anything.

use super::ed25519;
use crate::{
    outside,
    world::{self, World},
};
use dargah_engine::{
    gateway::{HttpRequest, Silence as Quiet, Verb},
    webhook::{Answer, Endpoint, Message, receiver, signed_content},
};
use dargah_wire::Silence;
use worker::Result;

/// How long a receiver may take, milliseconds; shorter than the engine's lease on the call.
const DEADLINE_MS: u32 = 15_000;

/// How much of an answer is read, so that its connection can be used again.
const REPLY_MAX: usize = 64 * 1024;

/// Sends `message` to `endpoint`.
pub(super) async fn call(world: &World, endpoint: &Endpoint, message: &Message) -> Answer {
    // What was allowed when it was set up need not be now.
    let Ok(url) = receiver(&endpoint.url, &world.links) else {
        return Answer::Silence(Silence::Refused);
    };
    let request = match signed(world, endpoint, message, url).await {
        Ok(request) => request,
        Err(problem) => {
            worker::console_error!("webhooks: {}: {problem}", message.id);
            return Answer::Silence(Silence::Broken);
        }
    };
    match outside::send(request, &outside::within(DEADLINE_MS), REPLY_MAX).await {
        Ok(heard) => Answer::Http { status: heard.status, retry_after: heard.retry_after },
        Err(Quiet::Timeout) => Answer::Silence(Silence::Timeout),
        Err(_) => Answer::Silence(Silence::Broken),
    }
}

/// The request, signed now by every secret that is in use.
async fn signed(world: &World, endpoint: &Endpoint, message: &Message, url: String) -> Result<HttpRequest> {
    let now = world::now();
    let content = signed_content(&message.id, now.unix_seconds(), &message.body);
    let mut signatures = String::new();
    for version in endpoint.signing(now) {
        let secret = world.webhooks.of(&endpoint.shop, &endpoint.id, version);
        let ed25519 = ed25519::sign(&secret.pkcs8(), &content).await?;
        if !signatures.is_empty() {
            signatures.push(' ');
        }
        signatures.push_str(&secret.signatures(&content, &ed25519));
    }
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("user-agent", "Dargah-Webhooks".to_owned()),
        ("webhook-id", message.id.clone()),
        ("webhook-timestamp", now.unix_seconds().to_string()),
        ("webhook-signature", signatures),
    ];
    Ok(HttpRequest { verb: Verb::Post, url, headers, body: message.body.clone() })
}
