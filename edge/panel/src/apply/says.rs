//! What the words of an application are called: steps, findings, faults. Each word is one of `dargah_engine::onboarding`; a test
//! beside the glue holds that none is missing.

use crate::Lang;

macro_rules! says {
    ($($(#[$doc:meta])* $name:ident { $($word:literal = $fa:literal, $en:literal;)* })*) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $name(lang: Lang, word: &str) -> &'static str {
                match word {
                    $($word => lang.either($fa, $en),)*
                    _ => "",
                }
            }
        )*
    };
}

says! {
    /// A step of the way.
    step {
        "form" = "درخواست", "Application";
        "review" = "بررسی اولیه", "Initial review";
        "documents" = "مدارک", "Documents";
        "identity" = "احراز هویت", "Identity";
        "contract" = "قرارداد", "Contract";
        "registration" = "ثبت در شاپرک", "Shaparak registration";
        "activation" = "پرداخت آزمایشی", "Test payment";
        "live" = "فعال", "Live";
        "refused" = "رد شده", "Refused";
    }

    /// Whose turn it is, for the shop.
    turn {
        "shop" = "نوبت شماست", "Your turn";
        "operator" = "در صف بررسی کارشناس", "With our reviewers";
        "service" = "خودکار در حال انجام", "In progress by itself";
        "nobody" = "پایان‌یافته", "Finished";
    }

    /// Whose turn it is, for an operator.
    turn_of {
        "shop" = "فروشگاه", "Shop";
        "operator" = "کارشناس", "Operator";
        "service" = "سامانه", "Service";
        "nobody" = "هیچ‌کس", "Nobody";
    }

    /// A question to a registry.
    check {
        "mobile" = "مالکیت شمارهٔ همراه", "Owner of the mobile number";
        "person" = "هویت و نام", "Identity and name";
        "iban" = "مالکیت شبا", "Owner of the account";
        "postal" = "کد پستی", "Postal code";
    }

    /// What a registry said.
    finding {
        "matched" = "تأیید شد", "Confirmed";
        "not_matched" = "با اطلاعات ثبت‌شده یکی نیست", "It does not match the registry";
        "invalid_input" = "سامانهٔ استعلام این مقدار را نپذیرفت", "The registry did not take the value";
        "not_found" = "در سامانهٔ استعلام پیدا نشد", "The registry does not know it";
        "owner_deceased" = "صاحب کد ملی در قید حیات نیست", "The person is registered as deceased";
        "account_not_usable" = "حساب بسته است یا واریز نمی‌پذیرد", "The account takes no money";
        "provider_unavailable" = "سامانهٔ استعلام پاسخ نداد؛ دوباره پرسیده می‌شود", "The registry did not answer; it is asked again";
        "quota_or_credit" = "استعلام موقتاً ممکن نیست؛ پیگیری می‌کنیم", "Asking is not possible for now; we are on it";
        "unauthorised" = "استعلام موقتاً ممکن نیست؛ پیگیری می‌کنیم", "Asking is not possible for now; we are on it";
        "unknown" = "پاسخ سامانهٔ استعلام روشن نبود؛ پیگیری می‌کنیم", "The registry’s answer was not clear; we are on it";
    }

    /// A paper.
    document {
        "national_card" = "کارت ملی متقاضی یا امضادار", "National card of who applies or signs";
        "account_proof" = "گواهی بانک با نام صاحب حساب", "The bank’s certificate with the account owner’s name";
        "gazette" = "آگهی روزنامهٔ رسمی شرکت", "The company’s notice in the official gazette";
        "licence" = "پروانهٔ کسب", "Trade licence";
    }

    /// What an operator said of a paper.
    verdict {
        "accepted" = "پذیرفته شد", "Accepted";
        "refused" = "پذیرفته نشد", "Refused";
    }

    /// How a domain was proven.
    proof {
        "dns" = "رکورد TXT", "TXT record";
        "meta" = "برچسب meta در صفحهٔ اصلی", "Meta tag on the home page";
        "file" = "فایل در سایت", "File on the site";
    }

    /// Where a request at the registrar stands.
    phase {
        "sent" = "فرستاده شد؛ رسیدنش هنوز روشن نیست", "Sent; whether it arrived is not known yet";
        "waiting" = "در نوبت شاپرک", "Waiting at Shaparak";
        "delayed" = "استعلام‌های شاپرک پاسخ نمی‌دهند؛ خودش ادامه می‌یابد", "Shaparak’s own inquiries are down; it goes on by itself";
        "not_there" = "به شاپرک نرسیده؛ همان درخواست دوباره فرستاده می‌شود", "It never arrived; the same request is sent again";
        "accepted" = "پذیرفته شد", "Accepted";
        "refused" = "رد شد", "Refused";
    }

    /// A part of the registration.
    part_of {
        "shop" = "متقاضی و فروشگاه", "Customer and shop";
        "terminal" = "پایانهٔ پرداخت", "Terminal";
    }

    /// Why an application is refused.
    reason {
        "site" = "سایت", "The site";
        "documents" = "مدارک", "The documents";
        "identity" = "هویت", "Identity";
        "registration" = "نپذیرفتن شاپرک", "Shaparak’s refusal";
        "business" = "نوع کسب‌وکار (قابل اصلاح نیست)", "The kind of business (cannot be corrected)";
    }

    /// What is wrong with a field.
    fault {
        "empty" = "این خانه را پر کنید.", "Fill this in.";
        "length" = "تعداد رقم‌ها درست نیست؛ صفر ابتدای آن را هم بنویسید.", "The number of digits is wrong; keep a leading zero.";
        "not_digits" = "فقط رقم بنویسید.", "Digits alone.";
        "check_digit" = "رقم کنترل نمی‌خواند؛ یک رقم اشتباه نوشته شده است.", "The check digit does not fit: a digit is mistyped.";
        "one_digit" = "شماره‌ای با یک رقم تکراری معتبر نیست.", "One digit repeated is no number.";
        "kind" = "شکل این مقدار درست نیست.", "This is not in the right form.";
        "too_long" = "کوتاه‌تر بنویسید.", "Make it shorter.";
        "characters" = "نویسه‌های پنهان یا تغییردهندهٔ جهت را بردارید.", "Remove hidden or direction-changing characters.";
        "not_persian" = "به فارسی بنویسید.", "Write it in Persian.";
        "not_latin" = "به انگلیسی بنویسید.", "Write it in Latin letters.";
        "date" = "چنین روزی نیست؛ مانند ۱۳۷۰/۰۱/۳۱ بنویسید.", "There is no such day; write it like 1370/01/31.";
        "future" = "این روز هنوز نیامده است.", "That day is still to come.";
        "too_young" = "امضاکننده باید هجده‌ساله یا بزرگ‌تر باشد.", "Whoever signs must be eighteen or older.";
        "expired" = "اعتبار آن گذشته است.", "It has expired.";
        "choice" = "یکی را برگزینید.", "Choose one.";
        "address" = "نشانی یک سایت عمومی با https بنویسید، مانند https://shop.ir", "The address of a public site with https, such as https://shop.ir";
        "file_empty" = "فایلی برگزیده نشده است.", "No file was chosen.";
        "file_too_large" = "فایل باید حداکثر ۵ مگابایت باشد.", "A file has at most 5 MB.";
        "file_type" = "تنها PDF، JPEG یا PNG سالم پذیرفته می‌شود.", "Only a sound PDF, JPEG or PNG is taken.";
        "file_ending" = "پسوند نام فایل با محتوای آن یکی نیست.", "The file’s name says another type than its content.";
        "file_active" = "این PDF اسکریپت یا فایل پیوست دارد؛ نسخهٔ ساده‌اش را بفرستید.", "This PDF has scripts or attachments; send a plain one.";
        "agree" = "برای پذیرش، این خانه را علامت بزنید.", "Tick this to accept.";
        "codes" = "کد پذیرنده ۱۵ رقم و شمارهٔ پایانه ۸ رقم است.", "The acceptor code has 15 digits, the terminal number 8.";
    }

    /// Why something was not done.
    refusal {
        "not_allowed" = "این کار از شما برنمی‌آید.", "This is not yours to do.";
        "wrong_step" = "درخواست اکنون در گام دیگری است.", "The application is at another step now.";
        "closed" = "درخواست رد شده است؛ نخست دوباره بازش کنید.", "The application is refused; open it again first.";
        "site_unseen" = "سایت هنوز بررسی نشده است.", "Nobody has looked at the site yet.";
        "site_unreachable" = "سایت پاسخ نمی‌دهد.", "The site does not answer.";
        "domain_unproven" = "مالکیت دامنه نشان داده نشده است.", "The domain is not proven.";
        "busy" = "همین حالا در حال انجام است.", "It is being done right now.";
        "no_such_document" = "چنین مدرکی نیست.", "There is no such document.";
        "judged" = "دربارهٔ این مدرک پیش‌تر تصمیم گرفته شده است.", "This document was decided about before.";
        "too_many_documents" = "فایل‌های این درخواست زیاد است.", "There are too many files.";
        "too_many_tries" = "این پرسش بارها پاسخ گرفته است؛ با پیام از کارشناس بخواهید.", "This was answered too often; ask us by message.";
        "stale" = "این پاسخ دیگر به کار نمی‌آید.", "This answer is out of date.";
        "contract_changed" = "متن قرارداد تغییر کرده است؛ دوباره بخوانید.", "The contract has changed; read it again.";
        "no_acceptor" = "کد پذیرنده هنوز وارد نشده است.", "The acceptor code is missing.";
        "no_registrar" = "اتصال شاپرک تنظیم نشده است.", "No registrar is configured.";
        "nothing_refused" = "چیزی رد نشده است که دوباره فرستاده شود.", "Nothing was refused that could be sent again.";
        "site_fixed" = "سایت و نوع متقاضی اینجا عوض نمی‌شود.", "The site and the kind of applicant cannot change here.";
        "nothing_new" = "چیزی تغییر نکرده است.", "Nothing has changed.";
        "final" = "این درخواست قابل بازگشایی نیست.", "This application cannot be opened again.";
        "nothing_said" = "متنی بنویسید، حداکثر ۱۰۰۰ نویسه.", "Write something, at most 1,000 characters.";
        "too_old" = "این پرداخت پیش از این گام بوده است.", "That payment was before this step.";
    }

    /// What happened, in an application's list of events.
    event {
        "drafted" = "پیش‌نویس ذخیره شد", "Draft saved";
        "submitted" = "درخواست فرستاده شد", "Form handed in";
        "site_wanted" = "بررسی دوبارهٔ سایت خواسته شد", "Another look at the site asked for";
        "site_sent" = "بررسی سایت آغاز شد", "Look at the site begun";
        "site_seen" = "سایت بررسی شد", "Site looked at";
        "review_passed" = "بررسی اولیه پذیرفته شد", "Review passed";
        "sent_back" = "برای تکمیل بازگردانده شد", "Sent back";
        "document_added" = "مدرک رسید", "Document handed in";
        "document_judged" = "دربارهٔ مدرک تصمیم گرفته شد", "Document judged";
        "asked" = "استعلام فرستاده شد", "Registry asked";
        "heard" = "پاسخ استعلام", "Registry answered";
        "ask_again" = "استعلام دوباره خواسته شد", "Asked for again";
        "corrected" = "اطلاعات اصلاح شد", "Form corrected";
        "contract_accepted" = "قرارداد پذیرفته شد", "Contract accepted";
        "acceptor_assigned" = "کد پذیرنده وارد شد", "Acceptor code entered";
        "registration_sent" = "درخواست به شاپرک فرستاده شد", "Request sent to Shaparak";
        "registration_seen" = "وضعیت در شاپرک", "Seen at Shaparak";
        "registration_again" = "ثبت دوباره خواسته شد", "Registration to be made anew";
        "test_paid" = "پرداخت آزمایشی انجام شد", "Test payment paid";
        "said" = "پیام", "Message";
        "refused" = "درخواست رد شد", "Refused";
        "reopened" = "درخواست دوباره باز شد", "Opened again";
        "unheard" = "رخدادی از نسخهٔ تازه‌تر", "Something of a newer version";
    }

    /// Where a shop is.
    stage {
        "test" = "آزمایشی", "Test";
        "live" = "فعال", "Live";
        "suspended" = "متوقف", "Suspended";
    }
}
