//! `/panel/payouts.csv`: all of somebody's payouts, page by page.

use super::{of, source};
use crate::{
    export::{self, Pages},
    ledger::unavailable,
    panel::{
        Stop,
        pages::{Visit, param},
        whose::Whose,
    },
};
use dargah_engine::{books::rules::PayoutSource, report::Csv, time::Moment};
use dargah_panel::{Lang, payouts::shop::stage_in_file};
use dargah_wire::Mode;
use worker::{Env, Request, Response};

const HEADS: [(&str, &str); 10] = [
    ("payout", "شناسهٔ واریز"),
    ("stage", "وضعیت"),
    ("amount", "مبلغ (ریال)"),
    ("iban", "شبا"),
    ("name", "صاحب حساب"),
    ("created_at", "زمان درخواست"),
    ("changed_at", "زمان آخرین تغییر"),
    ("expected_at", "تا روز"),
    ("reason", "علت"),
    ("payee", "ذی‌نفع"),
];

struct File {
    env: Env,
    mode: Mode,
    source: PayoutSource,
    lang: Lang,
    csv: Csv,
    before: Option<u32>,
}

impl Pages for File {
    async fn page(&mut self, text: &mut String) -> worker::Result<bool> {
        let found = of(&self.env, self.mode, self.source.clone(), self.before, 100).await;
        let found = found.map_err(|fault| worker::Error::RustError(fault.to_string()))?;
        for payout in &found.payouts {
            let view = payout.view();
            let at = |at: Option<i64>| at.map_or_else(String::new, |at| self.csv.time(Moment(at)));
            let (amount, stage) = (view.amount.to_string(), stage_in_file(self.lang, view.stage));
            let (made, changed, expected) =
                (at(Some(view.created_at)), at(Some(view.changed_at)), at(view.expected_at));
            let reason = view.reason.unwrap_or_default();
            let payee = view.payee.unwrap_or_default();
            let cells = [&view.id, stage, &amount, &view.iban, &view.name, &made, &changed, &expected, &reason, &payee];
            self.csv.line(text, &cells);
        }
        self.before = found.next;
        Ok(found.next.is_some())
    }
}

/// `/panel/payouts.csv`
pub(in crate::panel) async fn file(visit: &Visit<'_>, request: &Request) -> Result<Response, Stop> {
    let (lang, csv) = (visit.shell.lang, Csv::new(visit.shell.lang.locale()));
    let whose = Whose::of(visit, &param(request, "payee")).await?;
    let (env, mode, source) = (visit.call.env.clone(), visit.shell.mode, source(&whose));
    let pages = File { env, mode, source, lang, csv, before: None };
    Ok(export::csv("payouts.csv", csv.begin(&HEADS), pages).await.map_err(unavailable)?)
}
