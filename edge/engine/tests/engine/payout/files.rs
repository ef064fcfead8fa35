//! The files that banks and Shaparak take.

use crate::books::rial;
use dargah_engine::{
    dated::read_jalali,
    id::PayoutId,
    identity::Iban,
    payout::{
        Batch, BatchFault, BatchRow, DepositId, OrderFault, RecordFate, ReplyCode, ReplyFault, SettlementOrder,
        SettlementRecord, Share, Target, VerifiedReply, read_reply,
    },
    time::Span,
};
use dargah_words::Locale;
use serde_json::Value;

fn iban(text: &str) -> Iban {
    Iban::parse(text).unwrap()
}

fn batch() -> Batch {
    let row = |id: &str, name: &str, to: &str, amount, about: &str| BatchRow {
        payout: PayoutId::new(id).unwrap(),
        name: name.to_owned(),
        iban: iban(to),
        amount: rial(amount),
        about: about.to_owned(),
    };
    let day = read_jalali("1405-09-02").unwrap();
    Batch {
        from: iban("IR160120000000001234567890"),
        owner: "PAYMENT FACILITATOR".to_owned(),
        serial: 42,
        made_at: day.begins() + Span::minutes(9 * 60 + 30),
        day,
        rows: vec![
            row("po000001", "SHOP ONE", "IR080130000000000098765432", 12_500_000, "settlement 1"),
            row("po000002", "فروشگاه دو", "IR790150000000007000800090", 7_300_000, "settlement 2"),
            row("po000003", "SHOP THREE", "IR530160000000000001122334", 990_000, "settlement 3"),
        ],
    }
}

#[test]
fn a_batch_file_is_the_published_one_to_the_letter() {
    let file = batch().ccti(1_000).unwrap();
    assert_eq!(file.name, "IR160120000000001234567890000000042.ccti");
    assert_eq!(file.text, include_str!("../../../../../tests/fixtures/iran/IR160120000000001234567890000000042.ccti"));
}

#[test]
fn the_same_rows_as_a_table() {
    let file = batch().csv(1_000, Locale::En).unwrap();
    assert_eq!(file.name, "IR160120000000001234567890000000042.csv");
    let lines: Vec<&str> = file.text.split("\r\n").collect();
    assert_eq!(lines[0], "\u{feff}iban,deposit_id,name,amount,description");
    assert_eq!(lines[2], "IR790150000000007000800090,PO000002,فروشگاه دو,7300000,settlement 2");
    assert_eq!(lines.len(), 5);
}

#[test]
fn a_batch_that_a_bank_would_refuse_is_not_made() {
    let fault = |change: fn(&mut Batch)| {
        let mut one = batch();
        change(&mut one);
        one.ccti(3).unwrap_err()
    };
    assert_eq!(fault(|b| b.rows.clear()), BatchFault::Empty);
    assert_eq!(fault(|b| b.rows.push(b.rows[0].clone())), BatchFault::TooManyRows);
    assert_eq!(fault(|b| b.rows[2] = b.rows[0].clone()), BatchFault::Twice(2));
    assert_eq!(fault(|b| b.rows[1].amount = rial(0)), BatchFault::Amount(1));
    assert_eq!(fault(|b| b.rows[1].name = "a\nb".to_owned()), BatchFault::Text(1));
    assert_eq!(fault(|b| b.rows[1].about = "x".repeat(141)), BatchFault::Text(1));
    assert_eq!(fault(|b| b.owner = String::new()), BatchFault::Owner);
    assert_eq!(fault(|b| b.serial = 1_000_000_000), BatchFault::Serial);
    assert_eq!(fault(|b| b.rows.iter_mut().for_each(|row| row.amount = rial(i64::MAX))), BatchFault::Sum);
    let mut one = batch();
    one.rows[0].name = "A & B <c> \"d\"".to_owned();
    let text = one.ccti(3).unwrap().text;
    assert!(text.contains("<Nm>A &amp; B &lt;c&gt; \"d\"</Nm>"), "names are text, never markup");
    assert!(roxmltree::Document::parse(&text).is_ok());
}

fn file() -> Value {
    serde_json::from_str(include_str!("../../../../../tests/fixtures/iran/shaparak-settlement-file.json")).unwrap()
}

/// The order of a vector, as far as our types can say it.
fn order(file: &Value) -> Result<SettlementOrder, String> {
    let text = |value: &Value, name: &str| value[name].as_str().unwrap().to_owned();
    let read = |text: String| Iban::parse(&text).map_err(|wrong| wrong.to_string());
    let details = file["settlementDataDetails"].as_array().unwrap();
    let mut records = Vec::new();
    for one in details {
        let scattered = one.get("scatteredSettlementDetails").map(|shares| {
            let share = |share: &Value| {
                let iban = read(text(share, "settlementIban"))?;
                Ok(Share { amount_share: rial(share["amountShare"].as_i64().unwrap()), settlement_iban: iban })
            };
            shares.as_array().unwrap().iter().map(share).collect::<Result<Vec<_>, String>>()
        });
        let target = match (one.get("settlementIban"), scattered) {
            (Some(_), None) => Target::Whole(read(text(one, "settlementIban"))?),
            (None, Some(shares)) => Target::Scattered(shares?),
            (Some(_), Some(_)) => return Err("both targets cannot be said".to_owned()),
            (None, None) => return Err("no target cannot be said".to_owned()),
        };
        records.push(SettlementRecord {
            iin: u32::try_from(one["iin"].as_u64().unwrap()).unwrap(),
            acceptor: text(one, "acceptorCode"),
            settlement: rial(one["settlementAmount"].as_i64().unwrap()),
            wage: rial(one["wageAmount"].as_i64().unwrap()),
            target,
        });
    }
    let from = iban(details[0]["paymentFacilitatorIban"].as_str().unwrap());
    Ok(SettlementOrder { alias: "DRG".to_owned(), day: read_jalali("1405-09-02").unwrap(), cycle: 1, from, records })
}

