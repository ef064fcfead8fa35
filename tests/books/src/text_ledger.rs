//! The auditor's own books: made of the log's rows as text, by code that shares nothing with the engine. An account is its name, a
//! side is a column, and what may not go below zero is this file's own list.

use serde_json::Value;
use std::collections::HashMap;

/// Debits, credits, held debits, held credits.
type Sides = [i128; 4];

/// Accounts that grow on the left; all others grow on the right.
const LEFT: [&str; 5] = ["bank", "gateway", "credit", "costs", "debt"];
/// Accounts that may not go below zero, with what is held counted as gone.
const FLOORED: [&str; 7] = ["debt", "pending", "available", "reserve", "transit", "wallet", "clearing"];

/// A hold: its accounts, and how much is still held.
struct Hold {
    debit: String,
    credit: String,
    amount: i128,
    open: bool,
}

/// Books made of text.
#[derive(Default)]
pub(crate) struct TextLedger {
    pub(crate) accounts: HashMap<String, Sides>,
    holds: HashMap<String, Hold>,
    /// Accounts that were seen below zero, when they should not be.
    pub(crate) overdrafts: Vec<String>,
    /// Rows that make no sense.
    pub(crate) nonsense: Vec<String>,
    /// Transfers that were counted.
    pub(crate) transfers: u64,
}

fn kind(account: &str) -> &str {
    account.split(':').next().unwrap_or_default()
}

/// What stands on an account, and what of it is free.
pub(crate) fn standing(account: &str, sides: &Sides) -> (i128, i128) {
    if LEFT.contains(&kind(account)) {
        let stands = sides[0] - sides[1];
        (stands, stands - sides[3])
    } else {
        let stands = sides[1] - sides[0];
        (stands, stands - sides[2])
    }
}

impl TextLedger {
    /// Takes a row of the log in.
    pub(crate) fn take(&mut self, row: &str) {
        let row: Value = serde_json::from_str(row).expect("a row is JSON");
        let event = &row["event"];
        if let Some(transfers) = event["posted"].as_array() {
            for transfer in transfers {
                self.transfers += 1;
                self.transfer(transfer["id"].as_str().unwrap_or_default(), &transfer["deed"]);
            }
        }
        for hold in event["expired"].as_array().into_iter().flatten() {
            self.end(hold.as_str().unwrap_or_default(), 0);
        }
    }

    fn transfer(&mut self, id: &str, deed: &Value) {
        let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
        if let Some(moved) = deed.get("move") {
            let amount = moved["amount"].as_i64().unwrap_or(0).into();
            self.add(&text(moved, "debit"), 0, amount, 0);
            self.add(&text(moved, "credit"), 1, amount, 0);
            self.check(&[&text(moved, "debit"), &text(moved, "credit")]);
        } else if let Some(hold) = deed.get("hold") {
            let (debit, credit) = (text(hold, "debit"), text(hold, "credit"));
            let amount = hold["amount"].as_i64().unwrap_or(0).into();
            self.add(&debit, 0, 0, amount);
            self.add(&credit, 1, 0, amount);
            self.check(&[&debit, &credit]);
            let hold = Hold { debit, credit, amount, open: true };
            if self.holds.insert(id.to_owned(), hold).is_some() {
                self.nonsense.push(format!("{id} is held twice"));
            }
        } else if let Some(post) = deed.get("post") {
            let hold = text(post, "hold");
            let all = self.holds.get(&hold).map_or(0, |hold| hold.amount);
            self.end(&hold, post["amount"].as_i64().map_or(all, i128::from));
        } else if let Some(void) = deed.get("void") {
            self.end(&text(void, "hold"), 0);
        } else {
            self.nonsense.push(format!("{id} does nothing known"));
        }
    }

    fn end(&mut self, id: &str, goes: i128) {
        let Some(hold) = self.holds.get_mut(id).filter(|hold| hold.open && goes <= hold.amount) else {
            self.nonsense.push(format!("{id} ends, and is not open for so much"));
            return;
        };
        hold.open = false;
        let (debit, credit, amount) = (hold.debit.clone(), hold.credit.clone(), hold.amount);
        self.add(&debit, 0, goes, -amount);
        self.add(&credit, 1, goes, -amount);
        self.check(&[&debit, &credit]);
    }

    fn add(&mut self, account: &str, side: usize, goes: i128, held: i128) {
        let sides = self.accounts.entry(account.to_owned()).or_default();
        sides[side] += goes;
        sides[side + 2] += held;
    }

    fn check(&mut self, accounts: &[&str]) {
        for account in accounts {
            let Some(sides) = self.accounts.get(*account) else { continue };
            if FLOORED.contains(&kind(account)) && standing(account, sides).1 < 0 {
                self.overdrafts.push(format!("{account}: {sides:?}"));
            }
        }
    }

    /// What the debits are more than the credits, of all accounts together, rial.
    pub(crate) fn imbalance(&self) -> i128 {
        self.accounts.values().map(|sides| sides[0] - sides[1] + sides[2] - sides[3]).sum()
    }

    /// What stands on all accounts of a kind, rial.
    pub(crate) fn of_kind(&self, wanted: &str) -> i128 {
        let of = self.accounts.iter().filter(|(account, _)| kind(account) == wanted);
        of.map(|(account, sides)| standing(account, sides).0).sum()
    }

    /// What stands on an account, rial.
    pub(crate) fn stands(&self, account: &str) -> i128 {
        self.accounts.get(account).map_or(0, |sides| standing(account, sides).0)
    }

    /// What stands on suspense accounts, each counted as more than nothing, rial.
    pub(crate) fn suspense(&self) -> i128 {
        let of = self.accounts.iter().filter(|(account, _)| kind(account) == "suspense");
        of.map(|(account, sides)| standing(account, sides).0.abs()).sum()
    }

    /// Holds that nothing has ended.
    pub(crate) fn open_holds(&self) -> usize {
        self.holds.values().filter(|hold| hold.open).count()
    }
}
