//! Cookies, of the panel and of the wallet. `__Host-` binds each to this host and to https; a sandbox's `localhost` counts as such to
//! browsers.

use crate::world;
use base64ct::{Base64UrlUnpadded, Encoding};
use worker::{Request, Response, Result};

/// The secret of a session of the panel.
pub(crate) const SESSION: &str = "__Host-dargah";

/// The secret of a browser that is signing in to the panel.
pub(crate) const DOOR: &str = "__Host-dargah-door";

/// The secret of a session of a shopper's wallet: nothing of it opens the panel, and nothing of the panel's opens it.
pub(crate) const WALLET: &str = "__Host-dargah_wallet";

/// The secret of a browser that is signing in to a wallet.
pub(crate) const WALLET_DOOR: &str = "__Host-dargah_wallet-door";

/// The panel's language.
pub(crate) const LANG: &str = "dargah-lang";

/// A cookie's value. One that came twice is nobody's.
pub(crate) fn read(request: &Request, name: &str) -> Option<String> {
    let header = request.headers().get("cookie").ok().flatten()?;
    let mut found = header.split(';').filter_map(|pair| pair.trim().split_once('=')).filter(|(n, _)| *n == name);
    let (_, value) = found.next()?;
    (found.next().is_none() && !value.is_empty()).then(|| value.to_owned())
}

/// Sets one for `seconds`; with none, takes it away.
pub(crate) fn set(response: &mut Response, name: &str, value: &str, seconds: i64) -> Result<()> {
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    response.headers_mut().append("set-cookie", &cookie)
}

/// A fresh secret: 256 random bits.
pub(crate) fn secret() -> Result<String> {
    Ok(Base64UrlUnpadded::encode_string(&world::entropy::<32>()?))
}
