//! English.

use super::{PageTexts, Saying};

pub(super) static TEXTS: PageTexts = PageTexts {
    error: "Error: {}",
    put_right: "The payment has not started. Please correct this:",
    go_on: "Go to the bank’s page",
    go_on_hint: "If nothing happens in a few seconds, press the button.",
    look_again: "Look again",
    looking: "This page looks again by itself every few seconds.",
    languages: "Language",
    until: "You can pay until {}.",
    amount: "Amount in toman",
    amount_bad: "Write the amount in toman and in digits, at least 100 toman.",
    proceed: "Continue to payment",
    methods: "How to pay",
    card: "Bank card",
    card_hint: "Any card of the Shetab network",
    credit: "Buy now, pay later",
    credit_hint: "Buy now and pay in a few instalments",
    choose_lender: "Let me choose the lender",
    not_eligible: "Not possible for this payment",
    not_known: "We cannot tell right now whether it is open to you; you may try it",
    mobile_needed: "Your mobile number is needed to buy on credit.",
    method_gone: Saying { title: "This way to pay is not available right now", text: "Please choose another one." },
    link_ended: Saying {
        title: "Nobody can pay by this link any more",
        text: "If there is still something to pay, ask the shop for a new link.",
    },
    link_unknown: Saying {
        title: "There is no such payment link",
        text: "Check the address once more, or ask the shop.",
    },
    stray_return: Saying {
        title: "This return from a bank fits no payment",
        text: "Please see how your order stands at the shop. Anything that was taken goes back to you by itself.",
    },
    foreign: Saying {
        title: "For your safety the payment has not started",
        text: "The request came from another page. If you want to pay, press the button on this one.",
    },
};
