//! One mounted widget: feeds the model with what happens, carries out what it answers, shows the screen that follows.

use crate::api::{self, Call};
use crate::decode::{self, get, text};
use crate::dom::{document, window};
use crate::events;
use crate::fault::Fault;
use crate::screen::{self, Screen};
use crate::standing::standing;
use crate::state::{Effect, Input, Model};
use crate::view::Stage;
use dargah_words::Locale;
use js_sys::{Function, Promise};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, EventTarget, HtmlElement, PageTransitionEvent, ShadowRoot};

// `Fn`: a listener of the page's, called from within, may press the button or take the widget out of the page.
type Handler = Closure<dyn Fn(Event)>;

/// A mounted widget.
pub(crate) struct Widget {
    inner: Rc<Inner>,
    handler: Handler,
}

struct Inner {
    host: HtmlElement,
    root: ShadowRoot,
    locale: Locale,
    /// `{edge}/v1/checkout/{token}`
    base: String,
    /// The first request, which the loader sent.
    session: Cell<Option<Promise>>,
    /// Told how the widget stands, and whether the fallback link is wanted.
    say: Function,
    model: RefCell<Model>,
    stage: RefCell<Stage>,
    /// False once unmounted: whatever comes in then is ignored.
    alive: Cell<bool>,
}

impl Widget {
    /// Mounts into the shadow root of `host`. See [`crate::mount`] for `config`.
    pub(crate) fn open(host: HtmlElement, config: &JsValue) -> Self {
        let said = |name| text(config, name).unwrap_or_default();
        let locale = Locale::of(&said("locale"));
        let root = host.shadow_root().unwrap_throw();
        let card = root.query_selector(".card").unwrap_throw().unwrap_throw();
        let inner = Rc::new(Inner {
            locale,
            base: [&said("edge"), "/v1/checkout/", &said("token")].concat(),
            session: Cell::new(Some(get(config, "session").unchecked_into())),
            say: get(config, "say").unchecked_into(),
            model: RefCell::default(),
            stage: RefCell::new(Stage::new(root.clone(), card, locale)),
            alive: Cell::new(true),
            root,
            host,
        });
        let weak = Rc::downgrade(&inner);
        let handler = Handler::new(move |event: Event| {
            if let Some(inner) = weak.upgrade() {
                inner.heard(&event);
            }
        });
        let widget = Self { inner, handler };
        widget.listen(true);
        widget.inner.carry_out(Effect::Load);
        widget
    }

    /// Presses the button.
    pub(crate) fn submit(&self) {
        self.inner.submit();
    }

    /// Looks again.
    pub(crate) fn retry(&self) {
        self.inner.feed(Input::Retry);
    }

    /// Unmounts.
    pub(crate) fn close(&self) {
        self.inner.alive.set(false);
        self.listen(false);
    }

    fn listen(&self, on: bool) {
        let (root, page, window): (&EventTarget, EventTarget, EventTarget) =
            (&self.inner.root, document().into(), window().into());
        let handler: &Function = self.handler.as_ref().unchecked_ref();
        for (target, name) in [
            (root, "submit"),
            (root, "click"),
            (root, "input"),
            (&page, "visibilitychange"),
            (&window, "pageshow"),
            (&window, "online"),
        ] {
            let done = if on {
                target.add_event_listener_with_callback(name, handler)
            } else {
                target.remove_event_listener_with_callback(name, handler)
            };
            done.unwrap_throw();
        }
    }
}

impl Inner {
    fn heard(self: &Rc<Self>, event: &Event) {
        match event.type_().as_str() {
            "submit" => {
                event.prevent_default();
                self.submit();
            }
            "click" => {
                let target: Element = event.target().unwrap_throw().unchecked_into();
                if target.has_attribute("data-act") {
                    self.feed(Input::Retry);
                }
            }
            "input" => {
                if let Some(form) = self.stage.borrow().form() {
                    form.forgive();
                }
            }
            "visibilitychange" => {
                if !document().hidden() {
                    self.feed(Input::Returned { frozen: false });
                }
            }
            "online" => self.feed(Input::Online),
            // `pageshow`
            _ => {
                if event.unchecked_ref::<PageTransitionEvent>().persisted() {
                    self.feed(Input::Returned { frozen: true });
                }
            }
        }
    }

    fn submit(self: &Rc<Self>) {
        let asked = self.stage.borrow().form().and_then(crate::view::Form::read);
        if let Some(request) = asked {
            self.feed(Input::Pay(request));
        }
    }

    fn feed(self: &Rc<Self>, input: Input) {
        if !self.alive.get() {
            return;
        }
        let effects = self.model.borrow_mut().step(input);
        self.draw();
        for effect in effects {
            // The page may unmount us from within its listener.
            if self.alive.get() {
                self.carry_out(effect);
            }
        }
    }

    fn draw(&self) {
        let model = self.model.borrow();
        let screen = screen::screen(&model, self.locale);
        let drawn = screen != Screen::Skeleton;
        self.stage.borrow_mut().show(screen, model.view());
        let link = !drawn || screen::wants_fallback(&model);
        // The loader's own function: it cannot fail in a way that we could mend.
        let state = JsValue::from_str(standing(&model).word());
        let _ = self.say.call2(&JsValue::UNDEFINED, &state, &JsValue::from_bool(link));
    }

    fn carry_out(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Tell(signal) => events::tell(&self.host, &signal),
            Effect::Go(to) => {
                if !events::may_leave(&self.host, &to) {
                    self.feed(Input::Held);
                } else if self.alive.get() {
                    // It has passed the list of origins. A page of the edge's own goes on from there, by the form that most
                    // banks want, so that the shop's policy needs to name none of them.
                    window().location().assign(&to.url).unwrap_throw();
                }
            }
            Effect::Wait { ms, number } => {
                let inner = self.clone();
                spawn_local(async move {
                    sleep(ms).await;
                    inner.feed(Input::Waited(number));
                });
            }
            Effect::Load => {
                let first = self.session.take().map(Call::First);
                self.ask(first.unwrap_or_else(|| api::get(&self.base, "")), |answer| {
                    Input::Viewed(answer.and_then(|json| Ok(decode::checkout_view(&json)?)))
                });
            }
            Effect::Ask => self.ask(api::get(&self.base, "/status"), |answer| {
                Input::Told(answer.and_then(|json| Ok(decode::status_view(&json)?)))
            }),
            Effect::Pay(asked) => {
                if !events::may_submit(&self.host, &asked) {
                    self.feed(Input::Withheld);
                } else if self.alive.get() {
                    self.ask(api::pay(&self.base, &asked, self.locale), |answer| {
                        Input::Answered(answer.and_then(|json| Ok(decode::redirect_answer(&json)?)))
                    });
                }
            }
        }
    }

    fn ask(self: &Rc<Self>, call: Call, read: fn(Result<JsValue, Fault>) -> Input) {
        let inner = self.clone();
        spawn_local(async move {
            inner.feed(read(api::carry_out(call).await));
        });
    }
}

async fn sleep(ms: u32) {
    let timer = Promise::new(&mut |resolve, _| {
        window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms.cast_signed()).unwrap_throw();
    });
    // A timer's promise is never rejected.
    let _ = JsFuture::from(timer).await;
}
