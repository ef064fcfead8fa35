//! What the ledger keeps for ever, letter by letter: a change here is a migration, and not a change of the test.

use dargah_engine::{
    facilitator::{Portion, Split},
    gateway::{Class, Edition, Hint, OperationKind, Receipt, Reference, Token, TokenAsk},
    id::{GatewayId, OrderNumber, PayeeId, PaymentId, ShopId, WalletId},
    money::Rial,
    payment::{Cause, Choice, Closed, Created, Dropped, Event, Payment, Recorded, Way, read_events},
    routing::ChosenBy,
    time::Moment,
    wallet,
};
use dargah_wire::{Mode, OrderLine};

const T: Moment = Moment(1_700_000_000_000);

fn gateway(id: &str) -> GatewayId {
    GatewayId::new(id).unwrap()
}

fn order(number: &str) -> OrderNumber {
    serde_json::from_str(number).unwrap()
}

fn rial(amount: i64) -> Rial {
    Rial::new(amount).unwrap()
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn reference() -> Reference {
    Reference { key: text("R1"), details: [(text("card"), text("610433******1234"))].into() }
}

fn bare() -> Reference {
    Reference { key: text("R1"), details: [].into() }
}

fn receipt() -> Receipt {
    Receipt {
        amount: Some(rial(1_250_000)),
        order: Some(text("42")),
        terminal: Some(text("2015")),
        reference: Some(text("R1")),
        details: [(text("id"), text("7"))].into(),
        rrn: Some(text("349062040278")),
    }
}

fn created(more: bool) -> Event {
    Event::Created(Box::new(Created {
        id: PaymentId::from_bytes([7; 16]),
        shop: ShopId::new("demo").unwrap(),
        mode: if more { Mode::Live } else { Mode::Test },
        amount: rial(1_250_000),
        order_id: text("A-1001"),
        return_url: text("https://shop.example/orders/1"),
        description: more.then(|| text("ماگ")),
        lines: Vec::new(),
        mobile: more.then(|| text("09121234567")),
        metadata: Default::default(),
        split: Default::default(),
        top_up: None,
        expires_at: Moment(T.0 + 1_800_000),
        fingerprint: text("f"),
    }))
}

fn noted() -> Event {
    let Event::Created(created) = created(false) else { panic!("it is one") };
    let metadata = [(text("channel"), text("kiosk"))].into();
    Event::Created(Box::new(Created { metadata, ..*created }))
}

fn itemised() -> Event {
    let Event::Created(created) = created(false) else { panic!("it is one") };
    let line = |title: &str, quantity, amount| OrderLine { title: text(title), quantity, amount };
    Event::Created(Box::new(Created {
        lines: vec![line("ماگ", 2, 1_300_000), line("تخفیف", 1, -50_000)], ..*created
    }))
}

fn split() -> Event {
    let Event::Created(created) = created(false) else { panic!("it is one") };
    let payee = |id| PayeeId::new(id).unwrap();
    let parts = vec![(payee("courier"), Portion::Fixed(rial(100_000))), (payee("anbar"), Portion::Share(3_333))];
    Event::Created(Box::new(Created { split: Split(parts), ..*created }))
}

fn filling() -> Event {
    let Event::Created(created) = created(false) else { panic!("it is one") };
    Event::Created(Box::new(Created { top_up: WalletId::new("w1").ok(), ..*created }))
}

fn started(by: ChosenBy, mobile: Option<String>) -> Event {
    Event::AttemptStarted {
        attempt: 1,
        ask: TokenAsk {
            order: order("42"),
            amount: rial(1_250_000),
            callback_url: text("https://pay.example/c"),
            mobile,
            basket: Vec::new(),
        },
        choice: Choice {
            gateway: gateway("mellat"),
            snapshot: 3,
            weights: vec![(gateway("mellat"), 65_000), (gateway("saman"), 536)],
            propensity: 65_000,
            by,
            rule: (by == ChosenBy::Fixed).then_some(2),
        },
        lease: T,
        // The first are not written down.
        edition: if by == ChosenBy::LeastBad { Edition(T.0) } else { Edition::default() },
    }
}

/// Every variant, and every field that may be left out both there and left out.
fn all() -> Vec<Event> {
    let (attempt, refund, class, code) = (1, 1, Class::Tech, text("-1"));
    let mut all = vec![
        created(false),
        created(true),
        noted(),
        itemised(),
        filling(),
        started(ChosenBy::Health, None),
        started(ChosenBy::Fixed, None),
        started(ChosenBy::Priority, Some(text("09121234567"))),
        Event::TokenIssued { attempt, token: Token(text("T1")), deadline: T, probe_at: None },
        Event::TokenIssued { attempt, token: Token(text("T1")), deadline: T, probe_at: Some(T) },
        Event::AttemptAbandoned { attempt, class, code: code.clone() },
        Event::CallbackSeen {
            attempt,
            hint: Hint::Paid,
            class: Class::Ok,
            code: text("0"),
            reference: Some(reference()),
        },
        Event::CallbackSeen { attempt, hint: Hint::Cancelled, class: Class::Cancel, code: text("17"), reference: None },
        Event::FoundPaid { attempt, reference: bare() },
        Event::ClaimSent { attempt, reference: bare(), lease: T },
        Event::Claimed { attempt },
        Event::ReferenceDropped { attempt, why: Dropped::ClaimedByOther, code: code.clone() },
        Event::CallSent { attempt, call: OperationKind::Verify, lease: T },
        Event::Inconclusive { attempt, call: OperationKind::Settle, class, code: code.clone(), retry_at: T },
        Event::Verified { attempt, receipt: receipt() },
        Event::Verified { attempt, receipt: Receipt::default() },
        Event::Captured { attempt },
        Event::Mismatched { attempt, what: text("amount"), receipt: Receipt::default() },
        Event::AttemptEnded { attempt, cause: Cause::Lapsed, code: String::new() },
        Event::ReviewNeeded { attempt, code: code.clone() },
        Event::Closed { how: Closed::Failed },
        Event::Closed { how: Closed::Expired },
        Event::Cancelled,
        Event::Unwanted { attempt },
        Event::Reopened { attempt, reference: Some(bare()), note: text("statement") },
        Event::Reopened { attempt, reference: None, note: text("statement") },
        Event::BankReturned { attempt, note: text("statement") },
        Event::RefundRequested {
            refund,
            amount: rial(1_000),
            reason: text("returned"),
            key: text("k"),
            fingerprint: text("f"),
            order: order("43"),
            way: Way::Reversal,
            may_turn: true,
        },
        Event::RefundRequested {
            refund,
            amount: rial(1_000),
            reason: text("returned"),
            key: text("k"),
            fingerprint: text("f"),
            order: order("43"),
            way: Way::Refund,
            may_turn: false,
        },
        Event::RefundSent { refund, lease: T },
        Event::RefundInconclusive { refund, class, code: code.clone(), retry_at: Some(T) },
        Event::RefundInconclusive { refund, class, code: code.clone(), retry_at: None },
        Event::RefundTurned { refund, class, code: code.clone() },
        Event::RefundDone { refund, code: code.clone() },
        Event::RefundRefused { refund, class, code: code.clone() },
        Event::Published { upto: 2 },
        Event::PublishFailed { retry_at: T },
    ];
    let calls = [OperationKind::Token, OperationKind::Inquire, OperationKind::Reverse, OperationKind::Refund];
    all.extend(calls.map(|call| Event::CallSent { attempt, call, lease: T }));
    let dropped = [Dropped::ReturnedByBank, Dropped::Refused, Dropped::Foreign, Dropped::LeftToBank];
    all.extend(dropped.map(|why| Event::ReferenceDropped { attempt, why, code: String::new() }));
    let causes = [Cause::ReturnedByBank, Cause::Reversed, Cause::Refused];
    all.extend(causes.map(|cause| Event::AttemptEnded { attempt, cause, code: String::new() }));
    let hints = [Hint::Declined, Hint::SessionEnded, Hint::Fault, Hint::Unclear];
    let seen = |hint| Event::CallbackSeen { attempt, hint, class: Class::Ok, code: String::new(), reference: None };
    all.extend(hints.map(seen));
    all.extend([started(ChosenBy::Shopper, None), started(ChosenBy::OnlyOne, None)]);
    let classes = [
        Class::Ok,
        Class::Already,
        Class::Tech,
        Class::Network,
        Class::Issuer,
        Class::Cancel,
        Class::Session,
        Class::Card,
        Class::Config,
        Class::Request,
        Class::Dup,
        Class::State,
        Class::Late,
        Class::Reversed,
        Class::Declined,
        Class::Pending,
        Class::Unknown,
    ];
    all.extend(classes.map(|class| Event::AttemptAbandoned { attempt, class, code: String::new() }));
    all.push(started(ChosenBy::LeastBad, None));
    all.extend([Way::Remainder, Way::Wallet].map(|way| Event::RefundRequested {
        refund,
        amount: rial(1_000),
        reason: text("returned"),
        key: text("k"),
        fingerprint: text("f"),
        order: order("43"),
        way,
        may_turn: false,
    }));
    let wallet = WalletId::new("w1").unwrap();
    all.extend([
        Event::WalletAsked { wallet, amount: rial(400_000), until: T, lease: T },
        Event::WalletHeld,
        Event::WalletRefused { refusal: wallet::Refusal::NotEnough { free: 5 } },
        Event::WalletRefused { refusal: wallet::Refusal::DayLimit { what: wallet::Use::Spend, left: 5 } },
        Event::WalletRefused { refusal: wallet::Refusal::Frozen },
        Event::WalletSilent { retry_at: T },
        Event::PaidByWallet,
        Event::WalletReleaseSent { lease: T },
        Event::WalletReleased,
    ]);
    all.push(split());
    all
}

/// The compiler's own list: who adds a variant has to come here, and to the list above.
const fn number(event: &Event) -> usize {
    match event {
        Event::Created(_) => 0,
        Event::AttemptStarted { .. } => 1,
        Event::TokenIssued { .. } => 2,
        Event::AttemptAbandoned { .. } => 3,
        Event::CallbackSeen { .. } => 4,
        Event::FoundPaid { .. } => 5,
        Event::ClaimSent { .. } => 6,
        Event::Claimed { .. } => 7,
        Event::ReferenceDropped { .. } => 8,
        Event::CallSent { .. } => 9,
        Event::Inconclusive { .. } => 10,
        Event::Verified { .. } => 11,
        Event::Captured { .. } => 12,
        Event::Mismatched { .. } => 13,
        Event::AttemptEnded { .. } => 14,
        Event::ReviewNeeded { .. } => 15,
        Event::Closed { .. } => 16,
        Event::Cancelled => 17,
        Event::Unwanted { .. } => 18,
        Event::Reopened { .. } => 19,
        Event::BankReturned { .. } => 20,
        Event::RefundRequested { .. } => 21,
        Event::RefundSent { .. } => 22,
        Event::RefundInconclusive { .. } => 23,
        Event::RefundTurned { .. } => 24,
        Event::RefundDone { .. } => 25,
        Event::RefundRefused { .. } => 26,
        Event::Published { .. } => 27,
        Event::PublishFailed { .. } => 28,
        Event::WalletAsked { .. } => 29,
        Event::WalletHeld => 30,
        Event::WalletRefused { .. } => 31,
        Event::WalletSilent { .. } => 32,
        Event::PaidByWallet => 33,
        Event::WalletReleaseSent { .. } => 34,
        Event::WalletReleased => 35,
        // Never written: what another version wrote is read as it.
        Event::Unheard => 36,
    }
}

/// As the ledger has them, one a line, in the order of [`all`].
const PINNED: &str = include_str!("format/events.jsonl");

#[test]
fn every_event_is_written_as_it_always_was() {
    let pinned: Vec<&str> = PINNED.lines().collect();
    let all = all();
    for (event, pinned) in all.iter().zip(&pinned) {
        let recorded = Recorded { at: T, event: event.clone() };
        assert_eq!(serde_json::to_string(&recorded).unwrap(), *pinned, "the ledger's format changed");
        assert_eq!(
            serde_json::from_str::<Recorded>(pinned).unwrap(),
            recorded,
            "what is in the ledger is read as another thing"
        );
    }
    assert_eq!(all.len(), pinned.len(), "each event has its line in format/events.jsonl");
}

#[test]
fn no_variant_is_left_out() {
    let mut seen: Vec<usize> = all().iter().map(number).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, (0..number(&Event::Unheard)).collect::<Vec<_>>());
}

