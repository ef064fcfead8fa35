//! A new settlement file: whose it is, reading it, and keeping what came of it.

use super::list;
use crate::{
    api::Call,
    db::{self, int},
    ledger::unavailable,
    page::language::said,
    panel::{Session, Shell, Stop, audit, day, form::FileForm, shell},
    reconciling::compare,
    world,
};
use dargah_engine::{
    config::Shop,
    gateway::Account,
    id::{ShopId, letters},
    problem::Code,
    reconcile::{BYTES_MAX, FileFault, FileProblem, SettlementFile, Window},
    text::line,
    time::Span,
};
use dargah_panel::{
    Section,
    part::Wrong,
    reconciliation::{self as page, New, Typed},
};
use dargah_wire::{Mode, ShopName};
use serde_json::json;
use worker::{D1Database, Request, Response};

/// Differences that are kept of one file: a page of more helps nobody, and who has put these right uploads the file again.
const KEPT: usize = 500;

/// A form has a file and a few words around it.
const FORM_MAX: usize = BYTES_MAX + 16 * 1024;

/// The longest span of a file.
const LONGEST: Span = Span::hours(24 * 93);

/// The form, and the file that is sent.
pub(super) async fn new(
    mut request: Request,
    session: &Session,
    db: &D1Database,
    call: &Call,
) -> Result<Response, Stop> {
    let asked = said(&request, "shop").map(|id| id.trim().to_owned()).unwrap_or_default();
    let shop = ShopId::new(&asked).ok().and_then(|id| call.world.shops.get(&id));
    let Some(shop) = shop else { return list(&request, session, db, Some(&asked), call).await };
    let shell = Shell::of(&request, session, call).await?;
    if request.inner().method() != "POST" {
        return draw(&shell, shop, &Typed::default(), &Wrong::none(), call);
    }
    let form = match FileForm::read(&mut request, FORM_MAX, call).await {
        Ok(form) => form,
        Err(Stop::Fault(fault)) if fault.code == Code::BodyTooLarge => {
            // What was typed is in what nobody reads.
            let says = page::file_fault(shell.lang, FileFault::TooLarge.as_str(), 0, 0, "");
            return draw(&shell, shop, &Typed::default(), &Wrong::one("file", &says), call);
        }
        Err(stop) => return Err(stop),
    };
    session.check_csrf(form.get("csrf").as_deref())?;
    let text = |name: &str| form.get(name).unwrap_or_default();
    let typed = Typed { gateway: text("gateway"), from: text("from"), to: text("to"), cut_off: text("cut_off") };
    let (name, bytes) = form.file("file").await?;
    let read = match read(&shell, shop, &typed, &bytes, call) {
        Ok(read) => read,
        Err(wrong) => return draw(&shell, shop, &typed, &wrong, call),
    };
    let name = line(&name, 100).unwrap_or_else(|| "—".to_owned());
    let id = keep(session, db, shop, &read, &name, call).await?;
    Ok(shell::see_other(&format!("/admin/reconciliations/{id}"))?)
}

/// What was sent, as far as it can be compared.
struct Read<'a> {
    account: &'a Account,
    window: Window,
    file: SettlementFile,
}

