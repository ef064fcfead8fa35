//! Whose health it is: one board for the gateways of our own checkout, and one for each shop and mode that asks for decisions.
//! What a shop says of its gateways moves its own board alone, so no shop can spoil another's (F53).

use dargah_engine::id::ShopId;
use dargah_wire::Mode;
use serde::{Deserialize, Serialize};
use worker::{Env, Result, Stub};

/// A board's name, which is its object's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Board(String);

/// The name of our own checkout's.
const OWN: &str = "all";

impl Board {
    /// Our own checkout's.
    pub(crate) fn own() -> Self {
        Self(OWN.to_owned())
    }

    /// A shop's, in one mode.
    pub(crate) fn of(shop: &ShopId, mode: Mode) -> Self {
        let mode = mode.as_str();
        Self(format!("s/{shop}/{mode}"))
    }

    /// Whether it is our own checkout's, whose gateways we can call.
    pub(crate) fn is_own(&self) -> bool {
        self.0 == OWN
    }

    /// Where its snapshot is in KV.
    pub(crate) fn kv_key(&self) -> String {
        self.0.strip_prefix("s/").map_or_else(|| "snapshot".to_owned(), |rest| format!("snapshot/{rest}"))
    }

    /// Its object.
    pub(crate) fn object(&self, env: &Env) -> Result<Stub> {
        env.durable_object("HEALTH_BOARD")?.get_by_name(&self.0)
    }
}
