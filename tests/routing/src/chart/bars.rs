//! A bar chart: bars lie, so that their names can be read, in groups, with whiskers for the error.

use super::{HEAD, WIDTH, decimals, escape, frame, number, ticks};
use std::fmt::Write;

/// What the plot leaves free at the left and the right, and the heights of a row and of a group's name, in SVG pixels.
const LEFT: f64 = 206.0;
const RIGHT: f64 = 84.0;
const ROW: f64 = 24.0;
const GROUP: f64 = 32.0;
const FOOT: f64 = 40.0;

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// How long it is, at least 0.
    pub value: f64,
    /// The whisker reaches so far to either side. 0 for none.
    pub error: f64,
    /// Drawn in the colour that is only ours. The others all have one: their names stand beside them.
    pub strong: bool,
}

/// Bars that are compared with each other.
#[derive(Clone, Debug)]
pub struct Group {
    /// What they have in common. Nothing is written for an empty one.
    pub label: String,
    /// From the top.
    pub bars: Vec<Bar>,
}

/// Groups of bars on one axis that begins at 0.
#[derive(Clone, Debug)]
pub struct BarChart {
    /// What it shows, in a few words.
    pub title: String,
    /// What somebody who cannot see it has to know.
    pub description: String,
    /// What is measured, with its unit, and what the whiskers are.
    pub measured: String,
    /// From the top.
    pub groups: Vec<Group>,
}

impl BarChart {
    /// The chart as an SVG document.
    #[must_use]
    pub fn svg(&self) -> String {
        let bars = || self.groups.iter().flat_map(|group| &group.bars);
        let across = ticks(0.0, bars().map(|bar| bar.value + bar.error).fold(0.0, f64::max), 5.0);
        let scale = (WIDTH - LEFT - RIGHT) / across.last().copied().unwrap_or(1.0);

        let decimals = decimals(across.last().copied().unwrap_or(1.0));

        let mut svg = String::new();
        let mut y = HEAD;
        for group in &self.groups {
            if group.label.is_empty() {
                y += ROW / 2.0;
            } else {
                y += GROUP;
                let label = escape(&group.label);
                let _ = writeln!(svg, r#"<text class="s" x="16" y="{:.1}">{label}</text>"#, y - 9.0);
            }
            let top = y;
            y = group.bars.iter().fold(y, |y, _| y + ROW);
            for &tick in &across {
                let x = LEFT + tick * scale;
                let kind = if tick == 0.0 { "axis" } else { "grid" };
                let _ = writeln!(svg, r#"<path class="{kind}" d="M{x:.1} {top:.1}V{y:.1}"/>"#);
            }
            let mut row = top;
            for bar in &group.bars {
                bar.draw(&mut svg, row, scale, decimals);
                row += ROW;
            }
        }
        for &tick in &across {
            let (x, y, tick) = (LEFT + tick * scale, y + 20.0, number(tick));
            let _ = writeln!(svg, r#"<text class="soft num" text-anchor="middle" x="{x:.1}" y="{y:.1}">{tick}</text>"#);
        }
        frame(&self.title, &self.description, &self.measured, y + FOOT, &svg)
    }
}

impl Bar {
    /// Draws it in the row at `y`.
    fn draw(&self, svg: &mut String, y: f64, scale: f64, decimals: usize) {
        let (strong, color) = if self.strong { (" s", "s") } else { ("", "o") };
        let (end, middle) = (LEFT + self.value * scale, y + ROW / 2.0);
        let label = escape(&self.label);
        let base = middle + 4.5;
        let x = LEFT - 10.0;
        let _ =
            writeln!(svg, r#"<text class="label{strong}" text-anchor="end" x="{x:.1}" y="{base:.1}">{label}</text>"#);
        let (top, width, thick) = (y + 4.0, (end - LEFT).max(0.5), ROW - 8.0);
        let _ = writeln!(
            svg,
            r#"<rect class="bar {color}" x="{LEFT:.1}" y="{top:.1}" width="{width:.1}" height="{thick:.1}" rx="1.5"/>"#
        );
        let mut right = end;
        if self.error > 0.0 {
            let reach = self.error * scale;
            let left = (end - reach).max(LEFT);
            right = end + reach;
            let (up, side) = (middle - 4.0, "v8");
            let _ = writeln!(
                svg,
                r#"<path class="whisker" d="M{left:.1} {middle:.1}H{right:.1}M{left:.1} {up:.1}{side}M{right:.1} {up:.1}{side}"/>"#
            );
        }
        let (x, value) = (right + 8.0, format!("{:.decimals$}", self.value));
        let _ = writeln!(svg, r#"<text class="num{strong}" x="{x:.1}" y="{base:.1}">{value}</text>"#);
    }
}

#[cfg(test)]
mod tests {
    use super::{Bar, BarChart, Group};

    #[test]
    fn ours_stands_out() {
        let bar = |label: &str, strong| Bar { label: label.into(), value: 4.0, error: 1.0, strong };
        let chart = BarChart {
            title: "Loss".into(),
            description: "Less is better.".into(),
            measured: "payments".into(),
            groups: vec![
                Group { label: "first".into(), bars: vec![bar("ours", true), bar("theirs", false)] },
                Group { label: "second".into(), bars: vec![bar("theirs", false)] },
            ],
        };
        let svg = chart.svg();
        let colors: Vec<&str> = svg.match_indices("class=\"bar ").map(|(at, _)| &svg[at + 11..at + 12]).collect();
        assert_eq!(colors, ["s", "o", "o"]);
        assert_eq!(svg.matches("class=\"whisker\"").count(), 3);
        assert_eq!(svg.matches(">4.00</text>").count(), 3);
    }
}
