//! Sepehr's codes. Each call has its own list.

use crate::gateway::{Class::*, codes::Codes};

/// `Status` of `GetToken`.
pub(super) const TOKEN: Codes = &[
    (0, Ok),      // ok
    (-1, Tech),   // error (sources differ: 'not found' / 'system error')
    (-2, Config), // IP (or IP+port) or terminal does not match
    (-3, Tech),   // exception in the service
];

/// Callback `respcode`.
pub(super) const CALLBACK: Codes = &[
    (0, Ok),       // paid, must be adviced
    (-1, Cancel),  // shopper cancelled
    (-2, Session), // time over
];

/// `ReturnId` of `Advice` and `Rollback` beside `NOk`.
pub(super) const ADVICE: Codes = &[
    (-1, State),    // transaction not found
    (-2, Reversed), // reversed before (laravel-pardakht: or IP)
    (-3, Tech),     // exception
    (-4, State),    // not possible for this transaction
    (-5, Config),   // IP
    (-6, Config),   // rollback not enabled
    (-7, Request),  // invoice differs (AdviceWithInvoicId; one source)
];
