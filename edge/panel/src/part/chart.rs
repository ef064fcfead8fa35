//! Charts as SVG, each with its figures: in the table that it is drawn into, or in one that unfolds beneath. Time runs the way the
//! page is read. Shapes alone are in the picture and stretch with it; words stand beside it in the page's own letters.

use super::{Col, table};
use crate::Lang;
use maud::{Markup, html};

/// A row of bars: what it is of, how much, and that in words.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it is of.
    pub name: Markup,
    /// How long the bar is, of the longest.
    pub value: i64,
    /// The figures behind it, one for each of the columns.
    pub figures: Vec<Markup>,
}

/// A table whose rows are bars, the longest as wide as there is room. `columns` are the names of what is measured, of the bar, and of
/// the figures.
#[must_use]
pub fn bars(caption: &str, of: &str, measure: &str, figures: &[&str], rows: Vec<Bar>) -> Markup {
    let most = rows.iter().map(|bar| bar.value).max().unwrap_or(0);
    let mut cols = vec![Col::text(of), Col::text(measure)];
    cols.extend(figures.iter().map(|name| Col::number(name)));
    let rows: Vec<Vec<Markup>> = rows
        .into_iter()
        .map(|bar| {
            let mut cells = vec![bar.name, stretch(share(bar.value, most, 1_000))];
            cells.extend(bar.figures);
            cells
        })
        .collect();
    html! { div class="bars" { (table(caption, &cols, &rows)) } }
}

/// A bar of so many thousandths.
fn stretch(width: i64) -> Markup {
    html! {
        svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
            rect x="0" y="0" width=(if width > 0 { width.max(6) } else { 0 }) height="10" {}
        }
    }
}

/// Two bars over each other, what was above what is to be, in millionths of the width. The figures stand in cells beside it.
#[must_use]
pub fn pair(was: u32, will_be: u32) -> Markup {
    let width = |part: u32| i64::from(part).min(1_000_000) / 1_000;
    html! {
        svg class="bar pair" viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true" {
            rect class="was" x="0" y="0" width=(width(was)) height="9" {}
            rect x="0" y="11" width=(width(will_be)) height="9" {}
        }
    }
}

/// One column of a chart over time.
#[derive(Clone, Debug)]
pub struct Column {
    /// When, as the table says it.
    pub name: String,
    /// What stands beneath, if something does: not every column has room for words.
    pub label: Option<String>,
    /// How much of it went well.
    pub good: i64,
    /// How much of it did not.
    pub bad: i64,
}

const HEIGHT: i64 = 100;

/// Columns over time, what went well at the foot and the rest upon it. `says` is the whole chart in a sentence.
#[must_use]
pub fn columns(lang: Lang, title: &str, says: &str, heads: [&str; 3], data: &[Column]) -> Markup {
    let most = data.iter().map(|column| column.good + column.bad).max().unwrap_or(0);
    let width = i64::try_from(data.len()).unwrap_or(0) * 10;
    let shapes = html! {
        @for (i, column) in (0_i64..).zip(data) {
            @let (good, bad) = (share(column.good, most, HEIGHT), share(column.bad, most, HEIGHT));
            rect class="good" x=(i * 10 + 1) y=(HEIGHT - good) width="8" height=(good) {}
            rect class="bad" x=(i * 10 + 1) y=(HEIGHT - good - bad) width="8" height=(bad) {}
        }
    };
    let legend = html! {
        ul class="legend" role="list" { li class="good" { (heads[1]) } li class="bad" { (heads[2]) } }
    };
    let cols = [Col::text(heads[0]), Col::number(heads[1]), Col::number(heads[2])];
    let rows: Vec<Vec<Markup>> = data
        .iter()
        .map(|column| {
            [&column.name, &lang.number(column.good), &lang.number(column.bad)].map(|text| html! { (text) }).into()
        })
        .collect();
    figure(
        lang,
        title,
        says,
        &lang.number(most),
        width,
        &shapes,
        &legend,
        data.iter().map(|column| column.label.as_deref()),
        &table(title, &cols, &rows),
    )
}

/// One point of a line: a share of what there was.
#[derive(Clone, Debug)]
pub struct Point {
    /// When, as the table says it.
    pub name: String,
    /// What stands beneath, if something does.
    pub label: Option<String>,
    /// The part.
    pub part: i64,
    /// Of how much; nothing is drawn of nothing.
    pub of: i64,
}

/// A share over time, from 0 to 100 percent.
#[must_use]
pub fn line(lang: Lang, title: &str, says: &str, heads: [&str; 3], data: &[Point]) -> Markup {
    let width = i64::try_from(data.len()).unwrap_or(0) * 10;
    let place = |(i, point): (i64, &Point)| {
        (point.of > 0).then(|| format!("{},{}", i * 10 + 5, HEIGHT - share(point.part, point.of, HEIGHT)))
    };
    let places: Vec<Option<String>> = (0_i64..).zip(data).map(place).collect();
    let shapes = html! {
        @for run in places.split(Option::is_none).filter(|run| !run.is_empty()) {
            @let points: Vec<&str> = run.iter().flatten().map(String::as_str).collect();
            // A point alone is a line to itself, which a round cap makes a dot.
            polyline class="line" points={ (points.join(" ")) @if points.len() == 1 { " " (points[0]) } } {}
        }
    };
    let cols = [Col::text(heads[0]), Col::number(heads[1]), Col::number(heads[2])];
    let rows: Vec<Vec<Markup>> = data
        .iter()
        .map(|point| {
            [&point.name, &lang.percent(point.part, point.of), &lang.number(point.of)]
                .map(|text| html! { (text) })
                .into()
        })
        .collect();
    let full = lang.percent(1, 1);
    figure(
        lang,
        title,
        says,
        &full,
        width,
        &shapes,
        &html! {},
        data.iter().map(|point| point.label.as_deref()),
        &table(title, &cols, &rows),
    )
}

#[allow(clippy::too_many_arguments, reason = "the one place where a chart is put together")]
fn figure<'a>(
    lang: Lang,
    title: &str,
    says: &str,
    top: &str,
    width: i64,
    shapes: &Markup,
    legend: &Markup,
    labels: impl Iterator<Item = Option<&'a str>>,
    figures: &Markup,
) -> Markup {
    html! {
        figure class="chart" {
            figcaption { (title) }
            (legend)
            div class="plot" {
                span class="top-mark" aria-hidden="true" { (top) }
                svg viewBox={ "0 0 " (width.max(10)) " " (HEIGHT) } preserveAspectRatio="none" role="img" aria-label=(says) { (shapes) }
                ol class="ticks" aria-hidden="true" { @for label in labels { li { @if let Some(label) = label { span { (label) } } } } }
            }
            details { summary { (lang.either("جدول این نمودار", "This chart as a table")) } (figures) }
        }
    }
}

/// `value` of `most`, in `whole` parts; what is there at all is never nothing.
fn share(value: i64, most: i64, whole: i64) -> i64 {
    if value <= 0 || most <= 0 {
        return 0;
    }
    let part = i128::from(value) * i128::from(whole) / i128::from(most);
    i64::try_from(part).unwrap_or(whole).clamp(1, whole)
}
