//! Which payments a list is to have.

use super::{place::Place, row::Row};
use crate::{
    calendar::Day,
    id::{GatewayId, PaymentId, ShopId},
    links::Links,
    money::AMOUNT_MAX,
    problem::{Code, Fault},
    reconcile::Stamp,
    request::{PAGE_MAX, read_time},
    return_link::status_word,
    text::ascii_digits,
    time::Moment,
};
use dargah_wire::{Mode, PaymentStatus};
use dargah_words::Locale;

/// The most characters of what is searched for.
pub const SEARCH_MAX: usize = 64;

/// Which payments are wanted; what is not said may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// In this status.
    pub status: Option<PaymentStatus>,
    /// At this gateway.
    pub gateway: Option<GatewayId>,
    /// Made at this moment or later.
    pub from: Option<Moment>,
    /// Made before this moment.
    pub to: Option<Moment>,
    /// Of this amount or more, rial.
    pub amount_min: Option<i64>,
    /// Of this amount or less, rial.
    pub amount_max: Option<i64>,
    /// Whose id, order number or reference is exactly this.
    pub search: Option<String>,
}

/// A page that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListAsk {
    /// Of which payments.
    pub filter: Filter,
    /// Behind which payment.
    pub after: Option<Place>,
    /// How many at most, 1 to 100.
    pub limit: u32,
}

