//! What is written down of an application. Events are only ever added, and what another version wrote stays as it is.

use super::{
    document::Document,
    form::{Form, Typed},
    registration::Phase,
    site::SiteReport,
    state::Check,
};
use crate::{identity_service::Finding, registrar::Part, time::Moment};
use serde::{Deserialize, Serialize};

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A member of the shop, by id.
    Shop(String),
    /// An operator, by id.
    Operator(String),
    /// The service itself: the clock, or an answer from outside.
    Service,
}

/// An event, when, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: Actor,
    /// What.
    pub event: Event,
}

/// Reads an event as it is stored. One that this version does not know stands as [`Event::Unheard`]: a newer version wrote it, and
/// its text is never rewritten.
///
/// # Errors
/// If nothing happened at a time there.
pub fn read_event(text: &str) -> Result<Recorded, serde_json::Error> {
    #[derive(Deserialize)]
    struct Unknown {
        at: Moment,
    }
    serde_json::from_str(text).or_else(|_| {
        let Unknown { at } = serde_json::from_str(text)?;
        Ok(Recorded { at, by: Actor::Service, event: Event::Unheard })
    })
}

/// What an operator says of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is what it should be.
    Accepted,
    /// It is not, and why.
    Refused(String),
}

/// Why an application is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// The site is not a shop's, or not this shop's.
    Site,
    /// The documents do not show what they should.
    Documents,
    /// Who applies could not be identified.
    Identity,
    /// Shaparak does not take it.
    Registration,
    /// The business is one that may not take payments. Nothing can be corrected about that.
    Business,
}

impl RefusalReason {
    /// Every reason.
    pub const ALL: [Self; 5] = [Self::Site, Self::Documents, Self::Identity, Self::Registration, Self::Business];

    /// The word for programs and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Documents => "documents",
            Self::Identity => "identity",
            Self::Registration => "registration",
            Self::Business => "business",
        }
    }

    /// The reason of this word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }

    /// Whether the shop can put it right and go on.
    #[must_use]
    pub const fn is_correctable(self) -> bool {
        !matches!(self, Self::Business)
    }
}

/// The codes that the payment company gave for the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptor {
    /// Acceptor code, fifteen digits.
    pub code: String,
    /// Terminal number, eight digits.
    pub terminal: String,
}

impl Acceptor {
    /// Reads the two codes as typed.
    #[must_use]
    pub fn read(code: &str, terminal: &str) -> Option<Self> {
        let plain = |text: &str| crate::text::ascii_digits(text.trim());
        let (code, terminal) = (plain(code), plain(terminal));
        let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
        (digits(&code, 15) && digits(&terminal, 8)).then_some(Self { code, terminal })
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Something was typed into the form, and is kept as it is.
    Drafted(Typed),
    /// The form was handed in whole.
    Submitted(Box<Form>),
    /// Somebody wants the site looked at again.
    SiteWanted,
    /// The site is being fetched.
    SiteSent,
    /// The site was fetched.
    SiteSeen(SiteReport),
    /// An operator let the request and the site pass.
    ReviewPassed,
    /// An operator sent the form back.
    SentBack(String),
    /// A document came.
    DocumentAdded(Document),
    /// An operator looked at one.
    DocumentJudged {
        /// Which.
        id: String,
        /// What they say.
        verdict: Verdict,
    },
    /// A question is being asked.
    Asked {
        /// Which.
        check: Check,
        /// SHA-256 of the question.
        fingerprint: String,
    },
    /// A service answered, or did not.
    Heard {
        /// Which question.
        check: Check,
        /// SHA-256 of the question.
        fingerprint: String,
        /// Which service.
        service: String,
        /// What came of it.
        finding: Finding,
        /// When it is asked again; nothing where it was answered.
        retry_at: Option<Moment>,
    },
    /// A question is open again.
    AskAgain(Check),
    /// The form was put right after it was let pass.
    Corrected(Box<Form>),
    /// The shop accepted the contract.
    ContractAccepted {
        /// The template's date.
        template: String,
        /// SHA-256 of the text, hex.
        fingerprint: String,
        /// The text.
        text: String,
    },
    /// The operator entered the codes that the payment company gave.
    AcceptorAssigned(Acceptor),
    /// A request goes to the registrar: this very body, under this number of ours.
    RegistrationSent {
        /// Which part of the registration.
        part: Part,
        /// Our number.
        tracking: String,
        /// The body, letter by letter.
        body: String,
    },
    /// Where a request stands at the registrar, or that it is not known.
    RegistrationSeen {
        /// Our number.
        tracking: String,
        /// Where it stands.
        phase: Phase,
        /// When it is looked at again; nothing where that is the end of it.
        retry_at: Option<Moment>,
    },
    /// The operator had the registration made anew.
    RegistrationAgain,
    /// A test payment of the shop's was paid.
    TestPaid {
        /// The payment.
        payment: String,
    },
    /// A message between shop and operator.
    Said(String),
    /// The application was refused.
    Refused {
        /// Why.
        reason: RefusalReason,
        /// In the operator's words.
        says: String,
    },
    /// It was opened again to be put right.
    Reopened,
    /// Written by a version that knew more: it changes nothing here.
    Unheard,
}

/// Something to be said of an event beside what happened, in words that have a text for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Which check.
    Check(Check),
    /// What came of it.
    Finding(Finding),
    /// Which kind of document.
    Document(super::document::Kind),
    /// Whether it was accepted.
    Accepted(bool),
    /// Where a request stands.
    Phase(Phase),
    /// Why it was refused.
    Reason(RefusalReason),
    /// A number or a name: read from left to right.
    Code(String),
    /// What somebody wrote.
    Text(String),
}

