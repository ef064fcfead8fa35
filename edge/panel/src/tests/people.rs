//! The pages of people: ways in, security, teams, the log.

use super::{frame, shop};
use crate::{
    Frame, Lang, Section,
    audit::{self, Audit, Chain, Entry, Who},
    part::Page,
    security::{self, Key, Open, Security, Shop, Where},
    sign_in::{self, Again, By, Door, EnterCode, Sent, SignIn},
    team::{self, Invited, Member, Offer, Role, Team},
};

const NOW: i64 = 1_785_412_800_000;
const HOUR: i64 = 3_600_000;
const HASH: &str = "ecd57c9dc2d4c0d51d80aaf1149d849ac2a794936f9cae6089e6bacc076c4d88";

pub(super) fn pages(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let mut pages = ways_in(lang, text);
    pages.extend(of_security(lang, text));
    pages.extend(of_teams(lang, text));
    pages.extend(of_the_log(lang, text));
    pages
}

fn ways_in(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    use sign_in::Trouble;
    let shop = shop();
    let begin = SignIn { door: Door::Shop, csrf: "c5rf", next: text, mobile: "", trouble: None };
    let wrong = SignIn { mobile: text, trouble: Some(Trouble::Mobile), ..begin };
    let desk = SignIn { door: Door::Desk, trouble: Some(Trouble::Key), ..begin };
    let wait = SignIn { trouble: Some(Trouble::Wait(2_900)), ..begin };
    let sent = Sent { mobile: "09121234567", shown: None, wait_s: 42 };
    let code = EnterCode { door: Door::Shop, csrf: "c5rf", next: text, sent, trouble: None };
    let message = format!("{}: 123456 {text}\n\n@pay.example.ir #123456", lang.either("کد ورود به درگاه", "Your code"));
    let shown = message.as_str();
    let sandbox =
        EnterCode { sent: Sent { shown: Some(shown), wait_s: 0, ..sent }, trouble: Some(Trouble::Wrong(3)), ..code };
    let over = EnterCode { trouble: Some(Trouble::Over), door: Door::Desk, ..code };
    let again = Again { by: By::Send { mobile: "09121234567" }, has_passkey: true, next: text, trouble: None };
    let confirm = |view: &Again<'_>| sign_in::again(&frame(lang, &shop, Section::Security), view);
    vec![
        ("sign-in", sign_in::sign_in(lang, &begin)),
        ("sign-in-wrong", sign_in::sign_in(lang, &wrong)),
        ("sign-in-wait", sign_in::sign_in(lang, &wait)),
        ("sign-in-desk", sign_in::sign_in(lang, &desk)),
        ("sign-in-code", sign_in::enter_code(lang, &code)),
        ("sign-in-code-sandbox", sign_in::enter_code(lang, &sandbox)),
        ("sign-in-code-over", sign_in::enter_code(lang, &over)),
        ("confirm", confirm(&again)),
        (
            "confirm-code",
            confirm(&Again { by: By::Code(sent), has_passkey: false, trouble: Some(Trouble::Wrong(1)), ..again }),
        ),
        ("confirm-key", confirm(&Again { by: By::Key, has_passkey: false, ..again })),
    ]
}

fn of_security(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let frame = frame(lang, &shop, Section::Security);
    let label = format!("{} {text}", lang.either("گوشی من", "My phone"));
    let keys = [
        Key { id: "AAAA", label: &label, made: NOW, used: Some(NOW + HOUR), synced: true },
        Key { id: "AAAB", label: "YubiKey 5", made: NOW, used: None, synced: false },
    ];
    let phone =
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36";
    let own = Open {
        id: "ses_1",
        agent: phone,
        place: Where::Shop(lang.name(&shop)),
        began: NOW,
        seen: NOW + HOUR,
        is_this: true,
    };
    let sessions = [own, Open { id: "ses_2", agent: text, place: Where::Desk, is_this: false, ..own }];
    let shops = [
        Shop { id: "demo", name: lang.name(&shop), role: Role::Owner.name(lang), is_here: true },
        Shop { id: "other", name: text, role: Role::Viewer.name(lang), is_here: false },
    ];
    let full =
        Security { mobile: Some("09121234567"), passkeys: &keys, may_add: true, sessions: &sessions, shops: &shops };
    let alone = Security { mobile: None, passkeys: &[], sessions: &sessions[..1], shops: &[], ..full };
    let first = Security { passkeys: &[], sessions: &sessions[..1], shops: &shops[..1], ..full };
    vec![
        ("security", security::security(&frame, &full)),
        ("security-first", security::security(&frame, &first)),
        ("security-key", security::security(&Frame { shop: None, ..frame }, &alone)),
        ("passkey-remove", security::remove_passkey(&frame, &keys[0])),
    ]
}

