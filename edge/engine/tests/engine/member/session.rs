//! Names, roles, how long a session holds, and the token of its forms.
use super::{list, text, vectors};
use dargah_engine::{
    id::ShopId,
    member::{ABSOLUTE, Action, Csrf, IDLE, MemberId, Mobile, Place, Role, STRONG, Session},
    time::{Moment, Span},
};

#[test]
fn a_mobile_number_is_read_in_every_form_and_nothing_else_is() {
    let file = vectors(include_str!("../../../../../tests/fixtures/members/mobile-vectors.json"));
    for vector in list(&file, "valid") {
        let mobile = Mobile::read(text(vector, "input")).unwrap_or_else(|| panic!("{vector} was not read"));
        assert_eq!((mobile.national(), mobile.e164().as_str()), (text(vector, "national"), text(vector, "e164")));
    }
    for vector in list(&file, "invalid") {
        assert_eq!(Mobile::read(text(vector, "input")), None, "{vector}");
    }
    assert_eq!(Mobile::read("09121234567").unwrap().masked(), "0912***4567");
    assert!(serde_json::from_str::<Mobile>("\"0912 123 4567\"").is_err(), "what is stored has one form");
}

#[test]
fn a_name_of_ours_reads_back_and_no_other_does() {
    let id = MemberId::new(*b"sixteen octets..");
    assert_eq!(MemberId::parse(id.as_str()), Some(id.clone()));
    let stray = [
        "",
        "mem_",
        "mem_1",
        "ses_0123456789abcdefghjkmnpqrs",
        "mem_0123456789ABCDEFGHJKMNPQRS",
        "mem_' OR 1=1 --aaaaaaaaaaaaaa",
    ];
    for text in stray {
        assert_eq!(MemberId::parse(text), None, "{text}");
    }
}

#[test]
fn who_may_what_is_this_table() {
    use Action::*;
    let shop: &[(Action, &str)] = &[
        (See, "OMSV"),
        (Refund, "OMS"),
        (ManageLinks, "OMS"),
        (ManageKeys, "OM"),
        (ManageWebhooks, "OM"),
        (ManageSettings, "OM"),
        (PayOut, "OM"),
        (ManageContracts, "O"),
        (ManageTeam, "O"),
        (Apply, "O"),
        (Review, ""),
        (ManageShops, ""),
        (Reconcile, ""),
        (ApprovePayouts, ""),
        (Audit, ""),
        (ManageOperators, ""),
    ];
    assert_eq!(shop.len(), Action::ALL.len());
    let roles = [(Role::Owner, 'O'), (Role::Manager, 'M'), (Role::Support, 'S'), (Role::Viewer, 'V')];
    assert_eq!(roles.len(), Role::ALL.len());
    for (action, who) in shop {
        for (role, letter) in roles {
            assert_eq!(role.may(*action), who.contains(letter), "{role:?} {action:?}");
            let place = Place::Shop(ShopId::new("a").unwrap(), role);
            assert_eq!(place.may(*action), role.may(*action), "a shop's member has their role's rights");
        }
    }
    let desk: Vec<Action> = Action::ALL.iter().copied().filter(|action| Place::Desk.may(*action)).collect();
    assert_eq!(
        desk,
        [ManageContracts, Review, ManageShops, Reconcile, ApprovePayouts, Audit, ManageOperators],
        "an operator is in no shop"
    );
    let nowhere: Vec<Action> = Action::ALL.iter().copied().filter(|action| Place::Nowhere.may(*action)).collect();
    assert_eq!(nowhere, [Apply]);
    for word in ["owner", "manager", "support", "viewer"] {
        assert_eq!(Role::named(word).map(Role::as_str), Some(word));
    }
    assert_eq!(Role::named("operator"), None);
}

const T: Moment = Moment(1_785_412_800_000);
const MS: Span = Span(1);

#[test]
fn a_session_ends_when_it_is_not_used_and_after_a_week_in_any_case() {
    let session = Session::begin(T);
    assert!(session.holds(T) && session.holds(T + IDLE + Span(-1)));
    assert!(!session.holds(T + IDLE), "twelve hours unused");
    let mut used = session;
    let mut now = T;
    while used.holds(now) {
        used.seen = now;
        now = now + Span::hours(11);
        assert!(now - T < ABSOLUTE + IDLE, "it never ended");
    }
    assert!(!used.holds(T + ABSOLUTE), "seven days");
    assert!(Session { seen: T + ABSOLUTE + Span(-1), ..session }.holds(T + ABSOLUTE + Span(-1)));
    assert_eq!(session.until(), T + IDLE);
    assert!(!session.is_due(T + Span::seconds(59)) && session.is_due(T + Span::seconds(60)), "one write a minute");
}

#[test]
fn a_fresh_proof_counts_for_ten_minutes() {
    let session = Session::begin(T);
    assert!(session.is_strong(T) && session.is_strong(T + STRONG + Span(-1)) && !session.is_strong(T + STRONG));
    let later = Session { shown: T + Span::hours(3), seen: T + Span::hours(3), ..session };
    assert!(later.is_strong(T + Span::hours(3) + MS));
    assert_eq!(STRONG, Span::minutes(10));
}

#[test]
fn a_forms_token_fits_its_own_session_alone() {
    let csrf = Csrf::new(b"a root secret of enough length!!");
    let token = csrf.of("session one");
    assert!(csrf.fits("session one", Some(&token)));
    assert_eq!(token, csrf.of("session one"), "the same on every page");
    for given in [None, Some(""), Some(&token[1..]), Some(&csrf.of("session two")[..])] {
        assert!(!csrf.fits("session one", given), "{given:?}");
    }
    let other = Csrf::new(b"another root secret, long enough");
    assert!(!other.fits("session one", Some(&token)), "another service's");
}
