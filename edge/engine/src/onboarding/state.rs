//! An application as it is: the fold of its events, and what follows from it.

use super::{
    Actor,
    document::{Document, Kind},
    event::{Acceptor, RefusalReason, Verdict},
    form::{Form, Typed},
    registration::{Phase, Registration},
    site::SiteReport,
    step::{PROMISE, Progress, Step, Turn},
};
use crate::{
    identity_service::{Finding, Owner, Question},
    registrar::Part,
    time::Moment,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What registries are asked, in this order: the cheap questions that fail most come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Is the mobile number theirs?
    Mobile,
    /// Are they who they say?
    Person,
    /// Is the account theirs?
    Iban,
    /// Is there such a postal code?
    Postal,
}

impl Check {
    /// Every check, in the order in which they are made.
    pub const ALL: [Self; 4] = [Self::Mobile, Self::Person, Self::Iban, Self::Postal];

    /// The word for programs and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Person => "person",
            Self::Iban => "iban",
            Self::Postal => "postal",
        }
    }

    /// The check of this word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.as_str() == word)
    }

    /// The question about this form.
    #[must_use]
    pub fn question(self, form: &Form) -> Question {
        let person = &form.person;
        let national_code = person.national_code.clone();
        match self {
            Self::Mobile => Question::MobileOwner { mobile: person.mobile.clone(), national_code },
            Self::Person => Question::Person {
                national_code,
                born: person.born,
                first_name: person.first_name_fa.clone(),
                last_name: person.last_name_fa.clone(),
            },
            Self::Iban => Question::IbanOwner {
                iban: form.iban.clone(),
                owner: match &form.company {
                    Some(company) => Owner::Company(company.name_fa.clone()),
                    None => Owner::Person { national_code, born: person.born },
                },
            },
            Self::Postal => Question::Postal { postal_code: form.business.postal_code.clone() },
        }
    }
}

/// What came of a check so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// SHA-256 of the question.
    pub fingerprint: String,
    /// When the question was last sent, while its answer is awaited.
    pub sent_at: Option<Moment>,
    /// How often it was asked: the next service's turn.
    pub asked: u32,
    /// How often in a row nothing came of it.
    pub silent: u32,
    /// How often it was answered. Answers cost money.
    pub answered: u32,
    /// What came of it last, when, and from which service.
    pub last: Option<(Moment, Finding, String)>,
    /// When it is asked again.
    pub retry_at: Option<Moment>,
}

/// A document and what was said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The document.
    pub document: Document,
    /// When it came.
    pub at: Moment,
    /// What an operator says.
    pub verdict: Option<Verdict>,
}

/// The contract as it was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: Actor,
    /// The template's date.
    pub template: String,
    /// SHA-256 of the text, hex.
    pub fingerprint: String,
    /// The text.
    pub text: String,
}

/// A message between shop and operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// When.
    pub at: Moment,
    /// Whose.
    pub by: Actor,
    /// What.
    pub says: String,
}

/// An application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Application {
    /// How many events it has.
    pub version: u32,
    /// What was typed last.
    pub typed: Typed,
    /// The form that was handed in.
    pub form: Option<Form>,
    /// When it was handed in.
    pub submitted_at: Option<Moment>,
    /// When the site was last fetched, while its answer is awaited.
    pub site_sent_at: Option<Moment>,
    /// What was found of the site, and when.
    pub site: Option<(Moment, SiteReport)>,
    /// Whether somebody wants the site looked at again.
    pub site_again: bool,
    /// When request and site were let pass.
    pub passed_at: Option<Moment>,
    /// Why the form was sent back, while it is.
    pub sent_back: Option<String>,
    /// Every document, oldest first.
    pub documents: Vec<Held>,
    /// What came of each check.
    pub checks: BTreeMap<Check, Checked>,
    /// The contract.
    pub signed: Option<Signed>,
    /// The payment company's codes.
    pub acceptor: Option<Acceptor>,
    /// Requests at the registrar, oldest first.
    pub registrations: Vec<Registration>,
    /// The test payment, and when.
    pub tested: Option<(Moment, String)>,
    /// Why it is refused, if it is.
    pub refused: Option<(Moment, RefusalReason, String)>,
    /// Everything that was said.
    pub messages: Vec<Message>,
    /// Since when it stands, or last stood, at each step.
    pub since: BTreeMap<Step, Moment>,
}

impl Application {
    /// Where it stands: the first step whose evidence is missing.
    #[must_use]
    pub fn step(&self) -> Step {
        let Some(form) = &self.form else { return if self.refused.is_some() { Step::Refused } else { Step::Form } };
        if self.refused.is_some() {
            Step::Refused
        } else if self.passed_at.is_none() {
            Step::Review
        } else if !self.has_documents(form) {
            Step::Documents
        } else if !Check::ALL.iter().all(|check| self.is_matched(*check)) {
            Step::Identity
        } else if self.signed.is_none() {
            Step::Contract
        } else if !Part::ALL.iter().all(|part| self.is_registered(*part)) {
            Step::Registration
        } else if self.tested.is_none() {
            Step::Activation
        } else {
            Step::Live
        }
    }

    /// The newest document of a kind.
    #[must_use]
    pub fn document(&self, kind: Kind) -> Option<&Held> {
        self.documents.iter().rev().find(|held| held.document.kind == kind)
    }

