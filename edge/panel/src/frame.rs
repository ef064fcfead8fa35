//! What is around every page: head, skip link, the bar with shop, mode, language and sign-out, and the way to the other pages.

use crate::{
    Lang,
    part::{self, Tone},
    words,
};
use dargah_wire::{Mode, ShopName};
use maud::{DOCTYPE, Markup, html};

words! {
    /// What the frame says.
    Words {
        product: "درگاه", "Dargah";
        skip: "پرش به محتوا", "Skip to content";
        menu: "منو", "Menu";
        sections: "بخش‌های پنل", "Panel sections";
        admin: "اپراتور", "Operator";
        mode: "محیط", "Mode";
        test: "آزمایشی", "Test";
        live: "واقعی", "Live";
        test_note: "محیط آزمایشی: هیچ پولی جابه‌جا نمی‌شود.", "Test mode: no money moves.";
        not_live: "محیط واقعی پس از فعال‌سازی باز می‌شود.", "Live opens once the shop is activated.";
        sign_out: "خروج", "Sign out";
        foot: "زمان‌ها به وقت تهران است.", "Times are Tehran time.";
    }
}

/// A section of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// `/panel`
    Overview,
    /// `/panel/payments`
    Payments,
    /// `/panel/refunds`
    Refunds,
    /// `/panel/balance`
    Balance,
    /// `/panel/payouts`
    Payouts,
    /// `/panel/links`
    Links,
    /// `/panel/reports`
    Reports,
    /// `/panel/health`
    Health,
    /// `/panel/webhooks`
    Webhooks,
    /// `/panel/keys`
    Keys,
    /// `/panel/contracts`
    Contracts,
    /// `/panel/routing`
    Routing,
    /// `/panel/team`
    Team,
    /// `/panel/settings`
    Settings,
    /// `/panel/apply`
    Apply,
    /// `/admin/applications`
    Applications,
    /// `/admin/shops`
    Shops,
    /// `/admin/books`
    Books,
    /// `/admin/payouts`
    PayoutDesk,
    /// `/admin/reconciliations`
    Reconciliations,
    /// `/admin/team`
    Operators,
    /// `/admin/audit`
    Audit,
    /// `/panel/security`: what whoever is signed in looks after for themselves. Their name in the bar leads there.
    Security,
}

impl Section {
    /// Every one of the navigation, in its order.
    pub const ALL: [Self; 22] = [
        Self::Overview,
        Self::Payments,
        Self::Refunds,
        Self::Balance,
        Self::Payouts,
        Self::Links,
        Self::Reports,
        Self::Health,
        Self::Webhooks,
        Self::Keys,
        Self::Contracts,
        Self::Routing,
        Self::Team,
        Self::Settings,
        Self::Apply,
        Self::Applications,
        Self::Shops,
        Self::Books,
        Self::PayoutDesk,
        Self::Reconciliations,
        Self::Operators,
        Self::Audit,
    ];

