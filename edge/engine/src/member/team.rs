//! A shop's team: who may change whom, and how somebody is invited. The operators are a team too, of one role.

use super::{Action, MemberId, Role};
use crate::time::{Moment, Span};

/// How long an invitation can be accepted.
pub const INVITED_FOR: Span = Span::hours(7 * 24);

/// How many people and open invitations a team has at the most.
pub const TEAM_MAX: usize = 50;

/// Why a team is not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The one who asks may not.
    NotAllowed,
    /// The shop would have no owner.
    LastOwner,
    /// There is no such member, or not here.
    NoSuchMember,
    /// They are in the team already.
    MemberAlready,
    /// The team is as large as it may be.
    Full,
}

/// A member and their role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Who.
    pub member: MemberId,
    /// As what.
    pub role: Role,
}

/// Whether `by` may give `whom` the role `to`, or, with none, take them out of the team. Anybody may leave, save the last owner.
///
/// # Errors
/// The first [`Refusal`] that applies.
pub fn may_change(team: &[Seat], by: &MemberId, whom: &MemberId, to: Option<Role>) -> Result<(), Refusal> {
    let role = |who: &MemberId| team.iter().find(|seat| seat.member == *who).map(|seat| seat.role);
    let leaves = by == whom && to.is_none();
    if !leaves && !role(by).is_some_and(|role| role.may(Action::ManageTeam)) {
        return Err(Refusal::NotAllowed);
    }
    let before = role(whom).ok_or(Refusal::NoSuchMember)?;
    let owners = team.iter().filter(|seat| seat.role == Role::Owner).count();
    if before == Role::Owner && to != Some(Role::Owner) && owners < 2 {
        return Err(Refusal::LastOwner);
    }
    Ok(())
}

/// Whether `by`, in the role `role`, may invite one more; `is_member` says whether that one is in the team, `size` counts members
/// and open invitations.
///
/// # Errors
/// The first [`Refusal`] that applies.
pub const fn may_invite(role: Role, is_member: bool, size: usize) -> Result<(), Refusal> {
    if !role.may(Action::ManageTeam) {
        Err(Refusal::NotAllowed)
    } else if is_member {
        Err(Refusal::MemberAlready)
    } else if size >= TEAM_MAX {
        Err(Refusal::Full)
    } else {
        Ok(())
    }
}

/// Whether an operator may be removed: `operators` is how many there are. The last one can still come back with the operator's
/// key, so there is nobody who must stay; but nobody shuts the door behind themselves by mistake.
///
/// # Errors
/// [`Refusal::LastOwner`] for the last one.
pub const fn may_remove_operator(operators: usize) -> Result<(), Refusal> {
    if operators < 2 { Err(Refusal::LastOwner) } else { Ok(()) }
}

/// Whether an invitation of this time can be accepted.
#[must_use]
pub fn is_open(invited: Moment, now: Moment) -> bool {
    now < invited + INVITED_FOR
}
