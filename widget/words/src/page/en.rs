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
    wallet_has: "Wallet: {}",
    wallet_use: "Pay from a wallet",
    wallet_amount: "How much from the wallet? (toman)",
    wallet_hint: "If it is not all of it, you pay the rest by card.",
    wallet_pay: "Pay from the wallet",
    wallet_little: "There is too little in the wallet to pay with.",
    wallet_fill: "Top up",
    wallet_holds: "From the wallet",
    wallet_short: Saying {
        title: "There is not enough in the wallet",
        text: "Write a smaller amount and pay the rest by card, or top the wallet up.",
    },
    wallet_day: Saying {
        title: "This is more than the wallet may pay today",
        text: "Write a smaller amount and pay the rest by card.",
    },
    wallet_closed: Saying {
        title: "The wallet cannot pay this right now",
        text: "Please pay by card. Nothing was taken from the wallet.",
    },
    wallet_part: Saying {
        title: "The wallet cannot pay this amount",
        text: "Write no more than the payment has, and leave nothing or at least 100 toman for the card.",
    },
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
