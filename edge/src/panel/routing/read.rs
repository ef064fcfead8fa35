//! The form of a policy, read: the policy that it means, or what is wrong at which field.

use super::{
    named,
    typed::{Typed, rule_name},
};
use crate::panel::{day, pages::Visit};
use dargah_engine::{
    gateway::Maintenance,
    id::GatewayId,
    money::Rial,
    payment_link::toman,
    routing::{CLOSINGS_MAX, Mode, Policy, PolicyFault, Rule, SimpleFault, SimpleRule, Terms},
    text::{ascii_digits, line},
};
use dargah_panel::{
    Lang,
    part::Wrong,
    refunds::read_number,
    routing::{ClosingForm, RuleSays, TypedRule, Way},
};
use std::collections::BTreeMap;

/// The longest method, issuer, key or value, characters.
const WORD_MAX: usize = 64;

/// Whether a gateway may be named: it is the shop's, in either mode, or the policy that holds names it.
pub(super) fn is_known(visit: &Visit<'_>, policy: &Policy, id: &GatewayId) -> bool {
    let own = visit.shop().ok().flatten().is_some_and(|shop| shop.gateways.contains(id));
    own || named(policy).contains(&id)
}

fn known(visit: &Visit<'_>, policy: &Policy, id: &str) -> Option<GatewayId> {
    GatewayId::new(id).ok().filter(|id| is_known(visit, policy, id))
}

/// The policy that was typed.
pub(super) fn policy(visit: &Visit<'_>, typed: &Typed, policy: &Policy) -> Result<Policy, Wrong> {
    let lang = visit.shell.lang;
    let mut wrong = Wrong::none();
    let otherwise = mode(typed, &policy.otherwise);
    if otherwise.is_none() {
        let (field, says) = wrong_mode(lang, typed.way);
        wrong.add(field, says);
    }
    let (rules, from) = rules(visit, typed, policy, &mut wrong);
    let wanted = Policy {
        rules,
        otherwise: otherwise.unwrap_or_default(),
        terms: terms(lang, typed, policy, &mut wrong),
        maintenance: closings(visit, typed, policy, &mut wrong),
    };
    if wrong.is_empty() {
        for fault in wanted.faults() {
            let (field, says) = at_field(lang, typed, &fault, &from);
            wrong.add(&field, &says);
        }
    }
    if wrong.is_empty() { Ok(wanted) } else { Err(wrong) }
}

/// Where the engine's fault is in the form, and what is said of it.
fn at_field(lang: Lang, typed: &Typed, fault: &PolicyFault, from: &[usize]) -> (String, String) {
    let (field, says) = match fault {
        PolicyFault::Rule(number, why) => {
            let n = from.get(number - 1).copied().unwrap_or(0);
            return (format!("rule.{n}.turn"), why.clone());
        }
        PolicyFault::Otherwise(_) => {
            let (field, says) = wrong_mode(lang, typed.way);
            (field.to_owned(), says)
        }
        PolicyFault::Terms(id) => (
            format!("most.{id}"),
            lang.either(
                "سقف از کف کمتر است، یا عددی بیرون از ۰ تا ۱۰۰.",
                "The cap is below the floor, or not within 0 to 100.",
            ),
        ),
        PolicyFault::Least(sum) => {
            let says = lang.either("کف‌ها روی هم {}٪ می‌شوند؛ حداکثر ۱۰۰.", "The floors add up to {}%; at most 100.");
            return ("gateways".to_owned(), lang.fill(says, &lang.number(i64::try_from(*sum).unwrap_or(i64::MAX))));
        }
        PolicyFault::Maintenance(id) => {
            let n = typed.closings.iter().position(|closing| closing.gateway == id.as_str()).unwrap_or(0);
            let says = lang.either("برای یک درگاه حداکثر {} تعطیلی.", "At most {} closings of one gateway.");
            return (format!("closing.{n}.gateway"), lang.fill(says, &lang.count(CLOSINGS_MAX)));
        }
    };
    (field, says.to_owned())
}

