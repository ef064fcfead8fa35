//! A story is a list of actions. Stories are told again, made shorter, and printed for whoever has to understand one.

use crate::{action::Action, explore::examine, law::Broken, scene::Scene, witness::Seen, world::World};
use std::fmt::Write;

/// Tells a story: how far it got, and the law that it broke, if any. What cannot happen is passed over.
#[must_use]
pub fn tell(scene: &Scene, actions: &[Action]) -> (World, Option<Broken>) {
    let mut world = World::new(scene);
    for action in actions {
        let mut next = world.clone();
        match next.apply(scene, *action, &mut Seen::default()) {
            Ok(true) => world = next,
            Ok(false) => {}
            Err(broken) => return (next, Some(broken)),
        }
    }
    let found = examine(scene, &world).err().map(|(broken, _)| broken);
    (world, found)
}

/// The same story without what it does not need to break the same law.
#[must_use]
pub fn shorten(scene: &Scene, law: &str, mut actions: Vec<Action>) -> Vec<Action> {
    let breaks = |actions: &[Action]| tell(scene, actions).1.is_some_and(|broken| broken.law == law);
    if !breaks(&actions) {
        return actions;
    }
    loop {
        let before = actions.len();
        let mut i = actions.len();
        while i > 0 {
            i -= 1;
            let mut fewer = actions.clone();
            fewer.remove(i);
            if breaks(&fewer) {
                actions = fewer;
            }
        }
        for i in 0..actions.len() {
            let mut plainer = actions.clone();
            plainer[i] = plainer[i].plain();
            if plainer != actions && breaks(&plainer) {
                actions = plainer;
            }
        }
        if actions.len() == before {
            return actions;
        }
    }
}

/// The story for people: each action with what the payments recorded at it, and how to have it told again.
#[must_use]
pub fn print(scene: &Scene, actions: &[Action]) -> String {
    let mut text = String::new();
    let mut world = World::new(scene);
    world.log = Some(Vec::new());
    let mut end = None;
    for action in actions {
        let mut next = world.clone();
        next.log = Some(Vec::new());
        let went = next.apply(scene, *action, &mut Seen::default());
        let _ = writeln!(text, "{:>9} ms  {action:?}", next.time);
        for line in next.log.iter().flatten() {
            let _ = writeln!(text, "{line}");
        }
        match went {
            Ok(true) => world = next,
            Ok(false) => text.push_str("    (cannot happen)\n"),
            Err(broken) => {
                end = Some((broken, Vec::new()));
                break;
            }
        }
    }
    if let Some((broken, more)) = end.or_else(|| examine(scene, &world).err()) {
        let _ = writeln!(text, "{broken}");
        if !more.is_empty() {
            let _ = writeln!(text, "by going on with {more:?}");
        }
    }
    for row in &world.rows {
        let _ = writeln!(text, "at the bank: {row:?}");
    }
    let trace = serde_json::to_string(actions).unwrap_or_default();
    let _ = writeln!(text, "told again by: SCENE={} TRACE='{trace}' cargo test -p dargah-model", scene.name);
    text
}
