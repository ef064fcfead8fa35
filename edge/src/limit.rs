//! How much one caller may ask for: counted by the platform, at each of its places apart (the bindings are set in `wrangler.jsonc`).
//! A shop is counted by itself; whoever has no good key, by address, so that guessing keys costs us next to nothing.

use crate::api::Call;
use dargah_engine::problem::{Code, Fault};
use worker::Request;

/// Requests of a shop in one mode, and requests without a good key from one address.
const SHOPS: &str = "SHOP_RATE";
const STRANGERS: &str = "STRANGER_RATE";

/// Refuses one request too many of an address that needs no key.
pub(crate) async fn stranger(request: &Request, call: &Call) -> Result<(), Fault> {
    count(call, STRANGERS, request.headers().get("cf-connecting-ip").ok().flatten().unwrap_or_default()).await
}

/// Refuses a request by key that is one too many.
pub(crate) async fn check(request: &Request, call: &Call) -> Result<(), Fault> {
    match (&call.caller.shop, &call.caller.key) {
        (Some((shop, mode)), _) => count(call, SHOPS, format!("{shop}/{}", mode.as_str())).await,
        (None, Some(key)) if !call.world.operators.know(key) => stranger(request, call).await,
        (None, _) => Ok(()),
    }
}

/// Counts one more; should the platform not be able to, nobody is refused.
async fn count(call: &Call, binding: &str, who: String) -> Result<(), Fault> {
    let counted = async { call.env.rate_limiter(binding)?.limit(who).await };
    match counted.await {
        Ok(outcome) if !outcome.success => Err(Code::RateLimited.into()),
        Ok(_) => Ok(()),
        Err(problem) => {
            worker::console_error!("{binding}: {problem}");
            Ok(())
        }
    }
}