/// Written before there were refunds, withdrawal and anything to tell.
const BEFORE: &str = include_str!("format/before.jsonl");

/// Events as the ledger keeps them, one list.
fn list<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    format!("[{}]", lines.into_iter().collect::<Vec<_>>().join(","))
}

fn before() -> Vec<Recorded> {
    read_events(&list(BEFORE.lines())).unwrap()
}

/// What stands at the line that is put among those of [`BEFORE`].
fn read_among(line: &str) -> (Recorded, Vec<Recorded>) {
    let mut lines: Vec<&str> = BEFORE.lines().collect();
    lines.insert(4, line);
    let events = read_events(&list(lines)).unwrap();
    (events[4].clone(), events)
}

#[test]
fn what_an_older_version_wrote_is_read() {
    let events = before();
    assert!(!events.iter().any(|recorded| recorded.event == Event::Unheard));
    let payment = Payment::replay(&events).unwrap();
    assert_eq!(payment.version, events.len() as u64);
    assert_eq!(payment.paid_by, Some(1));
    assert_eq!(payment.refundable(), 1_250_000);
    assert!(payment.has_news(), "what nobody could be told then is told now");
}

#[test]
fn what_a_newer_version_wrote_is_kept_and_changes_nothing() {
    let before = Payment::replay(&before()).unwrap();
    for newer in [
        r#"{"at":1700000060000,"event":{"instalment_agreed":{"attempt":1,"parts":[{"due":1,"amount":2}]}}}"#,
        r#"{"at":1700000060000,"event":"hibernated"}"#,
        r#"{"at":1700000060000,"event":{"attempt_ended":{"attempt":1,"cause":"confiscated","code":""}}}"#,
    ] {
        let (read, events) = read_among(newer);
        assert_eq!(read.event, Event::Unheard, "{newer}");
        let after = Payment::replay(&events).unwrap();
        assert_eq!(after.version, before.version + 1, "it counts, so that nobody overwrites it");
        assert_eq!(Payment { version: before.version, ..after }, before, "{newer}");
    }
}

