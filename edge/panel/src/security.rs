//! What whoever is signed in looks after for themselves: passkeys, sessions, and which shop they are in.

use crate::{
    Frame, Lang,
    part::{self, Col, Confirm, Field, Tone},
    sign_in::{Passkey, number, passkey},
    words,
};
use maud::{Markup, html};

words! {
    /// What is said there.
    Words {
        title: "ورود و امنیت", "Sign-in and security";
        lead: "با شمارهٔ {} وارد شده‌اید.", "You are signed in as {}.";
        lead_key: "با کلید اپراتور وارد شده‌اید.", "You are signed in with an operator’s key.";
        passkeys: "گذرکلیدها", "Passkeys";
        passkeys_lead: "گذرکلید با اثر انگشت، چهره یا رمز دستگاه شما را وارد می‌کند؛ پیامک نمی‌خواهد و در صفحهٔ جعلی کار نمی‌کند.", "A passkey signs you in by your finger, your face or your device’s PIN. It needs no message, and does not work on a forged page.";
        none: "هنوز گذرکلیدی ندارید.", "You have no passkey yet.";
        name: "نام", "Name";
        made: "ساخته شد", "Made";
        used: "آخرین استفاده", "Last used";
        never: "هنوز نه", "Not yet";
        kept: "نگهداری", "Kept";
        synced: "در همهٔ دستگاه‌هایتان", "On all your devices";
        bound: "تنها در همین دستگاه", "On one device";
        acts: "کارها", "Actions";
        remove: "حذف", "Remove";
        remove_sure: "این گذرکلید حذف شود؟", "Remove this passkey?";
        remove_text: "دیگر نمی‌توان با آن وارد شد. آن را از دستگاه هم پاک کنید.", "Nobody can sign in with it any more. Delete it on the device too.";
        add: "ساختن گذرکلید", "Add a passkey";
        add_name: "نام گذرکلید", "The passkey’s name";
        add_hint: "مانند «گوشی من»، تا بعداً بازش بشناسید.", "Such as “My phone”, so that you know it again.";
        failed: "گذرکلید ساخته نشد. دوباره امتحان کنید.", "The passkey was not made. Try again.";
        without: "این مرورگر گذرکلید نمی‌سازد یا جاوااسکریپت آن خاموش است.", "This browser makes no passkeys, or its JavaScript is off.";
        sessions: "نشست‌ها", "Sessions";
        device: "دستگاه", "Device";
        place: "جا", "Place";
        desk: "میز اپراتور", "Operator’s desk";
        nowhere: "هنوز فروشگاهی نیست", "No shop yet";
        began: "ورود", "Signed in";
        seen: "آخرین کار", "Last seen";
        this: "همین نشست", "This one";
        unknown: "ناشناخته", "Unknown";
        end: "پایان", "End";
        end_others: "پایان همهٔ نشست‌های دیگر", "End all other sessions";
        shops: "فروشگاه‌های شما", "Your shops";
        shop: "فروشگاه", "Shop";
        role: "نقش", "Role";
        here: "همین‌جا", "Here";
        switch: "رفتن به این فروشگاه", "Go to this shop";
    }
}

/// A passkey. Times are milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// Its name for forms.
    pub id: &'a str,
    /// Its person's name for it.
    pub label: &'a str,
    /// When it was made.
    pub made: i64,
    /// When it last let them in.
    pub used: Option<i64>,
    /// Whether their other devices have it too.
    pub synced: bool,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where<'a> {
    /// In this shop.
    Shop(&'a str),
    /// At the operator's desk.
    Desk,
    /// In none yet.
    Nowhere,
}

/// A session.
#[derive(Clone, Copy, Debug)]
pub struct Open<'a> {
    /// Its name for forms.
    pub id: &'a str,
    /// What the browser calls itself.
    pub agent: &'a str,
    /// Where it stands.
    pub place: Where<'a>,
    /// When it began.
    pub began: i64,
    /// When it was last used.
    pub seen: i64,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// A shop that they are a member of.
#[derive(Clone, Copy, Debug)]
pub struct Shop<'a> {
    /// Its name for programs.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Their role, in words.
    pub role: &'a str,
    /// Whether they are in it now.
    pub is_here: bool,
}

/// Everything there.
#[derive(Clone, Copy, Debug)]
pub struct Security<'a> {
    /// Their number; nothing for an operator's key.
    pub mobile: Option<&'a str>,
    /// Their passkeys.
    pub passkeys: &'a [Key<'a>],
    /// Whether they may have one more.
    pub may_add: bool,
    /// Their sessions, this one first.
    pub sessions: &'a [Open<'a>],
    /// Their shops.
    pub shops: &'a [Shop<'a>],
}

