//! The whole way, and what stops it at each step.

use super::desk::{Desk, ID, NOW, form, good_site, operator, paper, shop, typed};
use dargah_engine::{
    identity_service::{Finding, Unavailable},
    onboarding::{
        Acceptor, Actor, Application, Check, Command, Event, LEASE, PROMISE, Phase, Recorded, Refusal, RefusalReason,
        SiteReport, Step, Turn, Verdict, Work, contract, document::Kind, read_event,
    },
    registrar::{Part, Reason},
    time::Span,
};

fn step(desk: &Desk) -> (Step, Turn) {
    (desk.application.step(), desk.application.turn())
}

#[test]
fn a_shop_goes_the_whole_way() {
    let mut desk = Desk::new();
    assert_eq!(step(&desk), (Step::Form, Turn::Shop));
    desk.shop(Command::Draft(typed(false))).shop(Command::Submit(Box::new(form(false))));
    assert_eq!(step(&desk), (Step::Review, Turn::Service));
    assert!(matches!(desk.work(), Some(Work::LookAtSite(site)) if site.host() == "pottery.example"));
    desk.see(good_site());
    assert_eq!(step(&desk), (Step::Review, Turn::Operator));
    desk.operator(Command::PassReview);
    assert_eq!(step(&desk), (Step::Documents, Turn::Shop));
    desk = Desk::with_documents(false);
    assert_eq!(step(&desk), (Step::Identity, Turn::Service));
    let asked: Vec<_> = Check::ALL.iter().map(|_| desk.hear(Finding::Matched)).collect();
    assert_eq!(asked, Check::ALL, "the questions come in their order");
    assert_eq!(step(&desk), (Step::Contract, Turn::Shop));
    desk = Desk::signed();
    assert_eq!(step(&desk), (Step::Registration, Turn::Operator));
    desk = Desk::assigned();
    assert_eq!(step(&desk), (Step::Registration, Turn::Service));
    desk = Desk::registered();
    assert_eq!(step(&desk), (Step::Activation, Turn::Shop));
    assert_eq!(desk.work(), Some(Work::LookForPayment { since: NOW }));
    desk.service(Command::TestPaid { payment: "pay_1".to_owned(), at: NOW });
    assert_eq!(step(&desk), (Step::Live, Turn::Nobody));
    assert!(desk.application.progress(NOW).iter().all(|one| one.done && one.since.is_some()));
    let account = desk.application.payout_account().unwrap();
    let person = &form(false).person;
    assert_eq!(
        (account.name(), account.matched_at.is_some()),
        (format!("{} {}", person.first_name_fa, person.last_name_fa).as_str(), true)
    );
}

#[test]
fn a_shop_is_paid_out_to_the_account_of_its_application() {
    assert_eq!(Desk::new().application.payout_account(), None);
    let company = Desk::with_documents(true).application.payout_account().unwrap();
    assert_eq!((company.name(), company.matched_at), ("سفال نیشابور", None), "nobody has confirmed it yet");
    assert_eq!(company.iban, form(true).iban);
}

#[test]
fn a_company_needs_its_gazette_and_its_account_is_asked_for_by_name() {
    let desk = Desk::with_documents(true);
    assert_eq!(desk.application.step(), Step::Identity);
    let mut short = Desk::passed(true);
    for kind in [Kind::NationalCard, Kind::AccountProof] {
        short.shop(Command::AddDocument(paper(kind.as_str(), kind)));
        short.operator(Command::JudgeDocument { id: kind.as_str().to_owned(), verdict: Verdict::Accepted });
    }
    assert_eq!(step(&short), (Step::Documents, Turn::Shop));
    let (question, _) = desk.application.question(Check::Iban).unwrap();
    assert!(format!("{question:?}").contains("Company(\"سفال نیشابور\")"), "{question:?}");
}

#[test]
fn only_whom_it_concerns_may() {
    let mut desk = Desk::submitted(false);
    desk.see(good_site());
    for command in [
        Command::PassReview,
        Command::SendBack("x".to_owned()),
        Command::Refuse { reason: RefusalReason::Site, says: "x".to_owned() },
    ] {
        assert_eq!(desk.tell(shop(), command), Err(Refusal::NotAllowed));
    }
    for command in [
        Command::Submit(Box::new(form(false))),
        Command::AddDocument(paper("a", Kind::Licence)),
        Command::AcceptContract { fingerprint: String::new() },
    ] {
        assert_eq!(desk.tell(operator(), command), Err(Refusal::NotAllowed));
    }
    for command in [
        Command::SiteSeen(good_site()),
        Command::TestPaid { payment: "pay_1".to_owned(), at: NOW },
        Command::AskBegins(Check::Mobile),
    ] {
        assert_eq!(desk.tell(operator(), command.clone()), Err(Refusal::NotAllowed));
        assert_eq!(desk.tell(shop(), command), Err(Refusal::NotAllowed));
    }
    assert_eq!(desk.tell(Actor::Service, Command::Say("x".to_owned())), Err(Refusal::NotAllowed));
}

