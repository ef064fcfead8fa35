//! Taking money out of a wallet: what the wallet says and the payout that is prepared are one write. Where the payout comes to nothing,
//! its money is the wallet's by the payout's own transfers, and what it counted for the day is given back here.

use super::{
    payout_store,
    payouts::{self, No, Told},
    wallets::{Ask, Wallets},
};
use crate::world;
use dargah_engine::{
    books::{Subject, rules::PayoutSource},
    id::{PayoutId, WalletId},
    identity::Iban,
    money::Rial,
    payout::{Beneficiary, Preparer, Stage},
    wallet::{Command, Refusal, decide},
};
use dargah_wire::Mode;
use serde::{Deserialize, Serialize};
use worker::{Env, Result};

/// What is to be taken out.
#[derive(Serialize, Deserialize)]
pub(crate) struct Withdrawal {
    pub(crate) id: PayoutId,
    pub(crate) amount: Rial,
    /// To which of the owner's accounts.
    pub(crate) iban: Iban,
    /// The account's owner, as the bank has the name.
    pub(crate) name: String,
    /// What was asked, as a hash: the same id with another one is a refusal.
    pub(crate) asked: String,
}

/// Why nothing is taken out.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum NotWithdrawn {
    /// The wallet says no.
    Wallet(Refusal),
    /// It cannot be paid out.
    Payout(No),
}

/// What came of it.
pub(crate) type Said = core::result::Result<(), NotWithdrawn>;

/// Takes money out of a wallet; the same again takes it out once.
pub(crate) async fn withdraw(env: &Env, mode: Mode, wallet: &WalletId, what: Withdrawal) -> Result<Said> {
    super::ask(env, mode, &super::Ask::Wallet(Ask::Withdraw(wallet.clone(), Box::new(what)))).await
}

impl payouts::Ask {
    /// The payout that may come to nothing by this.
    pub(crate) fn may_end(&self) -> Option<PayoutId> {
        match self {
            Self::Tell(id, Told::Drop(..) | Told::Bounce(_)) => Some(id.clone()),
            _ => None,
        }
    }
}

impl Wallets<'_> {
    /// Nothing is awaited in here, so the wallet's events, the payout's and the transfers are written, or none of them.
    pub(super) fn withdraw(&self, id: &WalletId, what: Withdrawal) -> Result<Said> {
        let (now, subject) = (world::now(), Subject::payout(&what.id));
        let wallet = self.events.read(self.sql, id)?;
        let Withdrawal { id: payout, amount, iban, name, asked } = what;
        let is_there = payout_store::one(self.sql, &payout)?.is_some();
        let books = self.load(id, wallet.as_ref(), Some(&subject))?;
        let command = Command::Withdraw(payout.clone(), amount, iban.clone());
        // What was prepared before counts already, whatever has become of it.
        let decision = match decide(wallet.as_ref(), &books, command, self.limits, now) {
            _ if is_there => None,
            Ok(decision) => Some(decision),
            Err(refusal) => return Ok(Err(NotWithdrawn::Wallet(refusal))),
        };
        let matched_at = wallet.as_ref().and_then(|wallet| wallet.ibans.get(&iban).copied());
        let wish = payouts::Wish {
            id: payout,
            source: PayoutSource::Wallet(id.clone()),
            amount: Some(amount),
            to: Beneficiary { iban, name, matched_at },
            by: Preparer::Owner,
            asked,
        };
        let more = decision.iter().flat_map(|decision| decision.transfers.clone()).collect();
        if let Err(no) = payouts::prepare(self.books, self.sql, &wish, more, &self.payouts, now)? {
            return Ok(Err(NotWithdrawn::Payout(no)));
        }
        if let Some(decision) = decision {
            self.events.add(self.sql, id, wallet, &decision.events)?;
        }
        Ok(Ok(()))
    }

    /// A payout may have come to nothing: where it was a wallet's, it counts for its day no more.
    pub(crate) fn payout_ended(&self, id: &PayoutId) -> Result<()> {
        let Some(kept) = payout_store::one(self.sql, id)? else { return Ok(()) };
        let payout = kept.payout()?;
        let is_back = matches!(payout.stage, Stage::Dropped | Stage::Bounced | Stage::Returned);
        if let (PayoutSource::Wallet(wallet), true) = (&payout.prepared.source, is_back) {
            let subject = Subject::payout(id);
            if let Err(refusal) = self.tell(wallet, Command::GiveBack(subject.clone()), Some(subject))? {
                worker::console_error!("wallet {wallet}: {refusal}");
            }
        }
        Ok(())
    }
}
