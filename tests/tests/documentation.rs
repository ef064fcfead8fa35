//! The documentation says what is true: every error code is explained, and every address it names is there.
#![allow(clippy::expect_used, clippy::panic, reason = "a test stops at the first thing that is wrong")]

use dargah_engine::{
    config::Gateways,
    facilitator::Terms,
    gateway::Provider,
    id::DecisionId,
    problem::Code,
    reconcile::{Class, FileFault, SettlementFile},
    request::{read_decision, read_outcomes, read_policy},
    routing::{Policy, Status},
    time::Span,
    webhook::Kind,
};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/docs")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn page(name: &str) -> String {
    read(&docs().join(name))
}

/// The pages of a folder.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())).flatten();
    entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "html")).collect()
}

#[test]
fn every_error_code_is_explained_with_its_status() {
    let errors = page("errors.html");
    for code in Code::ALL {
        let row = format!("<tr id=\"{0}\"><td><code>{0}</code></td><td>{1}</td>", code.as_str(), code.status());
        assert!(errors.contains(&row), "errors.html does not explain {} with status {}", code.as_str(), code.status());
    }
    assert_eq!(errors.matches("<tr id=").count(), Code::ALL.len(), "errors.html explains a code that does not exist");
}

#[test]
fn every_class_of_discrepancy_and_every_fault_of_a_file_is_explained() {
    let page = page("reconciliation.html");
    for class in Class::ALL.map(Class::as_str) {
        let row = format!("<tr id=\"{class}\"><td><code>{class}</code></td>");
        assert!(page.contains(&row), "reconciliation.html does not explain {class}");
    }
    assert_eq!(page.matches("<tr id=").count(), Class::ALL.len(), "reconciliation.html explains a class that is none");
    let (_, errors) = page.split_once("<h2 id=\"errors\">").expect("the page says what is wrong with a file");
    for fault in FileFault::ALL.iter().map(|fault| fault.as_str()) {
        assert!(errors.contains(&format!("<code>{fault}</code>")), "reconciliation.html does not explain {fault}");
    }
    let sample = page.split_once("data-generic><code>").and_then(|(_, rest)| rest.split_once("</code>"));
    let (sample, _) = sample.expect("the page shows a generic file");
    for provider in Provider::ALL {
        let file = SettlementFile::read(sample.as_bytes(), provider, "12345");
        assert_eq!(file.map(|file| file.rows.len()), Ok(2), "the page's sample at {}", provider.as_str());
    }
}

#[test]
fn every_kind_of_event_is_explained() {
    let webhooks = page("webhooks.html");
    for kind in Kind::ALL {
        let row = format!("<tr><td><code>{}</code></td><td>", kind.as_str());
        assert!(webhooks.contains(&row), "webhooks.html does not explain {}", kind.as_str());
    }
}

#[test]
fn every_status_of_an_outcome_is_explained_and_the_samples_are_taken() {
    let page = page("decisions.html");
    for status in Status::ALL {
        let word = serde_json::to_value(status).expect("a word");
        let row = format!("<tr><td><code>{}</code></td><td>", word.as_str().expect("a word"));
        assert!(page.contains(&row), "decisions.html does not explain {word}");
    }
    let sample = |name: &str| json(&page, name).to_string().into_bytes();
    read_decision(&sample("data-question")).expect("the question");
    read_policy(&sample("data-estimate")).expect("the policy to estimate");
    let policy: Policy = serde_json::from_value(json(&page, "data-policy")).expect("the policy");
    policy.check().expect("a policy that can be followed");
    let outcomes = json(&page, "data-outcomes");
    let id = outcomes[0]["decision"].as_str().and_then(DecisionId::parse).expect("an id");
    read_outcomes(&sample("data-outcomes"), id.made_at() + Span::seconds(40)).expect("the outcomes");
}

#[test]
fn the_operators_terms_are_taken() {
    let shown = json(&page("facilitator.html"), "data-terms").to_string();
    let terms = Terms::read(Some(&shown)).expect("terms that are taken");
    assert_eq!((terms.release.working_days, terms.category.as_str(), terms.bank.is_some()), (1, "5399", true));
    assert_eq!((terms.payouts.least.get(), terms.house().is_some()), (500_000, true));
}

