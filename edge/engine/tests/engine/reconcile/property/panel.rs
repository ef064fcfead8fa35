//! Files as panels write them: headings, words, calendars, digits and separators.

use super::{
    dice::Dice,
    story::{Line, TERMINAL},
};
use dargah_engine::{
    calendar::Day,
    gateway::Provider,
    reconcile::Kind,
    time::{Moment, Span},
};

/// What stands under a heading.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Order,
    Reference,
    Rrn,
    Amount,
    Currency,
    /// Sale, refund or reversal.
    Kind,
    /// Whether it came about; "sent back" beside the kind.
    State,
    Date,
    Time,
    Fee,
    Terminal,
    Other,
}

use Column::{Amount, Currency, Date, Fee, Order, Other, Reference, Rrn, State, Terminal, Time};

pub struct Panel {
    pub provider: Provider,
    pub toman: bool,
    pub words: [&'static str; 3],
    pub columns: &'static [(Column, &'static str)],
}

const PERSIAN: [&str; 3] = ["خرید", "استرداد", "اصلاحیه"];

const fn rial(provider: Provider, columns: &'static [(Column, &'static str)]) -> Panel {
    Panel { provider, toman: false, words: PERSIAN, columns }
}

const fn toman(provider: Provider, columns: &'static [(Column, &'static str)]) -> Panel {
    Panel { provider, toman: true, words: PERSIAN, columns }
}

/// One file of each provider, and the generic one in both units.
pub const PANELS: [Panel; 13] = [
    rial(
        Provider::Mellat,
        &[
            (Other, "ردیف"),
            (Terminal, "شماره ترمینال"),
            (Order, "شماره درخواست"),
            (Reference, "شماره ارجاع فروش"),
            (Amount, "مبلغ (ريال)"),
            (Column::Kind, "نوع تراكنش"),
            (Date, "تاریخ"),
            (Time, "ساعت"),
        ],
    ),
    rial(
        Provider::Saman,
        &[
            (Reference, "رسيد ديجيتالی"),
            (Rrn, "RRN"),
            (Order, "شماره‌ی خرید"),
            (Order, "ResNum"),
            (Amount, "مبلغ"),
            (Column::Kind, "نوع تراکنش"),
            (State, "وضعیت"),
            (Date, "تاریخ تراکنش"),
            (Terminal, "کد پایانه"),
        ],
    ),
    rial(
        Provider::Sadad,
        &[
            (Order, "شماره سفارش"),
            (Rrn, "شماره مرجع"),
            (Amount, "مبلغ تراکنش"),
            (Column::Kind, "نوع تراکنش"),
            (Date, "تاریخ و ساعت"),
            (Other, "شماره پیگیری"),
        ],
    ),
    rial(
        Provider::Parsian,
        &[
            (Order, "OrderId"),
            (Reference, "توکن"),
            (Rrn, "شماره مرجع"),
            (Amount, "مبلغ"),
            (Column::Kind, "نوع"),
            (Date, "تاریخ"),
        ],
    ),
    rial(
        Provider::Irankish,
        &[
            (Order, "شناسه درخواست"),
            (Rrn, "شماره مرجع تراکنش"),
            (Amount, "مبلغ تراکنش (ریال)"),
            (Fee, "کارمزد (ریال)"),
            (Column::Kind, "نوع عملیات"),
            (State, "نتیجه"),
            (Date, "تاریخ"),
            (Terminal, "پایانه"),
        ],
    ),
    rial(
        Provider::Pasargad,
        &[
            (Order, "شماره فاکتور"),
            (Rrn, "شماره ارجاع"),
            (Amount, "مبلغ"),
            (Column::Kind, "نوع تراکنش"),
            (Date, "تاریخ"),
        ],
    ),
    rial(
        Provider::Asanpardakht,
        &[
            (Reference, "payGateTranId"),
            (Rrn, "rrn"),
            (Order, "localInvoiceId"),
            (Amount, "amount"),
            (Column::Kind, "transaction type"),
            (Date, "date"),
        ],
    ),
    rial(
        Provider::Sepehr,
        &[
            (Order, "invoiceid"),
            (Reference, "digitalreceipt"),
            (Amount, "amount"),
            (State, "status"),
            (Column::Kind, "type"),
            (Date, "datetime"),
        ],
    ),
    toman(
        Provider::Zarinpal,
        &[
            (Reference, "شماره تراکنش"),
            (Amount, "مبلغ (تومان)"),
            (Fee, "کارمزد (تومان)"),
            (Column::Kind, "نوع"),
            (State, "وضعیت"),
            (Date, "تاریخ"),
        ],
    ),
    toman(
        Provider::Zibal,
        &[
            (Order, "شناسه سفارش"),
            (Reference, "شناسه پیگیری"),
            (Rrn, "شماره مرجع"),
            (Amount, "مبلغ"),
            (Currency, "واحد پول"),
            (Column::Kind, "نوع تراکنش"),
            (Date, "تاریخ پرداخت"),
        ],
    ),
    rial(
        Provider::Zibal,
        &[
            (Reference, "trackId"),
            (Order, "orderId"),
            (Amount, "amount_rial"),
            (Column::Kind, "type"),
            (Date, "paidAt"),
        ],
    ),
    generic(false),
    generic(true),
];

