//! The one function that says what follows a command. It looks at who asks, at the step, and at the evidence; what it refuses it
//! names.

use super::{
    command::{Command, Context, Refusal},
    contract::contract,
    document::FILES_MAX,
    event::{Actor, Event, Verdict},
    form,
    registration::Phase,
    state::{Application, Check},
    step::{Step, said},
    work::{LEASE, Work, due},
};
use crate::{
    identity_service::Finding,
    registrar,
    time::{Moment, Span},
};

/// How often a question may be answered before an operator must look: answers cost money, and who guesses is not helped.
const ANSWERS_MAX: u32 = 5;

/// The longest wait before a service is asked again, seconds.
const WAIT_MAX_S: i64 = 3_600;

/// The events that follow `command` by `actor`. None, where it is already so.
///
/// # Errors
/// Why it changes nothing.
pub fn decide(
    application: &Application,
    id: &str,
    command: Command,
    actor: &Actor,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    allowed(&command, actor)?;
    let step = application.step();
    if step == Step::Refused && !matches!(command, Command::Reopen | Command::Say(_)) {
        return Err(Refusal::Closed);
    }
    let at = |wanted: &[Step]| if wanted.contains(&step) { Ok(()) } else { Err(Refusal::WrongStep) };
    match command {
        Command::Draft(typed) => {
            at(&[Step::Form])?;
            let typed = form::kept(&typed);
            Ok(if typed == application.typed { Vec::new() } else { vec![Event::Drafted(typed)] })
        }
        Command::Submit(form) => at(&[Step::Form]).map(|()| vec![Event::Submitted(form)]),
        Command::CheckSite | Command::SiteBegins | Command::SiteSeen(_) => {
            at(&[Step::Review])?;
            site(application, command, context.now)
        }
        Command::PassReview => {
            at(&[Step::Review])?;
            let (_, report) = application.site.as_ref().ok_or(Refusal::SiteUnseen)?;
            if !report.is_reachable() {
                return Err(Refusal::SiteUnreachable);
            }
            report.proof.map(|_| vec![Event::ReviewPassed]).ok_or(Refusal::DomainUnproven)
        }
        Command::SendBack(says) => {
            at(&[Step::Review])?;
            Ok(vec![Event::SentBack(said(&says).ok_or(Refusal::NothingSaid)?)])
        }
        Command::AddDocument(document) => {
            at(&[Step::Documents])?;
            let accepted =
                application.document(document.kind).is_some_and(|held| held.verdict == Some(Verdict::Accepted));
            if accepted {
                Err(Refusal::Judged)
            } else if application.documents.len() >= FILES_MAX {
                Err(Refusal::TooManyDocuments)
            } else {
                Ok(vec![Event::DocumentAdded(document)])
            }
        }
        Command::JudgeDocument { id, verdict } => {
            at(&[Step::Documents])?;
            judge(application, id, verdict)
        }
        Command::AskBegins(_) | Command::AskHeard { .. } | Command::AskAgain(_) => {
            at(&[Step::Identity])?;
            ask(application, command, actor, context)
        }
        Command::Correct(form) => {
            at(&[Step::Identity, Step::Contract, Step::Registration])?;
            correct(application, form)
        }
        Command::AcceptContract { fingerprint } => {
            at(&[Step::Contract])?;
            let contract = contract(application, id).ok_or(Refusal::WrongStep)?;
            if contract.fingerprint != fingerprint {
                return Err(Refusal::ContractChanged);
            }
            let template = contract.template.to_owned();
            Ok(vec![Event::ContractAccepted { template, fingerprint, text: contract.text }])
        }
        Command::Assign(acceptor) => {
            at(&[Step::Registration])?;
            // What is under way carries the codes it was sent with.
            let moving =
                application.registrations.iter().any(|one| one.counts && !matches!(one.phase, Phase::Refused(_)));
            if moving { Err(Refusal::Busy) } else { Ok(vec![Event::AcceptorAssigned(acceptor)]) }
        }
        Command::RegisterBegins | Command::RegisterHeard { .. } | Command::RegisterAgain => {
            at(&[Step::Registration])?;
            register(application, id, command, context)
        }
        Command::TestPaid { payment, at: paid_at } => {
            at(&[Step::Activation])?;
            let began = application.since.get(&Step::Activation);
            if began.is_none_or(|began| paid_at < *began) {
                return Err(Refusal::TooOld);
            }
            Ok(vec![Event::TestPaid { payment }])
        }
        Command::Say(says) => Ok(vec![Event::Said(said(&says).ok_or(Refusal::NothingSaid)?)]),
        Command::Refuse { reason, says } => {
            if matches!(step, Step::Form | Step::Live) {
                return Err(Refusal::WrongStep);
            }
            Ok(vec![Event::Refused { reason, says: said(&says).ok_or(Refusal::NothingSaid)? }])
        }
        Command::Reopen => match (&application.refused, actor) {
            (None, _) => Err(Refusal::WrongStep),
            (Some((_, reason, _)), Actor::Shop(_)) if !reason.is_correctable() => Err(Refusal::Final),
            (Some(_), _) => Ok(vec![Event::Reopened]),
        },
    }
}

