//! The log's chain: what was changed afterwards is found, and where.
use dargah_engine::{
    id::ShopId,
    member::{
        MemberId,
        audit::{Broken, Entry, Fault, Head, Link, START, Who, verify},
    },
    time::Moment,
};
use serde_json::json;

fn entry(seq: i64) -> Entry {
    Entry {
        seq,
        at: Moment(1_785_412_800_000 + seq),
        who: if seq % 2 == 0 { Who::Service } else { Who::Member(MemberId::new([7; 16])) },
        shop: (seq % 3 > 0).then(|| ShopId::new("demo").unwrap()),
        what: "team.invited".to_owned(),
        details: json!({ "role": "viewer", "mobile": "0912***4567", "amount": 12 }).as_object().unwrap().clone(),
    }
}

fn chain(length: i64) -> Vec<Link> {
    let mut before = START.to_owned();
    (1..=length)
        .map(|seq| {
            let link = entry(seq).after(&before);
            before.clone_from(&link.hash);
            link
        })
        .collect()
}

#[test]
fn an_entry_has_one_text_whatever_order_it_is_made_in() {
    let text = entry(1).canonical();
    let details = r#""details":{"amount":12,"mobile":"0912***4567","role":"viewer"}"#;
    let who = MemberId::new([7; 16]);
    assert_eq!(
        text,
        format!(
            r#"{{"at":1785412800001,{details},"seq":1,"shop":"demo","what":"team.invited","who":{{"member":"{who}"}}}}"#
        )
    );
    assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry(1));
}

/// Worked out with `sha256sum` over sixty-four zeros and the text: another program must come to the same.
#[test]
fn a_hash_is_that_of_the_one_before_and_the_text() {
    let entry = Entry { details: Default::default(), shop: None, who: Who::Service, ..entry(1) };
    let link = entry.after(START);
    assert_eq!(link.text, r#"{"at":1785412800001,"seq":1,"what":"team.invited","who":"service"}"#);
    assert_eq!(link.hash, "ecd57c9dc2d4c0d51d80aaf1149d849ac2a794936f9cae6089e6bacc076c4d88");
}

#[test]
fn a_whole_chain_holds_also_in_parts() {
    let links = chain(9);
    let head = verify(Head::default(), &links).unwrap();
    assert_eq!((head.seq, &head.hash), (9, &links[8].hash));
    let half = verify(Head::default(), &links[..4]).unwrap();
    assert_eq!(verify(half, &links[4..]), Ok(head));
    assert_eq!(verify(Head::default(), &[]), Ok(Head::default()));
}

#[test]
fn every_change_is_found_at_its_place() {
    let links = chain(6);
    let broken = |seq, fault| Err(Broken { seq, fault });
    let changed = |at: usize, change: &dyn Fn(&mut Link)| {
        let mut links = links.clone();
        change(&mut links[at]);
        verify(Head::default(), &links)
    };
    assert_eq!(changed(2, &|l| l.text = l.text.replace("viewer", "owner")), broken(3, Fault::WrongHash));
    assert_eq!(changed(2, &|l| l.hash = l.hash.replace(&l.hash[..8], "00000000")), broken(3, Fault::WrongHash));
    assert_eq!(changed(2, &|l| l.text = l.text.replace("\"seq\":3", "\"seq\":4")), broken(3, Fault::OutOfPlace));
    assert_eq!(changed(2, &|l| l.text.push(' ')), broken(3, Fault::Unreadable), "the same entry, written otherwise");
    assert_eq!(changed(2, &|l| l.text = "{}".to_owned()), broken(3, Fault::Unreadable));
    // Somebody who changes an entry and works its hash out anew.
    let mut forged = links.clone();
    let mut other = entry(3);
    other.what = "team.removed".to_owned();
    forged[2] = other.after(&forged[1].hash);
    assert_eq!(verify(Head::default(), &forged), broken(4, Fault::WrongHash), "the next one tells");
    let mut gap = links.clone();
    gap.remove(2);
    assert_eq!(verify(Head::default(), &gap), broken(3, Fault::OutOfPlace));
    let mut swapped = links.clone();
    swapped.swap(2, 3);
    assert_eq!(verify(Head::default(), &swapped), broken(3, Fault::OutOfPlace));
    let mut first = links;
    first.remove(0);
    assert_eq!(verify(Head::default(), &first), broken(1, Fault::OutOfPlace));
}
