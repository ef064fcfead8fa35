//! `/panel/webhooks`: the shop's endpoints, by the same object that answers the API.

use super::{
    Form, Stop, audit, day,
    pages::{Visit, is_post, missing, param},
};
use crate::webhooks::{self, Asked};
use dargah_engine::{
    id::ShopId,
    member::Action,
    problem::{Code, Fault},
    webhook::Kind,
};
use dargah_panel::{
    Done, Section,
    part::{Page, Wrong},
    webhooks::{self as page, Asked as Question, OneWebhook, Webhooks},
};
use dargah_wire::{DeliveryView, EndpointView, Mode, Problem};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use worker::{Env, Method, Request, Response};

/// Deliveries of a page.
const DELIVERIES: u32 = 20;

/// A list as the object tells it.
#[derive(Deserialize)]
pub(super) struct List<T> {
    pub(super) data: Vec<T>,
    #[serde(default)]
    pub(super) next: Option<i64>,
}

/// What the object said: an answer, or why there is none.
enum Heard {
    Answer(Vec<u8>),
    Refused(Problem),
}

impl Heard {
    fn read<T: DeserializeOwned>(self) -> Result<T, Stop> {
        match self {
            Self::Answer(json) => Ok(serde_json::from_slice(&json).map_err(worker::Error::from)?),
            Self::Refused(problem) => Err(refused(&problem)),
        }
    }
}

/// The object's refusal as ours.
fn refused(problem: &Problem) -> Stop {
    let code = Code::ALL.iter().copied().find(|code| code.as_str() == problem.code).unwrap_or(Code::Internal);
    Fault::new(code, problem.detail.clone()).into()
}

/// The way to the shop's object in one mode.
pub(super) struct Object {
    env: Env,
    shop: ShopId,
    mode: Mode,
    request_id: String,
}

impl Object {
    pub(super) fn of(visit: &Visit<'_>) -> Result<Self, Stop> {
        let (call, shop) = (visit.call, visit.session.shop()?.clone());
        Ok(Self { env: call.env.clone(), shop, mode: visit.shell.mode, request_id: call.request_id.clone() })
    }

    /// Asks it, as the API would: `path` is below `/v1`.
    async fn ask(&self, method: Method, path: &str, body: &Value) -> Result<Heard, Stop> {
        let body = if method == Method::Post { body.to_string() } else { String::new() };
        let url = format!("https://webhooks/v1{path}");
        let asked = Asked { method, url: &url, kind: "application/json", body: body.as_bytes() };
        let mut answer = webhooks::pass(&self.env, &self.shop, self.mode, &asked, &self.request_id).await?;
        let json = answer.bytes().await?;
        if answer.status_code() < 400 {
            return Ok(Heard::Answer(json));
        }
        Ok(Heard::Refused(serde_json::from_slice(&json).map_err(worker::Error::from)?))
    }

    /// A page of an endpoint's deliveries, the newest first.
    pub(super) async fn deliveries(
        &self,
        endpoint: &str,
        limit: u32,
        before: Option<i64>,
    ) -> Result<List<DeliveryView>, Stop> {
        let mut path = format!("/webhook_endpoints/{endpoint}/deliveries?limit={limit}");
        if let Some(before) = before {
            path.push_str(&format!("&before={before}"));
        }
        self.ask(Method::Get, &path, &Value::Null).await?.read()
    }
}

/// Asks the shop's object.
async fn ask(visit: &Visit<'_>, method: Method, path: &str, body: &Value) -> Result<Heard, Stop> {
    Object::of(visit)?.ask(method, path, body).await
}

/// Every endpoint in the mode that is looked at.
pub(super) async fn endpoints(visit: &Visit<'_>) -> Result<Vec<EndpointView>, Stop> {
    let list: List<EndpointView> = ask(visit, Method::Get, "/webhook_endpoints", &Value::Null).await?.read()?;
    Ok(list.data)
}

pub(super) async fn endpoint(visit: &Visit<'_>, id: &str) -> Result<EndpointView, Stop> {
    if !is_id(id) {
        return Err(missing());
    }
    ask(visit, Method::Get, &format!("/webhook_endpoints/{id}"), &Value::Null).await?.read()
}

/// What may stand in an address.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

pub(super) async fn list(visit: &Visit<'_>, mut request: Request) -> Result<Response, Stop> {
    visit.session.must(Action::ManageWebhooks)?;
    if !is_post(&request) {
        return draw(visit, "", &[], &Wrong::none()).await;
    }
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    let url = form.get("url").unwrap_or_default();
    let kinds: Vec<String> = form.all("kind").map(str::to_owned).collect();
    let body = if kinds.is_empty() { json!({ "url": url }) } else { json!({ "url": url, "kinds": kinds }) };
    match ask(visit, Method::Post, "/webhook_endpoints", &body).await? {
        Heard::Refused(problem) => {
            let Some(wrong) = wrong(visit, &problem) else { return Err(refused(&problem)) };
            draw(visit, url, &kinds, &wrong).await
        }
        made => {
            let made: EndpointView = made.read()?;
            note(visit, "webhook.made", &made.id).await?;
            visit.reply(page::secret(&visit.shell.frame(Section::Webhooks), &made), 201)
        }
    }
}

