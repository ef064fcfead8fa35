//! The panel's pages about people: ways in, what people look after for themselves, teams, the log.

use super::{Route, Row};

/// Which door somebody comes in by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// A shop's.
    Shop,
    /// The operator's.
    Desk,
}

/// A page or a form of the panel that is about people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PeoplePage {
    /// The number.
    SignIn(Door),
    /// The code.
    Code(Door),
    /// A passkey that lets in.
    PasskeyIn(Door),
    /// The operator's key.
    KeyIn,
    /// What a passkey is asked.
    PasskeyOptions,
    /// Out.
    SignOut,
    /// Passkeys and sessions.
    Security,
    /// A passkey that was made.
    PasskeyMade,
    /// A passkey that goes.
    PasskeyRemove,
    /// A session that ends.
    SessionEnd,
    /// Another shop.
    Switch,
    /// Showing again who one is.
    Confirm,
    /// A code for that.
    ConfirmCode,
    /// A passkey for that.
    ConfirmPasskey,
    /// The team.
    Team(Door),
    /// The team as a file.
    TeamFile(Door),
    /// One more.
    Invite(Door),
    /// No longer invited.
    Withdraw(Door),
    /// Another role.
    Role,
    /// One less.
    Remove(Door),
    /// What one was invited to.
    Invitations,
    /// The log.
    Audit,
    /// The log as a file.
    AuditFile,
}

/// Their addresses, which are no part of the API.
pub(super) const ROWS: &[Row] = &[
    ("GET", "/panel/sign-in", |_| Route::People(PeoplePage::SignIn(Door::Shop))),
    ("POST", "/panel/sign-in", |_| Route::People(PeoplePage::SignIn(Door::Shop))),
    ("GET", "/panel/sign-in/code", |_| Route::People(PeoplePage::Code(Door::Shop))),
    ("POST", "/panel/sign-in/code", |_| Route::People(PeoplePage::Code(Door::Shop))),
    ("POST", "/panel/sign-in/passkey", |_| Route::People(PeoplePage::PasskeyIn(Door::Shop))),
    ("GET", "/admin/sign-in", |_| Route::People(PeoplePage::SignIn(Door::Desk))),
    ("POST", "/admin/sign-in", |_| Route::People(PeoplePage::SignIn(Door::Desk))),
    ("GET", "/admin/sign-in/code", |_| Route::People(PeoplePage::Code(Door::Desk))),
    ("POST", "/admin/sign-in/code", |_| Route::People(PeoplePage::Code(Door::Desk))),
    ("POST", "/admin/sign-in/passkey", |_| Route::People(PeoplePage::PasskeyIn(Door::Desk))),
    ("POST", "/admin/sign-in/key", |_| Route::People(PeoplePage::KeyIn)),
    ("POST", "/panel/passkeys/options", |_| Route::People(PeoplePage::PasskeyOptions)),
    ("POST", "/panel/sign-out", |_| Route::People(PeoplePage::SignOut)),
    ("GET", "/panel/security", |_| Route::People(PeoplePage::Security)),
    ("POST", "/panel/security/passkeys", |_| Route::People(PeoplePage::PasskeyMade)),
    ("GET", "/panel/security/passkeys/remove", |_| Route::People(PeoplePage::PasskeyRemove)),
    ("POST", "/panel/security/passkeys/remove", |_| Route::People(PeoplePage::PasskeyRemove)),
    ("POST", "/panel/security/sessions/end", |_| Route::People(PeoplePage::SessionEnd)),
    ("POST", "/panel/shop", |_| Route::People(PeoplePage::Switch)),
    ("GET", "/panel/confirm", |_| Route::People(PeoplePage::Confirm)),
    ("POST", "/panel/confirm", |_| Route::People(PeoplePage::Confirm)),
    ("POST", "/panel/confirm/code", |_| Route::People(PeoplePage::ConfirmCode)),
    ("POST", "/panel/confirm/passkey", |_| Route::People(PeoplePage::ConfirmPasskey)),
    ("GET", "/panel/team", |_| Route::People(PeoplePage::Team(Door::Shop))),
    ("GET", "/panel/team.csv", |_| Route::People(PeoplePage::TeamFile(Door::Shop))),
    ("GET", "/admin/team.csv", |_| Route::People(PeoplePage::TeamFile(Door::Desk))),
    ("POST", "/panel/team/invite", |_| Route::People(PeoplePage::Invite(Door::Shop))),
    ("POST", "/panel/team/withdraw", |_| Route::People(PeoplePage::Withdraw(Door::Shop))),
    ("POST", "/panel/team/role", |_| Route::People(PeoplePage::Role)),
    ("GET", "/panel/team/remove", |_| Route::People(PeoplePage::Remove(Door::Shop))),
    ("POST", "/panel/team/remove", |_| Route::People(PeoplePage::Remove(Door::Shop))),
    ("GET", "/admin/team", |_| Route::People(PeoplePage::Team(Door::Desk))),
    ("POST", "/admin/team/invite", |_| Route::People(PeoplePage::Invite(Door::Desk))),
    ("POST", "/admin/team/withdraw", |_| Route::People(PeoplePage::Withdraw(Door::Desk))),
    ("GET", "/admin/team/remove", |_| Route::People(PeoplePage::Remove(Door::Desk))),
    ("POST", "/admin/team/remove", |_| Route::People(PeoplePage::Remove(Door::Desk))),
    ("GET", "/panel/invitations", |_| Route::People(PeoplePage::Invitations)),
    ("POST", "/panel/invitations", |_| Route::People(PeoplePage::Invitations)),
    ("GET", "/admin/audit", |_| Route::People(PeoplePage::Audit)),
    ("GET", "/admin/audit.csv", |_| Route::People(PeoplePage::AuditFile)),
];
