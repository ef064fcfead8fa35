//! Checks that span crates. The tests themselves stand in `tests/`; nothing is exported.
