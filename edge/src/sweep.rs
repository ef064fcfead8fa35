//! What the clock starts: every few minutes each ledger object is asked whether somebody wakes for everything that is due
//! there (F40). An alarm does the work; this only finds one that was lost. Applications and replaced credentials have
//! no alarm: what is due for them is done here.

use crate::{
    books, cost, db,
    ledger::{Ask, RemoteLedger, Swept},
    onboarding, registry, webhooks,
    world::World,
};
use dargah_wire::Mode;
use worker::Env;

/// Sweeps every ledger object of every shop. What one does not answer, the next sweep asks again.
pub(crate) async fn sweep(env: &Env, world: &World) {
    for shop in world.shops.iter() {
        let ledger = RemoteLedger::new(env, &shop.id);
        for shard in 0..shop.shards {
            match ledger.ask::<Swept>(shard, &Ask::Sweep).await {
                Ok(Swept { overdue, armed }) if overdue > 0 || armed => {
                    let name = format!("m/{}/{shard:02x}", shop.id);
                    worker::console_warn!("sweep: {name}: {overdue} overdue, alarm lost: {armed}");
                }
                Ok(_) => {}
                Err(fault) => worker::console_error!("sweep: m/{}/{shard:02x}: {fault}", shop.id),
            }
        }
        for mode in [Mode::Test, Mode::Live] {
            if let Err(problem) = webhooks::publish(env, &shop.id, mode, &[]).await {
                worker::console_error!("sweep: w/{}: {problem}", shop.id);
            }
        }
    }
    for mode in [Mode::Test, Mode::Live] {
        if let Err(problem) = books::ask::<()>(env, mode, &books::Ask::Sweep).await {
            worker::console_error!("sweep: books/{}: {problem}", mode.as_str());
        }
    }
    let erased = async { registry::erase_replaced(&db::of(env).await?).await };
    if let Err(problem) = erased.await {
        worker::console_error!("sweep: credentials: {problem}");
    }
    if let Err(problem) = onboarding::work::sweep(env, world).await {
        worker::console_error!("sweep: applications: {problem}");
    }
    worker::console_log!("sweep: this isolate's objects wrote {} rows so far", cost::rows());
}
