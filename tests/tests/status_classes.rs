//! Every documented code of the providers spoken here is known to its adapter, in the class the documentation gives it.

use dargah_tests::codes::{documented, heard};

#[test]
fn every_documented_code_is_heard_as_its_class() {
    let codes = documented();
    assert!(codes.len() > 600, "the documentation has more codes than {}", codes.len());
    let wrong: Vec<String> = codes
        .iter()
        .filter_map(|code| match heard(code) {
            Some(class) if class == code.class => None,
            None if code.class.is_success() => None,
            other => Some(format!(
                "{}, {}: {} is {:?}, heard as {other:?}",
                code.provider.as_str(),
                code.list,
                code.code,
                code.class
            )),
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
