//! The till: what happens between the shopper's arrival at a bank's page and the way back to the shop. The same for every
//! provider, but for the codes, the receipt and the fields of the callback.

use crate::bank::Desk;
use crate::book::Receipt;
use crate::control::Callback;
use crate::dice::Dice;
use crate::http::{Response, encode_form, host};
use crate::magic;
use crate::page::{Brand, Frame, Lang, Payment, WayBack};
use crate::transaction::{ReversedBy, State, Transaction};

/// What differs from one provider's till to another's.
pub(crate) struct Till {
    pub(crate) brand: Brand,
    /// Codes for: cancelled, declined, issuer's switch down, session over.
    pub(crate) cancelled: &'static str,
    pub(crate) declined: &'static str,
    pub(crate) issuer_down: &'static str,
    pub(crate) expired: &'static str,
    pub(crate) receipt: fn(&mut Dice) -> Receipt,
    /// The callback's fields for a transaction that is done. The flag: report another amount.
    pub(crate) callback: fn(&Transaction, bool) -> Vec<(&'static str, String)>,
    /// The field that carries the token, and where its page's buttons go.
    pub(crate) token_field: &'static str,
    pub(crate) target: &'static str,
}

/// A button of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Pay,
    Cancel,
    Decline,
    PayNoReturn,
    PayReturnTwice,
}

impl Action {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "pay" => Some(Self::Pay),
            "cancel" => Some(Self::Cancel),
            "decline" => Some(Self::Decline),
            "pay-no-return" => Some(Self::PayNoReturn),
            "pay-return-twice" => Some(Self::PayReturnTwice),
            _ => None,
        }
    }
}

/// The amount that a bank reports when it reports a wrong one: half, so that it can be neither rounding nor toman.
pub(crate) fn misreport(amount: u64, wrong: bool) -> u64 {
    if wrong { amount / 2 } else { amount }
}

/// Whether this transaction's amount is to be misreported.
pub(crate) fn reports_wrong(desk: &Desk<'_>, row: &Transaction) -> bool {
    desk.bank.settings.wrong_amount || has_magic(desk, row.amount, magic::WRONG_AMOUNT)
}

fn has_magic(desk: &Desk<'_>, amount: u64, digits: u64) -> bool {
    desk.bank.settings.magic_amounts && magic::digits(amount) == Some(digits)
}

