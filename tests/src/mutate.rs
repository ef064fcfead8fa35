//! Every way a field of an answer can be wrong: for JSON and XML alike, by changing the text.

use serde_json::{Value, json};

/// One wrong answer: what was done to it, and what came of it.
#[derive(Clone, Debug)]
pub struct Mutation {
    /// For people who look for the cause.
    pub what: String,
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub body: Vec<u8>,
}

/// All mutations of an answer. `other` is the answer that another payment got in the same place.
#[must_use]
pub fn mutations(status: u16, body: &[u8], other: Option<&[u8]>) -> Vec<Mutation> {
    let mut all = Vec::new();
    let text = String::from_utf8_lossy(body).into_owned();
    let mut push = |what: String, status: u16, body: Vec<u8>| all.push(Mutation { what, status, body });
    for other_status in [200, 201, 204, 301, 302, 400, 401, 403, 404, 429, 472, 500, 502, 503] {
        push(format!("HTTP {other_status}"), other_status, body.to_vec());
    }
    push("nothing".to_owned(), status, Vec::new());
    push("a page".to_owned(), status, b"<!doctype html><html><body>OK</body></html>".to_vec());
    push("invalid UTF-8".to_owned(), status, [body, b"\xff\xfe"].concat());
    push("a BOM".to_owned(), status, [b"\xef\xbb\xbf", body].concat());
    push("something behind".to_owned(), status, [body, b"0"].concat());
    push("said twice".to_owned(), status, [body, body].concat());
    for end in 0..body.len() {
        push(format!("cut after {end} bytes"), status, body[..end].to_vec());
    }
    for (at, byte) in body.iter().enumerate() {
        let mut without = body.to_vec();
        without.remove(at);
        push(format!("without byte {at}"), status, without);
        if at > 0 {
            let mut swapped = body.to_vec();
            swapped.swap(at - 1, at);
            push(format!("bytes {} and {at} exchanged", at - 1), status, swapped);
        }
        if byte.is_ascii_digit() {
            for by in [1, 5, 9] {
                let mut other = body.to_vec();
                other[at] = b'0' + (byte - b'0' + by) % 10;
                push(format!("another digit at {at}, by {by}"), status, other);
            }
        }
    }
    let others = other.map(|other| String::from_utf8_lossy(other).into_owned());
    if let Ok(value) = serde_json::from_str::<Value>(&text) {
        let other = others.as_deref().and_then(|other| serde_json::from_str::<Value>(other).ok());
        for pointer in pointers(&value) {
            for (what, body) in json_mutations(&value, &pointer, other.as_ref()) {
                push(format!("{pointer}: {what}"), status, body.into_bytes());
            }
        }
    } else if text.starts_with('<') {
        for (what, body) in xml_mutations(&text, others.as_deref()) {
            push(what, status, body.into_bytes());
        }
    }
    all
}

/// Where every value of a tree is, containers included.
pub(crate) fn pointers(value: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut children: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (format!("/{}", name.replace('/', "~1")), value)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(i, value)| (format!("/{i}"), value)).collect(),
        _ => Vec::new(),
    };
    for (name, child) in children.drain(..) {
        found.extend(pointers(child).into_iter().map(|rest| format!("{name}{rest}")));
    }
    found
}

fn json_mutations(whole: &Value, pointer: &str, other: Option<&Value>) -> Vec<(String, String)> {
    let old = whole.pointer(pointer).expect("it was found there").clone();
    let mut made: Vec<(String, Value)> = replacements(&old);
    // A field, not the whole: of a whole answer that belongs elsewhere most providers say nothing that could be noticed, and
    // that it does not happen is what TLS is for.
    if let Some(theirs) = other.filter(|_| !pointer.is_empty()).and_then(|other| other.pointer(pointer)) {
        made.push(("another payment's".to_owned(), theirs.clone()));
    }
    let mut texts: Vec<(String, String)> = made
        .into_iter()
        .map(|(what, new)| {
            let mut changed = whole.clone();
            *changed.pointer_mut(pointer).expect("it was found there") = new;
            (what, changed.to_string())
        })
        .collect();
    if let Some((parent, name)) = pointer.rsplit_once('/')
        && let Some(Value::Object(members)) = whole.pointer(parent)
    {
        let name = name.replace("~1", "/");
        let mut dropped = whole.clone();
        if let Some(Value::Object(members)) = dropped.pointer_mut(parent) {
            members.remove(&name);
        }
        texts.push(("dropped".to_owned(), dropped.to_string()));
        // Said twice, once in another letter case, in both orders: trees cannot say that, texts can.
        let inside = serde_json::to_string(members).expect("JSON");
        for (other_name, new) in [
            (name.clone(), json!(null)),
            (name.clone(), old.clone()),
            (name.to_uppercase(), json!(0)),
            (name.to_lowercase(), json!("0")),
        ] {
            let pair = format!("{}:{new}", json!(other_name));
            let bare = &inside[1..inside.len() - 1];
            let text = whole.to_string();
            texts.push((
                format!("doubled with {pair} behind"),
                text.replacen(&inside, &format!("{{{bare},{pair}}}"), 1),
            ));
            texts.push((
                format!("doubled with {pair} before"),
                text.replacen(&inside, &format!("{{{pair},{bare}}}"), 1),
            ));
        }
    }
    texts
}