/// What is wrong with the form, where that is what is wrong.
fn wrong(visit: &Visit<'_>, problem: &Problem) -> Option<Wrong> {
    let lang = visit.shell.lang;
    let is = |code: Code| problem.code == code.as_str();
    if is(Code::WebhookUrlInvalid) {
        let says = lang.either(
            "نشانی باید https باشد و به یک نام عمومی در اینترنت برسد؛ نه نشانی داخلی، نه با درگاه یا گذرواژه.",
            "The address must be https and lead to a public name on the internet: no private address, no port, no password.",
        );
        return Some(Wrong::one("url", says));
    }
    if is(Code::WebhookKindsInvalid) {
        return Some(Wrong::one("", lang.either("یکی از رخدادها شناخته نیست.", "One of the events is not known.")));
    }
    let many =
        lang.either("وب‌هوک‌ها بیش از اندازه‌اند؛ اول یکی را حذف کنید.", "There are too many webhooks: delete one first.");
    is(Code::TooManyEndpoints).then(|| Wrong::one("", many))
}

async fn draw(visit: &Visit<'_>, typed_url: &str, typed_kinds: &[String], wrong: &Wrong) -> Result<Response, Stop> {
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    let endpoints = endpoints(visit).await?;
    let view = Webhooks { endpoints: &endpoints, kinds: &kinds, may_change: true, typed_url, typed_kinds, wrong };
    visit.reply(page::webhooks(&visit.shell.frame(Section::Webhooks), &view), if wrong.is_empty() { 200 } else { 422 })
}

async fn note(visit: &Visit<'_>, what: &'static str, id: &str) -> Result<(), Stop> {
    let db = visit.db().await?;
    Ok(audit::note(&db, visit.session.who(), Some(visit.session.shop()?), what, json!({ "endpoint": id })).await?)
}

pub(super) async fn one(visit: &Visit<'_>, request: &Request, id: &str) -> Result<Response, Stop> {
    visit.session.must(Action::ManageWebhooks)?;
    let endpoint = endpoint(visit, id).await?;
    let before = param(request, "cursor").parse::<u32>().ok().map(i64::from);
    let list = Object::of(visit)?.deliveries(id, DELIVERIES, before).await?;
    let next = list.next.map(|next| next.to_string());
    let page = Page { next: next.as_deref(), is_later: before.is_some() };
    let view = OneWebhook { endpoint: &endpoint, deliveries: &list.data, page, may_change: true };
    visit.reply(page::webhook(&visit.shell.frame(Section::Webhooks), &view), 200)
}

/// `/panel/webhooks/{id}/{deed}`: a question by GET, the deed by POST.
pub(super) async fn act(visit: &Visit<'_>, mut request: Request, id: &str, deed: &str) -> Result<Response, Stop> {
    visit.session.must(Action::ManageWebhooks)?;
    let endpoint = endpoint(visit, id).await?;
    let frame = visit.shell.frame(Section::Webhooks);
    if !is_post(&request) {
        let question = match deed {
            "rotate" => Question::Rotate,
            "delete" => Question::Delete,
            _ => return Err(missing()),
        };
        return visit.reply(page::sure(&frame, &endpoint, question), 200);
    }
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    let here = format!("/panel/webhooks/{id}");
    let at = |deed: &str| format!("/webhook_endpoints/{id}/{deed}");
    match deed {
        "rotate" => {
            visit.session.must_be_recent()?;
            let rotated: EndpointView = ask(visit, Method::Post, &at("rotate"), &json!({})).await?.read()?;
            note(visit, "webhook.rotated", id).await?;
            visit.reply(page::secret(&frame, &rotated), 200)
        }
        "enable" | "disable" => {
            let _: EndpointView = ask(visit, Method::Post, &at(deed), &json!({})).await?.read()?;
            let (what, done) = if deed == "enable" {
                ("webhook.enabled", Done::WebhookOn)
            } else {
                ("webhook.disabled", Done::WebhookOff)
            };
            note(visit, what, id).await?;
            visit.done(&here, done)
        }
        "delete" => {
            if let Heard::Refused(problem) =
                ask(visit, Method::Delete, &format!("/webhook_endpoints/{id}"), &Value::Null).await?
            {
                return Err(refused(&problem));
            }
            note(visit, "webhook.deleted", id).await?;
            visit.done("/panel/webhooks", Done::WebhookDeleted)
        }
        "replay" => {
            let wish = match (form.get("event"), form.get("since").and_then(day::read)) {
                (Some(event), _) => json!({ "event": event }),
                (None, Some(since)) => json!({ "since": since.begins().0 }),
                (None, None) => return visit.done(&here, Done::NoDay),
            };
            let _: Value = ask(visit, Method::Post, &at("replay"), &wish).await?.read()?;
            note(visit, "webhook.replayed", id).await?;
            visit.done(&here, Done::Replayed)
        }
        _ => Err(missing()),
    }
}