#[test]
fn the_terms_of_wallets_are_taken() {
    let shown = json(&page("wallet.html"), "data-wallet").to_string();
    let wallet = Terms::read(Some(&shown)).expect("terms that are taken").wallet.expect("terms of wallets");
    assert_eq!(wallet.limits, dargah_engine::wallet::defaults(), "the rows that hold where there are none");
}

#[test]
fn the_settings_of_routing_are_taken() {
    let page = page("routing.html");
    let policy: Policy = serde_json::from_value(json(&page, "data-routing")).expect("the policy");
    policy.check().expect("a policy that can be followed");
    let mut contract = json(&self::page("gateways/mellat.html"), "data-gateway=\"mellat\"");
    let more = json(&page, "data-contract");
    let fields = contract.as_object_mut().expect("a contract");
    fields.extend(more.as_object().expect("what a contract can set").clone());
    let gateways = Gateways::read(&Value::from(vec![contract]).to_string()).expect("a contract that is taken");
    let account = gateways.iter().next().expect("one gateway");
    assert_eq!((account.maintenance.len(), account.probes), (1, false));
}

#[test]
fn every_picture_is_there_and_told() {
    for path in pages(&docs()) {
        for image in read(&path).split("<img ").skip(1).filter_map(|rest| rest.split('>').next()) {
            let of =
                |name: &str| image.split_once(name).and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default();
            let file = path.with_file_name(of("src=\""));
            assert!(file.is_file(), "{}: {} is not there", path.display(), file.display());
            assert!(!of("alt=\"").is_empty(), "{}: {} is not told", path.display(), file.display());
            let size = format!("width=\"{}\" height=\"{}\"", of("width=\""), of("height=\""));
            let is_svg = file.extension().is_some_and(|ending| ending == "svg");
            assert!(!is_svg || read(&file).contains(&size), "{}: {} has another size", path.display(), file.display());
        }
    }
}

#[test]
fn every_link_between_the_pages_leads_somewhere() {
    for path in pages(&docs()).into_iter().chain(pages(&docs().join("gateways"))) {
        let text = read(&path);
        for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            if file.ends_with(".html") || file.ends_with(".css") {
                let target = path.with_file_name(file);
                assert!(target.exists(), "{} links to {link}, which is not there", path.display());
                assert!(
                    anchor.is_empty() || read(&target).contains(&format!("id=\"{anchor}\"")),
                    "{} links to {link}, and there is no such place on it",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn every_gateways_page_is_listed_and_shows_how_to_switch_it_on() {
    let index = page("gateways/index.html");
    let pages = pages(&docs().join("gateways"))
        .into_iter()
        .filter(|path| !path.ends_with("index.html") && !path.ends_with("adding.html"));
    let mut count = 0;
    for path in pages {
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        assert!(index.contains(&format!("<a href=\"{name}.html\">")), "gateways/index.html does not lead to {name}");
        let contract = json(&read(&path), &format!("data-gateway=\"{name}\""));
        assert_eq!((contract["id"].as_str(), contract["provider"].as_str()), (Some(&*name), Some(&*name)));
        for address in ["base_url", "page_url", "refund_url"] {
            let url = contract[address].as_str().unwrap_or("https://none");
            assert!(url.starts_with("https://") && !url.ends_with('/'), "{name}: {address} is {url}");
        }
        let text = Value::from(vec![contract]).to_string();
        let gateways = Gateways::read(&text).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        let account = gateways.iter().next().expect("one gateway");
        let windows = json(&read(&path), &format!("data-windows=\"{name}\""));
        let ours = account.capabilities().windows;
        let said = ["page_s", "reversal_s", "margin_s"].map(|time| windows[time].as_i64());
        assert_eq!(said, [ours.page_s, ours.reversal_s, ours.margin_s].map(Some), "{name}: its windows");
        count += 1;
    }
    assert_eq!(count, Provider::ALL.len(), "a page for each provider");
}

/// The JSON of the `<pre>` with this attribute.
fn json(text: &str, attribute: &str) -> Value {
    let snippet = text.split_once(&format!("{attribute}><code>")).and_then(|(_, rest)| rest.split_once("</code>"));
    let (snippet, _) = snippet.unwrap_or_else(|| panic!("there is no <pre {attribute}>"));
    let snippet = snippet.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&snippet).unwrap_or_else(|e| panic!("{attribute}: {e}"))
}
