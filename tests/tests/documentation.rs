//! The documentation says what is true: every error code is explained, and every address it names is there.
#![allow(clippy::expect_used, clippy::panic, reason = "a test stops at the first thing that is wrong")]

use dargah_engine::problem::Code;
use std::{fs, path::Path};

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/docs").join(name);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
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
fn every_link_between_the_pages_leads_somewhere() {
    for name in ["index.html", "api.html", "errors.html", "widget.html", "changelog.html"] {
        let text = page(name);
        for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if link.ends_with(".html") || link.ends_with(".css") {
                let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/docs").join(link);
                assert!(target.exists(), "{name} links to {link}, which is not there");
            }
        }
    }
}
