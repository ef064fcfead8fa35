//! The API's description, `www/docs/openapi.json`, names what there is and nothing else: the Worker's addresses, the codes of
//! problems, the words that the engine says. Whether its answers are as described, `tests/worker/openapi.test.mjs` asks the Worker.
#![allow(clippy::expect_used, clippy::panic, reason = "a test stops at the first thing that is wrong")]

use dargah_engine::{
    money::{AMOUNT_MAX, AMOUNT_MIN},
    problem::Code,
    reconcile::Class,
    request::PAGE_MAX,
    routing::Status,
    webhook::{ENDPOINTS_MAX, Kind},
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::Path};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn description() -> Value {
    serde_json::from_str(&read("www/docs/openapi.json")).expect("openapi.json is JSON")
}

fn set(words: impl IntoIterator<Item = impl Into<String>>) -> BTreeSet<String> {
    words.into_iter().map(Into::into).collect()
}

/// The words of an `enum`.
fn words(value: &Value) -> BTreeSet<String> {
    set(value.as_array().expect("an enum").iter().filter_map(Value::as_str))
}

/// Every operation: `METHOD /address`, and what is said of it.
fn operations(description: &Value) -> Vec<(String, &Value)> {
    let mut all = Vec::new();
    for (path, item) in description["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("an address's methods") {
            all.push((format!("{} {path}", method.to_uppercase()), operation));
        }
    }
    all
}

/// Calls `visit` for every object in `value`.
fn each<'a>(value: &'a Value, visit: &mut impl FnMut(&'a Value)) {
    visit(value);
    match value {
        Value::Array(list) => list.iter().for_each(|value| each(value, visit)),
        Value::Object(object) => object.values().for_each(|value| each(value, visit)),
        _ => {}
    }
}

#[test]
fn the_operations_are_the_workers_addresses() {
    let sources = ["edge/src/route.rs", "edge/src/route/money.rs", "edge/src/route/people.rs"].map(read);
    let tables = sources.iter().map(|source| {
        let (_, table) = source.split_once(": &[Row] = &[").expect("the table of addresses");
        table.split_once("\n];").expect("its end").0
    });
    let rows: Vec<String> = tables
        .flat_map(str::lines)
        .filter_map(|line| line.trim().strip_prefix("(\""))
        .map(|row| row.splitn(4, '"').filter(|part| *part != ", ").take(2).collect::<Vec<_>>().join(" "))
        .collect();
    let described = description();
    let described = operations(&described).into_iter().map(|(name, _)| name);
    // The panel is for people; of its pages only the health board is told of.
    let is_page = |row: &&String| row.contains(" /panel") || row.contains(" /admin");
    let told = rows.iter().filter(|row| !is_page(row) || row.ends_with(" /panel/health"));
    assert_eq!(set(described), set(told.cloned()));
    assert_eq!(set(rows.clone()).len(), rows.len(), "an address takes a method once");
}

#[test]
fn the_codes_are_those_that_there_are_and_each_is_answered_by_an_operation() {
    let description = description();
    let all = set(Code::ALL.iter().map(|code| code.as_str()));
    assert_eq!(words(&description["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]), all);
    let responses = &description["components"]["responses"];
    let mut answered = BTreeSet::new();
    for (name, operation) in operations(&description) {
        for (status, mut response) in operation["responses"].as_object().expect("responses") {
            if let Some(shared) = response["$ref"].as_str().and_then(|to| to.rsplit('/').next()) {
                response = &responses[shared];
            }
            let text = response["description"].as_str().expect("a description");
            let schema = &response["content"]["application/problem+json"]["schema"];
            let said = text.split('`').skip(1).step_by(2);
            let codes: Vec<&str> =
                said.filter(|word| Code::named(word).is_some() && status.as_str() >= "400").collect();
            for code in &codes {
                let known = Code::named(code).expect("a code");
                assert_eq!(known.status().to_string(), *status, "{name}: {code}");
                assert!(text.contains(known.title()), "{name}: {code} is explained otherwise");
            }
            if !schema.is_null() {
                assert_eq!(words(&schema["properties"]["code"]["enum"]), set(codes.clone()), "{name} {status}");
            }
            answered.extend(codes.into_iter().map(str::to_owned));
        }
    }
    // These two no operation answers: there is none.
    answered.extend(["not_found", "method_not_allowed"].map(str::to_owned));
    assert_eq!(answered, all);
}

#[test]
fn every_reference_leads_somewhere_and_every_part_is_used() {
    let description = description();
    let mut used = BTreeSet::new();
    each(&description, &mut |value| {
        let Some(to) = value.get("$ref").and_then(Value::as_str) else { return };
        let pointer = to.strip_prefix('#').unwrap_or_else(|| panic!("{to} is not in the document"));
        assert!(description.pointer(pointer).is_some(), "{to} leads nowhere");
        used.insert(to.to_owned());
    });
    for (kind, parts) in description["components"].as_object().expect("components") {
        for name in parts.as_object().expect("parts").keys().filter(|_| kind != "securitySchemes") {
            assert!(used.contains(&format!("#/components/{kind}/{name}")), "{kind}/{name} is used by nobody");
        }
    }
}

#[test]
fn every_link_leads_to_an_operation_with_the_parameters_that_it_names() {
    let description = description();
    let all = operations(&description);
    let ids = set(all.iter().filter_map(|(_, operation)| operation["operationId"].as_str()));
    assert_eq!(ids.len(), all.len(), "each operation has an id of its own");
    each(&description, &mut |value| {
        for (name, link) in value.get("links").and_then(Value::as_object).into_iter().flatten() {
            let to = link["operationId"].as_str().expect("where it leads");
            let (_, operation) =
                all.iter().find(|(_, other)| other["operationId"] == to).unwrap_or_else(|| panic!("{name}: {to}"));
            let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
            let named = parameters.iter().map(|parameter| {
                let shared = parameter["$ref"].as_str().and_then(|to| description.pointer(&to[1..]));
                shared.unwrap_or(parameter)["name"].as_str().expect("a name")
            });
            let named = set(named);
            for parameter in link["parameters"].as_object().expect("parameters").keys() {
                assert!(named.contains(parameter), "{name}: {to} has no parameter {parameter}");
            }
        }
    });
}

#[test]
fn the_words_and_bounds_are_the_engines() {
    let description = description();
    let schemas = &description["components"]["schemas"];
    assert_eq!(words(&schemas["EventKind"]["enum"]), set(Kind::ALL.iter().map(|kind| kind.as_str())));
    assert_eq!(words(&schemas["DiscrepancyClass"]["enum"]), set(Class::ALL.map(Class::as_str)));
    let statuses = Status::ALL.map(|status| json!(status).as_str().map(str::to_owned).expect("a word"));
    assert_eq!(words(&schemas["Outcome"]["properties"]["status"]["enum"]), set(statuses));
    assert_eq!(
        [&schemas["Amount"]["minimum"], &schemas["Amount"]["maximum"]],
        [&json!(AMOUNT_MIN), &json!(AMOUNT_MAX)]
    );
    assert_eq!(schemas["EndpointList"]["properties"]["data"]["maxItems"], json!(ENDPOINTS_MAX));
    assert_eq!(description["components"]["parameters"]["Limit"]["schema"]["maximum"], json!(PAGE_MAX));
}
