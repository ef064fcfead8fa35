//! The shoppers, who press, wait, go back, open a second tab, close it, and come back late, twice or never; and those among
//! them who bring what is not theirs.

use crate::{
    audit::Acting,
    process::Whose,
    setting::{GATEWAYS, account, takes},
    witness::Witness,
    world::{HOUR, MINUTE, SECOND, Tab, Task, World},
};
use dargah_bank::{Request, Response, encode_form};
use dargah_engine::{
    gateway::{Callback, CallbackForm, OperationKind, Provider},
    id::GatewayId,
    payment::{Command, Payment, Phase, Refusal, Run},
};
use dargah_tests::{
    browser::{Page, Return},
    setting::EDGE,
};

/// What a browser once brought back, for those who try it again elsewhere.
#[derive(Clone)]
pub(crate) struct Brought {
    sale: usize,
    gateway: usize,
    order: String,
    token: String,
    back: Return,
}

/// The most often that one shopper presses "pay".
const PRESSES_MAX: u32 = 6;

impl World {
    /// The shopper presses "pay".
    pub(crate) fn press(&mut self, sale: usize) {
        if self.sales[sale].presses >= PRESSES_MAX {
            return;
        }
        self.sales[sale].presses += 1;
        let of: Vec<usize> =
            self.plan.gateways.iter().filter_map(|p| Provider::ALL.iter().position(|q| q == p)).collect();
        let gateway = self.dice.one(&of);
        // A shop with few gateways lets them be drawn; where all are, the dear one would come too often.
        let named = takes(self.sales[sale].shop, gateway).then(|| GATEWAYS[gateway].clone());
        let run = Run {
            began: self.ledger_now(),
            named,
            method: None,
            without: self.without(sale),
            mobile: Some("09121234567".to_owned()),
            shopper: None,
            health: None,
            entropy: self.dice.bytes(),
        };
        let run = Box::new(run);
        self.start(sale, Whose::Shopper, Command::Begin(run.clone()), Some(run));
    }

    /// Gateways that a second try leaves out; a drawn one is never the dear one.
    fn without(&mut self, sale: usize) -> Vec<GatewayId> {
        let dear = self.plan.gateways.iter().all(|p| *p != Provider::Irankish);
        let mut without: Vec<GatewayId> =
            GATEWAYS.iter().filter(|id| dear && id.as_str() == "irankish").cloned().collect();
        if let Some(tab) = self.sales[sale].tabs.last() {
            without.push(GATEWAYS[tab.gateway].clone());
        }
        without
    }

    /// The reply to pressing: the way to the bank, if there is one.
    pub(crate) fn go_to_bank(&mut self, sale: usize, payment: &Payment) {
        let Some(attempt) = payment.attempts.last().filter(|attempt| attempt.phase == Phase::AtBank) else {
            return self.could_not_begin(sale, None);
        };
        let Some(token) = &attempt.token else { return };
        if payment.attempts.len() > 1 && payment.attempts.iter().filter(|a| a.phase == Phase::AtBank).count() > 1 {
            self.met(Witness::TwoAttempts);
        }
        let gateway = crate::setting::gateway_number(&attempt.gateway);
        let account = account(gateway);
        let tab = Tab {
            gateway,
            order: attempt.ask.order.to_string(),
            token: token.word().to_owned(),
            redirect: account.provider.adapter().redirect(account, &attempt.ask, token),
            page: None,
        };
        self.sales[sale].tabs.push(tab);
        let tab = self.sales[sale].tabs.len() - 1;
        let wait = self.dice.between(1, 40) * SECOND;
        self.queue.at(self.now + wait, Task::Open(sale, tab));
        if self.dice.strikes(self.plan.tabs) {
            let wait = self.dice.between(1, 15 * 60) * SECOND;
            self.queue.at(self.now + wait, Task::Press(sale));
        }
    }

    /// The reply to pressing: no.
    pub(crate) fn could_not_begin(&mut self, sale: usize, refusal: Option<Refusal>) {
        if !matches!(refusal, Some(Refusal::Paid | Refusal::Cancelled | Refusal::Expired)) {
            let wait = self.dice.between(5, 400) * SECOND;
            self.queue.at(self.now + wait, Task::Press(sale));
        }
    }

