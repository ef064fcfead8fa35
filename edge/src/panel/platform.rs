//! Signatures, verified by the platform: its code for curves and moduli is there anyway.

use dargah_engine::passkey::{Proof, PublicKey};
use js_sys::{Array, JSON, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CryptoKey, SubtleCrypto, WorkerGlobalScope};
use worker::{Result, wasm_bindgen_futures::JsFuture};

/// Whether the proof's signature is its key's. A key that the platform does not take has signed nothing.
pub(super) async fn holds(proof: &Proof) -> Result<bool> {
    let Some(key) = import(&proof.key).await? else { return Ok(false) };
    let (data, signature) = (Uint8Array::from(proof.data.as_slice()), Uint8Array::from(proof.signature.as_slice()));
    let verified = subtle()?.verify_with_object_and_js_u8_array_and_js_u8_array(
        &object(proof.key.algorithm())?,
        &key,
        &signature,
        &data,
    )?;
    Ok(JsFuture::from(verified).await? == JsValue::TRUE)
}

/// Whether it is a key at all: its numbers on the curve, and whatever else the platform asks of one.
pub(super) async fn takes(key: &PublicKey) -> Result<bool> {
    Ok(import(key).await?.is_some())
}

async fn import(key: &PublicKey) -> Result<Option<CryptoKey>> {
    let uses = Array::of1(&JsValue::from_str("verify"));
    let imported =
        subtle()?.import_key_with_object("jwk", &object(&key.jwk())?, &object(key.algorithm())?, false, &uses);
    let Ok(imported) = imported else { return Ok(None) };
    Ok(JsFuture::from(imported).await.ok().map(JsCast::unchecked_into))
}

fn subtle() -> Result<SubtleCrypto> {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    Ok(scope.crypto()?.subtle())
}

fn object(json: &str) -> Result<Object> {
    Ok(JSON::parse(json)?.unchecked_into())
}
