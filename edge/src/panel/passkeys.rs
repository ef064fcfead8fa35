//! Passkeys: what a browser is asked, and what its answers do. Both are JSON, because a passkey needs script anyway; the page works
//! without, by code.

use super::{Session, Stop, audit, form, members, platform, session, sign_in, stop};
use crate::{
    api::Call,
    body, cookie,
    db::{self, int},
    reply,
    route::Door,
    world,
};
use dargah_engine::{
    member::MemberId,
    passkey::{
        ANSWER_MAX, Ceremony, Challenge, PASSKEYS_MAX, Proof, PublicKey, Refusal, Registration, SignIn, Verification,
        assert, register, registration_options, sign_in_options,
    },
    problem::{Code, Fault},
    seal::sha256_hex,
    text,
    time::Moment,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use worker::{D1Database, Request, Response};

/// The longest name of a passkey, characters.
const LABEL_MAX: usize = 40;

/// What a passkey is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Purpose {
    Register,
    SignIn,
    Confirm,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign_in",
            Self::Confirm => "confirm",
        }
    }
}

/// A passkey, as it is stored.
#[derive(Deserialize)]
pub(super) struct Passkey {
    pub(super) id: String,
    pub(super) member: MemberId,
    key: String,
    counter: u32,
    pub(super) backed_up: u8,
    pub(super) label: String,
    pub(super) created_at: i64,
    pub(super) used_at: Option<i64>,
}

/// Somebody's passkeys, the oldest first.
pub(super) async fn of(db: &D1Database, member: &MemberId) -> worker::Result<Vec<Passkey>> {
    db::rows(db, "SELECT * FROM passkey WHERE member = ? ORDER BY created_at, id", &[member.as_str().into()]).await
}

/// Reads what the panel's script sends.
async fn read<T: DeserializeOwned>(request: &mut Request, call: &Call) -> Result<T, Stop> {
    form::must_be_ours(request, call)?;
    body::must_be_json(request)?;
    let body = body::read(request, ANSWER_MAX).await?;
    let text = str::from_utf8(&body).map_err(|_| Fault::from(Code::JsonMalformed))?;
    serde_json::from_str(text).map_err(|_| Fault::new(Code::BodyInvalid, "not what the panel's script sends").into())
}

/// The answer to the script: what it asked for, or where what stopped it leads, or that it did not work.
pub(super) fn answer(result: Result<Response, Stop>, call: &Call) -> worker::Result<Response> {
    let (status, code, to) = match result {
        Ok(response) => return Ok(response),
        Err(Stop::SignIn) => (401, "sign_in", Some("/panel/sign-in?next=/panel/security")),
        Err(Stop::Confirm) => (403, "confirm", Some("/panel/confirm?next=/panel/security")),
        Err(Stop::NoShop) => (403, "no_shop", Some("/panel/apply")),
        Err(Stop::Forbidden) => (403, "forbidden", None),
        Err(Stop::Stale) => (403, "stale", None),
        Err(Stop::Fault(fault)) => return reply::problem(&fault, &call.request_id, call.world.links.public_url()),
    };
    reply::json(&json!({ "code": code, "to": to }), status)
}

/// Nobody is told why; the log is.
fn refused(refusal: Refusal, call: &Call) -> Stop {
    worker::console_log!("{}: passkey: {refusal}", call.request_id);
    Fault::new(Code::BodyInvalid, "the passkey's answer does not hold").into()
}

#[derive(Deserialize)]
struct Wish {
    purpose: Purpose,
    csrf: String,
}

/// `POST /panel/passkeys/options`
pub(super) async fn options(mut request: Request, call: &Call) -> Result<Response, Stop> {
    let wish: Wish = read(&mut request, call).await?;
    let db = db::of(&call.env).await?;
    let challenge = Challenge { text: cookie::secret()?, made: world::now() };
    let site = &call.world.people.site;
    let ceremony = Ceremony { site, challenge: &challenge, verification: Verification::Required, now: challenge.made };
    let (browser, options) = if wish.purpose == Purpose::SignIn {
        let browser = sign_in::known(&request, call)?;
        sign_in::check(&browser, call, Some(&wish.csrf))?;
        (browser.hash(), sign_in_options(&ceremony, &[]))
    } else {
        let session = session::must(&request, call).await?;
        session.check_csrf(Some(&wish.csrf))?;
        let known: Vec<String> = of(&db, &session.member).await?.into_iter().map(|passkey| passkey.id).collect();
        let options = if wish.purpose == Purpose::Register {
            may_register(&session, known.len())?;
            registration_options(&ceremony, &session.member, session.name(), &known)
        } else {
            sign_in_options(&ceremony, &known)
        };
        (of_session(&session), options)
    };
    ask(&db, &browser, wish.purpose, &challenge).await?;
    Ok(reply::json(&options, 200)?)
}