fn read<'a>(shell: &Shell<'_>, shop: &Shop, typed: &Typed, bytes: &[u8], call: &'a Call) -> Result<Read<'a>, Wrong> {
    let lang = shell.lang;
    let mut wrong = Wrong::none();
    let account = accounts(shop, call).find(|account| account.id.as_str() == typed.gateway);
    if account.is_none() {
        wrong.add("gateway", lang.either("این فروشگاه چنین درگاهی ندارد.", "The shop has no such gateway."));
    }
    let mut at = |field: &str, text: &str, is_end: bool| {
        let read = day::moment(text, is_end);
        if read.is_none() {
            wrong.add(field, day::no_moment(lang));
        }
        read
    };
    let (from, to) = (at("from", &typed.from, false), at("to", &typed.to, true));
    let cut_off = if typed.cut_off.is_empty() { to } else { at("cut_off", &typed.cut_off, true) };
    if let (Some(from), Some(to)) = (from, to)
        && (to <= from || to - from > LONGEST)
    {
        let says = lang.either(
            "بازه از یک روز تا سه ماه، و پایانش پس از آغاز.",
            "A span is a day to three months, and ends after it begins.",
        );
        wrong.add("to", says);
    }
    let file = match account {
        _ if bytes.is_empty() => {
            wrong.add("file", lang.either("پرونده‌ای انتخاب نشده است.", "No file was chosen."));
            None
        }
        None => None,
        Some(account) => match SettlementFile::read(bytes, account.provider, account.terminal()) {
            Ok(file) => Some(file),
            Err(FileProblem { fault, line, column, about }) => {
                wrong.add("file", &page::file_fault(lang, fault.as_str(), line, column, &about));
                None
            }
        },
    };
    match (account, from, to, cut_off, file) {
        (Some(account), Some(from), Some(to), Some(cut_off), Some(file)) if wrong.is_empty() => {
            Ok(Read { account, window: Window { from, to, cut_off }, file })
        }
        _ => Err(wrong),
    }
}

/// Compares it, and keeps what came of it. Its id.
async fn keep(
    session: &Session,
    db: &D1Database,
    shop: &Shop,
    read: &Read<'_>,
    name: &str,
    call: &Call,
) -> Result<String, Stop> {
    let Read { account, window, file } = read;
    let mut result = compare(&call.env, shop, &account.id, file, window).await?.report.view();
    let all: u32 = result.classes.iter().map(|class| class.count).sum();
    let cut = result.discrepancies.len().saturating_sub(KEPT);
    result.discrepancies.truncate(KEPT);
    result.unlisted = result.unlisted.saturating_add(u32::try_from(cut).unwrap_or(u32::MAX));
    let text = serde_json::to_string(&result).map_err(worker::Error::from)?;
    let id = format!("rec_{}", letters(world::entropy()?));
    let now = world::now();
    let own = account.owner.as_ref() == Some(&shop.id);
    let sql = "INSERT INTO reconciliation (id, shop, gateway, mode, own, from_at, to_at, cut_off, made_at, made_by, file, matched,
        differences, result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let values = [
        id.as_str().into(),
        shop.id.as_str().into(),
        account.id.as_str().into(),
        account.mode.as_str().into(),
        int(own.into()),
        int(window.from.0),
        int(window.to.0),
        int(window.cut_off.0),
        int(now.0),
        session.member.as_str().into(),
        name.into(),
        int(result.matched.into()),
        int(all.into()),
        text.into(),
    ];
    db::run(db, sql, &values).await.map_err(unavailable)?;
    let details = json!({ "reconciliation": id, "gateway": account.id, "differences": all });
    audit::note(db, session.who(), Some(&shop.id), "reconciliation.made", details).await?;
    Ok(id)
}

/// The shop's gateways, whose files there can be.
fn accounts<'a>(shop: &Shop, call: &'a Call) -> impl Iterator<Item = &'a Account> {
    call.world.gateways.iter().filter(move |account| shop.gateways.contains(&account.id))
}

fn draw(shell: &Shell<'_>, shop: &Shop, typed: &Typed, wrong: &Wrong, call: &Call) -> Result<Response, Stop> {
    let gateways: Vec<(String, ShopName, Mode)> =
        accounts(shop, call).map(|account| (account.id.to_string(), (&account.name).into(), account.mode)).collect();
    let name: ShopName = (&shop.name).into();
    let view = New { shop: (shop.id.as_str(), &name), gateways: &gateways, typed, wrong };
    let status = if wrong.is_empty() { 200 } else { 422 };
    Ok(shell::reply(page::new(&shell.frame(Section::Reconciliations), &view), status, shell.lang)?)
}