fn of_teams(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let (of_shop, of_desk) =
        (frame(lang, &shop, Section::Team), Frame { shop: None, ..frame(lang, &shop, Section::Operators) });
    let you =
        Member { id: "mem_1", mobile: "09121234567", role: Some(Role::Owner), since: NOW - 900 * HOUR, is_you: true };
    let members = [
        you,
        Member { id: "mem_2", mobile: "09351234567", role: Some(Role::Support), since: NOW, is_you: false },
        Member { id: "mem_3", mobile: text, role: Some(Role::Viewer), since: NOW, is_you: false },
    ];
    let desk = members.map(|member| Member { role: None, ..member });
    let invited = [Invited { id: "inv_1", mobile: "09011234567", role: Some(Role::Manager), until: NOW + 24 * HOUR }];
    let desk_invited = invited.map(|invited| Invited { role: None, ..invited });
    let view = Team {
        is_desk: false,
        members: &members,
        invited: &invited,
        may_change: true,
        mobile: "",
        role: Role::Viewer,
        trouble: None,
    };
    let operators = Team { is_desk: true, members: &desk, invited: &desk_invited, ..view };
    let offers = [
        Offer { id: "inv_1", shop: lang.name(&shop), role: Role::Manager, until: NOW },
        Offer { id: "inv_2", shop: text, role: Role::Viewer, until: NOW },
    ];
    let wrong = Team { trouble: Some(team::Trouble::Already), mobile: text, ..view };
    vec![
        ("team", team::team(&of_shop, &view)),
        ("team-seen", team::team(&of_shop, &Team { may_change: false, ..view })),
        ("team-wrong", team::team(&of_shop, &wrong)),
        ("team-remove", team::remove(&of_shop, false, &members[1])),
        ("team-leave", team::remove(&of_shop, false, &you)),
        ("operators", team::team(&of_desk, &operators)),
        ("operators-none", team::team(&of_desk, &Team { members: &[], invited: &[], ..operators })),
        ("operators-last", team::team(&of_desk, &Team { trouble: Some(team::Trouble::Last), ..operators })),
        ("operators-remove", team::remove(&of_desk, true, &desk[1])),
        ("invitations", team::invitations(&of_shop, &offers, false)),
        ("invitations-none", team::invitations(&of_shop, &[], true)),
    ]
}

fn of_the_log(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let shop = shop();
    let frame = Frame { shop: None, ..frame(lang, &shop, Section::Audit) };
    let entry = Entry {
        seq: 1_204,
        at: NOW,
        who: Who::Person("0912***4567"),
        shop: Some("demo"),
        what: "team.invited",
        details: &[],
    };
    let (hostile, role) = ([("label", text.to_owned())], [("role", "viewer".to_owned())]);
    let entries = [
        Entry { details: &hostile, ..entry },
        Entry { who: Who::Key, shop: None, seq: 1_203, what: "session.began", ..entry },
        Entry { who: Who::Service, seq: 1_202, what: "application.checked", details: &role, ..entry },
    ];
    let chain = Chain::Holds { count: 1_204, hash: HASH };
    let page = Page { next: Some("1201"), is_later: true };
    vec![
        ("audit", audit::audit(&frame, &Audit { entries: &entries, chain, page })),
        (
            "audit-broken",
            audit::audit(
                &frame,
                &Audit { entries: &entries, chain: Chain::Broken { seq: 1_203 }, page: Page::default() },
            ),
        ),
        (
            "audit-none",
            audit::audit(
                &frame,
                &Audit { entries: &[], chain: Chain::Holds { count: 0, hash: HASH }, page: Page::default() },
            ),
        ),
    ]
}
