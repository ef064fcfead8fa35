//! A line chart, with each line's last value and name at its end instead of in a legend.

use super::{HEAD, WIDTH, class, decimals, escape, frame, number, ticks};
use std::fmt::Write;

/// Height, and what the plot leaves free, in SVG pixels.
const HEIGHT: f64 = 460.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 252.0;
const BOTTOM: f64 = 56.0;

/// Room for the value that a line ends at, before its name.
const VALUE: f64 = 34.0;

/// From one name to the next, at least.
const NAME_HEIGHT: f64 = 17.0;

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its name.
    pub label: String,
    /// (x, y), in order of x.
    pub points: Vec<(f64, f64)>,
    /// Drawn thicker, in the colour that is only ours, above the others.
    pub strong: bool,
}

/// Lines over a common x.
#[derive(Clone, Debug)]
pub struct LineChart {
    /// What it shows, in a few words.
    pub title: String,
    /// What somebody who cannot see it has to know.
    pub description: String,
    /// Names and units of the axes.
    pub x: String,
    /// See `x`. The axis begins at 0.
    pub y: String,
    /// In the order in which they take their colours.
    pub lines: Vec<Line>,
    /// Where on x something happened.
    pub marks: Vec<f64>,
}

impl LineChart {
    /// The chart as an SVG document.
    #[must_use]
    pub fn svg(&self) -> String {
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let right = points().map(|point| point.0).fold(0.0, f64::max);
        let top = points().map(|point| point.1).fold(0.0, f64::max);
        let (across, up) = (ticks(0.0, right, 5.0), ticks(0.0, top, 5.0));
        let (right, top) = (right.max(f64::MIN_POSITIVE), up.last().copied().unwrap_or(1.0));
        let plot = (WIDTH - LEFT - RIGHT, HEIGHT - HEAD - BOTTOM);
        let at = |x: f64, y: f64| (LEFT + x / right * plot.0, HEAD + plot.1 - y / top * plot.1);

        let mut svg = String::new();
        for &tick in &up {
            let (x, y) = at(0.0, tick);
            let kind = if tick == 0.0 { "axis" } else { "grid" };
            let _ = writeln!(svg, r#"<path class="{kind}" d="M{x:.1} {y:.1}h{:.1}"/>"#, plot.0);
            let (x, y, tick) = (x - 10.0, y + 4.5, number(tick));
            let _ = writeln!(svg, r#"<text class="soft num" text-anchor="end" x="{x:.1}" y="{y:.1}">{tick}</text>"#);
        }
        for &tick in across.iter().filter(|tick| **tick <= right * 1.001) {
            let (x, y) = at(tick, 0.0);
            let _ = writeln!(svg, r#"<path class="axis" d="M{x:.1} {y:.1}v5"/>"#);
            let (y, tick) = (y + 21.0, number(tick));
            let _ = writeln!(svg, r#"<text class="soft num" text-anchor="middle" x="{x:.1}" y="{y:.1}">{tick}</text>"#);
        }
        let (x, y) = (LEFT + plot.0 / 2.0, HEIGHT - 12.0);
        let _ = writeln!(
            svg,
            r#"<text class="soft" text-anchor="middle" x="{x:.1}" y="{y:.1}">{}</text>"#,
            escape(&self.x)
        );
        for &mark in &self.marks {
            let (x, y) = at(mark, top);
            let _ = writeln!(svg, r#"<path class="mark" d="M{x:.1} {y:.1}v{:.1}"/>"#, plot.1);
        }
        self.draw(&mut svg, at);
        frame(&self.title, &self.description, &self.y, HEIGHT, &svg)
    }

    /// The lines and their names. The strong ones come last, to lie above the others.
    fn draw(&self, svg: &mut String, at: impl Fn(f64, f64) -> (f64, f64)) {
        let mut order: Vec<(usize, &Line)> = Vec::new();
        let (strong, others): (Vec<&Line>, Vec<&Line>) = self.lines.iter().partition(|line| line.strong);
        order.extend(others.into_iter().enumerate());
        order.extend(strong.into_iter().enumerate());
        let mut names = Vec::new();
        for (index, line) in order {
            let class = class(line.strong, index);
            let mut path = String::new();
            for (index, &(x, y)) in line.points.iter().enumerate() {
                let (x, y) = at(x, y);
                let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { 'M' } else { 'L' });
            }
            let _ = writeln!(svg, r#"<path class="line {class}" d="{path}"/>"#);
            if let Some(&(x, y)) = line.points.last() {
                names.push((at(x, y), class, escape(&line.label), y));
            }
        }
        names.sort_by(|a, b| a.0.1.total_cmp(&b.0.1));
        let decimals = decimals(names.iter().map(|name| name.3).fold(0.0, f64::max));
        let heights = apart(&names.iter().map(|name| name.0.1).collect::<Vec<_>>(), HEIGHT - BOTTOM);
        for (((x, y), class, name, value), height) in names.into_iter().zip(heights) {
            let _ = writeln!(
                svg,
                r#"<path class="lead {class}" d="M{:.1} {y:.1}L{:.1} {height:.1}h5"/>"#,
                x + 3.0,
                x + 15.0
            );
            let (end, x, y) = (x + 25.0 + VALUE, x + 33.0 + VALUE, height + 4.5);
            let _ = writeln!(
                svg,
                r#"<text class="num" text-anchor="end" x="{end:.1}" y="{y:.1}">{value:.decimals$}</text>"#
            );
            let _ = writeln!(svg, r#"<text class="name {class}" x="{x:.1}" y="{y:.1}">{name}</text>"#);
        }
    }
}

/// Heights for names that want to stand at `wanted`, which is sorted: far enough from each other, together no farther from where
/// they want to be than they must, and none below `floor`.
fn apart(wanted: &[f64], floor: f64) -> Vec<f64> {
    // Without their own heights the names may touch, only not change places: neighbours that would are given their mean.
    let mut heaps: Vec<(f64, f64)> = Vec::new();
    let mut own = 0.0;
    for height in wanted {
        heaps.push((height - own, 1.0));
        own += NAME_HEIGHT;
        while let [.., (above, more), (below, few)] = heaps[..]
            && above > below
        {
            heaps.truncate(heaps.len() - 2);
            heaps.push(((above * more + below * few) / (more + few), more + few));
        }
    }
    let lowest = floor - (own - NAME_HEIGHT);
    let mut heights = Vec::with_capacity(wanted.len());
    let mut own = 0.0;
    for (height, mut left) in heaps {
        while left > 0.5 {
            heights.push(height.min(lowest) + own);
            own += NAME_HEIGHT;
            left -= 1.0;
        }
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::{Line, LineChart, NAME_HEIGHT, apart};

    #[test]
    fn names_do_not_touch() {
        let heights = apart(&[100.0, 101.0, 102.0, 390.0, 399.0, 400.0], 400.0);
        assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= NAME_HEIGHT - 1e-9), "{heights:?}");
        assert!(heights.iter().all(|height| *height <= 400.0), "{heights:?}");
    }

    #[test]
    fn a_chart_says_what_it_shows() {
        let line = Line { label: "a & b".into(), points: vec![(0.0, 0.0), (10.0, 5.0)], strong: true };
        let chart = LineChart {
            title: "Regret".into(),
            description: "It grows.".into(),
            x: "round".into(),
            y: "regret".into(),
            lines: vec![line],
            marks: vec![5.0],
        };
        let svg = chart.svg();
        for part in [
            "<title id=\"t-regret\">Regret</title>",
            "<desc id=\"d-regret\">It grows.</desc>",
            ">5</text>",
            ">a &amp; b</text>",
        ] {
            assert!(svg.contains(part), "no {part} in {svg}");
        }
    }
}