fn may_register(session: &Session, has: usize) -> Result<(), Stop> {
    if session.key.is_some() || has >= PASSKEYS_MAX {
        return Err(Stop::Forbidden);
    }
    session.must_be_recent()
}

fn of_session(session: &Session) -> String {
    sha256_hex(session.secret.as_bytes())
}

/// Writes down what a browser is asked; what it was asked before for the same is over.
async fn ask(db: &D1Database, browser: &str, purpose: Purpose, challenge: &Challenge) -> worker::Result<()> {
    let sql = "INSERT INTO challenge (browser, purpose, text, made_at) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (browser, purpose) DO UPDATE SET text = ?3, made_at = ?4";
    let values = [browser.into(), purpose.as_str().into(), challenge.text.as_str().into(), int(challenge.made.0)];
    let old = int(challenge.made.0 - dargah_engine::passkey::CHALLENGE_LIFE.0);
    let gone = db::statement(db, "DELETE FROM challenge WHERE made_at < ?", &[old])?;
    db.batch(vec![gone, db::statement(db, sql, &values)?]).await.map(|_| ())
}

#[derive(Deserialize)]
struct Kept {
    text: String,
    made_at: i64,
}

/// What a browser was asked, for the one answer that it gets.
async fn asked(db: &D1Database, browser: &str, purpose: Purpose, call: &Call) -> Result<Challenge, Stop> {
    let sql = "DELETE FROM challenge WHERE browser = ? AND purpose = ? RETURNING text, made_at";
    let kept: Option<Kept> = db::first(db, sql, &[browser.into(), purpose.as_str().into()]).await?;
    let kept = kept.ok_or_else(|| refused(Refusal::WrongChallenge, call))?;
    Ok(Challenge { text: kept.text, made: Moment(kept.made_at) })
}

#[derive(Deserialize)]
struct Made {
    csrf: String,
    #[serde(default)]
    label: String,
    answer: Registration,
}

/// `POST /panel/security/passkeys`: one was made.
pub(super) async fn add(mut request: Request, call: &Call) -> Result<Response, Stop> {
    let made: Made = read(&mut request, call).await?;
    let session = session::must(&request, call).await?;
    session.check_csrf(Some(&made.csrf))?;
    let db = db::of(&call.env).await?;
    may_register(&session, of(&db, &session.member).await?.len())?;
    let challenge = asked(&db, &of_session(&session), Purpose::Register, call).await?;
    let ceremony = Ceremony {
        site: &call.world.people.site,
        challenge: &challenge,
        verification: Verification::Required,
        now: world::now(),
    };
    let passkey = register(&made.answer, &ceremony).map_err(|refusal| refused(refusal, call))?;
    if !platform::takes(&passkey.key).await? {
        return Err(refused(Refusal::Key, call));
    }
    let label = text::line(&made.label, LABEL_MAX).unwrap_or_else(|| "Passkey".to_owned());
    let sql = "INSERT OR IGNORE INTO passkey (id, member, key, counter, backed_up, label, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
    let key = serde_json::to_string(&passkey.key).map_err(worker::Error::from)?;
    let values = [
        passkey.id.as_str().into(),
        session.member.as_str().into(),
        key.into(),
        int(passkey.counter.into()),
        int(passkey.backed_up.into()),
        label.as_str().into(),
        int(world::now().0),
    ];
    // A name that is taken is another's passkey, and stays it.
    if db::run(&db, sql, &values).await? == 0 {
        return Err(refused(Refusal::Credential, call));
    }
    audit::note(&db, session.who(), session.place.shop(), "passkey.made", json!({ "label": label })).await?;
    Ok(reply::json(&json!({ "to": "/panel/security?done=passkey-made" }), 200)?)
}

