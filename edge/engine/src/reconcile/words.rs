//! What the words in a file's cells mean. A word that is not known is an error: whether a row is money that came or money that
//! went is not to be guessed.

use crate::gateway::Unit;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Money came.
    Sale,
    /// Money went back by the shop's wish.
    Refund,
    /// Money went back by the bank's doing.
    Reversal,
}

/// What a word in a column of kinds or states says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Is(Kind),
    /// It came about: a state that goes with every kind.
    Done,
    /// It did not come about.
    Not,
}

/// All of them folded ([`crate::text::folded`]).
const WORDS: &[(Word, &str)] = &[
    (Word::Is(Kind::Sale), "خرید|خریداینترنتی|فروش|پرداخت|sale|purchase|payment|buy"),
    (Word::Is(Kind::Refund), "استرداد|استردادوجه|عودت|عودتوجه|بازگشتوجه|برگشتازخرید|مرجوعی|refund|refunded|return"),
    (Word::Is(Kind::Reversal), "اصلاحیه|برگشت|برگشتی|برگشتخورده|برگشتدادهشده|برگشتتراکنش|reversal|reversed|reverse"),
    (Word::Done, "موفق|موفقیتامیز|تراکنشموفق|تاییدشده|تسویهشده|درانتظارتسویه|پرداختشده|انجامشده|واریزشده"),
    (Word::Done, "success|successful|ok|verified|settled|paid|done|confirmed|completed|approved"),
    (Word::Not, "ناموفق|تراکنشناموفق|لغوشده|لغو|انصراف|منقضی|منقضیشده|ردشده|تاییدنشده|پرداختنشده|درانتظارپرداخت"),
    (Word::Not, "failed|unsuccessful|cancelled|canceled|expired|rejected|declined|unpaid|pending"),
];

impl Word {
    /// Reads a folded word.
    pub(super) fn read(folded: &str) -> Option<Self> {
        WORDS.iter().find(|(_, list)| list.split('|').any(|word| word == folded)).map(|(word, _)| *word)
    }
}

/// What two words in a row say together; nothing where no money moved. A refund that was sent back did not come about.
pub(super) fn kind(words: [Option<Word>; 2]) -> Option<Kind> {
    let says = |word| words.contains(&Some(word));
    let (refund, reversal) = (says(Word::Is(Kind::Refund)), says(Word::Is(Kind::Reversal)));
    if says(Word::Not) || (refund && reversal) {
        None
    } else if reversal {
        Some(Kind::Reversal)
    } else if refund {
        Some(Kind::Refund)
    } else {
        Some(Kind::Sale)
    }
}

const UNITS: [(Unit, &str); 8] = [
    (Unit::Rial, "ریال"),
    (Unit::Rial, "rial"),
    (Unit::Rial, "rials"),
    (Unit::Rial, "irr"),
    (Unit::Toman, "تومان"),
    (Unit::Toman, "toman"),
    (Unit::Toman, "tomans"),
    (Unit::Toman, "irt"),
];

/// The unit that a cell of currencies names, folded.
pub(super) fn unit(folded: &str) -> Option<Unit> {
    UNITS.iter().find(|(_, word)| *word == folded).map(|(unit, _)| *unit)
}

/// A folded heading without the unit at its end, and the unit.
pub(super) fn split_unit(folded: &str) -> (&str, Option<Unit>) {
    for (unit, word) in UNITS {
        if let Some(name) = folded.strip_suffix(word).filter(|name| !name.is_empty()) {
            return (name.strip_suffix("به").unwrap_or(name), Some(unit));
        }
    }
    (folded, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::folded;

    #[test]
    fn every_word_of_the_lists_is_as_it_will_be_looked_up() {
        let words = WORDS.iter().flat_map(|(_, list)| list.split('|')).chain(UNITS.map(|(_, word)| word));
        for word in words {
            assert_eq!(folded(word), word);
        }
    }
}
