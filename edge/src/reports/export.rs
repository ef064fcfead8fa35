//! Every row that a filter wants as a file for a spreadsheet. A page at a time is read, written and forgotten, and the next one
//! is read when the receiver has taken it: so tens of thousands of rows take the memory of one page.

use super::{Of, list};
use crate::{db, reply};
use dargah_engine::report::{Csv, Filter, Place};
use dargah_words::Locale;
use futures_util::stream::{self, StreamExt};
use worker::{D1Database, Env, Error, Response, Result};

/// Rows of a page.
const PAGE: u32 = 1_000;

/// Where the file goes on.
struct Rest {
    db: D1Database,
    of: Of,
    filter: Filter,
    csv: Csv,
    after: Option<Place>,
}

impl Rest {
    /// The lines of the next page, and what is left after it.
    async fn page(mut self, text: &mut String) -> Result<Option<Self>> {
        let found = list(&self.db, &self.of, &self.filter, self.after, PAGE).await?;
        for row in &found.rows {
            self.csv.row(text, row);
        }
        self.after = found.next;
        Ok(found.next.is_some().then_some(self))
    }
}

/// The file. Its first page is read before it begins, so that what is wrong can still be told; what breaks later breaks it off.
pub(crate) async fn csv(env: &Env, of: Of, filter: Filter, locale: Locale) -> Result<Response> {
    let csv = Csv::new(locale);
    let mut text = csv.head();
    let rest = Rest { db: db::of(env).await?, of, filter, csv, after: None }.page(&mut text).await?;
    let pages = stream::try_unfold(rest, |rest| async {
        let Some(rest) = rest else { return Ok(None) };
        let mut text = String::new();
        let rest = rest.page(&mut text).await?;
        Ok::<_, Error>(Some((text, rest)))
    });
    let file = stream::iter([Ok(text)]).chain(pages).map(|text| text.map(String::into_bytes));
    reply::file(Response::from_stream(file)?, "text/csv; charset=utf-8", "payments.csv")
}
