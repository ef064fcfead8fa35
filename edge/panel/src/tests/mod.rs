//! Every page, in both languages: well-formed, the right way round, hostile text escaped, and each text in its language.

#![allow(clippy::panic, reason = "a test stops at the first thing that is wrong")]

mod applications;
mod contracts;
mod pages;
mod people;
mod reconciliations;

use crate::{Done, Flash, Frame, Lang, Section, Tone};
use dargah_wire::{Mode, ShopName};
use std::fs;

/// Text that wants to be markup, a formula, or to turn the page around.
pub(crate) const HOSTILE: &str = "<script>x()</script>\"'&\u{202e}=1+1";

/// A frame of somebody who may see everything.
pub(crate) fn frame(lang: Lang, shop: &ShopName, here: Section) -> Frame<'_> {
    Frame {
        lang,
        shop: Some(shop),
        mode: Mode::Test,
        is_live: true,
        sections: &Section::ALL,
        here,
        path: here.path(),
        csrf: "c5rf",
        member: "0912 123 4567",
        flash: None,
    }
}

pub(crate) fn shop() -> ShopName {
    ShopName { fa: "سفال‌خانهٔ نیشابور".to_owned(), en: "Neyshabur Pottery".to_owned() }
}

/// What holds for every page.
pub(crate) fn check(name: &str, lang: Lang, html: &str) {
    let wrong = |what: &str| panic!("{name} in {}: {what}\n{html}", lang.tag());
    if !html.starts_with(&format!("<!DOCTYPE html><html lang=\"{}\" dir=\"{}\">", lang.tag(), lang.dir())) {
        wrong("the page does not say its language and direction");
    }
    if html.contains("<script>x") || html.contains("\"'&") {
        wrong("hostile text is markup");
    }
    if html.contains(" style=") {
        wrong("a style of its own, which the policy forbids");
    }
    if html.matches("<h1").count() != 1 {
        wrong("not exactly one main heading");
    }
    if html.contains("{}") {
        wrong("a text whose value was not put in");
    }
    if lang == Lang::Fa && html.contains(">—<") && html.contains("None") {
        wrong("a value that nobody wrote out");
    }
    if let Err(problem) = roxmltree::Document::parse(&as_xml(html)) {
        wrong(&format!("not well-formed: {problem}"));
    }
    let text = visible(html);
    if lang == Lang::En
        && let Some(word) =
            text.split_whitespace().find(|word| word.chars().any(|c| ('\u{600}'..='\u{6FF}').contains(&c)))
        && !word.contains("فارسی")
    {
        wrong(&format!("Persian in an English page: {word}"));
    }
    ids_are_there_once(html).unwrap_or_else(|problem| wrong(&problem));
}

/// A form's post carries `csrf`; an error and a hint are where a field says they are.
fn ids_are_there_once(html: &str) -> Result<(), String> {
    let xml = as_xml(html);
    let document = roxmltree::Document::parse(&xml).map_err(|e| e.to_string())?;
    let mut ids = std::collections::BTreeSet::new();
    for node in document.descendants() {
        if let Some(id) = node.attribute("id")
            && !ids.insert(id)
        {
            return Err(format!("the id `{id}` is there twice"));
        }
        let is_post = node.has_tag_name("form") && node.attribute("method") == Some("post");
        if is_post && !node.descendants().any(|field| field.attribute("name") == Some("csrf")) {
            return Err("a form without csrf".to_owned());
        }
        if node.has_tag_name("button") && node.attribute("type").is_none() {
            return Err("a button without type".to_owned());
        }
    }
    for node in document.descendants() {
        for named in ["for", "aria-describedby", "aria-labelledby"].iter().filter_map(|name| node.attribute(*name)) {
            if let Some(lost) = named.split_whitespace().find(|id| !ids.contains(id)) {
                return Err(format!("`{lost}` is named and not there"));
            }
        }
        let place = node.attribute("href").and_then(|href| href.strip_prefix('#'));
        if let Some(lost) = place.filter(|place| !ids.contains(place)) {
            return Err(format!("`#{lost}` leads nowhere"));
        }
    }
    Ok(())
}

