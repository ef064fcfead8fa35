//! Money on its way to an IBAN.
//!
//! What lives here: the account to which it goes ([`Account`]), a payout's own story ([`Payout`]: prepared, approved by another person, sent, settled, perhaps back), the ways from
//! bank to bank and their days and hours ([`choose`]), the files that banks ([`Batch`]) and Shaparak ([`SettlementOrder`]) take, and the
//! bank's statement against all of it ([`match_rows`]). What must not: whose money it is (the books hold it) and who is signed in.
//!
//! Every rate, cap, hour, code and holiday is a dated row of data; those that hold today stand in `defaults.rs`, and nothing here knows
//! another one. A transfer that a bank has taken is not yet paid, and one that is paid may still come back: no stage but the last is an
//! end.

mod account;
mod bank_days;
mod batch;
mod choose;
pub mod defaults;
mod desk;
mod order;
mod rails;
mod shaparak;
mod statement;
mod view;

pub use account::{Account, BadName};
pub use bank_days::{BankDays, DayKind, JalaliDay, Override};
pub use batch::{Batch, BatchFault, BatchFile, BatchRow, deposit_id};
pub use choose::{NoWay, Plan, Purpose, choose, rail};
pub use desk::{House, Next, NextFile, NoFile, Told, next_files, read_rows};
pub use order::{
    Beneficiary, Command, Decision, Event, Payout, Prepared, Preparer, Recorded, Refusal, Sending, Stage, Terms, decide,
};
pub use rails::{Costs, Files, Limits, PayaHours, Rail, Rails, SatnaHours};
pub use shaparak::{
    DepositId, OrderFault, OrderFile, RecordFate, RecordFault, ReplyCode, ReplyFault, SettlementOrder,
    SettlementRecord, Share, Target, VerifiedReply, read_reply,
};
pub use statement::{Columns, Expected, Found, StatementRow, match_rows, names, read_statement};
pub use view::Happened;
