//! A call for a token with no shopper behind it: how a gateway whose calls failed is seen to be back before anybody is sent.

use crate::{
    gateway::{Account, TokenAsk},
    id::{OrderNumber, PaymentId, ShopId},
    links::Links,
    money::Rial,
    seal::CallbackTicket,
};

/// What most providers take as a least amount.
const USUAL_LEAST: i64 = 20_000;

/// What the bank is asked, in the name of a shop that uses the contract. It is never paid, for no browser gets its token; it lapses by the bank's own rule.
#[must_use]
pub fn probe(account: &Account, shop: &ShopId, entropy: &[u8; 16], links: &Links) -> TokenAsk {
    let ticket = CallbackTicket {
        shop: shop.clone(),
        payment: PaymentId::from_bytes(*entropy),
        attempt: 1,
        gateway: account.id.clone(),
    };
    let (least, most) = account.limits();
    let amount = Rial::new(USUAL_LEAST).unwrap_or(least).clamp(least, most);
    TokenAsk { order: OrderNumber::derive(entropy, 1), amount, callback_url: links.callback(&ticket), mobile: None, basket: Vec::new() }
}
