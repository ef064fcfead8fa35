//! `/wallet`: what is in it, the form that fills it, what is left of the day, and what happened last.

use super::{
    Visit, parts,
    session::Session,
    stop::Stop,
    top_up::{self, Begun, News, Trouble},
};
use crate::{
    books::wallets::{self, Found},
    page::{language::within, shell::Page},
    reply, world,
};
use dargah_engine::{
    id::letters,
    wallet::{Level, Standing},
};
use dargah_words::{money, text::fill, told::Tone};
use maud::{Markup, html};
use worker::{Request, Response};

/// Amounts to fill in with one press, toman.
const PRESETS: [i64; 4] = [50_000, 100_000, 200_000, 500_000];

/// How many rows of the books are shown.
const ROWS: u32 = 5;

/// `GET` and `POST /wallet`.
pub(super) async fn answer(mut request: Request, visit: &Visit<'_>) -> Result<Response, Stop> {
    let (session, form) = visit.entered(&mut request).await?;
    let mut refused = None;
    let mut typed = String::new();
    if let Some(form) = &form {
        match top_up::begin(form, &session, visit).await? {
            Begun::At(link) => return Ok(reply::see_other(&link, "same-origin")?),
            Begun::Refused(trouble) => refused = Some(trouble),
        }
        form.get("amount").unwrap_or_default().clone_into(&mut typed);
    }
    let news = top_up::news(&request, &session, visit).await?;
    let (env, mode, wallet) = (&visit.call.env, session.mode, &session.wallet);
    let (standing, found) =
        futures_util::join!(wallets::look(env, mode, wallet), wallets::entries(env, mode, wallet, None, ROWS));
    let (standing, found) = (standing?.ok_or(Stop::SignIn)?, found?);
    let once = letters(world::entropy()?);
    let view =
        View { session: &session, standing: &standing, found: &found, news, refused, typed: &typed, once: &once };
    let mut response = draw(&view, visit)?;
    session.keep(&mut response)?;
    Ok(response)
}

struct View<'a> {
    session: &'a Session,
    standing: &'a Standing,
    found: &'a Found,
    news: Option<News>,
    refused: Option<Trouble>,
    typed: &'a str,
    once: &'a str,
}

fn draw(view: &View<'_>, visit: &Visit<'_>) -> Result<Response, Stop> {
    let (t, locale) = (visit.texts(), visit.locale);
    let wrong = view.refused.as_ref().map(|trouble| trouble.text(visit));
    let title = wrong.as_ref().map_or_else(|| t.title.to_owned(), |wrong| fill(locale.page_texts().error, wrong));
    let card = html! {
        (parts::ribbon(locale, view.session.mode))
        section class="wallet" {
            header {
                h1 class="shop" { (t.title) }
                p class="quiet" { bdi dir="ltr" { (view.standing.mobile.as_str()) } }
                (balance(view.standing, visit))
            }
            (news(view.news.as_ref(), visit))
            @if view.standing.is_frozen { (parts::news(Tone::Warn, t.frozen, None)) } @else { (fill_form(view, wrong.as_deref(), visit)) }
            (left(view.standing, visit))
            div {
                h2 class="part" { (t.statement) }
                @if view.found.lines.is_empty() {
                    p class="quiet" { (t.nothing_yet) }
                } @else {
                    (parts::entries(&view.found.lines, visit))
                    a class="button second" href=(within("/wallet/statement", locale)) { (t.whole_statement) }
                }
            }
            nav class="also" aria-label=(t.title) {
                a href=(within("/wallet/owner", locale)) { (t.owner) }
                @if view.standing.level == Level::Owner { a href=(within("/wallet/withdraw", locale)) { (t.withdraw) } }
                form method="post" action=(within("/wallet/sign-out", locale)) {
                    (parts::csrf(&view.session.csrf))
                    button class="plain" type="submit" { (t.sign_out) }
                }
            }
        }
    };
    let status = if wrong.is_some() { 422 } else { 200 };
    visit.show(&Page { title, head: html! {}, card }, status)
}

/// What is in it, toman large and rial beneath, and what of it is held.
fn balance(standing: &Standing, visit: &Visit<'_>) -> Markup {
    let (t, locale) = (visit.texts(), visit.locale);
    let price = money::amount(standing.stands, locale);
    html! {
        p class="amount" {
            span class="quiet" { (t.balance) }
            strong { (price.large) }
            @if let Some(beneath) = &price.beneath { span class="quiet" { (beneath) } }
        }
        @if standing.held() > 0 { p class="quiet" { (fill(t.held, &parts::amount(standing.held(), locale))) } }
    }
}

fn news(news: Option<&News>, visit: &Visit<'_>) -> Markup {
    let t = visit.texts();
    match news {
        None => html! {},
        Some(News::Filled(rial)) => parts::news(Tone::Good, t.filled, Some(&parts::amount(*rial, visit.locale))),
        Some(News::Waiting) => parts::news(Tone::Wait, t.filling, None),
        Some(News::Failed) => parts::news(Tone::Bad, t.not_filled, None),
    }
}

/// The form that fills it, with the most that goes in said before anybody types; or why nothing does.
fn fill_form(view: &View<'_>, wrong: Option<&str>, visit: &Visit<'_>) -> Markup {
    let (t, locale, standing) = (visit.texts(), visit.locale, view.standing);
    let most = standing.top_up_max();
    if let Some(trouble) = Trouble::of(standing) {
        return html! { div class="part" { h2 { (t.top_up) } p class="quiet" { (trouble.text(visit)) } } };
    }
    html! {
        form class="form" method="post" action=(parts::here(locale)) novalidate {
            (parts::csrf(&view.session.csrf))
            input type="hidden" name="once" value=(view.once);
            h2 { (t.top_up) }
            (parts::notice(wrong, "amount"))
            div class="presets" role="group" aria-label=(t.presets) {
                @for toman in PRESETS.into_iter().filter(|toman| toman * 10 <= most) {
                    button class="preset" type="submit" name="preset" value=(toman) { (parts::amount(toman * 10, locale)) }
                }
            }
            label class="label" for="amount" { span { (t.another_amount) } }
            input id="amount" class="input" name="amount" inputmode="numeric" autocomplete="off" dir="ltr" maxlength="24"
                value=(view.typed) aria-describedby="most" aria-invalid=[wrong.map(|_| "true")];
            p id="most" class="quiet" { (fill(t.at_most, &parts::amount(most, locale))) }
            button class="button" type="submit" { (t.to_payment) }
        }
    }
}

/// What is left of the day's limits.
fn left(standing: &Standing, visit: &Visit<'_>) -> Markup {
    let (t, locale) = (visit.texts(), visit.locale);
    let rows = [
        (t.filled_in, standing.left.top_up, true),
        (t.spent, standing.left.spend, true),
        (t.taken_out, standing.left.withdraw, standing.level == Level::Owner),
    ];
    html! {
        div {
            h2 class="part" { (t.left_today) }
            dl class="receipt" {
                @for (name, rial, _) in rows.into_iter().filter(|(.., is_shown)| *is_shown) {
                    div { dt { (name) } dd { (parts::amount(rial, locale)) } }
                }
            }
        }
    }
}
