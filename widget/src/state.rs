//! What the form knows and what it does next: one linear transition function. Pure: no DOM, no network, no clock.
//!
//! [`Model::step`] takes what happened and gives back what to do. Everything a hurried shopper or a slow bank can do to
//! us (double clicks, late answers, coming back from a frozen page) is decided here, so it is tested here.

use crate::fault::{Fault, Kind};
use crate::redirect;
use dargah_wire::{CheckoutView, Mode, PayRequest, PaymentStatus, RedirectAnswer, ShopName, StatusReason, StatusView};

/// First wait before the status is asked for again.
const POLL_FIRST_MS: u32 = 3_000;
/// Longest wait; reached after six answers.
const POLL_LAST_MS: u32 = 30_000;
/// How long a browser may take to leave before the shopper gets the form back: somebody has pressed "stop".
const LEAVE_MS: u32 = 25_000;

/// What the form is in the middle of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The first view is on its way.
    Loading,
    /// Nothing is under way.
    Ready,
    /// `POST …/pay` is on its way.
    Sending,
    /// The browser was told to go to this bank.
    Leaving(ShopName),
    /// The shopper is back; the status is on its way.
    Asking,
}

/// What happened.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one at a time, and a box would be code to download")]
pub enum Input {
    /// The view came, or did not.
    Viewed(Result<CheckoutView, Fault>),
    /// The shopper asked to pay.
    Pay(PayRequest),
    /// The answer of `pay` came, or did not.
    Answered(Result<RedirectAnswer, Fault>),
    /// The status came, or did not.
    Told(Result<StatusView, Fault>),
    /// The wait with this number is over.
    Waited(u32),
    /// The shopper sees the page again; `frozen` if it was kept in the back-forward cache.
    Returned {
        /// Whether timers and requests of the page were lost.
        frozen: bool,
    },
    /// The browser has a connection again.
    Online,
    /// The shop's page cancelled the sending.
    Withheld,
    /// The shop's page cancelled the redirect.
    Held,
    /// The shopper pressed "try again".
    Retry,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// `GET …/{token}`
    Load,
    /// `GET …/{token}/status`
    Ask,
    /// `POST …/{token}/pay`, unless the shop's page cancels it.
    Pay(PayRequest),
    /// Go to the bank, unless the shop's page cancels it. The URL is on the list.
    Go(RedirectAnswer),
    /// Come back with [`Input::Waited`].
    Wait {
        /// How long.
        ms: u32,
        /// Its number.
        number: u32,
    },
    /// Tell the shop's page.
    Tell(Signal),
}

/// What the shop's page is told. No personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The form stands.
    Ready(PaymentStatus),
    /// A gateway has taken the payment; with the attempt's number.
    Routed(String, u32),
    /// Something went wrong; with its code, and whether the same again may succeed.
    Error(String, bool),
    /// How the payment stands after the shopper came back, and again when it is final.
    Returned(PaymentStatus, Option<StatusReason>),
    /// The time to pay is over.
    Expired,
}

/// The form's knowledge.
#[derive(Clone, Debug)]
pub struct Model {
    view: Option<CheckoutView>,
    phase: Phase,
    fault: Option<Fault>,
    /// False from the moment the status is asked for until it is told: what the view says may be out of date.
    fresh: bool,
    wait_ms: u32,
    wait_number: u32,
}

impl Default for Model {
    fn default() -> Self {
        Self { view: None, phase: Phase::Loading, fault: None, fresh: true, wait_ms: POLL_FIRST_MS, wait_number: 0 }
    }
}

impl Model {
    /// The payment, once it is known.
    #[must_use]
    pub fn view(&self) -> Option<&CheckoutView> {
        self.view.as_ref()
    }

    /// What is under way.
    #[must_use]
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// What went wrong last, until something goes right.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// Takes what happened, gives what to do. An input that does not fit the phase changes nothing.
    pub fn step(&mut self, input: Input) -> Vec<Effect> {
        match (input, &self.phase) {
            (Input::Viewed(Ok(view)), Phase::Loading) => self.viewed(view),
            (Input::Viewed(Err(fault)), Phase::Loading) => self.fail(fault),
            (Input::Pay(request), Phase::Ready) if self.can_pay() => {
                self.fault = None;
                self.phase = Phase::Sending;
                vec![Effect::Pay(request)]
            }
            (Input::Withheld, Phase::Sending) => {
                self.phase = Phase::Ready;
                Vec::new()
            }
            (Input::Answered(Ok(answer)), Phase::Sending) => self.answered(answer),
            (Input::Answered(Err(fault)), Phase::Sending) => self.refused(fault),
            (Input::Told(Ok(status)), Phase::Asking) => self.told(status, true),
            (Input::Told(Ok(status)), Phase::Ready) => self.told(status, false),
            (Input::Told(Err(fault)), Phase::Asking) => self.fail(fault),
            // Silence while the bank is awaited is no news: ask again later.
            (Input::Told(Err(_)), Phase::Ready) if self.awaits() => self.wait(),
            (Input::Waited(number), Phase::Ready) if number == self.wait_number && self.awaits() => {
                vec![Effect::Ask]
            }
            // The address bar may have been stopped, or the bank's page may never have come.
            (Input::Waited(number), Phase::Leaving(_)) if number == self.wait_number => self.ask(),
            (Input::Returned { frozen }, phase) if self.asks_on_return(phase, frozen) => self.ask(),
            // Another tab may have paid meanwhile. The form stays as it is until there is news.
            (Input::Returned { .. }, Phase::Ready) if self.can_pay() => vec![Effect::Ask],
            (Input::Online, Phase::Ready) if self.fault.as_ref().is_some_and(|f| f.kind == Kind::Offline) => {
                self.look_again()
            }
            (Input::Held, Phase::Leaving(_)) => self.ask(),
            (Input::Retry, Phase::Ready) => self.look_again(),
            _ => Vec::new(),
        }
    }

