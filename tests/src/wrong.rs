//! The ways in which an answer is known to go wrong, each put into a right one: what stands between two servers does it, or a
//! bank on a bad day.

use crate::{edits::fields, mutate::pointers};
use dargah_engine::gateway::ANSWER_MAX;
use serde_json::{Value, json};

/// What may come of a wrong answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// What comes of the right one.
    Same,
    /// Nothing is established.
    Nothing,
    /// Either, or a misfit: the field may be one that nobody needs, one that may be written so, or one that is compared.
    SameOrNothing,
    /// Anything but a success: the value is another one now, and may mean a refusal or a misfit.
    NoSuccess,
}

use Allowed::{NoSuccess, Nothing, Same, SameOrNothing};

/// A wrong answer.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// What is wrong with it.
    pub what: String,
    /// Body.
    pub body: Vec<u8>,
    /// What may come of it.
    pub allowed: Allowed,
}

fn made(what: impl Into<String>, body: impl Into<Vec<u8>>, allowed: Allowed) -> Wrong {
    Wrong { what: what.into(), body: body.into(), allowed }
}

/// Every way in which the right answer `body` can be wrong.
#[must_use]
pub fn wrong(body: &[u8]) -> Vec<Wrong> {
    let mut all = [broken(body), foreign()].concat();
    match serde_json::from_slice::<Value>(body) {
        Ok(whole) => all.extend(wrong_json(&whole)),
        Err(_) if body.starts_with(b"<") => all.extend(wrong_xml(&String::from_utf8_lossy(body))),
        Err(_) => {}
    }
    all
}

/// The bytes themselves are wrong.
fn broken(body: &[u8]) -> Vec<Wrong> {
    let mut all = Vec::new();
    let whole = body.trim_ascii().len();
    all.extend((0..whole).map(|end| made(format!("cut after {end} bytes"), &body[..end], Nothing)));
    for at in [0, body.len() / 2, body.len()] {
        let (before, behind) = body.split_at(at);
        all.push(made(format!("no UTF-8 at {at}"), [before, b"\xff", behind].concat(), Nothing));
        all.push(made(format!("Windows-1256 at {at}"), [before, b"\xe3\xe6\xda\xed\xde", behind].concat(), Nothing));
    }
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(body.iter().flat_map(|byte| [*byte, 0])).collect();
    all.push(made("in UTF-16", wide, Nothing));
    let padded = |length: usize| [b" ".repeat(length - body.len()), body.to_vec()].concat();
    all.push(made("as long as may be", padded(ANSWER_MAX), Same));
    // Of an answer that is nothing, no mark stands in front, and no more of nothing is too long.
    if !body.is_empty() {
        all.push(made("a BOM", [b"\xef\xbb\xbf", body].concat(), Same));
        all.push(made(
            "two BOMs",
            b"\xef\xbb\xbf".repeat(2).into_iter().chain(body.to_vec()).collect::<Vec<u8>>(),
            SameOrNothing,
        ));
        all.push(made("longer than may be", padded(ANSWER_MAX + 1), Nothing));
        all.push(made("said twice", body.repeat(2), Nothing));
    }
    all.push(made("something behind", [body, b"\n<!-- 0.02 s -->"].concat(), SameOrNothing));
    all
}

/// Not an answer at all.
fn foreign() -> Vec<Wrong> {
    let bomb = (1..9).fold("<!ENTITY a0 \"0\">".to_owned(), |bomb, i| {
        format!("{bomb}<!ENTITY a{i} \"{}\">", format!("&a{};", i - 1).repeat(10))
    });
    let fault = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Server</faultcode><faultstring>0</faultstring></s:Fault></s:Body></s:Envelope>";
    let bodies = [
        ("a page", "<!DOCTYPE html><html><body>پرداخت موفق 0</body></html>".to_owned()),
        ("a page in capitals", "<HTML><BODY>OK</BODY></HTML>".to_owned()),
        ("a page after blank lines", "\r\n\r\n <!doctype html>\n<title>0</title>".to_owned()),
        ("a page without a head", "<body>0</body>".to_owned()),
        (
            "a page of a firewall",
            "<html><head><title>Request Rejected</title></head><body>Support ID: 100</body></html>".to_owned(),
        ),
        ("a SOAP fault", fault.to_owned()),
        ("a bomb of entities", format!("<!DOCTYPE r [{bomb}]><r>&a8;</r>")),
        ("an entity from a file", "<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><r>&a;</r>".to_owned()),
        ("lists without end", "[".repeat(60_000)),
        ("objects without end", "{\"a\":".repeat(12_000)),
        ("deep lists", format!("{}{}", "[".repeat(30_000), "]".repeat(30_000))),
        ("elements without end", "<a>".repeat(20_000)),
        ("deep elements", format!("{}{}", "<a>".repeat(9_000), "</a>".repeat(9_000))),
        ("a word", "OK".to_owned()),
        ("a number", "0".to_owned()),
        ("another number", "100".to_owned()),
        ("a truth", "true".to_owned()),
        ("a list", "[0]".to_owned()),
        ("an empty object", "{}".to_owned()),
    ];
    bodies.into_iter().map(|(what, body)| made(what, body, Nothing)).collect()
}

