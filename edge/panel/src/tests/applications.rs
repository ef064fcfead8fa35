//! Every page of an application, for the shop and for the operator.

use super::{frame, shop};
use crate::{
    Frame, Lang, Section,
    admin::{
        ApplicationView, DetailView, EventView, Open, QueueView, RowView, ShopRow, ShopsView, application,
        confirm_suspend, queue, shops,
    },
    apply::{
        self, Apply, Body, CheckView, ContractView, DocumentView, DocumentsView, FIELDS, FormView, IdentityView,
        MessageView, PaperView, RegistrationView, RequestView, ReviewView, SiteView, StartView, StepView, Typed, says,
    },
};
use dargah_wire::ShopName;

const NOW: i64 = 1_795_768_200_000;
const HOUR: i64 = 3_600_000;
const WAY: [&str; 8] = ["form", "review", "documents", "identity", "contract", "registration", "activation", "live"];

fn steps(here: usize) -> Vec<StepView> {
    (0..)
        .zip(WAY)
        .map(|(i, step)| StepView {
            step,
            since: (i <= here).then_some(NOW - HOUR),
            done: i < here,
            here: i == here,
            until: (i == here).then_some(NOW + 23 * HOUR),
            late: i == here && i == 3,
        })
        .collect()
}

fn typed(text: &str) -> Typed {
    FIELDS
        .iter()
        .map(|field| ((*field).to_owned(), if *field == "kind" { "company".to_owned() } else { text.to_owned() }))
        .collect()
}

fn site(text: &str, proven: bool) -> SiteView<'_> {
    SiteView {
        at: NOW,
        status: Some(if proven { 200 } else { 503 }),
        reachable: proven,
        https: !proven,
        contact: proven,
        proof: proven.then_some("dns"),
        title: text,
    }
}

fn papers(text: &str) -> [PaperView<'_>; 3] {
    let document = |verdict| Some(DocumentView { id: "doc_1", at: NOW, ending: "pdf", bytes: 123_456, verdict });
    [
        PaperView {
            kind: "national_card",
            needed: true,
            document: document(Some((false, text))),
            fault: Some("file_ending"),
        },
        PaperView { kind: "account_proof", needed: true, document: document(None), fault: None },
        PaperView { kind: "licence", needed: false, document: None, fault: None },
    ]
}

const fn checks() -> [CheckView; 4] {
    [
        CheckView { check: "mobile", finding: Some(("matched", NOW)), answered: true, asking: false, retry_at: None },
        CheckView {
            check: "person",
            finding: Some(("not_matched", NOW)),
            answered: true,
            asking: false,
            retry_at: None,
        },
        CheckView {
            check: "iban",
            finding: Some(("provider_unavailable", NOW)),
            answered: false,
            asking: false,
            retry_at: Some(NOW + HOUR),
        },
        CheckView { check: "postal", finding: None, answered: false, asking: true, retry_at: None },
    ]
}

fn messages(text: &str) -> Vec<MessageView> {
    let says = |from_shop, says: &str| MessageView { at: NOW, from_shop, says: says.to_owned() };
    vec![says(true, text), says(false, text)]
}

/// What each page is called, and the page.
pub(super) fn pages(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let mut pages = of_the_shop(lang, text);
    pages.extend(of_the_operator(lang, text));
    pages
}

fn of_the_shop(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let frame = Frame { is_live: false, ..frame(lang, &shop, Section::Apply) };
    let (typed, empty, messages) = (typed(text), Typed::new(), messages(text));
    let every: Vec<(&'static str, &'static str)> = FIELDS.iter().map(|field| (*field, "empty")).collect();
    let (papers, checks) = (papers(text), checks());
    let reasons = [(41, text.to_owned())];
    let requests = [
        RequestView { part: "shop", tracking: "app_1-1", phase: "accepted", reasons: &[], counts: true },
        RequestView { part: "terminal", tracking: "app_1-2", phase: "refused", reasons: &reasons, counts: true },
    ];
    let page = |here: usize, turn: &'static str, body: Body<'_>| {
        let view = Apply {
            steps: &steps(here),
            turn,
            promised_at: (here > 0 && here < 7).then_some(NOW + 60 * HOUR),
            late: here == 3,
            messages: if here == 1 { &[] } else { &messages },
            body,
            refusal: (here == 5).then_some("busy"),
            working: turn == "service",
        };
        apply::apply(&frame, &view)
    };
    let form = |typed, faults, sent_back| Body::Form(FormView { typed, faults, sent_back, bank: None });
    let review = |site| {
        Body::Review(ReviewView {
            url: "https://pottery.example/",
            site,
            token: "dargah-0011",
            meta: "<meta name=\"dargah-verification\" content=\"dargah-0011\">",
            record: "_dargah.pottery.example",
            file: "https://pottery.example/.well-known/dargah.txt",
        })
    };
    let contract = ContractView { template: "1405-09-01", text, fingerprint: "00ff", fault: Some("agree") };
    vec![
        (
            "apply-start",
            apply::start(&frame, &StartView { name_fa: text, name_en: text, faults: &[("name_fa", "empty")] }),
        ),
        ("apply-form", page(0, "shop", form(&empty, &[], None))),
        ("apply-form-wrong", page(0, "shop", form(&typed, &every, Some(text)))),
        (
            "apply-correct",
            apply::correct(
                &frame,
                &FormView { typed: &typed, faults: &[], sent_back: None, bank: Some((text, true)) },
                Some("nothing_new"),
            ),
        ),
        ("apply-review", page(1, "shop", review(Some(site(text, false))))),
        ("apply-review-first", page(1, "service", review(None))),
        ("apply-review-ready", page(1, "operator", review(Some(site(text, true))))),
        ("apply-documents", page(2, "shop", Body::Documents(DocumentsView { papers: &papers }))),
        ("apply-identity", page(3, "shop", Body::Identity(IdentityView { checks: &checks }))),
        ("apply-contract", page(4, "shop", Body::Contract(contract))),
        (
            "apply-registration",
            page(5, "operator", Body::Registration(RegistrationView { has_codes: false, requests: &requests })),
        ),
        ("apply-activation", page(6, "shop", Body::Activation)),
        ("apply-live", page(7, "nobody", Body::Live)),
        ("apply-refused", page(1, "shop", Body::Refused("site", text, true))),
        ("apply-refused-for-good", page(1, "nobody", Body::Refused("business", text, false))),
    ]
}