#[test]
fn nothing_is_done_at_another_step() {
    let mut desk = Desk::new();
    for command in [
        Command::PassReview,
        Command::SendBack("x".to_owned()),
        Command::RegisterAgain,
        Command::Assign(Acceptor::read("0".repeat(15).as_str(), "00000000").unwrap()),
    ] {
        assert_eq!(desk.tell(operator(), command), Err(Refusal::WrongStep));
    }
    let mut live = Desk::registered();
    live.service(Command::TestPaid { payment: "pay_1".to_owned(), at: NOW });
    for command in
        [Command::Draft(typed(true)), Command::Submit(Box::new(form(true))), Command::Correct(Box::new(form(true)))]
    {
        assert_eq!(live.tell(shop(), command), Err(Refusal::WrongStep));
    }
    assert_eq!(
        live.tell(operator(), Command::Refuse { reason: RefusalReason::Site, says: "x".to_owned() }),
        Err(Refusal::WrongStep)
    );
}

#[test]
fn a_review_is_passed_only_where_the_site_answers_and_is_theirs() {
    let mut desk = Desk::submitted(false);
    assert_eq!(desk.tell(operator(), Command::PassReview), Err(Refusal::SiteUnseen));
    desk.see(SiteReport { status: None, ..good_site() });
    assert_eq!(desk.tell(operator(), Command::PassReview), Err(Refusal::SiteUnreachable));
    assert_eq!(step(&desk), (Step::Review, Turn::Shop));
    desk.see(SiteReport { status: Some(503), ..good_site() });
    assert_eq!(desk.tell(operator(), Command::PassReview), Err(Refusal::SiteUnreachable));
    desk.see(SiteReport { proof: None, ..good_site() });
    assert_eq!(desk.tell(operator(), Command::PassReview), Err(Refusal::DomainUnproven));
    // It is looked at again by itself, and at once where somebody wants it.
    assert_eq!(desk.work(), None);
    desk.later(Span::minutes(31));
    assert!(matches!(desk.work(), Some(Work::LookAtSite(_))));
    desk.see(SiteReport { proof: None, ..good_site() }).shop(Command::CheckSite);
    assert!(matches!(desk.work(), Some(Work::LookAtSite(_))));
    assert_eq!(desk.tell(shop(), Command::CheckSite), Ok(Vec::new()), "asked for twice it is one look");
    desk.see(good_site()).operator(Command::PassReview);
}

#[test]
fn a_site_that_is_being_looked_at_is_not_looked_at_twice() {
    let mut desk = Desk::submitted(false);
    desk.service(Command::SiteBegins);
    assert_eq!(desk.tell(Actor::Service, Command::SiteBegins), Err(Refusal::Busy));
    assert_eq!(desk.tell(shop(), Command::CheckSite), Err(Refusal::Busy));
    assert_eq!(desk.work(), None);
    // The process died: after its lease it is due again.
    desk.later(LEASE);
    assert!(matches!(desk.work(), Some(Work::LookAtSite(_))));
    desk.service(Command::SiteBegins).service(Command::SiteSeen(good_site()));
    assert_eq!(desk.tell(Actor::Service, Command::SiteSeen(good_site())), Err(Refusal::Stale));
}

#[test]
fn a_form_that_was_sent_back_is_handed_in_again_and_looked_at_anew() {
    let mut desk = Desk::submitted(false);
    desk.see(good_site()).operator(Command::SendBack("نشانی کامل نیست".to_owned()));
    assert_eq!(step(&desk), (Step::Form, Turn::Shop));
    assert_eq!(desk.application.sent_back.as_deref(), Some("نشانی کامل نیست"));
    assert_eq!(desk.application.typed["shop_name_en"], "Neyshabur Pottery", "what was typed is there");
    desk.shop(Command::Submit(Box::new(form(false))));
    assert_eq!(desk.tell(operator(), Command::PassReview), Err(Refusal::SiteUnseen));
}

