//! One payout at the desk, and what is done with it.

use super::{At, by, number, owner};
use crate::{
    books::{
        KeptPayout,
        payouts::{self, Answer, No, Told},
    },
    panel::{
        Stop,
        pages::missing,
        payouts::{by_plan, shown},
    },
};
use dargah_engine::{
    id::PayoutId,
    member::MemberId,
    payout::{Happened, Recorded},
    problem::Fault,
    text::line,
};
use dargah_panel::{
    Done, Lang, Section,
    part::Wrong,
    payouts::one::{self, One, Step},
};
use serde_json::json;
use std::collections::BTreeMap;
use worker::{Request, Response};

impl At<'_> {
    async fn find(&self, id: &str) -> Result<KeptPayout, Stop> {
        let id = PayoutId::new(id).map_err(|_| missing())?;
        self.ask::<Option<KeptPayout>>(payouts::Ask::One(id)).await?.ok_or_else(missing)
    }

    pub(super) async fn one(&self, id: &str, typed: &str, wrong: &Wrong) -> Result<Response, Stop> {
        let kept = self.find(id).await?;
        let payout = kept.payout()?;
        let people = self.people(core::slice::from_ref(&payout)).await?;
        let approved = payout.approved_by.as_ref().map(|by| number(by, &people));
        let file = payout.operator_view().file;
        let steps: Vec<Step> = kept.events.iter().map(|event| step(event, &people)).collect();
        let (to, by, owner, shop) =
            (shown(&payout.prepared.to), by(&payout, &people), owner(&payout), self.shop(&payout));
        let view = One {
            id,
            stage: payout.stage,
            amount: payout.prepared.amount.get(),
            shop: shop.as_ref(),
            owner: &owner,
            to: &to,
            by: &by,
            approved_by: approved.as_deref(),
            file: file.as_deref(),
            expected: by_plan(&payout),
            reason: payout.reason.as_deref(),
            steps: &steps,
            is_person: self.session.key.is_none(),
            typed,
            wrong,
        };
        let status = if wrong.is_empty() { 200 } else { 422 };
        self.reply(one::one(&self.shell.frame(Section::PayoutDesk), &view), status)
    }

    /// What is done with one payout.
    pub(super) async fn act(&self, request: Request, id: &str, act: &str) -> Result<Response, Stop> {
        let lang = self.shell.lang;
        let payout = PayoutId::new(id).map_err(|_| missing())?;
        if act == "approve" {
            self.session.must_be_recent()?;
        }
        let form = self.form(request).await?;
        let typed = form.get("reason").unwrap_or_default().to_owned();
        let reason = || line(&typed, 200).ok_or_else(|| Wrong::one("reason", no_reason(lang)));
        // The operator's key is no person, and a person decides.
        let person = || match &self.session.key {
            None => Ok(self.session.member.clone()),
            Some(_) => Err(Wrong::one("", no_person(lang))),
        };
        let (told, what, done) = match act {
            "approve" => (person().map(Told::Approve), "payout.approved", Done::PayoutApproved),
            "drop" => (person().and_then(|by| Ok(Told::Drop(by, reason()?))), "payout.dropped", Done::PayoutDropped),
            "bounce" => (reason().map(Told::Bounce), "payout.bounced", Done::PayoutBounced),
            _ => return Err(missing()),
        };
        let told = match told {
            Ok(told) => told,
            Err(wrong) => return self.one(id, &typed, &wrong).await,
        };
        match self.ask::<Answer<KeptPayout>>(payouts::Ask::Tell(payout, told)).await? {
            Ok(_) => {
                let details = json!({ "payout": id, "mode": self.shell.mode, "reason": line(&typed, 200) });
                self.note(what, details).await?;
                self.done(&format!("/admin/payouts/{id}"), done)
            }
            Err(No::NotThere) => Err(missing()),
            Err(No::SamePerson) => self.one(id, &typed, &Wrong::one("", same_person(lang))).await,
            Err(No::NotNow(_)) => self.one(id, &typed, &Wrong::one("", not_now(lang))).await,
            Err(no) => Err(Fault::from(no).into()),
        }
    }
}

fn step(recorded: &Recorded, people: &BTreeMap<MemberId, String>) -> Step {
    let Happened { at, stage, by, says } = recorded.view();
    let by = by.map(|member| number(member, people)).unwrap_or_default();
    let more = if by.is_empty() || says.is_empty() { format!("{by}{says}") } else { format!("{by}: {says}") };
    Step { at: at.0, stage, more }
}

const fn no_reason(lang: Lang) -> &'static str {
    lang.either("علت را در یک خط بنویسید.", "Write the reason on one line.")
}

const fn no_person(lang: Lang) -> &'static str {
    lang.either(
        "این کار یک شخص است: با شمارهٔ خودتان وارد شوید، نه با کلید اپراتور.",
        "A person does this: sign in with your own number, not with the operator’s key.",
    )
}

const fn same_person(lang: Lang) -> &'static str {
    lang.either("کسی که درخواست کرده نمی‌تواند تأیید کند.", "Whoever asked for it cannot approve it.")
}

const fn not_now(lang: Lang) -> &'static str {
    lang.either("وضعیت این واریز در این میان عوض شده است.", "The payout is at another stage by now.")
}
