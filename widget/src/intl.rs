//! Numbers in the shopper's digits, by the browser's own `Intl.NumberFormat`.

use crate::money::{Price, price};
use crate::text::{Locale, Texts, fill};
use js_sys::{Array, BigInt, Intl::NumberFormat, Object};
use wasm_bindgen::prelude::*;

/// `n` grouped, in the digits of `locale`. A `BigInt` goes in: an amount never passes through a float here.
pub(crate) fn grouped(n: i64, locale: Locale) -> String {
    let locales = Array::of1(&JsValue::from_str(locale.tag()));
    let format = NumberFormat::new(&locales, &Object::new()).format();
    let shown = format.call1(&JsValue::UNDEFINED, &BigInt::from(n));
    shown.ok().and_then(|s| s.as_string()).unwrap_throw()
}

/// The amount as `(large, beneath)`: toman and rial, or rial alone.
pub(crate) fn amount(rial: i64, locale: Locale) -> (String, Option<String>) {
    let t: &Texts = locale.texts();
    match price(rial) {
        Price::Toman { toman, rial } => {
            (fill(t.toman, &grouped(toman, locale)), Some(fill(t.rial, &grouped(rial, locale))))
        }
        Price::Rial(rial) => (fill(t.rial, &grouped(rial, locale)), None),
    }
}