/// `/panel/security`
#[must_use]
pub fn security(frame: &Frame<'_>, view: &Security<'_>) -> String {
    let w = Words::of(frame.lang);
    let (before, after) = w.lead.split_once("{}").unwrap_or_default();
    let body = html! {
        header class="heading" {
            div {
                h1 { (w.title) }
                p class="quiet" {
                    @match view.mobile {
                        Some(mobile) => { (before) (number(frame.lang, mobile)) (after) },
                        None => (w.lead_key),
                    }
                }
            }
        }
        @if view.mobile.is_some() { (passkeys(frame, view)) }
        (part::section(w.sessions, &html! {
            @if view.sessions.len() > 1 {
                (part::small_form(frame.csrf, "/panel/security/sessions/end", &[("session", "others")], w.end_others))
            }
            (part::table(w.sessions, &[Col::text(w.device), Col::text(w.place), Col::text(w.began), Col::text(w.seen), Col::acts(w.acts)],
                &view.sessions.iter().map(|open| session(frame, open)).collect::<Vec<_>>()))
        }))
        @if view.shops.len() > 1 {
            (part::section(w.shops, &part::table(w.shops, &[Col::text(w.shop), Col::text(w.role), Col::acts(w.acts)],
                &view.shops.iter().map(|shop| vec![
                    html! { bdi { (shop.name) } },
                    html! { (shop.role) },
                    if shop.is_here {
                        part::badge(Tone::Good, w.here)
                    } else {
                        part::small_form(frame.csrf, "/panel/shop", &[("shop", shop.id)], w.switch)
                    },
                ]).collect::<Vec<_>>())))
        }
    };
    frame.page(w.title, &body)
}

fn passkeys(frame: &Frame<'_>, view: &Security<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let rows: Vec<_> = view.passkeys.iter().map(|key| passkey_row(lang, key)).collect();
    part::section(
        w.passkeys,
        &html! {
            p { (w.passkeys_lead) }
            @if view.may_add {
                (passkey(&Passkey {
                    purpose: "register",
                    csrf: frame.csrf,
                    answer: "/panel/security/passkeys",
                    next: "/panel/security",
                    label: w.add,
                    failed: w.failed,
                    field: Some(Field::new("label", w.add_name).hint(w.add_hint).most(40)),
                }))
                p class="without quiet" { (w.without) }
            }
            @if rows.is_empty() {
                p class="quiet" { (w.none) }
            } @else {
                (part::table(w.passkeys, &[Col::text(w.name), Col::text(w.kept), Col::text(w.made), Col::text(w.used), Col::acts(w.acts)], &rows))
            }
        },
    )
}

fn passkey_row(lang: Lang, key: &Key<'_>) -> Vec<Markup> {
    let w = Words::of(lang);
    vec![
        html! { bdi { (key.label) } },
        html! { (if key.synced { w.synced } else { w.bound }) },
        part::moment(lang, key.made),
        html! { @if let Some(used) = key.used { (part::moment(lang, used)) } @else { (w.never) } },
        html! { a class="button second small" href={ "/panel/security/passkeys/remove?passkey=" (key.id) } { (w.remove) } },
    ]
}

fn session(frame: &Frame<'_>, open: &Open<'_>) -> Vec<Markup> {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    vec![
        html! { bdi { (agent(open.agent).unwrap_or_else(|| w.unknown.to_owned())) } },
        html! {
            @match open.place {
                Where::Shop(name) => bdi { (name) },
                Where::Desk => (w.desk),
                Where::Nowhere => (w.nowhere),
            }
        },
        part::moment(lang, open.began),
        part::moment(lang, open.seen),
        if open.is_this {
            part::badge(Tone::Good, w.this)
        } else {
            part::small_form(frame.csrf, "/panel/security/sessions/end", &[("session", open.id)], w.end)
        },
    ]
}

/// A browser and its system, out of what it calls itself; the start of that if neither is known.
fn agent(said: &str) -> Option<String> {
    let browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox")];
    let browsers = browsers.into_iter().chain([("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS")];
    let systems = systems.into_iter().chain([("Linux", "Linux")]);
    let first =
        |mut known: Box<dyn Iterator<Item = (&'static str, &'static str)>>| known.find(|(mark, _)| said.contains(mark));
    match (first(Box::new(browsers)), first(Box::new(systems))) {
        (Some((_, browser)), Some((_, system))) => Some(format!("{browser} · {system}")),
        (Some((_, one)), None) | (None, Some((_, one))) => Some(one.to_owned()),
        (None, None) => {
            said.split(' ').next().filter(|word| !word.is_empty()).map(|word| word.chars().take(40).collect())
        }
    }
}

/// `/panel/security/passkeys/remove`
#[must_use]
pub fn remove_passkey(frame: &Frame<'_>, key: &Key<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let facts = [(w.name, html! { bdi { (key.label) } }), (w.made, part::moment(lang, key.made))];
    let asked = Confirm {
        title: w.remove_sure,
        text: w.remove_text,
        facts: &facts,
        action: "/panel/security/passkeys/remove",
        hidden: &[("passkey", key.id)],
        yes: w.remove,
        back: "/panel/security",
    };
    frame.page(w.remove_sure, &part::confirm(frame.csrf, lang, &asked))
}
