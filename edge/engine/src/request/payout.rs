//! `POST /v1/payouts`, and what an operator asks of payouts.

use super::{create::amount_of, object, read_page, shape};
use crate::{
    id::PayeeId,
    money::Rial,
    payout::Stage,
    problem::{Code, Fault},
    seal::sha256_hex,
    text,
};
use dargah_wire::{BouncePayout, CreatePayout, Mode};
use url::form_urlencoded;

/// A payout that may be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPayout {
    /// How much; all that can be taken where it is not said.
    pub amount: Option<Rial>,
    /// Whose money: a payee's, or the shop's own.
    pub payee: Option<PayeeId>,
    /// SHA-256 of what was asked, white space aside.
    pub fingerprint: String,
}

/// Reads and checks the body.
///
/// # Errors
/// The first [`Fault`] found, with the field it is about.
pub fn read_new_payout(body: &[u8]) -> Result<NewPayout, Fault> {
    let object = object(body)?;
    let amount = match object.get("amount") {
        None => None,
        said => Some(amount_of(said, 1)?),
    };
    let asked: CreatePayout = shape(body)?;
    // A name that nobody can have is nobody's.
    let unknown = |_| Fault::of(Code::PayeeUnknown, "payee", Code::PayeeUnknown.title());
    let payee = asked.payee.as_deref().map(PayeeId::new).transpose().map_err(unknown)?;
    Ok(NewPayout { amount, payee, fingerprint: sha256_hex(&serde_json::to_vec(&asked).unwrap_or_default()) })
}

/// Reads why a bank has refused a payout.
///
/// # Errors
/// `body_invalid` for a reason that is not one line of 1 to 200 characters.
pub fn read_bounce(body: &[u8]) -> Result<String, Fault> {
    object(body)?;
    let asked: BouncePayout = shape(body)?;
    text::line(&asked.reason, 200)
        .ok_or_else(|| Fault::of(Code::BodyInvalid, "reason", "1 to 200 characters on one line"))
}

/// What an operator's list of payouts or files is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayoutsQuery {
    /// Whose money: tests' or real.
    pub mode: Mode,
    /// The payouts at one stage alone.
    pub stage: Option<Stage>,
    /// Before which number.
    pub before: Option<u32>,
    /// How many.
    pub limit: u32,
}

/// Reads the parameters `mode`, `stage`, `before` and `limit`.
///
/// # Errors
/// `query_invalid` with the parameter that is wrong.
pub fn read_payouts_query(query: &str) -> Result<PayoutsQuery, Fault> {
    let (mut mode, mut stage) = (None, None);
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "mode" => mode = mode_named(&value),
            "stage" => {
                let named = Stage::ALL.iter().copied().find(|stage| stage.as_str() == value);
                let named = named.ok_or_else(|| Fault::of(Code::QueryInvalid, "stage", "a stage of payouts"))?;
                stage = Some(named);
            }
            _ => {
                rest.append_pair(&name, &value);
            }
        }
    }
    let mode = mode.ok_or_else(|| Fault::of(Code::QueryInvalid, "mode", "test or live"))?;
    let (before, limit) = read_page(&rest.finish(), "before")?;
    let before = before.map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    Ok(PayoutsQuery { mode, stage, before, limit: u32::try_from(limit).unwrap_or(1) })
}

/// How a file of payouts is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayoutFormat {
    /// As banks take it.
    Ccti,
    /// As a table.
    Csv,
}

/// Reads the parameters `mode` and `format` of a file of payouts.
///
/// # Errors
/// `query_invalid` with the parameter that is wrong.
pub fn read_file_query(query: &str) -> Result<(Mode, PayoutFormat), Fault> {
    let (mut mode, mut format) = (None, PayoutFormat::Ccti);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match (name.as_ref(), value.as_ref()) {
            ("mode", word) => mode = mode_named(word),
            ("format", "ccti") => format = PayoutFormat::Ccti,
            ("format", "csv") => format = PayoutFormat::Csv,
            ("format", _) => return Err(Fault::of(Code::QueryInvalid, "format", "ccti or csv")),
            _ => return Err(Fault::new(Code::QueryInvalid, "there is a parameter that is not known")),
        }
    }
    Ok((mode.ok_or_else(|| Fault::of(Code::QueryInvalid, "mode", "test or live"))?, format))
}

fn mode_named(word: &str) -> Option<Mode> {
    match word {
        "live" => Some(Mode::Live),
        "test" => Some(Mode::Test),
        _ => None,
    }
}
