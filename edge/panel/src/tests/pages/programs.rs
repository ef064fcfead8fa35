//! What a shop's programs need: webhooks and keys.

use super::{HOUR, NOW};
use crate::{
    Lang, Section,
    keys::{self, KeyKind, KeyRow, KeyState, Keys},
    part::{Page, Wrong},
    tests::{frame, shop},
    webhooks::{self, Asked, OneWebhook, Webhooks},
};
use dargah_wire::{DeliveryState, DeliveryView, EndpointView, OffReason, Silence, Try};

fn endpoint(text: &str) -> EndpointView {
    EndpointView {
        id: "we_01".to_owned(),
        url: format!("https://shop.example/webhooks/{text}"),
        kinds: None,
        created_at: NOW,
        enabled: true,
        disabled_reason: None,
        disabled_at: None,
        failing_since: Some(NOW),
        version: 2,
        old_secret_until: Some(NOW + HOUR),
        secret: None,
        public_key: None,
    }
}

pub(super) fn of_programs(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let here = frame(lang, &shop, Section::Webhooks);
    let on = endpoint(text);
    let off = EndpointView {
        enabled: false,
        disabled_reason: Some(OffReason::Failing),
        disabled_at: Some(NOW),
        kinds: Some(vec!["payment.paid".to_owned(), "refund.failed".to_owned()]),
        ..endpoint(text)
    };
    let made = EndpointView { secret: Some(text.to_owned()), public_key: Some(text.to_owned()), ..endpoint(text) };
    let endpoints = [on.clone(), off];
    let typed_kinds = ["payment.paid".to_owned()];
    let list = |endpoints: &[EndpointView], wrong: &Wrong| {
        webhooks::webhooks(
            &here,
            &Webhooks {
                endpoints,
                kinds: &["payment.paid", "payment.failed", "refund.succeeded"],
                may_change: true,
                typed_url: text,
                typed_kinds: &typed_kinds,
                wrong,
            },
        )
    };
    let one_try = |status, silence| Try { at: NOW, ms: 1_204, status, silence };
    let deliveries: Vec<DeliveryView> = [DeliveryState::Waiting, DeliveryState::Delivered, DeliveryState::Dead]
        .map(|state| DeliveryView {
            number: 1,
            event: "evt_01".to_owned(),
            kind: "payment.paid".to_owned(),
            state,
            next_at: (state == DeliveryState::Waiting).then_some(NOW),
            tries: vec![one_try(Some(500), None), one_try(None, Some(Silence::Timeout)), one_try(Some(200), None)],
        })
        .into();
    let page = Page { next: Some("4"), is_later: true };
    let one = |deliveries: &[DeliveryView]| {
        webhooks::webhook(&here, &OneWebhook { endpoint: &on, deliveries, page, may_change: true })
    };
    let key = |state| KeyRow {
        id: "key_01".to_owned(),
        name: text.to_owned(),
        hint: "sk_test_a1b2…".to_owned(),
        kind: KeyKind::Secret,
        state,
        created_at: NOW,
    };
    let key_rows = [
        key(KeyState::Works),
        key(KeyState::Until(NOW + HOUR)),
        KeyRow { name: String::new(), kind: KeyKind::Publishable, ..key(KeyState::Revoked(NOW)) },
    ];
    let here_keys = frame(lang, &shop, Section::Keys);
    let key_list = |keys: &[KeyRow], wrong: &Wrong| {
        let kinds = &[KeyKind::Secret, KeyKind::Publishable];
        keys::keys(&here_keys, &Keys { keys, kinds, may_change: true, typed_name: text, wrong })
    };
    vec![
        ("webhooks", list(&endpoints, &Wrong::none())),
        ("webhooks-empty", list(&[], &Wrong::one("url", text))),
        ("webhook", one(&deliveries)),
        ("webhook-empty", one(&[])),
        ("webhook-secret", webhooks::secret(&here, &made)),
        ("webhook-rotate", webhooks::sure(&here, &on, Asked::Rotate)),
        ("webhook-delete", webhooks::sure(&here, &on, Asked::Delete)),
        ("keys", key_list(&key_rows, &Wrong::none())),
        ("keys-empty", key_list(&[], &Wrong::one("name", text))),
        ("key-new", keys::new_key(&here_keys, text, "sk_test_0123", "https://pay.example")),
        ("key-rotate", keys::rotate(&here_keys, &key(KeyState::Works))),
        ("key-revoke", keys::revoke(&here_keys, &key(KeyState::Works))),
    ]
}
