//! The books at one look: whether they balance, where the operator's money is, and whose it is.

use super::Standing;
use crate::books::{Account, Balance, Party};
use dargah_wire::BookSums;
use std::collections::BTreeMap;

/// An account of the operator's own, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// Which.
    pub account: Account,
    /// What stands there, in the direction in which it grows, rial.
    pub stands: i64,
}

/// The books, rial.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// What it all comes to.
    pub sums: BookSums,
    /// Everybody who has something or owes it, in the order of their names.
    pub parties: Vec<(Party, Standing)>,
    /// Every other account but those of wallets, in the order of kinds.
    pub own: Vec<Own>,
}

impl Overview {
    /// What these accounts, all there are, come to.
    #[must_use]
    pub fn of<'a>(accounts: impl IntoIterator<Item = (&'a Account, Balance)>) -> Self {
        let mut all = Self::default();
        let mut parties: BTreeMap<&Party, Standing> = BTreeMap::new();
        for (account, balance) in accounts {
            let stands = balance.stands(account);
            all.sums.imbalance = all.sums.imbalance.saturating_add(balance.debits.saturating_sub(balance.credits));
            if let Some(party) = account.party() {
                parties.entry(party).or_default().add(account, account.grows(), stands);
                continue;
            }
            let (sum, change) = match account {
                Account::Bank(_) => (&mut all.sums.float, stands),
                Account::Gateway(_) | Account::Credit(_) => (&mut all.sums.receivable, stands),
                Account::Wallet(_) | Account::Clearing => (&mut all.sums.wallets, stands),
                Account::Transit => (&mut all.sums.transit, stands),
                Account::Fees => (&mut all.sums.earned, stands),
                Account::Costs => (&mut all.sums.earned, -stands),
                Account::Suspense(_) => (&mut all.sums.suspense, stands.saturating_abs()),
                // The operator's own says whose it is by its name; the others are a party's, and were taken above.
                Account::Capital
                | Account::Debt(_)
                | Account::Pending(_)
                | Account::Available(_)
                | Account::Reserve(_) => (&mut 0, 0),
            };
            *sum = sum.saturating_add(change);
            if !matches!(account, Account::Wallet(_)) {
                all.own.push(Own { account: account.clone(), stands });
            }
        }
        all.sums.owed = parties.values().fold(0_i64, |sum, standing| sum.saturating_add(standing.total()));
        all.parties = parties.into_iter().map(|(party, standing)| (party.clone(), standing)).collect();
        all.own.sort_by(|a, b| a.account.cmp(&b.account));
        all
    }
}
