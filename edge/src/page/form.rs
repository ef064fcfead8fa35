//! The checkout itself, in each of its states.

use super::text::Texts;
use dargah_engine::problem::Fault;
use dargah_wire::{CheckoutView, Mode, PaymentStatus};
use maud::{Markup, html};

/// The form, or the result.
pub(crate) fn checkout(texts: &Texts, view: &CheckoutView, token: &str, fault: Option<&Fault>) -> Markup {
    html! {
        @if view.mode == Mode::Test { p class="ribbon" { (texts.test_mode) } }
        header {
            p class="shop" { @if texts.lang == "fa" { (view.shop.fa) } @else { (view.shop.en) } }
            @if let Some(description) = &view.description { p class="quiet" { (description) } }
            (amount(texts, view.amount))
            p class="quiet" { (texts.order) ": " bdi { (view.order_id) } }
        }
        @if let Some(fault) = fault { p class="notice bad" role="alert" { (texts.fault(fault.code)) } }
        @match view.state.status {
            PaymentStatus::Open => (form(texts, view, token)),
            PaymentStatus::Processing => {
                // A page without script asks again by itself.
                meta http-equiv="refresh" content="5";
                h1 class="result wait" { (texts.processing) }
                p { (texts.processing_hint) }
                p { a class="button quiet" href={ "/pay/" (token) "?lang=" (texts.lang) } { (texts.reload) } }
            }
            PaymentStatus::Paid => (result(texts, view, "good", texts.paid)),
            PaymentStatus::Failed => (result(texts, view, "bad", texts.failed)),
            PaymentStatus::Expired => (result(texts, view, "bad", texts.expired)),
            PaymentStatus::Review => (result(texts, view, "wait", texts.review)),
            PaymentStatus::Cancelled => (result(texts, view, "bad", texts.cancelled)),
            PaymentStatus::Refunded | PaymentStatus::Returned => (result(texts, view, "wait", texts.returned)),
        }
        footer {
            p class="quiet" { (texts.no_card) }
            a href={ "/pay/" (token) "?lang=" (texts.other_lang) } lang=(texts.other_lang) hreflang=(texts.other_lang) {
                (texts.other_name)
            }
        }
    }
}

/// Toman large, rial beneath: what people say, and what the bank will show. An amount that is no whole toman is told in rial.
pub(crate) fn amount(texts: &Texts, rial: i64) -> Markup {
    let whole = rial % 10 == 0;
    html! {
        @if whole {
            p class="amount" { bdi { (texts.number(rial / 10)) } " " small { (texts.toman) } }
            p class="quiet" { bdi { (texts.number(rial)) } " " (texts.rial) }
        } @else {
            p class="amount" { bdi { (texts.number(rial)) } " " small { (texts.rial) } }
        }
    }
}

fn form(texts: &Texts, view: &CheckoutView, token: &str) -> Markup {
    html! {
        @if let Some(last) = &view.state.last {
            p class="notice" role="status" { (texts.reason(last.reason)) }
        }
        form method="post" action={ "/pay/" (token) "?lang=" (texts.lang) } {
            label for="mobile" { (texts.mobile) }
            input id="mobile" name="mobile" type="tel" inputmode="tel" dir="ltr" autocomplete="tel" maxlength="20"
                aria-describedby="mobile-hint" value=(view.mobile.as_deref().unwrap_or(""));
            p class="quiet" id="mobile-hint" { (texts.mobile_hint) }
            @if view.gateways.len() > 1 {
                details {
                    summary { (texts.bank) }
                    label class="radio" { input type="radio" name="gateway" value="" checked; (texts.bank_auto) }
                    @for gateway in &view.gateways {
                        label class="radio" {
                            input type="radio" name="gateway" value=(gateway.id);
                            @if texts.lang == "fa" { (gateway.name.fa) } @else { (gateway.name.en) }
                        }
                    }
                }
            }
            // After a failure the gateway that failed is left out, if another one can do it.
            @if let Some(last) = &view.state.last { input type="hidden" name="without" value=(last.gateway); }
            button class="button" type="submit" {
                @if view.state.last.is_some() { (texts.pay_again) } @else { (texts.pay) }
            }
        }
    }
}

fn result(texts: &Texts, view: &CheckoutView, tone: &str, title: &str) -> Markup {
    html! {
        h1 class={ "result " (tone) } { (title) }
        @if let Some(reason) = view.state.reason { p { (texts.reason(reason)) } }
        @if let Some(url) = &view.state.return_url { p { a class="button" href=(url) { (texts.back) } } }
    }
}
