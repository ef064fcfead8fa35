//! How the shop's gateways are chosen: the way, bounds, closings and rules, in one form; and what it would have done (`preview.rs`),
//! which comes before it is saved.

mod preview;
mod rule;

pub use preview::{PreviewRow, PreviewView, Rate, preview};

use crate::{
    Frame, Lang,
    part::{self, Choice, Col, Field, Kind, Wrong},
    words,
};
use dargah_wire::ShopName;
use maud::{Markup, html};

words! {
    /// What the form says.
    Words {
        title: "انتخاب درگاه", "Choice of gateway";
        lead: "درگاه‌های قطع در هیچ حالتی سهم نمی‌گیرند.", "What is down gets nothing, whichever way is chosen.";
        wrong: "انتخاب درگاه ذخیره نشد", "The choice of gateway was not saved";
        way: "روش", "Way";
        automatic: "خودکار", "Automatic";
        automatic_hint: "سهم هر درگاه از روی سلامت آن؛ بیشترین پرداخت موفق.", "Each gateway’s share follows from its health: the most payments end paid.";
        proportional: "به نسبت نرخ موفقیت", "In proportion to success";
        proportional_hint: "هرچه توان بزرگ‌تر، تمرکز بر بهترین درگاه بیشتر.", "The larger the power, the more the best one gets.";
        exponent: "توان", "Power";
        exponent_hint: "۱ تا ۱۶؛ تنها برای «به نسبت نرخ موفقیت».", "1 to 16; for “in proportion to success” alone.";
        fixed: "سهم ثابت", "Fixed shares";
        fixed_hint: "سهم هر درگاه را در جدول زیر بنویسید.", "Write each gateway’s part into the table below.";
        priority: "ترتیب اولویت", "Order of priority";
        priority_hint: "نخستین درگاه سالم؛ جای هرکدام را در جدول زیر بنویسید.", "The first one that is up; write each one’s place into the table below.";
        gateways: "درگاه‌ها", "Gateways";
        gateways_lead: "کف و سقف، درصدی از پرداخت‌هاست که درگاه دست‌کم و دست‌بالا می‌گیرد.", "Floor and cap are the least and the largest share of payments that a gateway gets, in percent.";
        gateway: "درگاه", "Gateway";
        part: "سهم", "Part";
        place: "جایگاه", "Place";
        least: "کف (٪)", "Floor (%)";
        most: "سقف (٪)", "Cap (%)";
        no_gateway: "هنوز درگاهی در این محیط به فروشگاه وصل نیست.", "No gateway is connected to the shop in this mode yet.";
        closings: "تعطیلی‌ها", "Closings";
        closings_lead: "در این بازه‌ها کسی به درگاه فرستاده نمی‌شود، مگر همه بسته باشند. بازه‌های گذشته خودشان کنار می‌روند.", "Nobody is sent to a gateway in these spans, unless all are closed. Those that are over go by themselves.";
        closing: "تعطیلی {}", "Closing {}";
        from: "از", "From";
        to: "تا", "To";
        when_hint: "روز، و اگر خواستید ساعت: ۱۴۰۵/۰۹/۰۶ ۰۱:۳۰", "A day, and a time if you like: 2026-11-27 01:30";
        add_closing: "افزودن تعطیلی", "Add a closing";
        nobody: "هیچ‌کدام (حذف)", "None (remove)";
        rules: "قاعده‌ها", "Rules";
        rules_lead: "نخستین قاعده‌ای که به پرداخت بخورد تصمیم می‌گیرد؛ اگر هیچ‌کدام نخورد، روش بالا. همهٔ شرط‌های یک قاعده باید برقرار باشند و خانهٔ خالی شرط نیست.", "The first rule that fits a payment decides; where none does, the way above. All conditions of a rule must hold, and an empty field is none.";
        rule: "قاعدهٔ {}", "Rule {}";
        order: "نوبت", "Turn";
        order_hint: "عدد کوچک‌تر زودتر بررسی می‌شود.", "The smaller number is looked at first.";
        remove: "این قاعده حذف شود", "Remove this rule";
        amount_from: "مبلغ از", "Amount from";
        amount_to: "مبلغ تا", "Amount up to";
        toman: "تومان", "toman";
        time_from: "ساعت از", "Time of day from";
        time_to: "ساعت تا", "Time of day until";
        time_hint: "به وقت ایران، مانند ۲۳:۰۰؛ تا ۰۲:۰۰ یعنی روز بعد.", "Iran time, such as 23:00; until 02:00 is the next day’s.";
        more: "شرط‌های دیگر: روش، بانک کارت، یادداشت", "More conditions: method, card’s bank, notes";
        method: "روش پرداخت", "Method";
        issuer: "بانک کارت", "Card’s bank";
        words_hint: "یکی از این‌ها، جدا با ویرگول. تنها در تصمیم‌های API دانسته است؛ در صفحهٔ پرداخت به چیزی نمی‌خورد.", "One of these, with commas between. Known only of decisions by API; in the checkout it fits nothing.";
        metadata: "یادداشت پرداخت", "Notes of the payment";
        metadata_hint: "هر خط یک شرط: کلید=مقدار. چند مقدار را با | جدا کنید.", "A condition a line: key=value. Several values have | between them.";
        among: "میان این درگاه‌ها", "Between these gateways";
        among_hint: "اگر هیچ‌کدام را انتخاب نکنید، میان همه.", "Between all of them if you choose none.";
        first: "اول کدام؟", "Which comes first?";
        by_health: "به انتخاب سلامت", "Whichever is healthiest";
        add_rule: "افزودن قاعده", "Add a rule";
        kept: "این قاعده از راه API آمده و پیچیده‌تر از فرم است؛ همان‌طور که هست می‌ماند.", "This rule came by the API and says more than a form can; it stays as it is.";
        preview: "پیش‌نمایش", "Preview";
        preview_note: "هنوز چیزی ذخیره نمی‌شود: اول می‌بینید این تنظیم با پرداخت‌های ۲۴ ساعت گذشته چه می‌کرد.", "Nothing is saved yet: first you see what this would have done to the last 24 hours’ payments.";
        operators: "این فروشگاه را اپراتور تنظیم می‌کند و انتخاب درگاه آن اینجا تغییر نمی‌کند.", "The operator sets this shop up, and its choice of gateway is not changed here.";
    }
}

