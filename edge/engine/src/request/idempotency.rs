//! The `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header-07): a quoted string by the draft, bare at most
//! peers. Both are taken and mean the same key.

use crate::problem::{Code, Fault};

/// Reads the header.
///
/// # Errors
/// `idempotency_key_missing` without it; `idempotency_key_invalid` unless it is 1 to 255 visible ASCII characters.
pub fn idempotency_key(header: Option<&str>) -> Result<&str, Fault> {
    let text = header
        .ok_or_else(|| {
            Fault::of(Code::IdempotencyKeyMissing, "idempotency-key", "send a UUID, a new one for each payment")
        })?
        .trim();
    let key = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
    let fits = (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic() && b != b'"');
    if fits {
        Ok(key)
    } else {
        Err(Fault::of(Code::IdempotencyKeyInvalid, "idempotency-key", Code::IdempotencyKeyInvalid.title()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_and_bare_keys_are_the_same() {
        assert_eq!(idempotency_key(Some("\"8e03978e\"")), Ok("8e03978e"));
        assert_eq!(idempotency_key(Some("8e03978e")), Ok("8e03978e"));
    }

    #[test]
    fn a_missing_or_malformed_key_is_refused_with_its_code() {
        assert_eq!(idempotency_key(None).unwrap_err().code, Code::IdempotencyKeyMissing);
        let long = "x".repeat(256);
        for wrong in ["", "\"\"", "a b", "کلید", "a\"b", &long] {
            assert_eq!(idempotency_key(Some(wrong)).unwrap_err().code, Code::IdempotencyKeyInvalid, "{wrong}");
        }
    }
}
