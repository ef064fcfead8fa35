//! Whatever is told to an application, in whatever order: it stands nowhere without the evidence for it. The evidence is looked for
//! in the events themselves, by rules that share nothing with the fold.

use super::desk::{Desk, ID, form, good_site, operator, paper, shop, typed};
use dargah_engine::{
    identity_service::Finding,
    onboarding::{
        Acceptor, Actor, Check, Command, Event, Phase, RefusalReason, SiteReport, Step, Verdict, Work, contract,
        document::Kind, due,
    },
    registrar::Part,
    time::Span,
};

/// A row of numbers from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

fn any_form(dice: &mut Dice) -> Box<dargah_engine::onboarding::Form> {
    let mut one = form(dice.below(4) == 0);
    if dice.below(2) == 0 {
        one.iban = serde_json::from_str("\"IR080130000000000098765432\"").unwrap();
    }
    Box::new(one)
}

fn any_finding(dice: &mut Dice) -> Finding {
    match dice.below(8) {
        0 => Finding::NotMatched,
        1 => Finding::silent(),
        2 => Finding::Unknown("x".to_owned()),
        _ => Finding::Matched,
    }
}

fn any_phase(dice: &mut Dice) -> Phase {
    match dice.below(8) {
        0 => Phase::Refused(Vec::new()),
        1 => Phase::NotThere,
        2 => Phase::Sent,
        3 => Phase::Delayed,
        4 => Phase::Waiting,
        _ => Phase::Accepted,
    }
}

fn any_command(desk: &Desk, dice: &mut Dice) -> (Actor, Command) {
    let application = &desk.application;
    let check = Check::ALL[usize::try_from(dice.below(4)).unwrap()];
    let kind = Kind::ALL[usize::try_from(dice.below(4)).unwrap()];
    let newest = application
        .documents
        .iter()
        .rev()
        .find(|held| held.verdict.is_none())
        .map_or("none".to_owned(), |held| held.document.id.clone());
    match dice.below(24) {
        0 => (shop(), Command::Draft(typed(dice.below(2) == 0))),
        1 | 2 => (shop(), Command::Submit(any_form(dice))),
        3 => (Actor::Service, Command::SiteBegins),
        4 | 5 => {
            let proof = good_site().proof.filter(|_| dice.below(4) > 0);
            let status = if dice.below(4) > 0 { Some(200) } else { None };
            (Actor::Service, Command::SiteSeen(SiteReport { status, proof, ..good_site() }))
        }
        6 | 7 => (operator(), Command::PassReview),
        8 if dice.below(6) == 0 => (operator(), Command::SendBack("x".to_owned())),
        8..=10 => (shop(), Command::AddDocument(paper(&format!("d{}", application.documents.len()), kind))),
        11..=13 => {
            let verdict = if dice.below(6) == 0 { Verdict::Refused("x".to_owned()) } else { Verdict::Accepted };
            (operator(), Command::JudgeDocument { id: newest, verdict })
        }
        14 => (Actor::Service, Command::AskBegins(check)),
        15 => {
            let fingerprint = application.question(check).map_or(String::new(), |(_, fingerprint)| fingerprint);
            (
                Actor::Service,
                Command::AskHeard { check, fingerprint, service: "one".to_owned(), finding: any_finding(dice) },
            )
        }
        16 => (if dice.below(2) == 0 { shop() } else { operator() }, Command::AskAgain(check)),
        17 if dice.below(4) == 0 => (shop(), Command::Correct(any_form(dice))),
        17 | 18 => {
            let fingerprint = contract(application, ID).map_or(String::new(), |contract| contract.fingerprint);
            (shop(), Command::AcceptContract { fingerprint })
        }
        19 => (operator(), Command::Assign(Acceptor::read("000000140332009", "24000616").unwrap())),
        20 => (Actor::Service, Command::RegisterBegins),
        21 => {
            let tracking = application.registrations.last().map_or(String::new(), |one| one.tracking.clone());
            (Actor::Service, Command::RegisterHeard { tracking, phase: any_phase(dice) })
        }
        22 if dice.below(8) == 0 => (operator(), Command::Refuse { reason: RefusalReason::Site, says: "x".to_owned() }),
        22 => (operator(), if dice.below(2) == 0 { Command::RegisterAgain } else { Command::Reopen }),
        _ => (Actor::Service, Command::TestPaid { payment: "pay_1".to_owned(), at: desk.now }),
    }
}