/// How gateways are chosen where no rule fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// By health.
    #[default]
    Automatic,
    /// In proportion to a power of the success rate.
    Proportional,
    /// By fixed parts.
    Fixed,
    /// The first of a list.
    Priority,
}

impl Way {
    /// Every one, with its word in forms.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Automatic, "automatic"),
        (Self::Proportional, "proportional"),
        (Self::Fixed, "fixed"),
        (Self::Priority, "priority"),
    ];

    /// From a form.
    #[must_use]
    pub fn said(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, other)| *other == word).map(|(way, _)| way)
    }
}

/// A gateway of the shop's, with what stands of it in the form.
#[derive(Clone, Debug)]
pub struct GatewayTerms {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: ShopName,
    /// Its part where parts are fixed.
    pub part: String,
    /// Its place where there is an order, from 1.
    pub place: String,
    /// Its least share, percent.
    pub least: String,
    /// Its largest share, percent.
    pub most: String,
}

/// A closing as it stands in the form.
#[derive(Clone, Debug, Default)]
pub struct ClosingForm {
    /// Which gateway; nothing where it is to go.
    pub gateway: String,
    /// A day, perhaps with a time.
    pub from: String,
    /// The same.
    pub to: String,
}

/// A rule as it stands in the form.
#[derive(Clone, Debug, Default)]
pub struct TypedRule {
    /// Toman.
    pub amount_from: String,
    /// Toman.
    pub amount_to: String,
    /// A time of day.
    pub time_from: String,
    /// The same.
    pub time_to: String,
    /// Words with commas between.
    pub method: String,
    /// The same.
    pub issuer: String,
    /// `key=value | value`, a line each.
    pub metadata: String,
    /// Ids of gateways.
    pub among: Vec<String>,
    /// Id of the first gateway, or nothing.
    pub first: String,
}

