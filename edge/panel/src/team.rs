//! A shop's team and its invitations, and the operators, who are a team of one role.

use crate::{
    Frame, Lang,
    part::{self, Choice, Col, Confirm, Field, Kind, Tone, Wrong},
    sign_in::number,
    words,
};
use maud::{Markup, html};

words! {
    /// What is said of teams.
    Words {
        title: "همکاران", "Team";
        lead: "هر کس با شمارهٔ موبایل خودش وارد می‌شود و تنها کارهای نقش خودش را می‌بیند.", "Everybody signs in with their own mobile number, and sees what their role includes.";
        operators: "اپراتورها", "Operators";
        operators_lead: "اپراتورها درخواست‌ها را بررسی می‌کنند و فروشگاه‌ها را می‌بینند.", "Operators review applications and look after shops.";
        nobody: "هنوز اپراتوری نیست", "No operator yet";
        nobody_text: "خودتان را با شمارهٔ موبایل دعوت کنید تا دیگر کلید لازم نباشد.", "Invite yourself by your mobile number, and the key is needed no more.";
        member: "عضو", "Member";
        you: "شما", "You";
        role: "نقش", "Role";
        since: "از", "Since";
        acts: "کارها", "Actions";
        change: "تغییر نقش", "Change role";
        remove: "حذف", "Remove";
        leave: "ترک فروشگاه", "Leave the shop";
        invite: "دعوت همکار", "Invite a member";
        invite_operator: "دعوت اپراتور", "Invite an operator";
        mobile: "شمارهٔ موبایل", "Mobile number";
        mobile_hint: "دعوت‌شده با همین شماره وارد پنل می‌شود و دعوت را می‌پذیرد.", "They sign in to the panel with this number and accept.";
        operator_hint: "دعوت‌شده با همین شماره از نشانی ورود اپراتور وارد می‌شود.", "They sign in at the operator’s sign-in with this number.";
        send: "دعوت", "Invite";
        invitations: "دعوت‌های باز", "Open invitations";
        invited: "دعوت‌شده", "Invited";
        until: "تا", "Until";
        withdraw: "پس گرفتن", "Withdraw";
        wrong: "نشد", "That did not work";
        bad_mobile: "این شمارهٔ موبایل درست نیست.", "This is no Iranian mobile number.";
        already: "این شماره عضو است یا دعوت شده است.", "This number is a member or invited already.";
        full: "تعداد اعضا به سقف رسیده است.", "The team is as large as it may be.";
        last_owner: "فروشگاه دست‌کم یک مالک می‌خواهد. نخست کس دیگری را مالک کنید.", "A shop needs an owner. Make somebody else an owner first.";
        last_operator: "آخرین اپراتور را نمی‌توان حذف کرد.", "The last operator cannot be removed.";
        remove_sure: "این عضو حذف شود؟", "Remove this member?";
        remove_text: "نشست‌هایش در این فروشگاه همین حالا پایان می‌یابد. کلیدهایی که ساخته است کار می‌کند.", "Their sessions in this shop end now. Keys that they have made go on working.";
        leave_sure: "از این فروشگاه بیرون می‌روید؟", "Leave this shop?";
        leave_text: "برای بازگشت باید دوباره دعوت شوید.", "To come back you have to be invited again.";
        remove_operator_sure: "این اپراتور حذف شود؟", "Remove this operator?";
        remove_operator_text: "نشست‌هایش در میز اپراتور همین حالا پایان می‌یابد.", "Their sessions at the operator’s desk end now.";
        owner: "مالک", "Owner";
        manager: "مدیر", "Manager";
        support: "پشتیبان", "Support";
        viewer: "بیننده", "Viewer";
        owner_may: "همه چیز، با همکاران و قراردادها", "Everything, with the team and the contracts";
        manager_may: "کار روزانه، بازپرداخت، کلیدها و تنظیمات", "The daily business, refunds, keys and settings";
        support_may: "دیدن، بازپرداخت و لینک پرداخت", "Looking, refunds and payment links";
        viewer_may: "تنها دیدن", "Looking only";
        roles: "نقش‌ها", "Roles";
        waiting: "دعوت‌های شما", "Your invitations";
        waiting_lead: "به این فروشگاه‌ها دعوت شده‌اید.", "You are invited to these shops.";
        none_waiting: "دعوتی برای شما نیست", "Nothing waits for you";
        none_waiting_text: "اگر منتظر دعوتی هستید، بخواهید دوباره بفرستند.", "If you expect an invitation, ask to be invited again.";
        shop: "فروشگاه", "Shop";
        accept: "پذیرفتن", "Accept";
        decline: "رد کردن", "Decline";
        own_shop: "ساختن فروشگاه خودم", "Open a shop of my own";
    }
}

/// What a person is in a shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Owner,
    /// The daily business.
    Manager,
    /// Helps shoppers.
    Support,
    /// Looks.
    Viewer,
}

