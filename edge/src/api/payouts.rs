//! Payouts: a shop asks for its money by its secret key; the operator makes files for its bank of what is approved, and hands in what
//! the bank's statement says. Who approves is a person, at the panel.

use super::{Call, internal, operator::must_be_operator, payments::authenticate};
use crate::{
    body,
    books::{
        KeptFile, KeptPayout as Kept,
        payouts::{self, Answer, Ask, Made, Told, Wish},
    },
    db, identity,
    ledger::unavailable,
    payees::{self, Of},
    registry, reply,
    route::PayoutWork,
    world,
};
use dargah_engine::{
    books::{Party, rules::PayoutSource},
    config::Shop,
    id::PayoutId,
    payout::{self, BatchFile, Payout, Preparer, StatementRow, read_statement},
    problem::{Code, Fault},
    reconcile::FileProblem,
    registry::Stage,
    request::{
        BODY_MAX, NewPayout, PayoutFormat, PayoutsQuery, idempotency_key, read_bounce, read_file_query,
        read_new_payout, read_party_page, read_payouts_query,
    },
};
use dargah_wire::{
    Mode, OperatorPayout, OperatorPayoutPage, PayoutFilePage, PayoutFilesMade, PayoutLeft, PayoutPage, StatementTaken,
};
use dargah_words::Locale;
use worker::{Request, Response};

/// The longest statement, bytes: some thousand rows.
pub(crate) const STATEMENT_MAX: usize = 1024 * 1024;

/// Does what is asked for.
pub(super) async fn answer(work: PayoutWork, mut request: Request, call: &Call) -> Result<Response, Fault> {
    match work {
        PayoutWork::Make => make(&mut request, call).await,
        PayoutWork::List => list(&request, call).await,
        PayoutWork::Read(id) => read(&id, call).await,
        operators => {
            must_be_operator(&request, call)?;
            by_operator(operators, request, call).await
        }
    }
}

/// `POST /v1/payouts`
async fn make(request: &mut Request, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(call)?;
    body::must_be_json(request)?;
    let header = request.headers().get("idempotency-key").map_err(internal)?;
    let key = idempotency_key(header.as_deref())?.to_owned();
    let asked = read_new_payout(&body::read(request, BODY_MAX).await?)?;
    let payout = pay_out(call, shop, mode, asked, &key, Preparer::Key).await?;
    reply::json(&payout.view(), 201).map_err(internal)
}

/// Prepares a payout of what a shop or one of its payees can take, or finds the one that the same key made. The account's owner is
/// asked for again where no registry has said lately that it is theirs.
pub(crate) async fn pay_out(
    call: &Call,
    shop: &Shop,
    mode: Mode,
    asked: NewPayout,
    key: &str,
    by: Preparer,
) -> Result<Payout, Fault> {
    let id = call.world.links.payout_id(shop.id.as_str(), &format!("{}/{key}", mode.as_str()));
    let known: Option<Kept> = payouts::ask(&call.env, mode, Ask::One(id.clone())).await.map_err(unavailable)?;
    if known.is_none() && shop.stage == Stage::Suspended {
        return Err(Code::ShopSuspended.into());
    }
    let to = match known {
        // What the same key made is found, whatever has become of the account since.
        Some(kept) => kept.payout().map_err(internal)?.prepared.to,
        None if call.world.terms.house().is_none() => return Err(Code::PayoutsNotSetUp.into()),
        None => match &asked.payee {
            Some(payee) => payees::confirmed_account(call, &Of { shop: &shop.id, mode }, payee).await?,
            None => confirmed_account(call, shop).await?,
        }
        .beneficiary(),
    };
    let source = PayoutSource::Party(Party { shop: shop.id.clone(), payee: asked.payee });
    let wish = Wish { id, source, amount: asked.amount, to, by, asked: asked.fingerprint };
    let answer: Answer<Kept> =
        payouts::ask(&call.env, mode, Ask::Prepare(Box::new(wish))).await.map_err(unavailable)?;
    answer?.payout().map_err(internal)
}

