//! Wallets' rows: their events. `day` is that of a use and -1 of what is known of a wallet whatever the day, so that what a wallet is
//! now is read without all that it ever did.

use crate::cost;
use dargah_engine::{
    calendar::Day,
    id::WalletId,
    wallet::{Recorded, Wallet},
};
use serde::Deserialize;
use std::cell::Cell;
use worker::{Result, SqlStorage, SqlStorageValue};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS wallet
    (id TEXT NOT NULL, day INTEGER NOT NULL, n INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (id, day, n)) WITHOUT ROWID";

/// Where what is known of a wallet stands before what it did on a day.
const ALWAYS: i64 = -1;

/// The rows of an object.
#[derive(Default)]
pub(crate) struct WalletStore {
    ready: Cell<bool>,
}

#[derive(Deserialize)]
struct Row {
    event: String,
}

impl WalletStore {
    fn ready(&self, sql: &SqlStorage) -> Result<()> {
        if !self.ready.replace(true) {
            sql.exec(TABLE, None)?;
        }
        Ok(())
    }

    /// A wallet as it is now; nothing if there is none.
    pub(crate) fn read(&self, sql: &SqlStorage, id: &WalletId) -> Result<Option<Wallet>> {
        self.ready(sql)?;
        let query = "SELECT event FROM wallet
            WHERE id = ?1 AND day IN (-1, (SELECT MAX(day) FROM wallet WHERE id = ?1)) ORDER BY day, n";
        let rows: Vec<Row> = sql.exec(query, vec![id.as_str().into()])?.to_array()?;
        let events = rows.iter().map(|row| Ok(serde_json::from_str(&row.event)?)).collect::<Result<Vec<Recorded>>>()?;
        Ok(Wallet::replay(&events))
    }

    /// Adds what happened to it, where `before` is what it was; nothing for one that is opened.
    pub(crate) fn add(
        &self,
        sql: &SqlStorage,
        id: &WalletId,
        before: Option<Wallet>,
        events: &[Recorded],
    ) -> Result<()> {
        self.ready(sql)?;
        let mut wallet = before;
        for recorded in events {
            let day = wallet.as_ref().and_then(|wallet| wallet.counts_for(recorded));
            let day = SqlStorageValue::try_from_i64(day.map_or(ALWAYS, |Day(day)| day.into()))?;
            let query = "INSERT INTO wallet (id, day, n, event)
                SELECT ?1, ?2, COALESCE((SELECT MAX(n) FROM wallet WHERE id = ?1 AND day = ?2), 0) + 1, ?3";
            let values = vec![id.as_str().into(), day, serde_json::to_string(recorded)?.into()];
            cost::wrote(sql.exec(query, values)?.rows_written());
            if let Some(wallet) = &mut wallet {
                wallet.apply(recorded);
            }
        }
        Ok(())
    }
}