/// Whether whoever asks may.
fn allowed(command: &Command, actor: &Actor) -> Result<(), Refusal> {
    let fits = match command {
        Command::Draft(_)
        | Command::Submit(_)
        | Command::AddDocument(_)
        | Command::Correct(_)
        | Command::AcceptContract { .. } => matches!(actor, Actor::Shop(_)),
        Command::PassReview
        | Command::SendBack(_)
        | Command::JudgeDocument { .. }
        | Command::Assign(_)
        | Command::RegisterAgain
        | Command::Refuse { .. } => matches!(actor, Actor::Operator(_)),
        Command::CheckSite | Command::AskAgain(_) | Command::Say(_) | Command::Reopen => *actor != Actor::Service,
        Command::SiteBegins
        | Command::SiteSeen(_)
        | Command::AskBegins(_)
        | Command::AskHeard { .. }
        | Command::RegisterBegins
        | Command::RegisterHeard { .. }
        | Command::TestPaid { .. } => *actor == Actor::Service,
    };
    if fits { Ok(()) } else { Err(Refusal::NotAllowed) }
}

fn on_its_way(sent_at: Option<Moment>, now: Moment) -> bool {
    sent_at.is_some_and(|sent_at| now < sent_at + LEASE)
}

fn site(application: &Application, command: Command, now: Moment) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CheckSite | Command::SiteBegins if on_its_way(application.site_sent_at, now) => Err(Refusal::Busy),
        Command::CheckSite if application.site_again => Ok(Vec::new()),
        Command::CheckSite => Ok(vec![Event::SiteWanted]),
        Command::SiteBegins => Ok(vec![Event::SiteSent]),
        Command::SiteSeen(report) if application.site_sent_at.is_some() => Ok(vec![Event::SiteSeen(report)]),
        _ => Err(Refusal::Stale),
    }
}

fn judge(application: &Application, id: String, verdict: Verdict) -> Result<Vec<Event>, Refusal> {
    let held = application.documents.iter().find(|held| held.document.id == id).ok_or(Refusal::NoSuchDocument)?;
    // An older file of a kind is history.
    let newest = application.document(held.document.kind).is_some_and(|newest| newest.document.id == id);
    if held.verdict.is_some() || !newest {
        return Err(Refusal::Judged);
    }
    let verdict = match verdict {
        Verdict::Accepted => Verdict::Accepted,
        Verdict::Refused(says) => Verdict::Refused(said(&says).ok_or(Refusal::NothingSaid)?),
    };
    Ok(vec![Event::DocumentJudged { id, verdict }])
}

fn ask(
    application: &Application,
    command: Command,
    actor: &Actor,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::AskBegins(check) => {
            let (_, fingerprint) = application.question(check).ok_or(Refusal::WrongStep)?;
            let checked = application.checked(check);
            if on_its_way(checked.and_then(|checked| checked.sent_at), context.now) {
                return Err(Refusal::Busy);
            }
            let answered =
                checked.and_then(|checked| checked.last.as_ref()).is_some_and(|(_, finding, _)| finding.is_answer());
            if answered {
                return Err(Refusal::NothingNew);
            }
            Ok(vec![Event::Asked { check, fingerprint }])
        }
        Command::AskHeard { check, fingerprint, service, finding } => {
            let checked = application
                .checked(check)
                .filter(|checked| checked.fingerprint == fingerprint && checked.sent_at.is_some());
            let retry_at = again(&finding, checked.ok_or(Refusal::Stale)?.silent, context);
            Ok(vec![Event::Heard { check, fingerprint, service, finding, retry_at }])
        }
        Command::AskAgain(check) => {
            let checked = application.checked(check).ok_or(Refusal::NothingNew)?;
            if on_its_way(checked.sent_at, context.now) {
                return Err(Refusal::Busy);
            }
            if application.is_matched(check) {
                return Err(Refusal::NothingNew);
            }
            if matches!(actor, Actor::Shop(_)) && checked.answered >= ANSWERS_MAX {
                return Err(Refusal::TooManyTries);
            }
            Ok(vec![Event::AskAgain(check)])
        }
        _ => Err(Refusal::WrongStep),
    }
}