    /// Where it is.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Overview => "/panel",
            Self::Payments => "/panel/payments",
            Self::Refunds => "/panel/refunds",
            Self::Balance => "/panel/balance",
            Self::Payouts => "/panel/payouts",
            Self::Links => "/panel/links",
            Self::Reports => "/panel/reports",
            Self::Health => "/panel/health",
            Self::Webhooks => "/panel/webhooks",
            Self::Keys => "/panel/keys",
            Self::Contracts => "/panel/contracts",
            Self::Routing => "/panel/routing",
            Self::Team => "/panel/team",
            Self::Settings => "/panel/settings",
            Self::Apply => "/panel/apply",
            Self::Applications => "/admin/applications",
            Self::Shops => "/admin/shops",
            Self::Books => "/admin/books",
            Self::PayoutDesk => "/admin/payouts",
            Self::Reconciliations => "/admin/reconciliations",
            Self::Operators => "/admin/team",
            Self::Audit => "/admin/audit",
            Self::Security => "/panel/security",
        }
    }

    /// Its name in the navigation.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Overview => lang.either("نمای کلی", "Overview"),
            Self::Payments => lang.either("پرداخت‌ها", "Payments"),
            Self::Refunds => lang.either("بازپرداخت‌ها", "Refunds"),
            Self::Balance => lang.either("موجودی", "Balance"),
            Self::Payouts | Self::PayoutDesk => lang.either("واریزها", "Payouts"),
            Self::Links => lang.either("لینک‌های پرداخت", "Payment links"),
            Self::Reports => lang.either("گزارش‌ها", "Reports"),
            Self::Health => lang.either("سلامت درگاه‌ها", "Gateway health"),
            Self::Webhooks => lang.either("وب‌هوک‌ها", "Webhooks"),
            Self::Keys => lang.either("کلیدها", "API keys"),
            Self::Contracts => lang.either("قراردادهای درگاه", "Gateway contracts"),
            Self::Routing => lang.either("انتخاب درگاه", "Choice of gateway"),
            Self::Team => lang.either("همکاران", "Team"),
            Self::Settings => lang.either("تنظیمات", "Settings"),
            Self::Apply => lang.either("فعال‌سازی", "Activation"),
            Self::Applications => lang.either("درخواست‌ها", "Applications"),
            Self::Shops => lang.either("فروشگاه‌ها", "Shops"),
            Self::Books => lang.either("دفترهای مالی", "Books"),
            Self::Reconciliations => lang.either("مغایرت‌گیری", "Reconciliations"),
            Self::Operators => lang.either("اپراتورها", "Operators"),
            Self::Audit => lang.either("دفتر رخدادها", "Audit log"),
            Self::Security => lang.either("ورود و امنیت", "Sign-in and security"),
        }
    }

    /// Whether it shows one of the two modes at a time, and so keeps the mode in its address.
    const fn has_modes(self) -> bool {
        matches!(
            self,
            Self::Overview
                | Self::Payments
                | Self::Refunds
                | Self::Balance
                | Self::Payouts
                | Self::Links
                | Self::Reports
                | Self::Webhooks
                | Self::Keys
                | Self::Contracts
                | Self::Routing
                | Self::Books
                | Self::PayoutDesk
        )
    }

    /// Where the navigation has a line above it.
    const fn begins_group(self) -> bool {
        matches!(self, Self::Webhooks | Self::Applications)
    }
}

/// What a page says once, after something was done: the answer to a POST leads here.
#[derive(Clone, Copy, Debug)]
pub struct Flash<'a> {
    /// How it is meant.
    pub tone: Tone,
    /// One sentence.
    pub text: &'a str,
}

/// What is known of whoever looks at the page.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// The language.
    pub lang: Lang,
    /// The shop; an operator's pages have none.
    pub shop: Option<&'a ShopName>,
    /// Which mode is shown.
    pub mode: Mode,
    /// Whether the shop is live, so that there is another mode to look at.
    pub is_live: bool,
    /// The sections that the role may see.
    pub sections: &'a [Section],
    /// Where the page belongs.
    pub here: Section,
    /// The page's own address with its parameters, less `lang` and `mode`: what the switches lead back to. `/panel/keys`.
    pub path: &'a str,
    /// What every form carries, so that nobody else can send it.
    pub csrf: &'a str,
    /// Whoever is signed in, as they know themselves: a mobile number or a name.
    pub member: &'a str,
    /// What is said once above the page.
    pub flash: Option<Flash<'a>>,
}

