//! The way in to a wallet: a mobile number and the code that is sent to it; and out. Whoever has no wallet gets one by the same code, so
//! nothing tells a stranger whether a number has one.

use super::{Visit, parts, session, stop::Stop};
use crate::{
    books::wallets,
    browser::Browser,
    codes::{self, Ask, Asked, Purpose, Waiting},
    cookie, db,
    page::{
        language::{said, within},
        shell::Page,
    },
    panel::Form,
};
use dargah_engine::{
    identity,
    member::{Mobile, code::Tried},
    problem::Code,
    wallet::{VerifiedMobile, wallet_id},
};
use dargah_wire::Mode;
use dargah_words::text::fill;
use maud::{Markup, html};
use worker::{Request, Response};

/// What is wrong with what was typed.
#[derive(Clone, Copy)]
enum Trouble {
    Mobile,
    /// Seconds.
    Wait(i64),
    NotSent,
    /// How often it may be tried again.
    Wrong(u8),
    Over,
}

impl Trouble {
    const fn status(self) -> u16 {
        match self {
            Self::Mobile | Self::Wrong(_) | Self::Over => 422,
            Self::Wait(_) => 429,
            Self::NotSent => 503,
        }
    }

    fn text(self, visit: &Visit<'_>) -> String {
        let (t, locale) = (visit.texts(), visit.locale);
        match self {
            Self::Mobile => locale.texts().mobile_bad.to_owned(),
            Self::Wait(seconds) if seconds > 90 => fill(t.wait_minutes, &locale.number((seconds + 59) / 60)),
            Self::Wait(seconds) => fill(t.wait_s, &locale.number(seconds)),
            Self::NotSent => t.not_sent.to_owned(),
            Self::Wrong(left) => fill(t.code_wrong, &locale.number(left.into())),
            Self::Over => t.code_over.to_owned(),
        }
    }
}

/// Where somebody wants to go once they are in: the wallet, or a payment of theirs. Nowhere outside.
fn next(wanted: &str) -> Option<&str> {
    let within = wanted == "/wallet" || wanted.starts_with("/wallet/") || wanted.starts_with("/pay/");
    let plain = wanted.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.~?=&".contains(&b));
    (within && plain && wanted.len() <= 300 && !wanted.contains("//") && !wanted.contains("..")).then_some(wanted)
}

/// `GET` and `POST /wallet/sign-in`: the number, and a code to it.
pub(super) async fn sign_in(mut request: Request, visit: &Visit<'_>) -> Result<Response, Stop> {
    let call = visit.call;
    let (browser, mode) = (Browser::of(&request, cookie::WALLET_DOOR, call)?, visit.mode(&request));
    if request.inner().method() != "POST" {
        let wanted = said(&request, "next").unwrap_or_default();
        let page = number_page(visit, &browser, mode, &wanted, "", None)?;
        return Ok(browser.keep(page)?);
    }
    let form = Form::read(&mut request, call).await?;
    if browser.is_new || !browser.fits(call, form.get("csrf")) {
        return Err(Stop::Stale);
    }
    let (typed, wanted) = (form.get("mobile").unwrap_or_default(), form.get("next").unwrap_or_default());
    let again = |trouble| number_page(visit, &browser, mode, wanted, typed, Some(trouble));
    let Some(mobile) = Mobile::read(typed) else { return again(Trouble::Mobile) };
    let db = db::of(&call.env).await?;
    let next = next(wanted).unwrap_or_default();
    let ask = Ask { browser: &browser.hash(), purpose: Purpose::Wallet, mobile: &mobile, next, is_known: true };
    match codes::ask(&ask, &request, call, &db).await? {
        Asked::Sent => visit.see_other(&format!("/wallet/code?mode={}", mode.as_str())),
        Asked::Wait(seconds) => again(Trouble::Wait(seconds)),
        Asked::NotSent => again(Trouble::NotSent),
    }
}

/// `GET` and `POST /wallet/code`: the code that was sent.
pub(super) async fn code(mut request: Request, visit: &Visit<'_>) -> Result<Response, Stop> {
    let (call, mode) = (visit.call, visit.mode(&request));
    let is_post = request.inner().method() == "POST";
    let form = if is_post { Some(Form::read(&mut request, call).await?) } else { None };
    let browser = Browser::of(&request, cookie::WALLET_DOOR, call)?;
    if browser.is_new {
        return Err(Stop::SignIn);
    }
    let db = db::of(&call.env).await?;
    let Some(waiting) = codes::waiting(&db, &browser.hash(), Purpose::Wallet).await? else {
        return Err(Stop::SignIn);
    };
    let Some(form) = form else { return code_page(visit, &browser, mode, &waiting, None) };
    if !browser.fits(call, form.get("csrf")) {
        return Err(Stop::Stale);
    }
    let tried = codes::attempt(&db, call, &browser.hash(), &waiting, form.get("code")).await?;
    let trouble = match tried {
        Tried::Right => None,
        Tried::Wrong(left) => Some(Trouble::Wrong(left)),
        Tried::Over => Some(Trouble::Over),
    };
    if trouble.is_some() {
        return code_page(visit, &browser, mode, &waiting, trouble);
    }
    let broken = || Stop::from(Code::Internal);
    let mobile = identity::Mobile::parse(waiting.mobile.national()).map_err(|_| broken())?;
    let wallet = wallet_id(&call.world.wallets, &mobile).ok_or_else(broken)?;
    let verified = VerifiedMobile::by_code(tried, mobile).ok_or_else(broken)?;
    if let Err(refusal) = wallets::open(&call.env, mode, &wallet, verified).await? {
        worker::console_error!("wallet {wallet}: {refusal:?}");
        return Err(broken());
    }
    let mut response = visit.see_other(next(&waiting.next).unwrap_or("/wallet"))?;
    session::begin(&request, &mut response, &wallet, mode, &db).await?;
    Ok(response)
}

