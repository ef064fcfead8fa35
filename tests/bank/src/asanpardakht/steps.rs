//! Verify, settlement, reverse and cancel: one body, one number for an answer. The tables are the manual's, one a call.

use super::{MINUTE_MS, is_ours, was_cancelled};
use crate::bank::Desk;
use crate::book::Book;
use crate::json::{member, whole};
use crate::transaction::{ReversedBy, State, Transaction};
use serde_json::Value;

const OK: u16 = 200;
const BAD_REQUEST: u16 = 400;
const NOT_PAID: u16 = 471;
const NOT_VERIFIED: u16 = 472;
const ALREADY_SETTLED: u16 = 474;
const TO_BE_SETTLED: u16 = 476;
const NOT_TRUSTED: u16 = 477;
const CANCELLED: u16 = 478;

/// A verified payment may be cancelled until then, counted from verify.
const CANCEL_WINDOW_MS: u64 = 180 * MINUTE_MS;

/// What a shop may ask for a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Verify,
    Settlement,
    Reverse,
    Cancel,
}

impl Step {
    /// The step of this name, in lower case.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "verify" => Some(Self::Verify),
            "settlement" => Some(Self::Settlement),
            "reverse" => Some(Self::Reverse),
            "cancel" => Some(Self::Cancel),
            _ => None,
        }
    }
}

pub(super) fn find<'a>(body: &Value, book: &'a Book) -> Option<&'a Transaction> {
    book.by_reference(&whole(member(body, "payGateTranId"))?.to_string())
}

/// Takes a step and answers its status.
pub(super) fn take(step: Step, body: &Value, desk: &mut Desk<'_>) -> u16 {
    if whole(member(body, "payGateTranId")).is_none() {
        return BAD_REQUEST;
    }
    if !is_ours(whole(member(body, "merchantConfigurationId"))) {
        return NOT_TRUSTED;
    }
    let Some(row) = find(body, &desk.bank.book).cloned() else { return NOT_PAID };
    match step {
        Step::Verify => verify(&row, desk),
        Step::Settlement => settle(&row, desk),
        Step::Reverse => reverse(&row, desk),
        Step::Cancel => cancel(&row, desk),
    }
}

fn verify(row: &Transaction, desk: &mut Desk<'_>) -> u16 {
    match (row.state, row.reversed_by) {
        (State::Debited, _) if desk.bank.book.verify(row.id, desk.now_ms) => OK,
        // Asked to verify before, asked to settle before.
        (State::Verified, _) => 472,
        (State::Settled, _) => 473,
        // Verified once and cancelled, asked to reverse, on the bank's own list for reversal.
        (State::Reversed, _) if was_cancelled(row) => CANCELLED,
        (State::Reversed, Some(ReversedBy::Shop)) => 474,
        (State::Reversed, _) => 476,
        _ => NOT_PAID,
    }
}

fn settle(row: &Transaction, desk: &mut Desk<'_>) -> u16 {
    match row.state {
        State::Verified if desk.bank.book.settle(row.id, desk.now_ms) => OK,
        State::Debited => NOT_VERIFIED,
        State::Settled => ALREADY_SETTLED,
        _ => gone(row),
    }
}

fn reverse(row: &Transaction, desk: &mut Desk<'_>) -> u16 {
    match row.state {
        State::Debited if desk.bank.book.reverse(row.id, ReversedBy::Shop, desk.now_ms) => OK,
        // "Cannot reverse a verified transaction."
        State::Verified => 472,
        State::Settled => ALREADY_SETTLED,
        _ => gone(row),
    }
}

/// Our reading: cancel answers by settlement's table, and one that comes too late hears that the bank is about to settle.
fn cancel(row: &Transaction, desk: &mut Desk<'_>) -> u16 {
    let window = desk.bank.settings.window(CANCEL_WINDOW_MS);
    let late = row.verified_at_ms.is_some_and(|at| desk.now_ms > at.saturating_add(window));
    match row.state {
        State::Verified if late => TO_BE_SETTLED,
        State::Verified if desk.bank.book.reverse(row.id, ReversedBy::Shop, desk.now_ms) => OK,
        State::Debited => NOT_VERIFIED,
        State::Settled => ALREADY_SETTLED,
        _ => gone(row),
    }
}

/// Money that is not there to settle or to send back: it went back already, or never came.
fn gone(row: &Transaction) -> u16 {
    match (row.state, row.reversed_by) {
        (State::Reversed, _) if was_cancelled(row) => CANCELLED,
        // Asked to reverse before, on the bank's own list for reversal.
        (State::Reversed, Some(ReversedBy::Shop)) => 473,
        (State::Reversed, _) => 475,
        _ => NOT_PAID,
    }
}
