//! A payment's page and the shopper's wallet: what it has, how much of it pays, and what it holds. Whose wallet it is, the wallet's own
//! session says; a form of another page cannot spend from it.

use super::{form::Asked, language, problem, shell::words};
use crate::{api::Call, body, books::wallets, cors, ledger::unavailable, reply, wallet::session};
use dargah_engine::{
    gateway::CallbackForm,
    money::{AMOUNT_MIN, Rial},
    payment::{Payment, PursePhase},
    payment_link::toman,
    problem::{Code, Fault},
    request::BODY_MAX,
    wallet::{Refusal, Standing},
};
use dargah_words::{
    Locale, money,
    text::{Saying, fill},
};
use maud::{Markup, html};
use worker::{Request, Response, Result};

/// The wallet beside a payment.
pub(super) enum Beside {
    /// Nobody is signed in to one: where that is done.
    SignedOut {
        /// The address.
        url: String,
    },
    /// Somebody is.
    Has {
        /// What is in it.
        standing: Box<Standing>,
        /// What their forms carry.
        csrf: String,
    },
    /// It holds its part, rial.
    Holds(i64),
}

/// What the page shows of the shopper's wallet; nothing where there are none, or where the payment cannot be paid now.
pub(super) async fn beside(
    request: &Request,
    locale: Locale,
    token: &str,
    payment: &Payment,
    call: &Call,
) -> core::result::Result<Option<Beside>, Fault> {
    let fills = payment.created.top_up.is_some();
    if call.world.terms.wallet.is_none() || fills || !payment.is_payable(crate::world::now()) {
        return Ok(None);
    }
    if let Some(purse) = payment.purse.as_ref().filter(|purse| purse.may_hold()) {
        return Ok(Some(Beside::Holds(purse.amount.get())));
    }
    let mode = payment.created.mode;
    let Some(session) = session::find(request, call).await?.filter(|session| session.mode == mode) else {
        let lang = locale.tag();
        let url = format!("/wallet/sign-in?lang={lang}&mode={}&next=/pay/{token}?lang={lang}", mode.as_str());
        return Ok(Some(Beside::SignedOut { url }));
    };
    let standing = wallets::look(&call.env, mode, &session.wallet).await.map_err(unavailable)?;
    Ok(standing.map(|standing| Beside::Has { standing: Box::new(standing), csrf: session.csrf }))
}

/// Why the wallet did not pay: a word of the page's address, to be said above the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It has less.
    Short,
    /// It may pay less today.
    Day,
    /// It may not pay this, for another reason.
    Closed,
    /// It cannot pay such a part.
    Part,
    /// The form is from another page, or from before the session.
    Foreign,
    /// Nobody knows whether it holds its part; it is asked again.
    Later,
}

impl Trouble {
    const ALL: [Self; 6] = [Self::Short, Self::Day, Self::Closed, Self::Part, Self::Foreign, Self::Later];

    const fn word(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Day => "day",
            Self::Closed => "closed",
            Self::Part => "part",
            Self::Foreign => "foreign",
            Self::Later => "later",
        }
    }

    /// What the address says.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let said = language::said(request, "wallet")?;
        Self::ALL.into_iter().find(|one| one.word() == said)
    }

    /// In words.
    pub(super) fn saying(self, locale: Locale) -> Saying {
        let p = locale.page_texts();
        match self {
            Self::Short => p.wallet_short,
            Self::Day => p.wallet_day,
            Self::Closed => p.wallet_closed,
            Self::Part => p.wallet_part,
            Self::Foreign => p.foreign,
            Self::Later => words(&Code::Unavailable.into(), locale),
        }
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotEnough { .. } => Self::Short,
            Refusal::DayLimit { .. } => Self::Day,
            _ => Self::Closed,
        }
    }
}

