//! How to pay, where a shop has more than one method: one of them chosen, the eligible first, and beneath each its own gateways.

use super::form::{Asked, banks};
use dargah_engine::request::gateway_field;
use dargah_wire::{Eligible, GatewayChoice, OfferedGateway, OfferedMethod, PayMethod};
use dargah_words::Locale;
use maud::{Markup, html};

/// The methods as radio buttons. What the shopper chose is chosen again; else the method that is taken where none is named.
pub(super) fn choice(locale: Locale, asked: &Asked) -> Markup {
    let p = locale.page_texts();
    let open =
        |method: PayMethod| asked.offers.iter().any(|offer| offer.method == method && offer.eligible != Eligible::No);
    let first = asked.offers.iter().map(|offer| offer.method).find(|method| open(*method));
    let chosen = asked.method.filter(|method| open(*method)).or(asked.usual.filter(|method| open(*method))).or(first);
    html! {
        fieldset class="methods" {
            legend { (p.methods) }
            @for offer in &asked.offers { (method(locale, offer, chosen == Some(offer.method), asked.gateway.as_deref())) }
        }
    }
}

fn method(locale: Locale, offer: &OfferedMethod, chosen: bool, gateway: Option<&str>) -> Markup {
    let p = locale.page_texts();
    let closed = offer.eligible == Eligible::No;
    let name = match offer.method {
        PayMethod::Card => p.card,
        PayMethod::Credit => p.credit,
    };
    let hint = match (offer.eligible, offer.method) {
        (Eligible::No, _) => p.not_eligible,
        (Eligible::Unknown, _) => p.not_known,
        (Eligible::Yes, PayMethod::Card) => p.card_hint,
        (Eligible::Yes, PayMethod::Credit) => p.credit_hint,
    };
    let choose = match offer.method {
        PayMethod::Card => locale.texts().choose,
        PayMethod::Credit => p.choose_lender,
    };
    let some: Vec<GatewayChoice> =
        offer.gateways.iter().filter(|one| one.eligible != Eligible::No).map(named).collect();
    html! {
        div class="method" {
            label class="bank" {
                input type="radio" name="method" value=(offer.method.as_str()) checked[chosen] disabled[closed];
                bdi { (name) }
                span class="quiet" {
                    // What a lender says is Persian, in every language of the page.
                    @match &offer.title {
                        Some(title) => bdi lang="fa" { (title) },
                        None => (hint),
                    }
                }
            }
            @if !closed && some.len() > 1 { (banks(locale, choose, &some, gateway_field(offer.method), gateway)) }
        }
    }
}

fn named(gateway: &OfferedGateway) -> GatewayChoice {
    GatewayChoice { id: gateway.id.clone(), name: gateway.name.clone() }
}
