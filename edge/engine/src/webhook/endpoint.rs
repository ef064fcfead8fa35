//! Where a shop wants to be told.

use super::{
    delivery::Verdict,
    kept::{Kept, moment, number, text},
    message::Kind,
};
use crate::{
    id::{ShopId, letters},
    time::{Moment, Span},
};
use dargah_wire::{EndpointView, OffReason};
use serde::Serialize;
use serde_json::Value;

/// The most endpoints of a shop.
pub const ENDPOINTS_MAX: usize = 16;

/// How long an old secret goes on signing beside the new one.
const ROTATION: Span = Span::hours(24);

/// The most old secrets that sign beside the new one, however often a shop rotates.
const RETIRING_MAX: usize = 3;

/// How long every call may fail before an endpoint is switched off: longer than a message's own schedule.
const FAILING_MAX: Span = Span::hours(5 * 24);

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Endpoint {
    /// `we_…`
    pub id: String,
    /// Whose.
    pub shop: ShopId,
    /// Where messages are sent to.
    pub url: String,
    /// Which kinds it wants, their words with spaces between; empty for all.
    pub kinds: String,
    /// When it was made.
    pub made_at: Moment,
    /// Which of its secrets is the newest, from 1.
    pub version: u32,
    /// Until when the older ones sign, each of which is one less; the newest first.
    pub retiring: Vec<Moment>,
    /// Since when every call has failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Moment>,
    /// Why it is switched off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub off: Option<OffReason>,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub off_at: Option<Moment>,
}

impl Endpoint {
    /// A new endpoint of `shop`, named by random bytes.
    #[must_use]
    pub fn new(entropy: [u8; 16], shop: ShopId, url: String, kinds: String, now: Moment) -> Self {
        Self {
            id: format!("we_{}", letters(entropy)),
            shop,
            url,
            kinds,
            made_at: now,
            version: 1,
            retiring: Vec::new(),
            failing_since: None,
            off: None,
            off_at: None,
        }
    }

    /// Whether a message of this kind is for it.
    #[must_use]
    pub fn wants(&self, kind: Kind) -> bool {
        self.off.is_none() && (self.kinds.is_empty() || self.kinds.split(' ').any(|word| word == kind.as_str()))
    }

    /// The secrets that sign at `now`, the newest first.
    pub fn signing(&self, now: Moment) -> impl Iterator<Item = u32> + use<'_> {
        let old = self.retiring.iter().take_while(|until| now < **until).count();
        (0..=u32::try_from(old).unwrap_or(0)).map(|older| self.version.saturating_sub(older))
    }

    /// A new secret; the one before goes on signing beside it for a day, so that a shop can change in its own time.
    pub fn rotate(&mut self, now: Moment) {
        self.retiring.insert(0, now + ROTATION);
        self.retiring.truncate(RETIRING_MAX);
        self.version = self.version.saturating_add(1);
    }

    /// Switches it on or off, as its shop wishes. Switched on, it is believed to be well.
    pub fn switch(&mut self, on: bool, now: Moment) {
        if on {
            (self.off, self.off_at, self.failing_since) = (None, None, None);
        } else {
            self.switch_off(OffReason::Shop, now);
        }
    }

    /// Whatever switched it off first counts.
    fn switch_off(&mut self, why: OffReason, now: Moment) {
        self.off.get_or_insert(why);
        self.off_at.get_or_insert(now);
    }

    /// A call came to `verdict`. Whether that is news.
    pub fn hear(&mut self, verdict: Verdict, now: Moment) -> bool {
        let before = (self.failing_since, self.off);
        match verdict {
            Verdict::Delivered => self.failing_since = None,
            Verdict::Gone => self.switch_off(OffReason::Gone, now),
            Verdict::Failed(_) => {
                if now - *self.failing_since.get_or_insert(now) > FAILING_MAX {
                    self.switch_off(OffReason::Failing, now);
                }
            }
        }
        before != (self.failing_since, self.off)
    }

    /// As its shop sees it, without the secret.
    #[must_use]
    pub fn view(&self, now: Moment) -> EndpointView {
        EndpointView {
            id: self.id.clone(),
            url: self.url.clone(),
            kinds: (!self.kinds.is_empty()).then(|| self.kinds.split(' ').map(str::to_owned).collect()),
            created_at: self.made_at.0,
            enabled: self.off.is_none(),
            disabled_reason: self.off,
            disabled_at: self.off_at.map(|at| at.0),
            failing_since: self.failing_since.map(|at| at.0),
            version: self.version,
            old_secret_until: self.retiring.first().filter(|until| now < **until).map(|until| until.0),
            secret: None,
            public_key: None,
        }
    }
}

impl Kept for Endpoint {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            id: text(value, "id")?.to_owned(),
            shop: ShopId::new(text(value, "shop")?).ok()?,
            url: text(value, "url")?.to_owned(),
            kinds: text(value, "kinds")?.to_owned(),
            made_at: moment(value, "made_at")?,
            version: u32::try_from(number(value, "version")?).ok()?,
            retiring: value.get("retiring")?.as_array()?.iter().filter_map(Value::as_i64).map(Moment).collect(),
            failing_since: moment(value, "failing_since"),
            off: match text(value, "off") {
                Some("shop") => Some(OffReason::Shop),
                Some("gone") => Some(OffReason::Gone),
                Some(_) => Some(OffReason::Failing),
                None => None,
            },
            off_at: moment(value, "off_at"),
        })
    }
}
