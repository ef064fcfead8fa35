//! Two providers beside samples that others wrote down; the rest are held by `tests/tests/every_gateway.rs`.

mod mellat;
mod saman;
