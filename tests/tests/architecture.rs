//! The rules of the house: who may depend on whom, and what must not appear where. `edge/ARCHITECTURE.md` says why.
#![allow(clippy::expect_used, clippy::panic, reason = "a test stops at the first thing that is wrong")]

use dargah_engine::gateway::Provider;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the project's root")
}

/// Normal dependencies of each crate of the workspace, by name.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo metadata");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| {
            let normal =
                package["dependencies"].as_array().expect("dependencies").iter().filter(|d| d["kind"].is_null());
            (text(&package["name"]), normal.map(|d| text(&d["name"])).collect())
        })
        .collect()
}

fn of(name: &str) -> BTreeSet<String> {
    dependencies().remove(name).unwrap_or_else(|| panic!("the workspace has no crate {name}"))
}

fn sources(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())).flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let text = fs::read_to_string(&path).unwrap_or_default();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "no {ending} files below {folder}");
    found
}

#[test]
fn wire_depends_on_serde_alone() {
    assert_eq!(of("dargah-wire"), BTreeSet::from(["serde".to_owned()]));
}

#[test]
fn words_depend_on_wire_alone_and_are_what_the_widget_and_the_edge_share() {
    assert_eq!(of("dargah-words"), BTreeSet::from(["dargah-wire".to_owned()]));
    let users: Vec<_> =
        dependencies().into_iter().filter(|(_, on)| on.contains("dargah-words")).map(|(name, _)| name).collect();
    assert_eq!(users, ["dargah-edge", "dargah-engine", "dargah-panel", "dargah-widget"]);
}

#[test]
fn the_panels_pages_know_no_worker_and_no_engine() {
    let allowed = ["dargah-wire", "dargah-words", "maud", "qrcodegen"];
    let found: Vec<_> = of("dargah-panel").into_iter().filter(|d| !allowed.contains(&d.as_str())).collect();
    assert!(found.is_empty(), "dargah-panel depends on {found:?}");
}

#[test]
fn words_are_bytes_to_a_shopper_and_open_no_door_to_formatting() {
    for (path, text) in sources("widget/words/src", ".rs").into_iter().chain(sources("widget/src", ".rs")) {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for word in ["format!", ".to_string()", "write!", "println!"] {
                assert!(!line.contains(word), "{} has `{word}`", path.display());
            }
        }
    }
}

/// A shopper is spoken to in words of `dargah-words`: Persian and Arabic letters elsewhere are words that nobody translated.
#[test]
fn the_widget_and_the_checkouts_page_have_no_words_of_their_own() {
    let pages = sources("edge/src/page", ".rs").into_iter().filter(|(path, _)| !path.ends_with("board_text.rs"));
    for (path, text) in sources("widget/src", ".rs").into_iter().chain(pages) {
        let found = text.chars().find(|c| ('\u{600}'..='\u{6FF}').contains(c));
        assert!(found.is_none(), "{} says something by itself", path.display());
    }
}

#[test]
fn the_engine_knows_no_worker_no_browser_and_no_runtime() {
    let forbidden =
        ["worker", "web-sys", "js-sys", "wasm-bindgen", "gloo-net", "tokio", "futures-util", "getrandom", "rand"];
    let found: Vec<_> = of("dargah-engine").into_iter().filter(|d| forbidden.contains(&d.as_str())).collect();
    assert!(found.is_empty(), "dargah-engine depends on {found:?}");
}

#[test]
fn the_engine_is_synchronous_and_has_no_clock_and_no_io() {
    for (path, text) in sources("edge/engine/src", ".rs") {
        for word in [
            "async fn",
            ".await",
            "SystemTime",
            "Instant::now",
            "std::fs",
            "std::net",
            "std::env",
            "println!",
            "thread_local!",
        ] {
            assert!(!text.contains(word), "{} has `{word}`", path.display());
        }
    }
}

#[test]
fn the_engine_never_asks_for_a_gateway_by_its_name() {
    for (path, text) in
        sources("edge/engine/src/payment", ".rs").into_iter().chain(sources("edge/engine/src/routing", ".rs"))
    {
        let text = text.to_lowercase();
        for word in Provider::ALL.map(Provider::as_str).into_iter().chain(["provider::"]) {
            assert!(!text.contains(word), "{} names a provider: `{word}`", path.display());
        }
    }
}

