//! An application as its pages show it: what the engine says of it, in the panel's views. Both the shop's page and the operator's
//! are made of these.

use crate::{onboarding::store::Kept, world};
use dargah_engine::{
    identity::{Iban, bank_names::Standing},
    onboarding::{
        Actor, Check, Detail, Form, Message, Phase, Progress, Recorded, Registration, SiteReport, Verdict,
        document::Kind,
        form::{FIELDS, typed},
        site::Proof,
    },
    registrar::Part,
    time::Moment,
};
use dargah_panel::{
    Lang,
    admin::{DetailView, EventView},
    apply::{CheckView, DocumentView, MessageView, PaperView, RequestView, SiteView, StepView, says},
};

/// Every step of the way.
pub(crate) fn steps(kept: &Kept) -> Vec<StepView> {
    let application = &kept.application;
    let here = application.step();
    let view = |one: Progress| StepView {
        step: one.step.as_str(),
        since: one.since.map(|at| at.0),
        done: one.done,
        here: one.step == here,
        until: one.until.map(|at| at.0),
        late: one.late,
    };
    application.progress(world::now()).into_iter().map(view).collect()
}

/// Everything that was said.
pub(crate) fn messages(kept: &Kept) -> Vec<MessageView> {
    let view = |message: &Message| MessageView {
        at: message.at.0,
        from_shop: matches!(message.by, Actor::Shop(_)),
        says: message.says.clone(),
    };
    kept.application.messages.iter().map(view).collect()
}

/// What was found of a site.
pub(crate) fn site(at: Moment, report: &SiteReport) -> SiteView<'_> {
    SiteView {
        at: at.0,
        status: report.status,
        reachable: report.is_reachable(),
        https: report.https,
        contact: report.contact,
        proof: report.proof.map(Proof::as_str),
        title: &report.title,
    }
}

/// Every kind of paper that this applicant has or needs. `fault`: what is wrong with a file that was just sent.
pub(crate) fn papers<'a>(kept: &'a Kept, fault: Option<(Kind, &'static str)>) -> Vec<PaperView<'a>> {
    let company = kept.application.form.as_ref().is_some_and(|form| form.company.is_some());
    let wanted = |kind: &Kind| *kind != Kind::Gazette || company || kept.application.document(*kind).is_some();
    let view = |kind: Kind| PaperView {
        kind: kind.as_str(),
        needed: kind.is_required(company),
        document: kept.application.document(kind).map(|held| DocumentView {
            id: &held.document.id,
            at: held.at.0,
            ending: held.document.file.ending(),
            bytes: held.document.bytes,
            verdict: match &held.verdict {
                None => None,
                Some(Verdict::Accepted) => Some((true, "")),
                Some(Verdict::Refused(says)) => Some((false, says)),
            },
        }),
        fault: fault.filter(|(of, _)| *of == kind).map(|(_, word)| word),
    };
    Kind::ALL.into_iter().filter(wanted).map(view).collect()
}

/// Every check.
pub(crate) fn checks(kept: &Kept) -> Vec<CheckView> {
    let view = |check: Check| {
        let checked = kept.application.checked(check);
        let last = checked.and_then(|checked| checked.last.as_ref());
        CheckView {
            check: check.as_str(),
            finding: last.map(|(at, finding, _)| (finding.as_str(), at.0)),
            answered: last.is_some_and(|(_, finding, _)| finding.is_answer()),
            asking: checked.is_some_and(|checked| checked.sent_at.is_some()),
            retry_at: checked.and_then(|checked| checked.retry_at).map(|at| at.0),
        }
    };
    Check::ALL.into_iter().map(view).collect()
}

/// A request at the registrar with what it owns.
pub(crate) struct Request<'a> {
    part: Part,
    tracking: &'a str,
    phase: &'a Phase,
    reasons: Vec<(i32, String)>,
    counts: bool,
}

impl Request<'_> {
    pub(crate) fn view(&self) -> RequestView<'_> {
        RequestView {
            part: self.part.as_str(),
            tracking: self.tracking,
            phase: self.phase.as_str(),
            reasons: &self.reasons,
            counts: self.counts,
        }
    }
}

/// Every request at the registrar.
pub(crate) fn requests(kept: &Kept) -> Vec<Request<'_>> {
    kept.application.registrations.iter().map(request).collect()
}

fn request(one: &Registration) -> Request<'_> {
    let reasons = match &one.phase {
        Phase::Refused(reasons) => reasons.iter().map(|reason| (reason.code, reason.field.clone())).collect(),
        _ => Vec::new(),
    };
    Request { part: one.part, tracking: &one.tracking, phase: &one.phase, reasons, counts: one.counts }
}

