//! The report against the ledger.

use super::row::Row;
use crate::id::PaymentId;
use dargah_wire::ReportDifference;
use std::collections::BTreeMap;

/// Where the report does not say what the ledger says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The report has no row of it.
    Missing(PaymentId),
    /// It has another one; the columns that differ.
    Different(PaymentId, Vec<&'static str>),
    /// The ledger has no such payment.
    Unknown(PaymentId),
}

impl Difference {
    /// Of which payment.
    #[must_use]
    pub const fn payment(&self) -> PaymentId {
        match self {
            Self::Missing(id) | Self::Different(id, _) | Self::Unknown(id) => *id,
        }
    }

    /// As the operator sees it.
    #[must_use]
    pub fn view(&self) -> ReportDifference {
        let (what, columns) = match self {
            Self::Missing(_) => ("missing", &[][..]),
            Self::Different(_, columns) => ("different", columns.as_slice()),
            Self::Unknown(_) => ("unknown", &[][..]),
        };
        ReportDifference {
            payment: self.payment().to_string(),
            what: what.to_owned(),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        }
    }
}

/// What differs between the ledger's rows and the report's, both of the same stretch of payments. A row that the report has of
/// a later version than was read from the ledger is no difference: the payment went on meanwhile.
#[must_use]
pub fn compare(ledger: &[Row], report: &[Row]) -> Vec<Difference> {
    let mut known: BTreeMap<PaymentId, &Row> = report.iter().map(|row| (row.id, row)).collect();
    let mut found = Vec::new();
    for row in ledger {
        match known.remove(&row.id) {
            None => found.push(Difference::Missing(row.id)),
            Some(told) if told.version > row.version => {}
            Some(told) => {
                let columns = row.differing(told);
                if !columns.is_empty() {
                    found.push(Difference::Different(row.id, columns));
                }
            }
        }
    }
    found.extend(known.into_keys().map(Difference::Unknown));
    found
}