/// The account that a shop is paid out to, if it has one. Of a stored shop the row counts, not this isolate's copy: money goes there.
pub(crate) async fn payout_account(call: &Call, shop: &Shop) -> Result<Option<payout::Account>, Fault> {
    let db = db::of(&call.env).await.map_err(unavailable)?;
    match registry::shop(&db, &shop.id).await.map_err(unavailable)? {
        Some(stored) => stored.payout_account().map_err(|why| internal(worker::Error::RustError(why))),
        None => Ok(shop.payout.clone()),
    }
}

/// The same, confirmed not too long ago.
async fn confirmed_account(call: &Call, shop: &Shop) -> Result<payout::Account, Fault> {
    let account = payout_account(call, shop).await?.ok_or_else(|| Fault::from(Code::PayoutAccountMissing))?;
    if account.is_confirmed(call.world.terms.payouts.terms().match_life, world::now()) {
        return Ok(account);
    }
    let confirmed = identity::confirm_account(&call.world, account.clone()).await?;
    let db = db::of(&call.env).await.map_err(unavailable)?;
    registry::confirmed_payout(&db, &shop.id, &account, &confirmed).await.map_err(unavailable)?;
    Ok(confirmed)
}

/// `GET /v1/payouts`: `?payee=&before=&limit=`.
async fn list(request: &Request, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(call)?;
    let url = request.url().map_err(internal)?;
    let (payee, before, limit) = read_party_page(url.query().unwrap_or_default())?;
    let before = before.map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    let limit = u32::try_from(limit).unwrap_or(1);
    let source = PayoutSource::Party(payees::party(call, &Of { shop: &shop.id, mode }, payee).await?);
    let found: Vec<Kept> =
        payouts::ask(&call.env, mode, Ask::Of { source, before, limit }).await.map_err(unavailable)?;
    let mut data = Vec::with_capacity(found.len());
    for kept in &found {
        data.push(kept.payout().map_err(internal)?.view());
    }
    reply::json(&PayoutPage { data, next: next(&found, limit) }, 200).map_err(internal)
}

/// Where the next page begins, if there is one.
fn next(found: &[Kept], limit: u32) -> Option<u32> {
    let is_full = u32::try_from(found.len()) == Ok(limit);
    found.last().map(|kept| kept.number).filter(|number| is_full && *number > 1)
}

/// `GET /v1/payouts/{id}`: of the shop's own money, or of a payee's of its.
async fn read(id: &str, call: &Call) -> Result<Response, Fault> {
    let (shop, mode) = authenticate(call)?;
    let unknown = || Fault::from(Code::PayoutUnknown);
    let id = PayoutId::new(id).map_err(|_| unknown())?;
    let found: Option<Kept> = payouts::ask(&call.env, mode, Ask::One(id)).await.map_err(unavailable)?;
    let payout = found.ok_or_else(unknown)?.payout().map_err(internal)?;
    match &payout.prepared.source {
        PayoutSource::Party(party) if party.shop == shop.id => reply::json(&payout.view(), 200).map_err(internal),
        PayoutSource::Party(_) | PayoutSource::Wallet(_) => Err(unknown()),
    }
}

