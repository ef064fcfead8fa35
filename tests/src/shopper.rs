//! A shopper with a browser: goes to the bank's page, presses a button, is sent back.

pub use crate::browser::Return;
use crate::{
    browser::Page,
    market::{Market, Meddler},
};
use dargah_bank::encode_form;
use dargah_engine::{
    gateway::CallbackForm,
    payment::{Command, Refusal},
};

impl Market {
    /// Goes to the bank's page of the payment's newest attempt, presses a button there, and is sent back.
    pub fn at_bank(&mut self, number: usize, button: &str) -> Return {
        match self.press(number, button) {
            Ok(Some(back)) => back,
            Ok(None) => panic!("no way back from the bank"),
            Err(why) => panic!("{why}"),
        }
    }

    /// The same; nothing if the bank does not send the shopper back.
    ///
    /// # Errors
    /// Why there was nothing to press: no token, or no page.
    pub fn press(&mut self, number: usize, button: &str) -> Result<Option<Return>, String> {
        let payment = self.payment(number);
        let attempt = payment.attempts.last().ok_or("no attempt")?;
        let token = attempt.token.clone().ok_or_else(|| format!("no token: {:?}", attempt.phase))?;
        let account = self.account(attempt.gateway.as_str());
        let redirect = account.provider.adapter().redirect(account, &attempt.ask, &token);
        let mut visit = |request| self.visit(request);
        Page::open(&redirect, &mut visit).press(button, &mut visit)
    }

    /// Brings something back to the payment's newest attempt, as the Worker reads it. Whether it was its own.
    ///
    /// # Errors
    /// The engine's refusal.
    pub fn come_back(&mut self, number: usize, back: &Return, meddler: Meddler<'_>) -> Result<bool, Refusal> {
        let attempt = self.payment(number).attempts.last().expect("an attempt").number;
        self.come_back_to(number, attempt, back, meddler)
    }

    /// The same to any of its attempts.
    ///
    /// # Errors
    /// The engine's refusal.
    pub fn come_back_to(
        &mut self,
        number: usize,
        attempt: u32,
        back: &Return,
        meddler: Meddler<'_>,
    ) -> Result<bool, Refusal> {
        let payment = self.payment(number);
        let attempt = payment.attempt(attempt).expect("the attempt");
        let account = self.account(attempt.gateway.as_str());
        let form = CallbackForm::read("", encode_form(&back.fields).as_bytes());
        let Some(token) = &attempt.token else { return Ok(false) };
        match account.provider.adapter().read_callback(account, attempt.ask.order, token, &form) {
            Ok(callback) => {
                let reference = payment.claimable(attempt.number, &callback).map(|reference| reference.key.clone());
                let claimed = reference.map(|key| self.claim(payment.created.id, attempt.gateway.as_str(), &key));
                let command = Command::Callback { attempt: attempt.number, callback, claimed };
                self.tell(number, command, meddler).map(|()| true)
            }
            Err(_) => Ok(false),
        }
    }
}
