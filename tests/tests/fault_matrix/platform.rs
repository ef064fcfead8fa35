//! F37 to F42: the platform under us. Deaths at every place are told in `crash_points.rs`; here each mode is met once.

use super::scene::{
    at_bank, books_agree, captured, come_back, count, everywhere, log, named, open, paid, row, says, status, told,
    undecided,
};
use dargah_engine::{
    payment::{Command, Context, Event, Payment, Refusal, decide, due_at, read_events},
    time::Span,
    webhook::Kind,
};
use dargah_tests::{
    fate::{Blow, Place},
    market::leave_alone,
};
use dargah_wire::PaymentStatus;

scenarios! {
    f37_the_object_is_restarted
    f38_the_object_has_a_twin
    f39_the_ledger_cannot_be_written
    f40_the_alarm_is_lost
    f41_another_version_wrote_it
    f42_clocks_differ
}

fn f37_the_object_is_restarted() {
    everywhere(|gateway| {
        for (place, after, blow) in
            [(Place::Write, 0, Blow::After), (Place::Write, 1, Blow::Before), (Place::Write, 1, Blow::After)]
        {
            let (mut stage, back) = at_bank(gateway, "pay");
            stage.market.fate.next(place, after, blow);
            come_back(&mut stage, &back);
            // Nothing but what is stored is left of it.
            let stored = serde_json::to_string(&stage.market.payments[stage.sale]).unwrap();
            stage.market.payments[stage.sale] = read_events(&stored).unwrap();
            stage.wait(Span::minutes(3));
            assert_eq!(row(&mut stage, 1).0, captured(gateway), "{gateway}: {blow:?}: {}", log(&stage));
            assert_eq!(told(&stage), [Kind::PaymentPaid], "{gateway}: {blow:?}");
        }
    });
    named("tests/worker/payment.test.mjs", "what an evicted ledger object knew, it knows again");
}

fn f38_the_object_has_a_twin() {
    let (mut stage, back) = at_bank("saman", "pay");
    stage.market.fate.next(Place::Write, 0, Blow::After);
    come_back(&mut stage, &back);
    stage.market.now = stage.market.now + Span::minutes(2);
    // Both have read the same, and both decide to ask the bank.
    let read = stage.payment();
    let setting = std::rc::Rc::clone(&stage.market.setting);
    let context =
        Context { now: stage.market.now, gateways: &setting.gateways, shops: &setting.shops, links: &setting.links };
    let [one, two] = [(); 2].map(|()| decide(Some(&read), Command::Due, &context).unwrap());
    assert_eq!(one.events, two.events);
    // The first to write makes the version another one, and the fence refuses the second before it has called anybody.
    assert!(one.payment.version > read.version && !one.effects.is_empty());
    assert_eq!(read.version, stage.market.payments[stage.sale].len() as u64, "the version is what is written");
    says("edge/src/ledger_do.rs", "WHERE version =");
    says("edge/src/ledger_do.rs", "rows_written() == 0");
    // What the refused one reads then leaves it nothing to do.
    let again = decide(Some(&one.payment), Command::Due, &context).unwrap();
    assert!(again.effects.is_empty() && again.events.is_empty());
    stage.wait(Span::minutes(2));
    assert_eq!(status(&stage), PaymentStatus::Paid);
}

fn f39_the_ledger_cannot_be_written() {
    everywhere(|gateway| {
        // Before the redirect: no bank is called for what is not written down.
        let mut stage = open(gateway);
        stage.market.fate.next(Place::Write, 0, Blow::Failed);
        stage.market.begin(stage.sale, gateway, &mut leave_alone).unwrap();
        assert_eq!(stage.market.bank(gateway).book.newest_first().count(), 0, "{gateway}");
        assert!(stage.payment().attempts.is_empty() && stage.payment().is_payable(stage.market.now), "{gateway}");

        // After it: nothing is failed, and the bank is asked when the ledger is back.
        let (mut stage, back) = at_bank(gateway, "pay");
        stage.market.fate.next(Place::Write, 0, Blow::Failed);
        come_back(&mut stage, &back);
        assert_eq!(row(&mut stage, 1).1.verify, 0, "{gateway}: no call without its intent (I7)");
        assert!(!matches!(status(&stage), PaymentStatus::Failed | PaymentStatus::Expired), "{gateway}");
        come_back(&mut stage, &back);
        assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: the page is loaded again");

        // What verify came to could not be written: asked again, and paid.
        let (mut stage, back) = at_bank(gateway, "pay");
        stage.market.fate.next(Place::Write, 1, Blow::Failed);
        come_back(&mut stage, &back);
        assert!(undecided(&stage), "{gateway}");
        stage.wait(Span::minutes(2));
        assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {}", log(&stage));
        books_agree(&mut stage);
    });
}