/// `POST /pay/{token}/wallet`: the form of the page. It leads back to the page, which says how things stand.
pub(crate) async fn pay(mut request: Request, token: &str, call: &Call) -> Result<Response> {
    let locale = language::of(&request);
    let page = language::within(&call.world.links.checkout_page(token), locale);
    let trouble = match take(&mut request, token, call).await {
        Ok(trouble) => trouble,
        Err(fault) => match fault.code {
            Code::AmountInvalid => Some(Trouble::Part),
            // It is paid, or over, or a bank is being asked: the page says so itself.
            Code::PaymentPaid | Code::PaymentExpired | Code::PaymentCancelled | Code::PaymentInProgress => None,
            _ => return problem(locale, &fault, call),
        },
    };
    let next = match trouble {
        Some(trouble) => format!("{page}&wallet={}", trouble.word()),
        None => page,
    };
    reply::see_other(&next, "origin")
}

/// Takes the form: nothing if the wallet holds its part or has paid, or why it does not.
async fn take(request: &mut Request, token: &str, call: &Call) -> core::result::Result<Option<Trouble>, Fault> {
    let (opened, shop) = call.open_token(token)?;
    // A form on another site must not be able to press the button.
    if cors::is_foreign(request, shop, call.world.links.public_url()) {
        return Err(Code::OriginForbidden.into());
    }
    let session = session::find(request, call).await?;
    let body = body::read(request, BODY_MAX).await?;
    let form = CallbackForm::read("", &body);
    // Whose wallet it is, this very session's form says: a page that knows a payment's address alone spends nobody's money.
    let Some(session) = session.filter(|session| session.has_sent(form.get("csrf"), call)) else {
        return Ok(Some(Trouble::Foreign));
    };
    let amount = toman(form.get("amount").unwrap_or_default())?;
    let amount = Rial::new(amount).map_err(|_| Fault::from(Code::AmountInvalid))?;
    let payment = crate::api::use_wallet(call, &opened, session.mode, session.wallet, amount).await?;
    Ok(match payment.purse.map(|purse| purse.phase) {
        Some(PursePhase::Refused(why)) => Some(why.into()),
        Some(PursePhase::Asking(_)) => Some(Trouble::Later),
        _ => None,
    })
}

/// What the wallet holds, beside what is left to pay.
pub(super) fn held(locale: Locale, asked: &Asked) -> Markup {
    html! {
        @if let Some(Beside::Holds(part)) = &asked.beside {
            p class="row" { span class="quiet" { (locale.page_texts().wallet_holds) } span { (money::amount(*part, locale).large) } }
        }
    }
}

/// The way to pay with the wallet.
pub(super) fn section(locale: Locale, rest: i64, asked: &Asked) -> Markup {
    let p = locale.page_texts();
    match &asked.beside {
        None | Some(Beside::Holds(_)) => html! {},
        Some(Beside::SignedOut { url }) => html! {
            a class="button second" href=(url) { (p.wallet_use) }
        },
        Some(Beside::Has { standing, csrf }) => html! {
            details class="choice wallet" open {
                summary { (fill(p.wallet_has, &money::amount(standing.free, locale).large)) }
                @if standing.spend_max() < AMOUNT_MIN {
                    p class="quiet" { (p.wallet_little) }
                    a class="button second" href={ "/wallet?lang=" (locale.tag()) } { (p.wallet_fill) }
                } @else {
                    form method="post" action={ (asked.path) "/wallet?lang=" (locale.tag()) } novalidate {
                        input type="hidden" name="csrf" value=(csrf);
                        label class="label" for="wallet" { span { (p.wallet_amount) } }
                        input id="wallet" class="input" name="amount" inputmode="numeric" autocomplete="off" dir="ltr" maxlength="24"
                            value=(suggested(locale, standing, rest)) aria-describedby="wallet-hint";
                        p id="wallet-hint" class="quiet" { (p.wallet_hint) }
                        button class="button second" type="submit" { (p.wallet_pay) }
                    }
                }
            }
        },
    }
}

/// As much as the wallet can pay, whole toman, without leaving less than a bank takes.
fn suggested(locale: Locale, standing: &Standing, rest: i64) -> String {
    let most = standing.spend_max().min(rest);
    let most = if (1..AMOUNT_MIN).contains(&(rest - most)) { rest - AMOUNT_MIN } else { most };
    // A payment that is not a whole number of toman is paid by card: nobody types parts of one.
    locale.number(most / 10)
}
