//! The health board as a page. It is drawn here alone: its script fetches this page again and takes over what has changed.
//! Without script the page asks for itself anew.

use super::{
    board_text::{State, Tongue, Words},
    shell,
};
use dargah_engine::{
    routing::{BoardRow, BoardView},
    time::Moment,
};
use dargah_wire::Mode;
use dargah_words::Locale;
use maud::{Markup, html};

/// An interval so wide says nothing yet, and its mean would be taken for a rate. Millionths.
const TOO_WIDE: u32 = 800_000;

/// The whole page, and the language that it is in.
pub(super) fn page(wanted: Locale, board: &BoardView, now: Moment) -> (Locale, String) {
    let texts = &Tongue::of(wanted);
    let words = Words::of(texts);
    let head = html! {
        link rel="stylesheet" href="/panel/health.css";
        script src="/panel/health.js" defer {}
        noscript { meta http-equiv="refresh" content="5"; }
    };
    let body = html! {
        main class="board" { (content(texts, words, board, now)) }
        // What turns is read out; all the figures every two seconds would be noise.
        p id="changes" class="unseen" role="status" {}
        p id="lost" class="notice bad" role="alert" hidden { (words.lost) }
        footer class="board" {
            a href="/v1/gateways" { (words.json) }
            @let other = texts.other();
            a href={ "?lang=" (other.tag()) } lang=(other.tag()) hreflang=(other.tag()) { (other.own_name()) }
        }
    };
    (texts.locale(), shell::frame(texts.locale(), words.title, &head, &body))
}

fn content(texts: &Tongue, words: &Words, board: &BoardView, now: Moment) -> Markup {
    let modes = [(Mode::Live, words.live), (Mode::Test, words.test)];
    let of = |mode: Mode| board.gateways.iter().filter(move |row| row.mode == mode);
    html! {
        header {
            div {
                h1 { (words.title) }
                p class="quiet" { (words.lead) }
            }
            @if let Some(at) = board.published_at {
                p class="as-of" {
                    (words.as_of) " " bdi class="clock" { (texts.clock(at)) } " "
                    span class="quiet" { (words.tehran) }
                }
            }
        }
        @match board.published_at {
            None => p class="notice" { (words.unknown) },
            Some(at) => @if board.stale { p class="notice" { (texts.stale(now - at)) } }
        }
        ul class="counts" {
            @for state in State::ALL {
                @let count = board.gateways.iter().filter(|row| State::of(row) == state).count();
                @if count > 0 {
                    li class=(state.class()) {
                        (sign(state)) b { (texts.number(i64::try_from(count).unwrap_or(i64::MAX))) } " " (texts.state(state))
                    }
                }
            }
        }
        @for (mode, name) in modes.into_iter().filter(|&(mode, _)| of(mode).next().is_some()) {
            section aria-label=(name) {
                h2 { (name) }
                (table(texts, words, of(mode), now))
            }
        }
        p class="quiet legend" { (words.legend) }
    }
}

/// Roles are spelt out, because on a narrow screen rows are drawn as cards, which takes the table's own away.
fn table<'a>(texts: &Tongue, words: &Words, rows: impl Iterator<Item = &'a BoardRow>, now: Moment) -> Markup {
    let columns = [words.gateway, words.state, words.rate, words.share, words.latency, words.change];
    html! {
        table role="table" {
            thead role="rowgroup" {
                tr role="row" { @for column in columns { th role="columnheader" scope="col" { (column) } } }
            }
            tbody role="rowgroup" { @for row in rows { (line(texts, words, row, now)) } }
        }
    }
}

