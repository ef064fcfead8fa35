//! One-time codes: asked for, sent, tried. How often, how long and what counts as right, `dargah_engine::member::code` says; here are
//! the rows, and the calls to the services that send.

use crate::{
    api::Call,
    db::{self, int, text},
    outside,
    world::{self, World},
};
use dargah_engine::{
    gateway::{ANSWER_MAX, Answer},
    member::{
        Mobile,
        code::{Code, Kept, LIFE, RESEND_AFTER, Tried, WINDOW, may_send},
    },
    sms::{Outcome, Service, message},
    time::Moment,
};
use serde::Deserialize;
use std::rc::Rc;
use worker::{D1Database, Request, Result};

/// How long a service may take, milliseconds.
const SERVICE_DEADLINE_MS: u32 = 8_000;

/// What a code opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The way to a shop.
    Shop,
    /// The way to the operator's desk.
    Desk,
    /// What wants a fresh proof.
    Confirm,
    /// The way to a shopper's wallet.
    Wallet,
}

impl Purpose {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Desk => "desk",
            Self::Confirm => "confirm",
            Self::Wallet => "wallet",
        }
    }
}

/// Who asks for a code.
pub(crate) struct Ask<'a> {
    /// The hash of the browser's cookie.
    pub(crate) browser: &'a str,
    pub(crate) purpose: Purpose,
    pub(crate) mobile: &'a Mobile,
    /// Where it leads: a page of ours, or nothing.
    pub(crate) next: &'a str,
    /// Whether anybody may get in with it. Where not, all is done as if, but for the message.
    pub(crate) is_known: bool,
}

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// It is under way, as far as the one who asks is told.
    Sent,
    /// Not yet: seconds.
    Wait(i64),
    /// No service took it.
    NotSent,
}

#[derive(Deserialize)]
struct Time {
    sent_at: i64,
}

/// Makes a code and has it sent, within the limits.
pub(crate) async fn ask(ask: &Ask<'_>, request: &Request, call: &Call, db: &D1Database) -> Result<Asked> {
    let people = &call.world.people;
    let now = world::now();
    let address = request.headers().get("cf-connecting-ip").ok().flatten().unwrap_or_default();
    let address = people.codes.address(&address);
    let since = int(now.0 - WINDOW.0);
    let times = |column| format!("SELECT sent_at FROM code WHERE {column} = ? AND sent_at > ?");
    let number: Vec<Time> = db::rows(db, &times("mobile"), &[ask.mobile.national().into(), since.clone()]).await?;
    let caller: Vec<Time> = db::rows(db, &times("address"), &[address.as_str().into(), since.clone()]).await?;
    let moments = |times: &[Time]| times.iter().map(|time| Moment(time.sent_at)).collect::<Vec<_>>();
    if let Err(wait) = may_send(&moments(&number), &moments(&caller), people.sms.per_address, now) {
        return Ok(Asked::Wait(((wait.until - now).0 + 999) / 1000));
    }
    let code = Code::new(world::entropy()?);
    // Whoever may not come in has another code than the one that they could be shown.
    let kept = if ask.is_known { Code::read(code.reveal()) } else { Some(Code::new(world::entropy()?)) };
    let hash = kept.map(|kept| people.codes.hash(ask.mobile, ask.browser, &kept)).unwrap_or_default();
    let said = people.sms.is_shown().then(|| message(&people.site.id, code.reveal()));
    // Two that ask at once have seen the same rows: only one of them is the next.
    let sql = "INSERT INTO code (browser, purpose, mobile, address, hash, sent_at, next, shown)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE ?10 = (SELECT count(*) FROM code WHERE mobile = ?3 AND sent_at > ?9)";
    let values = [
        ask.browser.into(),
        ask.purpose.as_str().into(),
        ask.mobile.national().into(),
        address.into(),
        hash.into(),
        int(now.0),
        ask.next.into(),
        text(said.as_deref()),
        since,
        int(i64::try_from(number.len()).unwrap_or(i64::MAX)),
    ];
    if db::run(db, sql, &values).await? == 0 {
        return Ok(Asked::Wait(RESEND_AFTER.0 / 1000));
    }
    // Nobody needs a code of yesterday.
    db::run(db, "DELETE FROM code WHERE sent_at < ?", &[int(now.0 - 24 * WINDOW.0)]).await?;
    if !ask.is_known && said.is_none() {
        return Ok(Asked::Sent);
    }
    let send = deliver(Rc::clone(&call.world), ask.mobile.clone(), code);
    if ask.purpose == Purpose::Desk {
        // How long a service takes would tell who is an operator.
        call.after(async move {
            send.await;
        });
        return Ok(Asked::Sent);
    }
    Ok(if send.await { Asked::Sent } else { Asked::NotSent })
}

