//! `/panel/payees`: who gets a part of the shop's payments.

use super::{
    Form, Stop, audit, day,
    pages::{Visit, is_post, missing, param},
};
use crate::{
    books, export,
    ledger::unavailable,
    payees::{self, Of},
};
use dargah_engine::{
    books::Party,
    facilitator::{Payee, StoredPayee},
    id::PayeeId,
    identity::{Iban, NationalCode},
    identity_service::Owner,
    member::Action,
    problem::{Code, Fault},
    report::Csv,
    request::{NewPayee, name_line},
    text,
    time::Moment,
};
use dargah_panel::{
    Done, Lang, Section,
    part::{Page, Wrong},
    payees::{self as page, PayeeRow, Payees, Typed},
};
use serde_json::json;
use worker::{D1Database, Request, Response};

/// Payees of a page.
const PAYEES: usize = 25;

/// The longest name of a company, characters.
const COMPANY_MAX: usize = 100;

pub(super) async fn list(visit: &Visit<'_>, mut request: Request) -> Result<Response, Stop> {
    visit.session.must(Action::ManagePayees)?;
    let db = visit.db().await?;
    if !is_post(&request) {
        return draw(visit, &db, &param(&request, "cursor"), &Typed::default(), &Wrong::none()).await;
    }
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    // Money goes where this says.
    visit.session.must_be_recent()?;
    let get = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let typed = Typed {
        id: get("id"),
        name: get("name"),
        iban: get("iban"),
        owner: get("owner"),
        national_code: get("national_code"),
        born: get("born"),
        company: get("company"),
    };
    let lang = visit.shell.lang;
    let new = match read(&typed, lang) {
        Ok(new) => new,
        Err(wrong) => return draw(visit, &db, "", &typed, &wrong).await,
    };
    let of = visit.of()?;
    let made = payees::make(&db, &visit.call.world, &Of { shop: &of.shop, mode: of.mode }, &new).await;
    if let Err(fault) = made {
        return draw(visit, &db, "", &typed, &refused(fault, lang)?).await;
    }
    let details = json!({ "payee": new.id, "mode": of.mode.as_str() });
    audit::note(&db, visit.session.who(), Some(&of.shop), "payee.made", details).await?;
    visit.done("/panel/payees", Done::PayeeMade)
}

/// What is meant by the form, a field at a time.
fn read(typed: &Typed, lang: Lang) -> Result<NewPayee, Wrong> {
    let mut wrong = Wrong::none();
    let id = PayeeId::new(&typed.id).ok();
    let name = name_line(&typed.name, "name").ok();
    let iban = Iban::read(&typed.iban).ok();
    let national_code = NationalCode::read(&typed.national_code).ok();
    let born = day::read(&typed.born);
    let company = text::line(&typed.company, COMPANY_MAX);
    let is_company = typed.owner == "company";
    let says = [
        (
            "id",
            id.is_some(),
            lang.either(
                "شناسه ۱ تا ۳۲ نویسه است: حرف کوچک لاتین، رقم، خط تیره یا زیرخط.",
                "An id is 1 to 32 of a-z, 0-9, _ and -.",
            ),
        ),
        (
            "name",
            name.is_some(),
            lang.either("نام باید یک خط و ۱ تا ۶۴ نویسه باشد.", "A name is one line of 1 to 64 characters."),
        ),
        (
            "iban",
            iban.is_some(),
            lang.either("این شبا درست نیست؛ رقم‌ها را یکی‌یکی ببینید.", "This is no IBAN: look at it digit by digit."),
        ),
        (
            "national_code",
            is_company || national_code.is_some(),
            lang.either("این کد ملی درست نیست.", "This is no national code."),
        ),
        (
            "born",
            is_company || born.is_some(),
            lang.either("روزی مانند ۱۳۶۵/۰۴/۱۲ بنویسید.", "Write a day such as 1365/04/12 or 1986-07-03."),
        ),
        (
            "company",
            !is_company || company.is_some(),
            lang.either("نام ثبتی شرکت را بنویسید.", "Write the company’s registered name."),
        ),
    ];
    for (field, _, text) in says.iter().filter(|(_, fits, _)| !fits) {
        wrong.add(field, text);
    }
    let owner = if is_company {
        company.map(Owner::Company)
    } else {
        national_code.zip(born).map(|(national_code, born)| Owner::Person { national_code, born })
    };
    match (id, name, iban, owner) {
        (Some(id), Some(name), Some(iban), Some(owner)) => Ok(NewPayee { id, payee: Payee { name, iban, owner } }),
        _ => Err(wrong),
    }
}

/// What the shop can put right itself.
fn refused(fault: Fault, lang: Lang) -> Result<Wrong, Stop> {
    let (field, says) = match fault.code {
        Code::PayeeExists => {
            ("id", lang.either("ذی‌نفعی با این شناسه هست یا بوده است.", "There is, or was, a payee of this id."))
        }
        Code::OwnerNotMatched => (
            "iban",
            lang.either(
                "سامانهٔ استعلام می‌گوید این حساب به نام این صاحب نیست.",
                "The registry says that the account is not in this owner’s name.",
            ),
        ),
        Code::TooManyPayees => ("", lang.either("ذی‌نفعان بیش از اندازه‌اند.", "There are too many payees.")),
        Code::RateLimited => (
            "",
            lang.either(
                "امروز بیش از اندازه استعلام شده است؛ فردا دوباره.",
                "Too much was asked today: try again tomorrow.",
            ),
        ),
        Code::Unavailable => (
            "",
            lang.either(
                "سامانه‌های استعلام پاسخ نمی‌دهند؛ کمی بعد دوباره بفرستید.",
                "The registries do not answer: send it again in a while.",
            ),
        ),
        _ => return Err(fault.into()),
    };
    Ok(Wrong::one(field, says))
}

