//! A wallet as the fold of its events.

use super::limits::Level;
use crate::{
    books::Subject,
    calendar::Day,
    id::{WalletId, letters},
    identity::{Iban, Mobile, NationalCode},
    member::code::Tried,
    money::Rial,
    seal::Key,
    time::Moment,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A number that has just answered a one-time code. It is read and written between our own parts alone: nothing that comes from
/// outside is read as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VerifiedMobile(Mobile);

impl VerifiedMobile {
    /// The number whose code was tried; nothing if that was not the code.
    #[must_use]
    pub fn by_code(tried: Tried, mobile: Mobile) -> Option<Self> {
        (tried == Tried::Right).then_some(Self(mobile))
    }

    /// The number.
    #[must_use]
    pub const fn mobile(&self) -> &Mobile {
        &self.0
    }
}

/// The wallet of a number: there is one, and its name does not tell the number.
#[must_use]
pub fn wallet_id(key: &Key, mobile: &Mobile) -> Option<WalletId> {
    let mac = key.mac(&[b"wallet", mobile.as_str().as_bytes()]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&mac[..16]);
    WalletId::new(&letters(bytes)).ok()
}

/// What a wallet does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// It is filled.
    TopUp,
    /// It pays.
    Spend,
    /// It pays out.
    Withdraw,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It was opened.
    Opened {
        /// Its name.
        id: WalletId,
        /// Whose.
        mobile: Mobile,
    },
    /// A registry said that the number is this person's.
    OwnerMatched {
        /// Whose.
        national_code: NationalCode,
    },
    /// A registry said that the account is its owner's.
    IbanMatched {
        /// The account.
        iban: Iban,
    },
    /// A registry, or the owner, took that back.
    IbanForgotten {
        /// The account.
        iban: Iban,
    },
    /// A use began, and counts for its day.
    Began {
        /// What.
        what: Use,
        /// Which: a payment or a payout, as the books' subject names it.
        about: String,
        /// How much.
        amount: Rial,
    },
    /// It came to nothing, and does not count.
    GaveBack {
        /// Which.
        about: String,
    },
    /// An operator stopped it.
    Frozen {
        /// Why.
        reason: String,
    },
    /// And let it go on.
    Thawed,
}

/// An event and when it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// When.
    pub at: Moment,
    /// What.
    pub event: Event,
}

/// What a wallet did in a day, rial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DayUse {
    /// Filled.
    pub top_up: i64,
    /// Paid.
    pub spend: i64,
    /// Paid out.
    pub withdraw: i64,
}

impl DayUse {
    /// So much of one use.
    #[must_use]
    pub const fn of(&self, what: Use) -> i64 {
        match what {
            Use::TopUp => self.top_up,
            Use::Spend => self.spend,
            Use::Withdraw => self.withdraw,
        }
    }
}

/// A wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wallet {
    /// Its name.
    pub id: WalletId,
    /// Whose number.
    pub mobile: Mobile,
    /// Since when.
    pub opened_at: Moment,
    /// Whose the number is, once a registry has said so.
    pub owner: Option<NationalCode>,
    /// Accounts of its owner, and when a registry said so.
    pub ibans: BTreeMap<Iban, Moment>,
    /// Why it is stopped.
    pub frozen: Option<String>,
    /// Uses that began on the newest day, by what they are about.
    pub(super) uses: BTreeMap<String, (Use, Rial)>,
    /// That day.
    pub(super) day: Day,
    /// When the newest event was recorded.
    pub last_at: Moment,
}

impl Wallet {
    /// The wallet that these events tell of; nothing if they do not begin with its opening.
    #[must_use]
    pub fn replay(events: &[Recorded]) -> Option<Self> {
        let (first, rest) = events.split_first()?;
        let Event::Opened { id, mobile } = &first.event else { return None };
        let mut wallet = Self {
            id: id.clone(),
            mobile: mobile.clone(),
            opened_at: first.at,
            owner: None,
            ibans: BTreeMap::new(),
            frozen: None,
            uses: BTreeMap::new(),
            day: Day::of(first.at),
            last_at: first.at,
        };
        rest.iter().for_each(|recorded| wallet.apply(recorded));
        Some(wallet)
    }

    /// Takes an event in.
    pub fn apply(&mut self, recorded: &Recorded) {
        self.last_at = self.last_at.max(recorded.at);
        match &recorded.event {
            Event::Opened { .. } => {}
            Event::OwnerMatched { national_code } => {
                // Another owner's accounts are not this one's.
                if self.owner.as_ref() != Some(national_code) {
                    self.ibans.clear();
                }
                self.owner = Some(national_code.clone());
            }
            Event::IbanMatched { iban } => {
                self.ibans.insert(iban.clone(), recorded.at);
            }
            Event::IbanForgotten { iban } => {
                self.ibans.remove(iban);
            }
            Event::Began { what, about, amount } => {
                let day = Day::of(recorded.at);
                if day > self.day {
                    self.uses.clear();
                    self.day = day;
                }
                self.uses.insert(about.clone(), (*what, *amount));
            }
            Event::GaveBack { about } => {
                self.uses.remove(about);
            }
            Event::Frozen { reason } => self.frozen = Some(reason.clone()),
            Event::Thawed => self.frozen = None,
        }
    }

    /// The day for which an event counts; nothing for what is known of the wallet whatever the day. A wallet is the fold of the
    /// events without a day and of those of the newest one: whoever keeps them need not read the rest.
    #[must_use]
    pub fn counts_for(&self, recorded: &Recorded) -> Option<Day> {
        match recorded.event {
            Event::Began { .. } => Some(Day::of(recorded.at).max(self.day)),
            Event::GaveBack { .. } => Some(self.day),
            _ => None,
        }
    }

    /// What its uses of the newest day are about: everything about these has to be in the books that a command is decided on.
    #[must_use]
    pub fn subjects(&self) -> Vec<Subject> {
        self.uses.keys().filter_map(|about| Subject::read(about)).collect()
    }

    /// What is known of its owner.
    #[must_use]
    pub const fn level(&self) -> Level {
        if self.owner.is_some() { Level::Owner } else { Level::Mobile }
    }

    /// What it did on a day: of days gone by, nothing is kept here.
    #[must_use]
    pub fn used(&self, day: Day) -> DayUse {
        let mut used = DayUse::default();
        if day != self.day {
            return used;
        }
        for (what, amount) in self.uses.values() {
            let of = match what {
                Use::TopUp => &mut used.top_up,
                Use::Spend => &mut used.spend,
                Use::Withdraw => &mut used.withdraw,
            };
            *of = of.saturating_add(amount.get());
        }
        used
    }
}