/// What can stand in place of a value.
fn replacements(old: &Value) -> Vec<(String, Value)> {
    let mut new = vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(2),
        json!(100),
        json!(101),
        json!(201),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1.5),
        json!(1e300),
        json!(""),
        json!("0"),
        json!("00"),
        json!("1"),
        json!("2"),
        json!("100"),
        json!("-1"),
        json!("Ok"),
        json!("OK"),
        json!("Duplicate"),
        json!("success"),
        json!("۰"),
        json!("٠"),
        json!([]),
        json!([old]),
        json!({}),
        json!({ "code": 100 }),
        json!("\u{0}"),
        json!("9".repeat(400)),
    ];
    match old {
        Value::Number(number) => {
            let n = number.as_i64().unwrap_or(0);
            for changed in [n.wrapping_add(1), n.wrapping_sub(1), n.wrapping_mul(10), n / 10, -n, n / 2] {
                new.push(json!(changed));
            }
            new.push(json!(n.to_string()));
            new.push(json!(format!("{n}.0")));
            new.push(json!(format!("{n},000")));
        }
        Value::String(text) => {
            let persian: String =
                text.chars().map(|c| c.to_digit(10).and_then(|d| char::from_u32(0x06F0 + d)).unwrap_or(c)).collect();
            let mut last = text.clone();
            last.pop();
            for changed in [
                format!("{text}0"),
                format!("0{text}"),
                format!(" {text} "),
                last,
                text.to_uppercase(),
                text.to_lowercase(),
                persian,
                format!("{text}{text}"),
                text.chars().rev().collect(),
            ] {
                new.push(json!(changed));
            }
            if let Ok(n) = text.parse::<i64>() {
                new.extend([
                    json!(n),
                    json!((n + 1).to_string()),
                    json!((n * 10).to_string()),
                    json!((-n).to_string()),
                ]);
            }
        }
        _ => {}
    }
    new.into_iter().map(|new| (short(&new), new)).collect()
}

fn short(value: &Value) -> String {
    format!("becomes {}", value.to_string().chars().take(40).collect::<String>())
}

/// The leaves of an XML text, changed one by one.
fn xml_mutations(text: &str, other: Option<&str>) -> Vec<(String, String)> {
    let mut made = Vec::new();
    let theirs: Vec<(String, String)> = other
        .map(|other| leaves(other).into_iter().map(|leaf| (leaf.0, other[leaf.1].to_owned())).collect())
        .unwrap_or_default();
    for (name, range) in leaves(text) {
        let old = &text[range.clone()];
        let open = format!("<{name}>");
        let close = format!("</{name}>");
        let element = range.start - open.len()..range.end + close.len();
        let mut put = |what: String, range: core::ops::Range<usize>, new: &str| {
            made.push((format!("{name}: {what}"), format!("{}{new}{}", &text[..range.start], &text[range.end..])));
        };
        let mut values: Vec<String> = [
            "",
            "0",
            "00",
            "0,0",
            "1",
            "-1",
            "2",
            "43",
            "45",
            "-1533",
            "-1551",
            "8",
            "x",
            "۰",
            "1e3",
            "0.0",
            "&#48;",
            "<b/>",
            "9223372036854775808",
        ]
        .iter()
        .map(|v| (*v).to_owned())
        .collect();
        values.push(format!("{old}0"));
        values.push(format!("-{old}"));
        values.push(format!(" {old} "));
        values.push(format!("{old},{old}"));
        values.push("9".repeat(300));
        for (their_name, theirs) in &theirs {
            if *their_name == name {
                values.push(theirs.clone());
            }
        }
        for value in values {
            put(format!("becomes {}", value.chars().take(30).collect::<String>()), range.clone(), &value);
        }
        put("dropped".to_owned(), element.clone(), "");
        put("doubled".to_owned(), element.clone(), &format!("{open}{old}{close}{open}{old}{close}"));
        put("doubled with 0".to_owned(), element.clone(), &format!("{open}0{close}{open}{old}{close}"));
        put("doubled with 0 behind".to_owned(), element.clone(), &format!("{open}{old}{close}{open}0{close}"));
        put(
            "in another namespace".to_owned(),
            element.clone(),
            &format!("<x:{name} xmlns:x=\"urn:x\">{old}</x:{name}>"),
        );
        put("nested".to_owned(), element.clone(), &format!("{open}{open}{old}{close}{close}"));
        put("in CDATA".to_owned(), element, &format!("{open}<![CDATA[{old}]]>{close}"));
    }
    let dtd = "<!DOCTYPE x [<!ENTITY a \"0\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let after_declaration = text.find("?>").map_or(0, |at| at + 2);
    made.push(("a DTD".to_owned(), format!("{}{dtd}{}", &text[..after_declaration], &text[after_declaration..])));
    made
}

/// Elements without elements inside: name and where the text is. They carry no attributes at any of the banks.
fn leaves(text: &str) -> Vec<(String, core::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|i| at + i) {
        let Some(end) = text[open..].find('>').map(|i| open + i) else { break };
        let name = &text[open + 1..end];
        let close = format!("</{name}>");
        if text[end + 1..].find('<').is_some_and(|next| text[end + 1 + next..].starts_with(&close)) {
            let next = text[end + 1..].find('<').unwrap_or(0) + end + 1;
            found.push((name.to_owned(), end + 1..next));
        }
        at = end + 1;
    }
    found
}
