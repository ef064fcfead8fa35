//! Whether two registries mean the same name. Banks write it with Arabic letters, with two spaces, without the half-space, with or
//! without the vowels; none of that makes another person.

/// A name's letters alone, in the one form in which they are compared.
fn folded(name: &str) -> String {
    name.chars()
        .filter_map(|c| match c {
            'ي' | 'ى' | 'ئ' => Some('ی'),
            'ك' => Some('ک'),
            'ة' | 'ۀ' => Some('ه'),
            'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
            'ؤ' => Some('و'),
            'ـ' | 'ء' | '\u{064B}'..='\u{065F}' | '\u{0670}' => None,
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether two names are one, however they are typed. An empty name is nobody's.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    let one = folded(one);
    !one.is_empty() && one == folded(other)
}
