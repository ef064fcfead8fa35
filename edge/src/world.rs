//! What the outside gives: the operator's configuration, the shops that the panel has made, the clock, randomness.
//!
//! The configuration comes from the environment and never changes within an isolate; the stored shops are asked for again every
//! few seconds, by their version alone. Without their database the last copy serves on, and where there is none the operator's own
//! shops do: a payment must not wait for the panel.

use crate::{db, onboarding, panel::People, registry};
use dargah_engine::{
    config::{Gateways, Operators, Shops},
    facilitator::Terms,
    links::Links,
    payment,
    registry::{Roots, together},
    seal::Key,
    time::{Moment, Span},
    webhook::Secrets,
};
use js_sys::Uint8Array;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsCast;
use worker::{Date, Env};

/// What is known of everybody.
pub(crate) struct World {
    pub(crate) gateways: Gateways,
    pub(crate) shops: Shops,
    pub(crate) settings: Rc<Settings>,
    /// Which version of the stored shops this has. Nothing while they could not be read.
    pub(crate) version: Option<i64>,
    /// Until when it holds, whatever the version: then a key ends, or credentials of before do.
    until: Option<Moment>,
}

/// What the operator has set.
pub(crate) struct Settings {
    pub(crate) gateways: Gateways,
    pub(crate) shops: Shops,
    pub(crate) operators: Operators,
    pub(crate) links: Links,
    pub(crate) webhooks: Secrets,
    pub(crate) roots: Roots,
    pub(crate) terms: Terms,
    /// What wallets are named by.
    pub(crate) wallets: Key,
    pub(crate) onboarding: onboarding::Settings,
    pub(crate) people: People,
}

impl std::ops::Deref for World {
    type Target = Settings;

    fn deref(&self) -> &Settings {
        &self.settings
    }
}

thread_local! {
    static SETTINGS: RefCell<Option<Rc<Settings>>> = const { RefCell::new(None) };
    static WORLD: RefCell<Option<Rc<World>>> = const { RefCell::new(None) };
    static ASKED_AT: Cell<Moment> = const { Cell::new(Moment(0)) };
}

/// The shortest root secret that is accepted, characters.
const SECRET_MIN: usize = 32;

/// How old a copy of the stored shops may be, and so how long a revoked key can still open.
const FRESH: Span = Span::seconds(10);

/// How often it is asked at most because somebody came whom nobody knows.
const STRANGERS: Span = Span(100);

impl Settings {
    fn load(env: &Env) -> Result<Rc<Self>, String> {
        if let Some(settings) = SETTINGS.with_borrow(Clone::clone) {
            return Ok(settings);
        }
        let text = |name: &str| env.var(name).map(|v| v.to_string()).map_err(|_| format!("`{name}` is not set"));
        let secret = text("ROOT_SECRET")?;
        if secret.len() < SECRET_MIN {
            return Err(format!("`ROOT_SECRET` must have at least {SECRET_MIN} characters"));
        }
        let links = Links::new(secret.as_bytes(), &text("PUBLIC_URL")?);
        let people = People::read(secret.as_bytes(), text("SMS").ok().as_deref(), &links)?;
        let shops = Shops::read(&text("SHOPS")?).map_err(|problem| problem.to_string())?;
        let terms = Terms::read(text("FACILITATOR").ok().as_deref()).and_then(|terms| terms.fitting(&shops));
        let settings = Rc::new(Self {
            gateways: Gateways::read(&text("GATEWAYS")?).map_err(|problem| problem.to_string())?,
            shops,
            // Nobody need be one: the service runs by itself.
            operators: Operators::read(&text("OPERATORS").unwrap_or_else(|_| "[]".to_owned()))
                .map_err(|problem| problem.to_string())?,
            links,
            webhooks: Secrets::new(secret.as_bytes()),
            roots: Roots::new(secret.as_bytes()),
            terms: terms.map_err(|problem| problem.to_string())?,
            wallets: Key::derive(secret.as_bytes(), "wallet"),
            onboarding: onboarding::Settings::read(|name| text(name).ok())?,
            people,
        });
        SETTINGS.set(Some(Rc::clone(&settings)));
        Ok(settings)
    }
}

impl World {
    /// What is known, at most a few seconds old.
    pub(crate) async fn load(env: &Env) -> Result<Rc<Self>, String> {
        Self::renewed(env, FRESH).await
    }

    /// The same, in at least this version: whoever asks has seen it.
    pub(crate) async fn at_least(env: &Env, version: Option<i64>) -> Result<Rc<Self>, String> {
        let world = Self::load(env).await?;
        if world.version >= version { Ok(world) } else { Self::renewed(env, Span::ZERO).await }
    }

    /// The same, asked for again because it does not know somebody who came.
    pub(crate) async fn with_strangers(env: &Env) -> Result<Rc<Self>, String> {
        Self::renewed(env, STRANGERS).await
    }

    async fn renewed(env: &Env, age: Span) -> Result<Rc<Self>, String> {
        let settings = Settings::load(env)?;
        let known = WORLD.with_borrow(Clone::clone);
        if let Some(world) = &known
            && now() - ASKED_AT.get() < age
        {
            return Ok(Rc::clone(world));
        }
        // Whoever comes meanwhile takes the copy that there is.
        ASKED_AT.set(now());
        let holds = known.as_deref().filter(|world| world.until.is_none_or(|until| now() < until));
        let found = Self::read(env, &settings, holds.and_then(|world| world.version)).await;
        let world = match (found, known) {
            (Ok(Some(world)), _) => world,
            (Ok(None), Some(world)) => return Ok(world),
            (Err(problem), Some(world)) => {
                worker::console_error!("registry: {problem}; the copy of before serves on");
                return Ok(world);
            }
            (problem, None) => {
                worker::console_error!("registry: {:?}; the operator's own shops alone are served", problem.err());
                let (gateways, shops) = (settings.gateways.clone(), settings.shops.clone());
                Self { gateways, shops, settings, version: None, until: None }
            }
        };
        let world = Rc::new(world);
        WORLD.set(Some(Rc::clone(&world)));
        Ok(world)
    }

    /// The world with the stored shops, unless they are still those of version `known`.
    async fn read(env: &Env, settings: &Rc<Settings>, known: Option<i64>) -> worker::Result<Option<Self>> {
        let db = db::of(env).await?;
        let version = registry::version(&db).await?;
        if known == Some(version) {
            return Ok(None);
        }
        let (stored, version) = registry::stored(&db).await?;
        let now = now();
        let (gateways, shops, problems) = together(&settings.gateways, &settings.shops, &stored, &settings.roots, now);
        for problem in problems {
            worker::console_error!("registry: {problem}");
        }
        let ends = stored.keys.iter().filter_map(|key| key.ends_at);
        let ends = ends.chain(stored.replaced.iter().map(|old| old.until)).map(Moment).filter(|end| now < *end);
        Ok(Some(Self { gateways, shops, settings: Rc::clone(settings), version: Some(version), until: ends.min() }))
    }

    /// Which version of the stored shops this isolate knows.
    pub(crate) fn known_version() -> Option<i64> {
        WORLD.with_borrow(|world| world.as_ref().and_then(|world| world.version))
    }

    /// What is stored was changed from here: the next who asks is told of it.
    pub(crate) fn has_changed() {
        ASKED_AT.set(Moment(0));
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
