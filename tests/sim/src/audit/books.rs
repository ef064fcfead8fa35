//! Double entry: every movement takes from one account what it gives to another (I21). What a bank's book says is posted from
//! the bank's side, what the ledger says from the ledger's; between the two stands suspense, which is empty when they agree.

/// An account of one payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Account {
    /// The shopper's card.
    Shopper,
    /// Taken, and neither the shop's nor back.
    BankPending,
    /// The shop's.
    Merchant,
    /// The shop's, and promised back.
    RefundPending,
    /// Where book and ledger differ.
    Suspense,
}

const ACCOUNTS: usize = 5;

/// The accounts of every payment, rial.
#[derive(Default)]
pub(super) struct Books {
    sales: Vec<[i64; ACCOUNTS]>,
}

impl Books {
    pub(super) fn open(&mut self) {
        self.sales.push([0; ACCOUNTS]);
    }

    /// Moves `rial` from an account to another. An account that would be overdrawn is named.
    pub(super) fn post(&mut self, from: (usize, Account), to: (usize, Account), rial: i64) -> Result<(), String> {
        self.sales[from.0][from.1 as usize] -= rial;
        self.sales[to.0][to.1 as usize] += rial;
        let bounded = matches!(from.1, Account::BankPending | Account::Merchant | Account::RefundPending);
        if bounded && self.balance(from.0, from.1) < 0 {
            return Err(format!("{:?} is overdrawn by a move of {rial} to {:?} (I21)", from.1, to.1));
        }
        Ok(())
    }

    pub(super) fn balance(&self, sale: usize, account: Account) -> i64 {
        self.sales[sale][account as usize]
    }

    /// What all accounts of all payments add up to.
    pub(super) fn sum(&self) -> i64 {
        self.sales.iter().flatten().sum()
    }
}
