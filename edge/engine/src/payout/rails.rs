//! The ways from bank to bank, as dated rows: PAYA's cycles, SATNA's hours, the limits between them, and what they cost.

use crate::{
    dated::{Clock, Dated},
    facilitator::Tariff,
};
pub use dargah_wire::PayoutRail as Rail;
use serde::{Deserialize, Serialize};

/// When PAYA runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayaHours {
    /// Cycles of a working day.
    pub working: Vec<Clock>,
    /// Cycles of a day on which the banks are closed.
    pub closed: Vec<Clock>,
    /// How long before a cycle an order has to be there, minutes.
    pub lead: u16,
    /// How long after it the money is there, minutes.
    pub credit: u16,
}

/// When SATNA takes orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SatnaHours {
    /// From.
    pub opens: Clock,
    /// To, on a full day.
    pub ends: Clock,
    /// To, on a short day; nobody has said it in public, and without it there is no SATNA on such a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_ends: Option<Clock>,
    /// How long before its end an order has to be there, minutes.
    pub lead: u16,
}

/// Which amounts go which way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The most that PAYA takes in one order, rial.
    pub paya_most: i64,
    /// The least that SATNA takes, rial.
    pub satna_least: i64,
    /// Whether orders that settle a facilitator's shops are free of both.
    pub settlement_exempt: bool,
    /// From which amount on such an order goes by SATNA all the same, rial; never without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement_satna_from: Option<i64>,
}

/// What a bank charges for an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Costs {
    /// By PAYA.
    pub paya: Tariff,
    /// By SATNA.
    pub satna: Tariff,
}

/// How files are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Files {
    /// The most rows of a batch file.
    pub rows_most: usize,
}

/// Everything about the rails that changes on a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rails {
    /// When PAYA runs.
    pub paya: Vec<Dated<PayaHours>>,
    /// When SATNA takes orders.
    pub satna: Vec<Dated<SatnaHours>>,
    /// Which amounts go which way.
    pub limits: Vec<Dated<Limits>>,
    /// What it costs.
    pub costs: Vec<Dated<Costs>>,
    /// How files are made.
    pub files: Vec<Dated<Files>>,
}
