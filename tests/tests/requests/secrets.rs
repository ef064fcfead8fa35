//! Where nothing secret may stand: addresses, which others write down, and what is printed of a contract.

use crate::{AMOUNT, ask, operations, relay::by_relay};
use dargah_engine::gateway::{HttpRequest, Provider, Token};
use dargah_tests::{
    contract::{Contract, header},
    market::{Carried, Market},
};

#[test]
fn no_address_holds_a_secret() {
    for provider in Provider::ALL {
        let contract = Contract::of(provider);
        let secrets = contract.secrets();
        let is_clean = |url: &str, bearer: Option<&str>| {
            let bearer = bearer.and_then(|value| value.strip_prefix("Bearer "));
            for secret in secrets.iter().copied().chain(bearer) {
                assert!(!url.contains(secret), "{provider:?}: {secret} in {url}");
            }
        };
        let with_session = contract.clone().with_session("a-session");
        for operation in operations(provider) {
            for exchange in [contract.ask(&operation), with_session.ask(&operation)] {
                is_clean(&exchange.request.url, header(&exchange.request, "authorization"));
            }
        }
        // And what a payment sends on its whole way, and what the browser is sent with.
        let mut market = Market::new();
        let sale = market.sell(AMOUNT);
        let mut seen = 0;
        let mut look = |_: usize, request: &HttpRequest, _: &mut Carried| {
            is_clean(&request.url, header(request, "authorization"));
            seen += 1;
        };
        market.begin(sale, provider.as_str(), &mut look).unwrap();
        let back = market.at_bank(sale, "pay");
        market.come_back(sale, &back, &mut look).unwrap();
        assert!(market.payment(sale).paid_at.is_some() && seen >= 2, "{provider:?}: {seen}");
        let redirect = format!("{:?}", provider.adapter().redirect(&contract.account, &ask(), &Token("5".to_owned())));
        is_clean(&redirect, None);
    }
}

#[test]
fn what_is_printed_of_a_contract_is_no_secret() {
    for provider in Provider::ALL {
        let contract = by_relay(provider);
        let shown = format!("{:?} {:#?} {:?}", contract.account, contract.account, contract.account.relay);
        for secret in contract.secrets().into_iter().chain(["s3cret"]) {
            assert!(!shown.contains(secret), "{provider:?}: {secret} in {shown}");
        }
    }
}
