//! The form of a policy: as what holds fills it in, and as it was sent.

use super::{CLOSINGS_MAX, RULES_MAX, TYPED_RULES_MAX, is_over, read};
use crate::panel::{Form, Stop, day, pages::Visit};
use dargah_engine::{
    calendar::Day,
    gateway::Maintenance,
    id::GatewayId,
    money::Rial,
    routing::{Mode, Policy, Rule, SimpleRule, policy_name},
    seal::sha256_hex,
    time::Moment,
};
use dargah_panel::{
    Lang,
    refunds::read_number,
    routing::{ClosingForm, GatewayTerms, RuleForm, RuleSays, TypedRule, Way},
};
use dargah_words::date;

/// The power that stands in the form where none holds.
const EXPONENT: u8 = 4;

/// What stands in the form.
pub(super) struct Typed {
    pub(super) base: String,
    pub(super) way: Way,
    pub(super) exponent: String,
    pub(super) gateways: Vec<GatewayTerms>,
    pub(super) closings: Vec<ClosingForm>,
    pub(super) rules: Vec<RuleForm>,
}

impl Typed {
    /// As a policy fills it in.
    pub(super) fn of(visit: &Visit<'_>, policy: &Policy) -> Result<Self, Stop> {
        let lang = visit.shell.lang;
        let (way, exponent) = match &policy.otherwise {
            Mode::Automatic => (Way::Automatic, EXPONENT),
            Mode::Proportional { exponent } => (Way::Proportional, *exponent),
            Mode::Fixed { .. } => (Way::Fixed, EXPONENT),
            Mode::Priority { .. } => (Way::Priority, EXPONENT),
        };
        let own = visit.gateways()?;
        let gateways = own.into_iter().map(|(id, name)| {
            terms(
                policy,
                lang,
                GatewayTerms {
                    id,
                    name,
                    part: String::new(),
                    place: String::new(),
                    least: String::new(),
                    most: String::new(),
                },
            )
        });
        let closings = policy.maintenance.iter().flat_map(|(id, all)| all.iter().map(move |closing| (id, closing)));
        let closings =
            closings.filter(|(_, closing)| !is_over(closing)).map(|(id, closing)| closing_form(lang, id, closing));
        let mut typed_rules = 0;
        let rules = policy.rules.iter().zip(1_i64..).map(|(rule, turn)| {
            let says = match typed_rule(visit, policy, rule).filter(|_| typed_rules < TYPED_RULES_MAX) {
                Some(typed) => {
                    typed_rules += 1;
                    RuleSays::Typed(typed)
                }
                None => RuleSays::Kept { name: rule_name(rule), text: rule_text(rule) },
            };
            RuleForm { turn: lang.number(turn), removed: false, says }
        });
        Ok(Self {
            base: policy_name(policy),
            way,
            exponent: lang.number(exponent.into()),
            gateways: gateways.collect(),
            closings: closings.collect(),
            rules: rules.collect(),
        })
    }

    /// As it was sent. A rule that is kept is the stored one of that name.
    pub(super) fn sent(visit: &Visit<'_>, form: &Form, policy: &Policy) -> Result<Self, Stop> {
        let said = |name: &str| form.get(name).unwrap_or_default().to_owned();
        let gateways = visit.gateways()?.into_iter().map(|(id, name)| {
            let [part, place, least, most] =
                ["part", "place", "least", "most"].map(|field| said(&format!("{field}.{id}")));
            GatewayTerms { id, name, part, place, least, most }
        });
        let count = |name: &str, most: usize| said(name).parse::<usize>().unwrap_or(0).min(most);
        let closing = |n: usize| {
            let [gateway, from, to] = ["gateway", "from", "to"].map(|field| said(&format!("closing.{n}.{field}")));
            ClosingForm { gateway, from, to }
        };
        let rules = (0..count("rules", RULES_MAX)).map(|n| {
            let at = |field: &str| said(&format!("rule.{n}.{field}"));
            let kept = at("kept");
            let says = if kept.is_empty() {
                RuleSays::Typed(TypedRule {
                    amount_from: at("amount_from"),
                    amount_to: at("amount_to"),
                    time_from: at("time_from"),
                    time_to: at("time_to"),
                    method: at("method"),
                    issuer: at("issuer"),
                    metadata: at("metadata"),
                    among: form.all(&format!("rule.{n}.among")).map(str::to_owned).collect(),
                    first: at("first"),
                })
            } else {
                let rule = policy.rules.iter().find(|rule| rule_name(rule) == kept);
                RuleSays::Kept { text: rule.map(rule_text).unwrap_or_default(), name: kept }
            };
            RuleForm { turn: at("turn"), removed: !at("remove").is_empty(), says }
        });
        Ok(Self {
            base: said("base"),
            way: form.get("way").and_then(Way::said).unwrap_or_default(),
            exponent: said("exponent"),
            gateways: gateways.collect(),
            closings: (0..count("closings", CLOSINGS_MAX)).map(closing).collect(),
            rules: rules.collect(),
        })
    }

