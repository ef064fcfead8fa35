//! What the clock starts: every few minutes each ledger object is asked whether somebody wakes for everything that is due
//! there (F40). An alarm does the work; this only finds one that was lost.

use crate::{
    ledger::{Ask, RemoteLedger, Swept},
    world::World,
};
use worker::Env;

/// Sweeps every ledger object of every shop. What one does not answer, the next sweep asks again.
pub(crate) async fn sweep(env: &Env, world: &World) {
    let mut written = 0;
    for shop in world.shops.iter() {
        let ledger = RemoteLedger::new(env, &shop.id);
        for shard in 0..shop.shards {
            match ledger.ask::<Swept>(shard, &Ask::Sweep).await {
                Ok(Swept { overdue, armed, rows }) => {
                    written += rows;
                    if overdue > 0 || armed {
                        worker::console_warn!(
                            "sweep: m/{}/{shard:02x}: {overdue} overdue, alarm lost: {armed}",
                            shop.id
                        );
                    }
                }
                Err(fault) => worker::console_error!("sweep: m/{}/{shard:02x}: {fault}", shop.id),
            }
        }
    }
    worker::console_log!("sweep: the ledgers wrote {written} rows since they woke");
}
