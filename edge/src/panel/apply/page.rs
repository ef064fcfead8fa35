//! The page of an application at the step where it stands, as the shop sees it.

use super::{Faults, for_page, views};
use crate::{
    api::Call,
    onboarding::store::Kept,
    panel::{Session, Shell, Stop, shell},
    world,
};
use dargah_engine::onboarding::{
    Refusal, Step, Turn, contract,
    document::Kind,
    form::{self, Typed},
    site,
};
use dargah_panel::{
    Section,
    apply::{self, Apply, Body, ContractView, DocumentsView, FormView, IdentityView, RegistrationView, ReviewView},
};
use worker::{Request, Response};

/// Why what was asked for was not done.
pub(super) enum Trouble {
    /// Nothing was in the way.
    None,
    /// The application refuses it.
    Refused(Refusal),
    /// Fields are wrong.
    Fields(Faults),
    /// A file is not taken.
    File(Kind, &'static str),
    /// The box beside the contract was left empty.
    NotAgreed,
}

impl Trouble {
    const fn status(&self) -> u16 {
        match self {
            Self::None => 200,
            Self::Refused(_) => 409,
            Self::Fields(_) | Self::File(..) | Self::NotAgreed => 422,
        }
    }

    fn faults(&self) -> &[(&'static str, &'static str)] {
        if let Self::Fields(faults) = self { faults } else { &[] }
    }

    fn refusal(&self) -> Option<&'static str> {
        if let Self::Refused(refusal) = self { Some(refusal.as_str()) } else { None }
    }
}

/// `/panel/apply`
pub(super) async fn show(
    request: &Request,
    session: &Session,
    kept: &Kept,
    trouble: Trouble,
    call: &Call,
) -> Result<Response, Stop> {
    let shell = Shell::of(request, session, call).await?;
    let application = &kept.application;
    let (lang, now) = (shell.lang, world::now());
    let (steps, messages) = (views::steps(kept), views::messages(kept));
    let (typed, requests, checks) = (for_page(&application.typed), views::requests(kept), views::checks(kept));
    let requests: Vec<_> = requests.iter().map(views::Request::view).collect();
    let papers =
        views::papers(kept, if let Trouble::File(kind, word) = &trouble { Some((*kind, *word)) } else { None });
    let bank = typed.get("iban").and_then(|iban| views::bank(iban, lang));
    let site = application.form.as_ref().map(|form| &form.business.site);
    let token = site.map_or_else(String::new, |site| call.world.links.site_token(&kept.id, &site.host()));
    let (meta, record, file) =
        (site::meta_element(&token), site.map(|site| site.record()), site.map(|site| site.file()));
    let contract = contract(application, &kept.id);
    let body = match application.step() {
        Step::Form => Body::Form(FormView {
            typed: &typed,
            faults: trouble.faults(),
            sent_back: application.sent_back.as_deref(),
            bank,
        }),
        Step::Review => Body::Review(ReviewView {
            url: site.map_or("", |site| site.url()),
            site: application.site.as_ref().map(|(at, report)| views::site(*at, report)),
            token: &token,
            meta: &meta,
            record: record.as_deref().unwrap_or_default(),
            file: file.as_deref().unwrap_or_default(),
        }),
        Step::Documents => Body::Documents(DocumentsView { papers: &papers }),
        Step::Identity => Body::Identity(IdentityView { checks: &checks }),
        Step::Contract => match &contract {
            Some(contract) => Body::Contract(ContractView {
                template: contract.template,
                text: &contract.text,
                fingerprint: &contract.fingerprint,
                fault: matches!(trouble, Trouble::NotAgreed).then_some("agree"),
            }),
            None => Body::Activation,
        },
        Step::Registration => {
            Body::Registration(RegistrationView { has_codes: application.acceptor.is_some(), requests: &requests })
        }
        Step::Activation => Body::Activation,
        Step::Live => Body::Live,
        Step::Refused => match &application.refused {
            Some((_, reason, says)) => Body::Refused(reason.as_str(), says, reason.is_correctable()),
            None => Body::Live,
        },
    };
    let working = application.turn() == Turn::Service;
    let view = Apply {
        steps: &steps,
        turn: application.turn().as_str(),
        promised_at: application.promised_at().map(|at| at.0),
        late: application.promised_at().is_some_and(|at| now > at),
        messages: &messages,
        body,
        refusal: trouble.refusal(),
        working,
    };
    let html = apply::apply(&shell.frame(Section::Apply), &view);
    let mut response = shell::reply(html, trouble.status(), lang)?;
    // A page that nobody need press anything on looks again by itself, without script.
    if working && request.inner().method() == "GET" {
        response.headers_mut().set("refresh", "5")?;
    }
    Ok(response)
}

/// `/panel/apply/correct`
pub(super) async fn correct(
    request: &Request,
    session: &Session,
    kept: &Kept,
    typed: Option<Typed>,
    trouble: Trouble,
    call: &Call,
) -> Result<Response, Stop> {
    let Some(form) = &kept.application.form else { return Ok(shell::see_other("/panel/apply")?) };
    let shell = Shell::of(request, session, call).await?;
    let typed = for_page(&typed.unwrap_or_else(|| form::typed(form)));
    let bank = typed.get("iban").and_then(|iban| views::bank(iban, shell.lang));
    let view = FormView { typed: &typed, faults: trouble.faults(), sent_back: None, bank };
    let html = apply::correct(&shell.frame(Section::Apply), &view, trouble.refusal());
    Ok(shell::reply(html, trouble.status(), shell.lang)?)
}