const fn wrong_mode(lang: Lang, way: Way) -> (&'static str, &'static str) {
    match way {
        Way::Proportional => {
            ("exponent", lang.either("توان عددی از ۱ تا ۱۶ است.", "The power is a number from 1 to 16."))
        }
        Way::Automatic | Way::Fixed | Way::Priority => (
            "gateways",
            lang.either(
                "سهم‌ها عددند و دست‌کم یکی بیش از صفر؛ جایگاه‌ها عدد و بی‌تکرار.",
                "Parts are numbers, at least one above nothing; places are numbers, each once.",
            ),
        ),
    }
}

fn small(text: &str) -> Option<u32> {
    read_number(text).and_then(|number| u32::try_from(number).ok())
}

/// How gateways are to be chosen where no rule fits. What holds of the other mode's gateways stays.
fn mode(typed: &Typed, holds: &Mode) -> Option<Mode> {
    let is_here = |id: &GatewayId| typed.gateways.iter().any(|gateway| gateway.id == id.as_str());
    Some(match typed.way {
        Way::Automatic => Mode::Automatic,
        Way::Proportional => Mode::Proportional { exponent: u8::try_from(small(&typed.exponent)?).ok()? },
        Way::Fixed => {
            let mut parts: BTreeMap<GatewayId, u32> = match holds {
                Mode::Fixed { parts } => parts.clone().into_iter().filter(|(id, _)| !is_here(id)).collect(),
                _ => BTreeMap::new(),
            };
            for gateway in typed.gateways.iter().filter(|gateway| !gateway.part.is_empty()) {
                parts.insert(GatewayId::new(&gateway.id).ok()?, small(&gateway.part)?);
            }
            Mode::Fixed { parts }
        }
        Way::Priority => {
            let mut places = Vec::new();
            for gateway in typed.gateways.iter().filter(|gateway| !gateway.place.is_empty()) {
                places.push((small(&gateway.place)?, GatewayId::new(&gateway.id).ok()?));
            }
            places.sort();
            if places.windows(2).any(|two| two[0].0 == two[1].0) {
                return None;
            }
            let mut order: Vec<GatewayId> = places.into_iter().map(|(_, id)| id).collect();
            if let Mode::Priority { order: before } = holds {
                order.extend(before.iter().filter(|id| !is_here(id)).cloned());
            }
            Mode::Priority { order }
        }
    })
}

/// Floors and caps. Costs, and what holds of the other mode's gateways, stay.
fn terms(lang: Lang, typed: &Typed, policy: &Policy, wrong: &mut Wrong) -> BTreeMap<GatewayId, Terms> {
    let mut terms = policy.terms.clone();
    for gateway in &typed.gateways {
        let Ok(id) = GatewayId::new(&gateway.id) else { continue };
        let before = terms.remove(&id).unwrap_or_default();
        let mut percent = |field: &str, text: &str, usual: u32| {
            let read = if text.is_empty() { Some(usual) } else { small(text).filter(|percent| *percent <= 100) };
            if read.is_none() {
                let says = lang.either("درصدی از ۰ تا ۱۰۰ بنویسید.", "Write a percentage, 0 to 100.");
                wrong.add(&format!("{field}.{id}"), says);
            }
            read
        };
        let read = (percent("least", &gateway.least, 0), percent("most", &gateway.most, 100));
        let (Some(least_percent), Some(most_percent)) = read else { continue };
        let now = Terms { least_percent, most_percent, ..before };
        if now != Terms::default() {
            terms.insert(id, now);
        }
    }
    terms
}