#[test]
fn documents_are_judged_once_and_replaced_until_they_are_accepted() {
    let mut desk = Desk::passed(false);
    assert_eq!(
        desk.tell(operator(), Command::JudgeDocument { id: "a".to_owned(), verdict: Verdict::Accepted }),
        Err(Refusal::NoSuchDocument)
    );
    desk.shop(Command::AddDocument(paper("a", Kind::NationalCard)));
    let refuse = |says: &str| Command::JudgeDocument { id: "a".to_owned(), verdict: Verdict::Refused(says.to_owned()) };
    assert_eq!(desk.tell(operator(), refuse(" ")), Err(Refusal::NothingSaid));
    desk.operator(refuse("ناخوانا"));
    assert_eq!(desk.tell(operator(), refuse("ناخوانا")), Err(Refusal::Judged));
    assert_eq!(step(&desk), (Step::Documents, Turn::Shop));
    desk.shop(Command::AddDocument(paper("b", Kind::NationalCard)))
        .shop(Command::AddDocument(paper("c", Kind::NationalCard)));
    assert_eq!(
        desk.tell(operator(), Command::JudgeDocument { id: "b".to_owned(), verdict: Verdict::Accepted }),
        Err(Refusal::Judged),
        "only the newest counts"
    );
    desk.operator(Command::JudgeDocument { id: "c".to_owned(), verdict: Verdict::Accepted });
    assert_eq!(desk.tell(shop(), Command::AddDocument(paper("d", Kind::NationalCard))), Err(Refusal::Judged));
    // A paper that nobody needs must be looked at once it is there.
    desk.shop(Command::AddDocument(paper("e", Kind::AccountProof)))
        .shop(Command::AddDocument(paper("f", Kind::Licence)));
    desk.operator(Command::JudgeDocument { id: "e".to_owned(), verdict: Verdict::Accepted });
    assert_eq!(step(&desk), (Step::Documents, Turn::Operator));
    for id in 0..25 {
        desk.shop(Command::AddDocument(paper(&format!("x{id}"), Kind::Licence)));
    }
    assert_eq!(desk.tell(shop(), Command::AddDocument(paper("y", Kind::Licence))), Err(Refusal::TooManyDocuments));
}

#[test]
fn an_outage_leaves_a_question_open_and_the_next_service_is_asked() {
    let outages = [
        Finding::silent(),
        Finding::ProviderUnavailable { why: Unavailable::Behind, retry_after_s: Some(900) },
        Finding::QuotaOrCredit,
        Finding::Unauthorised,
        Finding::Unknown("brand.new".to_owned()),
    ];
    for outage in outages {
        let mut desk = Desk::with_documents(false);
        let Some(Work::Ask { turn: 0, .. }) = desk.work() else { panic!("{:?}", desk.work()) };
        desk.hear(outage.clone());
        assert!(!desk.application.is_negative(Check::Mobile), "{outage:?} was read as a no");
        assert_eq!(desk.application.step(), Step::Identity);
        let wait =
            if matches!(outage, Finding::ProviderUnavailable { retry_after_s: Some(_), .. }) { 900 } else { 300 };
        // The others go on meanwhile.
        for _ in 1..Check::ALL.len() {
            desk.hear(Finding::Matched);
        }
        assert_eq!(desk.work(), None);
        assert_eq!(desk.application.turn(), if outage.is_operators() { Turn::Operator } else { Turn::Service });
        desk.later(Span::seconds(wait));
        let Some(Work::Ask { turn: 1, check: Check::Mobile, .. }) = desk.work() else { panic!("{:?}", desk.work()) };
        desk.hear(Finding::Matched);
        assert_eq!(desk.application.step(), Step::Contract);
    }
}

#[test]
fn waits_grow_to_an_hour_and_no_further() {
    let mut desk = Desk::with_documents(false);
    for _ in 1..Check::ALL.len() {
        desk.hear(Finding::Matched);
    }
    let mut waits = Vec::new();
    for _ in 0..7 {
        desk.hear(Finding::silent());
        let checked = desk.application.checked(Check::Postal).unwrap();
        waits.push((checked.retry_at.unwrap() - desk.now).0 / 1000);
        desk.now = checked.retry_at.unwrap();
    }
    assert_eq!(waits, [300, 600, 1200, 2400, 3600, 3600, 3600]);
}