async fn draw(
    visit: &Visit<'_>,
    db: &D1Database,
    cursor: &str,
    typed: &Typed,
    wrong: &Wrong,
) -> Result<Response, Stop> {
    let of = visit.of()?;
    let all = payees::list(db, &Of { shop: &of.shop, mode: of.mode }).await.map_err(unavailable)?;
    let begins = all.iter().position(|payee| payee.id.as_str() == cursor).map_or(0, |at| at + 1);
    let shown: Vec<&StoredPayee> = all.iter().skip(begins).take(PAYEES).collect();
    let next = shown.last().filter(|_| begins + shown.len() < all.len()).map(|last| last.id.to_string());
    let rows = rows(visit, &shown).await?;
    let page = Page { next: next.as_deref(), is_later: begins > 0 };
    let view = Payees { payees: &rows, page, typed, wrong };
    visit.reply(page::payees(&visit.shell.frame(Section::Balance), &view), if wrong.is_empty() { 200 } else { 422 })
}

const HEADS: [(&str, &str); 8] = [
    ("id", "شناسه"),
    ("name", "نام صاحب حساب"),
    ("iban", "شبا"),
    ("pending", "در انتظار تسویه (ریال)"),
    ("available", "قابل برداشت (ریال)"),
    ("matched_at", "زمان تطبیق"),
    ("created_at", "زمان افزودن"),
    ("removed_at", "زمان حذف"),
];

/// `/panel/payees.csv`
pub(super) async fn file(visit: &Visit<'_>) -> Result<Response, Stop> {
    visit.session.must(Action::ManagePayees)?;
    let (of, db) = (visit.of()?, visit.db().await?);
    let all = payees::list(&db, &Of { shop: &of.shop, mode: of.mode }).await.map_err(unavailable)?;
    let has = rows(visit, &all.iter().collect::<Vec<_>>()).await?;
    let csv = Csv::new(visit.shell.lang.locale());
    let time = |ms: Option<i64>| ms.map_or_else(String::new, |ms| csv.time(Moment(ms)));
    let mut text = String::new();
    for (payee, has) in all.iter().zip(&has) {
        let [matched, created, removed] = [Some(payee.matched_at), Some(payee.created_at), payee.removed_at].map(time);
        let [pending, available] = [has.pending, has.available].map(|rial| rial.to_string());
        let cells =
            [payee.id.as_str(), &payee.name, payee.iban.as_str(), &pending, &available, &matched, &created, &removed];
        csv.line(&mut text, &cells);
    }
    Ok(export::csv("payees.csv", csv.begin(&HEADS), export::Whole(text)).await?)
}

/// They and what each has.
async fn rows(visit: &Visit<'_>, payees: &[&StoredPayee]) -> Result<Vec<PayeeRow>, Stop> {
    let of = visit.of()?;
    let party = |payee: &&StoredPayee| Party { shop: of.shop.clone(), payee: Some(payee.id.clone()) };
    let parties: Vec<Party> = payees.iter().map(party).collect();
    if parties.is_empty() {
        return Ok(Vec::new());
    }
    let stands = books::standings(&visit.call.env, of.mode, parties).await.map_err(unavailable)?;
    let row = |(payee, stands): (&&StoredPayee, dargah_engine::facilitator::Standing)| PayeeRow {
        id: payee.id.to_string(),
        name: payee.name.clone(),
        iban: payee.iban.grouped(),
        bank: payee.iban.bank().map(|bank| visit.shell.lang.either(bank.fa, bank.en).to_owned()),
        pending: stands.pending,
        available: stands.available,
        is_removed: !payee.is_open(),
    };
    Ok(payees.iter().zip(stands).map(row).collect())
}

/// `/panel/payees/{id}/remove`: the question by GET, the deed by POST.
pub(super) async fn remove(visit: &Visit<'_>, mut request: Request, id: &str) -> Result<Response, Stop> {
    visit.session.must(Action::ManagePayees)?;
    visit.session.must_be_recent()?;
    let db = visit.db().await?;
    let shop = visit.of()?;
    let of = Of { shop: &shop.shop, mode: shop.mode };
    let id = PayeeId::new(id).map_err(|_| missing())?;
    let payee = payees::one(&db, &of, &id).await?;
    if !payee.is_open() {
        return Err(missing());
    }
    if !is_post(&request) {
        let shown = rows(visit, &[&payee]).await?.pop().ok_or_else(missing)?;
        return visit.reply(page::remove(&visit.shell.frame(Section::Balance), &shown), 200);
    }
    let form = Form::read(&mut request, visit.call).await?;
    visit.session.check_form(&form)?;
    payees::remove(&db, &of, &id).await?;
    let details = json!({ "payee": id, "mode": of.mode.as_str() });
    audit::note(&db, visit.session.who(), Some(of.shop), "payee.removed", details).await?;
    visit.done("/panel/payees", Done::PayeeRemoved)
}
