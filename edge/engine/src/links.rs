//! Addresses of our own: everything that leaves us to be opened by a browser or called by a bank.

use crate::{
    id::{PaymentId, PayoutId, ShopId},
    report::Place,
    seal::{CallbackTicket, CheckoutToken, Key},
};
use dargah_wire::Mode;
use url::Url;

/// Makes and reads our addresses.
#[derive(Clone)]
pub struct Links {
    public_url: String,
    ids: Key,
    payouts: Key,
    links: Key,
}

impl Links {
    /// Under the operator's root secret, for a service reached at `public_url` (without a slash at the end).
    #[must_use]
    pub fn new(root: &[u8], public_url: &str) -> Self {
        Self {
            public_url: public_url.trim_end_matches('/').to_owned(),
            ids: Key::derive(root, "payment-id"),
            payouts: Key::derive(root, "payout-id"),
            links: Key::derive(root, "links"),
        }
    }

    /// The service's own origin, `https://host`.
    #[must_use]
    pub fn origin(&self) -> String {
        Url::parse(&self.public_url).map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
    }

    /// Where the service is.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// Whether this is a sandbox: a service in earnest is reached by https.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        self.public_url.starts_with("http://")
    }

    /// The id of the payment that a shop makes under an idempotency key.
    #[must_use]
    pub fn payment_id(&self, shop: &ShopId, idempotency_key: &str, shards: u8) -> PaymentId {
        PaymentId::derive(&self.ids, shop, idempotency_key, shards)
    }

    /// The id of the payout that whoever `owner` names asks for under an idempotency key.
    #[must_use]
    pub fn payout_id(&self, owner: &str, idempotency_key: &str) -> PayoutId {
        PayoutId::derive(&self.payouts, owner, idempotency_key)
    }

    /// The word by which a shop shows that the domain is its own: made for one application, so that nobody else's fits.
    #[must_use]
    pub fn site_token(&self, application: &str, host: &str) -> String {
        let mac = self.links.mac(&[b"site", application.as_bytes(), host.as_bytes()]);
        format!("dargah-{}", crate::seal::hex(mac.first_chunk::<12>().map_or(&[], |bytes| bytes)))
    }

    /// The shopper's token for a payment.
    #[must_use]
    pub fn checkout_token(&self, shop: &ShopId, payment: PaymentId) -> String {
        CheckoutToken { shop: shop.clone(), payment }.seal(&self.links)
    }

    /// The page of a payment link.
    #[must_use]
    pub fn payment_link(&self, id: &str) -> String {
        format!("{}/l/{id}", self.public_url)
    }

    /// The page of a shopper's wallet.
    #[must_use]
    pub fn wallet_page(&self) -> String {
        format!("{}/wallet", self.public_url)
    }

    /// Whether an address is one of our own: a payer who came by a link has no shop's page to go back to.
    #[must_use]
    pub fn is_ours(&self, url: &str) -> bool {
        url.strip_prefix(self.public_url.as_str()).is_some_and(|rest| rest.starts_with("/pay/"))
    }

    /// Reads a shopper's token.
    #[must_use]
    pub fn open_checkout(&self, token: &str) -> Option<CheckoutToken> {
        CheckoutToken::open(&self.links, token)
    }

    /// The hosted page of a payment.
    #[must_use]
    pub fn checkout_page(&self, token: &str) -> String {
        format!("{}/pay/{token}", self.public_url)
    }

    /// The page that leads from us to the bank: whoever goes there comes to the bank from this host, which is the one that is
    /// registered with the provider, and not from the shop's.
    #[must_use]
    pub fn leave_page(&self, token: &str) -> String {
        format!("{}/pay/{token}/bank", self.public_url)
    }

    /// Where a bank sends the shopper back to for one attempt.
    #[must_use]
    pub fn callback(&self, ticket: &CallbackTicket) -> String {
        format!("{}/v1/callback/{}", self.public_url, ticket.seal(&self.links))
    }

    /// Reads what stands behind `/v1/callback/`.
    #[must_use]
    pub fn open_callback(&self, ticket: &str) -> Option<CallbackTicket> {
        CallbackTicket::open(&self.links, ticket)
    }

    /// Where a list of a shop's payments goes on, `pg_…`.
    #[must_use]
    pub fn place(&self, place: Place, shop: &ShopId, mode: Mode) -> String {
        place.seal(&self.links, shop, mode)
    }

    /// Reads where a list of this shop's payments in this mode is to go on.
    #[must_use]
    pub fn open_place(&self, text: &str, shop: &ShopId, mode: Mode) -> Option<Place> {
        Place::open(&self.links, text, shop, mode)
    }
}