#[test]
fn a_no_waits_for_the_shop_and_answers_are_not_guessed_at() {
    for no in [
        Finding::NotMatched,
        Finding::NotFound,
        Finding::InvalidInput,
        Finding::OwnerDeceased,
        Finding::AccountNotUsable,
    ] {
        let mut desk = Desk::with_documents(false);
        desk.hear(no.clone());
        for _ in 1..Check::ALL.len() {
            desk.hear(Finding::Matched);
        }
        assert_eq!(step(&desk), (Step::Identity, Turn::Shop), "{no:?}");
        assert_eq!(desk.work(), None, "an answer is not bought twice");
        for _ in 1..5 {
            desk.shop(Command::AskAgain(Check::Mobile));
            desk.hear(no.clone());
        }
        assert_eq!(desk.tell(shop(), Command::AskAgain(Check::Mobile)), Err(Refusal::TooManyTries));
        let mut other = form(false);
        other.person.mobile = serde_json::from_str("\"09350000000\"").unwrap();
        assert_eq!(
            desk.tell(shop(), Command::Correct(Box::new(other))),
            Err(Refusal::TooManyTries),
            "nor with other numbers"
        );
        desk.operator(Command::AskAgain(Check::Mobile));
        desk.hear(Finding::Matched);
        assert_eq!(desk.application.step(), Step::Contract);
    }
}

#[test]
fn a_correction_opens_the_questions_that_it_changes_and_no_others() {
    let mut desk = Desk::identified(false);
    let mut better = form(false);
    assert_eq!(desk.tell(shop(), Command::Correct(Box::new(better.clone()))), Err(Refusal::NothingNew));
    better.iban = serde_json::from_str("\"IR080130000000000098765432\"").unwrap();
    desk.shop(Command::Correct(Box::new(better.clone())));
    assert_eq!(desk.application.step(), Step::Identity);
    assert_eq!(desk.hear(Finding::Matched), Check::Iban);
    assert_eq!(desk.application.step(), Step::Contract);
    // An answer to the question as it was is no answer.
    desk.shop(Command::Correct(Box::new(form(false))));
    let old = desk.application.question(Check::Iban).unwrap().1;
    desk.service(Command::AskBegins(Check::Iban)).shop(Command::Correct(Box::new(better)));
    let stale =
        Command::AskHeard { check: Check::Iban, fingerprint: old, service: String::new(), finding: Finding::Matched };
    assert_eq!(desk.tell(Actor::Service, stale), Err(Refusal::Stale));
    assert!(!desk.application.is_matched(Check::Iban));
}

#[test]
fn a_correction_changes_neither_the_site_nor_who_applies() {
    let mut desk = Desk::identified(false);
    assert_eq!(desk.tell(shop(), Command::Correct(Box::new(form(true)))), Err(Refusal::SiteFixed));
    let mut moved = form(false);
    moved.business.site = serde_json::from_str("\"https://other.example/\"").unwrap();
    assert_eq!(desk.tell(shop(), Command::Correct(Box::new(moved))), Err(Refusal::SiteFixed));
}

#[test]
fn the_contract_is_the_text_that_was_read() {
    let mut desk = Desk::identified(false);
    let read = contract(&desk.application, ID).unwrap();
    assert!(
        read.text.contains("علی رضایی")
            && read.text.contains("IR16 0120 0000 0000 1234 5678 90")
            && read.text.contains("تاریخ: 1405/09/06")
    );
    assert_eq!(
        desk.tell(shop(), Command::AcceptContract { fingerprint: "0".repeat(64) }),
        Err(Refusal::ContractChanged)
    );
    desk.later(Span::hours(30));
    assert_eq!(contract(&desk.application, ID).unwrap(), read, "it is the same text the day after");
    desk.shop(Command::AcceptContract { fingerprint: read.fingerprint.clone() });
    let signed = desk.application.signed.clone().unwrap();
    assert_eq!((signed.at, signed.text, signed.fingerprint), (desk.now, read.text, read.fingerprint));
    // Another form is another contract.
    let mut better = form(false);
    better.business.address = "نیشابور، خیابان عطار".to_owned();
    desk.shop(Command::Correct(Box::new(better)));
    assert_eq!(desk.application.step(), Step::Contract);
}

