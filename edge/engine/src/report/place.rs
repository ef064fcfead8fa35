//! Where a list goes on: sealed, so that a place is one that we gave, and to this shop.

use crate::{
    id::{PaymentId, ShopId},
    seal::{Key, open, seal},
    time::Moment,
};
use dargah_wire::Mode;

/// The last payment of a page; the next page begins behind it. New payments come in front, so pages never shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// When that payment was made.
    pub created_at: Moment,
    /// Which it is.
    pub id: PaymentId,
}

impl Place {
    const PREFIX: &str = "pg_";

    /// Seals it into `pg_…` for the lists of one shop and mode.
    #[must_use]
    pub fn seal(self, key: &Key, shop: &ShopId, mode: Mode) -> String {
        let mut body = self.created_at.0.to_be_bytes().to_vec();
        body.extend_from_slice(self.id.as_bytes());
        body.push(u8::from(mode == Mode::Live));
        body.extend_from_slice(shop.as_str().as_bytes());
        seal(Self::PREFIX, key, &body)
    }

    /// Opens `pg_…`; nothing if it is not ours, or another shop's or mode's.
    #[must_use]
    pub fn open(key: &Key, text: &str, shop: &ShopId, mode: Mode) -> Option<Self> {
        let body = open(Self::PREFIX, key, text)?;
        let (at, rest) = body.split_first_chunk::<8>()?;
        let (id, rest) = rest.split_first_chunk::<16>()?;
        let (live, whose) = rest.split_first()?;
        let ours = whose == shop.as_str().as_bytes() && (*live == 1) == (mode == Mode::Live);
        ours.then(|| Self { created_at: Moment(i64::from_be_bytes(*at)), id: PaymentId::from_bytes(*id) })
    }
}

/// Where going through a shop's ledger goes on: `<shard>` or `<shard>.<payment>`, from the shard's first payment or behind one.
/// It is an operator's, so nothing is sealed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// Which of the shop's ledger objects.
    pub shard: u8,
    /// Behind which payment.
    pub after: Option<PaymentId>,
}

impl Stretch {
    /// Reads it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (shard, after) = match text.split_once('.') {
            Some((shard, after)) => (shard, Some(PaymentId::parse(after)?)),
            None => (text, None),
        };
        let shard = shard.parse().ok()?;
        after.is_none_or(|id| id.shard() == shard).then_some(Self { shard, after })
    }
}

impl core::fmt::Display for Stretch {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.after {
            Some(after) => write!(f, "{}.{after}", self.shard),
            None => write!(f, "{}", self.shard),
        }
    }
}
