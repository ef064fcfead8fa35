//! What holds of whatever an adapter makes of an answer, however wrong the answer is.

use crate::{
    demands::{confirms, is_readable, says},
    market::Hearing,
    setting::BANK,
};
use dargah_engine::gateway::{Account, Claim, Next, Operation, Outcome, Provider, Reply, bind};

/// The law that `next`, made of the answer heard, breaks; nothing if it breaks none.
///
/// # Errors
/// The law, in words.
pub fn hold(hearing: &Hearing, account: &Account, next: &Next) -> Result<(), String> {
    match next {
        Next::Ask(exchange) if exchange.request.url.starts_with(BANK) => Ok(()),
        Next::Ask(exchange) => Err(format!("asks somebody else than the bank: {}", exchange.request.url)),
        Next::Done(outcome) => concluded(hearing, account, outcome),
    }
}

/// Whether an outcome of verify makes the payment of `claim` a paid one.
#[must_use]
pub fn pays(account: &Account, claim: &Claim, outcome: &Outcome) -> bool {
    matches!(&outcome.reply, Reply::Done(receipt) if bind(account.capabilities(), account, claim, receipt).is_ok())
}

fn concluded(hearing: &Hearing, account: &Account, outcome: &Outcome) -> Result<(), String> {
    let broken = |law: &str| Err(format!("{law}: {outcome:?}"));
    let (status, body) = (hearing.answer.status, hearing.answer.body.as_slice());
    if outcome.code.chars().count() > 80 || outcome.code.chars().any(char::is_control) {
        return broken("the reason is not one short line");
    }
    let begins = matches!(hearing.operation, Operation::Token(_));
    if outcome.code.is_empty() && (begins || matches!(hearing.operation, Operation::Verify(_))) {
        return broken("no reason");
    }
    // One provider answers by HTTP status alone.
    let by_status = account.provider == Provider::Asanpardakht && (status != 200 || body.trim_ascii().is_empty());
    if !by_status && outcome.reply != Reply::Unknown && !is_readable(body) {
        return broken("what cannot be read establishes something");
    }
    match (&outcome.reply, &hearing.operation) {
        (Reply::Token(token), Operation::Token(_)) if says(body, token.word()) => Ok(()),
        (Reply::Token(_), _) => broken("a token from nowhere"),
        (Reply::Done(_), Operation::Token(_)) => broken("a payment that nobody asked to confirm"),
        (Reply::Done(_), Operation::Verify(claim))
            if pays(account, claim, outcome) && !confirms(hearing, account, claim) =>
        {
            broken("FALSE SUCCESS: it does not say what a confirmation has to say")
        }
        _ => Ok(()),
    }
}
