//! The parts that pages are made of. A page has no markup of its own for what is here.

mod chart;
mod form;
mod notice;
mod show;
mod table;

pub use chart::{Bar, Column, Point, bars, columns, line, pair};
pub use form::{
    Choice, Confirm, Field, Kind, button, button_link, confirm, csv_link, danger, deed, file_field, filters, form,
    second_deed, select, small_form,
};
pub use notice::{Wrong, empty, notice, problem};
pub use show::{
    Tone, badge, code, copied, day, facts, heading, link, mode_badge, moment, money, money_large, rial, secret, section,
};
pub use table::{Col, Page, pager, table};
