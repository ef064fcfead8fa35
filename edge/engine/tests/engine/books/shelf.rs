//! The books laid out in rows: the newest of each owner is what stands there, and a few of them decide as all do.

use super::{Desk, gateway, payment, rial, shop, wallet};
use dargah_engine::{
    books::{
        Account, Books, Command, Kept, Owner, Page, Refusal, Subject, decide, pages,
        rules::{Capture, Part, Source, capture, wallet_hold},
        subjects,
    },
    facilitator::{Entry, Fact, Standing, What, debtor},
    time::Span,
};
use std::collections::BTreeMap;

/// Books that are kept as rows alone.
#[derive(Default)]
struct Shelf {
    subjects: BTreeMap<Subject, Vec<Kept>>,
    pages: BTreeMap<Owner, Vec<Page>>,
}

impl Shelf {
    fn load(&self, of: &[Subject], accounts: &[Account]) -> Books {
        let kept: Vec<Kept> = of.iter().filter_map(|one| self.subjects.get(one)).flatten().cloned().collect();
        let of_holds = kept.iter().filter_map(Kept::held_accounts).flatten();
        let owners = accounts.iter().chain(of_holds).map(Owner::of);
        let balances: Vec<_> =
            owners.filter_map(|owner| self.pages.get(&owner)?.last()).flat_map(|page| page.stands.clone()).collect();
        let last_at = kept.iter().map(|kept| kept.at).max().unwrap_or(super::T0);
        Books::load(balances, kept, last_at, 0)
    }

    /// Tells a command to the part of the books that it names.
    fn tell(&mut self, command: Command, now: dargah_engine::time::Moment) -> Result<(), Refusal> {
        let names = command.names();
        let of: Vec<Subject> = names.transfers.iter().map(|id| id.subject()).collect();
        let accounts: Vec<Account> = names.accounts.into_iter().cloned().collect();
        let mut books = self.load(&of, &accounts);
        let events = decide(&books, command, now)?;
        events.iter().for_each(|event| books.apply(event));
        for subject in subjects(&events) {
            let kept = books.about(&subject).cloned().collect();
            self.subjects.insert(subject, kept);
        }
        for (owner, page) in pages(&books, &events) {
            self.pages.entry(owner).or_default().push(page);
        }
        Ok(())
    }
}

fn sale(n: u8) -> Capture {
    let parts = vec![Part { party: shop(), amount: rial(990) }];
    Capture { payment: payment(n), source: Source::Debtor(gateway()), amount: rial(1_000), fee: rial(10), parts }
}

#[test]
fn a_few_rows_decide_as_all_of_the_books_do() {
    let (mut desk, mut shelf) = (Desk::new(), Shelf::default());
    let until = desk.now + Span::minutes(1);
    let fill = dargah_engine::books::rules::top_up(&payment(9), &gateway(), &wallet(), rial(700));
    let commands = [
        Command::Post(capture(&desk.books, &sale(1)).unwrap()),
        Command::Post(fill),
        Command::Post(wallet_hold(&payment(2), &wallet(), rial(400), until)),
        Command::Post(wallet_hold(&payment(3), &wallet(), rial(400), until)),
        Command::Post(capture(&desk.books, &sale(1)).unwrap()),
        Command::Post(capture(&desk.books, &sale(4)).unwrap()),
    ];
    for command in commands {
        let whole = desk.tell(command.clone()).map(|_| ());
        assert_eq!(shelf.tell(command, desk.now), whole);
        for (account, balance) in desk.books.accounts() {
            let page = shelf.pages[&Owner::of(account)].last().unwrap();
            assert_eq!(page.stands[account], balance, "{account}");
        }
    }
    assert_eq!(shelf.pages[&Owner::party(&shop())].len(), 2, "a repeat adds no row");
}

#[test]
fn a_partys_rows_are_its_statement() {
    let (mut desk, mut shelf) = (Desk::new(), Shelf::default());
    let fact = |what| Fact { payment: payment(1), shop: shop().shop, payer: gateway().into(), what };
    for what in [
        What::Captured { amount: rial(1_000), fee: rial(10), parts: Vec::new() },
        What::Refunded { number: 1, amount: rial(500), on_refund: dargah_engine::facilitator::OnRefund::Returned },
    ] {
        let fact = fact(what);
        let books = shelf.load(&[fact.subject()], &fact.accounts());
        let transfers = fact.transfers(&books).unwrap();
        assert_eq!(transfers, fact.transfers(&desk.books).unwrap(), "a part gives what the whole gives");
        desk.post(transfers.clone());
        shelf.tell(Command::Post(transfers), desk.now).unwrap();
    }
    let rows = &shelf.pages[&Owner::party(&shop())];
    let lines: Vec<Entry> = rows.iter().zip(1..).filter_map(|(page, n)| Entry::of(n, page)).collect();
    let totals: Vec<i64> = lines.iter().map(|line| line.after.total()).collect();
    assert_eq!(totals, [990, 495], "half of the fee went back with half of the money");
    assert_eq!(lines[1].after, Standing::of(&desk.books, &shop()));
}

#[test]
fn a_lenders_money_is_owed_by_the_lender_and_a_cards_by_its_gateway() {
    let gateways = dargah_engine::config::Gateways::read(&crate::common::every_gateway()).unwrap();
    let owed = |id: &str| {
        let id = dargah_engine::id::GatewayId::new(id).unwrap();
        debtor(gateways.get(&id).unwrap()).account().to_string()
    };
    assert_eq!([owed("saman"), owed("snapppay")], ["gateway:saman", "credit:snapppay"]);
}
