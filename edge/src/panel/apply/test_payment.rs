//! The test payment that activates a shop: a payment like any other of its test mode, made in its name and paid on our page.

use crate::{
    api::Call,
    ledger::{Ledger, RemoteLedger},
    onboarding::store::Kept,
    panel::{Stop, shell},
    world,
};
use dargah_engine::{
    id::letters,
    money::Rial,
    onboarding::Step,
    payment::{Command, Created},
    problem::Code,
    seal::sha256_hex,
    time::Span,
};
use dargah_wire::Mode;
use worker::Response;

/// Ten thousand toman; no amount at which a sandbox bank plays tricks.
const AMOUNT: i64 = 100_000;

/// Makes it, and leads to its page.
pub(super) async fn make(kept: &Kept, call: &Call) -> Result<Response, Stop> {
    if kept.application.step() != Step::Activation {
        return Ok(shell::see_other("/panel/apply")?);
    }
    let shop = crate::ledger::shop_of(&call.world, &kept.shop)?;
    let links = &call.world.links;
    let key = format!("activation/{}/{}", kept.id, letters(world::entropy()?));
    let id = links.payment_id(&shop.id, &key, shop.shards);
    let created = Created {
        id,
        shop: shop.id.clone(),
        mode: Mode::Test,
        amount: Rial::new(AMOUNT).map_err(|_| Code::Internal)?,
        order_id: "ACTIVATION".to_owned(),
        return_url: format!("{}/panel/apply/back", links.public_url()),
        description: None,
        lines: Vec::new(),
        mobile: None,
        metadata: Default::default(),
        split: Default::default(),
        top_up: None,
        expires_at: world::now() + Span::seconds(shop.pay_within_s),
        fingerprint: sha256_hex(key.as_bytes()),
    };
    RemoteLedger::new(&call.env, &shop.id).tell(id, Some(Command::Create(Box::new(created)))).await?;
    let token = links.checkout_token(&shop.id, id);
    Ok(shell::see_other(&links.checkout_page(&token))?)
}
