//! What is due, derived from where an application stands: nothing of it is stored, so nothing can be lost.

use super::{
    command::Rules,
    form::Form,
    registration::Phase,
    site::Site,
    state::{Application, Check},
    step::Step,
};
use crate::{
    identity_service::Question,
    registrar::Part,
    time::{Moment, Span},
};

/// How long a call that was written down may be on its way before it counts as lost.
pub const LEASE: Span = Span::seconds(60);

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Fetch the site: `SiteBegins`, then `SiteSeen`.
    LookAtSite(Site),
    /// Ask a service: `AskBegins`, then `AskHeard`.
    Ask {
        /// Which check.
        check: Check,
        /// The question.
        question: Box<Question>,
        /// Its fingerprint.
        fingerprint: String,
        /// Which service's turn it is.
        turn: u32,
    },
    /// Send a request to the registrar: `RegisterBegins` says which, then `RegisterHeard`.
    Register(Part),
    /// Ask the registrar where a request stands: `RegisterHeard`.
    LookAtRegistration {
        /// Our number.
        tracking: String,
    },
    /// Look for a paid test payment since then: `TestPaid`.
    LookForPayment {
        /// Since when.
        since: Moment,
    },
}

/// What is due first, and when; nothing while people have to do something.
#[must_use]
pub fn due(application: &Application, rules: &Rules) -> Option<(Moment, Work)> {
    let form = application.form.as_ref()?;
    let step = application.step();
    let since = *application.since.get(&step)?;
    match step {
        Step::Review => site(application, form, since, rules),
        Step::Identity => {
            Check::ALL.into_iter().filter_map(|check| ask(application, check, since)).min_by_key(|(at, _)| *at)
        }
        Step::Registration => registration(application, since, rules),
        Step::Activation => Some((since, Work::LookForPayment { since })),
        _ => None,
    }
}

fn site(application: &Application, form: &Form, since: Moment, rules: &Rules) -> Option<(Moment, Work)> {
    let work = Work::LookAtSite(form.business.site.clone());
    if let Some(sent_at) = application.site_sent_at {
        return Some((sent_at + LEASE, work));
    }
    if application.site_again {
        return Some((since, work));
    }
    match &application.site {
        None => Some((since, work)),
        Some((at, report)) if !report.is_reachable() || report.proof.is_none() => {
            Some((*at + Span::seconds(rules.site_s), work))
        }
        Some(_) => None,
    }
}

fn ask(application: &Application, check: Check, since: Moment) -> Option<(Moment, Work)> {
    let (question, fingerprint) = application.question(check)?;
    let (at, turn) = match application.checked(check) {
        None => (since, 0),
        Some(checked) => match (checked.sent_at, &checked.last) {
            (Some(sent_at), _) => (sent_at + LEASE, checked.asked),
            (None, Some((_, finding, _))) if finding.is_answer() => return None,
            (None, _) => (checked.retry_at.unwrap_or(since), checked.asked),
        },
    };
    Some((at, Work::Ask { check, question: Box::new(question), fingerprint, turn }))
}

fn registration(application: &Application, since: Moment, rules: &Rules) -> Option<(Moment, Work)> {
    application.acceptor.as_ref()?;
    // One part after the other: a terminal belongs to a shop that is known.
    let part = Part::ALL.into_iter().find(|part| !application.is_registered(*part))?;
    let Some(registration) = application.registration(part) else { return Some((since, Work::Register(part))) };
    let look = Work::LookAtRegistration { tracking: registration.tracking.clone() };
    match registration.phase {
        Phase::Sent => Some((registration.retry_at.unwrap_or(registration.sent_at + LEASE), look)),
        Phase::Waiting | Phase::Delayed => Some((registration.retry_at.unwrap_or(registration.sent_at), look)),
        Phase::NotThere => {
            let sure = registration.sent_at + Span::seconds(rules.not_there_s);
            Some((registration.retry_at.unwrap_or(sure).max(sure), Work::Register(part)))
        }
        Phase::Accepted | Phase::Refused(_) => None,
    }
}
