//! Every row that a filter wants as a file.

use super::{Of, list};
use crate::{
    db,
    export::{self, Pages},
};
use dargah_engine::report::{Csv, Filter, Place};
use dargah_words::Locale;
use worker::{D1Database, Env, Response, Result};

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

impl Pages for Rest {
    async fn page(&mut self, text: &mut String) -> Result<bool> {
        let found = list(&self.db, &self.of, &self.filter, self.after, PAGE).await?;
        for row in &found.rows {
            self.csv.row(text, row);
        }
        self.after = found.next;
        Ok(found.next.is_some())
    }
}

/// The file.
pub(crate) async fn csv(env: &Env, of: Of, filter: Filter, locale: Locale) -> Result<Response> {
    let csv = Csv::new(locale);
    let rest = Rest { db: db::of(env).await?, of, filter, csv, after: None };
    export::csv("payments.csv", csv.head(), rest).await
}
