//! The token that ties a form to the session whose page it stands on. It is derived from the session's secret, so nothing has
//! to be kept, and a page of another session, or of another site, cannot know it.

use crate::seal::{Key, same};
use base64ct::{Base64UrlUnpadded, Encoding};

/// Makes and checks them.
#[derive(Clone)]
pub struct Csrf(Key);

impl Csrf {
    /// Under the operator's root secret.
    #[must_use]
    pub fn new(root: &[u8]) -> Self {
        Self(Key::derive(root, "csrf"))
    }

    /// The token of the session that has this secret.
    #[must_use]
    pub fn of(&self, session_token: &str) -> String {
        Base64UrlUnpadded::encode_string(&self.0.mac(&[session_token.as_bytes()])[..16])
    }

    /// Whether `given` is that token, compared in constant time. None is none.
    #[must_use]
    pub fn fits(&self, session_token: &str, given: Option<&str>) -> bool {
        given.is_some_and(|given| same(self.of(session_token).as_bytes(), given.as_bytes()))
    }
}
