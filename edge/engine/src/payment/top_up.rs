//! A payment that fills a shopper's wallet: made by us and not by a shop's request, to the operator's own shop. It is a payment like
//! any other to banks and to whoever pays; what differs is who may take it and what becomes of its money.

use super::{created::Created, state::Payment};
use crate::{
    config::Shop,
    id::{PaymentId, WalletId},
    links::Links,
    money::Rial,
    seal::sha256_hex,
    time::{Moment, Span},
};
use dargah_wire::Mode;

/// What a wallet is to be filled with.
#[derive(Clone, Copy, Debug)]
pub struct TopUp<'a> {
    /// Which one.
    pub wallet: &'a WalletId,
    /// Whether it is one of test money.
    pub mode: Mode,
    /// How much.
    pub amount: Rial,
    /// What the shopper reads of it at the checkout.
    pub title: &'a str,
    /// Where the shopper comes back to: a page of ours.
    pub back: &'a str,
    /// Of the form's page: the same page sent twice with the same amount makes one payment.
    pub once: &'a str,
}

impl TopUp<'_> {
    /// The payment, to the operator's own `shop`.
    #[must_use]
    pub fn payment(&self, shop: &Shop, links: &Links, now: Moment) -> Created {
        let Self { wallet, mode, amount, once, .. } = self;
        let key = format!("top-up/{}/{wallet}/{}/{once}", mode.as_str(), amount.get());
        let id: PaymentId = links.payment_id(&shop.id, &key, shop.shards);
        let name = id.to_string();
        Created {
            id,
            shop: shop.id.clone(),
            mode: *mode,
            amount: *amount,
            order_id: format!("W-{}", &name[name.len() - 10..]),
            return_url: self.back.to_owned(),
            description: Some(self.title.to_owned()),
            lines: Vec::new(),
            mobile: None,
            metadata: Default::default(),
            split: Default::default(),
            top_up: Some(self.wallet.clone()),
            expires_at: now + Span::seconds(shop.pay_within_s),
            fingerprint: sha256_hex(key.as_bytes()),
        }
    }
}

impl Payment {
    /// The wallet that this was to fill, where it is over and did not.
    #[must_use]
    pub fn lost_top_up(&self) -> Option<&WalletId> {
        let is_over = self.closed.is_some() || self.cancelled_at.is_some();
        self.created.top_up.as_ref().filter(|_| is_over && self.paid_at.is_none())
    }
}