/// What a rule of the list says.
#[derive(Clone, Debug)]
pub enum RuleSays {
    /// What can be typed.
    Typed(TypedRule),
    /// What cannot, which stays as it is.
    Kept {
        /// What it is known by in the form.
        name: String,
        /// It, for people who read JSON.
        text: String,
    },
}

/// A rule of the list.
#[derive(Clone, Debug)]
pub struct RuleForm {
    /// When it is looked at.
    pub turn: String,
    /// Whether it is to go.
    pub removed: bool,
    /// What it says.
    pub says: RuleSays,
}

/// The form.
#[derive(Clone, Debug)]
pub struct Routing<'a> {
    /// How gateways are chosen where no rule fits.
    pub way: Way,
    /// The power.
    pub exponent: &'a str,
    /// The shop's gateways in the frame's mode.
    pub gateways: &'a [GatewayTerms],
    /// When gateways are closed.
    pub closings: &'a [ClosingForm],
    /// The rules, in their order.
    pub rules: &'a [RuleForm],
    /// Gateways that rules and closings name besides, and their names.
    pub others: &'a [(String, ShopName)],
    /// What the form was filled in from: it is not saved over something else.
    pub base: &'a str,
    /// Whether it can be changed here at all; otherwise the operator does.
    pub may_change: bool,
    /// What is wrong with it.
    pub wrong: &'a Wrong,
}

/// `/panel/routing`. Its one form is sent there: `base`, `way`, `exponent`; for each gateway `part.{id}`, `place.{id}`, `least.{id}`,
/// `most.{id}`; `closings` and `rules`, how many of each there are; for each closing `closing.{n}.gateway`, `.from`, `.to`; for each
/// rule `rule.{n}.turn`, `.remove`, and `.kept` or `.amount_from`, `.amount_to`, `.time_from`, `.time_to`, `.method`, `.issuer`,
/// `.metadata`, `.among` (often), `.first`. `do` says what for: `preview`, `closing` or `rule` for one more.
#[must_use]
pub fn routing(frame: &Frame<'_>, view: &Routing<'_>) -> String {
    let w = Words::of(frame.lang);
    let form = html! {
        input type="hidden" name="base" value=(view.base);
        input type="hidden" name="closings" value=(view.closings.len());
        input type="hidden" name="rules" value=(view.rules.len());
        (ways(w, view))
        (part::section(w.gateways, &gateways(frame, view)))
        (part::section(w.rules, &html! {
            p class="quiet" { (w.rules_lead) }
            @for (n, rule) in view.rules.iter().enumerate() { (rule::one_rule(frame.lang, view, n, rule)) }
            @if view.may_change { div class="actions" { (part::second_deed("rule", w.add_rule)) } }
        }))
        (part::section(w.closings, &html! {
            p class="quiet" { (w.closings_lead) }
            @for (n, closing) in view.closings.iter().enumerate() { (one_closing(frame.lang, view, n, closing)) }
            @if view.may_change { div class="actions" { (part::second_deed("closing", w.add_closing)) } }
        }))
        @if view.may_change {
            p class="quiet" { (w.preview_note) }
            div class="actions" { (part::deed("preview", w.preview)) }
        }
    };
    let body = html! {
        (part::heading(w.title, w.lead, &html! {}))
        (part::problem(w.wrong, view.wrong))
        @if view.may_change { (frame.form("/panel/routing", &form)) }
        @else {
            (part::notice(part::Tone::Plain, w.operators))
            // Nothing of it can be sent, or typed.
            form { fieldset class="whole" disabled { legend class="unseen" { (w.title) } (form) } }
        }
    };
    frame.page(w.title, &body)
}

