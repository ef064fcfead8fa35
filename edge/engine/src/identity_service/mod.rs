//! Services that ask the state's registries and the banks who is who: whose a mobile number and an account are, whether a person is
//! who they say, whether a postal code exists.
//!
//! [`Service`] is the contract: a question becomes requests, answers become one [`Finding`]. The shell sends them; nothing here
//! calls anybody. Several services ask the same registries, so when one is down the next is asked ([`Services::turn`]).
//!
//! A service that is down, out of credit or not understood never reads as "no match": only an answer to the question asked does.
//! Nothing of an answer is kept but the finding, who gave it and when: registries' data are not ours to store.

mod finding;
mod jibit;
mod question;
mod settings;
mod zohal;

pub use finding::{Finding, Unavailable};
pub use question::{Owner, Question};
pub use settings::{Kind, Services, Settings};

use crate::gateway::{Answer, HttpRequest};

/// A request that is to be made, and what its answer answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Which step: to be handed back with the answer.
    pub step: Step,
    /// The request.
    pub request: HttpRequest,
}

/// A step of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A token is fetched.
    Login,
    /// The question itself.
    Ask,
}

/// What follows an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// One more request.
    Ask(Exchange),
    /// The end.
    Done(Finding),
}

/// A service's protocol.
trait Service {
    /// The first request.
    fn ask(&self, question: &Question, settings: &Settings) -> Exchange;
    /// What an answer means.
    fn hear(&self, question: &Question, settings: &Settings, step: Step, answer: &Answer<'_>) -> Next;
}

const fn protocol(kind: Kind) -> &'static dyn Service {
    match kind {
        Kind::Jibit => &jibit::Jibit,
        Kind::Zohal => &zohal::Zohal,
    }
}

/// The first request of a question to the service of these settings.
#[must_use]
pub fn ask(question: &Question, settings: &Settings) -> Exchange {
    protocol(settings.service).ask(question, settings)
}

/// What the answer to a step means.
#[must_use]
pub fn hear(question: &Question, settings: &Settings, step: Step, answer: &Answer<'_>) -> Next {
    protocol(settings.service).hear(question, settings, step, answer)
}