impl Role {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Manager, Self::Support, Self::Viewer];

    /// Its word in forms.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Support => "support",
            Self::Viewer => "viewer",
        }
    }

    /// What it is called.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        let w = Words::of(lang);
        match self {
            Self::Owner => w.owner,
            Self::Manager => w.manager,
            Self::Support => w.support,
            Self::Viewer => w.viewer,
        }
    }

    const fn may(self, lang: Lang) -> &'static str {
        let w = Words::of(lang);
        match self {
            Self::Owner => w.owner_may,
            Self::Manager => w.manager_may,
            Self::Support => w.support_may,
            Self::Viewer => w.viewer_may,
        }
    }
}

/// A member. An operator has no role.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// Their name for forms.
    pub id: &'a str,
    /// Their number, as much of it as the reader may see.
    pub mobile: &'a str,
    /// What they are.
    pub role: Option<Role>,
    /// Since when, ms.
    pub since: i64,
    /// Whether it is the reader.
    pub is_you: bool,
}

/// An invitation that is open.
#[derive(Clone, Copy, Debug)]
pub struct Invited<'a> {
    /// Its name for forms.
    pub id: &'a str,
    /// To which number.
    pub mobile: &'a str,
    /// As what.
    pub role: Option<Role>,
    /// Until when it can be accepted, ms.
    pub until: i64,
}

/// Why something was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The number is none.
    Mobile,
    /// They are in it already, or invited.
    Already,
    /// No place is left.
    Full,
    /// Somebody has to stay.
    Last,
}

/// A team.
#[derive(Clone, Copy, Debug)]
pub struct Team<'a> {
    /// Whether it is the operators.
    pub is_desk: bool,
    /// Its members, the oldest first.
    pub members: &'a [Member<'a>],
    /// Invitations that are open.
    pub invited: &'a [Invited<'a>],
    /// Whether the reader may change it.
    pub may_change: bool,
    /// What was typed.
    pub mobile: &'a str,
    /// What was chosen.
    pub role: Role,
    /// Why it is shown again.
    pub trouble: Option<Trouble>,
}

impl Team<'_> {
    const fn path(&self) -> &'static str {
        if self.is_desk { "/admin/team" } else { "/panel/team" }
    }

    fn wrong(&self, lang: Lang) -> Wrong {
        let w = Words::of(lang);
        match self.trouble {
            None => Wrong::none(),
            Some(Trouble::Mobile) => Wrong::one("mobile", w.bad_mobile),
            Some(Trouble::Already) => Wrong::one("mobile", w.already),
            Some(Trouble::Full) => Wrong::one("", w.full),
            Some(Trouble::Last) => Wrong::one("", if self.is_desk { w.last_operator } else { w.last_owner }),
        }
    }
}

/// `/panel/team`, `/admin/team`
#[must_use]
pub fn team(frame: &Frame<'_>, view: &Team<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let wrong = view.wrong(lang);
    let (title, lead) = if view.is_desk { (w.operators, w.operators_lead) } else { (w.title, w.lead) };
    let members: Vec<_> = view.members.iter().map(|member| member_row(frame, view, member)).collect();
    let body = html! {
        (part::heading(title, lead, &part::csv_link(lang, if view.is_desk { "/admin/team.csv" } else { "/panel/team.csv" })))
        (part::problem(w.wrong, &wrong))
        @if members.is_empty() { (part::empty(w.nobody, w.nobody_text, &html! {})) } @else { (part::table(title, &columns(lang, view.is_desk), &members)) }
        @if view.may_change && !view.invited.is_empty() {
            (part::section(w.invitations, &part::table(
                w.invitations,
                &invited_columns(lang, view.is_desk),
                &view.invited.iter().map(|invited| invited_row(frame, view, invited)).collect::<Vec<_>>(),
            )))
        }
        @if view.may_change { (invite(frame, view, &wrong)) }
        @if !view.is_desk {
            (part::section(w.roles, &part::facts(&Role::ALL.map(|role| (role.name(lang), html! { (role.may(lang)) })))))
        }
    };
    frame.page(title, &body)
}

fn columns(lang: Lang, is_desk: bool) -> Vec<Col<'static>> {
    let w = Words::of(lang);
    let role = (!is_desk).then(|| Col::text(w.role));
    [Col::text(w.member)].into_iter().chain(role).chain([Col::text(w.since), Col::acts(w.acts)]).collect()
}

fn invited_columns(lang: Lang, is_desk: bool) -> Vec<Col<'static>> {
    let w = Words::of(lang);
    let role = (!is_desk).then(|| Col::text(w.role));
    [Col::text(w.invited)].into_iter().chain(role).chain([Col::text(w.until), Col::acts(w.acts)]).collect()
}

