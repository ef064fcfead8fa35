//! What the operator's settings say about people signing in.

use dargah_engine::{
    links::Links,
    member::{Csrf, code::Codes},
    passkey::Site,
    sms::Sms,
};

/// The secrets that sign-in rests on, and how codes are sent.
pub(crate) struct People {
    pub(crate) csrf: Csrf,
    pub(crate) codes: Codes,
    pub(crate) site: Site,
    pub(crate) sms: Sms,
}

impl People {
    /// Under the operator's root secret; `sms` is the setting of that name.
    pub(crate) fn read(root: &[u8], sms: Option<&str>, links: &Links) -> Result<Self, String> {
        Ok(Self {
            csrf: Csrf::new(root),
            codes: Codes::new(root),
            site: Site::of(links),
            sms: Sms::read(sms, links.is_sandbox())?,
        })
    }
}
