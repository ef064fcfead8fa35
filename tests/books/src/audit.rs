//! The books beside the truth, while things happen and when everything has come to rest.

use crate::{text_ledger::standing, truth::shop_of, world::World};
use dargah_engine::{books::HoldState, dated, time::Moment};

impl World {
    /// Books, the auditor's own books and the truth say the same.
    pub(crate) fn audit(&mut self) {
        let mut wrong = Vec::new();
        let mut same = |what: String, truth: i128, books: i128| {
            if truth != books {
                wrong.push(format!("{what}: in truth {truth}, in the books {books}"));
            }
        };
        let text = &self.store.text;
        for (account, balance) in self.store.books.accounts() {
            let name = account.to_string();
            let sides = text.accounts.get(&name).copied().unwrap_or_default();
            let (stands, free) = standing(&name, &sides);
            same(format!("{name}, counted from the text"), stands, balance.stands(account).into());
            same(format!("{name} free, counted from the text"), free, balance.free(account).into());
        }
        same("the two sides".to_owned(), 0, text.imbalance());
        let mut of_shops = vec![0_i128; self.shops.len()];
        for (account, balance) in self.store.books.accounts() {
            let Some(party) = account.party() else { continue };
            let sign = if account.to_string().starts_with("debt") { -1 } else { 1 };
            let shop = self.shops.iter().position(|shop| shop.id.as_str() == shop_of(party));
            of_shops[shop.unwrap_or(0)] += sign * i128::from(balance.stands(account));
        }
        for (number, books) in of_shops.into_iter().enumerate() {
            same(format!("what s{number} has"), self.truth.shops[number].into(), books);
        }
        for (number, truth) in self.truth.wallets.iter().enumerate() {
            same(format!("what w{number} has"), (*truth).into(), text.stands(&format!("wallet:w{number}")));
        }
        for (account, truth) in &self.truth.owed {
            same(format!("what {account} owes"), (*truth).into(), text.stands(account));
        }
        for (kind, truth) in [
            ("bank", self.truth.bank),
            ("fees", self.truth.fees),
            ("costs", self.truth.costs),
            ("transit", self.truth.transit),
            ("clearing", 0),
        ] {
            same(kind.to_owned(), truth.into(), text.of_kind(kind));
        }
        let differences: i64 = self.truth.differences.iter().map(|one| one.to_come.abs()).sum();
        same("what does not add up".to_owned(), differences.into(), text.suspense());
        wrong.extend(text.overdrafts.iter().take(3).map(|account| format!("below zero: {account}")));
        wrong.extend(text.nonsense.iter().take(3).cloned());
        for text in wrong {
            self.differs(text);
        }
    }

    /// Everything that is under way comes to its end.
    pub(crate) fn come_to_rest(&mut self) {
        let under_way =
            |world: &Self| world.truth.payments.iter().any(|one| one.refunds.iter().any(|refund| refund.asked));
        while under_way(self) && self.differences.is_empty() {
            self.answer();
        }
        while let Some(held) = self.held.pop() {
            if held.until > self.now {
                self.give_back(&held);
            }
        }
        let under_way = |world: &Self| {
            let ends = |stage| {
                !matches!(
                    stage,
                    dargah_engine::payout::Stage::Prepared
                        | dargah_engine::payout::Stage::Approved
                        | dargah_engine::payout::Stage::Sent
                )
            };
            world.outs.iter().any(|(_, payout)| payout.as_ref().is_some_and(|payout| !ends(payout.stage)))
        };
        while under_way(self) && self.differences.is_empty() {
            self.move_out(true);
        }
        for number in 0..self.debtors.len() {
            while self.is_unsettled(number) && self.differences.is_empty() {
                self.settle(number, true);
            }
        }
        while !self.truth.differences.is_empty() && self.differences.is_empty() {
            self.rest_comes();
        }
        self.now = Moment(self.now.0 + 3_600_000);
        self.lapse();
        self.audit();
        if !self.differences.is_empty() {
            return;
        }
        let text = &self.store.text;
        let rest = [
            ("suspense", text.suspense()),
            ("clearing", text.of_kind("clearing")),
            ("transit", self.transit().into()),
            ("gateway", text.of_kind("gateway")),
            ("credit", text.of_kind("credit")),
            ("open holds", text.open_holds() as i128),
        ];
        let open = self.store.books.transfers().filter(|kept| kept.hold == Some(HoldState::Open)).count();
        let mut wrong: Vec<String> = rest
            .iter()
            .filter(|(_, stands)| *stands != 0)
            .map(|(what, stands)| format!("at rest, {what}: {stands}"))
            .collect();
        if open > 0 {
            wrong.push(format!("at rest, {open} holds are open"));
        }
        if self.store.replayed() != self.store.books {
            wrong.push("the log does not tell of these books".to_owned());
        }
        if dated::write_jalali(dargah_engine::calendar::Day::of(self.now)).is_none() {
            wrong.push("time ran out of the calendar".to_owned());
        }
        wrong.into_iter().for_each(|text| self.differs(text));
    }

    fn is_unsettled(&self, number: usize) -> bool {
        let debtor = &self.debtors[number];
        let waits = |one: &crate::truth::Payment| {
            !one.settled || one.reversal_to_settle > 0 || one.refunds.iter().any(|refund| refund.to_settle)
        };
        self.truth.payments.iter().any(|one| one.debtor == *debtor && one.by_debtor > 0 && waits(one))
    }
}