#[test]
fn a_field_that_a_newer_version_added_is_no_obstacle() {
    let (read, _) =
        read_among(r#"{"at":1700000060000,"event":{"claimed":{"attempt":1,"registry":"second"}},"by":"x"}"#);
    assert_eq!(read.event, Event::Claimed { attempt: 1 });
}

#[test]
fn a_class_that_a_newer_version_knows_is_not_understood_here() {
    let (read, _) = read_among(
        r#"{"at":1700000060000,"event":{"attempt_abandoned":{"attempt":1,"class":"sanctioned","code":"-77"}}}"#,
    );
    assert_eq!(read.event, Event::AttemptAbandoned { attempt: 1, class: Class::Unknown, code: text("-77") });
}

#[test]
fn what_is_no_list_of_events_is_an_error_and_not_an_empty_payment() {
    for torn in ["", "[", "{}", "[{\"event\":\"cancelled\"}]", "[1]"] {
        assert!(read_events(torn).is_err(), "{torn}");
    }
}

#[test]
fn an_event_of_an_attempt_or_refund_that_is_not_there_changes_nothing() {
    let mut events = before();
    let before = Payment::replay(&events).unwrap();
    let call = Event::CallSent { attempt: 9, call: OperationKind::Verify, lease: T };
    for event in [call, Event::RefundSent { refund: 9, lease: T }] {
        events.push(Recorded { at: T, event });
    }
    let after = Payment::replay(&events).unwrap();
    assert_eq!(Payment { version: before.version, ..after }, before);
}
