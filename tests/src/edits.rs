//! Small changes of a text, chosen by numbers: what a fuzzer turns a right input into a nearly right one with.

use core::ops::Range;

/// What is done (modulo the kinds there are), where, how far, and with which word.
pub type Edit = (u8, u16, u16, u8);

/// What gets in by accident, or by somebody's will.
const WORDS: [&str; 40] = [
    "0",
    "00",
    "1",
    "-1",
    "2",
    "100",
    "101",
    "1250000",
    "12500000",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "1e3",
    "0.0",
    "۰",
    "٠",
    "1,250,000",
    "null",
    "true",
    "false",
    "\"0\"",
    "\"Ok\"",
    "\"\"",
    "[]",
    "{}",
    "[[[[[[[[[[[[[[[[[[[[",
    ",",
    ":",
    "\\u0030",
    "\u{0}",
    "\u{feff}",
    "&#48;",
    "&amp;",
    "&a;",
    "<![CDATA[0]]>",
    "<!-- -->",
    "<!DOCTYPE x [<!ENTITY a \"0\">]>",
    "%DB%B0",
    "\r\n",
    "کد",
];

/// Makes the changes one after another. `other` is another text of the same kind, whose words may get in.
#[must_use]
pub fn edited(text: &[u8], other: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut text = text.to_vec();
    for &edit in edits {
        apply(&mut text, other, edit);
    }
    text
}

fn apply(text: &mut Vec<u8>, other: &[u8], (kind, at, far, with): Edit) {
    let word = WORDS[usize::from(with) % WORDS.len()].as_bytes();
    let from = usize::from(at) % (text.len() + 1);
    let to = (from + usize::from(far) % 64).min(text.len());
    // Whole values and names are what readers look at: they are changed more often than single bytes.
    match kind % 12 {
        0 => drop(text.splice(from..to.min(from + 1), [with])),
        1 => drop(text.splice(from..from, word.iter().copied())),
        2 => drop(text.drain(from..to)),
        3 => drop(text.splice(to..to, text[from..to].to_vec())),
        4 => text.truncate(from),
        5 | 6 => put(text, at, word),
        7 => put(text, at, nth_word(other, far)),
        8 => {
            let moved = nth_word(text, far).to_vec();
            put(text, at, &moved);
        }
        9 => say_twice(text, at, b""),
        10 => say_twice(text, at, word),
        _ => {
            let doubled = nth_word(text, at).repeat(2);
            put(text, at, &doubled);
        }
    }
}

/// Puts something in place of the text's word number `number`.
fn put(text: &mut Vec<u8>, number: u16, new: &[u8]) {
    if let Some(range) = nth(text, number) {
        text.splice(range, new.iter().copied());
    }
}

/// Says the field number `number` once more before itself, with another value unless that is empty.
fn say_twice(text: &mut Vec<u8>, number: u16, value: &[u8]) {
    let all = fields(text);
    let Some((name, old)) = all.get(usize::from(number) % all.len().max(1)) else { return };
    let value = if value.is_empty() { &text[old.clone()] } else { value };
    let field = match &text[name.clone()] {
        quoted @ [b'"', ..] => [quoted, b":", value, b","].concat(),
        bare => [b"<", bare, b">", value, b"</", bare, b">"].concat(),
    };
    let start = name.start - usize::from(text[name.start] != b'"');
    text.splice(start..start, field);
}

/// The names of JSON or XML fields, each with its value, as far as they can be seen without reading the whole.
pub(crate) fn fields(text: &[u8]) -> Vec<(Range<usize>, Range<usize>)> {
    let find = |from: usize, fits: &dyn Fn(u8) -> bool| text[from..].iter().position(|b| fits(*b)).map(|i| from + i);
    let back = |to: usize, byte: u8| text[..to].iter().rposition(|b| *b == byte);
    let json = |colon: usize| {
        let end = find(colon, &|b| matches!(b, b',' | b'}' | b']'))?;
        Some((back(colon - 1, b'"')?..colon, colon + 1..end))
    };
    let xml = |close: usize| {
        let begin = back(close, b'>')? + 1;
        let name = close + 2..find(close, &|b| b == b'>')?;
        let open = begin.checked_sub(name.len() + 1)?;
        (text[open..begin - 1] == text[name.clone()]).then_some((open..begin - 1, begin..close))
    };
    let pairs = (1..text.len()).filter_map(|at| match &text[at - 1..=at] {
        b"\":" => json(at),
        b"</" => xml(at - 1),
        _ => None,
    });
    pairs.collect()
}

fn nth_word(text: &[u8], number: u16) -> &[u8] {
    nth(text, number).map_or(b"", |range| &text[range])
}

/// Where a word is: letters, digits and signs in a row.
fn nth(text: &[u8], number: u16) -> Option<Range<usize>> {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') || byte >= 0x80;
    let begins = |at: &usize| inside(text[*at]) && (*at == 0 || !inside(text[at - 1]));
    let starts: Vec<usize> = (0..text.len()).filter(begins).collect();
    let start = *starts.get(usize::from(number) % starts.len().max(1))?;
    let length = text[start..].iter().take_while(|byte| inside(**byte)).count();
    Some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_said_twice_in_json_and_in_xml() {
        let mut json = br#"{"a":1,"b":{"c":"x"}}"#.to_vec();
        say_twice(&mut json, 2, b"0");
        assert_eq!(json, br#"{"a":1,"b":{"c":0,"c":"x"}}"#);
        let mut xml = b"<e><a>1</a><b>2</b></e>".to_vec();
        say_twice(&mut xml, 1, b"");
        assert_eq!(xml, b"<e><a>1</a><b>2</b><b>2</b></e>");
    }
}