/// A number in the ways in which people write it, and as another one.
fn numbers(digits: &str) -> Vec<(&'static str, String, Allowed)> {
    let grouped = |by: &str| {
        let groups: Vec<String> =
            digits.as_bytes().rchunks(3).rev().map(|g| String::from_utf8_lossy(g).into()).collect();
        groups.join(by)
    };
    let shifted =
        |zero: u32| -> String { digits.chars().filter_map(|c| char::from_u32(zero + c.to_digit(10)?)).collect() };
    let mut all = vec![
        ("Persian digits", shifted(0x06F0), SameOrNothing),
        ("Arabic digits", shifted(0x0660), SameOrNothing),
        ("wide digits", shifted(0xFF10), SameOrNothing),
        ("a fraction", format!("{digits}.0"), SameOrNothing),
        ("an exponent", format!("{digits}e0"), SameOrNothing),
        ("a plus", format!("+{digits}"), SameOrNothing),
        ("hexadecimal", format!("0x{digits}"), SameOrNothing),
        ("blanks around", format!(" {digits} "), SameOrNothing),
        ("zeros before", format!("000{digits}"), SameOrNothing),
        ("a unit", format!("{digits} ریال"), SameOrNothing),
        ("negative", format!("-{digits}"), NoSuccess),
        ("negative one", "-1".to_owned(), NoSuccess),
        ("64 bits", i64::MAX.to_string(), NoSuccess),
        ("64 negative bits", i64::MIN.to_string(), NoSuccess),
        ("over 64 bits", u64::MAX.to_string(), NoSuccess),
        ("huge", "9".repeat(400), NoSuccess),
        ("a huge exponent", "1e999".to_owned(), NoSuccess),
    ];
    if digits.len() > 3 {
        for by in [",", "٬", ".", " ", "\u{a0}", "'", "_"] {
            all.push(("separators", grouped(by), SameOrNothing));
        }
    }
    all
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit())
}

fn wrong_json(whole: &Value) -> Vec<Wrong> {
    let mut all = Vec::new();
    for pointer in pointers(whole) {
        let old = whole.pointer(&pointer).expect("it was found there");
        // The new value is put in as text: some of them no tree can hold.
        let put = |new: &str| {
            let mut marked = whole.clone();
            *marked.pointer_mut(&pointer).expect("it was found there") = json!("\u{1}");
            marked.to_string().replace("\"\\u0001\"", new)
        };
        let mut push = |what: &str, new: &str, allowed| {
            all.push(made(
                format!("{pointer}: {what}: {}", new.chars().take(60).collect::<String>()),
                put(new),
                allowed,
            ));
        };
        for new in ["null", "[]", "{}", "[[]]", "1.5", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "1e999", "-", "NaN", "'x'"]
        {
            push("retyped", new, SameOrNothing);
        }
        push("in a list", &format!("[{old}]"), SameOrNothing);
        push("in an object", &format!("{{\"value\":{old}}}"), SameOrNothing);
        push("too deep", &format!("{}{old}{}", "[".repeat(17), "]".repeat(17)), Nothing);
        push("much too deep", &format!("{}{old}{}", "[".repeat(20_000), "]".repeat(20_000)), Nothing);
        match old {
            Value::Bool(flag) => {
                for new in [format!("\"{flag}\""), u8::from(*flag).to_string()] {
                    push("retyped", &new, SameOrNothing);
                }
            }
            Value::Number(number) => {
                push("retyped", &format!("\"{number}\""), SameOrNothing);
                push("retyped", "true", SameOrNothing);
            }
            Value::String(text) => {
                push("retyped", "true", SameOrNothing);
                push("retyped", text, SameOrNothing);
            }
            Value::Object(members) => {
                // What nobody knows is nobody's business.
                for more in
                    ["\"x\":1", "\"said\":\"\\u0645\\u0648\\u0641\\u0642\"", "\"more\":{\"ResCode\":5,\"amount\":1}"]
                {
                    let inside = old.to_string();
                    let comma = if members.is_empty() { "" } else { "," };
                    push("one more", &format!("{{{more}{comma}{}", &inside[1..]), Same);
                }
            }
            _ => {}
        }
        let plain = old.as_str().map_or_else(|| old.to_string(), str::to_owned);
        if digits(&plain) {
            for (what, new, allowed) in numbers(&plain) {
                push(what, &new, allowed);
                push(what, &format!("\"{new}\""), allowed);
            }
        }
        let Some((parent, name)) = pointer.rsplit_once('/') else { continue };
        if whole.pointer(parent).is_some_and(Value::is_object) {
            for (name, value) in [
                (name.to_owned(), old.to_string()),
                (name.to_owned(), "null".to_owned()),
                (name.to_owned(), "0".to_owned()),
                (name.to_uppercase(), old.to_string()),
                (name.to_lowercase(), "\"0\"".to_owned()),
            ] {
                push("repeated", &format!("{old},\"{name}\":{value}"), Nothing);
            }
            let mut missing = whole.clone();
            missing.pointer_mut(parent).and_then(Value::as_object_mut).and_then(|members| members.remove(name));
            all.push(made(format!("{pointer}: missing"), missing.to_string(), SameOrNothing));
        }
    }
    all
}

