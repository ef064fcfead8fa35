//! What an answer to verify must have in it before it can pay anything, provider by provider: from their documents, not from
//! the adapters. What an answer need not name (the amount at Mellat), the request has bound.

use crate::{
    codes::documented,
    leaves::{Leaf, at, leaves},
    market::Hearing,
};
use dargah_engine::gateway::{Account, Claim, Class, Provider};
use std::sync::LazyLock;

/// What a value must say.
#[derive(Clone, Copy)]
enum Says {
    /// A code that the provider's documentation, in the list whose name begins so, calls done.
    First(&'static str),
    /// One that it calls done, or done before.
    Done(&'static str),
    /// One that it calls done before, after an inquiry that has compared everything.
    Before(&'static str),
    /// This word, letter case aside.
    Word(&'static str),
    /// The amount asked for.
    Amount,
    /// The amount asked for, if an amount is said at all.
    AmountIfAny,
    /// The order's number.
    Order,
    /// Our token, a number.
    Token,
    /// The reference that was claimed.
    Reference,
    /// Our terminal.
    Terminal,
    /// The number that an earlier answer told.
    Noted,
    /// A positive number.
    Positive,
    /// Something.
    Anything,
}

/// Where what must be said: all of it.
type Way = &'static [(&'static str, Says)];

/// The ways in which a provider can confirm at a step of its verify; none where the HTTP status says it.
fn ways(provider: Provider, stage: u8) -> &'static [Way] {
    use Says::{
        Amount, AmountIfAny, Anything, Before, Done, First, Noted, Order, Positive, Reference, Terminal, Token, Word,
    };
    match (provider, stage) {
        (Provider::Asanpardakht, _) => &[],
        (Provider::Mellat, _) => &[&[("*/bpverifyrequestresponse/return", Done("all operations"))]],
        (Provider::Saman, _) => &[&[
            ("resultcode", Done("verify / reverse")),
            ("success", Word("true")),
            ("transactiondetail/orginalamount", Amount),
            ("transactiondetail/affectiveamount", Amount),
            ("transactiondetail/terminalnumber", Terminal),
            ("transactiondetail/refnum", Reference),
        ]],
        (Provider::Sadad, _) => {
            &[&[("rescode", Done("callback ResCode / verify")), ("amount", Amount), ("orderid", Order)]]
        }
        (Provider::Parsian, _) => &[
            &[
                ("*/confirmpaymentwithamountresult/status", First("Status")),
                ("*/confirmpaymentwithamountresult/token", Token),
                ("*/confirmpaymentwithamountresult/rrn", Positive),
            ],
            &[
                ("*/confirmpaymentwithamountresult/status", Done("Status")),
                ("*/confirmpaymentwithamountresult/token", Token),
            ],
        ],
        // The inquiry: before the confirmation, and after one that was refused as a duplicate.
        (Provider::Irankish, 0 | 2) => &[&[
            ("responsecode", First("responseCode")),
            ("result/responsecode", First("responseCode")),
            ("result/isverified", Word("true")),
            ("result/isreversed", Word("false")),
            ("result/amount", Amount),
        ]],
        (Provider::Irankish, _) => &[&[
            ("responsecode", First("responseCode")),
            ("status", Word("true")),
            ("result/responsecode", First("responseCode")),
            ("result/amount", Amount),
            ("result/retrievalreferencenumber", Noted),
        ]],
        // The inquiry confirms nothing, with the session it had or with a new one: a confirmation follows, also of what is said
        // to be confirmed.
        (Provider::Pasargad, 0x01 | 0x81) => &[],
        (Provider::Pasargad, _) => &[
            &[("resultcode", First("resultCode")), ("data/amount", Amount), ("data/invoice", Order)],
            &[("resultcode", Before("resultCode"))],
        ],
        (Provider::Sepehr, _) => &[
            &[("status", Word("ok")), ("returnid", Amount)],
            &[("status", Word("duplicate")), ("returnid", AmountIfAny)],
        ],
        (Provider::Zarinpal, _) => &[&[("data/code", Done("v4 code")), ("data/ref_id", Anything)]],
        // A login confirms nothing.
        (Provider::Snapppay | Provider::Torobpay | Provider::Digipay, 0) => &[],
        // How it stands, after a verify that was refused.
        (Provider::Snapppay | Provider::Torobpay, 0x02 | 0x82) => &[
            &[("successful", Word("true")), ("response/status", Word("VERIFY")), ("response/transactionid", Order)],
            &[("successful", Word("true")), ("response/status", Word("SETTLE")), ("response/transactionid", Order)],
        ],
        (Provider::Snapppay | Provider::Torobpay, _) => {
            &[&[("successful", Word("true")), ("response/transactionid", Order)]]
        }
        (Provider::Digipay, _) => &[&[
            ("result/status", First("result.status")),
            ("amount", Amount),
            ("providerid", Order),
            ("trackingcode", Reference),
        ]],
        (Provider::Zibal, _) => {
            &[&[("result", Done("result")), ("status", First("status")), ("amount", Amount), ("orderid", Order)]]
        }
    }
}

/// Whether an answer that was heard to verify has in it what a confirmation of `claim` must have.
#[must_use]
pub fn confirms(hearing: &Hearing, account: &Account, claim: &Claim) -> bool {
    let (provider, stage) = (account.provider, hearing.mark.stage);
    let (status, body) = (hearing.answer.status, hearing.answer.body.as_slice());
    if provider == Provider::Asanpardakht {
        // The step before has compared; nothing, said with 200, is all that this one says, or that it was done before.
        let nothing = matches!(body.trim_ascii(), b"" | b"\"\"" | b"null");
        return stage != 0 && ((status == 200 && nothing) || matches!(status, 472 | 473));
    }
    let Some(leaves) = leaves(body) else { return false };
    let fits = |way: &Way| way.iter().all(|(path, says)| is_said(*says, at(&leaves, path), hearing, account, claim));
    ways(provider, stage).iter().any(fits)
}

fn is_said(says: Says, value: Option<&str>, hearing: &Hearing, account: &Account, claim: &Claim) -> bool {
    let number = |value: &str| value.trim().parse::<i64>().ok();
    let Some(value) = value else { return matches!(says, Says::AmountIfAny) };
    match says {
        Says::First(list) => is_documented(account.provider, list, value, &[Class::Ok]),
        Says::Done(list) => is_documented(account.provider, list, value, &[Class::Ok, Class::Already]),
        Says::Before(list) => is_documented(account.provider, list, value, &[Class::Already]),
        Says::Word(word) => value.eq_ignore_ascii_case(word),
        Says::Amount => number(value) == Some(claim.amount.get()),
        Says::AmountIfAny => value == "null" || number(value) == Some(claim.amount.get()),
        Says::Order => value.trim() == claim.order.to_string(),
        Says::Token => number(value) == number(&claim.token.0),
        Says::Reference => value == claim.reference.key,
        Says::Terminal => value.trim() == account.terminal(),
        Says::Noted => value.trim().trim_start_matches('0') == hearing.mark.note.trim_start_matches('0'),
        Says::Positive => number(value).is_some_and(|n| n > 0),
        Says::Anything => !value.trim().is_empty() && value != "null",
    }
}

/// Whether a list of the documentation gives this code one of these classes. Some answers write it with leading zeros.
fn is_documented(provider: Provider, list: &str, code: &str, classes: &[Class]) -> bool {
    static SUCCESSES: LazyLock<Vec<(Provider, String, i64, Class)>> = LazyLock::new(|| {
        let successes = documented().into_iter().filter(|code| code.class.is_success());
        successes.filter_map(|d| Some((d.provider, d.list, d.code.parse().ok()?, d.class))).collect()
    });
    let Ok(code) = code.trim().parse::<i64>() else { return false };
    SUCCESSES
        .iter()
        .any(|(p, l, c, class)| *p == provider && l.starts_with(list) && *c == code && classes.contains(class))
}

/// Whether a body says anything in the form of an answer.
#[must_use]
pub fn is_readable(body: &[u8]) -> bool {
    leaves(body).is_some()
}

/// Whether one of an answer's values contains `text`.
#[must_use]
pub fn says(body: &[u8], text: &str) -> bool {
    let holds = |(_, value): &Leaf| value.contains(text);
    leaves(body).is_some_and(|leaves| leaves.iter().any(holds))
}
