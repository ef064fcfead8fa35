//! What the outside gives: the operator's configuration, the clock, randomness.

use dargah_engine::{
    config::{Gateways, Operators, Shops},
    links::Links,
    payment,
    time::Moment,
    webhook::Secrets,
};
use js_sys::Uint8Array;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use worker::{Date, Env};

/// The operator's configuration, read once per isolate.
pub(crate) struct World {
    pub(crate) gateways: Gateways,
    pub(crate) shops: Shops,
    pub(crate) operators: Operators,
    pub(crate) links: Links,
    pub(crate) webhooks: Secrets,
}

thread_local! {
    static WORLD: RefCell<Option<Rc<World>>> = const { RefCell::new(None) };
}

/// The shortest root secret that is accepted, characters.
const SECRET_MIN: usize = 32;

impl World {
    /// The configuration, from this isolate's copy or from the environment. A deployment starts new isolates, so a copy
    /// never outlives the values it was made from.
    pub(crate) fn load(env: &Env) -> Result<Rc<Self>, String> {
        if let Some(world) = WORLD.with_borrow(Clone::clone) {
            return Ok(world);
        }
        let text = |name: &str| env.var(name).map(|v| v.to_string()).map_err(|_| format!("`{name}` is not set"));
        let secret = text("ROOT_SECRET")?;
        if secret.len() < SECRET_MIN {
            return Err(format!("`ROOT_SECRET` must have at least {SECRET_MIN} characters"));
        }
        let world = Rc::new(Self {
            gateways: Gateways::read(&text("GATEWAYS")?).map_err(|problem| problem.to_string())?,
            shops: Shops::read(&text("SHOPS")?).map_err(|problem| problem.to_string())?,
            // Nobody need be one: the service runs by itself.
            operators: Operators::read(&text("OPERATORS").unwrap_or_else(|_| "[]".to_owned()))
                .map_err(|problem| problem.to_string())?,
            links: Links::new(secret.as_bytes(), &text("PUBLIC_URL")?),
            webhooks: Secrets::new(secret.as_bytes()),
        });
        WORLD.set(Some(Rc::clone(&world)));
        Ok(world)
    }

    /// What a decision is made under, now.
    pub(crate) fn deciding(&self) -> payment::Context<'_> {
        payment::Context { now: now(), gateways: &self.gateways, shops: &self.shops, links: &self.links }
    }
}

/// The time.
pub(crate) fn now() -> Moment {
    Moment(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX))
}

/// Fresh random bytes. If the platform has none to give, nothing that needs them can go on; zeros would be worse.
pub(crate) fn entropy<const N: usize>() -> worker::Result<[u8; N]> {
    let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    let array = Uint8Array::new_with_length(u32::try_from(N).unwrap_or(0));
    scope.crypto()?.get_random_values_with_array_buffer_view(&array)?;
    let mut bytes = [0; N];
    array.copy_to(&mut bytes);
    Ok(bytes)
}

/// A name for one request, to quote when asking for help.
pub(crate) fn request_id() -> String {
    let bytes = entropy::<8>().unwrap_or_default();
    format!("req_{:016x}", u64::from_be_bytes(bytes))
}
