//! Who may change a team, and how.
use dargah_engine::{
    member::{
        MemberId, Role,
        team::{INVITED_FOR, Refusal, Seat, TEAM_MAX, is_open, may_change, may_invite, may_remove_operator},
    },
    time::{Moment, Span},
};

fn who(n: u8) -> MemberId {
    MemberId::new([n; 16])
}

fn team(roles: &[Role]) -> Vec<Seat> {
    roles.iter().zip(1..).map(|(role, n)| Seat { member: who(n), role: *role }).collect()
}

#[test]
fn the_last_owner_cannot_go_nor_be_made_less() {
    use Role::{Manager, Owner, Viewer};
    let one = team(&[Owner, Manager]);
    for to in [None, Some(Manager), Some(Viewer)] {
        assert_eq!(may_change(&one, &who(1), &who(1), to), Err(Refusal::LastOwner), "{to:?}");
    }
    assert_eq!(may_change(&one, &who(1), &who(1), Some(Owner)), Ok(()), "no change");
    let two = team(&[Owner, Owner]);
    assert_eq!(may_change(&two, &who(1), &who(2), None), Ok(()));
    assert_eq!(may_change(&two, &who(1), &who(1), Some(Viewer)), Ok(()));
}

#[test]
fn only_an_owner_changes_others_and_anybody_may_leave() {
    use Role::{Manager, Owner, Support, Viewer};
    let team = team(&[Owner, Manager, Support, Viewer]);
    for n in 2..=4 {
        assert_eq!(may_change(&team, &who(n), &who(1), None), Err(Refusal::NotAllowed), "{n} removes the owner");
        assert_eq!(
            may_change(&team, &who(n), &who(n), Some(Owner)),
            Err(Refusal::NotAllowed),
            "{n} makes themselves owner"
        );
        assert_eq!(may_change(&team, &who(n), &who(n), None), Ok(()), "{n} leaves");
        assert_eq!(may_change(&team, &who(1), &who(n), Some(Viewer)), Ok(()));
    }
    assert_eq!(may_change(&team, &who(1), &who(9), None), Err(Refusal::NoSuchMember));
    assert_eq!(may_change(&team, &who(9), &who(2), None), Err(Refusal::NotAllowed), "a stranger");
    assert_eq!(may_change(&team, &who(9), &who(9), None), Err(Refusal::NoSuchMember), "a stranger cannot leave");
}

#[test]
fn an_invitation_needs_an_owner_and_a_place() {
    assert_eq!(may_invite(Role::Owner, false, 3), Ok(()));
    assert_eq!(may_invite(Role::Manager, false, 3), Err(Refusal::NotAllowed));
    assert_eq!(may_invite(Role::Owner, true, 3), Err(Refusal::MemberAlready));
    assert_eq!(may_invite(Role::Owner, false, TEAM_MAX), Err(Refusal::Full));
    let sent = Moment(1_785_412_800_000);
    assert!(is_open(sent, sent + INVITED_FOR + Span(-1)) && !is_open(sent, sent + INVITED_FOR));
    assert_eq!((may_remove_operator(2), may_remove_operator(1)), (Ok(()), Err(Refusal::LastOwner)));
}
