//! What is bought, line by line, as a shop may tell it. It is shown to the shopper beside the amount and decides nothing: postage,
//! tax and rounding make an amount another than its lines' sum, so the two are not held against each other.

use crate::{
    money::AMOUNT_MAX,
    problem::{Code, Fault},
    text,
};
use dargah_wire::OrderLine;

/// Lines of one payment. The shopper reads them on a telephone.
const LINES_MAX: usize = 20;

/// Characters of a line's title.
const TITLE_MAX: usize = 100;

/// The most of one thing.
const QUANTITY_MAX: u32 = 10_000;

/// Checks the order's lines. A discount is a line below zero; together they are neither that nor more than a payment may be.
///
/// # Errors
/// `lines_invalid`, which names the first line that is wrong.
pub(super) fn read(lines: Vec<OrderLine>) -> Result<Vec<OrderLine>, Fault> {
    if lines.len() > LINES_MAX {
        return Err(Fault::of(Code::LinesInvalid, "lines", "at most 20 lines"));
    }
    let mut sum = 0_i64;
    let mut read = Vec::with_capacity(lines.len());
    for (at, line) in lines.into_iter().enumerate() {
        let fault =
            |says: &str| Fault::of(Code::LinesInvalid, "lines", format!("line {}: {says}", at.saturating_add(1)));
        let title =
            text::line(&line.title, TITLE_MAX).ok_or_else(|| fault("a title has 1 to 100 characters on one line"))?;
        if !(1..=QUANTITY_MAX).contains(&line.quantity) {
            return Err(fault("a quantity is 1 to 10,000"));
        }
        if !(-AMOUNT_MAX..=AMOUNT_MAX).contains(&line.amount) {
            return Err(fault("at most 100 billion rial, in either direction"));
        }
        // Twenty times the largest amount is far from the end of an i64.
        sum = sum.saturating_add(line.amount);
        read.push(OrderLine { title, ..line });
    }
    if !(0..=AMOUNT_MAX).contains(&sum) {
        return Err(Fault::of(Code::LinesInvalid, "lines", "together they are 0 to 100 billion rial"));
    }
    Ok(read)
}
