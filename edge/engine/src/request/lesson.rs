//! `POST /v1/operator/payments/{shop}/{id}`: what an operator knows of a payment from outside.

use super::{object, shape};
use crate::{
    payment::Lesson,
    problem::{Code, Fault},
    text,
};

/// Reads and checks the body, `{"what": {"held": {"attempt": 1}}, "note": "…"}`.
///
/// # Errors
/// `body_invalid` for another shape, and without a note that says who knows it and from where.
pub fn read_lesson(body: &[u8]) -> Result<Lesson, Fault> {
    object(body)?;
    let lesson: Lesson = shape(body)?;
    let note = text::line(&lesson.note, 200)
        .ok_or_else(|| Fault::of(Code::BodyInvalid, "note", "1 to 200 characters: who says so, and from where"))?;
    Ok(Lesson { note, ..lesson })
}