impl Till {
    fn send(&self, desk: &mut Desk<'_>, status: u16, lang: Lang, write: impl FnOnce(&Frame<'_>) -> String) -> Response {
        let nonce = desk.dice.hex32();
        let body = write(&Frame { brand: &self.brand, lang, nonce: &nonce });
        let policy = format!(
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{nonce}'; frame-src http: https:; base-uri 'none'; frame-ancestors 'none'"
        );
        Response::html(status, body).with_header("content-security-policy", &policy)
    }

    /// An error page; the shopper stays at the bank, as at a real one.
    pub(crate) fn error(&self, desk: &mut Desk<'_>, status: u16, lang: Lang, fa: &str, en: &str) -> Response {
        let title = lang.pick("پرداخت ممکن نیست", "This payment cannot go on");
        self.send(desk, status, lang, |frame| frame.message(title, lang.pick(fa, en)))
    }

    /// The shopper arrives with a token.
    pub(crate) fn open(&self, desk: &mut Desk<'_>, token: &str, referer: Option<&str>, lang: Lang) -> Response {
        let Some(row) = desk.bank.book.by_token(token).cloned() else {
            return self.error(desk, 404, lang, "شناسهٔ پرداخت یافت نشد.", "The payment's token is unknown.");
        };
        if desk.bank.settings.check_referer {
            match referer.map(host) {
                None => {
                    return self.error(
                        desk,
                        403,
                        lang,
                        "نشانی مبدأ (Referer) فرستاده نشده است.",
                        "The browser sent no Referer.",
                    );
                }
                Some(from) if from != host(&row.callback_url) => {
                    return self.error(
                        desk,
                        403,
                        lang,
                        "دامنهٔ مبدأ (Referer) با دامنهٔ ثبت‌شدهٔ پذیرنده یکی نیست.",
                        "The Referer is not the merchant's registered host.",
                    );
                }
                Some(_) => {}
            }
        }
        if !row.state.is_open() {
            return self.error(
                desk,
                409,
                lang,
                "این شناسهٔ پرداخت پیش‌تر به کار رفته است.",
                "This payment's token was used before.",
            );
        }
        if self.expire(desk, &row) {
            return self.way_back(desk, row.id, lang, Callback::Ok, false);
        }
        desk.bank.book.open(row.id, desk.now_ms);
        let ends_at = row.issued_at_ms.saturating_add(desk.bank.settings.window(row.page_window_ms));
        let seconds_left = ends_at.saturating_sub(desk.now_ms) / 1_000;
        let merchant = host(&row.callback_url).unwrap_or_default();
        self.send(desk, 200, lang, |frame| {
            frame.payment(&Payment {
                amount: row.amount,
                merchant: &merchant,
                terminal: &row.terminal,
                order: &row.order,
                seconds_left,
                target: self.target,
                hidden: &[(self.token_field, token), ("lang", lang.code())],
            })
        })
    }

    /// Closes a page whose time is over; says whether it was.
    fn expire(&self, desk: &mut Desk<'_>, row: &Transaction) -> bool {
        let window = desk.bank.settings.window(row.page_window_ms);
        desk.now_ms > row.issued_at_ms.saturating_add(window)
            && desk.bank.book.close(row.id, State::Expired, self.expired, desk.now_ms)
    }

    /// The shopper presses a button. Pressing again, or reloading, moves nothing and is sent back the same way.
    pub(crate) fn press(&self, desk: &mut Desk<'_>, token: &str, action: Action, lang: Lang) -> Response {
        let Some(row) = desk.bank.book.by_token(token).cloned() else {
            return self.error(desk, 404, lang, "شناسهٔ پرداخت یافت نشد.", "The payment's token is unknown.");
        };
        let pays = !matches!(action, Action::Cancel | Action::Decline);
        if row.state.is_open() && !self.expire(desk, &row) {
            let now_ms = desk.now_ms;
            let book = &mut desk.bank.book;
            match action {
                Action::Cancel => book.close(row.id, State::Cancelled, self.cancelled, now_ms),
                Action::Decline => book.close(row.id, State::Declined, self.declined, now_ms),
                _ => self.charge(desk, &row),
            };
        }
        let way = match action {
            Action::PayNoReturn => Callback::Drop,
            Action::PayReturnTwice => Callback::Twice,
            _ if pays && has_magic(desk, row.amount, magic::CALLBACK_LOST) => Callback::Drop,
            _ if pays && has_magic(desk, row.amount, magic::CALLBACK_TWICE) => Callback::Twice,
            _ if desk.dice.below(100) < u32::from(desk.bank.settings.probability_percent) => {
                desk.bank.settings.callback
            }
            _ => Callback::Ok,
        };
        self.way_back(desk, row.id, lang, way, true)
    }

    fn charge(&self, desk: &mut Desk<'_>, row: &Transaction) -> bool {
        let now_ms = desk.now_ms;
        if has_magic(desk, row.amount, magic::DECLINED) {
            return desk.bank.book.close(row.id, State::Declined, self.declined, now_ms);
        }
        if has_magic(desk, row.amount, magic::ISSUER_DOWN) {
            return desk.bank.book.close(row.id, State::Declined, self.issuer_down, now_ms);
        }
        let receipt = (self.receipt)(desk.dice);
        let debited = desk.bank.book.debit(row.id, receipt, now_ms);
        if debited && has_magic(desk, row.amount, magic::BANK_REVERSES) {
            desk.bank.book.reverse(row.id, ReversedBy::Bank, now_ms);
        }
        debited
    }

    fn way_back(&self, desk: &mut Desk<'_>, id: u64, lang: Lang, way: Callback, at_once: bool) -> Response {
        let Some(row) = desk.bank.book.get(id).cloned() else {
            return self.error(desk, 404, lang, "شناسهٔ پرداخت یافت نشد.", "The payment's token is unknown.");
        };
        let paid = row.debited_at_ms.is_some();
        let title = match (paid, row.state) {
            (true, _) => lang.pick("پرداخت انجام شد", "Paid"),
            (_, State::Cancelled) => lang.pick("از پرداخت انصراف دادید", "You cancelled the payment"),
            (_, State::Expired) => lang.pick("زمان پرداخت به پایان رسید", "The time to pay is over"),
            _ => lang.pick("پرداخت انجام نشد", "Not paid"),
        };
        let now_ms = desk.now_ms;
        if way == Callback::Drop {
            desk.bank.book.edit(id, |row| row.note(now_ms, "the browser did not go back"));
            let text = lang.pick(
                "این صفحه به فروشگاه بازنمی‌گردد؛ گویی مرورگر پیش از بازگشت بسته شده است.",
                "This page does not lead back to the shop, as if the browser had been closed.",
            );
            return self.send(desk, 200, lang, |frame| frame.message(title, text));
        }
        let wrong = reports_wrong(desk, &row);
        let fields: Vec<(String, String)> = (self.callback)(&row, wrong)
            .into_iter()
            .map(|(name, value)| {
                (if way == Callback::Lowercase { name.to_ascii_lowercase() } else { name.to_owned() }, value)
            })
            .collect();
        let times = if way == Callback::Twice { 2 } else { 1 };
        desk.bank.book.edit(id, |row| {
            row.callbacks = row.callbacks.saturating_add(times);
            row.note(now_ms, if times == 2 { "sent back twice" } else { "sent back" });
        });
        if row.callback_by_get && times == 1 && at_once {
            let separator = if row.callback_url.contains('?') { '&' } else { '?' };
            return Response::see_other(&format!("{}{separator}{}", row.callback_url, encode_form(&fields)));
        }
        self.send(desk, 200, lang, |frame| {
            frame.way_back(&WayBack {
                url: &row.callback_url,
                by_get: row.callback_by_get,
                fields: &fields,
                twice: times == 2,
                title,
                at_once,
            })
        })
    }
}