    /// A browser's request to a bank.
    fn browse(&mut self, sale: usize, gateway: usize, act: impl FnOnce(&mut dyn FnMut(Request) -> Response)) {
        let (now, entropy) = (self.bank_now(), self.dice.bytes::<16>());
        self.catch_up(gateway);
        let bank = &mut self.banks[gateway];
        let mut times = 0;
        act(&mut |request: Request| {
            let mut entropy = entropy;
            entropy[0] ^= times;
            times += 1;
            let request = request.with_header("host", "bank.example").with_header("x-forwarded-proto", "https");
            bank.handle(&request, now, entropy)
        });
        let acting = Acting { sale, subject: None, kind: OperationKind::Token };
        self.audit.reads_book(gateway, &mut self.banks[gateway], acting, self.now);
    }

    /// The bank's page opens in a tab.
    pub(crate) fn open_page(&mut self, sale: usize, number: usize) {
        let (gateway, redirect) = {
            let tab = &self.sales[sale].tabs[number];
            (tab.gateway, tab.redirect.clone())
        };
        let mut page = None;
        self.browse(sale, gateway, |visit| page = Some(Page::open(&redirect, visit)));
        let Some(page) = page else { return };
        if let Some(back) = page.leads_back() {
            self.is_sent_back(sale, number, back);
            return;
        }
        self.sales[sale].tabs[number].page = Some(page);
        // Now and then somebody falls asleep over it.
        let seconds = if self.dice.below(20) == 0 { self.dice.between(800, 1_300) } else { self.dice.between(10, 600) };
        self.queue.at(self.now + seconds * SECOND, Task::Button(sale, number));
    }

    /// A button of the bank's page is pressed.
    pub(crate) fn button(&mut self, sale: usize, number: usize) {
        let tab = &self.sales[sale].tabs[number];
        let (gateway, Some(page)) = (tab.gateway, tab.page.clone()) else { return };
        let lost = self.dice.strikes(self.plan.return_lost);
        let twice = self.dice.strikes(self.plan.return_twice);
        let button = match self.dice.below(10) {
            0 => "cancel",
            1 => "decline",
            _ if lost => "pay-no-return",
            _ if twice => "pay-return-twice",
            _ => "pay",
        };
        let token = self.sales[sale].tabs[number].token.clone();
        if self.plan.lag > 0 && !self.audit.is_debited(gateway, &token) {
            self.copies[gateway] = Some((self.now, token, self.banks[gateway].clone()));
        }
        let mut pressed = Err(String::new());
        self.browse(sale, gateway, |visit| pressed = page.press(button, visit));
        self.say(|| format!("{sale}'s shopper presses {button} at {}", Provider::ALL[gateway].as_str()));
        match pressed {
            Ok(Some(back)) => {
                if twice {
                    let wait = self.dice.between(0, 20) * SECOND;
                    self.queue.at(self.now + wait, Task::Back(sale, Box::new(back.clone())));
                }
                self.is_sent_back(sale, number, back);
            }
            Ok(None) => self.audit.stays_away(gateway, &self.sales[sale].tabs[number].order),
            // No page to press on: the shopper tries again.
            Err(_) => {
                let wait = self.dice.between(5, 120) * SECOND;
                self.queue.at(self.now + wait, Task::Press(sale));
            }
        }
        // Back, and once more.
        if self.dice.strikes(self.plan.tabs / 2) {
            let wait = self.dice.between(1, 60) * SECOND;
            self.queue.at(self.now + wait, Task::Button(sale, number));
        }
        if matches!(button, "cancel" | "decline") && self.dice.below(2) == 0 {
            let wait = self.dice.between(10, 200) * SECOND;
            self.queue.at(self.now + wait, Task::Press(sale));
        }
    }

    fn is_sent_back(&mut self, sale: usize, number: usize, back: Return) {
        let tab = &self.sales[sale].tabs[number];
        let (gateway, order, token) = (tab.gateway, tab.order.clone(), tab.token.clone());
        if !self.plan.calm {
            let back = back.clone();
            self.brought.push(Brought { sale, gateway, order: order.clone(), token, back });
        }
        if self.dice.strikes(self.plan.return_lost) {
            self.say(|| format!("{sale}'s way back is lost"));
            self.audit.stays_away(gateway, &order);
            return;
        }
        let late = self.dice.strikes(self.plan.return_late);
        let wait = if late { self.dice.between(MINUTE, 4 * HOUR) } else { self.dice.between(300, 5_000) };
        self.queue.at(self.now + wait, Task::Back(sale, Box::new(back)));
    }

