//! The people: who they are, what they may do, and how they prove it.
//!
//! What lives here: the mobile number as a name ([`Mobile`]), roles and permissions ([`Role`], [`Action`]), one-time codes
//! ([`code`]), how long a session holds ([`Session`]), the token that ties a form to it ([`Csrf`]), a shop's team and its
//! invitations ([`team`]), and the audit log's chain ([`audit`]). What must not: a clock, randomness, storage, a page. The
//! shell keeps the rows and asks here what they mean.
//!
//! Decisions of this folder: a person is a mobile number, one person in any number of shops; a session stands in one place
//! ([`Place`]), a shop or the operator's desk, and nothing of one place is seen from another; of every secret (code, session,
//! challenge) only a hash is kept.

pub mod audit;
pub mod code;
mod csrf;
mod id;
mod mobile;
mod role;
mod session;
pub mod team;

pub use csrf::Csrf;
pub use id::{InvitationId, MemberId, SessionId};
pub use mobile::Mobile;
pub use role::{Action, Place, Role};
pub use session::{ABSOLUTE, IDLE, STRONG, Session};