impl Frame<'_> {
    /// An address of the panel in the mode that is shown: `/panel/payments?mode=test`.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        with(path, "mode", self.mode.as_str())
    }

    /// A form that is sent by POST, with what shows that it is ours. `action` is an address of ours.
    #[must_use]
    pub fn form(&self, action: &str, body: &Markup) -> Markup {
        part::form(self.csrf, &self.at(action), body)
    }

    /// The whole page. `body` begins with its heading; [`part::heading`] makes one.
    #[must_use]
    pub fn page(&self, title: &str, body: &Markup) -> String {
        let (lang, w) = (self.lang, Words::of(self.lang));
        let who = self.shop.map_or(w.admin, |shop| lang.name(shop));
        let content = html! {
            a class="skip" href="#main" { (w.skip) }
            header class="top" {
                a class="brand" href=(self.home()) { (mark()) span { (w.product) } }
                bdi class="who" { (who) }
                div class="tools" {
                    @if self.shop.is_some() || self.here.has_modes() { (self.modes()) }
                    (self.other_language())
                    (part::form(self.csrf, "/panel/sign-out", &html! {
                        a class="member" href=(Section::Security.path()) {
                            span class="unseen" { (Section::Security.name(lang)) ": " }
                            (crate::sign_in::number(lang, self.member))
                        }
                        button class="link" type="submit" { (w.sign_out) }
                    }))
                }
                details class="menu" {
                    summary { (w.menu) }
                    (self.navigation(w.menu))
                }
            }
            div class="body" {
                div class="side" { (self.navigation(w.sections)) }
                main id="main" tabindex="-1" {
                    @if self.mode == Mode::Test && self.here.has_modes() {
                        p class="test-note" { (w.test_note) }
                    }
                    @if let Some(flash) = self.flash { (part::notice(flash.tone, flash.text)) }
                    (body)
                    p class="foot quiet" { (w.foot) }
                }
            }
        };
        let title = format!("{title} · {who}");
        document(lang, &title, &content)
    }

    fn home(&self) -> String {
        if self.shop.is_some() { self.at("/panel") } else { Section::Applications.path().to_owned() }
    }

    fn navigation(&self, label: &str) -> Markup {
        html! {
            nav aria-label=(label) {
                ul role="list" {
                    @for section in Section::ALL.into_iter().filter(|section| self.sections.contains(section)) {
                        @let path = if section.has_modes() { self.at(section.path()) } else { section.path().to_owned() };
                        li class=[section.begins_group().then_some("group")] {
                            a href=(path) aria-current=[(section == self.here).then_some("page")] { (section.name(self.lang)) }
                        }
                    }
                }
            }
        }
    }

    fn modes(&self) -> Markup {
        let w = Words::of(self.lang);
        html! {
            div class="modes" role="group" aria-label=(w.mode) {
                @for (mode, name) in [(Mode::Test, w.test), (Mode::Live, w.live)] {
                    @if mode == Mode::Live && !self.is_live {
                        span class="off" title=(w.not_live) { (name) }
                    } @else {
                        a class=(mode.as_str()) href=(with(self.path, "mode", mode.as_str()))
                            aria-current=[(mode == self.mode).then_some("true")] { (name) }
                    }
                }
            }
        }
    }

    fn other_language(&self) -> Markup {
        // A page that shows no mode gets none in its address either.
        let path = if self.here.has_modes() { self.at(self.path) } else { self.path.to_owned() };
        switch(self.lang, &path)
    }
}

/// A page of somebody who is not signed in: sign-in, and faults before it. `path` is its own address.
#[must_use]
pub fn bare(lang: Lang, path: &str, title: &str, body: &Markup) -> String {
    let w = Words::of(lang);
    let content = html! {
        header class="top" {
            a class="brand" href="/panel" { (mark()) span { (w.product) } }
            div class="tools" { (switch(lang, path)) }
        }
        main id="main" class="narrow" { (body) }
    };
    document(lang, &format!("{title} · {}", w.product), &content)
}

/// The same page in the other language.
fn switch(lang: Lang, path: &str) -> Markup {
    let other = lang.other();
    html! {
        a class="language" href=(with(path, "lang", other.tag())) lang=(other.tag()) hreflang=(other.tag()) dir=(other.dir()) {
            (other.locale().own_name())
        }
    }
}

fn document(lang: Lang, title: &str, content: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) dir=(lang.dir()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/panel/panel.css";
                script src="/panel/panel.js" defer {}
            }
            body { (content) }
        }
    }
    .into_string()
}

/// The product's sign: a gate.
fn mark() -> Markup {
    html! {
        svg class="mark" viewBox="0 0 24 24" aria-hidden="true" {
            path d="M3 21V11a9 9 0 0 1 18 0v10h-5V11a4 4 0 0 0-8 0v10z" {}
        }
    }
}

/// An address with a parameter more. `value` is a word of ours.
#[must_use]
pub fn with(path: &str, name: &str, value: &str) -> String {
    let (page, place) = path.split_once('#').map_or((path, String::new()), |(page, place)| (page, format!("#{place}")));
    let mark = if page.contains('?') { '&' } else { '?' };
    format!("{page}{mark}{name}={value}{place}")
}