fn wrong_xml(whole: &str) -> Vec<Wrong> {
    let mut all = Vec::new();
    let after_declaration = whole.find("?>").map_or(0, |at| at + 2);
    let (declaration, root) = whole.split_at(after_declaration);
    let entities = "<!DOCTYPE r [<!ENTITY a \"0\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    all.push(made("a DTD", format!("{declaration}{entities}{root}"), Nothing));
    all.push(made("a comment", format!("{declaration}<!-- 0.02 s -->{root}"), SameOrNothing));
    all.push(made(
        "SOAP 1.2",
        whole.replace("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"),
        Nothing,
    ));
    for (name, value) in fields(whole.as_bytes()) {
        let (name, old) = (&whole[name], &whole[value.clone()]);
        let element = value.start - name.len() - 2..value.end + name.len() + 3;
        let mut put = |what: &str, range: core::ops::Range<usize>, new: &str, allowed| {
            let changed = format!("{}{new}{}", &whole[..range.start], &whole[range.end..]);
            let said: String = new.chars().take(60).collect();
            all.push(made(format!("{name}: {what}: {said}"), changed, allowed));
        };
        let whole_field = whole[element.clone()].to_owned();
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        put("missing", element.clone(), "", SameOrNothing);
        put("repeated", element.clone(), &whole_field.repeat(2), Nothing);
        put("repeated", element.clone(), &format!("{open}0{close}{whole_field}"), Nothing);
        put("repeated", element.clone(), &format!("{whole_field}{open}0{close}"), Nothing);
        put("one more", element.clone(), &format!("{whole_field}<Message>موفق</Message>"), SameOrNothing);
        put("elsewhere", element.clone(), &format!("<x:{name} xmlns:x=\"urn:x\">{old}</x:{name}>"), SameOrNothing);
        put("empty", value.clone(), "", SameOrNothing);
        put(
            "nil",
            element.clone(),
            &format!("<{name} xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"/>"),
            SameOrNothing,
        );
        put("an element inside", value.clone(), &format!("<b>{old}</b>"), Nothing);
        put("a comment inside", value.clone(), &format!("<!-- x -->{old}"), SameOrNothing);
        put("CDATA", value.clone(), &format!("<![CDATA[{old}]]>"), SameOrNothing);
        put("an entity nobody knows", value.clone(), "&b;", Nothing);
        put("too deep", element.clone(), &format!("{whole_field}{}{}", "<a>".repeat(300), "</a>".repeat(300)), Nothing);
        put(
            "much too deep",
            element.clone(),
            &format!("{whole_field}{}{}", "<a>".repeat(8_000), "</a>".repeat(8_000)),
            Nothing,
        );
        put("a bomb", value.clone(), "&a8;", Nothing);
        if digits(old) {
            for (what, new, allowed) in numbers(old) {
                put(what, value.clone(), &new, allowed);
            }
        }
    }
    all
}
