//! One generic builder for elements. Data goes in as text nodes and attributes, never as HTML.

use dargah_words::text::cut;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlElement, Window};

/// The window.
pub(crate) fn window() -> Window {
    web_sys::window().unwrap_throw()
}

/// The document.
pub(crate) fn document() -> Document {
    window().document().unwrap_throw()
}

/// `<tag>` with `attributes`, written as `name=value` and parted by a bar, and `kids` in it.
pub(crate) fn element(tag: &str, attributes: &str, kids: &[&Element]) -> Element {
    let made = document().create_element(tag).unwrap_throw();
    let mut rest = attributes;
    while let Some((name, more)) = cut(rest, b'=') {
        let (value, after) = cut(more, b'|').unwrap_or((more, ""));
        set(&made, name, value);
        rest = after;
    }
    for kid in kids {
        add(&made, kid);
    }
    made
}

/// `<tag>` with `attributes` as in [`element`] and `text` in it.
pub(crate) fn worded(tag: &str, attributes: &str, text: &str) -> Element {
    let made = element(tag, attributes, &[]);
    say(&made, text);
    made
}

/// Sets an attribute.
pub(crate) fn set(element: &Element, name: &str, value: &str) {
    element.set_attribute(name, value).unwrap_throw();
}

/// Puts `kid` at the end of `parent`.
pub(crate) fn add(parent: &Element, kid: &Element) {
    parent.append_child(kid).unwrap_throw();
}

/// Replaces everything in `element` with `text`.
pub(crate) fn say(element: &Element, text: &str) {
    element.set_text_content(Some(text));
}

/// Moves the focus to `element`.
pub(crate) fn focus(element: &Element) {
    // A refused focus is no fault: the shopper goes on by hand.
    let _ = element.unchecked_ref::<HtmlElement>().focus();
}
