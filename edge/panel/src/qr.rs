//! A QR code as SVG, drawn here: nobody else learns what it says.

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

/// The light margin around a code that readers need, in modules.
const QUIET: i32 = 4;

/// The code of a text; nothing for one too long for any. `label` says what it leads to.
#[must_use]
pub(crate) fn qr(text: &str, label: &str) -> Option<Markup> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size() + 2 * QUIET;
    Some(html! {
        svg class="qr" viewBox={ "0 0 " (size) " " (size) } role="img" aria-label=(label) shape-rendering="crispEdges" {
            path d=(path(&code)) fill="#000" {}
        }
    })
}

/// The dark modules, those beside each other as one stroke.
fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let length = (x..code.size()).take_while(|&x| code.get_module(x, y)).count();
            let length = i32::try_from(length).unwrap_or(0);
            if length > 0 {
                path.push_str(&format!("M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET));
            }
            x += length.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_in_the_picture_once() {
        let text = "https://pay.example/l/lnk_0123456789abcdefghjkmnpqrs";
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap_or_else(|_| unreachable!("it is short"));
        let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark = dark.filter(|&(x, y)| code.get_module(x, y)).count();
        let drawn: usize = path(&code)
            .split('h')
            .skip(1)
            .filter(|part| !part.starts_with('-'))
            .filter_map(|part| part.split('v').next().and_then(|length| length.parse::<usize>().ok()))
            .sum();
        assert_eq!(drawn, dark);
        assert!(qr(&"x".repeat(4_000), "").is_none());
    }
}
