mod split;
pub use split::{PAYEES_MAX, Portion, Split, SplitFault, WHOLE_BPS, divide};
