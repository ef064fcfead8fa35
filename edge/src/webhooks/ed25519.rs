//! Ed25519 by the platform: its code for the curve is there anyway, ours would be a tenth of the Worker.

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CryptoKey, SubtleCrypto, WorkerGlobalScope};
use worker::{Result, wasm_bindgen_futures::JsFuture};

const NAME: &str = "Ed25519";

/// The signature of `content` with the key in `pkcs8`.
pub(crate) async fn sign(pkcs8: &[u8], content: &str) -> Result<Vec<u8>> {
    let (subtle, key) = import(pkcs8, false).await?;
    let signature = JsFuture::from(subtle.sign_with_str_and_u8_array(NAME, &key, content.as_bytes())?).await?;
    Ok(Uint8Array::new(&signature).to_vec())
}

/// The public key of the key in `pkcs8`, as a JWK tells it.
pub(crate) async fn public_key(pkcs8: &[u8]) -> Result<String> {
    let (subtle, key) = import(pkcs8, true).await?;
    let jwk = JsFuture::from(subtle.export_key("jwk", &key)?).await?;
    Ok(Reflect::get(&jwk, &"x".into())?.as_string().unwrap_or_default())
}

async fn import(pkcs8: &[u8], extractable: bool) -> Result<(SubtleCrypto, CryptoKey)> {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let subtle = scope.crypto()?.subtle();
    let uses = Array::of1(&JsValue::from_str("sign"));
    let imported = subtle.import_key_with_str("pkcs8", &Uint8Array::from(pkcs8), NAME, extractable, &uses)?;
    Ok((subtle, JsFuture::from(imported).await?.unchecked_into()))
}
