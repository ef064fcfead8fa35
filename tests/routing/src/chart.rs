//! Charts as SVG: one self-contained file each, readable on light and on dark, and to somebody who is read to.
//!
//! Text and axes take `currentColor`; the series have two colours, for either background. Nothing is loaded from anywhere.

mod bars;
mod lines;

pub use bars::{Bar, BarChart, Group};
pub use lines::{Line, LineChart};

use std::fmt::Write;

/// Width of every chart, in SVG pixels.
const WIDTH: f64 = 760.0;

/// From the top to where a chart's own drawing begins: the title and what is measured stand there.
const HEAD: f64 = 74.0;

/// The strong series has a colour of its own, `.s`. Other lines take these in turn, on light and on dark; other bars are all `.o`.
const COLORS: [(&str, &str); 9] = [
    ("#3b6fb6", "#7aa7e8"),
    ("#b45309", "#f0a04b"),
    ("#7c4dbd", "#b79af0"),
    ("#a83279", "#ea86bf"),
    ("#5b6b1f", "#b5c565"),
    ("#0e7490", "#5cc8e0"),
    ("#b3362b", "#f08a80"),
    ("#57606a", "#a5b0bc"),
    ("#8a6a00", "#dcbc4e"),
];

/// The series' class names, and text beside.
fn style() -> String {
    let mut light = String::new();
    let mut dark = String::new();
    for (index, (on_light, on_dark)) in COLORS.iter().enumerate() {
        let _ = write!(light, ".dg-chart .c{index}{{--c:{on_light}}}");
        let _ = write!(dark, ".dg-chart .c{index}{{--c:{on_dark}}}");
    }
    format!(
        ".dg-chart{{color:#1f2328;font:13px/1 system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}}\
         .dg-chart text{{fill:currentColor}}\
         .dg-chart .title{{font-size:17px;font-weight:650}}\
         .dg-chart .soft{{fill-opacity:.68}}\
         .dg-chart .num{{font-variant-numeric:tabular-nums}}\
         .dg-chart .grid{{stroke:currentColor;stroke-opacity:.13}}\
         .dg-chart .axis{{stroke:currentColor;stroke-opacity:.5}}\
         .dg-chart .mark{{stroke:currentColor;stroke-opacity:.35;stroke-dasharray:3 4}}\
         .dg-chart .line{{fill:none;stroke:var(--c);stroke-width:1.8;stroke-linejoin:round}}\
         .dg-chart .line.s{{stroke-width:3.4}}\
         .dg-chart .lead{{fill:none;stroke:var(--c);stroke-opacity:.55}}\
         .dg-chart .bar{{fill:var(--c)}}\
         .dg-chart .whisker{{stroke:currentColor;stroke-width:1.4}}\
         .dg-chart text.s{{font-weight:650}}\
         .dg-chart text.name{{fill:var(--c)}}\
         .dg-chart .o{{--c:#8a98a8}}.dg-chart .s{{--c:#0a7d5a}}{light}\
         @media (prefers-color-scheme:dark){{.dg-chart{{color:#e6edf3}}.dg-chart .o{{--c:#6e7c8c}}.dg-chart .s{{--c:#3ddba4}}{dark}}}"
    )
}

/// A chart around its `drawing`: what is read out, and what stands at the top. `height` is in SVG pixels.
fn frame(title: &str, description: &str, measured: &str, height: f64, drawing: &str) -> String {
    let id: String = title.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let (title, description, measured) = (escape(title), escape(description), escape(measured));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         class=\"dg-chart\" role=\"img\" aria-labelledby=\"t-{id} d-{id}\">\n\
         <title id=\"t-{id}\">{title}</title>\n<desc id=\"d-{id}\">{description}</desc>\n<style>{}</style>\n\
         <text class=\"title\" x=\"16\" y=\"28\">{title}</text>\n<text class=\"soft\" x=\"16\" y=\"50\">{measured}</text>\n\
         {drawing}</svg>\n",
        style()
    )
}

/// The class of the series at `index` among those that are not strong.
fn class(strong: bool, index: usize) -> String {
    if strong { "s".to_owned() } else { format!("c{}", index % COLORS.len()) }
}

/// Text that may stand in XML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Round numbers from at or below `low` to at or above `high`, about `wanted` of them.
fn ticks(low: f64, high: f64, wanted: f64) -> Vec<f64> {
    let span = if high > low { high - low } else { 1.0 };
    let rough = span / wanted;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(10.0 * power);
    let first = (low / step + 1e-9).floor();
    let mut ticks = vec![first * step];
    let mut at = first;
    while at * step < low + span - step * 1e-6 {
        at += 1.0;
        ticks.push(at * step);
    }
    ticks
}

/// How many decimals all values of a chart are written with: as many as its axis needs to tell them apart.
fn decimals(top: f64) -> usize {
    match top {
        top if top > 50.0 => 0,
        top if top > 10.0 => 1,
        _ => 2,
    }
}

/// A number as people write it: thousands apart, and no more decimals than its size needs.
#[must_use]
pub fn number(value: f64) -> String {
    let size = value.abs();
    let decimals = match size {
        size if size >= 100.0 || size == 0.0 => 0,
        size if size >= 1.0 => 1,
        _ => 3,
    };
    let text = format!("{size:.decimals$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if value < 0.0 { "−" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::{escape, number, ticks};

    #[test]
    fn numbers_read_well() {
        let read = [0.0, 0.05, 2.0, 12.34, 614.2, 20_000.0, -1_234_567.0].map(number);
        assert_eq!(read, ["0", "0.05", "2", "12.3", "614", "20,000", "−1,234,567"]);
        assert_eq!(ticks(0.0, 755.0, 5.0), [0.0, 200.0, 400.0, 600.0, 800.0]);
        assert_eq!(ticks(0.0, 5000.0, 5.0), [0.0, 1000.0, 2000.0, 3000.0, 4000.0, 5000.0]);
        assert_eq!(escape("a < b & \"c\""), "a &lt; b &amp; &quot;c&quot;");
    }
}
