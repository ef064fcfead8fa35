//! The login that lenders' interfaces share: OAuth 2 with a client's and a user's name and password, whose token the shell keeps as the
//! session. An adapter says what its own request is; here it is sent behind a login, and once more behind a new one where the token
//! has run out.

use super::{Account, Answer, Desk, Exchange, HttpRequest, Next, Operation, Outcome, http::Unread, json::Json};
use base64ct::{Base64, Encoding};

/// Which of a provider's steps come after the login.
const LOG_IN: u8 = 0;

/// Added to the number of a step once the login was made for it.
const RENEWED: u8 = 0x80;

/// What a provider's login wants.
pub(super) struct Login {
    /// The address, after the contract's.
    pub(super) path: &'static str,
    /// The scope, where it wants one.
    pub(super) scope: Option<&'static str>,
    /// HTTP statuses that come with an answer of its own, beside 200.
    pub(super) errors: &'static [u16],
}

/// The credentials that the login takes.
pub(super) const CREDENTIALS: &[&str] = &["client_id", "client_secret", "user", "password"];

/// What was heard, once the login is out of the way.
pub(super) enum Heard {
    /// The answer to a step.
    Answer {
        /// Which.
        step: u8,
        /// The HTTP status was 200.
        is_ok: bool,
        /// What it says.
        json: Json,
    },
    /// There is nothing for the adapter to read.
    Next(Next),
}

/// A provider's own requests.
pub(super) trait Steps {
    /// The login.
    fn login(&self) -> &Login;

    /// The request of a step, from 1; nothing if there is no such operation.
    fn request(&self, operation: &Operation, step: u8, desk: &Desk<'_>) -> Option<HttpRequest>;
}

/// The first request: the first step's, or the login before it.
pub(super) fn begin(steps: &impl Steps, operation: &Operation, desk: &Desk<'_>) -> Option<Exchange> {
    let request = steps.request(operation, 1, desk)?;
    Some(match desk.session {
        Some(session) => Exchange::later(1, String::new(), bearing(request, session)),
        None => Exchange::later(LOG_IN, "1".to_owned(), login(steps.login(), desk.account)),
    })
}

/// One more step, with the session that the last one had.
pub(super) fn go_on(steps: &impl Steps, operation: &Operation, desk: &Desk<'_>, step: u8, renewed: bool) -> Next {
    match desk.session {
        Some(session) => send(steps, operation, desk, step, if renewed { RENEWED } else { 0 }, session),
        None => Next::Done(Outcome::unmade("the session is gone")),
    }
}

/// Reads an answer as far as the login is concerned.
pub(super) fn hear(
    steps: &impl Steps,
    operation: &Operation,
    desk: &Desk<'_>,
    mark: &super::Mark,
    answer: &Answer<'_>,
) -> (Heard, bool) {
    let renewed = mark.stage & RENEWED != 0;
    let step = mark.stage & !RENEWED;
    let done = |next| (Heard::Next(next), renewed);
    if matches!(answer, Answer::Http { status: 401, .. }) && step != LOG_IN && !renewed {
        // The token ran out: once more with a new one.
        return done(Next::Ask(Exchange::later(LOG_IN, step.to_string(), login(steps.login(), desk.account))));
    }
    let json = match answer.json(steps.login().errors) {
        Ok(json) => json,
        Err(unread) => return done(Next::Done(Unread::into(unread))),
    };
    let is_ok = matches!(answer, Answer::Http { status: 200, .. });
    if step != LOG_IN {
        return (Heard::Answer { step, is_ok, json }, renewed);
    }
    let next: Option<u8> = mark.note.parse().ok();
    done(match (is_ok, json.get("access_token").text(), next) {
        (true, Some(session), Some(next))
            if (1..=4096).contains(&session.len()) && session.bytes().all(|b| b.is_ascii_graphic()) =>
        {
            match send(steps, operation, desk, next, RENEWED, session) {
                Next::Ask(exchange) => Next::Ask(Exchange { session: Some(session.to_owned()), ..exchange }),
                done @ Next::Done(_) => done,
            }
        }
        (true, ..) => Next::Done(Outcome::misshapen("a login without a session")),
        // Names and passwords are a person's to mend.
        (false, ..) => {
            Next::Done(Outcome { class: super::Class::Config, ..Outcome::misshapen("the login was refused") })
        }
    })
}

fn send(steps: &impl Steps, operation: &Operation, desk: &Desk<'_>, step: u8, renewed: u8, session: &str) -> Next {
    match steps.request(operation, step, desk) {
        Some(request) => Next::Ask(Exchange::later(step | renewed, String::new(), bearing(request, session))),
        None => Next::Done(Outcome::unmade("no such operation")),
    }
}

fn bearing(request: HttpRequest, session: &str) -> HttpRequest {
    request.with("authorization", format!("Bearer {session}"))
}

fn login(login: &Login, account: &Account) -> HttpRequest {
    let [id, secret, user, password] =
        ["client_id", "client_secret", "user", "password"].map(|name| account.credential(name));
    let basic = Base64::encode_string(format!("{id}:{secret}").as_bytes());
    let mut fields = vec![("grant_type", "password"), ("username", user), ("password", password)];
    fields.extend(login.scope.map(|scope| ("scope", scope)));
    HttpRequest::form(account.service(login.path), &fields).with("authorization", format!("Basic {basic}"))
}

/// A mobile number as these interfaces write it: `+98…` of our `09…`.
pub(super) fn with_country(mobile: Option<&str>) -> Option<String> {
    mobile.and_then(|number| number.strip_prefix('0')).map(|rest| format!("+98{rest}"))
}
