//! Drawing: a [`Screen`](crate::screen::Screen) in, elements out. No decision is made here.

mod form;
mod panel;

pub(crate) use form::Form;

use crate::dom::{add, element, focus, say, set, worded};
use crate::screen::Screen;
use dargah_wire::{CheckoutView, Mode, OrderLine, ShopName};
use dargah_words::{Locale, money, told::LINES_OPEN_MAX};
use web_sys::{Element, ShadowRoot};

/// The card and what it shows now.
pub(crate) struct Stage {
    root: ShadowRoot,
    card: Element,
    body: Element,
    voice: Element,
    locale: Locale,
    form: Option<Form>,
    shown: Option<Screen>,
}

impl Stage {
    /// Takes the card over from the skeleton. `card` is empty after this but for the live region.
    pub(crate) fn new(root: ShadowRoot, card: Element, locale: Locale) -> Self {
        let body = element("div", "class=body", &[]);
        let voice = element("p", "class=sr|role=status", &[]);
        Self { root, card, body, voice, locale, form: None, shown: None }
    }

    /// Shows `screen`. The form is drawn once and kept, so that what the shopper typed is still there on the way back.
    pub(crate) fn show(&mut self, screen: Screen, view: Option<&CheckoutView>) {
        if self.shown.as_ref() == Some(&screen) {
            return;
        }
        if self.shown.is_none() {
            self.unveil();
        }
        let was_form = matches!(self.shown, Some(Screen::Form(_)));
        let test = view.is_some_and(|v| v.mode == Mode::Test);
        let had_focus = self.root.active_element().is_some();
        match &screen {
            Screen::Skeleton => {}
            Screen::Form(face) => {
                if let Some(view) = view {
                    let mut form = self.form.take().unwrap_or_else(|| Form::new(view, self.locale));
                    form.show(face, view, self.locale);
                    if !was_form {
                        self.put(&form.root, test);
                        if had_focus {
                            focus(&form.button);
                        }
                    }
                    self.form = Some(form);
                    say(&self.voice, if face.busy { self.locale.texts().busy } else { "" });
                }
            }
            Screen::Panel(panel) => {
                let (root, heading) = panel::draw(panel, view, self.locale);
                self.put(&root, test);
                say(&self.voice, &panel.title);
                if had_focus {
                    focus(&heading);
                }
            }
        }
        self.shown = Some(screen);
    }

    /// The form, while it is what the shopper sees.
    pub(crate) fn form(&self) -> Option<&Form> {
        if matches!(self.shown, Some(Screen::Form(_))) { self.form.as_ref() } else { None }
    }

    fn unveil(&self) {
        say(&self.card, "");
        let _ = self.card.remove_attribute("aria-busy");
        add(&self.card, &self.body);
        add(&self.card, &self.voice);
    }

    fn put(&self, what: &Element, test: bool) {
        say(&self.body, "");
        if test {
            add(&self.body, &worded("p", "class=ribbon|part=ribbon", self.locale.texts().sandbox));
        }
        add(&self.body, what);
    }
}

/// A name, marked with the language that it is in: a reader of Arabic gets the Persian one.
fn named(name: &ShopName, locale: Locale) -> Element {
    let (name, lang) = locale.name(name);
    let made = worded("bdi", "", name);
    if let Some(lang) = lang {
        set(&made, "lang", lang);
    }
    made
}

/// Shop, order and amount: the same above the form and above every message.
fn head(view: &CheckoutView, locale: Locale, level: &str) -> Element {
    let t = locale.texts();
    let head = element("header", "part=head", &[]);
    let shop = named(&view.shop, locale);
    add(&head, &element(level, "class=shop|part=shop", &[&shop]));
    if let Some(description) = &view.description {
        add(&head, &element("p", "class=quiet|part=description", &[&worded("bdi", "", description)]));
    }
    let price = money::amount(view.amount, locale);
    let amount = element("p", "class=amount|part=amount", &[&worded("strong", "", &price.large)]);
    if let Some(beneath) = &price.beneath {
        add(&amount, &worded("span", "class=quiet", beneath));
    }
    add(&head, &amount);
    let tag = if view.lines.is_empty() { "p" } else { "summary" };
    let order = element(tag, "class=row|part=order", &[&worded("span", "class=quiet", t.order)]);
    add(&order, &worded("bdi", "", &view.order_id));
    let order = if view.lines.is_empty() { order } else { lines(&order, &view.lines, locale) };
    add(&head, &order);
    head
}

/// What is bought, line by line, under `summary`; shut where it would push the button off a telephone's screen.
fn lines(summary: &Element, lines: &[OrderLine], locale: Locale) -> Element {
    let list = element("ul", "", &[]);
    for line in lines {
        let what = element("span", "", &[&worded("bdi", "", &line.title)]);
        if line.quantity > 1 {
            let times = [" × ", &locale.number(line.quantity.into())].concat();
            add(&what, &worded("span", "class=quiet", &times));
        }
        let amount = worded("span", "", &money::amount(line.amount, locale).large);
        add(&list, &element("li", "class=row", &[&what, &amount]));
    }
    let all = element("details", "part=lines", &[summary, &list]);
    if lines.len() <= LINES_OPEN_MAX {
        set(&all, "open", "");
    }
    all
}
