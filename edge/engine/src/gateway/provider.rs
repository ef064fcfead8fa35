//! The providers whose protocols are spoken here: the one list of them. `www/docs/gateways/adding.html` says what else a new one
//! needs, and `tests/tests/every_gateway.rs` fails while any of it is missing.

use super::{
    Adapter, asanpardakht, digipay, irankish, mellat, parsian, pasargad, sadad, saman, sepehr, snapppay, zarinpal,
    zibal,
};
use serde::Deserialize;

macro_rules! providers {
    ($($(#[$doc:meta])* $name:ident = $text:literal $adapter:path;)*) => {
        /// A provider whose protocol is spoken here.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Provider { $($(#[$doc])* $name,)* }

        impl Provider {
            /// Every provider.
            pub const ALL: [Self; [$($text),*].len()] = [$(Self::$name),*];

            /// Its name in configuration and in records that last.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Its protocol.
            #[must_use]
            pub fn adapter(self) -> &'static dyn Adapter {
                match self { $(Self::$name => &$adapter,)* }
            }
        }
    };
}

providers! {
    /// Behpardakht Mellat.
    Mellat = "mellat" mellat::Mellat;
    /// Saman Electronic Payment.
    Saman = "saman" saman::Saman;
    /// Sadad, of Bank Melli.
    Sadad = "sadad" sadad::Sadad;
    /// Parsian e-commerce.
    Parsian = "parsian" parsian::Parsian;
    /// Iran Kish.
    Irankish = "irankish" irankish::IranKish;
    /// Pasargad electronic payment (the Dorsa API).
    Pasargad = "pasargad" pasargad::Pasargad;
    /// Asan Pardakht.
    Asanpardakht = "asanpardakht" asanpardakht::AsanPardakht;
    /// Sepehr (Mabna), of Bank Saderat.
    Sepehr = "sepehr" sepehr::Sepehr;
    /// ZarinPal, a facilitator.
    Zarinpal = "zarinpal" zarinpal::ZarinPal;
    /// Zibal, a facilitator.
    Zibal = "zibal" zibal::Zibal;
    /// SnappPay: credit.
    Snapppay = "snapppay" snapppay::SNAPPPAY;
    /// TorobPay: credit, by the same protocol.
    Torobpay = "torobpay" snapppay::TOROBPAY;
    /// DigiPay's gateway of wallet and credit.
    Digipay = "digipay" digipay::DigiPay;
}
