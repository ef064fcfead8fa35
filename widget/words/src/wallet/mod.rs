//! What the pages of a shopper's wallet say.

mod ar;
mod en;
mod fa;

use crate::{Locale, text::Saying};

/// Every text of the wallet's pages. `{}` stands for what is filled in.
#[derive(Clone, Copy, Debug)]
pub struct WalletTexts {
    /// The wallet's name.
    pub title: &'static str,
    /// What to do to come in.
    pub sign_in_lead: &'static str,
    /// The button that has a code sent.
    pub send_code: &'static str,
    /// How many seconds until another code can be asked for.
    pub wait_s: &'static str,
    /// The same in minutes.
    pub wait_minutes: &'static str,
    /// That no service took the code.
    pub not_sent: &'static str,
    /// The name of the code.
    pub code: &'static str,
    /// Where the code went.
    pub code_lead: &'static str,
    /// Over the message that a sandbox shows in place of sending it.
    pub code_shown: &'static str,
    /// The button that tries the code.
    pub come_in: &'static str,
    /// That the code is wrong, and how often it may be tried again.
    pub code_wrong: &'static str,
    /// That no try can help any more.
    pub code_over: &'static str,
    /// The way back to the number.
    pub another_code: &'static str,
    /// The button that ends the session.
    pub sign_out: &'static str,
    /// The name of what is in it.
    pub balance: &'static str,
    /// How much of it is held.
    pub held: &'static str,
    /// That an operator has stopped it.
    pub frozen: Saying,
    /// That it was filled.
    pub filled: Saying,
    /// That it is not known yet.
    pub filling: Saying,
    /// That it was not.
    pub not_filled: Saying,
    /// Heading over the form that fills it.
    pub top_up: &'static str,
    /// What the checkout says is paid for.
    pub top_up_title: &'static str,
    /// Name of the list of amounts.
    pub presets: &'static str,
    /// The name of an amount of one's own.
    pub another_amount: &'static str,
    /// The most that can be filled in now.
    pub at_most: &'static str,
    /// The button that leads to the payment.
    pub to_payment: &'static str,
    /// That nothing is left of the day.
    pub day_is_full: &'static str,
    /// That it has as much as it may.
    pub is_full: &'static str,
    /// That an amount is more than may be.
    pub too_much: &'static str,
    /// That no gateway takes so little.
    pub too_little: &'static str,
    /// That no gateway takes it now.
    pub no_gateway: &'static str,
    /// Heading over what is left of the day's limits.
    pub left_today: &'static str,
    /// The name of filling among them.
    pub filled_in: &'static str,
    /// The name of paying among them.
    pub spent: &'static str,
    /// The name of taking out among them.
    pub taken_out: &'static str,
    /// Heading over what happened.
    pub statement: &'static str,
    /// That nothing has happened yet.
    pub nothing_yet: &'static str,
    /// The way to all that happened.
    pub whole_statement: &'static str,
    /// The way to what happened before.
    pub older: &'static str,
    /// The way back to the wallet.
    pub back: &'static str,
    /// The name of what stood there after it.
    pub after: &'static str,
    /// A line: it was filled.
    pub topped_up: &'static str,
    /// A line: it paid a shop.
    pub paid_to: &'static str,
    /// The same where the shop has no name any more.
    pub paid: &'static str,
    /// A line: a shop paid back.
    pub back_from: &'static str,
    /// The same where the shop has no name any more.
    pub paid_back: &'static str,
    /// A line: a card paid for what could no longer be bought.
    pub kept: &'static str,
    /// A line: it was taken out.
    pub out: &'static str,
    /// A line: what was taken out came back.
    pub out_back: &'static str,
    /// A line: something else.
    pub put_right: &'static str,
    /// Heading over whose it is.
    pub owner: &'static str,
    /// What is to be had by telling it.
    pub owner_lead: &'static str,
    /// That it is known.
    pub owner_known: &'static str,
    /// That the registry is asked and what is kept.
    pub owner_stays: &'static str,
    /// The name of the national code.
    pub national_code: &'static str,
    /// That it is none.
    pub national_code_bad: &'static str,
    /// That the number is another's.
    pub not_theirs: &'static str,
    /// The button that asks.
    pub ask_registry: &'static str,
    /// That no registry answered.
    pub no_answer: &'static str,
    /// That it was asked as often as it may be in a day.
    pub asked_too_often: &'static str,
    /// Heading over the owner's accounts.
    pub accounts: &'static str,
    /// Which accounts can be added.
    pub accounts_lead: &'static str,
    /// The name of an account's number.
    pub iban: &'static str,
    /// That it is none.
    pub iban_bad: &'static str,
    /// The name of the date of birth.
    pub born: &'static str,
    /// How it is written.
    pub born_hint: &'static str,
    /// That it is no date.
    pub born_bad: &'static str,
    /// That the account is another's.
    pub not_their_account: &'static str,
    /// That it takes no money.
    pub account_closed: &'static str,
    /// The button that adds it.
    pub add_account: &'static str,
    /// The button that removes one.
    pub remove_account: &'static str,
    /// Heading over the form that takes money out.
    pub withdraw: &'static str,
    /// How it goes.
    pub withdraw_lead: &'static str,
    /// The most that can be taken out now.
    pub withdraw_most: &'static str,
    /// The button that takes money out.
    pub withdraw_button: &'static str,
    /// That it is on its way.
    pub withdrawn: Saying,
    /// Heading over the accounts to choose from.
    pub to_account: &'static str,
    /// The name of the account's owner.
    pub account_owner: &'static str,
    /// How it is written.
    pub account_owner_hint: &'static str,
    /// That it is none.
    pub account_owner_bad: &'static str,
    /// That an account has to be added first.
    pub no_account: &'static str,
    /// That the registry has to be asked again.
    pub account_again: &'static str,
    /// That nobody can take money out now.
    pub no_withdrawals: &'static str,
    /// That nothing can be taken out.
    pub withdraw_none: &'static str,
    /// Heading over what was taken out.
    pub withdrawals: &'static str,
    /// A payout that waits.
    pub out_waiting: &'static str,
    /// A payout that the bank has.
    pub out_sent: &'static str,
    /// A payout that arrived.
    pub out_done: &'static str,
    /// A payout that came to nothing.
    pub out_failed: &'static str,
    /// The form was not from a page of this session.
    pub stale: Saying,
    /// The way to the wallet from there.
    pub to_wallet: &'static str,
    /// There are no wallets here.
    pub no_wallets: Saying,
}

impl Locale {
    /// Every text of the wallet's pages.
    #[must_use]
    pub fn wallet_texts(self) -> &'static WalletTexts {
        match self.built() {
            Self::Fa => &fa::TEXTS,
            Self::Ar => &ar::TEXTS,
            Self::En => &en::TEXTS,
        }
    }
}