#[test]
fn shaparaks_file_is_as_its_guideline_has_it() {
    let vectors = &file()["vectors"];
    for good in [&vectors["good"], &vectors["edge_good"][0]["file"]] {
        let made = order(good).unwrap().file().unwrap();
        assert_eq!((made.name.as_str(), made.reply.as_str()), ("DRG_14050902_01.json", "REP_DRG_14050902_01.json"));
        assert_eq!(serde_json::from_str::<Value>(&made.text).unwrap(), *good);
    }
    let wrong = [
        ("both target fields", Err("both targets cannot be said".to_owned())),
        ("shares do not add up", Ok((2, ReplyCode::InconsistentData))),
        ("same acceptor twice", Ok((2, ReplyCode::DuplicateData))),
        ("wage one rial over 15 percent", Ok((1, ReplyCode::OutOfBoundsData))),
        ("no target at all", Err("no target cannot be said".to_owned())),
        ("unknown IBAN", Err("check_digit".to_owned())),
    ];
    let bad = vectors["bad"].as_array().unwrap();
    assert_eq!(bad.len(), wrong.len());
    for (vector, (why, wanted)) in bad.iter().zip(wrong) {
        assert_eq!(vector["why"].as_str(), Some(why));
        let found = order(&vector["file"]).map(|order| match order.file() {
            Err(OrderFault::Record(record, code, _)) => (record, code),
            other => panic!("{why}: {other:?}"),
        });
        assert_eq!(found, wanted, "{why}");
        if let Ok((record, _)) = found {
            assert_eq!(vector["record"].as_u64(), Some(record.into()), "{why}");
        }
    }
    let one = order(&vectors["good"]).unwrap();
    assert_eq!(SettlementOrder { alias: "D".to_owned(), ..one.clone() }.file(), Err(OrderFault::Alias));
    assert_eq!(SettlementOrder { cycle: 100, ..one.clone() }.file(), Err(OrderFault::Day));
    assert_eq!(SettlementOrder { records: Vec::new(), ..one }.file(), Err(OrderFault::Empty));
}

#[test]
fn a_reply_names_what_is_refused_and_nothing_else() {
    let file = file();
    for (code, error) in ReplyCode::ALL.iter().zip(file["errors"].as_array().unwrap()) {
        assert_eq!((Some(u64::from(code.code())), Some(code.key())), (error["code"].as_u64(), error["key"].as_str()));
    }
    assert_eq!(ReplyCode::ALL.len(), file["errors"].as_array().unwrap().len());
    let sample = file["vectors"]["reply_sample"].to_string();
    let fates = read_reply(VerifiedReply::checked(&sample), 3).unwrap();
    let RecordFate::Refused(first) = &fates[0] else { panic!("{fates:?}") };
    assert_eq!(
        (first[0].code, first[0].field.as_str(), first[0].balance),
        (ReplyCode::ReferencedDataNotFound, "settlementIban", None)
    );
    let RecordFate::Refused(second) = &fates[1] else { panic!("{fates:?}") };
    assert_eq!(
        (second[0].code, second[0].balance),
        (ReplyCode::NotEnoughResources, Some(4_210_000)),
        "Shaparak's own balance"
    );
    assert_eq!(fates[2], RecordFate::Accepted);
    let read = |text: &str, records| read_reply(VerifiedReply::checked(text), records);
    assert_eq!(read("[]", 2), Ok(vec![RecordFate::Accepted; 2]));
    assert_eq!(read(&sample, 1), Err(ReplyFault::NoSuchRecord));
    assert_eq!(read(&sample.replace("\"recordIndex\":1", "\"recordIndex\":0"), 2), Err(ReplyFault::NoSuchRecord));
    assert_eq!(read("{}", 2), Err(ReplyFault::Unreadable));
    let odd = r#"[{"errorMessage":"New","recordIndex":1,"errorType":77,"fieldName":"x"}]"#;
    assert!(
        matches!(&read(odd, 1).unwrap()[0], RecordFate::Refused(f) if f[0].code == ReplyCode::Other(77) && !f[0].code.may_pass())
    );
}

#[test]
fn the_deposit_id_of_shaparaks_line_is_read() {
    let deposit = DepositId::read("1405090101000000000140332009").unwrap();
    assert_eq!(
        (deposit.day, deposit.cycle, deposit.acceptor.as_str()),
        (read_jalali("1405-09-01").unwrap(), 1, "000000140332009")
    );
    for wrong in ["", "140509010100000000014033200", "1405130101000000000140332009", "1405090101000000000140332x09"] {
        assert_eq!(DepositId::read(wrong), None, "{wrong}");
    }
}