#[test]
fn a_request_is_written_down_before_it_is_sent_and_never_sent_twice_unless_it_never_came() {
    let mut desk = Desk::assigned();
    assert_eq!(desk.work(), Some(Work::Register(Part::Shop)));
    let tracking = desk.register();
    assert_eq!(tracking, "app_1-1");
    let body = desk.application.registration(Part::Shop).unwrap().body.clone();
    assert!(body.contains("\"trackingNumberPsp\":\"app_1-1\"") && body.contains("0012345679"));
    // The answer is lost. Nothing is sent: the registrar is asked.
    assert_eq!(desk.tell(Actor::Service, Command::RegisterBegins), Err(Refusal::Busy));
    desk.service(Command::RegisterHeard { tracking: tracking.clone(), phase: Phase::Sent });
    desk.later(Span::minutes(5));
    assert_eq!(desk.work(), Some(Work::LookAtRegistration { tracking: tracking.clone() }));
    // "Never seen" may be a lagging copy's word.
    desk.service(Command::RegisterHeard { tracking: tracking.clone(), phase: Phase::NotThere });
    assert_eq!(desk.application.registration(Part::Shop).unwrap().phase, Phase::Sent);
    desk.later(Span::minutes(5));
    desk.service(Command::RegisterHeard { tracking: tracking.clone(), phase: Phase::NotThere });
    assert_eq!(desk.work(), Some(Work::Register(Part::Shop)));
    assert_eq!(desk.register(), tracking, "the same number");
    assert_eq!(desk.application.registration(Part::Shop).unwrap().body, body, "and the same body, letter by letter");
    assert_eq!(desk.application.registrations.len(), 1);
}

#[test]
fn waiting_is_not_a_failure_and_what_was_seen_is_never_unseen() {
    let mut desk = Desk::assigned();
    let tracking = desk.register();
    for phase in [Phase::Waiting, Phase::Delayed, Phase::Delayed] {
        desk.service(Command::RegisterHeard { tracking: tracking.clone(), phase: phase.clone() });
        assert_eq!(desk.application.registration(Part::Shop).unwrap().phase, phase);
        assert_eq!(step(&desk), (Step::Registration, Turn::Service));
        assert_eq!(desk.work(), None);
        desk.later(Span::minutes(5));
        assert!(matches!(desk.work(), Some(Work::LookAtRegistration { .. })));
    }
    for phase in [Phase::NotThere, Phase::Sent] {
        desk.later(Span::hours(3));
        desk.service(Command::RegisterHeard { tracking: tracking.clone(), phase });
        assert_eq!(desk.application.registration(Part::Shop).unwrap().phase, Phase::Delayed);
    }
    desk.service(Command::RegisterHeard { tracking: tracking.clone(), phase: Phase::Accepted });
    let refused = Phase::Refused(vec![]);
    assert_eq!(
        desk.tell(Actor::Service, Command::RegisterHeard { tracking, phase: refused }),
        Err(Refusal::Stale),
        "accepted is final"
    );
    assert_eq!(desk.work(), Some(Work::Register(Part::Terminal)), "then its terminal");
}

#[test]
fn a_refused_registration_is_made_anew_by_an_operator_under_a_new_number() {
    let mut desk = Desk::assigned();
    let first = desk.register();
    desk.service(Command::RegisterHeard { tracking: first, phase: Phase::Accepted });
    let second = desk.register();
    let reasons = vec![Reason { code: 41, field: "merchantIban".to_owned() }];
    desk.service(Command::RegisterHeard { tracking: second.clone(), phase: Phase::Refused(reasons) });
    assert_eq!(step(&desk), (Step::Registration, Turn::Operator));
    assert_eq!(desk.work(), None);
    assert_eq!(desk.tell(Actor::Service, Command::RegisterBegins), Err(Refusal::Busy));
    desk.operator(Command::RegisterAgain);
    let third = desk.register();
    assert_ne!(third, second);
    assert!(desk.application.is_registered(Part::Shop), "what was accepted stays");
    desk.service(Command::RegisterHeard { tracking: third, phase: Phase::Accepted });
    assert_eq!(desk.application.step(), Step::Activation);
}

#[test]
fn what_is_registered_and_then_corrected_is_edited() {
    let mut desk = Desk::assigned();
    let first = desk.register();
    let mut better = form(false);
    better.business.address = "نیشابور، خیابان عطار".to_owned();
    assert_eq!(desk.tell(shop(), Command::Correct(Box::new(better.clone()))), Err(Refusal::Busy), "it is under way");
    desk.service(Command::RegisterHeard { tracking: first, phase: Phase::Accepted });
    desk.shop(Command::Correct(Box::new(better)));
    let fingerprint = contract(&desk.application, ID).unwrap().fingerprint;
    desk.shop(Command::AcceptContract { fingerprint });
    desk.register();
    assert!(desk.application.registration(Part::Shop).unwrap().body.contains("\"requestType\":14"));
}