#[derive(Deserialize)]
struct Shown {
    csrf: String,
    #[serde(default)]
    next: String,
    answer: SignIn,
}

/// `POST …/sign-in/passkey`: one lets its person in.
pub(super) async fn sign_in(mut request: Request, door: Door, call: &Call) -> Result<Response, Stop> {
    let shown: Shown = read(&mut request, call).await?;
    let browser = sign_in::known(&request, call)?;
    sign_in::check(&browser, call, Some(&shown.csrf))?;
    let db = db::of(&call.env).await?;
    let challenge = asked(&db, &browser.hash(), Purpose::SignIn, call).await?;
    let member = verified(&shown.answer, &challenge, None, call, &db).await?;
    if door == Door::Desk && !members::is_operator(&db, &member).await? {
        return Err(refused(Refusal::WrongPerson, call));
    }
    let (response, to) = sign_in::come_in(&request, door, &member, &shown.next, "passkey", &db).await?;
    led(&response, &to)
}

/// `POST /panel/confirm/passkey`: one shows again who its person is.
pub(super) async fn confirm(mut request: Request, call: &Call) -> Result<Response, Stop> {
    let shown: Shown = read(&mut request, call).await?;
    let session = session::must(&request, call).await?;
    session.check_csrf(Some(&shown.csrf))?;
    let db = db::of(&call.env).await?;
    let challenge = asked(&db, &of_session(&session), Purpose::Confirm, call).await?;
    verified(&shown.answer, &challenge, Some(&session.member), call, &db).await?;
    let to = stop::next(&shown.next).unwrap_or("/panel");
    let mut response = reply::json(&json!({ "to": to }), 200)?;
    session::shown(&session, &mut response, &db).await?;
    audit::note(&db, session.who(), session.place.shop(), "session.confirmed", json!({ "by": "passkey" })).await?;
    Ok(response)
}

/// The script goes where a browser would have been led, with the same cookies.
fn led(response: &Response, to: &str) -> Result<Response, Stop> {
    let mut answer = reply::json(&json!({ "to": to }), 200)?;
    for cookie in response.headers().get_all("set-cookie")? {
        answer.headers_mut().append("set-cookie", &cookie)?;
    }
    Ok(answer)
}

/// Whose passkey an answer proves, `only` theirs if somebody in particular is asked. The counter moves with it, so that of two
/// answers with one counter the second is refused.
async fn verified(
    answer: &SignIn,
    challenge: &Challenge,
    only: Option<&MemberId>,
    call: &Call,
    db: &D1Database,
) -> Result<MemberId, Stop> {
    let refuse = |refusal| refused(refusal, call);
    let passkey: Option<Passkey> =
        db::first(db, "SELECT * FROM passkey WHERE id = ?", &[answer.id.as_str().into()]).await?;
    let passkey = passkey.ok_or_else(|| refuse(Refusal::Credential))?;
    if only.is_some_and(|only| *only != passkey.member) {
        return Err(refuse(Refusal::WrongPerson));
    }
    let key: PublicKey = serde_json::from_str(&passkey.key).map_err(worker::Error::from)?;
    let ceremony =
        Ceremony { site: &call.world.people.site, challenge, verification: Verification::Required, now: world::now() };
    let proof: Proof = assert(answer, &ceremony, (&passkey.member, &key, passkey.counter)).map_err(refuse)?;
    if !platform::holds(&proof).await? {
        return Err(refuse(Refusal::Signature));
    }
    let sql = "UPDATE passkey SET counter = ?2, backed_up = ?3, used_at = ?4 WHERE id = ?1 AND counter = ?5";
    let values = [
        passkey.id.into(),
        int(proof.counter.into()),
        int(proof.backed_up.into()),
        int(world::now().0),
        int(passkey.counter.into()),
    ];
    if db::run(db, sql, &values).await? == 1 { Ok(passkey.member) } else { Err(refuse(Refusal::Counter)) }
}

/// Takes one away; its name for people if it was there.
pub(super) async fn remove(db: &D1Database, member: &MemberId, id: &str) -> worker::Result<Option<String>> {
    let sql = "DELETE FROM passkey WHERE member = ? AND id = ? RETURNING label";
    let row: Option<Value> = db::first(db, sql, &[member.as_str().into(), id.into()]).await?;
    Ok(row.and_then(|row| row["label"].as_str().map(str::to_owned)))
}
