//! Why a gateway was chosen, in a sentence for people.

use super::{Decision, Snapshot, choice::ChosenBy, snapshot::is_down, weight::ONE};

impl Decision {
    /// Why, for people. It is made from what the log keeps, so it is the same whenever it is asked for.
    #[must_use]
    pub fn reason(&self, snapshot: Option<&Snapshot>) -> String {
        let choice = &self.choice;
        let (gateway, share) = (&choice.gateway, percent(choice.propensity));
        let among = choice.weights.len();
        let rate = snapshot.map_or_else(String::new, |snapshot| {
            let rate = snapshot.belief(gateway, self.made_at()).mean();
            format!(", about {} of its payments are expected to end paid", percent(rate))
        });
        let mut reason = match choice.by {
            ChosenBy::Health => format!("by live health, `{gateway}` was drawn at {share} among {among}{rate}"),
            ChosenBy::Proportion => {
                format!("in proportion to success, `{gateway}` was drawn at {share} among {among}{rate}")
            }
            ChosenBy::Fixed => format!("by fixed shares, `{gateway}` was drawn at {share} among {among}"),
            ChosenBy::Priority if snapshot.is_none() => {
                format!("no health is known yet, so `{gateway}`, the first in order, was taken")
            }
            ChosenBy::Priority => format!("`{gateway}` is the first in order that is not down"),
            ChosenBy::LeastBad => {
                format!("every candidate is down, and `{gateway}` was drawn at {share} as the least bad")
            }
            ChosenBy::OnlyOne => format!("`{gateway}` was the only candidate left"),
            ChosenBy::Shopper => format!("`{gateway}` was named"),
        };
        if let Some(rule) = choice.rule {
            reason = format!("rule {rule} fits: {reason}");
        }
        let down: Vec<String> = choice
            .weights
            .iter()
            .filter(|(id, _)| choice.by != ChosenBy::LeastBad && is_down(snapshot, id))
            .map(|(id, _)| format!("`{id}`"))
            .collect();
        if !down.is_empty() {
            reason = format!("{reason}; down: {}", down.join(", "));
        }
        reason
    }
}

/// A share of one in 1/65536 as `12.3 %`.
fn percent(share: u32) -> String {
    let tenths = (u64::from(share) * 1_000 + u64::from(ONE) / 2) / u64::from(ONE);
    format!("{}.{} %", tenths / 10, tenths % 10)
}