#[test]
fn only_a_payment_after_the_registration_activates() {
    let mut desk = Desk::registered();
    let old = Command::TestPaid { payment: "pay_0".to_owned(), at: desk.now + Span::seconds(-1) };
    assert_eq!(desk.tell(Actor::Service, old), Err(Refusal::TooOld));
    assert_eq!(desk.application.step(), Step::Activation);
}

#[test]
fn a_refusal_has_a_reason_and_is_opened_again_where_that_helps() {
    for mut desk in [
        Desk::submitted(false),
        Desk::passed(false),
        Desk::with_documents(false),
        Desk::identified(false),
        Desk::signed(),
        Desk::registered(),
    ] {
        let before = desk.application.step();
        assert_eq!(
            desk.tell(operator(), Command::Refuse { reason: RefusalReason::Site, says: String::new() }),
            Err(Refusal::NothingSaid)
        );
        desk.operator(Command::Refuse { reason: RefusalReason::Site, says: "فروشگاه نیست".to_owned() });
        assert_eq!(step(&desk), (Step::Refused, Turn::Shop));
        assert_eq!(desk.application.refused_at(), before);
        assert_eq!(desk.work(), None, "nobody is asked for a refused shop");
        assert_eq!(desk.tell(shop(), Command::Submit(Box::new(form(false)))), Err(Refusal::Closed));
        desk.shop(Command::Say("چرا؟".to_owned())).shop(Command::Reopen);
        assert_eq!(step(&desk), (Step::Form, Turn::Shop));
        desk.shop(Command::Submit(Box::new(form(false))));
        assert_eq!(desk.application.step(), Step::Review, "nothing that was passed before passes again by itself");
        assert!(desk.application.passed_at.is_none() && desk.application.signed.is_none());
    }
    let mut desk = Desk::submitted(false);
    desk.operator(Command::Refuse { reason: RefusalReason::Business, says: "ممنوع".to_owned() });
    assert_eq!(step(&desk), (Step::Refused, Turn::Nobody));
    assert_eq!(desk.tell(shop(), Command::Reopen), Err(Refusal::Final));
    desk.operator(Command::Reopen);
}

#[test]
fn steps_have_their_time_and_the_whole_is_three_days() {
    let limits: i64 = Step::WAY.iter().filter_map(|step| step.limit()).map(|span| span.0).sum();
    assert_eq!(limits, PROMISE.0);
    let mut desk = Desk::submitted(false);
    assert!(!desk.application.is_late(desk.now + Span::hours(12)));
    assert!(desk.application.is_late(desk.now + Span::seconds(12 * 3600 + 1)));
    desk.later(Span::hours(11)).see(good_site()).operator(Command::PassReview);
    assert_eq!(desk.application.promised_at(), Some(NOW + PROMISE));
    let review = desk.application.progress(desk.now);
    assert!(review[1].done && review[2].until == Some(desk.now + Span::hours(24)));
    assert!(Desk::new().application.promised_at().is_none());
}

#[test]
fn messages_are_kept_plain() {
    let mut desk = Desk::submitted(false);
    desk.shop(Command::Say(" <b>سلام</b>\u{202e}\u{0}\nخط دوم ".to_owned()));
    assert_eq!(desk.application.messages[0].says, "<b>سلام</b>\nخط دوم");
    assert_eq!(desk.tell(shop(), Command::Say("ا".repeat(1001))), Err(Refusal::NothingSaid));
    assert_eq!(desk.tell(shop(), Command::Say("\u{202e}".to_owned())), Err(Refusal::NothingSaid));
}

#[test]
fn what_is_stored_makes_the_same_application_and_the_unknown_changes_nothing() {
    let mut desk = Desk::registered();
    desk.service(Command::TestPaid { payment: "pay_1".to_owned(), at: NOW });
    let stored: Vec<String> = desk.events.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
    let read: Vec<Recorded> = stored.iter().map(|text| read_event(text).unwrap()).collect();
    assert_eq!(read, desk.events);
    assert_eq!(Application::replay(&read), desk.application);
    let newer = read_event(r#"{"at":1,"by":{"robot":"x"},"event":{"from_tomorrow":{"a":1}}}"#).unwrap();
    assert_eq!(newer.event, Event::Unheard);
    assert!(read_event(r#"{"event":"opened"}"#).is_err());
}
