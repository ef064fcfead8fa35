//! Whose money a page of a shop shows: its own, or that of one of its payees, who may be removed.

use super::{
    Stop,
    pages::{Visit, missing},
};
use crate::{
    ledger::unavailable,
    payees::{self, Of},
};
use dargah_engine::{books::Party, facilitator::StoredPayee, id::ShopId};
use dargah_panel::whose;

/// Whose it is, and whose it could be.
pub(super) struct Whose {
    shop: ShopId,
    payees: Vec<StoredPayee>,
    names: Vec<(String, String)>,
    /// The payee's place in the list; nothing for the shop itself.
    chosen: Option<usize>,
}

impl Whose {
    /// Of a payee by its id; of the shop itself where that is empty.
    pub(super) async fn of(visit: &Visit<'_>, payee: &str) -> Result<Self, Stop> {
        let of = visit.of()?;
        let payees = payees::list(&visit.db().await?, &Of { shop: &of.shop, mode: of.mode }).await;
        let payees = payees.map_err(unavailable)?;
        let chosen = payees.iter().position(|known| known.id.as_str() == payee);
        if chosen.is_none() && !payee.is_empty() {
            return Err(missing());
        }
        let names = payees.iter().map(|payee| (payee.id.to_string(), payee.name.clone())).collect();
        Ok(Self { shop: of.shop, payees, names, chosen })
    }

    /// The payee; nothing for the shop itself.
    pub(super) fn payee(&self) -> Option<&StoredPayee> {
        self.chosen.and_then(|chosen| self.payees.get(chosen))
    }

    /// As the books know it.
    pub(super) fn party(&self) -> Party {
        Party { shop: self.shop.clone(), payee: self.payee().map(|payee| payee.id.clone()) }
    }

    /// As pages show it.
    pub(super) fn shown(&self) -> whose::Whose<'_> {
        whose::Whose { payees: &self.names, of: self.payee().map_or("", |payee| payee.id.as_str()) }
    }
}
