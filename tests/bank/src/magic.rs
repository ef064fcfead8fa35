//! Amounts that choose a scenario by themselves, so that a person can try a failure with nothing but a price.
//!
//! The last three digits **in toman** decide (an amount of 12,503 toman is 125,030 rial): every pool takes whole tomans.

use crate::control::{Fault, Op};

/// What the last digits of an amount ask for.
pub(crate) fn digits(amount: u64) -> Option<u64> {
    amount.is_multiple_of(10).then_some(amount / 10 % 1_000)
}

/// The fault that an amount brings to an operation at its `earlier`-th repetition (0: the first call).
/// "Once" faults strike the first call only: a retry must be able to mend them.
pub(crate) fn fault(amount: u64, op: Op, earlier: u32) -> Option<Fault> {
    let once = |fault| (earlier == 0).then_some(fault);
    match (digits(amount)?, op) {
        (501, Op::Token) => Some(Fault::SoapFault),
        (502, Op::Token) => Some(Fault::Html),
        (503, Op::Token) => Some(Fault::Down),
        (504, Op::Token) => Some(Fault::Hang),
        (505, Op::Token) => Some(Fault::Refuse),
        (506, Op::Token) => Some(Fault::Lost),
        (507, Op::Token) => Some(Fault::Empty),
        (511, Op::Page) => Some(Fault::Down),
        (512, Op::Page) => Some(Fault::Slow),
        (521, Op::Verify) => once(Fault::Down),
        (522, Op::Verify) => once(Fault::Lost),
        (523, Op::Verify) => once(Fault::Hang),
        (524, Op::Verify) => Some(Fault::Down),
        (525, Op::Verify) => once(Fault::LostHang),
        (531, Op::Settle) => once(Fault::Down),
        (532, Op::Settle) => once(Fault::Lost),
        (533, Op::Settle) => Some(Fault::Down),
        (541, Op::Reverse) => once(Fault::Down),
        (542, Op::Reverse) => once(Fault::Lost),
        _ => None,
    }
}

/// 551: the callback never comes.
pub(crate) const CALLBACK_LOST: u64 = 551;
/// 552: the callback comes twice.
pub(crate) const CALLBACK_TWICE: u64 = 552;
/// 561: the bank reports half the amount.
pub(crate) const WRONG_AMOUNT: u64 = 561;
/// 562: the bank takes the money back by itself before anyone verified.
pub(crate) const BANK_REVERSES: u64 = 562;
/// 571: the card is declined whatever the shopper presses.
pub(crate) const DECLINED: u64 = 571;
/// 572: the issuer's switch is down, in the provider's own words (Mellat 112), where it has any (SEP: "Failed").
pub(crate) const ISSUER_DOWN: u64 = 572;
