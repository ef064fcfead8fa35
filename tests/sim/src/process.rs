//! The loop that carries effects out, as the Worker's: tell the payment, do what it asks, tell it what was heard. A process can
//! die between any two steps, and sleep for longer than its lease.

use crate::{
    ledger::Told,
    wire::{CallTruth, Waiting},
    witness::Witness,
    world::{SECOND, Task, World},
};
use dargah_engine::payment::{Command, Effect, Payment, Refusal, Run};
use std::rc::Rc;

/// The most effects that one process carries out.
const EFFECTS_MAX: u8 = 16;

/// Who began it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    Shop,
    Shopper,
    Browser,
    Alarm,
    Sweep,
    Operator,
}

/// One process.
pub(crate) struct Process {
    pub(crate) sale: usize,
    whose: Whose,
    run: Option<Box<Run>>,
    effects: u8,
    /// Which answer it waits for.
    pub(crate) serial: u32,
    pub(crate) waiting: Option<Waiting>,
    /// What is known of the call that was answered last.
    truth: Option<CallTruth>,
}

impl World {
    /// Begins a process.
    pub(crate) fn start(&mut self, sale: usize, whose: Whose, command: Command, run: Option<Box<Run>>) {
        self.processes.push(Process { sale, whose, run, effects: 0, serial: 0, waiting: None, truth: None });
        self.step(self.processes.len() - 1, command);
    }

    fn step(&mut self, number: usize, command: Command) {
        let process = &mut self.processes[number];
        let (sale, whose, truth) = (process.sale, process.whose, process.truth.take());
        let answers = matches!(
            command,
            Command::Heard { .. }
                | Command::ClaimHeard { .. }
                | Command::RefundHeard { .. }
                | Command::Published { .. }
        );
        match self.tell(sale, command, truth.as_ref()) {
            Told::Done(payment, mut effects) => match effects.pop() {
                // What stood before it is found again when its lease is over.
                Some(effect) => self.carry_out(number, payment, effect),
                None => self.finish(sale, whose, &Ok(payment)),
            },
            // Somebody else went on with it meanwhile: what it came to is what counts.
            Told::Refused(Refusal::Stale) if answers => {
                self.met(Witness::StaleAnswer);
                if let Ok(Some(payment)) = self.look_up(sale) {
                    self.finish(sale, whose, &Ok(payment));
                }
            }
            Told::Refused(refusal) => self.finish(sale, whose, &Err(Some(refusal))),
            Told::Unknown | Told::Unavailable => self.finish(sale, whose, &Err(None)),
        }
    }

    fn carry_out(&mut self, number: usize, payment: Rc<Payment>, effect: Effect) {
        let process = &mut self.processes[number];
        process.effects += 1;
        let (sale, effects) = (process.sale, process.effects);
        if effects > EFFECTS_MAX {
            self.audit.differs(sale, "asks for more effects than a process carries out".to_owned());
            return;
        }
        self.audit.sends(sale, &effect);
        if self.dice.strikes(self.plan.death_before) {
            self.say(|| format!("{sale}'s process dies before {}", name(&effect)));
            return;
        }
        match effect {
            Effect::Claim { attempt, gateway, reference, sent_at } => {
                let gateway = crate::setting::gateway_number(&gateway);
                let (ours, wait) = self.ask_registry(sale, gateway, &reference);
                self.wait(number, wait, Command::ClaimHeard { attempt, sent_at, ours });
            }
            Effect::Publish => {
                let (upto, wait) = self.hand_over(sale, &payment);
                self.wait(number, wait, Command::Published { upto });
            }
            // The auditor says what is wrong with it.
            Effect::Wallet { .. } => {}
            Effect::Call { .. } | Effect::Refund { .. } => self.call(number, effect),
        }
    }

    /// Has a process told something after a while.
    fn wait(&mut self, number: usize, wait: i64, command: Command) {
        let serial = self.processes[number].serial;
        self.queue.at(self.now + wait, Task::Tell(number, serial, Box::new(command)));
    }

    /// What a call came to: the process may die of it, or sleep over it.
    pub(crate) fn call_is_over(&mut self, number: usize, command: Command, truth: CallTruth) {
        let sale = self.processes[number].sale;
        self.processes[number].serial += 1;
        self.processes[number].truth = Some(truth);
        let sleeps = self.dice.strikes(self.plan.stalls);
        let wait = if sleeps { self.dice.between(5, 90) * SECOND } else { 0 };
        if sleeps {
            self.say(|| format!("{sale}'s process sleeps for {} s", wait / SECOND));
        }
        self.wait(number, wait, command);
    }

    /// A process goes on with what it heard.
    pub(crate) fn tell_on(&mut self, number: usize, serial: u32, mut command: Command) {
        let process = &mut self.processes[number];
        if process.serial != serial {
            return;
        }
        process.serial += 1;
        let sale = process.sale;
        if let Command::Heard { run, .. } = &mut command {
            run.clone_from(&process.run);
        }
        if self.dice.strikes(self.plan.death_after) {
            self.say(|| format!("{sale}'s process dies with what it heard"));
            if let Some(truth) = self.processes[number].truth.take() {
                self.audit.unheard(sale, &truth);
            }
            return;
        }
        self.step(number, command);
    }

    /// Whoever began it hears how it went.
    fn finish(&mut self, sale: usize, whose: Whose, reply: &Result<Rc<Payment>, Option<Refusal>>) {
        match (whose, reply) {
            (Whose::Shop, Ok(_)) => self.sales[sale].known = true,
            (Whose::Shopper, Ok(payment)) => self.go_to_bank(sale, payment),
            (Whose::Shopper, Err(refusal)) => self.could_not_begin(sale, *refusal),
            _ => {}
        }
    }
}

fn name(effect: &Effect) -> &'static str {
    match effect {
        Effect::Call { operation, .. } | Effect::Refund { operation, .. } => match operation.kind() {
            dargah_engine::gateway::OperationKind::Token => "asking for a token",
            dargah_engine::gateway::OperationKind::Verify => "verifying",
            dargah_engine::gateway::OperationKind::Settle => "settling",
            dargah_engine::gateway::OperationKind::Inquire => "inquiring",
            dargah_engine::gateway::OperationKind::Reverse => "reversing",
            dargah_engine::gateway::OperationKind::Refund => "refunding",
            dargah_engine::gateway::OperationKind::Eligible => "asking whether an amount is taken",
        },
        Effect::Claim { .. } => "claiming",
        Effect::Wallet { .. } => "asking about a wallet",
        Effect::Publish => "handing over its news",
    }
}
