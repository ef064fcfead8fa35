//! How a payment is to be split, as a shop says it.

use crate::{
    calendar::Day,
    config::{Gateways, Shop},
    facilitator::{Split, SplitFault, Terms},
    gateway::Settles,
    money::Rial,
    problem::{Code, Fault},
    time::Moment,
};
use dargah_wire::{Mode, SplitPart};

/// Reads and checks the list, whatever the payment's amount.
///
/// # Errors
/// `split_invalid` with what is wrong.
pub(super) fn read_split(parts: Vec<SplitPart>) -> Result<Split, Fault> {
    let split = Split::try_from(parts).map_err(fault)?;
    split.check().map_err(fault)?;
    Ok(split)
}

/// Whether a payment can be split so at all: the shop has a contract that pays the operator, and the amounts leave room for whatever
/// fee is in force until a day after its last moment. A link on which the payer says how much has no `amount`.
///
/// # Errors
/// `split_invalid` with what is wrong.
pub fn split_fits(
    split: &Split,
    (shop, mode): (&Shop, Mode),
    (gateways, terms): (&Gateways, &Terms),
    amount: Option<Rial>,
    (now, last): (Moment, Moment),
) -> Result<(), Fault> {
    if split.is_none() {
        return Ok(());
    }
    let passes = gateways.iter().filter(|account| account.mode == mode && account.settles == Settles::Operator);
    if !passes.into_iter().any(|account| shop.gateways.contains(&account.id)) {
        let why = "the shop has no gateway whose money passes the operator, who hands the parts on";
        return Err(Fault::of(Code::SplitInvalid, "split", why));
    }
    let Some(amount) = amount else { return Ok(()) };
    let most = terms.fees.most(amount, &terms.category, Day::of(now), Day::of(last).plus(1));
    let least = Rial::new(amount.get().saturating_sub(most.get()).max(0)).unwrap_or(Rial::ZERO);
    split.of(&shop.id, least).map(|_| ()).map_err(fault)
}

fn fault(wrong: SplitFault) -> Fault {
    Fault::of(Code::SplitInvalid, "split", wrong.to_string())
}