/// What somebody who means well would do next.
fn sensible(desk: &Desk, dice: &mut Dice) -> Option<(Actor, Command)> {
    let application = &desk.application;
    let by_itself = |command| Some((Actor::Service, command));
    match application.step() {
        Step::Form => Some((shop(), Command::Submit(Box::new(form(false))))),
        Step::Review if application.site_sent_at.is_some() => by_itself(Command::SiteSeen(good_site())),
        Step::Review if application.turn() == dargah_engine::onboarding::Turn::Operator => {
            Some((operator(), Command::PassReview))
        }
        Step::Review => by_itself(Command::SiteBegins),
        Step::Documents => match application.documents.iter().rev().find(|held| held.verdict.is_none()) {
            Some(held) if application.document(held.document.kind) == Some(held) => {
                Some((operator(), Command::JudgeDocument { id: held.document.id.clone(), verdict: Verdict::Accepted }))
            }
            _ => {
                let kind = Kind::ALL[usize::try_from(dice.below(3)).unwrap()];
                Some((shop(), Command::AddDocument(paper(&format!("d{}", application.documents.len()), kind))))
            }
        },
        Step::Identity => {
            let check = Check::ALL.into_iter().find(|check| !application.is_matched(*check))?;
            let (_, fingerprint) = application.question(check)?;
            if application.is_negative(check) {
                return Some((operator(), Command::AskAgain(check)));
            }
            if application.checked(check).is_some_and(|checked| checked.sent_at.is_some()) {
                let service = "one".to_owned();
                return by_itself(Command::AskHeard { check, fingerprint, service, finding: Finding::Matched });
            }
            by_itself(Command::AskBegins(check))
        }
        Step::Contract => {
            Some((shop(), Command::AcceptContract { fingerprint: contract(application, ID)?.fingerprint }))
        }
        Step::Registration if application.acceptor.is_none() => {
            Some((operator(), Command::Assign(Acceptor::read("000000140332009", "24000616").unwrap())))
        }
        Step::Registration if application.refused_registration().is_some() => {
            Some((operator(), Command::RegisterAgain))
        }
        Step::Registration => {
            let open = application.registrations.iter().rev().find(|one| one.counts && !one.phase.is_final());
            match open.filter(|one| one.phase != Phase::NotThere) {
                Some(one) => {
                    by_itself(Command::RegisterHeard { tracking: one.tracking.clone(), phase: Phase::Accepted })
                }
                None => by_itself(Command::RegisterBegins),
            }
        }
        _ => None,
    }
}