impl Event {
    /// The word for programs and pages.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Drafted(_) => "drafted",
            Self::Submitted(_) => "submitted",
            Self::SiteWanted => "site_wanted",
            Self::SiteSent => "site_sent",
            Self::SiteSeen(_) => "site_seen",
            Self::ReviewPassed => "review_passed",
            Self::SentBack(_) => "sent_back",
            Self::DocumentAdded(_) => "document_added",
            Self::DocumentJudged { .. } => "document_judged",
            Self::Asked { .. } => "asked",
            Self::Heard { .. } => "heard",
            Self::AskAgain(_) => "ask_again",
            Self::Corrected(_) => "corrected",
            Self::ContractAccepted { .. } => "contract_accepted",
            Self::AcceptorAssigned(_) => "acceptor_assigned",
            Self::RegistrationSent { .. } => "registration_sent",
            Self::RegistrationSeen { .. } => "registration_seen",
            Self::RegistrationAgain => "registration_again",
            Self::TestPaid { .. } => "test_paid",
            Self::Said(_) => "said",
            Self::Refused { .. } => "refused",
            Self::Reopened => "reopened",
            Self::Unheard => "unheard",
        }
    }

    /// What there is to say of it.
    #[must_use]
    pub fn details(&self) -> Vec<Detail> {
        match self {
            Self::SiteSeen(report) => {
                let status = report.status.map_or_else(|| "-".to_owned(), |status| format!("HTTP {status}"));
                vec![Detail::Code(status), Detail::Text(report.title.clone())]
            }
            Self::SentBack(says) | Self::Said(says) => vec![Detail::Text(says.clone())],
            Self::DocumentAdded(document) => vec![Detail::Document(document.kind), Detail::Code(document.id.clone())],
            Self::DocumentJudged { id, verdict } => match verdict {
                Verdict::Accepted => vec![Detail::Accepted(true), Detail::Code(id.clone())],
                Verdict::Refused(says) => {
                    vec![Detail::Accepted(false), Detail::Code(id.clone()), Detail::Text(says.clone())]
                }
            },
            Self::Asked { check, .. } | Self::AskAgain(check) => vec![Detail::Check(*check)],
            Self::Heard { check, finding, service, .. } => {
                let mut details =
                    vec![Detail::Check(*check), Detail::Finding(finding.clone()), Detail::Code(service.clone())];
                if let Finding::Unknown(code) = finding {
                    details.push(Detail::Code(code.clone()));
                }
                details
            }
            Self::ContractAccepted { fingerprint, .. } => vec![Detail::Code(fingerprint.clone())],
            Self::AcceptorAssigned(acceptor) => {
                vec![Detail::Code(acceptor.code.clone()), Detail::Code(acceptor.terminal.clone())]
            }
            Self::RegistrationSent { tracking, .. } => vec![Detail::Code(tracking.clone())],
            Self::RegistrationSeen { tracking, phase, .. } => {
                vec![Detail::Code(tracking.clone()), Detail::Phase(phase.clone())]
            }
            Self::TestPaid { payment } => vec![Detail::Code(payment.clone())],
            Self::Refused { reason, says } => vec![Detail::Reason(*reason), Detail::Text(says.clone())],
            _ => Vec::new(),
        }
    }
}