fn ways(w: &Words, view: &Routing<'_>) -> Markup {
    let ways: [(Way, Choice<'_>); 4] = [
        (Way::Automatic, (w.automatic, w.automatic_hint)),
        (Way::Proportional, (w.proportional, w.proportional_hint)),
        (Way::Fixed, (w.fixed, w.fixed_hint)),
        (Way::Priority, (w.priority, w.priority_hint)),
    ];
    html! {
        section class="card" {
            fieldset id="way" {
                legend { (w.way) }
                @for ((way, (label, hint)), (_, word)) in ways.into_iter().zip(Way::ALL) {
                    label class="pick" {
                        input type="radio" name="way" value=(word) checked[way == view.way];
                        span { (label) span class="quiet" { (hint) } }
                    }
                }
            }
            (Field::new("exponent", w.exponent).kind(Kind::Number).hint(w.exponent_hint).value(view.exponent).most(2)
                .error(view.wrong.on("exponent")))
        }
    }
}

fn gateways(frame: &Frame<'_>, view: &Routing<'_>) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let cell = |field: &str, label: &str, gateway: &GatewayTerms, value: &str| {
        let name = format!("{field}.{}", gateway.id);
        let error = view.wrong.on(&name);
        let (wrong, says) = (error.map(|_| "true"), error.map(|_| format!("{name}-error")));
        html! {
            span class="cell" {
                input id=(name) name=(name) value=(value) aria-label={ (label) ": " (lang.name(&gateway.name)) } type="text"
                    inputmode="numeric" dir="ltr" maxlength="6" autocomplete="off" aria-invalid=[wrong] aria-describedby=[says.as_deref()];
                @if let Some(error) = error { span class="error" id={ (name) "-error" } { (error) } }
            }
        }
    };
    let rows: Vec<Vec<Markup>> = view
        .gateways
        .iter()
        .map(|gateway| {
            vec![
                html! { bdi { (lang.name(&gateway.name)) } },
                cell("part", w.part, gateway, &gateway.part),
                cell("place", w.place, gateway, &gateway.place),
                cell("least", w.least, gateway, &gateway.least),
                cell("most", w.most, gateway, &gateway.most),
            ]
        })
        .collect();
    let cols = [w.gateway, w.part, w.place, w.least, w.most].map(Col::text);
    html! {
        p class="quiet" { (w.gateways_lead) }
        @if view.gateways.is_empty() { p class="quiet" { (w.no_gateway) } }
        @else {
            div id="gateways" class="inputs" {
                @if let Some(error) = view.wrong.on("gateways") { p class="error" { (error) } }
                (part::table(w.gateways, &cols, &rows))
            }
        }
    }
}

/// Every gateway that can be named: the mode's own, and those that rules name besides.
fn named<'a>(lang: Lang, view: &'a Routing<'_>) -> impl Iterator<Item = (&'a str, &'a str)> {
    let own = view.gateways.iter().map(move |gateway| (gateway.id.as_str(), lang.name(&gateway.name)));
    own.chain(view.others.iter().map(move |(id, name)| (id.as_str(), lang.name(name))))
}

fn one_closing(lang: Lang, view: &Routing<'_>, n: usize, closing: &ClosingForm) -> Markup {
    let w = Words::of(lang);
    let [gateway, from, to] = ["gateway", "from", "to"].map(|field| format!("closing.{n}.{field}"));
    let mut choices: Vec<Choice<'_>> = vec![("", w.nobody)];
    choices.extend(named(lang, view));
    let day = |field, label, value| Field::new(field, label).kind(Kind::Day).value(value).most(40);
    html! {
        fieldset class="fields" {
            legend { (lang.fill(w.closing, &lang.count(n + 1))) }
            div class="grid" {
                (part::select(&gateway, w.gateway, &choices, &closing.gateway))
                (day(&from, w.from, &closing.from).error(view.wrong.on(&from)).hint(w.when_hint))
                (day(&to, w.to, &closing.to).error(view.wrong.on(&to)).hint(w.when_hint))
            }
            @if let Some(error) = view.wrong.on(&gateway) { p class="error" { (error) } }
        }
    }
}
