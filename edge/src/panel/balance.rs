//! `/panel/balance`: what a shop, or one of its payees, has at the operator.

use super::{
    Stop,
    pages::{Visit, missing, param},
};
use crate::{books, ledger::unavailable, payees};
use dargah_engine::{
    books::{Party, Why},
    facilitator::Entry,
    member::Action,
};
use dargah_panel::{
    Section,
    balance::{self as page, Balance, Movement, What},
    part::Page,
};
use worker::{Request, Response};

/// Movements of a page.
const MOVES: u32 = 25;

pub(super) async fn page(visit: &Visit<'_>, request: &Request) -> Result<Response, Stop> {
    let (of, env) = (visit.of()?, &visit.call.env);
    let payees = payees::list(&visit.db().await?, &payees::Of { shop: &of.shop, mode: of.mode }).await;
    let payees = payees.map_err(unavailable)?;
    let wanted = param(request, "payee");
    let payee = payees.iter().find(|payee| payee.id.as_str() == wanted).map(|payee| payee.id.clone());
    if payee.is_none() && !wanted.is_empty() {
        return Err(missing());
    }
    let party = || Party { shop: of.shop.clone(), payee: payee.clone() };
    let before = param(request, "cursor").parse().ok();
    let (stands, found) = futures_util::join!(
        books::standing(env, of.mode, party()),
        books::entries(env, of.mode, party(), before, MOVES)
    );
    let (stands, found) = (stands.map_err(unavailable)?, found.map_err(unavailable)?);
    let moves: Vec<Movement> = found.lines.iter().map(movement).collect();
    let next = found.next.map(|n| n.to_string());
    let page = Page { next: next.as_deref(), is_later: before.is_some() };
    let names: Vec<(String, String)> = payees.into_iter().map(|payee| (payee.id.to_string(), payee.name)).collect();
    let view = Balance {
        stands: stands.into(),
        moves: &moves,
        page,
        payees: &names,
        of: &wanted,
        may_manage: visit.session.place.may(Action::ManagePayees),
    };
    visit.reply(page::balance(&visit.shell.frame(Section::Balance), &view), 200)
}

fn movement(entry: &Entry) -> Movement {
    let about = entry.subject.as_str();
    Movement {
        payment: about.starts_with("pay_").then(|| about.to_owned()),
        what: what(entry.why),
        change: entry.change.total(),
        freed: entry.change.available,
        after: entry.after.total(),
        at: entry.at.0,
    }
}

const fn what(why: Why) -> What {
    match why {
        Why::Sale | Why::TopUp | Why::Spend | Why::Kept => What::Sale,
        Why::Refund => What::Refund,
        Why::Reversal => What::Reversal,
        Why::Release | Why::Settlement => What::Release,
        Why::Reserve => What::Reserve,
        Why::DebtPaid => What::DebtPaid,
        Why::Payout => What::Payout,
        Why::PayoutBack => What::PayoutBack,
        Why::Fee | Why::FeeBack | Why::Cost => What::Fee,
        Why::Correction | Why::Case | Why::Capital | Why::Bank => What::Correction,
    }
}
