//! What is wrong with a settlement file, for the person who has to mend it.

use crate::Lang;

/// What is wrong, by its stable word, and where: line and column count from 1, 0 being all of them; `about` is the heading or word that it
/// is about.
#[must_use]
pub fn file_fault(lang: Lang, fault: &str, line: u32, column: u32, about: &str) -> String {
    let (fa, en) = match fault {
        "too_large" => ("پرونده بیش از ۸ مگابایت است؛ روزبه‌روز بدهید.", "The file is over 8 MB: split it by days."),
        "not_utf8" => {
            ("متن پرونده UTF-8 نیست؛ آن را «CSV UTF-8» ذخیره کنید.", "The text is not UTF-8: save it as “CSV UTF-8”.")
        }
        "workbook" => (
            "این پروندهٔ اکسل است؛ برگه‌اش را «CSV UTF-8» ذخیره کنید.",
            "This is a workbook: save its sheet as “CSV UTF-8”.",
        ),
        "empty" => ("سطر عنوان ستون‌ها نیست.", "There is no line with headings."),
        "too_many_rows" => {
            ("بیش از ۱۰۰٬۰۰۰ سطر است؛ روزبه‌روز بدهید.", "There are more than 100,000 rows: split the file by days.")
        }
        "too_many_columns" => ("بیش از ۶۴ ستون است.", "There are more than 64 columns."),
        "cell_too_long" => ("یک خانه بیش از اندازه بلند است.", "A cell is too long."),
        "control_character" => ("نویسه‌ای در متن است که متن نیست.", "A control character is in the text."),
        "quote_open" => ("گیومه‌ای باز شده و بسته نشده است.", "A quote is opened and never closed."),
        "quote_stray" => ("گیومه‌ای میان یک خانه است.", "A quote is in the middle of a cell."),
        "separator_unclear" => (
            "عنوان‌ها با یکی از ویرگول، نقطه‌ویرگول یا tab جدا نشده‌اند.",
            "The headings are not separated by one of comma, semicolon and tab.",
        ),
        "ragged" => (
            "شمار خانه‌های این سطر با عنوان‌ها یکی نیست.",
            "The row has another number of cells than there are headings.",
        ),
        "column_missing" => ("ستونی که لازم است نیست.", "A column that is needed is missing."),
        "column_twice" => ("دو ستون برای یک چیز است.", "Two columns are for the same thing."),
        "unit_unknown" => (
            "معلوم نیست مبلغ‌ها ریال است یا تومان؛ در عنوان ستون بنویسید.",
            "Nothing says whether amounts are rial or toman: put it into the heading.",
        ),
        "unit_contradicts" => ("دو جای پرونده دو واحد می‌گوید.", "Two places say different units."),
        "names_nothing" => (
            "سطری نه شمارهٔ سفارش دارد نه مرجع؛ شاید سطر «جمع» است، پاکش کنید.",
            "A row names neither an order nor a reference; a line of totals has to go.",
        ),
        "number_damaged" => (
            "اکسل شماره‌های بلند را گرد کرده است؛ آن‌ها را متنی خروجی بگیرید.",
            "A spreadsheet has rounded the long numbers: export them as text.",
        ),
        "amount_invalid" => ("مبلغ عددی درست و بیش از صفر نیست.", "An amount is not a whole number above zero."),
        "sign_contradicts" => (
            "مبلغ منفی در سطری که استرداد یا برگشت نیست.",
            "A negative amount in a row that is no refund and no reversal.",
        ),
        "word_unknown" => ("نوع یا وضعیت این سطر شناخته نیست.", "The kind or state of a row is not known."),
        "date_invalid" => ("تاریخ خوانده نمی‌شود؛ سال اول بیاید.", "A date cannot be read: the year comes first."),
        _ => ("این پرونده خوانده نمی‌شود.", "The file cannot be read."),
    };
    let mut text = lang.either(fa, en).to_owned();
    let number = |n: u32| lang.number(n.into());
    if line > 0 {
        text.push_str(&lang.fill(lang.either(" سطر {}", " Line {}"), &number(line)));
        if column > 0 {
            text.push_str(&lang.fill(lang.either("، ستون {}", ", column {}"), &number(column)));
        }
        text.push('.');
    }
    if !about.is_empty() {
        text.push_str(&lang.fill(lang.either(" «{}»", " “{}”"), about));
    }
    text
}