    /// Whether the form may be shown and used: the edge said so, and nothing happened since that may have changed it.
    #[must_use]
    pub fn can_pay(&self) -> bool {
        self.fresh && self.view.as_ref().is_some_and(|v| v.state.can_pay)
    }

    /// Whether nothing but time is between the shopper and news: a bank's answer is awaited, or another window is choosing one.
    fn awaits(&self) -> bool {
        self.view.as_ref().is_some_and(|v| match v.state.status {
            PaymentStatus::Processing => true,
            PaymentStatus::Open => !v.state.can_pay,
            _ => false,
        })
    }

    fn status(&self) -> Option<PaymentStatus> {
        self.view.as_ref().map(|v| v.state.status)
    }

    /// After a redirect always; in a page that was frozen always; else only if an answer of the bank is awaited.
    fn asks_on_return(&self, phase: &Phase, frozen: bool) -> bool {
        match phase {
            Phase::Leaving(_) => true,
            Phase::Loading => false,
            Phase::Ready => self.view.is_some() && (frozen || self.awaits()),
            Phase::Sending | Phase::Asking => frozen,
        }
    }

    fn viewed(&mut self, view: CheckoutView) -> Vec<Effect> {
        let state = view.state.clone();
        let news = state.status != PaymentStatus::Open || state.last.is_some();
        self.view = Some(view);
        let mut effects = vec![Effect::Tell(Signal::Ready(state.status))];
        effects.append(&mut self.told(state, news));
        effects
    }

    fn answered(&mut self, answer: RedirectAnswer) -> Vec<Effect> {
        let known = self
            .view
            .as_ref()
            .is_some_and(|v| redirect::allowed(&answer.url, &v.redirect_origins, v.mode == Mode::Test));
        if !known {
            return self.fail(Fault::own(Kind::UnknownBank));
        }
        self.phase = Phase::Leaving(answer.gateway_name.clone());
        let routed = Effect::Tell(Signal::Routed(answer.gateway.clone(), answer.attempt));
        self.wait_number += 1;
        vec![routed, Effect::Go(answer), Effect::Wait { ms: LEAVE_MS, number: self.wait_number }]
    }

    /// A refusal that contradicts what the form shows means that the form is out of date: look again.
    fn refused(&mut self, fault: Fault) -> Vec<Effect> {
        let stale = matches!(fault.kind, Kind::Expired | Kind::NotPayable);
        let mut effects = self.fail(fault);
        if stale {
            self.phase = Phase::Asking;
            self.fresh = false;
            effects.push(Effect::Ask);
        }
        effects
    }

    fn told(&mut self, status: StatusView, tell: bool) -> Vec<Effect> {
        let was = self.status();
        let now = status.status;
        let reason = status.reason.or(status.last.as_ref().map(|l| l.reason));
        self.phase = Phase::Ready;
        self.fresh = true;
        self.fault = self.fault.take().filter(|_| status.can_pay);
        if let Some(view) = &mut self.view {
            view.state = status;
        }
        let mut effects = Vec::new();
        if tell || was != Some(now) {
            effects.push(Effect::Tell(Signal::Returned(now, reason)));
            if now == PaymentStatus::Expired {
                effects.push(Effect::Tell(Signal::Expired));
            }
        }
        if self.awaits() {
            effects.append(&mut self.wait());
        }
        effects
    }

    fn look_again(&mut self) -> Vec<Effect> {
        if self.view.is_some() {
            return self.ask();
        }
        self.fault = None;
        self.phase = Phase::Loading;
        vec![Effect::Load]
    }

    fn ask(&mut self) -> Vec<Effect> {
        self.fault = None;
        self.fresh = false;
        self.wait_ms = POLL_FIRST_MS;
        self.wait_number += 1;
        self.phase = Phase::Asking;
        vec![Effect::Ask]
    }

    fn wait(&mut self) -> Vec<Effect> {
        let ms = self.wait_ms;
        self.wait_ms = (ms + ms / 2).min(POLL_LAST_MS);
        self.wait_number += 1;
        vec![Effect::Wait { ms, number: self.wait_number }]
    }

    fn fail(&mut self, fault: Fault) -> Vec<Effect> {
        let told = Effect::Tell(Signal::Error(fault.code.clone(), fault.retryable));
        self.phase = Phase::Ready;
        self.fault = Some(fault);
        vec![told]
    }
}
