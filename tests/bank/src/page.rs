//! What a shopper sees at a sandbox bank: the payment page, the way back, a receipt, an error. Plain HTML that works without
//! script; a bank's real page is not copied, only what its shopper does there.

use crate::persian;

/// The language of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    Fa,
    En,
}

impl Lang {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Fa => "fa",
            Self::En => "en",
        }
    }

    /// The Persian or the English of a pair.
    pub(crate) fn pick<'a>(self, fa: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Fa => fa,
            Self::En => en,
        }
    }

    fn digits(self, text: &str) -> String {
        match self {
            Self::Fa => persian::digits(text),
            Self::En => text.to_owned(),
        }
    }
}

/// How a bank introduces itself.
pub(crate) struct Brand {
    /// The bank's name in addresses.
    pub(crate) id: &'static str,
    /// Its colour, and a tint of it for grounds.
    pub(crate) colour: &'static str,
    pub(crate) soft: &'static str,
    pub(crate) name_fa: &'static str,
    pub(crate) name_en: &'static str,
    /// A mark of our own drawing: no bank's logo is used.
    pub(crate) mark: &'static str,
}

/// A page on its way out, with the nonce that alone may run its script.
pub(crate) struct Frame<'a> {
    pub(crate) brand: &'a Brand,
    pub(crate) lang: Lang,
    pub(crate) nonce: &'a str,
}

/// The payment page's content.
pub(crate) struct Payment<'a> {
    pub(crate) amount: u64,
    pub(crate) merchant: &'a str,
    pub(crate) terminal: &'a str,
    pub(crate) order: &'a str,
    pub(crate) seconds_left: u64,
    /// Where the buttons go, relative to the page: the bank does not know under which address it is reached.
    pub(crate) target: &'a str,
    pub(crate) hidden: &'a [(&'a str, &'a str)],
}

/// How the browser is sent back.
pub(crate) struct WayBack<'a> {
    pub(crate) url: &'a str,
    pub(crate) by_get: bool,
    pub(crate) fields: &'a [(String, String)],
    pub(crate) twice: bool,
    pub(crate) title: &'a str,
    /// Go by script, without waiting for a press.
    pub(crate) at_once: bool,
}

/// Text that is safe between tags and in quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, letter| {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
        out
    })
}

fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value))
}

