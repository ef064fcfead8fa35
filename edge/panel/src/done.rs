//! What a page says once after something was done: the answer to a form leads on with `?done=<word>`.

use crate::{Flash, Lang, Tone};

macro_rules! dones {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $tone:ident, $fa:literal, $en:literal;)*) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Done { $($(#[$doc])* $variant,)* }

        impl Done {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its word in addresses.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What is said of it.
            #[must_use]
            pub const fn flash(self, lang: Lang) -> Flash<'static> {
                match self { $(Self::$variant => Flash { tone: Tone::$tone, text: lang.either($fa, $en) },)* }
            }
        }
    };
}

dones! {
    /// A refund's money is on its way.
    Refunded = "refunded", Good, "بازپرداخت انجام شد و پول به سوی کارت می‌رود.", "The refund is done, and the money is on its way to the card.";
    /// The bank is still being asked.
    RefundPending = "refund-pending", Wait, "بازپرداخت ثبت شد و پاسخ بانک هنوز نرسیده است.", "The refund is recorded; the bank has not answered yet.";
    /// The bank said no.
    RefundRefused = "refund-refused", Bad, "بانک بازپرداخت را نپذیرفت و پولی برنگشت.", "The bank refused the refund; no money went back.";
    /// A payout was asked for.
    PayoutAsked = "payout-asked", Good, "درخواست ثبت شد و در انتظار تأیید پرداخت‌یار است.", "The payout is asked for, and waits for the operator’s approval.";
    /// A payout was approved.
    PayoutApproved = "payout-approved", Good, "تأیید شد و در پروندهٔ بعدی بانک می‌رود.", "It is approved, and goes in the bank’s next file.";
    /// A payout was given up.
    PayoutDropped = "payout-dropped", Good, "لغو شد و پول دوباره قابل برداشت است.", "It is cancelled, and the money can be taken again.";
    /// A bank has refused a payout.
    PayoutBounced = "payout-bounced", Good, "ثبت شد و پول دوباره از آنِ فروشگاه است.", "It is noted, and the money is the shop’s again.";
    /// Files for banks were made.
    FilesMade = "files-made", Good, "پرونده‌ها ساخته شد؛ دریافت کنید و به بانک بدهید.", "The files are made; download them and hand them to the bank.";
    /// There was nothing to make a file of.
    NoFiles = "no-files", Plain, "چیزی برای پرونده نبود.", "There was nothing to make a file of.";
    /// A case of the books was closed.
    CaseClosed = "case-closed", Good, "پرونده بسته شد.", "The case is closed.";
    /// A contract is kept.
    ContractSaved = "contract-saved", Good, "قرارداد ذخیره شد و تا چند ثانیهٔ دیگر پرداخت می‌گیرد.", "The contract is saved, and takes payments within seconds.";
    /// A key works no more.
    KeyRevoked = "key-revoked", Good, "کلید باطل شد.", "The key is revoked.";
    /// An endpoint sends again.
    WebhookOn = "webhook-on", Good, "وب‌هوک روشن شد.", "The webhook is on.";
    /// An endpoint is silent.
    WebhookOff = "webhook-off", Good, "وب‌هوک خاموش شد.", "The webhook is off.";
    /// An endpoint is gone.
    WebhookDeleted = "webhook-deleted", Good, "وب‌هوک حذف شد.", "The webhook is deleted.";
    /// Messages are sent again.
    Replayed = "replayed", Good, "پیام‌ها در صف فرستادن دوباره‌اند.", "The messages are queued to be sent again.";
    /// A form wants a day and has none.
    NoDay = "no-day", Bad, "روز را مانند ۱۴۰۵/۰۹/۰۶ بنویسید.", "Write a day such as 2026-11-27.";
    /// A link was made.
    LinkMade = "link-made", Good, "لینک ساخته شد.", "The link is made.";
    /// A link takes no more payments.
    LinkClosed = "link-closed", Good, "لینک بسته شد.", "The link is closed.";
    /// A draft is kept.
    Drafted = "drafted", Good, "پیش‌نویس ذخیره شد.", "The draft is saved.";
    /// The form is handed in.
    Submitted = "submitted", Good, "درخواست فرستاده شد.", "The application is handed in.";
    /// The site was looked at.
    SiteChecked = "site-checked", Plain, "سایت دوباره دیده شد.", "The site was looked at again.";
    /// A paper came.
    DocumentAdded = "document-added", Good, "مدرک رسید و در نوبت بررسی است.", "The document is here, and waits to be looked at.";
    /// A registry was asked again.
    AskedAgain = "asked-again", Plain, "دوباره پرسیده شد.", "It was asked again.";
    /// The form was corrected.
    Corrected = "corrected", Good, "اطلاعات اصلاح شد.", "The form is corrected.";
    /// The contract was accepted.
    ContractAccepted = "contract-accepted", Good, "قرارداد پذیرفته و ثبت شد.", "The contract is accepted and kept.";
    /// A message is there.
    MessageSent = "message-sent", Good, "پیام فرستاده شد.", "The message is sent.";
    /// The application is open again.
    Reopened = "reopened", Good, "درخواست دوباره باز شد.", "The application is open again.";
    /// No test payment is paid yet.
    NotPaidYet = "not-paid-yet", Wait, "هنوز پرداخت آزمایشی پرداخت‌شده‌ای نیست.", "There is no paid test payment yet.";
    /// An operator decided.
    Decided = "decided", Good, "ثبت شد.", "It is done.";
    /// A shop was stopped.
    ShopSuspended = "shop-suspended", Good, "فروشگاه متوقف شد؛ پرداخت تازه نمی‌گیرد.", "The shop is suspended and takes no new payments.";
    /// A shop goes on.
    ShopResumed = "shop-resumed", Good, "فروشگاه دوباره برقرار است.", "The shop goes on.";
    /// The settings are kept.
    Saved = "saved", Good, "تنظیمات ذخیره شد و تا چند ثانیهٔ دیگر برقرار می‌شود.", "The settings are saved, and hold within seconds.";
    /// The routing is kept.
    RoutingSaved = "routing-saved", Good, "انتخاب درگاه ذخیره شد و تا چند ثانیهٔ دیگر برقرار می‌شود.", "The choice of gateway is saved, and holds within seconds.";
    /// A passkey was made.
    PasskeyMade = "passkey-made", Good, "گذرکلید ساخته شد. بار دیگر با آن وارد شوید.", "The passkey is made. Sign in with it next time.";
    /// A passkey is gone.
    PasskeyRemoved = "passkey-removed", Good, "گذرکلید حذف شد.", "The passkey is removed.";
    /// Other sessions are over.
    SessionsEnded = "sessions-ended", Good, "نشست پایان یافت.", "The session is ended.";
    /// Somebody was invited.
    Invited = "invited", Good, "دعوت ثبت شد. از همکارتان بخواهید با همان شماره وارد شود.", "The invitation is open. Ask them to sign in with that number.";
    /// An invitation is closed.
    Withdrawn = "withdrawn", Good, "دعوت پس گرفته شد.", "The invitation is withdrawn.";
    /// A role was changed.
    RoleChanged = "role-changed", Good, "نقش تغییر کرد.", "The role is changed.";
    /// Somebody is out of the team.
    MemberRemoved = "member-removed", Good, "عضو حذف شد.", "The member is removed.";
    /// The reader joined.
    Joined = "joined", Good, "به فروشگاه پیوستید.", "You are in the shop now.";
    /// The reader did not join.
    Declined = "declined", Good, "دعوت رد شد.", "The invitation is declined.";
}

impl Done {
    /// From an address.
    #[must_use]
    pub fn said(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|done| done.word() == word)
    }
}