    /// A browser comes to a callback address, its own or not.
    pub(crate) fn come_back(&mut self, from: usize, back: &Return) {
        let ticket = back.url.strip_prefix(EDGE).and_then(|path| path.strip_prefix("/v1/callback/"));
        let Some(ticket) = ticket.and_then(|text| self.setting.links.open_callback(text)) else {
            self.met(Witness::ForgedTicket);
            return self.say(|| format!("{from}'s shopper comes to an address that is none"));
        };
        let Some(sale) = self.sales.iter().position(|sale| sale.id == ticket.payment) else { return };
        let Ok(Some(payment)) = self.look_up(sale) else {
            // The shopper sees an error and reloads.
            if self.dice.below(4) > 0 {
                let wait = self.dice.between(2, 30) * SECOND;
                self.queue.at(self.now + wait, Task::Back(from, Box::new(back.clone())));
            }
            return;
        };
        let Some(attempt) = payment.attempt(ticket.attempt).filter(|a| a.gateway == ticket.gateway) else { return };
        let Some(token) = &attempt.token else { return };
        let gateway = crate::setting::gateway_number(&ticket.gateway);
        let account = account(gateway);
        let form = CallbackForm::read("", encode_form(&back.fields).as_bytes());
        let Ok(callback) = account.provider.adapter().read_callback(account, attempt.ask.order, token, &form) else {
            self.met(Witness::ForeignCallback);
            return self.say(|| format!("{sale} is brought a callback of another payment"));
        };
        let reference = payment.claimable(attempt.number, &callback).map(|reference| reference.key.clone());
        let asked = reference.map(|key| self.ask_registry(sale, gateway, &key));
        let (claimed, wait) = asked.map_or((None, 0), |(ours, wait)| (ours, wait));
        if wait == 0 {
            return self.bring(sale, ticket.attempt, callback, claimed);
        }
        self.queue.at(self.now + wait, Task::Claimed(sale, ticket.attempt, Box::new(callback), claimed));
    }

    /// What the browser brought is told to the payment.
    pub(crate) fn bring(&mut self, sale: usize, attempt: u32, callback: Callback, claimed: Option<bool>) {
        self.start(sale, Whose::Browser, Command::Callback { attempt, callback, claimed }, None);
    }

    /// Somebody brings what is not theirs: a receipt that is made up or another payment's, or an address that is.
    pub(crate) fn forge(&mut self, sale: usize) {
        let mine = self.brought.iter().rev().find(|brought| brought.sale == sale).cloned();
        let count = self.brought.len();
        let theirs = if count > 0 { Some(self.brought[self.dice.below(count)].clone()) } else { None };
        let tab = self.sales[sale].tabs.last();
        let tab = tab.map(|tab| (tab.gateway, tab.order.clone(), tab.token.clone()));
        let back = match (self.dice.below(5), mine, theirs, tab) {
            (0, Some(mine), ..) => Return { url: format!("{}x", mine.back.url), ..mine.back },
            (1, Some(mine), Some(theirs), _) => Return { url: mine.back.url, fields: theirs.back.fields },
            (2, Some(mine), Some(theirs), _) => Return { url: theirs.back.url, fields: mine.back.fields },
            (kind, Some(mine), Some(theirs), Some((gateway, order, token))) if theirs.gateway == gateway => {
                self.made_out(kind == 3, &mine, &theirs, &order, &token)
            }
            _ => return,
        };
        self.say(|| format!("somebody forges a callback for {sale}"));
        self.come_back(sale, &back);
    }

    /// Another payment's success, made out to this one's order and token, with its receipt or with one that is made up.
    fn made_out(&mut self, keeps: bool, mine: &Brought, theirs: &Brought, order: &str, token: &str) -> Return {
        let made_up: String =
            (0..12).map(|_| char::from(b'0' + u8::try_from(self.dice.below(10)).unwrap_or(0))).collect();
        let receipts = ["refnum", "salereferenceid", "digitalreceipt", "rrn", "tracenumber"];
        let fields = theirs.back.fields.iter().map(|(name, value)| {
            let value = match value.as_str() {
                value if value == theirs.order => order.to_owned(),
                value if value == theirs.token => token.to_owned(),
                _ if !keeps && receipts.contains(&name.to_ascii_lowercase().as_str()) => made_up.clone(),
                value => value.to_owned(),
            };
            (name.clone(), value)
        });
        if !keeps {
            self.met(Witness::ForgedReference);
        }
        Return { url: mine.back.url.clone(), fields: fields.collect() }
    }
}
