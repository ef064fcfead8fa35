//! Who may do what: the one place of permissions.

use crate::id::ShopId;

macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type { $($(#[$variant_doc])* $variant,)* }

        impl $type {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word for rows, forms and logs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The one of this word, or nothing.
            #[must_use]
            pub fn named(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words! {
    /// What a person is in a shop.
    Role {
        /// Everything, and the only one who decides about the team and about bank contracts. A shop always has one.
        Owner = "owner",
        /// The daily business, keys and webhooks included.
        Manager = "manager",
        /// Helps shoppers: looks, gives money back, sends payment links.
        Support = "support",
        /// Looks.
        Viewer = "viewer",
    }
}

words! {
    /// What a person may want to do.
    Action {
        /// See the shop's payments, refunds, reports and deliveries, and take them away as a file.
        See = "see",
        /// Give money back.
        Refund = "refund",
        /// Make, rotate and end keys.
        ManageKeys = "manage_keys",
        /// Set webhooks up, and send messages again.
        ManageWebhooks = "manage_webhooks",
        /// Make and end payment links.
        ManageLinks = "manage_links",
        /// Enter and change contracts with banks.
        ManageContracts = "manage_contracts",
        /// Invite, change and remove members; see the shop's own log.
        ManageTeam = "manage_team",
        /// Change the shop's names, addresses and rules.
        ManageSettings = "manage_settings",
        /// Have the shop's money paid out to its account.
        PayOut = "pay_out",
        /// Fill in and send the shop's application, and sign its contract.
        Apply = "apply",
        /// Decide about applications.
        Review = "review",
        /// Look after shops: stages, contracts, what needs care.
        ManageShops = "manage_shops",
        /// Compare settlement files with the ledger.
        Reconcile = "reconcile",
        /// Approve payouts, make files of them for banks, and take in what the banks' statements say.
        ApprovePayouts = "approve_payouts",
        /// Read the whole log.
        Audit = "audit",
        /// Invite and remove operators.
        ManageOperators = "manage_operators",
    }
}

impl Role {
    /// Whether one in this role may do it, in their own shop.
    #[must_use]
    pub const fn may(self, action: Action) -> bool {
        use Action::{
            Apply, ApprovePayouts, Audit, ManageContracts, ManageKeys, ManageLinks, ManageOperators, ManageSettings,
            ManageShops, ManageTeam, ManageWebhooks, PayOut, Reconcile, Refund, Review, See,
        };
        match action {
            See => true,
            Refund | ManageLinks => matches!(self, Self::Owner | Self::Manager | Self::Support),
            ManageKeys | ManageWebhooks | ManageSettings | PayOut => matches!(self, Self::Owner | Self::Manager),
            ManageContracts | ManageTeam | Apply => matches!(self, Self::Owner),
            Review | ManageShops | Reconcile | ApprovePayouts | Audit | ManageOperators => false,
        }
    }
}

/// Where a session stands. Another shop's things are not there, and neither are a shop's at the operator's desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Signed in, in no shop yet.
    Nowhere,
    /// In a shop.
    Shop(ShopId, Role),
    /// At the operator's desk.
    Desk,
}

impl Place {
    /// Whether one who stands here may do it.
    #[must_use]
    pub const fn may(&self, action: Action) -> bool {
        use Action::{Apply, ApprovePayouts, Audit, ManageContracts, ManageOperators, ManageShops, Reconcile, Review};
        match self {
            // The first thing to do is to apply.
            Self::Nowhere => matches!(action, Apply),
            Self::Shop(_, role) => role.may(action),
            Self::Desk => {
                matches!(
                    action,
                    Review | ManageShops | ManageContracts | Reconcile | ApprovePayouts | Audit | ManageOperators
                )
            }
        }
    }

    /// The shop, if it is one.
    #[must_use]
    pub const fn shop(&self) -> Option<&ShopId> {
        match self {
            Self::Shop(shop, _) => Some(shop),
            Self::Nowhere | Self::Desk => None,
        }
    }

    /// The role, in a shop.
    #[must_use]
    pub const fn role(&self) -> Option<Role> {
        match self {
            Self::Shop(_, role) => Some(*role),
            Self::Nowhere | Self::Desk => None,
        }
    }
}
