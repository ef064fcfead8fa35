//! `/admin/books`: the operator's own books.

use super::{Shell, Stop, cases, session, shell};
use crate::{
    api::Call,
    books::{self, Line, Whole},
    export,
    ledger::unavailable,
};
use dargah_engine::{
    books::{Account, Party},
    facilitator::{Overview, Own, Standing},
    id::GatewayId,
    member::Action,
    report::Csv,
};
use dargah_panel::{
    Lang, Section,
    books::{self as page, Books, Kind, Owner},
};
use dargah_wire::{BookMisfit, ShopName};
use worker::{Request, Response};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// The books at one look.
    Look,
    /// Every account as a file.
    File,
    /// A case, by its name.
    Case(String),
}

/// Answers it.
pub(crate) async fn answer(ask: Ask, request: Request, call: &Call) -> worker::Result<Response> {
    super::shown(request, call, async |request, call| served(ask, request, call).await).await
}

async fn served(ask: Ask, request: Request, call: &Call) -> Result<Response, Stop> {
    let session = session::must(&request, call).await?;
    session.must(Action::Reconcile)?;
    let shell = Shell::of(&request, &session, call).await?;
    let whole = async || -> Result<Whole, Stop> {
        Ok(books::ask(&call.env, shell.mode, &books::Ask::Accounts).await.map_err(unavailable)?)
    };
    match ask {
        Ask::Look => {
            let whole = whole().await?;
            let overview = Overview::of(whole.accounts.iter().map(Line::pair));
            let html = page::books(&shell.frame(Section::Books), &view(&overview, whole.misfits, call, shell.lang));
            Ok(shell::reply(html, 200, shell.lang)?)
        }
        Ask::File => file(&whole().await?.accounts, shell.lang).await,
        Ask::Case(id) => cases::answer(request, &id, &session, &shell, call).await,
    }
}

fn view(overview: &Overview, misfits: Vec<BookMisfit>, call: &Call, lang: Lang) -> Books {
    let own = overview.own.iter().filter_map(|own| line(own, call, lang)).collect();
    let owners = overview.parties.iter().map(|(party, has)| owner(party, *has, call)).collect();
    Books { sums: overview.sums, own, owners, misfits }
}

fn line(own: &Own, call: &Call, lang: Lang) -> Option<page::Line> {
    let name = |id: &GatewayId| match call.world.gateways.get(id) {
        Some(account) => lang.name(&(&account.name).into()).to_owned(),
        None => id.to_string(),
    };
    let (kind, of) = match &own.account {
        Account::Bank(iban) => (Kind::Bank, iban.to_string()),
        Account::Gateway(id) => (Kind::Gateway, name(id)),
        Account::Credit(id) => (Kind::Credit, name(id)),
        Account::Costs => (Kind::Costs, String::new()),
        Account::Transit => (Kind::Transit, String::new()),
        Account::Clearing => (Kind::Clearing, String::new()),
        Account::Fees => (Kind::Fees, String::new()),
        Account::Capital => (Kind::Capital, String::new()),
        // A case that is closed, or that a settlement opened and filled at once, is no news.
        Account::Suspense(_) if own.stands == 0 => return None,
        Account::Suspense(case) => (Kind::Case, case.to_string()),
        Account::Wallet(_) | Account::Debt(_) | Account::Pending(_) | Account::Available(_) | Account::Reserve(_) => {
            return None;
        }
    };
    Some(page::Line { kind, of, stands: own.stands })
}

fn owner(party: &Party, has: Standing, call: &Call) -> Owner {
    let nameless = || ShopName { fa: party.shop.to_string(), en: party.shop.to_string() };
    let shop = call.world.shops.get(&party.shop).map_or_else(nameless, |shop| (&shop.name).into());
    Owner { shop, id: party.to_string(), has: has.into() }
}

const HEADS: [(&str, &str); 5] = [
    ("account", "حساب"),
    ("debits", "گردش بدهکار (ریال)"),
    ("credits", "گردش بستانکار (ریال)"),
    ("stands", "مانده (ریال)"),
    ("free", "آزاد (ریال)"),
];

/// Every account, by the name that the API gives it.
async fn file(accounts: &[Line], lang: Lang) -> Result<Response, Stop> {
    let csv = Csv::new(lang.locale());
    let mut text = String::new();
    for Line { account, balance } in accounts {
        let numbers =
            [balance.debits, balance.credits, balance.stands(account), balance.free(account)].map(|n| n.to_string());
        let [debits, credits, stands, free] = numbers.each_ref().map(String::as_str);
        csv.line(&mut text, &[&account.to_string(), debits, credits, stands, free]);
    }
    Ok(export::csv("books.csv", csv.begin(&HEADS), export::Whole(text)).await?)
}
