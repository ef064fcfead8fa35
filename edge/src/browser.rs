//! A browser that is signing in has a secret of its own, in a door's cookie: codes and challenges fit it alone, and the forms' token
//! is bound to it. The panel's door and the wallet's have a cookie each.

use crate::{api::Call, cookie};
use dargah_engine::seal::sha256_hex;
use worker::{Request, Response, Result};

/// How long a browser may take to sign in, seconds.
const DOOR_S: i64 = 3_600;

/// A browser that is signing in.
pub(crate) struct Browser {
    /// The door's cookie.
    cookie: &'static str,
    secret: String,
    /// Whether it was not here before.
    pub(crate) is_new: bool,
    pub(crate) csrf: String,
}

impl Browser {
    /// The one that asks, with a fresh secret if it has none.
    pub(crate) fn of(request: &Request, cookie: &'static str, call: &Call) -> Result<Self> {
        let known = cookie::read(request, cookie);
        let is_new = known.is_none();
        let secret = known.map_or_else(cookie::secret, Ok)?;
        Ok(Self { cookie, csrf: call.world.people.csrf.of(&secret), secret, is_new })
    }

    /// What rows know it by.
    pub(crate) fn hash(&self) -> String {
        sha256_hex(self.secret.as_bytes())
    }

    /// Whether what is sent is from a page of this browser.
    pub(crate) fn fits(&self, call: &Call, given: Option<&str>) -> bool {
        call.world.people.csrf.fits(&self.secret, given)
    }

    /// Hands a new browser its secret.
    pub(crate) fn keep(&self, mut response: Response) -> Result<Response> {
        if self.is_new {
            cookie::set(&mut response, self.cookie, &self.secret, DOOR_S)?;
        }
        Ok(response)
    }
}
