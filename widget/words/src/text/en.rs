//! English.

use super::{Faults, Reasons, Saying, Texts};

/// After an attempt that may have taken money.
const GOES_BACK: &str = "Anything that was taken goes back to you by itself.";

/// How long money that goes back is on its way.
const DAYS: &str = "It can take up to 72 hours to arrive.";

pub(super) static TEXTS: Texts = Texts {
    sandbox: "Test mode: no money moves",
    order: "Order",
    toman: "{} toman",
    rial: "{} rial",
    pay: "Pay {}",
    other_gateway: "Pay with another gateway",
    mobile: "Mobile number",
    optional: "optional",
    mobile_hint: "So that the bank can show your saved cards.",
    mobile_bad: "A mobile number has 11 digits and begins with 09.",
    choose: "Let me choose the bank",
    automatic: "Choose for me",
    automatic_hint: "The most reliable gateway right now",
    next: "You enter your card details only on the bank’s secure page.",
    other_ways: "Other ways to pay",
    busy: "Finding the best gateway…",
    leaving: Saying { title: "Taking you to {}…", text: "Please keep this page open." },
    checking: "Checking the payment…",
    waiting: Saying {
        title: "Waiting for the bank",
        text: "The bank has not answered yet. You will not be charged twice. The result appears here.",
    },
    paid: Saying { title: "Payment complete", text: "Thank you. The shop is being told." },
    tracking: "Tracking number",
    paid_at: "Paid at",
    expired: Saying {
        title: "The time to pay has ended",
        text: "You were not charged. To buy, please order again at the shop.",
    },
    review: Saying {
        title: "Payment under review",
        text: "The bank’s answer does not match this payment and our team is looking into it. Please do not pay again.",
    },
    cancelled: Saying {
        title: "The shop cancelled this payment",
        text: "If anything was taken, it goes back to your card by itself.",
    },
    refunded: Saying { title: "The shop sent the money back to your card", text: DAYS },
    returned: Saying { title: "The money has gone back to your card", text: DAYS },
    not_now: Saying { title: "This cannot be paid right now", text: "Please wait a moment and try again." },
    retry: "Try again",
    back: "Back to the shop",
    request: "Support code",
    reasons: Reasons {
        cancelled: Saying { title: "You cancelled the payment", text: "You were not charged." },
        declined: Saying { title: "The bank declined the payment", text: GOES_BACK },
        session_ended: Saying { title: "Time ran out on the bank’s page", text: GOES_BACK },
        bank_fault: Saying { title: "The bank’s gateway had a fault", text: GOES_BACK },
        no_gateway: Saying {
            title: "No gateway is available right now",
            text: "Your order is kept. Please try again in a few minutes.",
        },
        reversed: Saying { title: "The money goes back to your card", text: DAYS },
        other: Saying { title: "Payment not completed", text: GOES_BACK },
    },
    faults: Faults {
        offline: Saying { title: "No connection", text: "Please check your internet connection and try again." },
        not_found: Saying {
            title: "Payment not found",
            text: "Please go back to the shop and start the payment again.",
        },
        expired: Saying { title: "The time to pay has ended", text: "Please go back to the shop and order again." },
        not_payable: Saying {
            title: "This payment is not open now",
            text: "It may be under way in another window. Please look again.",
        },
        worn_out: Saying { title: "Too many attempts", text: "Please go back to the shop and order again." },
        gateway: Saying {
            title: "This bank is not available right now",
            text: "Please choose another one, or leave the choice to us.",
        },
        too_many: Saying { title: "Too many requests", text: "Please wait a minute and try again." },
        unknown_bank: Saying {
            title: "The bank’s address was not verified",
            text: "For your safety we did not go there. Please try again.",
        },
        misconfigured: Saying {
            title: "This page is not set up for payments",
            text: "Please continue on our secure page with the link below.",
        },
        service: Saying { title: "Something went wrong", text: "Please try again in a moment." },
    },
};
