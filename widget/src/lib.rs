//! The checkout form of Dargah, as it runs in the shopper's browser.
//!
//! What lives here: the form's behaviour ([`state`], pure), how it is drawn (`view`) and how it talks
//! to the edge (`api`). The loader (`loader/dargah.js`) defines the element, its shadow root and its stylesheet, and
//! hands the root over to [`mount`].
//!
//! Its words, and how it writes numbers and reads what is typed, are in `dargah-words`, which the hosted page has them from too.
//!
//! What must not live here: a field for a card number, CVV2, PIN or one-time code; a rule about money or routing (the
//! engine decides, the widget asks); a third party's script, font or image; `format!`, `{:?}` and other doors to
//! `core::fmt`, which cost more bytes than the form.
//!
//! The pure modules are public so that they can be tested natively and read in the documentation.

mod api;
mod decode;
mod dom;
mod events;
pub mod fault;
pub mod redirect;
pub mod screen;
pub mod standing;
pub mod state;
mod view;
mod widget;
pub mod words;

use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::cell::TalcSyncCell<talc::wasm::WasmGrowAndClaim, talc::wasm::WasmBinning> =
    talc::cell::TalcSyncCell::new_wasm(talc::wasm::WasmGrowAndClaim);

/// A mounted form. It lives until [`Mounted::unmount`] is called.
///
/// Every method borrows: a listener of the page's, called from within one of them, may call another.
#[wasm_bindgen]
pub struct Mounted(widget::Widget);

#[wasm_bindgen]
impl Mounted {
    /// Stops polling, lets go of every listener and empties the card. What is still on its way is ignored.
    pub fn unmount(&self) {
        self.0.close();
    }

    /// As if the shopper had pressed the button; nothing while there is no form to send.
    pub fn submit(&self) {
        self.0.submit();
    }

    /// Asks the edge anew how the payment stands; nothing while something is under way.
    pub fn retry(&self) {
        self.0.retry();
    }
}

/// Draws the form into the card of `host`'s shadow root, which the loader made.
///
/// `config` is `{edge, token, locale, session, say}`: the edge's origin, the payment's client token, the locale's tag, the
/// promise of the first `GET /v1/checkout/{token}` response, already under way, and a function that is told after each
/// change how the widget stands ([`standing::Standing::word`]) and whether the fallback link is wanted beside it. It must
/// not call back into the widget.
#[wasm_bindgen]
pub fn mount(host: HtmlElement, config: JsValue) -> Mounted {
    Mounted(widget::Widget::open(host, &config))
}