/// What the events since the form was last handed in show.
fn audit(desk: &Desk) {
    let step = desk.application.step();
    if matches!(step, Step::Form | Step::Refused) {
        return;
    }
    let events: Vec<&Event> = desk.events.iter().map(|recorded| &recorded.event).collect();
    let last = |wanted: &dyn Fn(&Event) -> bool| events.iter().rposition(|event| wanted(event));
    let submitted = last(&|event| matches!(event, Event::Submitted(_))).expect("a form that was handed in");
    for closing in [last(&|event| matches!(event, Event::SentBack(_))), last(&|event| matches!(event, Event::Reopened))]
    {
        assert!(closing.is_none_or(|at| at < submitted), "{step:?} without a form");
    }
    if step > Step::Review {
        let passed = last(&|event| *event == Event::ReviewPassed).expect("a review");
        let seen = events[..passed].iter().rev().find_map(|event| match event {
            Event::SiteSeen(report) => Some(report.clone()),
            _ => None,
        });
        let seen = seen.expect("a look at the site");
        assert!(passed > submitted && seen.is_reachable() && seen.proof.is_some(), "{step:?} without a proven site");
    }
    let corrected = last(&|event| matches!(event, Event::Corrected(_))).filter(|at| *at > submitted);
    let form = match events[corrected.unwrap_or(submitted)] {
        Event::Submitted(form) | Event::Corrected(form) => form,
        _ => unreachable!(),
    };
    if step > Step::Documents {
        for kind in Kind::ALL.into_iter().filter(|kind| kind.is_required(form.company.is_some())) {
            let newest = events.iter().rev().find_map(|event| match event {
                Event::DocumentAdded(document) if document.kind == kind => Some(document.id.clone()),
                _ => None,
            });
            let id = newest.unwrap_or_else(|| panic!("{step:?} without {kind:?}"));
            let accepted = Event::DocumentJudged { id, verdict: Verdict::Accepted };
            assert!(events.contains(&&accepted), "{step:?}: {kind:?} was not accepted");
        }
    }
    if step > Step::Identity {
        for check in Check::ALL {
            let asked = check.question(form).fingerprint();
            let heard = events.iter().rev().find_map(|event| match event {
                Event::Heard { check: one, fingerprint, finding, .. } if *one == check => {
                    Some((fingerprint.clone(), finding.clone()))
                }
                _ => None,
            });
            assert_eq!(heard, Some((asked, Finding::Matched)), "{step:?} without {check:?}");
        }
    }
    let from = corrected.unwrap_or(submitted);
    if step > Step::Contract {
        let signed = last(&|event| matches!(event, Event::ContractAccepted { .. })).expect("a contract");
        assert!(signed > from, "{step:?}: the contract is about another form");
    }
    if step > Step::Registration {
        for part in Part::ALL {
            let sent = events[from..].iter().rev().find_map(|event| match event {
                Event::RegistrationSent { part: one, tracking, .. } if *one == part => Some(tracking.clone()),
                _ => None,
            });
            let tracking = sent.unwrap_or_else(|| panic!("{step:?} without {part:?}"));
            let accepted = Event::RegistrationSeen { tracking, phase: Phase::Accepted, retry_at: None };
            assert!(events.contains(&&accepted), "{step:?}: {part:?} was not accepted");
        }
    }
    if step == Step::Live {
        assert!(events.iter().any(|event| matches!(event, Event::TestPaid { .. })));
    }
}

/// No number is given to two bodies, and no body is sent again unless it never came.
fn sent_once(desk: &Desk) {
    let mut waiting: Option<&str> = None;
    for recorded in &desk.events {
        match &recorded.event {
            Event::RegistrationSent { tracking, .. } => {
                assert_ne!(waiting, Some(tracking.as_str()), "{tracking} was sent twice");
                waiting = Some(tracking);
            }
            Event::RegistrationSeen { phase: Phase::NotThere, .. } => waiting = None,
            _ => {}
        }
    }
}

#[test]
fn no_state_is_reached_without_its_evidence() {
    let mut reached = std::collections::BTreeMap::new();
    for seed in 0..150 {
        let mut dice = Dice(seed);
        let mut desk = Desk::new();
        for _ in 0..250 {
            let wise = if dice.below(3) > 0 { sensible(&desk, &mut dice) } else { None };
            let (by, command) = wise.unwrap_or_else(|| any_command(&desk, &mut dice));
            let before = desk.application.clone();
            if desk.tell(by, command).is_err() {
                assert_eq!(desk.application, before, "a refusal changes nothing");
            }
            audit(&desk);
            desk.later(Span::seconds(i64::try_from(dice.below(120)).unwrap()));
            // Who waits for us is told when: nothing is stuck.
            let waits_for_us = desk.application.turn() == dargah_engine::onboarding::Turn::Service;
            assert!(
                !waits_for_us || due(&desk.application, &desk.rules).is_some(),
                "seed {seed}: nothing is due: {:?}",
                desk.application
            );
            if let Some((_, Work::Register(_))) = due(&desk.application, &desk.rules) {
                assert!(desk.application.acceptor.is_some());
            }
        }
        sent_once(&desk);
        *reached.entry(desk.application.step()).or_insert(0) += 1;
    }
    assert!(reached.get(&Step::Live).is_some_and(|count| *count > 10), "the whole way is played: {reached:?}");
}
