//! Papers of a shop: which there are, and what a file is by its content. Its name and what the browser calls it are only somebody's
//! word; a file that is not what its name says is refused.

use serde::{Deserialize, Serialize};

/// The largest file, bytes.
pub const BYTES_MAX: usize = 5 * 1024 * 1024;

/// The most files of one application: what was refused is kept.
pub const FILES_MAX: usize = 30;

/// Which paper it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The national card of who applies or signs.
    NationalCard,
    /// The bank's paper that names the account's owner.
    AccountProof,
    /// The company's notice in the official gazette.
    Gazette,
    /// A licence to trade, where the trade has one.
    Licence,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::NationalCard, Self::AccountProof, Self::Gazette, Self::Licence];

    /// The word for programs and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NationalCard => "national_card",
            Self::AccountProof => "account_proof",
            Self::Gazette => "gazette",
            Self::Licence => "licence",
        }
    }

    /// The kind of this word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether nothing goes on without it.
    #[must_use]
    pub const fn is_required(self, company: bool) -> bool {
        match self {
            Self::NationalCard | Self::AccountProof => true,
            Self::Gazette => company,
            Self::Licence => false,
        }
    }
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl Type {
    /// Its media type.
    #[must_use]
    pub const fn media(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// How a file of it ends.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// A paper that was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its unguessable name, under which it is stored.
    pub id: String,
    /// Which paper.
    pub kind: Kind,
    /// What the file is.
    #[serde(rename = "type")]
    pub file: Type,
    /// Its length, bytes.
    pub bytes: u32,
    /// SHA-256, hex.
    pub sha256: String,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// There is none.
    Empty,
    /// More than [`BYTES_MAX`].
    TooLarge,
    /// None of the three types, or one that is broken.
    Type,
    /// Its name ends like another type's.
    Ending,
    /// A PDF that runs something or carries other files.
    Active,
}

impl FileFault {
    /// The word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::TooLarge => "file_too_large",
            Self::Type => "file_type",
            Self::Ending => "file_ending",
            Self::Active => "file_active",
        }
    }
}

/// What the file of this name and content is.
///
/// # Errors
/// Why it is not taken.
pub fn inspect(name: &str, bytes: &[u8]) -> Result<Type, FileFault> {
    if bytes.is_empty() {
        return Err(FileFault::Empty);
    }
    if bytes.len() > BYTES_MAX {
        return Err(FileFault::TooLarge);
    }
    let found = if is_png(bytes) {
        Type::Png
    } else if is_jpeg(bytes) {
        Type::Jpeg
    } else if is_pdf(bytes) {
        Type::Pdf
    } else {
        return Err(FileFault::Type);
    };
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let fits = match found {
        Type::Pdf => ending == "pdf",
        Type::Jpeg => matches!(ending.as_str(), "jpg" | "jpeg"),
        Type::Png => ending == "png",
    };
    if !fits {
        return Err(FileFault::Ending);
    }
    let active: [&[u8]; 4] = [b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia"];
    if found == Type::Pdf && active.iter().any(|word| holds(bytes, word)) {
        return Err(FileFault::Active);
    }
    Ok(found)
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

fn be32(bytes: &[u8], at: usize) -> Option<usize> {
    let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(four)).ok()
}

/// Signature, then chunks, of which `IHDR` is the first and `IEND` the last, and nothing behind it.
fn is_png(bytes: &[u8]) -> bool {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return false;
    }
    let mut at = 8;
    let mut data = false;
    while let Some(length) = be32(bytes, at) {
        let Some(kind) = bytes.get(at + 4..at + 8) else { return false };
        if (at == 8) != (kind == b"IHDR") || !kind.iter().all(u8::is_ascii_alphabetic) {
            return false;
        }
        data |= kind == b"IDAT";
        at = match at.checked_add(12).and_then(|at| at.checked_add(length)) {
            Some(next) if next <= bytes.len() => next,
            _ => return false,
        };
        if kind == b"IEND" {
            return data && at == bytes.len();
        }
    }
    false
}

/// Segments up to the first scan, one of which says the picture's size, and the end mark.
fn is_jpeg(bytes: &[u8]) -> bool {
    if !bytes.starts_with(&[0xFF, 0xD8, 0xFF]) || !bytes.ends_with(&[0xFF, 0xD9]) {
        return false;
    }
    let mut at = 2;
    let mut frame = false;
    loop {
        let (Some(0xFF), Some(marker)) = (bytes.get(at), bytes.get(at + 1)) else { return false };
        let Some([high, low]) = bytes.get(at + 2..at + 4) else { return false };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        match marker {
            0xDA => return frame && length >= 6,
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => frame = true,
            0xC4 | 0xCC | 0xDB..=0xDF | 0xE0..=0xEF | 0xFE => {}
            _ => return false,
        }
        if length < 2 {
            return false;
        }
        at += 2 + length;
    }
}

/// Header at the very start, and a table of contents that its end points to.
fn is_pdf(bytes: &[u8]) -> bool {
    let header = bytes.starts_with(b"%PDF-1.") || bytes.starts_with(b"%PDF-2.");
    let tail = bytes.get(bytes.len().saturating_sub(1024)..).unwrap_or_default();
    header && holds(tail, b"startxref") && holds(tail, b"%%EOF")
}
