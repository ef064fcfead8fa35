//! Applications as they are stored, and what is done for them when it is due. What follows from what is the engine's to say
//! (`dargah_engine::onboarding`).
//!
//! [`store`] keeps events and tells applications things; [`work`] fetches sites, asks services and the registrar; [`documents`] keeps
//! papers. The pages are in `panel/apply.rs` and `panel/admin.rs`.

pub(crate) mod documents;
mod fetch;
pub(crate) mod settings;
pub(crate) mod store;
pub(crate) mod work;

pub(crate) use settings::Settings;
