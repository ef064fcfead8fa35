//! The types that cross a boundary: browser to edge, shop to edge, and back.
//!
//! What lives here: plain data with its JSON shape. What must not: logic, defaults that decide something, any dependency
//! but serde. The widget and the edge are built from these same types, so a field cannot mean two things.
//!
//! Units: amounts are integer rial (`IRR`), times are milliseconds since the Unix epoch unless a name says otherwise.

#![no_std]

extern crate alloc;

mod balance;
mod checkout;
mod log;
mod payment;
mod payout;
mod problem;
mod reconcile;
mod redirect;
mod report;
mod webhook;

pub use balance::{BalanceEntry, BalancePage, BalanceView, BookAccount, BookMisfit, BookSums, BooksView};
pub use checkout::{
    CheckoutAnswer, CheckoutView, Eligible, GatewayChoice, LastAttempt, MethodChoice, MethodsView, OfferedGateway,
    OfferedMethod, PayMethod, PayRequest, Receipt, ShopName, StatusView,
};
pub use log::{Account, BankReceipt, ChoiceView, Chooser, LogEntry, LogKind};
pub use payment::{
    AttemptView, CreatePayment, CreateRefund, Currency, Customer, EventData, Mode, OrderLine, PaymentStatus,
    PaymentView, RefundStatus, RefundView, StatusReason,
};
pub use payout::{
    BouncePayout, CreatePayout, OperatorPayout, OperatorPayoutPage, PayoutFilePage, PayoutFileView, PayoutFilesMade,
    PayoutLeft, PayoutNoWay, PayoutPage, PayoutRail, PayoutStage, PayoutView, StatementRowKind, StatementRowTaken,
    StatementTaken,
};
pub use problem::Problem;
pub use reconcile::{ClassCount, DiscrepancyView, ReconciledSums, Reconciliation};
pub use redirect::{Field, Method, Redirect, RedirectAnswer};
pub use report::{PaymentPage, PaymentRow, ReportCheck, ReportDifference, Totals, TotalsGroup, TotalsView};
pub use webhook::{DeliveryState, DeliveryView, EndpointView, EventView, OffReason, Silence, Try};
