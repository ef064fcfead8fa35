//! Who owns which bank reference. One row a claim, first come, for ever (I6); 256 objects share the keys by their first byte.

use crate::message;
use dargah_engine::id::PaymentId;
use serde::{Deserialize, Serialize};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// A claim.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ask {
    /// Hash of gateway, terminal and reference.
    pub(crate) key: String,
    /// Who claims it.
    pub(crate) owner: PaymentId,
}

#[derive(Deserialize)]
struct Row {
    owner: String,
}

/// A part of the claims.
#[durable_object(fetch)]
pub struct Claims {
    state: State,
}

impl DurableObject for Claims {
    fn new(state: State, _: Env) -> Self {
        Self { state }
    }

    /// Answers `true` if the reference is the asking payment's, now or before.
    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let ask: Ask = message::read(&mut request).await?;
        let owner = ask.owner.to_string();
        let sql = self.state.storage().sql();
        // From here to the answer nothing is awaited, so no other claim can come between.
        sql.exec("CREATE TABLE IF NOT EXISTS claim (key TEXT PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID", None)?;
        let known =
            sql.exec("SELECT owner FROM claim WHERE key = ?", vec![ask.key.as_str().into()])?.to_array::<Row>()?;
        let ours = match known.first() {
            Some(row) => row.owner == owner,
            None => {
                crate::cost::wrote(1);
                sql.exec("INSERT INTO claim (key, owner) VALUES (?, ?)", vec![ask.key.into(), owner.into()])?;
                true
            }
        };
        message::answer(&ours)
    }
}
