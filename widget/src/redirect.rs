//! Where the browser may be sent. Pure: strings in, a decision out.
//!
//! The check is a byte comparison with an allowed origin and never a parse of the URL: what two URL parsers read
//! differently (`https://bank@evil`, `https:\\evil`, `https:///evil`) cannot pass it.

/// Whether `url` leads to one of `origins` (`https://host[:port]`, nothing after it).
///
/// Plain `http` counts only with `plain`, for sandbox banks on loopback.
#[must_use]
pub fn allowed(url: &str, origins: &[String], plain: bool) -> bool {
    origins.iter().any(|origin| is_origin(origin, plain) && url.strip_prefix(origin.as_str()).is_some_and(ends_host))
}

/// Whether `url` may stand in a link: `https`, or `http` with `plain`. Keeps `javascript:` and its kin out.
#[must_use]
pub fn linkable(url: &str, plain: bool) -> bool {
    host_part(url, plain).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['))
}

fn ends_host(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['/', '?', '#'])
}

fn is_origin(origin: &str, plain: bool) -> bool {
    host_part(origin, plain).is_some_and(|host| {
        !host.is_empty()
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'))
    })
}

fn host_part(url: &str, plain: bool) -> Option<&str> {
    url.strip_prefix("https://").or_else(|| if plain { url.strip_prefix("http://") } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(list: &[&str]) -> Vec<String> {
        list.iter().map(|o| String::from(*o)).collect()
    }

    #[test]
    fn an_allowed_origin_passes_with_any_path() {
        let list = origins(&["https://bank.example", "https://other.example:8443"]);
        for url in [
            "https://bank.example",
            "https://bank.example/",
            "https://bank.example/pay?x=1",
            "https://bank.example?x",
            "https://other.example:8443/p",
        ] {
            assert!(allowed(url, &list, false), "{url}");
        }
    }

    #[test]
    fn look_alikes_are_refused() {
        let list = origins(&["https://bank.example"]);
        for url in [
            "https://bank.example.evil.test/",
            "https://bank.example@evil.test/",
            "https://bank.example:444/",
            "https://bank.example\\@evil.test",
            "http://bank.example/",
            "https:/bank.example/",
            "//bank.example/",
            "HTTPS://bank.example/",
            " https://bank.example/",
            "javascript:alert(1)//https://bank.example/",
            "",
        ] {
            assert!(!allowed(url, &list, true), "{url}");
        }
    }

    #[test]
    fn a_broken_list_allows_nothing() {
        for origin in ["", "https://", "https:///", "https://bank.example/", "*", "null", "javascript:", "https://a@b"]
        {
            assert!(!allowed("https:///evil.test/", &origins(&[origin]), true), "{origin}");
            assert!(!allowed("https://a@b", &origins(&[origin]), true), "{origin}");
        }
        assert!(!allowed("https://bank.example/", &[], false));
    }

    #[test]
    fn plain_http_only_for_the_sandbox() {
        let list = origins(&["http://127.0.0.1:8788"]);
        assert!(allowed("http://127.0.0.1:8788/bank", &list, true));
        assert!(!allowed("http://127.0.0.1:8788/bank", &list, false));
    }

    #[test]
    fn links_are_web_links() {
        assert!(linkable("https://shop.example/back", false));
        assert!(linkable("http://localhost:8000/", true));
        for url in ["http://shop.example/", "javascript:alert(1)", "https://", "https:///x", "data:text/html,x", ""] {
            assert!(!linkable(url, false), "{url}");
        }
    }
}