fn of_the_operator(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let frame = Frame { shop: None, ..frame(lang, &shop, Section::Applications) };
    let name = ShopName { fa: text.to_owned(), en: text.to_owned() };
    let row = |late: bool, step: &str, turn: &str| RowView {
        id: "app_1".to_owned(),
        name: name.clone(),
        host: text.to_owned(),
        step: step.to_owned(),
        turn: turn.to_owned(),
        since: NOW - HOUR,
        late_at: Some(NOW + HOUR),
        late,
    };
    let rows = [row(true, "review", "operator"), row(false, "identity", "service"), row(false, "documents", "shop")];
    let form: Vec<(&str, String)> = FIELDS.iter().map(|field| (*field, text.to_owned())).collect();
    let (papers, checks, messages) = (papers(text), checks(), messages(text));
    let events = [
        EventView {
            at: NOW,
            by: "service",
            member: String::new(),
            what: "heard",
            details: vec![
                DetailView::Word(says::check, "mobile"),
                DetailView::Code(text.to_owned()),
                DetailView::Text(text.to_owned()),
            ],
        },
        EventView { at: NOW, by: "shop", member: "mem_1".to_owned(), what: "submitted", details: Vec::new() },
    ];
    let one = ApplicationView {
        id: "app_1",
        steps: &steps(1),
        step: "review",
        turn: "operator",
        promised_at: Some(NOW),
        late: true,
        open: Open { review: true, may_pass: true, codes: true, again: true, refuse: true, reopen: true },
        form: &form,
        url: "https://pottery.example/",
        site: Some(site(text, true)),
        papers: &papers,
        judging: true,
        checks: &checks,
        checking: true,
        requests: &[RequestView { part: "shop", tracking: "app_1-1", phase: "delayed", reasons: &[], counts: true }],
        codes: Some((text, text)),
        contract: Some((NOW, "mem_1", "1405-09-01", "00ff", text)),
        test_payment: Some("pay_1"),
        refused: Some(("site", text)),
        messages: &messages,
        events: &events,
        refusal: Some("domain_unproven"),
        wrong_codes: true,
    };
    let bare = ApplicationView {
        open: Open::default(),
        form: &[],
        site: None,
        refused: None,
        contract: None,
        codes: None,
        ..one
    };
    let shop =
        |stage, application| ShopRow { id: "s-1".to_owned(), name: name.clone(), stage, made_at: NOW, application };
    let list = [
        shop("test", Some(("app_1".to_owned(), "review".to_owned()))),
        shop("live", Some(("app_2".to_owned(), "live".to_owned()))),
        shop("suspended", None),
    ];
    let queue_of =
        |rows: &[RowView], page| queue(&frame, &QueueView { rows, step: "", turn: "operator", page, more: page == 0 });
    vec![
        ("admin-applications", queue_of(&rows, 0)),
        ("admin-applications-none", queue_of(&[], 1)),
        ("admin-application", application(&frame, &one)),
        ("admin-application-bare", application(&frame, &bare)),
        ("admin-shops", shops(&frame, &ShopsView { shops: &list, next: Some("1.s-1"), is_later: true })),
        ("admin-shops-none", shops(&frame, &ShopsView { shops: &[], next: None, is_later: false })),
        ("admin-shop-suspend", confirm_suspend(&frame, "s-1", &name)),
    ]
}