#[test]
fn money_is_never_a_float() {
    let folders = ["payment", "gateway", "request", "reconcile", "report", "books", "facilitator", "payout", "wallet"];
    for folder in folders.map(|name| format!("edge/engine/src/{name}")) {
        for (path, text) in sources(&folder, ".rs") {
            // The JSON reader meets fractions in answers, and has one place where it throws them away.
            let text = text.replacen("visit_f64<E: Error>(self, _: f64)", "", 1);
            for word in ["f32", "f64", "as_f64"] {
                let named = text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|token| token == word);
                assert!(!named, "{} has `{word}`", path.display());
            }
        }
    }
}

#[test]
fn the_widget_depends_on_wire_words_and_what_draws() {
    let allowed = [
        "dargah-wire",
        "dargah-words",
        "wasm-bindgen",
        "wasm-bindgen-futures",
        "web-sys",
        "js-sys",
        "gloo-net",
        "serde",
        "serde-wasm-bindgen",
        // The allocator, for its size.
        "talc",
    ];
    let found: Vec<_> = of("dargah-widget").into_iter().filter(|d| !allowed.contains(&d.as_str())).collect();
    assert!(found.is_empty(), "dargah-widget depends on {found:?}");
    for needed in ["wasm-bindgen", "web-sys", "js-sys", "gloo-net", "serde", "serde-wasm-bindgen"] {
        assert!(of("dargah-widget").contains(needed), "dargah-widget does not use {needed}");
    }
}

#[test]
fn the_widget_and_the_page_have_no_field_for_a_card() {
    for folder in ["widget/src", "edge/src/page"] {
        for (path, text) in sources(folder, ".rs") {
            for word in
                ["cc-number", "cc-csc", "cc-exp", "cvv2\"", "name=\"pan\"", "one-time-code", "type=\"password\""]
            {
                assert!(!text.contains(word), "{} has `{word}`", path.display());
            }
        }
    }
}

#[test]
fn the_banks_never_use_the_engine() {
    let found: Vec<_> = of("dargah-bank").into_iter().filter(|d| d.starts_with("dargah-")).collect();
    assert!(found.is_empty(), "dargah-bank depends on {found:?}");
    for (path, text) in sources("tests/bank/src", ".rs") {
        assert!(
            !text.contains("dargah_engine::") && !text.contains("dargah_wire::"),
            "{} uses our own code",
            path.display()
        );
    }
}

#[test]
fn the_edge_decides_nothing_about_a_payments_state() {
    for (path, text) in sources("edge/src", ".rs") {
        assert!(!text.contains("Event::"), "{} makes events of its own", path.display());
    }
}

#[test]
fn no_source_file_is_a_grab_bag() {
    for folder in [
        "edge/src",
        "edge/engine/src",
        "edge/wire/src",
        "edge/panel/src",
        "widget/src",
        "widget/words/src",
        "tests/bank/src",
    ] {
        for (path, text) in sources(folder, ".rs") {
            let lines = text.lines().count();
            assert!(lines <= 400, "{} has {lines} lines: split it by subject", path.display());
        }
    }
}

#[test]
fn the_top_level_is_the_agreed_one() {
    let agreed = [
        "Cargo.toml",
        "Cargo.lock",
        "package.json",
        "package-lock.json",
        "README.md",
        "LICENSE",
        "widget",
        "edge",
        "www",
        "tests",
    ];
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().expect("git ls-files");
    let listing = String::from_utf8_lossy(&output.stdout).into_owned();
    let top: BTreeSet<&str> =
        listing.split('\0').filter_map(|path| path.split('/').next()).filter(|n| !n.is_empty()).collect();
    let odd: Vec<_> = top.into_iter().filter(|name| !name.starts_with('.') && !agreed.contains(name)).collect();
    assert!(odd.is_empty(), "not agreed at the top level: {odd:?}");
}
