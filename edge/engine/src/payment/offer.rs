//! What a shopper is offered before they choose how to pay: the methods that the shop has, and whether each takes this payment. A
//! lender that says so itself is asked; of everyone else the limits decide. A lender that does not answer is not known to refuse, and
//! nobody else is hidden for it.

use super::{begin::usual_method, created::Created};
use crate::{
    config::{Gateways, Shop},
    gateway::{Account, Eligibility},
    id::GatewayId,
    money::Rial,
    time::Moment,
};
use dargah_wire::{Eligible, GatewayChoice, MethodChoice, MethodsView, OfferedGateway, OfferedMethod, PayMethod};

/// The methods that can take a payment, each with its gateways in order of priority; the one that is taken where none is named comes
/// first.
#[must_use]
pub fn methods(usable: &[&Account]) -> Vec<MethodChoice> {
    let usual = usual_method(usable);
    let mut order: Vec<PayMethod> = usual.into_iter().collect();
    order.extend(PayMethod::ALL.into_iter().filter(|method| Some(*method) != usual));
    let of = |method: PayMethod| {
        let gateways = usable.iter().filter(|account| account.method() == method);
        let choice = |account: &&Account| GatewayChoice { id: account.id.to_string(), name: (&account.name).into() };
        MethodChoice { method, gateways: gateways.map(choice).collect() }
    };
    order.into_iter().map(of).filter(|choice| !choice.gateways.is_empty()).collect()
}

/// Every contract of the shop's that could be offered for a payment, whatever its amount.
pub fn offered<'a>(
    gateways: &'a Gateways,
    shop: &'a Shop,
    created: &'a Created,
    now: Moment,
) -> impl Iterator<Item = &'a Account> {
    let open = move |account: &&Account| {
        account.enabled && account.mode == created.mode && !account.is_closed(now) && created.admits(account)
    };
    gateways.iter().filter(|account| shop.gateways.contains(&account.id)).filter(open)
}

/// Whether a contract's provider is to be asked if it would take this amount.
#[must_use]
pub fn is_asked(account: &Account, amount: Rial) -> bool {
    account.capabilities().says_eligible && account.takes(amount, account.mode)
}

/// What is offered: the eligible first, and among equals the card.
#[must_use]
pub fn offer<'a>(
    accounts: impl Iterator<Item = &'a Account>,
    amount: Rial,
    said: &[(GatewayId, Option<Eligibility>)],
) -> MethodsView {
    let accounts: Vec<&Account> = accounts.collect();
    let methods = PayMethod::ALL.into_iter().filter_map(|method| {
        let of_method = accounts.iter().filter(|account| account.method() == method);
        let mut gateways: Vec<OfferedGateway> = of_method.map(|account| one(account, amount, said)).collect();
        // Stable: among equals the operator's order stays.
        gateways.sort_by_key(|gateway| gateway.eligible);
        let best = gateways.first()?;
        Some(OfferedMethod { method, eligible: best.eligible, title: best.title.clone(), gateways })
    });
    let mut methods: Vec<OfferedMethod> = methods.collect();
    methods.sort_by_key(|method| method.eligible);
    MethodsView { methods }
}

fn one(account: &Account, amount: Rial, said: &[(GatewayId, Option<Eligibility>)]) -> OfferedGateway {
    let told = said.iter().find(|(id, _)| *id == account.id).and_then(|(_, told)| told.as_ref());
    let eligible = match told {
        _ if !account.takes(amount, account.mode) => Eligible::No,
        Some(told) if told.eligible => Eligible::Yes,
        Some(_) => Eligible::No,
        None if account.capabilities().says_eligible => Eligible::Unknown,
        None => Eligible::Yes,
    };
    let title = told.filter(|told| told.eligible).and_then(|told| told.title.clone());
    OfferedGateway { id: account.id.to_string(), name: (&account.name).into(), eligible, title }
}
