//! Everything a bank makes up, from the entropy it was handed: the same sixteen bytes give the same bank answer, so a
//! simulator can replay a run bit for bit.

use sha2::{Digest, Sha256};

/// A stream of numbers from sixteen bytes (SHA-256 in counter mode: slow enough to be beyond doubt, fast enough here).
pub(crate) struct Dice {
    seed: [u8; 16],
    block: [u8; 32],
    counter: u64,
    used: usize,
}

/// Issuers whose cards the sandbox pays with: the first six digits of a card name its bank.
const ISSUERS: [&str; 6] = ["610433", "603799", "621986", "622106", "502229", "589210"];

const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const HEX: &[u8] = b"0123456789abcdef";
const DIGITS: &[u8] = b"0123456789";

impl Dice {
    pub(crate) fn new(seed: [u8; 16]) -> Self {
        Self { seed, block: [0; 32], counter: 0, used: 32 }
    }

    fn byte(&mut self) -> u8 {
        if self.used >= self.block.len() {
            let digest = Sha256::new().chain_update(self.seed).chain_update(self.counter.to_le_bytes()).finalize();
            self.block.copy_from_slice(&digest);
            self.counter += 1;
            self.used = 0;
        }
        let byte = self.block.get(self.used).copied().unwrap_or_default();
        self.used += 1;
        byte
    }

    /// A number under `limit`. The bias of the remainder is under 2^-24 here and no money hangs on it.
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        let number = u32::from_le_bytes([self.byte(), self.byte(), self.byte(), self.byte()]);
        number.checked_rem(limit).unwrap_or_default()
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .map(|_| {
                let at = self.below(u32::try_from(alphabet.len()).unwrap_or(1));
                char::from(alphabet.get(at as usize).copied().unwrap_or(b'0'))
            })
            .collect()
    }

    /// Mellat's RefId: twenty letters of both cases and digits.
    pub(crate) fn ref_id(&mut self) -> String {
        self.text(ALPHANUMERIC, 20)
    }

    /// A number of exactly so many digits.
    pub(crate) fn number(&mut self, digits: usize) -> String {
        let first = self.text(b"123456789", 1);
        first + &self.text(DIGITS, digits.saturating_sub(1))
    }

    /// SEP's token: 32 hex digits. Also the nonce of a page's script.
    pub(crate) fn hex32(&mut self) -> String {
        self.text(HEX, 32)
    }

    /// SEP's RefNum. Every one holds `/` and `+`: whoever forgets to escape them must fail at once, not once in a while.
    pub(crate) fn ref_num(&mut self) -> String {
        format!("{}/{}+{}", self.text(BASE64, 6), self.text(BASE64, 12), self.text(BASE64, 10))
    }

    /// The card that was used: first six digits, last four, and the SHA-256 of all sixteen.
    pub(crate) fn card(&mut self) -> (String, String, String) {
        let issuer = ISSUERS.get(self.below(6) as usize).copied().unwrap_or("610433");
        let stem = format!("{issuer}{}", self.text(DIGITS, 9));
        let pan = format!("{stem}{}", luhn_digit(&stem));
        let hash = Sha256::digest(pan.as_bytes()).iter().fold(String::new(), |out, byte| format!("{out}{byte:02x}"));
        (issuer.to_owned(), pan.get(12..).unwrap_or_default().to_owned(), hash)
    }
}

/// The digit that completes fifteen digits to a card number.
fn luhn_digit(stem: &str) -> u32 {
    let sum: u32 = stem
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .enumerate()
        .map(|(at, digit)| if at % 2 == 0 { digit * 2 } else { digit })
        .map(|digit| if digit > 9 { digit - 9 } else { digit })
        .sum();
    (10 - sum % 10) % 10
}