    /// How many rules can be typed.
    pub(super) fn typed_rules(&self) -> usize {
        self.rules.iter().filter(|rule| matches!(rule.says, RuleSays::Typed(_))).count()
    }

    /// An empty rule behind all others.
    pub(super) fn new_rule(&self, lang: Lang) -> RuleForm {
        let last = self.rules.iter().filter_map(|rule| read_number(&rule.turn)).max().unwrap_or(0);
        RuleForm {
            turn: lang.number(last.saturating_add(1)),
            removed: false,
            says: RuleSays::Typed(TypedRule::default()),
        }
    }
}

/// What a policy says of one gateway.
fn terms(policy: &Policy, lang: Lang, mut row: GatewayTerms) -> GatewayTerms {
    let is_it = |id: &GatewayId| id.as_str() == row.id;
    match &policy.otherwise {
        Mode::Fixed { parts } => {
            let part = parts.iter().find(|(id, _)| is_it(id)).map_or(0, |(_, part)| *part);
            row.part = lang.number(part.into());
        }
        Mode::Priority { order } => {
            let place = order.iter().position(is_it);
            row.place = place.map_or_else(String::new, |at| lang.count(at + 1));
        }
        Mode::Automatic | Mode::Proportional { .. } => {}
    }
    if let Some((_, bounds)) = policy.terms.iter().find(|(id, _)| is_it(id)) {
        let unless = |value: u32, usual: u32| if value == usual { String::new() } else { lang.number(value.into()) };
        (row.least, row.most) = (unless(bounds.least_percent, 0), unless(bounds.most_percent, 100));
    }
    row
}

fn closing_form(lang: Lang, id: &GatewayId, closing: &Maintenance) -> ClosingForm {
    let typed = |at: Moment| {
        let whole = Day::of(at).begins() == at;
        let day = day::typed(Day::of(at), lang);
        if whole { day } else { format!("{day} {}", date::time_of_day(at.0, lang.locale())) }
    };
    // A closing that ends with a day is said to be until that day.
    let last = Moment(closing.to.0 - 1);
    let ends_with_day = Day::of(closing.to).begins() == closing.to;
    ClosingForm {
        gateway: id.to_string(),
        from: typed(closing.from),
        to: if ends_with_day { day::typed(Day::of(last), lang) } else { typed(closing.to) },
    }
}

/// A rule as it is typed; nothing where the form would not say the very same.
fn typed_rule(visit: &Visit<'_>, policy: &Policy, rule: &Rule) -> Option<TypedRule> {
    let simple = SimpleRule::of(rule)?;
    let lang = visit.shell.lang;
    let toman = |rial: Option<Rial>| rial.map_or_else(String::new, |rial| lang.number(rial.get() / 10));
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let (time_from, time_to) = simple.time.map_or_else(Default::default, |(from, to)| (time(from), time(to)));
    let notes = simple.metadata.iter().map(|(key, is)| format!("{key}={}", is.join(" | ")));
    let typed = TypedRule {
        amount_from: toman(simple.amount_from),
        amount_to: toman(simple.amount_to),
        time_from,
        time_to,
        method: simple.method.join(", "),
        issuer: simple.issuer.join(", "),
        metadata: notes.collect::<Vec<_>>().join("\n"),
        among: simple.among.iter().map(ToString::to_string).collect(),
        first: simple.first.as_ref().map_or_else(String::new, ToString::to_string),
    };
    let again = read::simple(visit, policy, &typed, &mut |_, _| {});
    (again.as_ref() == Some(&simple)).then_some(typed)
}

/// What a rule is known by while it is in a form.
pub(super) fn rule_name(rule: &Rule) -> String {
    let mut name = sha256_hex(&serde_json::to_vec(rule).unwrap_or_default());
    name.truncate(16);
    name
}

fn rule_text(rule: &Rule) -> String {
    serde_json::to_string_pretty(rule).unwrap_or_default()
}
