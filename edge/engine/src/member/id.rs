//! Names of people, sessions and invitations: a prefix and 26 letters that nobody can guess.

use crate::id::letters;
use core::fmt;
use serde::{Deserialize, Serialize};

macro_rules! random {
    ($(#[$doc:meta])* $type:ident $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $type(String);

        impl $type {
            /// Out of fresh random bytes.
            #[must_use]
            pub fn new(entropy: [u8; 16]) -> Self {
                Self(format!(concat!($prefix, "{}"), letters(entropy)))
            }

            /// What a form or an address says, if it has the form of one; whether there is one, the rows say.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let rest = text.strip_prefix($prefix)?;
                let fits = rest.len() == 26 && rest.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
                fits.then(|| Self(text.to_owned()))
            }

            /// As text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

random! {
    /// A person.
    MemberId "mem_"
}
random! {
    /// A session, as lists and forms name it; it opens nothing.
    SessionId "ses_"
}
random! {
    /// An invitation to a team.
    InvitationId "inv_"
}
