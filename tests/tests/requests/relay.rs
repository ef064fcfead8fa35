//! The way out by a relay.

use crate::{AMOUNT, ask, operations};
use dargah_engine::gateway::{Operation, Provider, RefundAsk, Token};
use dargah_tests::contract::{Contract, claim, header, order};
use serde_json::json;

/// The sandbox's contract with a relay, and with refunds at another host.
pub(crate) fn by_relay(provider: Provider) -> Contract {
    Contract::changed(provider, |gateway| {
        gateway["relay"] = json!({ "url": "https://relay.example", "secret": "s3cret" });
        gateway["refund_url"] = json!("https://refund.example/api");
    })
}

#[test]
fn a_relay_is_told_the_providers_host_in_the_path() {
    for provider in Provider::ALL {
        let (contract, direct) = (by_relay(provider), Contract::of(provider));
        let mut requests = vec![contract.token_request(&ask())];
        requests.extend(operations(provider).iter().map(|operation| contract.ask(operation).request));
        for request in requests {
            let target = request.url.strip_prefix("https://").unwrap();
            let routed = contract.account.route(request.clone());
            assert_eq!(routed.url, format!("https://relay.example/{target}"), "{provider:?}");
            assert_eq!(header(&routed, "x-relay-key"), Some("s3cret"), "{provider:?}");
            assert_eq!((routed.verb, &routed.body), (request.verb, &request.body), "{provider:?}");
            assert_eq!(routed.headers[..request.headers.len()], request.headers, "{provider:?}");
            assert_eq!(routed.headers.len(), request.headers.len() + 1, "{provider:?}");
            assert_eq!(direct.account.route(request.clone()), request, "{provider:?}: no relay, no change");
        }
        // The shopper goes to the bank and not to the relay.
        let redirect = provider.adapter().redirect(&contract.account, &ask(), &Token("5".to_owned()));
        assert!(redirect.url.starts_with("https://bank.example/"), "{provider:?}: {}", redirect.url);
    }
}

#[test]
fn a_query_and_a_second_host_go_by_the_relay_too() {
    let contract = by_relay(Provider::Asanpardakht);
    let look_up = contract.ask(&Operation::Verify(claim(7, AMOUNT, "5"))).request;
    assert_eq!(
        contract.account.route(look_up).url,
        "https://relay.example/bank.example/asanpardakht/v1/TranResult?merchantConfigurationId=5050&localInvoiceId=7"
    );
    let contract = by_relay(Provider::Zibal);
    let claim = claim(7, AMOUNT, "5");
    let refund = Operation::Refund(RefundAsk { amount: claim.amount, before: 0, order: order(42), claim });
    let routed = contract.account.route(contract.ask(&refund).request);
    assert_eq!(routed.url, "https://relay.example/refund.example/api/v1/account/refund");
}