const fn generic(toman: bool) -> Panel {
    let columns = &[
        (Order, "order"),
        (Reference, "reference"),
        (Amount, "amount"),
        (Currency, "currency"),
        (Column::Kind, "type"),
        (Date, "date"),
        (Terminal, "terminal"),
    ];
    Panel { provider: Provider::Mellat, toman, words: ["sale", "refund", "reversal"], columns }
}

impl Panel {
    pub fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|(of, _)| *of == column)
    }

    /// The file of these lines. `ResNum` beside `شماره‌ی خرید` would be the order twice: one of them is left out by chance.
    pub fn write(&self, lines: &[Line], dice: &mut Dice) -> String {
        let mut columns: Vec<(Column, &str)> = self.columns.to_vec();
        let orders: Vec<usize> = (0..columns.len()).filter(|&i| columns[i].0 == Order).collect();
        if orders.len() > 1 {
            columns.remove(dice.of(&orders));
        }
        let style = Style {
            jalali: dice.one_in(2),
            mark: dice.of(&["/", "-", ""]),
            time_mark: dice.of(&[" ", "T", "-"]),
            colons: dice.one_in(2),
            group: dice.of(&["", ",", "٬"]),
            persian: dice.one_in(2),
        };
        let separator = dice.of(&[",", ";", "\t"]);
        let end = dice.of(&["\n", "\r\n"]);
        let quotes = dice.one_in(3);
        let quote = |cell: String| {
            if quotes || cell.contains([',', ';', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
        };
        let mut text = dice.of(&["", "\u{feff}"]).to_owned();
        let headings: Vec<String> = columns.iter().map(|(_, heading)| quote((*heading).to_owned())).collect();
        text.push_str(&headings.join(separator));
        for line in lines {
            text.push_str(end);
            let cells: Vec<String> =
                columns.iter().map(|(column, _)| quote(self.cell(*column, line, &style))).collect();
            text.push_str(&cells.join(separator));
        }
        if dice.one_in(2) {
            text.push_str(end);
        }
        text
    }

    fn cell(&self, column: Column, line: &Line, style: &Style) -> String {
        let money = |amount: i64| style.digits(&style.grouped(if self.toman { amount / 10 } else { amount }));
        match column {
            Order => style.digits(&line.order),
            Reference => line.reference.clone(),
            Rrn => style.digits(&line.rrn),
            Amount => money(line.amount),
            Fee => money(line.amount / 1_000 * 10),
            Currency => if self.toman { "تومان" } else { "IRR" }.to_owned(),
            // Where there is a column of states, what went back is a sale whose state says so.
            Column::Kind => self.words[match line.kind {
                Kind::Refund => 1,
                Kind::Reversal if !self.has(State) => 2,
                Kind::Sale | Kind::Reversal => 0,
            }]
            .to_owned(),
            State => if line.failed {
                "ناموفق"
            } else if line.kind == Kind::Reversal {
                "برگشت خورده"
            } else {
                "موفق"
            }
            .to_owned(),
            Date if self.has(Time) => style.digits(&style.day(line.at)),
            Date => style.digits(&format!("{}{}{}", style.day(line.at), style.time_mark, style.time(line.at))),
            Time => style.digits(&style.time(line.at)),
            Terminal => if line.foreign { "00099" } else { TERMINAL }.to_owned(),
            Other => "\"۶۰۳۷**۱۲۳۴\", x".to_owned(),
        }
    }
}

struct Style {
    jalali: bool,
    mark: &'static str,
    time_mark: &'static str,
    colons: bool,
    group: &'static str,
    persian: bool,
}

impl Style {
    fn digits(&self, text: &str) -> String {
        let persian = |c: char| c.to_digit(10).and_then(|d| char::from_u32(0x06F0 + d)).unwrap_or(c);
        if self.persian { text.chars().map(persian).collect() } else { text.to_owned() }
    }

    fn grouped(&self, amount: i64) -> String {
        let digits = amount.to_string();
        let mut text = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push_str(self.group);
            }
            text.push(digit);
        }
        text
    }

    fn day(&self, at: Moment) -> String {
        let (date, _) = at.tehran();
        let part = |range: std::ops::Range<usize>| date[range].parse::<i32>().unwrap();
        let mut day = (part(0..4), part(4..6), part(6..8));
        if self.jalali {
            day = Day::gregorian(day.0, day.1, day.2).and_then(Day::to_jalali).unwrap();
        }
        format!("{:04}{mark}{:02}{mark}{:02}", day.0, day.1, day.2, mark = self.mark)
    }

    fn time(&self, at: Moment) -> String {
        let (_, time) = (at + Span::ZERO).tehran();
        if self.colons { format!("{}:{}:{}", &time[..2], &time[2..4], &time[4..]) } else { time }
    }
}