/// Has a code sent by the first service that takes it; whether one did.
async fn deliver(world: Rc<World>, mobile: Mobile, code: Code) -> bool {
    for service in &world.people.sms.services {
        let outcome = order(service, &world, &mobile, &code).await;
        if let Outcome::Sent { .. } = outcome {
            return true;
        }
        worker::console_error!("sms: {}: {}", service.as_str(), outcome.as_str());
        if !outcome.is_worth_another() {
            return false;
        }
    }
    false
}

async fn order(service: &Service, world: &World, mobile: &Mobile, code: &Code) -> Outcome {
    let Some(request) = service.ask(mobile, code) else {
        worker::console_log!("sms: {}: {}", mobile.national(), message(&world.people.site.id, code.reveal()));
        return Outcome::Sent { id: String::new() };
    };
    let heard = outside::send(request, &outside::within(SERVICE_DEADLINE_MS), ANSWER_MAX).await;
    match &heard {
        Ok(outside::Heard { status, body: Ok(body), .. }) => service.hear(&Answer::Http { status: *status, body }),
        Ok(outside::Heard { body: Err(silence), .. }) | Err(silence) => service.hear(&Answer::Silence(*silence)),
    }
}

/// A code that a browser has asked for.
#[derive(Deserialize)]
pub(crate) struct Waiting {
    id: i64,
    pub(crate) mobile: Mobile,
    hash: String,
    sent_at: i64,
    tries: u8,
    spent: u8,
    pub(crate) next: String,
    pub(crate) shown: Option<String>,
}

impl Waiting {
    /// Seconds until another can be asked for.
    pub(crate) fn wait_s(&self) -> i64 {
        ((Moment(self.sent_at) + RESEND_AFTER - world::now()).0 + 999).max(0) / 1000
    }

    pub(crate) const fn is_spent(&self) -> bool {
        self.spent == 1
    }

    fn kept(&self) -> Kept {
        Kept { hash: self.hash.clone(), sent: Moment(self.sent_at), tries: self.tries, spent: self.spent == 1 }
    }
}

/// The newest code that this browser has asked for here, as long as somebody may still be about to type it.
pub(crate) async fn waiting(db: &D1Database, browser: &str, purpose: Purpose) -> Result<Option<Waiting>> {
    let sql = "SELECT id, mobile, hash, sent_at, tries, spent, next, shown FROM code
        WHERE browser = ? AND purpose = ? AND sent_at > ? ORDER BY sent_at DESC, id DESC LIMIT 1";
    let since = int(world::now().0 - 10 * LIFE.0);
    db::first(db, sql, &[browser.into(), purpose.as_str().into(), since]).await
}

/// Tries what was typed. The try is written down before anybody is let in, so that of many at once each counts.
pub(crate) async fn attempt(
    db: &D1Database,
    call: &Call,
    browser: &str,
    waiting: &Waiting,
    typed: Option<&str>,
) -> Result<Tried> {
    let hash = typed.and_then(Code::read).map(|code| call.world.people.codes.hash(&waiting.mobile, browser, &code));
    let before = waiting.kept();
    let (tried, after) = before.attempt(hash.as_deref(), world::now());
    if after == before {
        return Ok(tried);
    }
    let sql = "UPDATE code SET tries = ?2, spent = ?3 WHERE id = ?1 AND tries = ?4 AND spent = 0";
    let numbers = [waiting.id, after.tries.into(), after.spent.into(), before.tries.into()].map(int);
    // Somebody else tried at the same time: this one does not count as a try, and lets nobody in.
    Ok(if db::run(db, sql, &numbers).await? == 1 { tried } else { Tried::Over })
}
