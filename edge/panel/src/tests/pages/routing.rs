//! The form of the routing and its preview.

use super::{NOW, names};
use crate::{
    Lang, Section,
    part::Wrong,
    routing::{
        self, ClosingForm, GatewayTerms, PreviewRow, PreviewView, Rate, Routing, RuleForm, RuleSays, TypedRule, Way,
    },
    tests::{frame, shop},
};

pub(super) fn of_routing(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let here = frame(lang, &shop, Section::Routing);
    let said = || text.to_owned();
    let terms: Vec<GatewayTerms> = names(text)
        .into_iter()
        .map(|(id, name)| GatewayTerms { id, name, part: said(), place: said(), least: said(), most: said() })
        .collect();
    let typed = TypedRule {
        amount_from: said(),
        amount_to: said(),
        time_from: said(),
        time_to: said(),
        method: said(),
        issuer: said(),
        metadata: said(),
        among: vec!["bank0".to_owned()],
        first: "bank1".to_owned(),
    };
    let rule = |says| RuleForm { turn: said(), removed: true, says };
    let rules = [
        rule(RuleSays::Typed(typed)),
        rule(RuleSays::Kept { name: said(), text: said() }),
        rule(RuleSays::Typed(TypedRule::default())),
    ];
    let closings = [ClosingForm { gateway: "bank1".to_owned(), from: said(), to: said() }, ClosingForm::default()];
    let others: Vec<_> = names(text).into_iter().map(|(id, name)| (format!("other-{id}"), name)).collect();
    let form = |way, is_full: bool, may_change, wrong: &Wrong| {
        let view = Routing {
            way,
            exponent: text,
            gateways: if is_full { &terms } else { &[] },
            closings: if is_full { &closings } else { &[] },
            rules: if is_full { &rules } else { &[] },
            others: if is_full { &others } else { &[] },
            base: text,
            may_change,
            wrong,
        };
        routing::routing(&here, &view)
    };
    let mut wrong = Wrong::none();
    let fields = [
        "",
        "exponent",
        "gateways",
        "least.bank0",
        "most.bank1",
        "closing.0.gateway",
        "closing.0.from",
        "closing.1.to",
    ];
    let of_rules =
        ["amount_from", "amount_to", "time_from", "time_to", "method", "issuer", "metadata", "among", "first", "turn"];
    for field in fields.into_iter().map(str::to_owned).chain(of_rules.map(|field| format!("rule.2.{field}"))) {
        wrong.add(&field, text);
    }
    let rate = |ppm: u32| Some(Rate { ppm, low: ppm - 40_000, high: ppm + 20_000 });
    let row =
        |n: usize, now_ppm, then_ppm, success| PreviewRow { name: super::bank(text, n), now_ppm, then_ppm, success };
    let gateways =
        [row(0, 620_000, 400_000, rate(947_000)), row(1, 380_000, 400_000, rate(911_000)), row(2, 0, 200_000, None)];
    let preview = |cases, gateways: &[PreviewRow], sampled_since, then, is_same| {
        let view = PreviewView {
            cases,
            ended: cases / 2,
            sampled_since,
            gateways,
            now: rate(931_000),
            then,
            is_same,
            policy: text,
            base: text,
        };
        routing::preview(&here, &view)
    };
    vec![
        ("routing", form(Way::Fixed, true, true, &Wrong::none())),
        ("routing-wrong", form(Way::Priority, true, true, &wrong)),
        ("routing-empty", form(Way::Automatic, false, true, &Wrong::none())),
        ("routing-read", form(Way::Automatic, true, false, &Wrong::none())),
        ("routing-preview", preview(4_812, &gateways, Some(NOW), rate(940_000), false)),
        ("routing-preview-unknown", preview(12, &gateways, None, None, false)),
        ("routing-preview-none", preview(0, &[], None, None, true)),
    ]
}
