//! What is told to an application, under which rules, and what it refuses.

use super::{
    document::Document,
    event::{Acceptor, RefusalReason, Verdict},
    form::{Form, Typed},
    registration::Phase,
    site::SiteReport,
    state::Check,
};
use crate::{identity_service::Finding, registrar, time::Moment};
use core::fmt;
use serde::Deserialize;

/// How fast things go on, seconds. A sandbox sets them shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// A site that is not there or not proven is looked at again.
    pub site_s: i64,
    /// A service that did not answer is asked again; twice as long after each time, up to an hour.
    pub ask_again_s: i64,
    /// A request at the registrar is looked at again.
    pub poll_s: i64,
    /// Before that, "never seen" may be a lagging copy's word, and nothing is sent again.
    pub not_there_s: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self { site_s: 1_800, ask_again_s: 300, poll_s: 300, not_there_s: 600 }
    }
}

/// What a decision is made under.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The time.
    pub now: Moment,
    /// How fast things go on.
    pub rules: &'a Rules,
    /// The registrar's settings; nothing where there is none.
    pub registrar: Option<&'a registrar::Settings>,
}

/// What is told to an application.
#[derive(Clone, Debug)]
pub enum Command {
    /// The shop keeps what it typed so far.
    Draft(Typed),
    /// The shop hands in the form.
    Submit(Box<Form>),
    /// The shop or an operator wants the site looked at again.
    CheckSite,
    /// The site is about to be fetched.
    SiteBegins,
    /// The site was fetched.
    SiteSeen(SiteReport),
    /// An operator lets request and site pass.
    PassReview,
    /// An operator sends the form back, and says why.
    SendBack(String),
    /// The shop hands in a document.
    AddDocument(Document),
    /// An operator judges one.
    JudgeDocument {
        /// Which.
        id: String,
        /// What they say.
        verdict: Verdict,
    },
    /// A question is about to be asked.
    AskBegins(Check),
    /// What came of it.
    AskHeard {
        /// Which.
        check: Check,
        /// SHA-256 of the question.
        fingerprint: String,
        /// Which service.
        service: String,
        /// What came of it.
        finding: Finding,
    },
    /// The shop (who put something right at a registry) or an operator wants a question asked again.
    AskAgain(Check),
    /// The shop puts the form right after it was let pass. The site stays what it was.
    Correct(Box<Form>),
    /// The shop accepts the contract whose text has this fingerprint.
    AcceptContract {
        /// SHA-256 of the text that was read, hex.
        fingerprint: String,
    },
    /// An operator enters the payment company's codes.
    Assign(Acceptor),
    /// A request is about to go to the registrar.
    RegisterBegins,
    /// What is known of a request.
    RegisterHeard {
        /// Our number.
        tracking: String,
        /// Where it stands.
        phase: Phase,
    },
    /// An operator has a refused registration made anew.
    RegisterAgain,
    /// A test payment of the shop's was found paid.
    TestPaid {
        /// The payment.
        payment: String,
        /// When it was paid.
        at: Moment,
    },
    /// A message.
    Say(String),
    /// An operator refuses the application.
    Refuse {
        /// Why.
        reason: RefusalReason,
        /// In words.
        says: String,
    },
    /// The shop or an operator opens a refused application again.
    Reopen,
}

/// Why a command changes nothing. Each is its own code for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// This is not for whoever asks.
    NotAllowed,
    /// The application is at another step.
    WrongStep,
    /// It is refused; it must be opened again first.
    Closed,
    /// Nobody has looked at the site yet.
    SiteUnseen,
    /// The site does not answer.
    SiteUnreachable,
    /// The domain is not proven.
    DomainUnproven,
    /// It is being looked at right now.
    Busy,
    /// There is no such document.
    NoSuchDocument,
    /// The document was judged before.
    Judged,
    /// Too many files.
    TooManyDocuments,
    /// The question was answered too often.
    TooManyTries,
    /// What was heard answers nothing that was asked.
    Stale,
    /// The text that was read is not the contract.
    ContractChanged,
    /// The payment company's codes are missing.
    NoAcceptor,
    /// There is no registrar in the settings.
    NoRegistrar,
    /// Nothing is refused that could be done again.
    NothingRefused,
    /// The site cannot change here: open the application again.
    SiteFixed,
    /// Nothing is different.
    NothingNew,
    /// That cannot be put right.
    Final,
    /// The message is empty or too long.
    NothingSaid,
    /// The payment is older than the step.
    TooOld,
}

impl Refusal {
    /// The word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::WrongStep => "wrong_step",
            Self::Closed => "closed",
            Self::SiteUnseen => "site_unseen",
            Self::SiteUnreachable => "site_unreachable",
            Self::DomainUnproven => "domain_unproven",
            Self::Busy => "busy",
            Self::NoSuchDocument => "no_such_document",
            Self::Judged => "judged",
            Self::TooManyDocuments => "too_many_documents",
            Self::TooManyTries => "too_many_tries",
            Self::Stale => "stale",
            Self::ContractChanged => "contract_changed",
            Self::NoAcceptor => "no_acceptor",
            Self::NoRegistrar => "no_registrar",
            Self::NothingRefused => "nothing_refused",
            Self::SiteFixed => "site_fixed",
            Self::NothingNew => "nothing_new",
            Self::Final => "final",
            Self::NothingSaid => "nothing_said",
            Self::TooOld => "too_old",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