/// When a question is asked again: never where it was answered, soon where a service was silent, later each time.
fn again(finding: &Finding, silent: u32, context: &Context<'_>) -> Option<Moment> {
    if finding.is_answer() {
        return None;
    }
    let wanted = match finding {
        Finding::ProviderUnavailable { retry_after_s: Some(seconds), .. } => i64::from(*seconds),
        _ => 0,
    };
    let wait = context.rules.ask_again_s.saturating_mul(1 << silent.min(6)).max(wanted).min(WAIT_MAX_S);
    Some(context.now + Span::seconds(wait))
}

fn correct(application: &Application, form: Box<form::Form>) -> Result<Vec<Event>, Refusal> {
    let known = application.form.as_ref().ok_or(Refusal::WrongStep)?;
    if *known == *form {
        return Err(Refusal::NothingNew);
    }
    // Who was looked at was this site's owner, and their papers name this company or this person.
    if known.business.site != form.business.site || known.company.is_some() != form.company.is_some() {
        return Err(Refusal::SiteFixed);
    }
    // A request under way is about the form as it was.
    let moving = application.registrations.iter().any(|one| one.counts && !one.phase.is_final());
    let answered = Check::ALL.iter().any(|check| {
        let paid = application.checks.get(check).is_some_and(|checked| checked.answered >= ANSWERS_MAX);
        let changed = check.question(known) != check.question(&form);
        paid && changed
    });
    if moving {
        Err(Refusal::Busy)
    } else if answered {
        Err(Refusal::TooManyTries)
    } else {
        Ok(vec![Event::Corrected(form)])
    }
}

fn register(
    application: &Application,
    id: &str,
    command: Command,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::RegisterBegins => {
            let settings = context.registrar.ok_or(Refusal::NoRegistrar)?;
            let acceptor = application.acceptor.as_ref().ok_or(Refusal::NoAcceptor)?;
            let part = match due(application, context.rules) {
                Some((at, Work::Register(part))) if at <= context.now => part,
                _ => return Err(Refusal::Busy),
            };
            // The same number and the same body as the one that never came.
            if let Some(lost) = application.registration(part) {
                return Ok(vec![Event::RegistrationSent {
                    part,
                    tracking: lost.tracking.clone(),
                    body: lost.body.clone(),
                }]);
            }
            let (Some(form), Some(signed)) = (&application.form, &application.signed) else {
                return Err(Refusal::WrongStep);
            };
            let tracking = format!("{id}-{}", application.registrations.len() + 1);
            let known = application.registrations.iter().any(|one| one.part == part && one.phase == Phase::Accepted);
            let wish = registrar::Wish {
                part,
                known,
                tracking: &tracking,
                form,
                acceptor,
                contract: (id, signed.at),
                now: context.now,
            };
            let body = registrar::body(&wish, settings);
            Ok(vec![Event::RegistrationSent { part, tracking, body }])
        }
        Command::RegisterHeard { tracking, phase } => {
            let known = application.registrations.iter().find(|one| one.tracking == tracking && one.counts);
            let known = known.filter(|one| !one.phase.is_final()).ok_or(Refusal::Stale)?;
            let soon = context.now + Span::seconds(context.rules.poll_s);
            let sure = known.sent_at + Span::seconds(context.rules.not_there_s);
            let (phase, retry_at) = match phase {
                // "Never seen" counts once a lagging copy would have caught up, and never for what was seen before.
                Phase::NotThere if known.phase != Phase::Sent || context.now < sure => {
                    (known.phase.clone(), Some(soon))
                }
                Phase::NotThere => (Phase::NotThere, Some(context.now)),
                Phase::Accepted | Phase::Refused(_) => (phase, None),
                // Nothing was learnt: it stays what it was.
                Phase::Sent => (known.phase.clone(), Some(soon)),
                Phase::Waiting | Phase::Delayed => (phase, Some(soon)),
            };
            Ok(vec![Event::RegistrationSeen { tracking, phase, retry_at }])
        }
        Command::RegisterAgain => {
            application.refused_registration().map(|_| vec![Event::RegistrationAgain]).ok_or(Refusal::NothingRefused)
        }
        _ => Err(Refusal::WrongStep),
    }
}