/// The form, field by field, in the page's order.
pub(crate) fn written(form: &Form) -> Vec<(&'static str, String)> {
    let typed = typed(form);
    FIELDS.iter().filter_map(|field| Some((*field, typed.get(*field)?.clone()))).collect()
}

/// The bank that an IBAN names, and whether it is gone.
pub(crate) fn bank(typed: &str, lang: Lang) -> Option<(&'static str, bool)> {
    let bank = Iban::read(typed).ok()?.bank()?;
    Some((lang.either(bank.fa, bank.en), bank.standing != Standing::Active))
}

/// Everything that happened, newest first.
pub(crate) fn events(kept: &Kept) -> Vec<EventView> {
    let view = |recorded: &Recorded| {
        let (by, member) = match &recorded.by {
            Actor::Shop(member) => ("shop", member.clone()),
            Actor::Operator(member) => ("operator", member.clone()),
            Actor::Service => ("service", String::new()),
        };
        let details = recorded.event.details().into_iter().map(detail).collect();
        EventView { at: recorded.at.0, by, member, what: recorded.event.as_str(), details }
    };
    kept.events.iter().rev().map(view).collect()
}

fn detail(detail: Detail) -> DetailView {
    match detail {
        Detail::Check(check) => DetailView::Word(says::check, check.as_str()),
        Detail::Finding(finding) => DetailView::Word(says::finding, finding.as_str()),
        Detail::Document(kind) => DetailView::Word(says::document, kind.as_str()),
        Detail::Accepted(yes) => DetailView::Word(says::verdict, if yes { "accepted" } else { "refused" }),
        Detail::Phase(phase) => DetailView::Word(says::phase, phase.as_str()),
        Detail::Reason(reason) => DetailView::Word(says::reason, reason.as_str()),
        Detail::Code(code) => DetailView::Code(code),
        Detail::Text(text) => DetailView::Text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dargah_engine::{
        identity::Wrong,
        identity_service::{Finding, Unavailable},
        onboarding::{RefusalReason, Step, Turn, document::FileFault},
        registry::Stage,
    };

    /// Every word of the engine has a text in both languages.
    #[test]
    fn no_word_is_left_unsaid() {
        let said = |say: fn(Lang, &str) -> &'static str, word: &str| {
            for lang in Lang::ALL {
                assert!(!say(lang, word).is_empty(), "`{word}` has no text in {}", lang.tag());
            }
        };
        Step::ALL.iter().for_each(|step| said(says::step, step.as_str()));
        for turn in [Turn::Shop, Turn::Operator, Turn::Service, Turn::Nobody] {
            said(says::turn, turn.as_str());
            said(says::turn_of, turn.as_str());
        }
        Check::ALL.iter().for_each(|check| said(says::check, check.as_str()));
        let findings = [
            Finding::Matched,
            Finding::NotMatched,
            Finding::InvalidInput,
            Finding::NotFound,
            Finding::OwnerDeceased,
            Finding::AccountNotUsable,
            Finding::ProviderUnavailable { why: Unavailable::Silent, retry_after_s: None },
            Finding::QuotaOrCredit,
            Finding::Unauthorised,
            Finding::Unknown(String::new()),
        ];
        findings.iter().for_each(|finding| said(says::finding, finding.as_str()));
        Kind::ALL.iter().for_each(|kind| said(says::document, kind.as_str()));
        [Proof::Dns, Proof::Meta, Proof::File].iter().for_each(|proof| said(says::proof, proof.as_str()));
        let phases =
            [Phase::Sent, Phase::Waiting, Phase::Delayed, Phase::NotThere, Phase::Accepted, Phase::Refused(Vec::new())];
        phases.iter().for_each(|phase| said(says::phase, phase.as_str()));
        Part::ALL.iter().for_each(|part| said(says::part_of, part.as_str()));
        RefusalReason::ALL.iter().for_each(|reason| said(says::reason, reason.as_str()));
        let wrongs = [Wrong::Empty, Wrong::Length, Wrong::NotDigits, Wrong::CheckDigit, Wrong::OneDigit, Wrong::Kind];
        wrongs.iter().for_each(|wrong| said(says::fault, wrong.as_str()));
        let files = [FileFault::Empty, FileFault::TooLarge, FileFault::Type, FileFault::Ending, FileFault::Active];
        files.iter().for_each(|fault| said(says::fault, fault.as_str()));
        [Stage::Test, Stage::Live, Stage::Suspended].iter().for_each(|stage| said(says::stage, stage.as_str()));
        assert_eq!(dargah_panel::apply::FIELDS, FIELDS);
    }
}
