//! A call with no shopper behind it: how a gateway whose calls failed is seen to be back before anybody is sent.

use crate::{
    gateway::{Account, Operation, TokenAsk},
    id::{OrderNumber, PaymentId, ShopId},
    links::Links,
    money::Rial,
    seal::CallbackTicket,
};

/// What most providers take as a least amount.
const USUAL_LEAST: i64 = 20_000;

/// Whether such a call can show that the gateway is back. Not where a payment is begun with a person's number alone, for nobody's is made
/// up: there only a shopper's own try shows it.
#[must_use]
pub fn is_probed(account: &Account) -> bool {
    let capabilities = account.capabilities();
    account.probes && (capabilities.says_eligible || !capabilities.wants_basket)
}

/// What the bank is asked, in the name of a shop that uses the contract: for a token that is never paid, for no browser gets it, and
/// that lapses by the bank's own rule; or, where it says beforehand what it would take, that.
#[must_use]
pub fn probe(account: &Account, shop: &ShopId, entropy: &[u8; 16], links: &Links) -> Operation {
    let (least, most) = account.limits();
    let amount = Rial::new(USUAL_LEAST).unwrap_or(least).clamp(least, most);
    if account.capabilities().says_eligible {
        return Operation::Eligible(amount);
    }
    let ticket = CallbackTicket {
        shop: shop.clone(),
        payment: PaymentId::from_bytes(*entropy),
        attempt: 1,
        gateway: account.id.clone(),
    };
    let (order, callback_url) = (OrderNumber::derive(entropy, 1), links.callback(&ticket));
    Operation::Token(TokenAsk { order, amount, callback_url, mobile: None, basket: Vec::new() })
}