/// The page as XML: void elements closed, attributes without value given one.
fn as_xml(html: &str) -> String {
    let mut xml = html.trim_start_matches("<!DOCTYPE html>").to_owned();
    for void in ["meta", "link", "input", "br", "hr", "img"] {
        let mut closed = String::new();
        let mut rest = xml.as_str();
        while let Some(at) = rest.find(&format!("<{void} ")) {
            let end = at + rest[at..].find('>').unwrap_or(0);
            closed.push_str(&rest[..end]);
            closed.push('/');
            rest = &rest[end..];
        }
        closed.push_str(rest);
        xml = closed;
    }
    for flag in ["defer", "hidden", "checked", "selected", "autofocus", "novalidate", "open", "required", "disabled"] {
        for end in [" ", ">", "/"] {
            xml = xml.replace(&format!(" {flag}{end}"), &format!(" {flag}=\"\"{end}"));
        }
    }
    xml
}

/// What is between the tags.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[test]
fn every_page_is_whole_in_both_languages_whatever_the_outside_says() {
    for lang in Lang::ALL {
        for (name, html) in pages::pages(lang, HOSTILE) {
            check(name, lang, &html);
        }
    }
}

/// `PANEL_GALLERY=<folder> cargo test -p dargah-panel` writes every page there, to be looked at.
#[test]
fn every_page_can_be_looked_at() {
    for lang in Lang::ALL {
        let pages = pages::pages(lang, lang.either("لیوان", "mug"));
        assert!(pages.len() > 30);
        for (name, html) in pages {
            check(name, lang, &html);
            if let Ok(folder) = std::env::var("PANEL_GALLERY") {
                let written = fs::write(format!("{folder}/{name}.{}.html", lang.tag()), html);
                assert!(written.is_ok(), "{folder}: {written:?}");
            }
        }
    }
}

#[test]
fn what_was_done_is_found_again_by_its_word() {
    for done in Done::ALL {
        assert_eq!(Done::said(done.word()), Some(*done));
        assert!(Lang::ALL.into_iter().all(|lang| !done.flash(lang).text.is_empty()));
    }
    assert_eq!(Done::said("x"), None);
}

#[test]
fn a_hostile_member_and_flash_are_text() {
    let shop = ShopName { fa: HOSTILE.to_owned(), en: HOSTILE.to_owned() };
    for lang in Lang::ALL {
        let flash = Some(Flash { tone: Tone::Bad, text: HOSTILE });
        let frame = Frame { member: HOSTILE, flash, ..frame(lang, &shop, Section::Overview) };
        check("the frame", lang, &frame.page(HOSTILE, &maud::html! { h1 { (HOSTILE) } }));
    }
}

#[test]
fn the_frame_offers_what_the_role_may_see_and_the_other_language() {
    let shop = shop();
    for lang in Lang::ALL {
        let sections = [Section::Overview, Section::Payments];
        let frame =
            Frame { sections: &sections, path: "/panel/payments?status=paid", ..frame(lang, &shop, Section::Payments) };
        let html = frame.page("x", &maud::html! { h1 { "x" } });
        check("the frame", lang, &html);
        assert!(html.contains("href=\"/panel/payments?mode=test\" aria-current=\"page\""), "{html}");
        assert!(!html.contains("/panel/keys"), "a section that is not theirs");
        let other = format!("href=\"/panel/payments?status=paid&amp;mode=test&amp;lang={}\"", lang.other().tag());
        assert!(html.contains(&other), "{html}");
        assert!(html.contains("action=\"/panel/sign-out\"") && html.contains("name=\"csrf\" value=\"c5rf\""));
        let bare = crate::frame::bare(lang, "/panel/sign-in", "x", &maud::html! { h1 { "x" } });
        check("a page before sign-in", lang, &bare);
    }
}

#[test]
fn a_shop_that_is_not_live_has_no_live_mode_to_switch_to() {
    let shop = shop();
    let frame = Frame { is_live: false, ..frame(Lang::En, &shop, Section::Overview) };
    let html = frame.page("x", &maud::html! { h1 { "x" } });
    assert!(!html.contains("mode=live") && html.contains("<span class=\"off\""), "{html}");
}