/// `POST /wallet/sign-out`.
pub(super) async fn sign_out(mut request: Request, visit: &Visit<'_>) -> Result<Response, Stop> {
    let form = Form::read(&mut request, visit.call).await?;
    let session = visit.session(&request).await?;
    session.must_have_sent(&form, visit.call)?;
    let mut response = visit.see_other("/wallet/sign-in")?;
    session.end(&mut response, &db::of(&visit.call.env).await?).await?;
    Ok(response)
}

fn number_page(
    visit: &Visit<'_>,
    browser: &Browser,
    mode: Mode,
    wanted: &str,
    typed: &str,
    trouble: Option<Trouble>,
) -> Result<Response, Stop> {
    let (t, shared) = (visit.texts(), visit.locale.texts());
    let said = trouble.map(|trouble| trouble.text(visit));
    let is_wrong = matches!(trouble, Some(Trouble::Mobile));
    let form = html! {
        (parts::csrf(&browser.csrf))
        input type="hidden" name="next" value=(next(wanted).unwrap_or_default());
        (parts::notice(said.as_deref(), if is_wrong { "mobile" } else { "" }))
        label class="label" for="mobile" { span { (shared.mobile) } }
        input id="mobile" class="input" name="mobile" type="tel" inputmode="tel" autocomplete="tel" dir="ltr" maxlength="24" required
            value=(typed) aria-invalid=[is_wrong.then_some("true")];
        button class="button" type="submit" { (t.send_code) }
    };
    page(visit, mode, t.sign_in_lead, said.as_deref(), &form, trouble)
}

fn code_page(
    visit: &Visit<'_>,
    browser: &Browser,
    mode: Mode,
    waiting: &Waiting,
    trouble: Option<Trouble>,
) -> Result<Response, Stop> {
    let (t, locale) = (visit.texts(), visit.locale);
    let said = trouble.map(|trouble| trouble.text(visit));
    let is_wrong = matches!(trouble, Some(Trouble::Wrong(_)));
    let (before, after) = t.code_lead.split_once("{}").unwrap_or((t.code_lead, ""));
    let form = html! {
        (parts::csrf(&browser.csrf))
        p { (before) bdi dir="ltr" { (waiting.mobile.national()) } (after) }
        @if let Some(shown) = &waiting.shown {
            div class="notice shown" { span class="quiet" { (t.code_shown) } bdi lang="fa" dir="rtl" { (shown) } }
        }
        (parts::notice(said.as_deref(), if is_wrong { "code" } else { "" }))
        @if !matches!(trouble, Some(Trouble::Over)) {
            label class="label" for="code" { span { (t.code) } }
            input id="code" class="input" name="code" inputmode="numeric" autocomplete="one-time-code" dir="ltr" maxlength="16" required
                autofocus aria-invalid=[is_wrong.then_some("true")];
            button class="button" type="submit" { (t.come_in) }
        }
        a class="button second" href={ (within("/wallet/sign-in", locale)) "&mode=" (mode.as_str()) } { (t.another_code) }
    };
    page(visit, mode, "", said.as_deref(), &form, trouble)
}

fn page(
    visit: &Visit<'_>,
    mode: Mode,
    lead: &str,
    said: Option<&str>,
    form: &Markup,
    trouble: Option<Trouble>,
) -> Result<Response, Stop> {
    let (t, locale) = (visit.texts(), visit.locale);
    let title = said.map_or_else(|| t.title.to_owned(), |said| fill(locale.page_texts().error, said));
    let card = html! {
        (parts::ribbon(locale, mode))
        section class="wallet" {
            header { h1 class="shop" { (t.title) } @if !lead.is_empty() { p class="quiet" { (lead) } } }
            form class="form" method="post" action={ (parts::here(locale)) "&mode=" (mode.as_str()) } novalidate { (form) }
        }
    };
    visit.show(&Page { title, head: html! {}, card }, trouble.map_or(200, Trouble::status))
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn a_way_on_leads_to_the_wallet_or_to_a_payment() {
        for inside in ["/wallet", "/wallet/owner", "/wallet/statement?before=3", "/pay/cs_abc-_1?lang=fa"] {
            assert_eq!(next(inside), Some(inside));
        }
        let outside = [
            "",
            "/",
            "//evil.test",
            "/pay//evil.test",
            "/wallets",
            "/wallet\\evil",
            "/pay/../v1",
            "https://a.test",
            "/panel",
        ];
        for outside in outside {
            assert_eq!(next(outside), None, "{outside:?}");
        }
        assert_eq!(next(&format!("/pay/{}", "a".repeat(300))), None);
    }
}