    /// Whether every paper that this applicant needs was accepted. One that was handed in without need must be judged as well.
    fn has_documents(&self, form: &Form) -> bool {
        Kind::ALL.into_iter().all(|kind| match self.document(kind) {
            Some(held) => held.verdict == Some(Verdict::Accepted),
            None => !kind.is_required(form.company.is_some()),
        })
    }

    /// The question of a check as it would be asked now, and its fingerprint.
    #[must_use]
    pub fn question(&self, check: Check) -> Option<(Question, String)> {
        let question = check.question(self.form.as_ref()?);
        let fingerprint = question.fingerprint();
        Some((question, fingerprint))
    }

    /// What came of a check, if it was about the form as it is now.
    #[must_use]
    pub fn checked(&self, check: Check) -> Option<&Checked> {
        let (_, fingerprint) = self.question(check)?;
        self.checks.get(&check).filter(|checked| checked.fingerprint == fingerprint)
    }

    /// Whether a check is answered with yes, about the form as it is now.
    #[must_use]
    pub fn is_matched(&self, check: Check) -> bool {
        self.checked(check).is_some_and(|checked| matches!(checked.last, Some((_, Finding::Matched, _))))
    }

    /// Whether a check is answered with no, about the form as it is now.
    #[must_use]
    pub fn is_negative(&self, check: Check) -> bool {
        let negative = |finding: &Finding| finding.is_answer() && *finding != Finding::Matched;
        self.checked(check).is_some_and(|checked| matches!(&checked.last, Some((_, finding, _)) if negative(finding)))
    }

    /// The newest request of a part that counts.
    #[must_use]
    pub fn registration(&self, part: Part) -> Option<&Registration> {
        self.registrations.iter().rev().find(|registration| registration.part == part && registration.counts)
    }

    /// Whether a part is accepted.
    #[must_use]
    pub fn is_registered(&self, part: Part) -> bool {
        self.registration(part).is_some_and(|registration| registration.phase == Phase::Accepted)
    }

    /// The request that was refused, if one was.
    #[must_use]
    pub fn refused_registration(&self) -> Option<&Registration> {
        let refused = |registration: &&Registration| matches!(registration.phase, Phase::Refused(_));
        Part::ALL.iter().filter_map(|part| self.registration(*part)).find(refused)
    }

    /// Who has to do something.
    #[must_use]
    pub fn turn(&self) -> Turn {
        let Some(form) = &self.form else {
            return if self.refused.is_some() { Turn::Nobody } else { Turn::Shop };
        };
        match self.step() {
            Step::Form | Step::Contract | Step::Activation => Turn::Shop,
            Step::Review => match &self.site {
                None => Turn::Service,
                Some(_) if self.site_again || self.site_sent_at.is_some() => Turn::Service,
                Some((_, report)) if report.is_reachable() && report.proof.is_some() => Turn::Operator,
                Some(_) => Turn::Shop,
            },
            Step::Documents => {
                let wanting = |kind: Kind| match self.document(kind) {
                    Some(held) => matches!(held.verdict, Some(Verdict::Refused(_))),
                    None => kind.is_required(form.company.is_some()),
                };
                if Kind::ALL.into_iter().any(wanting) { Turn::Shop } else { Turn::Operator }
            }
            Step::Identity => {
                let operators = |check: &Check| {
                    let last = self.checked(*check).and_then(|checked| checked.last.as_ref());
                    last.is_some_and(|(_, finding, _)| finding.is_operators())
                };
                if Check::ALL.iter().any(|check| self.is_negative(*check)) {
                    Turn::Shop
                } else if Check::ALL.iter().any(operators) {
                    Turn::Operator
                } else {
                    Turn::Service
                }
            }
            Step::Registration if self.acceptor.is_none() || self.refused_registration().is_some() => Turn::Operator,
            Step::Registration => Turn::Service,
            Step::Refused => match self.refused {
                Some((_, reason, _)) if reason.is_correctable() => Turn::Shop,
                _ => Turn::Nobody,
            },
            Step::Live => Turn::Nobody,
        }
    }

    /// Until when a test payment was promised to be possible, while that is open.
    #[must_use]
    pub fn promised_at(&self) -> Option<Moment> {
        let open = !matches!(self.step(), Step::Form | Step::Live | Step::Refused);
        self.submitted_at.filter(|_| open).map(|at| at + PROMISE)
    }

    /// Until when the step at which it stands should be done.
    #[must_use]
    pub fn until(&self) -> Option<Moment> {
        let step = self.step();
        Some(*self.since.get(&step)? + step.limit()?)
    }

    /// Whether the step or the whole is late.
    #[must_use]
    pub fn is_late(&self, now: Moment) -> bool {
        [self.until(), self.promised_at()].into_iter().flatten().any(|at| now > at)
    }

    /// How far every step of the way is.
    #[must_use]
    pub fn progress(&self, now: Moment) -> Vec<Progress> {
        let step = self.step();
        // A refused application stands where it stood.
        let here = if step == Step::Refused { self.refused_at() } else { step };
        Step::WAY
            .into_iter()
            .map(|one| {
                let until = if one == step { self.until() } else { None };
                Progress {
                    step: one,
                    since: self.since.get(&one).copied().filter(|_| one <= here),
                    done: one < here || step == Step::Live,
                    until,
                    late: until.is_some_and(|at| now > at),
                }
            })
            .collect()
    }

    /// At which step it was refused.
    #[must_use]
    pub fn refused_at(&self) -> Step {
        let open = Self { refused: None, ..self.clone() };
        open.step()
    }
}
