//! What the hosted page says besides the shared words: it has no script to rely on, a title, and a way to choose the language.

mod ar;
mod en;
mod fa;

use crate::{Locale, text::Saying};

/// Every text that the hosted page alone says.
#[derive(Clone, Copy, Debug)]
pub struct PageTexts {
    /// The page's title while something on it has to be put right.
    pub error: &'static str,
    /// Heading over what has to be put right.
    pub put_right: &'static str,
    /// The button that leads to the bank.
    pub go_on: &'static str,
    /// What to do if the page does not go there by itself.
    pub go_on_hint: &'static str,
    /// The link to the same page as it is now.
    pub look_again: &'static str,
    /// That the page looks by itself.
    pub looking: &'static str,
    /// Name of the list of languages.
    pub languages: &'static str,
    /// Until what time of day the payment can be made.
    pub until: &'static str,
    /// The name of the amount that the payer types.
    pub amount: &'static str,
    /// What is wrong with what was typed there.
    pub amount_bad: &'static str,
    /// The button that leads from a payment link to its payment.
    pub proceed: &'static str,
    /// Heading over the methods of payment.
    pub methods: &'static str,
    /// The name of payment by card.
    pub card: &'static str,
    /// What cards.
    pub card_hint: &'static str,
    /// The name of buying on credit.
    pub credit: &'static str,
    /// What that is, where the lender does not say.
    pub credit_hint: &'static str,
    /// The quiet way to a lender of one's own choice.
    pub choose_lender: &'static str,
    /// That a method is not open to this payment.
    pub not_eligible: &'static str,
    /// That nobody knows now whether it is.
    pub not_known: &'static str,
    /// That buying on credit takes a mobile number.
    pub mobile_needed: &'static str,
    /// That a wallet has so much.
    pub wallet_has: &'static str,
    /// The way to the wallet, for who is not signed in to it.
    pub wallet_use: &'static str,
    /// How much of the wallet is to pay.
    pub wallet_amount: &'static str,
    /// What becomes of the rest.
    pub wallet_hint: &'static str,
    /// The button that has the wallet pay.
    pub wallet_pay: &'static str,
    /// That the wallet has too little to pay with.
    pub wallet_little: &'static str,
    /// The way to fill it.
    pub wallet_fill: &'static str,
    /// What of the payment the wallet holds.
    pub wallet_holds: &'static str,
    /// The wallet has less than was asked of it.
    pub wallet_short: Saying,
    /// More than is left of the day.
    pub wallet_day: Saying,
    /// The wallet cannot pay, for another reason.
    pub wallet_closed: Saying,
    /// A wallet cannot pay this part.
    pub wallet_part: Saying,
    /// The chosen method cannot be had for this payment.
    pub method_gone: Saying,
    /// A payment link that nobody can pay by any more.
    pub link_ended: Saying,
    /// An address that is no payment link's.
    pub link_unknown: Saying,
    /// A bank's return that belongs to no payment.
    pub stray_return: Saying,
    /// The form was sent from a page that is not ours.
    pub foreign: Saying,
}

impl Locale {
    /// Every text that the hosted page alone says.
    #[must_use]
    pub fn page_texts(self) -> &'static PageTexts {
        match self.built() {
            Self::Fa => &fa::TEXTS,
            Self::Ar => &ar::TEXTS,
            Self::En => &en::TEXTS,
        }
    }
}