/// When gateways are closed. What is over goes, and an empty row is none.
fn closings(
    visit: &Visit<'_>,
    typed: &Typed,
    policy: &Policy,
    wrong: &mut Wrong,
) -> BTreeMap<GatewayId, Vec<Maintenance>> {
    let lang = visit.shell.lang;
    let mut all: BTreeMap<GatewayId, Vec<Maintenance>> = BTreeMap::new();
    for (n, ClosingForm { gateway, from, to }) in typed.closings.iter().enumerate() {
        if gateway.is_empty() {
            continue;
        }
        let Some(id) = known(visit, policy, gateway) else {
            wrong.add(&format!("closing.{n}.gateway"), no_gateway(lang));
            continue;
        };
        let says = day::no_moment(lang);
        let mut read = |field: &str, text: &str, is_end| {
            let at = day::moment(text, is_end);
            if at.is_none() {
                wrong.add(&format!("closing.{n}.{field}"), says);
            }
            at
        };
        let (Some(from), Some(to)) = (read("from", from, false), read("to", to, true)) else { continue };
        if to <= from {
            let says = lang.either("پایان بازه پیش از آغاز آن است.", "It ends before it begins.");
            wrong.add(&format!("closing.{n}.to"), says);
            continue;
        }
        let closing = Maintenance { from, to };
        if !super::is_over(&closing) {
            all.entry(id).or_default().push(closing);
        }
    }
    for closings in all.values_mut() {
        closings.sort_by_key(|closing| (closing.from, closing.to));
    }
    all
}

const fn no_gateway(lang: Lang) -> &'static str {
    lang.either("این فروشگاه چنین درگاهی ندارد.", "The shop has no such gateway.")
}

/// The rules in their turns, and which row of the form each came from. A rule that says nothing at all is none.
fn rules(visit: &Visit<'_>, typed: &Typed, policy: &Policy, wrong: &mut Wrong) -> (Vec<Rule>, Vec<usize>) {
    let lang = visit.shell.lang;
    let mut found: Vec<(u32, usize, Rule)> = Vec::new();
    for (n, row) in typed.rules.iter().enumerate().filter(|(_, row)| !row.removed) {
        let rule = match &row.says {
            RuleSays::Kept { name, .. } => {
                let kept = policy.rules.iter().find(|rule| rule_name(rule) == *name).cloned();
                if kept.is_none() {
                    let says = lang.either(
                        "این قاعده دیگر نیست؛ صفحه را از نو باز کنید.",
                        "This rule is gone: open the page anew.",
                    );
                    wrong.add(&format!("rule.{n}.turn"), says);
                }
                kept
            }
            RuleSays::Typed(says) if is_empty(says) => continue,
            RuleSays::Typed(says) => one(visit, policy, n, says, wrong),
        };
        let turn = small(&row.turn);
        if turn.is_none() {
            wrong.add(&format!("rule.{n}.turn"), lang.either("نوبت یک عدد است.", "A turn is a number."));
        }
        if let (Some(rule), Some(turn)) = (rule, turn) {
            found.push((turn, n, rule));
        }
    }
    found.sort_by_key(|(turn, n, _)| (*turn, *n));
    found.into_iter().map(|(_, n, rule)| (rule, n)).unzip()
}

fn is_empty(typed: &TypedRule) -> bool {
    let TypedRule { amount_from, amount_to, time_from, time_to, method, issuer, metadata, among, first } = typed;
    let texts = [amount_from, amount_to, time_from, time_to, method, issuer, metadata, first];
    texts.into_iter().all(String::is_empty) && among.is_empty()
}

/// One rule, with what is wrong at its fields.
fn one(visit: &Visit<'_>, policy: &Policy, n: usize, typed: &TypedRule, wrong: &mut Wrong) -> Option<Rule> {
    let lang = visit.shell.lang;
    let simple = simple(visit, policy, typed, &mut |field, says| wrong.add(&format!("rule.{n}.{field}"), says))?;
    let (field, says) = match simple.check() {
        Ok(()) => return Some(simple.rule()),
        Err(SimpleFault::NoCondition) => {
            ("amount_from", lang.either("قاعده دست‌کم یک شرط می‌خواهد.", "A rule wants one condition at least."))
        }
        Err(SimpleFault::Amounts) => {
            ("amount_to", lang.either("بیشترین مبلغ از کمترین کمتر است.", "The largest amount is less than the least."))
        }
        Err(SimpleFault::Time) => ("time_to", lang.either("پایان همان آغاز است.", "It ends when it begins.")),
    };
    wrong.add(&format!("rule.{n}.{field}"), says);
    None
}