impl Filter {
    /// Takes a parameter in: whether `name` is one of a filter's. A form's empty fields are for the caller to leave out.
    ///
    /// - `status`: a status's word; `gateway`: a gateway's name.
    /// - `from`, `to`: milliseconds since 1970, or a day of Tehran in either calendar (`2026-11-23`, `1405/09/02`); up to a day
    ///   is up to its end.
    /// - `amount_min`, `amount_max`: rial.
    /// - `q`: a payment's id, an order number or a bank's reference, whole.
    ///
    /// # Errors
    /// `query_invalid` with the parameter's name.
    pub fn take(&mut self, name: &str, value: &str) -> Result<bool, Fault> {
        match name {
            "status" => self.status = Some(status(value).ok_or_else(|| wrong("status", "no status of a payment"))?),
            "gateway" => {
                let gateway = GatewayId::new(value);
                self.gateway = Some(gateway.map_err(|_| wrong("gateway", "no gateway's name"))?);
            }
            "from" => self.from = Some(moment("from", value)?.0),
            "to" => self.to = Some(moment("to", value)?.1),
            "amount_min" => self.amount_min = Some(amount("amount_min", value)?),
            "amount_max" => self.amount_max = Some(amount("amount_max", value)?),
            "q" => {
                let fits = value.chars().count() <= SEARCH_MAX && !value.chars().any(char::is_control);
                let search = Some(value.trim()).filter(|text| fits && !text.is_empty());
                let search = search.ok_or_else(|| wrong("q", "1 to 64 characters on one line"))?;
                self.search = Some(search.to_owned());
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Checks that what was taken in fits together.
    ///
    /// # Errors
    /// `query_invalid` for a span that ends before it begins.
    pub fn check(self) -> Result<Self, Fault> {
        if self.from.zip(self.to).is_some_and(|(from, to)| to < from) {
            return Err(wrong("to", "not before `from`"));
        }
        if self.amount_min.zip(self.amount_max).is_some_and(|(min, max)| max < min) {
            return Err(wrong("amount_max", "not less than `amount_min`"));
        }
        Ok(self)
    }

    /// Whether a payment is one of those that are wanted.
    #[must_use]
    pub fn fits(&self, row: &Row) -> bool {
        self.status.is_none_or(|status| row.status == status)
            && self.gateway.as_ref().is_none_or(|gateway| row.gateway.as_ref() == Some(gateway))
            && self.from.is_none_or(|from| row.created_at >= from)
            && self.to.is_none_or(|to| row.created_at < to)
            && self.amount_min.is_none_or(|min| row.amount >= min)
            && self.amount_max.is_none_or(|max| row.amount <= max)
            && self.search.as_ref().is_none_or(|search| {
                let id = PaymentId::parse(search).is_some_and(|id| id == row.id);
                id || row.order_id == *search || row.reference.as_ref() == Some(search)
            })
    }
}

/// Reads the parameters of a list of the shop's payments: those of [`Filter::take`], `limit` and `cursor`.
///
/// # Errors
/// `query_invalid` with the parameter's name.
pub fn read_list(query: &str, links: &Links, shop: &ShopId, mode: Mode) -> Result<ListAsk, Fault> {
    let (mut after, mut limit) = (None, u32::try_from(PAGE_MAX).unwrap_or(u32::MAX));
    let filter = read(query, |name, value| {
        match name {
            "cursor" => {
                let place = links.open_place(value, shop, mode);
                after = Some(place.ok_or_else(|| wrong("cursor", "none that a list of yours gave"))?);
            }
            "limit" => {
                let fits =
                    value.parse().ok().filter(|n| (1..=PAGE_MAX).contains(n)).and_then(|n| u32::try_from(n).ok());
                limit = fits.ok_or_else(|| wrong("limit", "1 to 100"))?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(ListAsk { filter, after, limit })
}

/// Reads the parameters of an export: those of [`Filter::take`], and `lang`, `fa` or `en`.
///
/// # Errors
/// `query_invalid` with the parameter's name.
pub fn read_export(query: &str) -> Result<(Filter, Locale), Fault> {
    let mut locale = Locale::En;
    let filter = read(query, |name, value| {
        if name == "lang" {
            locale = match value {
                "fa" => Locale::Fa,
                "en" => Locale::En,
                _ => return Err(wrong("lang", "fa or en")),
            };
        }
        Ok(name == "lang")
    })?;
    Ok((filter, locale))
}

fn read(query: &str, mut other: impl FnMut(&str, &str) -> Result<bool, Fault>) -> Result<Filter, Fault> {
    let mut filter = Filter::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if !filter.take(&name, &value)? && !other(&name, &value)? {
            return Err(unknown());
        }
    }
    filter.check()
}

pub(super) fn unknown() -> Fault {
    Fault::new(Code::QueryInvalid, "there is a parameter that is not known")
}

pub(super) fn wrong(param: &'static str, why: &str) -> Fault {
    Fault::of(Code::QueryInvalid, param, why)
}

/// The status of this word.
fn status(word: &str) -> Option<PaymentStatus> {
    const ALL: [PaymentStatus; 9] = [
        PaymentStatus::Open,
        PaymentStatus::Processing,
        PaymentStatus::Paid,
        PaymentStatus::Failed,
        PaymentStatus::Expired,
        PaymentStatus::Review,
        PaymentStatus::Cancelled,
        PaymentStatus::Refunded,
        PaymentStatus::Returned,
    ];
    ALL.into_iter().find(|status| status_word(*status) == word)
}

/// The first moment that is meant, and the one behind the last.
fn moment(param: &'static str, value: &str) -> Result<(Moment, Moment), Fault> {
    if let Some(day) = day(value) {
        return Ok((day.begins(), day.plus(1).begins()));
    }
    let moment = read_time(&ascii_digits(value));
    moment
        .map(|at| (at, at))
        .ok_or_else(|| wrong(param, "milliseconds since 1970, or a day such as 2026-11-23 or 1405/09/02"))
}

/// A day of Tehran with its marks: eight digits alone are milliseconds.
pub(super) fn day(value: &str) -> Option<Day> {
    let stamp = Stamp::read(value).filter(|stamp| stamp.whole_day && value.contains(['-', '/']))?;
    Some(Day::of(stamp.at))
}

fn amount(param: &'static str, value: &str) -> Result<i64, Fault> {
    let read = ascii_digits(value).parse().ok().filter(|rial| (0..=AMOUNT_MAX).contains(rial));
    read.ok_or_else(|| wrong(param, "a whole number of rial"))
}