fn line(texts: &Tongue, words: &Words, row: &BoardRow, now: Moment) -> Markup {
    let state = State::of(row);
    let (name, _) = texts.locale().name(&row.name);
    let said = texts.state(state);
    let heard = row.answers_ppm.is_some();
    html! {
        tr role="row" class=(state.class()) data-gateway=(row.id) data-state=(state.class())
            data-says={ (name) ": " (said) } {
            th role="rowheader" scope="row" { (name) " " span class="quiet" { bdi { (row.id) } } }
            td role="cell" class="state" { span class="pill" { (sign(state)) (said) } }
            td role="cell" class=(if heard { "rate" } else { "rate blank" }) data-label=(words.rate) {
                @if heard {
                    @if row.high_ppm - row.low_ppm > TOO_WIDE {
                        span class="none" { (words.early) }
                    } @else {
                        span class="figure" { (texts.percent(row.rate_ppm)) }
                    }
                    (bar(row.low_ppm, row.high_ppm, Some(row.rate_ppm)))
                    span class="quiet" { (texts.range(row.low_ppm, row.high_ppm)) }
                } @else {
                    span class="none" { "—" }
                }
            }
            td role="cell" class="share" data-label=(words.share) {
                span class="figure" { (texts.percent(row.share_ppm)) }
                (bar(0, row.share_ppm, None))
                @if row.waiting > 0 { span class="quiet" { (texts.waiting(row.waiting)) } }
            }
            td role="cell" class=(if heard { "latency" } else { "latency blank" }) data-label=(words.latency) {
                @match row.latency_ms {
                    Some(latency) => span class="figure" {
                        (texts.number(latency.into())) " " small { (words.milliseconds) }
                    },
                    None => span class="none" { "—" },
                }
                @if let Some(answers) = row.answers_ppm { span class="quiet" { (texts.answers(answers)) } }
            }
            td role="cell" class="change" data-label=(words.change) { (change(texts, row, state, now)) }
        }
    }
}

/// Why it stands as it does, and since when.
fn change(texts: &Tongue, row: &BoardRow, state: State, now: Moment) -> Markup {
    let fault = row.last_fault.filter(|_| state == State::Down).and_then(|class| texts.fault_class(class));
    html! {
        span { (texts.why(row)) }
        @if let Some(fault) = fault { span { (fault) } }
        @if let Some(since) = row.since {
            span class="quiet" {
                (texts.ago(now - since)) " · " bdi class="clock" { (texts.clock(since)) }
                @if let Some(until) = row.until { " · " (texts.until(until)) }
            }
        }
    }
}

/// A stretch of 0 to 1 and a mark on it. What it shows stands beside it in figures.
fn bar(from_ppm: u32, to_ppm: u32, mark_ppm: Option<u32>) -> Markup {
    // The mark stays within the bar, and a stretch is never too short to be seen.
    let place = |ppm: u32| ppm / 1_000;
    let (from, to) = (place(from_ppm), place(to_ppm));
    let width = if to_ppm > from_ppm { (to - from).max(12) } else { 0 };
    html! {
        svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
            rect class="stretch" x=(from.min(1_000 - width)) y="0" width=(width) height="10" {}
            @if let Some(mark) = mark_ppm {
                rect class="mark" x=(place(mark).clamp(8, 992) - 8) y="0" width="16" height="10" {}
            }
        }
    }
}

/// A shape for each state, so that colour is not all that tells them apart.
fn sign(state: State) -> Markup {
    let path = match state {
        // A disc, a rising triangle, a diamond, a cross, two bars, a ring.
        State::Up => "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10z",
        State::Ramp => "M6 1l5 9.500h-10z",
        State::New => "M6 .5L11.500 6L6 11.500L.5 6z",
        State::Down => {
            "M2.500 1L6 4.500L9.500 1L11 2.500L7.500 6L11 9.500L9.500 11L6 7.500L2.500 11L1 9.500L4.500 6L1 2.500z"
        }
        State::Closed => "M2 1h3v10h-3zM7 1h3v10h-3z",
        State::Unknown => "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10zM6 3a3 3 0 1 1 0 6a3 3 0 1 1 0-6z",
    };
    html! { svg class="sign" viewBox="0 0 12 12" aria-hidden="true" { path d=(path) {} } }
}
