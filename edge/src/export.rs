//! Tables as files for a spreadsheet. A page at a time is read, written and forgotten, and the next one is read when the receiver has
//! taken it: so tens of thousands of rows take the memory of one page. How a line is written, `dargah_engine::report::Csv` says.

use crate::reply;
use futures_util::stream::{self, StreamExt};
use worker::{Error, Response, Result};

/// A table that is read a page at a time.
pub(crate) trait Pages: Sized + 'static {
    /// Adds the lines of the next page to `text`; whether there may be more.
    async fn page(&mut self, text: &mut String) -> Result<bool>;
}

/// A table that was read already: its lines.
pub(crate) struct Whole(pub(crate) String);

impl Pages for Whole {
    async fn page(&mut self, text: &mut String) -> Result<bool> {
        text.push_str(&self.0);
        Ok(false)
    }
}

/// The file, which begins with `text`. Its first page is read before it begins, so that what is wrong can still be told; what breaks
/// later breaks it off.
pub(crate) async fn csv(name: &str, mut text: String, mut pages: impl Pages) -> Result<Response> {
    let more = pages.page(&mut text).await?;
    let rest = stream::try_unfold(more.then_some(pages), |rest| async move {
        let Some(mut pages) = rest else { return Ok(None) };
        let mut text = String::new();
        let more = pages.page(&mut text).await?;
        Ok::<_, Error>(Some((text, more.then_some(pages))))
    });
    let file = stream::iter([Ok(text)]).chain(rest).map(|text| text.map(String::into_bytes));
    reply::file(Response::from_stream(file)?, "text/csv; charset=utf-8", name)
}