/// What the operator does.
async fn by_operator(work: PayoutWork, mut request: Request, call: &Call) -> Result<Response, Fault> {
    let url = request.url().map_err(internal)?;
    let query = url.query().unwrap_or_default();
    if let PayoutWork::File(id) = work {
        let (mode, format) = read_file_query(query)?;
        return file(call, mode, &id, format, Locale::En).await;
    }
    let asked = read_payouts_query(query)?;
    let PayoutsQuery { mode, before, limit, stage } = asked;
    match work {
        PayoutWork::MakeFiles => {
            let made: Answer<Made> = payouts::ask(&call.env, mode, Ask::MakeFiles).await.map_err(unavailable)?;
            let Made { files, left } = made?;
            let left = left.iter().map(|(id, why)| PayoutLeft { payout: id.to_string(), why: *why });
            let files = files.iter().map(payout::NextFile::view).collect();
            reply::json(&PayoutFilesMade { files, left: left.collect() }, 200).map_err(internal)
        }
        PayoutWork::Files => {
            let found: Vec<KeptFile> =
                payouts::ask(&call.env, mode, Ask::Files { before, limit }).await.map_err(unavailable)?;
            let is_full = u32::try_from(found.len()) == Ok(limit);
            let next = found.last().map(|kept| kept.number).filter(|number| is_full && *number > 1);
            let data = found.iter().map(|kept| kept.file.view()).collect();
            reply::json(&PayoutFilePage { data, next }, 200).map_err(internal)
        }
        PayoutWork::Statement => {
            let bytes = body::read(&mut request, STATEMENT_MAX).await?;
            let rows = read_rows(call, &bytes)?.map_err(|problem| {
                Fault::new(Code::StatementInvalid, format!("{}: {problem}", problem.fault.as_str()))
            })?;
            reply::json(&take_rows(call, mode, rows).await?, 200).map_err(internal)
        }
        PayoutWork::Bounce(id) => {
            body::must_be_json(&request)?;
            let reason = read_bounce(&body::read(&mut request, BODY_MAX).await?)?;
            let id = PayoutId::new(&id).map_err(|_| Fault::from(Code::PayoutUnknown))?;
            let told: Answer<Kept> =
                payouts::ask(&call.env, mode, Ask::Tell(id, Told::Bounce(reason))).await.map_err(unavailable)?;
            reply::json(&operator_view(&told?)?, 200).map_err(internal)
        }
        _ => {
            let found: Vec<Kept> =
                payouts::ask(&call.env, mode, Ask::All { stage, before, limit }).await.map_err(unavailable)?;
            let data = found.iter().map(operator_view).collect::<Result<_, Fault>>()?;
            reply::json(&OperatorPayoutPage { data, next: next(&found, limit) }, 200).map_err(internal)
        }
    }
}

fn operator_view(kept: &Kept) -> Result<OperatorPayout, Fault> {
    Ok(kept.payout().map_err(internal)?.operator_view())
}

/// A statement of the operator's account, read.
pub(crate) fn read_rows(call: &Call, bytes: &[u8]) -> Result<Result<Vec<StatementRow>, FileProblem>, Fault> {
    let terms = &call.world.terms;
    let bank = terms.bank.as_ref().ok_or_else(|| Fault::from(Code::PayoutsNotSetUp))?;
    Ok(read_statement(bytes, bank, &terms.payouts.statement))
}

/// Takes its rows in.
pub(crate) async fn take_rows(call: &Call, mode: Mode, rows: Vec<StatementRow>) -> Result<StatementTaken, Fault> {
    let taken: Answer<StatementTaken> =
        payouts::ask(&call.env, mode, Ask::Statement(rows)).await.map_err(unavailable)?;
    Ok(taken?)
}

/// A file of payouts, written for a bank.
pub(crate) async fn batch_file(
    call: &Call,
    mode: Mode,
    id: &str,
    format: PayoutFormat,
    locale: Locale,
) -> Result<BatchFile, Fault> {
    let found: Option<KeptFile> = payouts::ask(&call.env, mode, Ask::File(id.to_owned())).await.map_err(unavailable)?;
    let batch = found.ok_or_else(|| Fault::from(Code::PayoutFileUnknown))?.file.batch;
    let rows = batch.rows.len();
    let written = match format {
        PayoutFormat::Ccti => batch.ccti(rows),
        PayoutFormat::Csv => batch.csv(rows, locale),
    };
    written.map_err(|fault| internal(worker::Error::RustError(format!("{id}: {fault:?}"))))
}

/// `GET /v1/operator/payouts/files/{id}`
async fn file(call: &Call, mode: Mode, id: &str, format: PayoutFormat, locale: Locale) -> Result<Response, Fault> {
    let BatchFile { name, text } = batch_file(call, mode, id, format, locale).await?;
    let kind = match format {
        PayoutFormat::Ccti => "application/xml; charset=utf-8",
        PayoutFormat::Csv => "text/csv; charset=utf-8",
    };
    let response = Response::from_bytes(text.into_bytes()).map_err(internal)?;
    reply::file(response, kind, &name).map_err(internal)
}
