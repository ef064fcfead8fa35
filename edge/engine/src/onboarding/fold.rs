//! What an event makes of an application.

use super::{
    event::{Event, Recorded},
    form::Form,
    registration::{Phase, Registration},
    state::{Application, Held, Message, Signed},
};

impl Application {
    /// The application that these events make.
    #[must_use]
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> Self {
        let mut application = Self::default();
        for recorded in events {
            application.apply(recorded);
        }
        application
    }

    /// Goes on by one event.
    pub fn apply(&mut self, recorded: &Recorded) {
        let before = self.step();
        self.change(recorded);
        self.version += 1;
        let step = self.step();
        if step != before || self.version == 1 {
            self.since.insert(step, recorded.at);
        }
    }

    fn change(&mut self, recorded: &Recorded) {
        let at = recorded.at;
        match &recorded.event {
            Event::Drafted(typed) => self.typed.clone_from(typed),
            Event::Submitted(form) => {
                self.form = Some(Form::clone(form));
                self.submitted_at = Some(at);
                self.sent_back = None;
                self.site = None;
                self.site_sent_at = None;
                self.site_again = false;
                self.passed_at = None;
            }
            Event::SiteWanted => self.site_again = true,
            Event::SiteSent => {
                self.site_sent_at = Some(at);
                self.site_again = false;
            }
            Event::SiteSeen(report) => {
                self.site_sent_at = None;
                self.site = Some((at, report.clone()));
            }
            Event::ReviewPassed => self.passed_at = Some(at),
            Event::SentBack(says) => {
                self.form = None;
                self.passed_at = None;
                self.sent_back = Some(says.clone());
                self.say(recorded, says);
            }
            Event::DocumentAdded(document) => {
                self.documents.push(Held { document: document.clone(), at, verdict: None });
            }
            Event::DocumentJudged { id, verdict } => {
                if let Some(held) = self.documents.iter_mut().find(|held| held.document.id == *id) {
                    held.verdict = Some(verdict.clone());
                }
            }
            Event::Asked { .. } | Event::Heard { .. } | Event::AskAgain(_) => self.ask(recorded),
            Event::Corrected(form) => {
                self.form = Some(Form::clone(form));
                // What was agreed and registered was about another form.
                self.signed = None;
                self.drop_registrations(|_| true);
            }
            Event::ContractAccepted { template, fingerprint, text } => {
                self.signed = Some(Signed {
                    at,
                    by: recorded.by.clone(),
                    template: template.clone(),
                    fingerprint: fingerprint.clone(),
                    text: text.clone(),
                });
            }
            Event::AcceptorAssigned(acceptor) => self.acceptor = Some(acceptor.clone()),
            Event::RegistrationSent { .. } | Event::RegistrationSeen { .. } => self.register(recorded),
            Event::RegistrationAgain => self.drop_registrations(|phase| matches!(phase, Phase::Refused(_))),
            Event::TestPaid { payment } => self.tested = Some((at, payment.clone())),
            Event::Said(says) => self.say(recorded, says),
            Event::Refused { reason, says } => {
                self.refused = Some((at, *reason, says.clone()));
                self.say(recorded, says);
            }
            Event::Reopened => {
                self.refused = None;
                self.form = None;
                self.site = None;
                self.passed_at = None;
                self.signed = None;
                self.drop_registrations(|_| true);
            }
            Event::Unheard => {}
        }
    }

    /// What was registered counts no more, where `which` says so. It stays written down.
    fn drop_registrations(&mut self, which: impl Fn(&Phase) -> bool) {
        for registration in self.registrations.iter_mut().filter(|registration| which(&registration.phase)) {
            registration.counts = false;
        }
    }

    fn say(&mut self, recorded: &Recorded, says: &str) {
        self.messages.push(Message { at: recorded.at, by: recorded.by.clone(), says: says.to_owned() });
    }

    fn ask(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::Asked { check, fingerprint } => {
                let checked = self.checks.entry(*check).or_default();
                if checked.fingerprint != *fingerprint {
                    // Another question; how often answers were paid for is counted on.
                    *checked = super::Checked {
                        fingerprint: fingerprint.clone(),
                        answered: checked.answered,
                        ..Default::default()
                    };
                }
                checked.asked += 1;
                checked.sent_at = Some(recorded.at);
                checked.retry_at = None;
            }
            Event::Heard { check, service, finding, retry_at, .. } => {
                let checked = self.checks.entry(*check).or_default();
                checked.sent_at = None;
                checked.retry_at = *retry_at;
                if finding.is_answer() {
                    checked.answered += 1;
                    checked.silent = 0;
                } else {
                    checked.silent += 1;
                }
                checked.last = Some((recorded.at, finding.clone(), service.clone()));
            }
            Event::AskAgain(check) => {
                let checked = self.checks.entry(*check).or_default();
                checked.last = None;
                checked.silent = 0;
                checked.sent_at = None;
                checked.retry_at = Some(recorded.at);
            }
            _ => {}
        }
    }

    fn register(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::RegistrationSent { part, tracking, body } => {
                let known = self.registrations.iter_mut().find(|registration| registration.tracking == *tracking);
                match known {
                    Some(registration) => {
                        registration.sent_at = recorded.at;
                        registration.phase = Phase::Sent;
                        registration.retry_at = None;
                    }
                    None => self.registrations.push(Registration {
                        part: *part,
                        tracking: tracking.clone(),
                        body: body.clone(),
                        sent_at: recorded.at,
                        phase: Phase::Sent,
                        retry_at: None,
                        counts: true,
                    }),
                }
            }
            Event::RegistrationSeen { tracking, phase, retry_at } => {
                let known = self.registrations.iter_mut().find(|registration| registration.tracking == *tracking);
                if let Some(registration) = known {
                    registration.phase = phase.clone();
                    registration.retry_at = *retry_at;
                }
            }
            _ => {}
        }
    }
}
