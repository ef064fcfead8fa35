//! Decisions and outcomes on their way to the log: gathered in this isolate and handed over together, behind an answer, so that
//! a decision itself waits for no object.

use crate::{
    board::Board,
    health::{self, Ask},
    journal::Batch,
    world,
};
use dargah_engine::{
    routing::Line,
    time::{Moment, Span},
};
use std::{cell::RefCell, time::Duration};
use worker::{Delay, Env};

/// How long lines gather.
const GATHER: Span = Span::seconds(1);

/// With so many they are handed over at once.
const LINES_MAX: usize = 512;

/// Whoever was to hand them over and has not done so by then is gone.
const GONE: Span = Span::seconds(5);

struct Gathered {
    board: Board,
    batch: Batch,
    /// Since when somebody waits to hand them over.
    waits_since: Option<Moment>,
}

thread_local! {
    static GATHERED: RefCell<Vec<Gathered>> = const { RefCell::new(Vec::new()) };
}

/// When gathered lines are to be handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Somebody else does it.
    Never,
    /// Later: who is told so does it.
    Later,
    /// Now.
    Now,
}

/// Adds lines, and by name what they refer to.
pub(crate) fn gather(
    board: &Board,
    lines: impl IntoIterator<Item = Line>,
    refers: impl IntoIterator<Item = (String, String)>,
) -> When {
    let now = world::now();
    GATHERED.with_borrow_mut(|all| {
        let place = all.iter().position(|gathered| gathered.board == *board).unwrap_or(all.len());
        if place == all.len() {
            all.push(Gathered { board: board.clone(), batch: Batch::default(), waits_since: None });
        }
        let gathered = &mut all[place];
        for (name, text) in refers {
            if gathered.batch.kept.iter().all(|(other, _)| *other != name) {
                gathered.batch.kept.push((name, text));
            }
        }
        gathered.batch.lines.extend(lines);
        if gathered.batch.lines.len() >= LINES_MAX {
            return When::Now;
        }
        if gathered.waits_since.is_some_and(|since| now - since < GONE) {
            return When::Never;
        }
        gathered.waits_since = Some(now);
        When::Later
    })
}

/// Waits until others have gathered too, and hands all of it over.
pub(crate) async fn hand_over_later(env: &Env, board: &Board) {
    Delay::from(Duration::from_millis(GATHER.0.unsigned_abs())).await;
    hand_over(env, board).await;
}

/// Hands over what was gathered. What cannot be is lost: it is knowledge, and no money.
pub(crate) async fn hand_over(env: &Env, board: &Board) {
    let gathered = GATHERED.with_borrow_mut(|all| {
        let place = all.iter().position(|gathered| gathered.board == *board)?;
        Some(all.swap_remove(place))
    });
    let Some(Gathered { batch, .. }) = gathered else { return };
    if let Err(problem) = health::ask(env, board, Ask::Log(batch)).await {
        worker::console_error!("decisions: {problem}");
    }
}
