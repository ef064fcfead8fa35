//! The shops that the panel has made, and the switch that stops one.

use crate::{
    api::Call,
    db::{self, int},
    onboarding::store,
    page::language::said,
    panel::{Form, Session, Shell, Stop, audit, shell},
    registry,
};
use dargah_engine::{
    id::ShopId,
    problem::{Code, Fault},
    registry::Stage,
};
use dargah_panel::{
    Done, Section,
    admin::{ShopRow, ShopsView, confirm_suspend, shops},
};
use dargah_wire::ShopName;
use serde::Deserialize;
use serde_json::json;
use worker::{Request, Response};

/// Rows of a page.
const PAGE: usize = 50;

#[derive(Deserialize)]
struct Row {
    id: String,
    name_fa: String,
    name_en: String,
    stage: Stage,
    created_at: i64,
    application: Option<String>,
    step: Option<String>,
}

/// `/admin/shops`, with `cursor`.
pub(super) async fn list(request: &Request, session: &Session, call: &Call) -> Result<Response, Stop> {
    let cursor =
        said(request, "cursor").and_then(|text| text.split_once('.').map(|(at, id)| (at.to_owned(), id.to_owned())));
    let before = cursor.as_ref().and_then(|(at, _)| at.parse::<i64>().ok()).unwrap_or(i64::from(u32::MAX) * 1_000);
    let after_id = cursor.as_ref().map_or("", |(_, id)| id.as_str());
    let sql = "SELECT s.id, s.name_fa, s.name_en, s.stage, s.created_at, a.id AS application, a.step FROM shop s
        LEFT JOIN application a ON a.shop = s.id
        WHERE s.created_at < ?1 OR (s.created_at = ?1 AND s.id > ?2) ORDER BY s.created_at DESC, s.id LIMIT ?3";
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let db = db::of(&call.env).await?;
    let mut found: Vec<Row> = db::rows(&db, sql, &[int(before), after_id.into(), int(most)]).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|row| format!("{}.{}", row.created_at, row.id));
    let view = |row: Row| ShopRow {
        id: row.id,
        name: ShopName { fa: row.name_fa, en: row.name_en },
        stage: row.stage.as_str(),
        made_at: row.created_at,
        application: row.application.zip(row.step),
    };
    let rows: Vec<ShopRow> = found.into_iter().map(view).collect();
    let shell = Shell::of(request, session, call).await?;
    let view = ShopsView { shops: &rows, next: next.as_deref(), is_later: cursor.is_some() };
    Ok(shell::reply(shops(&shell.frame(Section::Shops), &view), 200, shell.lang)?)
}

/// `/admin/shops/{id}/suspend` and `…/resume`. Stopping one is asked once more.
pub(super) async fn act(
    mut request: Request,
    session: &Session,
    id: &str,
    act: &str,
    call: &Call,
) -> Result<Response, Stop> {
    let missing = || Fault::from(Code::NotFound);
    let id = ShopId::new(id).map_err(|_| missing())?;
    let db = db::of(&call.env).await?;
    let suspended = match act {
        "suspend" => true,
        "resume" => false,
        _ => return Err(missing().into()),
    };
    if request.inner().method() != "POST" {
        let shop = registry::shop(&db, &id).await?.filter(|_| suspended).ok_or_else(missing)?;
        let shell = Shell::of(&request, session, call).await?;
        let name = ShopName { fa: shop.name_fa, en: shop.name_en };
        let html = confirm_suspend(&shell.frame(Section::Shops), id.as_str(), &name);
        return Ok(shell::reply(html, 200, shell.lang)?);
    }
    let form = Form::read(&mut request, call).await?;
    session.check_form(&form)?;
    store::suspend(&db, &id, suspended).await?;
    let (what, done) =
        if suspended { ("shop.suspended", Done::ShopSuspended) } else { ("shop.resumed", Done::ShopResumed) };
    audit::note(&db, session.who(), Some(&id), what, json!({})).await?;
    Ok(shell::see_other(&format!("/admin/shops?done={}", done.word()))?)
}