fn f40_the_alarm_is_lost() {
    everywhere(|gateway| {
        let (mut stage, back) = at_bank(gateway, "pay");
        let next = stage.market.fate.passed().len();
        stage.market.fate.plan(next, Blow::After, true);
        come_back(&mut stage, &back);
        assert!(due_at(&stage.payment()).is_some(), "{gateway}: it stays on the list of what is due");
        stage.wait(Span::minutes(4));
        assert!(undecided(&stage), "{gateway}: nobody wakes");
        stage.wait(Span::minutes(3));
        assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: a sweep finds it: {}", log(&stage));
    });
    says("edge/src/ledger_do.rs", "async fn sweep(&self)");
    says("edge/wrangler.jsonc", "crons");
}

fn f41_another_version_wrote_it() {
    everywhere(|gateway| {
        let stage = paid(gateway);
        let mine = stage.payment();
        let text = serde_json::to_string(&stage.market.payments[stage.sale]).unwrap();
        // A newer one, with events, classes and fields that are not known here.
        let newer = text.replacen("{\"at\"", "{\"at\":1,\"event\":\"hibernated\"},{\"by\":\"v9\",\"at\"", 2).replacen(
            "{\"at\":1,\"event\":\"hibernated\"},",
            "",
            1,
        );
        let read = read_events(&newer).unwrap();
        assert_eq!(read.iter().filter(|recorded| recorded.event == Event::Unheard).count(), 1, "{gateway}");
        let theirs = Payment::replay(&read).unwrap();
        assert_eq!((theirs.paid_by, &theirs.attempts), (mine.paid_by, &mine.attempts), "{gateway}");
    });
    // An older Worker beside this ledger: it does not know that references may be claimed first.
    let older =
        r#"{"callback":{"attempt":1,"callback":{"hint":"paid","class":"ok","code":"0","reference":{"key":"R1"}}}}"#;
    assert!(matches!(serde_json::from_str::<Command>(older).unwrap(), Command::Callback { claimed: None, .. }));
}

fn f42_clocks_differ() {
    everywhere(|gateway| {
        for minutes in [-5, 5] {
            // The bank's clock is another one.
            let mut stage = open(gateway);
            stage.market.skew = Span::minutes(minutes);
            stage.market.begin(stage.sale, gateway, &mut leave_alone).unwrap();
            let back = stage.market.at_bank(stage.sale, "pay");
            come_back(&mut stage, &back);
            stage.wait(Span::minutes(2));
            assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {minutes}: {}", log(&stage));
            stage.market.skew = Span::ZERO;
            books_agree(&mut stage);

            // The ledger's own clock jumps, and back again.
            let (mut stage, back) = at_bank(gateway, "pay");
            stage.market.now = stage.market.now + Span::minutes(minutes);
            come_back(&mut stage, &back);
            stage.market.now = stage.market.now + Span::minutes(-minutes);
            stage.wait(Span::minutes(2));
            assert_eq!(status(&stage), PaymentStatus::Paid, "{gateway}: {minutes}: {}", log(&stage));
            let times: Vec<_> = stage.market.payments[stage.sale].iter().map(|recorded| recorded.at).collect();
            assert!(times.is_sorted(), "{gateway}: a payment's own time never runs backwards (I20)");
        }
        // Five minutes' haste does not end an attempt before the bank's own time is over.
        let mut stage = open(gateway);
        stage.market.begin(stage.sale, gateway, &mut leave_alone).unwrap();
        let deadline = stage.payment().attempts[0].deadline.unwrap();
        stage.market.now = deadline + Span::seconds(-1);
        assert!(!matches!(stage.market.tell(stage.sale, Command::Due, &mut leave_alone), Err(Refusal::Stale)));
        assert_eq!(count(&stage, |e| matches!(e, Event::AttemptEnded { .. })), 0, "{gateway}");
        let windows = stage.market.account(gateway).windows();
        assert!(windows.margin_s >= 60, "{gateway}: a margin over every clock's error");
    });
}
