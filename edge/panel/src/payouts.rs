//! Payouts to IBANs: what a shop sees and asks for ([`shop`]), and the operator's desk of them: the queue, the files and the bank's
//! statement ([`desk`]), one payout ([`one`]), and what came of a statement ([`statement`]).

pub mod desk;
pub mod one;
pub mod shop;
pub mod statement;

use crate::{
    Lang,
    part::{Tone, badge, day},
};
use dargah_wire::{PayoutNoWay, PayoutRail, PayoutStage, ShopName};
use maud::{Markup, html};

/// What a stage is called.
#[must_use]
pub const fn stage_name(lang: Lang, stage: PayoutStage) -> &'static str {
    match stage {
        PayoutStage::Prepared => lang.either("در انتظار تأیید", "Awaiting approval"),
        PayoutStage::Approved => lang.either("تأییدشده", "Approved"),
        PayoutStage::Dropped => lang.either("لغوشده", "Cancelled"),
        PayoutStage::Sent => lang.either("نزد بانک", "With the bank"),
        PayoutStage::Bounced => lang.either("ردشده در بانک", "Refused by the bank"),
        PayoutStage::Settled => lang.either("واریزشده", "Paid out"),
        PayoutStage::Returned => lang.either("برگشته", "Returned"),
    }
}

/// A stage.
#[must_use]
pub fn stage(lang: Lang, stage: PayoutStage) -> Markup {
    let tone = match stage {
        PayoutStage::Settled => Tone::Good,
        PayoutStage::Bounced | PayoutStage::Returned => Tone::Bad,
        PayoutStage::Prepared | PayoutStage::Approved | PayoutStage::Sent => Tone::Wait,
        PayoutStage::Dropped => Tone::Plain,
    };
    badge(tone, stage_name(lang, stage))
}

/// What a way from bank to bank is called.
#[must_use]
pub const fn rail_name(lang: Lang, rail: PayoutRail) -> &'static str {
    match rail {
        PayoutRail::Paya => lang.either("پایا", "PAYA"),
        PayoutRail::Satna => lang.either("ساتنا", "SATNA"),
    }
}

/// Why a payout goes in no file.
#[must_use]
pub const fn no_way(lang: Lang, why: PayoutNoWay) -> &'static str {
    match why {
        PayoutNoWay::NotConfigured => lang.either("برای امروز هیچ قاعده‌ای ثبت نشده است.", "No rule is set for today."),
        PayoutNoWay::AmountFitsNone => {
            lang.either("برای پایا زیاد و برای ساتنا کم است.", "It is too much for PAYA and too little for SATNA.")
        }
        PayoutNoWay::NoHours => {
            lang.either("تا سی روز آینده هیچ چرخه‌ای نیست.", "There is no cycle within thirty days.")
        }
    }
}

/// An account at a bank, as pages show it.
#[derive(Clone, Debug)]
pub struct Account {
    /// The IBAN: in groups of four where it stands alone, masked where many stand together.
    pub iban: String,
    /// The bank, where it is a known one.
    pub bank: Option<ShopName>,
    /// The owner, as the bank has the name.
    pub name: String,
    /// When a registry last said that it is theirs, ms.
    pub confirmed_at: Option<i64>,
}

/// An account in a cell of a table.
fn cell(lang: Lang, account: &Account) -> Markup {
    html! {
        span {
            bdi dir="ltr" class="whole" { (account.iban) }
            @if let Some(bank) = &account.bank { " " small class="quiet" { (lang.name(bank)) } }
        }
    }
}

/// When the money is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Nothing is on its way.
    Never,
    /// A bank has the order: by then, if all goes well, ms.
    By(i64),
    /// It would be by then if it were handed in now, ms.
    IfSentNow(i64),
}

fn expected(lang: Lang, expected: Expected) -> Markup {
    html! {
        @match expected {
            Expected::Never => "—",
            Expected::By(at) => { (day(lang, at)) }
            Expected::IfSentNow(at) => {
                span { (day(lang, at)) " " small class="quiet" { (lang.either("اگر امروز برود", "if it goes today")) } }
            }
        }
    }
}