/// What was typed of a rule; `tell` hears what is wrong at which field.
pub(super) fn simple(
    visit: &Visit<'_>,
    policy: &Policy,
    typed: &TypedRule,
    tell: &mut dyn FnMut(&str, &str),
) -> Option<SimpleRule> {
    let lang = visit.shell.lang;
    let mut fits = true;
    let mut check = |field: &str, right: bool, says: &str| {
        if !right {
            fits = false;
            tell(field, says);
        }
    };
    let amount = |text: &str| match text {
        "" => Some(None),
        text => toman(text).ok().and_then(|rial| Rial::new(rial).ok()).map(Some),
    };
    let says = lang.either("مبلغ را به تومان و با رقم بنویسید.", "Write the amount in toman, in digits.");
    let (amount_from, amount_to) = (amount(&typed.amount_from), amount(&typed.amount_to));
    check("amount_from", amount_from.is_some(), says);
    check("amount_to", amount_to.is_some(), says);
    let says = lang
        .either("ساعت را مانند ۲۳:۰۰ بنویسید؛ آغاز و پایان هر دو.", "Write a time such as 23:00, both from and until.");
    let is_timed = !typed.time_from.is_empty() || !typed.time_to.is_empty();
    // Midnight at the end of a day is a time of its own; none begins there.
    let (from, to) = (minute(&typed.time_from).filter(|from| *from < 1_440), minute(&typed.time_to));
    check("time_from", !is_timed || from.is_some(), says);
    check("time_to", !is_timed || to.is_some(), says);
    let says = lang.either("هر نام ۱ تا ۶۴ نویسه؛ جدا با ویرگول.", "Each of 1 to 64 characters, with commas between.");
    let (method, issuer) = (list(&typed.method, &[',', '،']), list(&typed.issuer, &[',', '،']));
    check("method", method.is_some(), says);
    check("issuer", issuer.is_some(), says);
    let metadata: Option<Vec<_>> =
        typed.metadata.lines().map(str::trim).filter(|line| !line.is_empty()).map(note).collect();
    let says =
        lang.either("هر خط: کلید=مقدار، یا کلید=مقدار | مقدار.", "A line each: key=value, or key=value | value.");
    check("metadata", metadata.is_some(), says);
    let among: Option<Vec<GatewayId>> = typed.among.iter().map(|id| known(visit, policy, id)).collect();
    check("among", among.is_some(), no_gateway(lang));
    let first = if typed.first.is_empty() { None } else { known(visit, policy, &typed.first) };
    check("first", typed.first.is_empty() || first.is_some(), no_gateway(lang));
    let is_among =
        first.as_ref().is_none_or(|first| among.as_ref().is_none_or(|among| among.is_empty() || among.contains(first)));
    check(
        "first",
        is_among,
        lang.either("اولی باید از همان درگاه‌ها باشد.", "The first one must be one of those gateways."),
    );
    let time = from.zip(to);
    let simple = SimpleRule {
        amount_from: amount_from?,
        amount_to: amount_to?,
        time,
        method: method?,
        issuer: issuer?,
        metadata: metadata?,
        among: among?,
        first,
    };
    fits.then_some(simple)
}

/// `23:00` in any digits, as minutes since midnight; `24:00` is a day's end.
fn minute(text: &str) -> Option<u16> {
    let plain = ascii_digits(text);
    let (hour, minute) = plain.split_once(':')?;
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u16>().ok()).flatten();
    let (hour, minute) = (number(hour)?, number(minute).filter(|minute| *minute < 60)?);
    hour.checked_mul(60)?.checked_add(minute).filter(|minute| *minute <= 1_440)
}

/// Words with marks between them.
fn list(text: &str, marks: &[char]) -> Option<Vec<String>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    text.split(marks).map(|word| line(word, WORD_MAX)).collect()
}

/// `key=value | value`
fn note(text: &str) -> Option<(String, Vec<String>)> {
    let (key, values) = text.split_once('=')?;
    Some((line(key, WORD_MAX)?, list(values, &['|']).filter(|values| !values.is_empty())?))
}
