//! A shop for somebody who has none yet: two names, and they are its owner.

use super::Faults;
use crate::{
    api::Call,
    db,
    panel::{Form, Session, Shell, Stop, audit, members, shell},
    registry,
};
use dargah_panel::{
    Section,
    apply::{StartView, start},
};
use serde_json::json;
use worker::{Request, Response};

/// The page of somebody without a shop.
pub(super) async fn page(request: &Request, session: &Session, call: &Call) -> Result<Response, Stop> {
    draw(request, session, &StartView::default(), call).await
}

async fn draw(request: &Request, session: &Session, view: &StartView<'_>, call: &Call) -> Result<Response, Stop> {
    let shell = Shell::of(request, session, call).await?;
    let status = if view.faults.is_empty() { 200 } else { 422 };
    Ok(shell::reply(start(&shell.frame(Section::Apply), view), status, shell.lang)?)
}

/// Makes it.
pub(super) async fn make(mut request: Request, session: &Session, call: &Call) -> Result<Response, Stop> {
    let form = Form::read(&mut request, call).await?;
    session.check_form(&form)?;
    let typed = |name: &str| form.get(name).unwrap_or_default();
    let (name_fa, name_en) = (form.line("name_fa", 50), form.line("name_en", 50).filter(|name| name.is_ascii()));
    let (Some(name_fa), Some(name_en)) = (&name_fa, &name_en) else {
        let mut faults = Faults::new();
        if name_fa.is_none() {
            faults.push(("name_fa", "empty"));
        }
        if name_en.is_none() {
            faults.push(("name_en", if typed("name_en").is_empty() { "empty" } else { "not_latin" }));
        }
        let view = StartView { name_fa: typed("name_fa"), name_en: typed("name_en"), faults: &faults };
        return draw(&request, session, &view, call).await;
    };
    let db = db::of(&call.env).await?;
    let shop = registry::make_shop(&db, name_fa, name_en).await?;
    audit::note(&db, session.who(), Some(&shop), "shop.made", json!({ "shop": shop.as_str() })).await?;
    let mut response = shell::see_other("/panel/apply")?;
    members::found_shop(session, &shop, &mut response, &db).await?;
    Ok(response)
}
