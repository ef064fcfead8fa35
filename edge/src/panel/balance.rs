//! `/panel/balance`: what a shop, or one of its payees, has at the operator.

use super::{
    Stop,
    pages::{Visit, param},
    whose::Whose,
};
use crate::{books, ledger::unavailable};
use dargah_engine::{books::Why, facilitator::Entry, member::Action};
use dargah_panel::{
    Section,
    balance::{self as page, Balance, Movement, What},
    part::Page,
};
use worker::{Request, Response};

/// Movements of a page.
const MOVES: u32 = 25;

pub(super) async fn page(visit: &Visit<'_>, request: &Request) -> Result<Response, Stop> {
    let (mode, env) = (visit.shell.mode, &visit.call.env);
    let whose = Whose::of(visit, &param(request, "payee")).await?;
    let before = param(request, "cursor").parse().ok();
    let (stands, found) = futures_util::join!(
        books::standing(env, mode, whose.party()),
        books::entries(env, mode, whose.party(), before, MOVES)
    );
    let (stands, found) = (stands.map_err(unavailable)?, found.map_err(unavailable)?);
    let moves: Vec<Movement> = found.lines.iter().map(movement).collect();
    let next = found.next.map(|n| n.to_string());
    let page = Page { next: next.as_deref(), is_later: before.is_some() };
    let view = Balance {
        stands: stands.into(),
        moves: &moves,
        page,
        whose: whose.shown(),
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