fn member_row(frame: &Frame<'_>, view: &Team<'_>, member: &Member<'_>) -> Vec<Markup> {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let name = html! { (number(lang, member.mobile)) @if member.is_you { " " (part::badge(Tone::Plain, w.you)) } };
    let remove = html! {
        @if view.may_change || member.is_you && !view.is_desk {
            a class="button second small" href={ (view.path()) "/remove?member=" (member.id) } {
                (if member.is_you && !view.is_desk { w.leave } else { w.remove })
            }
        }
    };
    let role = member.role.map(|role| {
        if view.may_change {
            change(frame, member.id, role)
        } else {
            html! { (role.name(lang)) }
        }
    });
    [name].into_iter().chain(role).chain([part::moment(lang, member.since), remove]).collect()
}

/// The role, to be changed where it stands.
fn change(frame: &Frame<'_>, member: &str, role: Role) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    part::form(
        frame.csrf,
        "/panel/team/role",
        &html! {
            input type="hidden" name="member" value=(member);
            div class="inline" {
                select name="role" aria-label=(w.role) {
                    @for other in Role::ALL { option value=(other.word()) selected[other == role] { (other.name(lang)) } }
                }
                button class="button second small" type="submit" { (w.change) }
            }
        },
    )
}

fn invited_row(frame: &Frame<'_>, view: &Team<'_>, invited: &Invited<'_>) -> Vec<Markup> {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let action = format!("{}/withdraw", view.path());
    let withdraw = part::small_form(frame.csrf, &action, &[("invitation", invited.id)], w.withdraw);
    let role = invited.role.map(|role| html! { (role.name(lang)) });
    let name = number(lang, invited.mobile);
    [name].into_iter().chain(role).chain([part::moment(lang, invited.until), withdraw]).collect()
}

fn invite(frame: &Frame<'_>, view: &Team<'_>, wrong: &Wrong) -> Markup {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let choices: Vec<Choice<'_>> = Role::ALL.iter().rev().map(|role| (role.word(), role.name(lang))).collect();
    let hint = if view.is_desk { w.operator_hint } else { w.mobile_hint };
    let action = format!("{}/invite", view.path());
    let form = part::form(
        frame.csrf,
        &action,
        &html! {
            (Field::new("mobile", w.mobile).kind(Kind::Mobile).hint(hint).value(view.mobile).most(20).error(wrong.on("mobile")))
            @if !view.is_desk { (part::select("role", w.role, &choices, view.role.word())) }
            (part::button(w.send))
        },
    );
    part::section(if view.is_desk { w.invite_operator } else { w.invite }, &form)
}

/// `/panel/team/remove`, `/admin/team/remove`
#[must_use]
pub fn remove(frame: &Frame<'_>, is_desk: bool, member: &Member<'_>) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let mut facts = vec![(w.member, number(lang, member.mobile))];
    facts.extend(member.role.map(|role| (w.role, html! { (role.name(lang)) })));
    let (title, text, yes) = match (is_desk, member.is_you) {
        (true, _) => (w.remove_operator_sure, w.remove_operator_text, w.remove),
        (false, true) => (w.leave_sure, w.leave_text, w.leave),
        (false, false) => (w.remove_sure, w.remove_text, w.remove),
    };
    let asked = Confirm {
        title,
        text,
        facts: &facts,
        action: if is_desk { "/admin/team/remove" } else { "/panel/team/remove" },
        hidden: &[("member", member.id)],
        yes,
        back: if is_desk { "/admin/team" } else { "/panel/team" },
    };
    frame.page(title, &part::confirm(frame.csrf, lang, &asked))
}

/// An invitation to the reader.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// Its name for forms.
    pub id: &'a str,
    /// The shop's name.
    pub shop: &'a str,
    /// As what.
    pub role: Role,
    /// Until when, ms.
    pub until: i64,
}

/// `/panel/invitations`: what the reader was invited to.
#[must_use]
pub fn invitations(frame: &Frame<'_>, offers: &[Offer<'_>], has_shop: bool) -> String {
    let (lang, w) = (frame.lang, Words::of(frame.lang));
    let rows: Vec<_> = offers
        .iter()
        .map(|offer| {
            let accept = html! {
                (part::form(frame.csrf, "/panel/invitations", &html! {
                    input type="hidden" name="invitation" value=(offer.id);
                    div class="inline" {
                        button class="button small" type="submit" name="answer" value="accept" { (w.accept) }
                        button class="button second small" type="submit" name="answer" value="decline" { (w.decline) }
                    }
                }))
            };
            vec![
                html! { bdi { (offer.shop) } },
                html! { (offer.role.name(lang)) },
                part::moment(lang, offer.until),
                accept,
            ]
        })
        .collect();
    let own = html! { @if !has_shop { (part::button_link("/panel/apply", w.own_shop)) } };
    let body = html! {
        (part::heading(w.waiting, if rows.is_empty() { "" } else { w.waiting_lead }, &own))
        @if rows.is_empty() {
            (part::empty(w.none_waiting, w.none_waiting_text, &html! {}))
        } @else {
            (part::table(w.waiting, &[Col::text(w.shop), Col::text(w.role), Col::text(w.until), Col::acts(w.acts)], &rows))
        }
    };
    frame.page(w.waiting, &body)
}