impl Frame<'_> {
    fn shell(&self, title: &str, left: &str, inside: &str, script: &str) -> String {
        let lang = self.lang;
        let name = lang.pick(self.brand.name_fa, self.brand.name_en);
        let script = if script.is_empty() {
            String::new()
        } else {
            format!("<script nonce=\"{}\">{script}</script>", self.nonce)
        };
        format!(
            "<!doctype html>\n<html lang=\"{code}\" dir=\"{dir}\" data-bank=\"{bank}\" style=\"--brand:{colour};--brand-soft:{soft}\">\n<head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
             <title>{title}</title><style>{css}</style></head>\n<body>\n<p class=\"ribbon\">{ribbon}</p>\n<main>\n\
             <section class=\"card\"><header>{mark}<div><h1>{name} ({sandbox})</h1><p>{sub}</p></div>{left}</header>\n{inside}</section>\n\
             <footer>{foot}</footer>\n</main>\n{script}</body>\n</html>\n",
            code = lang.code(),
            dir = lang.pick("rtl", "ltr"),
            bank = self.brand.id,
            colour = self.brand.colour,
            soft = self.brand.soft,
            title = escape(title),
            css = include_str!("page.css"),
            ribbon = lang.pick("درگاه آزمایشی — پول واقعی جابه‌جا نمی‌شود", "Sandbox gateway: no real money moves"),
            mark = self.brand.mark,
            sandbox = lang.pick("آزمایشی", "sandbox"),
            sub = lang.pick("پرداخت امن اینترنتی", "Internet payment"),
            foot = lang.pick(
                "در این صفحه هیچ‌گاه شمارهٔ کارت یا رمز خواسته نمی‌شود.",
                "This page never asks for a card number or a PIN."
            ),
        )
    }

    /// The payment page.
    pub(crate) fn payment(&self, view: &Payment<'_>) -> String {
        let lang = self.lang;
        let (sum, unit, toman) = match lang {
            Lang::Fa => (persian::amount(view.amount), "ریال", format!("معادل {} تومان", persian::toman(view.amount))),
            Lang::En => {
                let toman = format!("{}.{} toman", persian::grouped(view.amount / 10, ','), view.amount % 10);
                (persian::grouped(view.amount, ','), "rial", toman.replace(".0 ", " "))
            }
        };
        let clock = format!("{:02}:{:02}", view.seconds_left / 60, view.seconds_left % 60);
        let left = format!(
            "<div class=\"left\">{}<b><time data-left=\"{}\" dir=\"ltr\">{}</time></b></div>",
            lang.pick("زمان باقی‌مانده", "Time left"),
            view.seconds_left,
            lang.digits(&clock)
        );
        let row = |name: &str, value: &str| format!("<dt>{name}</dt><dd><bdi>{}</bdi></dd>", escape(value));
        let button = |action: &str, class: &str, text: &str| {
            format!(
                "<button type=\"submit\" name=\"action\" value=\"{action}\" data-action=\"{action}\"{class}>{text}</button>"
            )
        };
        let fields: String = view.hidden.iter().map(|(name, value)| hidden(name, value)).collect();
        let inside = format!(
            "<div class=\"sum\"><small>{pay_this}</small><strong data-amount=\"{rial}\">{sum} <span>{unit}</span></strong><small>{toman}</small></div>\n\
             <dl>{merchant}{terminal}{order}</dl>\n\
             <form method=\"post\" action=\"{target}\" class=\"does\">{fields}\n{pay}{cancel}{decline}\n\
             <fieldset><legend>{scenarios}</legend>{no_return}{twice}</fieldset></form>\n",
            pay_this = lang.pick("مبلغ قابل پرداخت", "Amount to pay"),
            rial = view.amount,
            merchant = row(lang.pick("پذیرنده", "Merchant"), view.merchant),
            terminal = row(lang.pick("شمارهٔ پایانه", "Terminal"), &lang.digits(view.terminal)),
            order = row(lang.pick("شمارهٔ سفارش", "Order"), &lang.digits(view.order)),
            target = escape(view.target),
            pay = button("pay", " class=\"main\"", lang.pick("پرداخت", "Pay")),
            cancel = button("cancel", "", lang.pick("انصراف", "Cancel")),
            decline = button("decline", "", lang.pick("رد شدن کارت", "Decline the card")),
            scenarios = lang.pick("سناریوهای آزمون", "Test scenarios"),
            no_return = button(
                "pay-no-return",
                "",
                lang.pick("پرداخت و بستن صفحه (بدون بازگشت)", "Pay and close the page (no return)")
            ),
            twice = button("pay-return-twice", "", lang.pick("پرداخت و بازگشت دوباره", "Pay and return twice")),
        );
        self.shell(lang.pick("پرداخت", "Payment"), &left, &inside, include_str!("countdown.js"))
    }

    /// A page that says something and leads nowhere.
    pub(crate) fn message(&self, title: &str, text: &str) -> String {
        let inside =
            format!("<div class=\"body\" role=\"status\"><h2>{}</h2><p>{}</p></div>", escape(title), escape(text));
        self.shell(title, "", &inside, "")
    }

    /// The page that hands the browser back to the shop: by itself with script, by a button without.
    ///
    /// "Twice" is two real navigations of the browser: the first form goes into a frame of this page, the second takes the
    /// whole window once the frame has its answer.
    pub(crate) fn way_back(&self, view: &WayBack<'_>) -> String {
        let lang = self.lang;
        // A GET form drops the query of its action, so the query travels as fields, before the bank's own.
        let (action, own) = match (view.by_get, view.url.split_once('?')) {
            (true, Some((path, query))) => (path, crate::http::decode_form(query)),
            _ => (view.url, Vec::new()),
        };
        let inputs: String = own.iter().chain(view.fields).map(|(name, value)| hidden(name, value)).collect();
        let form = |id: &str, more: &str, class: &str, text: &str| {
            format!(
                "<form class=\"back\" name=\"{id}\" method=\"{method}\" action=\"{action}\"{more}>{inputs}\
                 <button type=\"submit\" data-action=\"{id}\"{class}>{text}</button></form>",
                method = if view.by_get { "get" } else { "post" },
                action = escape(action),
            )
        };
        let first = if view.twice {
            form(
                "first-return",
                " target=\"first\"",
                "",
                lang.pick("بازگشت نخست (در همین صفحه)", "First return (inside this page)"),
            ) + "<iframe name=\"first\" title=\"first return\" sandbox=\"allow-forms allow-same-origin\"></iframe>"
        } else {
            String::new()
        };
        let inside = format!(
            "<div class=\"body\" role=\"status\"><h2>{}</h2><p>{}</p>{first}{}</div>",
            escape(view.title),
            lang.pick("تا چند لحظهٔ دیگر به فروشگاه بازمی‌گردید.", "You are on your way back to the shop."),
            form("return", "", " class=\"main\"", lang.pick("بازگشت به فروشگاه", "Return to the shop")),
        );
        let script = match (view.at_once, view.twice) {
            (false, _) => "",
            (true, false) => "document.forms.return.submit()",
            (true, true) => include_str!("return_twice.js"),
        };
        self.shell(view.title, "", &inside, script)
    }
}
