//! The banks that an IBAN can name: the three characters behind its check digits. A table, because banks merge. Whoever is missing
//! here only leaves the name empty: an unknown bank refuses no IBAN whose check digits are right.

use Standing::{Active, Closed, Merged};

/// What became of a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It takes money.
    Active,
    /// It went into the bank of this code: a new IBAN should be asked for.
    Merged(&'static str),
    /// It is gone.
    Closed,
}

/// A bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bank {
    /// Three digits, as in the IBAN.
    pub code: &'static str,
    /// Its name in Persian.
    pub fa: &'static str,
    /// Its name in Latin letters.
    pub en: &'static str,
    /// What became of it.
    pub standing: Standing,
}

const fn bank(code: &'static str, fa: &'static str, en: &'static str, standing: Standing) -> Bank {
    Bank { code, fa, en, standing }
}

/// Every bank that is known, by code.
pub const BANKS: &[Bank] = &[
    bank("010", "بانک مرکزی", "Central Bank of Iran (Markazi)", Active),
    bank("011", "بانک صنعت و معدن", "Sanat o Madan", Active),
    bank("012", "بانک ملت", "Mellat", Active),
    bank("013", "بانک رفاه", "Refah Kargaran", Active),
    bank("014", "بانک مسکن", "Maskan", Active),
    bank("015", "بانک سپه", "Sepah", Active),
    bank("016", "بانک کشاورزی", "Keshavarzi", Active),
    bank("017", "بانک ملی", "Melli", Active),
    bank("018", "بانک تجارت", "Tejarat", Active),
    bank("019", "بانک صادرات", "Saderat", Active),
    bank("020", "بانک توسعه صادرات", "Tosee Saderat", Active),
    bank("021", "پست بانک", "Post Bank", Active),
    bank("022", "بانک توسعه تعاون", "Tosee Taavon", Active),
    bank("051", "موسسه اعتباری توسعه", "Tosee credit institution", Closed),
    bank("052", "بانک قوامین", "Ghavamin", Merged("015")),
    bank("053", "بانک کارآفرین", "Karafarin", Active),
    bank("054", "بانک پارسیان", "Parsian", Active),
    bank("055", "بانک اقتصاد نوین", "Eghtesad Novin", Active),
    bank("056", "بانک سامان", "Saman", Active),
    bank("057", "بانک پاسارگاد", "Pasargad", Active),
    bank("058", "بانک سرمایه", "Sarmayeh", Active),
    bank("059", "بانک سینا", "Sina", Active),
    bank("060", "بانک قرض‌الحسنه مهر ایران", "Mehr Iran (qarz-ol-hasaneh)", Active),
    bank("061", "بانک شهر", "Shahr", Active),
    bank("062", "بانک آینده", "Ayandeh", Merged("017")),
    bank("063", "بانک انصار", "Ansar", Merged("015")),
    bank("064", "بانک گردشگری", "Gardeshgari", Active),
    bank("065", "بانک حکمت ایرانیان", "Hekmat Iranian", Merged("015")),
    bank("066", "بانک دی", "Dey", Active),
    bank("069", "بانک ایران زمین", "Iran Zamin", Active),
    bank("070", "بانک قرض‌الحسنه رسالت", "Resalat (qarz-ol-hasaneh)", Active),
    bank("073", "موسسه اعتباری کوثر", "Kosar credit institution", Merged("015")),
    bank("075", "موسسه اعتباری ملل", "Melal credit institution", Active),
    bank("078", "بانک خاورمیانه", "Khavarmianeh (Middle East)", Active),
    bank("079", "بانک مهر اقتصاد", "Mehr Eqtesad", Merged("015")),
    bank("080", "موسسه اعتباری نور", "Noor credit institution", Active),
    bank("090", "بانک مهر ایران (کد پیشین)", "Mehr Iran, older code", Active),
    bank("095", "بانک ایران و ونزوئلا", "Iran-Venezuela", Active),
];

/// The bank of this code.
#[must_use]
pub fn named(code: &str) -> Option<&'static Bank> {
    BANKS.iter().find(|bank| bank.code == code)
}
