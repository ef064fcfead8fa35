//! An application on a table: what is typed into its form, and a way to tell it things.

use dargah_engine::{
    identity_service::Finding,
    links::Links,
    onboarding::{
        Acceptor, Actor, Application, Check, Command, Context, Document, Event, Form, Phase, Recorded, Refusal, Rules,
        SiteReport, Work, contract, decide, document, due,
        form::{self, Typed},
        site::Proof,
    },
    registrar,
    time::{Moment, Span},
};

/// 1405-09-06, at noon in Tehran.
pub const NOW: Moment = Moment(1_795_768_200_000);
pub const ID: &str = "app_1";

pub fn links() -> Links {
    Links::new(b"a root secret of enough length!!!", "https://dargah.example")
}

pub fn typed(company: bool) -> Typed {
    let fields = [
        ("kind", if company { "company" } else { "person" }),
        ("first_name_fa", "علی"),
        ("last_name_fa", "رضایی"),
        ("father_name_fa", "محمد"),
        ("first_name_en", "Ali"),
        ("last_name_en", "Rezaei"),
        ("father_name_en", "Mohammad"),
        ("gender", "male"),
        ("national_code", "۰۰۱۲۳۴۵۶۷۹"),
        ("birth_date", "۱۳۴۸/۱۰/۱۰"),
        ("mobile", "0912 123 4567"),
        ("company_name_fa", "سفال نیشابور"),
        ("company_name_en", "Neyshabur Pottery"),
        ("company_id", "10100007319"),
        ("register_number", "12345"),
        ("register_date", "1390/05/31"),
        ("shop_name_fa", "سفال‌خانهٔ نیشابور"),
        ("shop_name_en", "Neyshabur Pottery"),
        ("site", "https://pottery.example/"),
        ("email", "shop@pottery.example"),
        ("telephone", "05142200000"),
        ("guild", "5200"),
        ("sub_guild", "0"),
        ("province", "khr"),
        ("city", "510000"),
        ("postal_code", "1547914811"),
        ("address", "نیشابور، خیابان خیام، پلاک ۱۲"),
        ("tax_code", "1234567890"),
        ("enamad_stars", "1"),
        ("enamad_issued", "1404/01/31"),
        ("enamad_expires", "1406/01/31"),
        ("iban", "IR16 0120 0000 0000 1234 5678 90"),
    ];
    fields.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect()
}

pub fn form(company: bool) -> Form {
    form::read(&typed(company), &links(), NOW).expect("a whole form")
}

pub fn registrar() -> registrar::Settings {
    registrar::Settings::read(
        r#"{"base":"https://registrar.example/merchant","user":"dargah","password":"sandbox","iin":"581672000",
            "facilitator":"000000140332001","access":"dargah.example:443"}"#,
    )
    .expect("settings")
}

pub fn good_site() -> SiteReport {
    SiteReport { status: Some(200), https: true, contact: true, proof: Some(Proof::Dns), title: "سفال".to_owned() }
}

pub fn paper(id: &str, kind: document::Kind) -> Document {
    Document { id: id.to_owned(), kind, file: document::Type::Pdf, bytes: 1000, sha256: "0".repeat(64) }
}

pub fn shop() -> Actor {
    Actor::Shop("mem_1".to_owned())
}

pub fn operator() -> Actor {
    Actor::Operator("mem_2".to_owned())
}

/// An application, its events, and the time.
pub struct Desk {
    pub application: Application,
    pub events: Vec<Recorded>,
    pub now: Moment,
    pub rules: Rules,
}

impl Desk {
    pub fn new() -> Self {
        Self { application: Application::default(), events: Vec::new(), now: NOW, rules: Rules::default() }
    }

    pub fn tell(&mut self, by: Actor, command: Command) -> Result<Vec<Event>, Refusal> {
        let settings = registrar();
        let context = Context { now: self.now, rules: &self.rules, registrar: Some(&settings) };
        let events = decide(&self.application, ID, command, &by, &context)?;
        for event in &events {
            let recorded = Recorded { at: self.now, by: by.clone(), event: event.clone() };
            self.application.apply(&recorded);
            self.events.push(recorded);
        }
        Ok(events)
    }

    pub fn shop(&mut self, command: Command) -> &mut Self {
        self.tell(shop(), command).expect("the shop may");
        self
    }

    pub fn operator(&mut self, command: Command) -> &mut Self {
        self.tell(operator(), command).expect("the operator may");
        self
    }

    pub fn service(&mut self, command: Command) -> &mut Self {
        self.tell(Actor::Service, command).expect("the service may");
        self
    }

    pub fn later(&mut self, span: Span) -> &mut Self {
        self.now = self.now + span;
        self
    }

    /// What is due now.
    pub fn work(&self) -> Option<Work> {
        due(&self.application, &self.rules).filter(|(at, _)| *at <= self.now).map(|(_, work)| work)
    }

    pub fn submitted(company: bool) -> Self {
        let mut desk = Self::new();
        desk.shop(Command::Draft(typed(company))).shop(Command::Submit(Box::new(form(company))));
        desk
    }

    pub fn see(&mut self, report: SiteReport) -> &mut Self {
        self.service(Command::SiteBegins).service(Command::SiteSeen(report))
    }

    pub fn passed(company: bool) -> Self {
        let mut desk = Self::submitted(company);
        desk.see(good_site()).operator(Command::PassReview);
        desk
    }

    pub fn with_documents(company: bool) -> Self {
        let mut desk = Self::passed(company);
        for kind in document::Kind::ALL.into_iter().filter(|kind| kind.is_required(company)) {
            desk.shop(Command::AddDocument(paper(kind.as_str(), kind)));
            let judged = Command::JudgeDocument {
                id: kind.as_str().to_owned(),
                verdict: dargah_engine::onboarding::Verdict::Accepted,
            };
            desk.operator(judged);
        }
        desk
    }

    /// Asks what is due and hears this.
    pub fn hear(&mut self, finding: Finding) -> Check {
        let Some(Work::Ask { check, fingerprint, .. }) = self.work() else {
            panic!("no question is due: {:?}", self.work())
        };
        self.service(Command::AskBegins(check));
        self.service(Command::AskHeard { check, fingerprint, service: "one".to_owned(), finding });
        check
    }

    pub fn identified(company: bool) -> Self {
        let mut desk = Self::with_documents(company);
        for _ in Check::ALL {
            desk.hear(Finding::Matched);
        }
        desk
    }

    pub fn signed() -> Self {
        let mut desk = Self::identified(false);
        let fingerprint = contract(&desk.application, ID).expect("a contract").fingerprint;
        desk.shop(Command::AcceptContract { fingerprint });
        desk
    }

    pub fn assigned() -> Self {
        let mut desk = Self::signed();
        desk.operator(Command::Assign(Acceptor::read("000000140332009", "24000616").expect("codes")));
        desk
    }

    /// Sends what is due, and says under which number.
    pub fn register(&mut self) -> String {
        let events = self.tell(Actor::Service, Command::RegisterBegins).expect("a request is due");
        let Some(Event::RegistrationSent { tracking, .. }) = events.first() else { panic!("{events:?}") };
        tracking.clone()
    }

    pub fn registered() -> Self {
        let mut desk = Self::assigned();
        for _ in registrar::Part::ALL {
            let tracking = desk.register();
            desk.service(Command::RegisterHeard { tracking, phase: Phase::Accepted });
        }
        desk
    }
}
