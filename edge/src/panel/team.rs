//! `/panel/team`, `/admin/team` and `/panel/invitations`: who is in a team, who is invited, and who goes. What a change needs,
//! `dargah_engine::member::team` says.

use super::{
    Form, Session, Shell, Stop, audit,
    members::{self, Invitation, Member},
    security::{end_in, role_of},
    session, shell,
};
use crate::{
    api::Call,
    db,
    export::{self, Whole},
    page::language::said,
    route::Door,
};
use dargah_engine::{
    id::ShopId,
    member::{
        Action, InvitationId, MemberId, Mobile, Place, Role,
        team::{INVITED_FOR, Refusal, may_change, may_invite, may_remove_operator},
    },
    problem::Code,
    report::Csv,
    time::Moment,
};
use dargah_panel::{
    Lang, Section,
    team::{self as page, Invited, Offer, Team, Trouble},
};
use serde_json::json;
use worker::{D1Database, Request, Response};

/// A team, with whoever asks for it.
struct Seen {
    session: Session,
    /// The shop; nothing for the operators.
    shop: Option<ShopId>,
    db: D1Database,
}

impl Seen {
    async fn of(request: &Request, door: Door, call: &Call) -> Result<Self, Stop> {
        let session = session::must(request, call).await?;
        let shop = match door {
            Door::Shop => Some(session.shop()?.clone()),
            Door::Desk => {
                session.must(Action::ManageOperators)?;
                None
            }
        };
        Ok(Self { session, shop, db: db::of(&call.env).await? })
    }

    const fn section(&self) -> Section {
        if self.shop.is_some() { Section::Team } else { Section::Operators }
    }

    const fn path(&self) -> &'static str {
        if self.shop.is_some() { "/panel/team" } else { "/admin/team" }
    }

    /// Whether who asks may change it.
    fn may_change(&self) -> bool {
        self.session.must(if self.shop.is_some() { Action::ManageTeam } else { Action::ManageOperators }).is_ok()
    }

    async fn members(&self) -> worker::Result<Vec<Member>> {
        members::team(&self.db, self.shop.as_ref()).await
    }

    async fn invited(&self) -> worker::Result<Vec<Invitation>> {
        members::invitations_of(&self.db, self.shop.as_ref()).await
    }

    /// As much of a number as who asks may see.
    fn number(&self, mobile: &Mobile, is_you: bool) -> String {
        if is_you || self.may_change() { mobile.national().to_owned() } else { mobile.masked() }
    }

    fn done(&self, word: &str) -> Result<Response, Stop> {
        Ok(shell::see_other(&format!("{}?done={word}", self.path()))?)
    }

    async fn note(&self, what: &'static str, details: serde_json::Value) -> Result<(), Stop> {
        Ok(audit::note(&self.db, self.session.who(), self.shop.as_ref(), what, details).await?)
    }
}

/// `GET /panel/team`, `/admin/team`
pub(super) async fn look(request: Request, door: Door, call: &Call) -> Result<Response, Stop> {
    let seen = Seen::of(&request, door, call).await?;
    draw(&request, &seen, "", Role::Viewer, None, call).await
}

async fn draw(
    request: &Request,
    seen: &Seen,
    typed: &str,
    role: Role,
    trouble: Option<Trouble>,
    call: &Call,
) -> Result<Response, Stop> {
    let shell = Shell::of(request, &seen.session, call).await?;
    let (team, open) = (seen.members().await?, seen.invited().await?);
    let numbers: Vec<String> = team.iter().map(|member| number_of(seen, member)).collect();
    let members: Vec<_> = team.iter().zip(&numbers).map(|(member, number)| shown(seen, member, number)).collect();
    let invited: Vec<_> = open
        .iter()
        .map(|invitation| Invited {
            id: invitation.id.as_str(),
            mobile: invitation.mobile.national(),
            role: invitation.role().map(role_of),
            until: invitation.invited_at + INVITED_FOR.0,
        })
        .collect();
    let view = Team {
        is_desk: seen.shop.is_none(),
        members: &members,
        invited: &invited,
        may_change: seen.may_change(),
        mobile: typed,
        role: role_of(role),
        trouble,
    };
    let status = if trouble.is_some() { 422 } else { 200 };
    Ok(shell::reply(page::team(&shell.frame(seen.section()), &view), status, shell.lang)?)
}

fn number_of(seen: &Seen, member: &Member) -> String {
    member
        .mobile
        .as_ref()
        .map_or_else(|| "ok_…".to_owned(), |mobile| seen.number(mobile, member.member == seen.session.member))
}

fn shown<'a>(seen: &Seen, member: &'a Member, number: &'a str) -> page::Member<'a> {
    page::Member {
        id: member.member.as_str(),
        mobile: number,
        role: member.role.as_deref().and_then(Role::named).map(role_of),
        since: member.since,
        is_you: member.member == seen.session.member,
    }
}

/// Headings of a team, in English and Persian.
const HEADS: [(&str, &str); 5] =
    [("member", "شناسه"), ("mobile", "موبایل"), ("role", "نقش"), ("state", "وضعیت"), ("since", "از")];

/// `GET /panel/team.csv`, `/admin/team.csv`: who is in the team, and who is invited where that may be seen.
pub(super) async fn file(request: Request, door: Door, call: &Call) -> Result<Response, Stop> {
    let seen = Seen::of(&request, door, call).await?;
    let lang = shell::lang(&request);
    let csv = Csv::new(lang.locale());
    let mut text = String::new();
    let role = |role: Option<Role>| match role {
        None => lang.either("اپراتور", "operator"),
        Some(role) => lang.either(role_of(role).name(Lang::Fa), role.as_str()),
    };
    for member in &seen.members().await? {
        let own = role(member.role.as_deref().and_then(Role::named));
        let (number, since) = (number_of(&seen, member), csv.time(Moment(member.since)));
        csv.line(&mut text, &[member.member.as_str(), &number, own, lang.either("عضو", "member"), &since]);
    }
    if seen.may_change() {
        for invitation in &seen.invited().await? {
            let (number, since) = (invitation.mobile.national(), csv.time(Moment(invitation.invited_at)));
            let state = lang.either("دعوت‌شده", "invited");
            csv.line(&mut text, &[invitation.id.as_str(), number, role(invitation.role()), state, &since]);
        }
    }
    Ok(export::csv("team.csv", csv.begin(&HEADS), Whole(text)).await?)
}

/// What a refusal is called on the page; one that no page of ours leads to is none.
fn trouble(refusal: Refusal) -> Result<Trouble, Stop> {
    match refusal {
        Refusal::NotAllowed => Err(Stop::Forbidden),
        Refusal::NoSuchMember => Err(Code::NotFound.into()),
        Refusal::LastOwner => Ok(Trouble::Last),
        Refusal::MemberAlready => Ok(Trouble::Already),
        Refusal::Full => Ok(Trouble::Full),
    }
}

/// Reads a form that changes a team, which wants a fresh proof.
async fn form_for(request: &mut Request, door: Door, call: &Call) -> Result<(Seen, Form), Stop> {
    let form = Form::read(request, call).await?;
    let seen = Seen::of(request, door, call).await?;
    seen.session.check_form(&form)?;
    Ok((seen, form))
}

/// `POST …/team/invite`
pub(super) async fn invite(mut request: Request, door: Door, call: &Call) -> Result<Response, Stop> {
    let (seen, form) = form_for(&mut request, door, call).await?;
    let typed = form.get("mobile").unwrap_or_default();
    let role = form.get("role").and_then(Role::named).unwrap_or(Role::Viewer);
    let again = |trouble| draw(&request, &seen, typed, role, Some(trouble), call);
    if !seen.may_change() {
        return Err(Stop::Forbidden);
    }
    seen.session.must_be_recent()?;
    let Some(mobile) = Mobile::read(typed) else { return again(Trouble::Mobile).await };
    let (team, open) = (seen.members().await?, seen.invited().await?);
    let is_in = team.iter().any(|member| member.mobile.as_ref() == Some(&mobile))
        || open.iter().any(|other| other.mobile == mobile);
    // Whoever may change the operators counts as their owner.
    let own = seen.session.place.role().unwrap_or(Role::Owner);
    if let Err(refusal) = may_invite(own, is_in, team.len() + open.len()) {
        return again(trouble(refusal)?).await;
    }
    let to = seen.shop.as_ref().map(|shop| (shop, role));
    let id = members::invite(&seen.db, &seen.session.member, &mobile, to).await?;
    match to {
        Some((_, role)) => {
            let details = json!({ "invitation": id, "mobile": mobile.masked(), "role": role.as_str() });
            seen.note("team.invited", details).await?;
        }
        None => seen.note("operator.invited", json!({ "invitation": id, "mobile": mobile.masked() })).await?,
    }
    seen.done("invited")
}

/// `POST …/team/withdraw`
pub(super) async fn withdraw(mut request: Request, door: Door, call: &Call) -> Result<Response, Stop> {
    let (seen, form) = form_for(&mut request, door, call).await?;
    if !seen.may_change() {
        return Err(Stop::Forbidden);
    }
    let asked = form.get("invitation").and_then(InvitationId::parse).ok_or(Code::NotFound)?;
    let open = seen.invited().await?;
    let invitation = open.iter().find(|invitation| invitation.id == asked).ok_or(Code::NotFound)?;
    members::end_invitation(&seen.db, &invitation.id).await?;
    seen.note("invitation.withdrawn", json!({ "invitation": invitation.id, "mobile": invitation.mobile.masked() }))
        .await?;
    seen.done("withdrawn")
}

/// `POST /panel/team/role`
pub(super) async fn change_role(mut request: Request, call: &Call) -> Result<Response, Stop> {
    let (seen, form) = form_for(&mut request, Door::Shop, call).await?;
    let shop = seen.session.shop()?;
    let whom = form.get("member").and_then(MemberId::parse).ok_or(Code::NotFound)?;
    let to = form.get("role").and_then(Role::named).ok_or(Code::NotFound)?;
    let team = members::seats(&seen.members().await?);
    if let Err(refusal) = may_change(&team, &seen.session.member, &whom, Some(to)) {
        return draw(&request, &seen, "", Role::Viewer, Some(trouble(refusal)?), call).await;
    }
    seen.session.must_be_recent()?;
    members::seat(&seen.db, &whom, shop, to).await?;
    // What they may is read anew at every request; a session that could do more is not to go on under its old secret.
    if whom != seen.session.member {
        end_in(&seen.db, &whom, Some(shop)).await?;
    }
    seen.note("team.role_changed", json!({ "member": whom, "role": to.as_str() })).await?;
    let mut response = seen.done("role-changed")?;
    if whom == seen.session.member {
        session::moved(&seen.session, shop, &mut response, &seen.db).await?;
    }
    Ok(response)
}

/// `GET` and `POST …/team/remove`: somebody goes, or is shown the door.
pub(super) async fn remove(mut request: Request, door: Door, call: &Call) -> Result<Response, Stop> {
    if request.inner().method() != "POST" {
        let seen = Seen::of(&request, door, call).await?;
        let whom = said(&request, "member").as_deref().and_then(MemberId::parse).ok_or(Code::NotFound)?;
        let team = seen.members().await?;
        let member = team.iter().find(|member| member.member == whom).ok_or(Code::NotFound)?;
        if !seen.may_change() && whom != seen.session.member {
            return Err(Stop::Forbidden);
        }
        seen.session.must_be_recent()?;
        let shell = Shell::of(&request, &seen.session, call).await?;
        let number = number_of(&seen, member);
        let html = page::remove(&shell.frame(seen.section()), door == Door::Desk, &shown(&seen, member, &number));
        return Ok(shell::reply(html, 200, shell.lang)?);
    }
    let (seen, form) = form_for(&mut request, door, call).await?;
    let whom = form.get("member").and_then(MemberId::parse).ok_or(Code::NotFound)?;
    let team = seen.members().await?;
    let refusal = match &seen.shop {
        Some(_) => may_change(&members::seats(&team), &seen.session.member, &whom, None).err(),
        None if team.iter().all(|member| member.member != whom) => Some(Refusal::NoSuchMember),
        None => may_remove_operator(team.len()).err(),
    };
    if let Some(refusal) = refusal {
        return draw(&request, &seen, "", Role::Viewer, Some(trouble(refusal)?), call).await;
    }
    seen.session.must_be_recent()?;
    // Two owners who remove each other at once: the second finds one owner left, and nothing is removed.
    let gone = match &seen.shop {
        Some(shop) => {
            let sql = "DELETE FROM membership WHERE member = ?1 AND shop = ?2 AND (role <> 'owner'
                OR 1 < (SELECT count(*) FROM membership WHERE shop = ?2 AND role = 'owner'))";
            db::run(&seen.db, sql, &[whom.as_str().into(), shop.as_str().into()]).await?
        }
        None => {
            let sql = "DELETE FROM operator WHERE member = ? AND 1 < (SELECT count(*) FROM operator)";
            db::run(&seen.db, sql, &[whom.as_str().into()]).await?
        }
    };
    if gone == 0 {
        return draw(&request, &seen, "", Role::Viewer, Some(Trouble::Last), call).await;
    }
    end_in(&seen.db, &whom, seen.shop.as_ref()).await?;
    seen.note(if seen.shop.is_some() { "team.removed" } else { "operator.removed" }, json!({ "member": whom })).await?;
    if whom == seen.session.member {
        return Ok(shell::see_other(if seen.shop.is_some() { "/panel/sign-in" } else { "/admin/sign-in" })?);
    }
    seen.done("member-removed")
}

/// `GET` and `POST /panel/invitations`: what whoever is signed in was invited to.
pub(super) async fn invitations(mut request: Request, call: &Call) -> Result<Response, Stop> {
    let is_post = request.inner().method() == "POST";
    let form = if is_post { Some(Form::read(&mut request, call).await?) } else { None };
    let session = session::must(&request, call).await?;
    if session.place == Place::Desk {
        return Err(Stop::Forbidden);
    }
    let db = db::of(&call.env).await?;
    let mut open = members::invitations_to(&db, &session.member).await?;
    open.retain(|invitation| invitation.shop.is_some());
    if let Some(form) = form {
        session.check_form(&form)?;
        let asked = form.get("invitation").and_then(InvitationId::parse).ok_or(Code::NotFound)?;
        let invitation = open.iter().find(|invitation| invitation.id == asked).ok_or(Code::NotFound)?;
        return answer(&session, invitation, form.get("answer") == Some("accept"), &db).await;
    }
    let shell = Shell::of(&request, &session, call).await?;
    let named = |invitation: &Invitation| {
        let shop = call.world.shops.get(invitation.shop.as_ref()?)?;
        Some(shell.lang.name(&(&shop.name).into()).to_owned())
    };
    let names: Vec<String> =
        open.iter().map(|invitation| named(invitation).unwrap_or_else(|| "…".to_owned())).collect();
    let offers: Vec<Offer<'_>> = open
        .iter()
        .zip(&names)
        .filter_map(|(invitation, shop)| {
            let until = invitation.invited_at + INVITED_FOR.0;
            Some(Offer { id: invitation.id.as_str(), shop, role: role_of(invitation.role()?), until })
        })
        .collect();
    let html = page::invitations(&shell.frame(Section::Security), &offers, session.place != Place::Nowhere);
    Ok(shell::reply(html, 200, shell.lang)?)
}

/// Accepts or declines.
async fn answer(session: &Session, invitation: &Invitation, accepts: bool, db: &D1Database) -> Result<Response, Stop> {
    let (Some(shop), Some(role)) = (&invitation.shop, invitation.role()) else { return Err(Code::NotFound.into()) };
    // Of two answers at once the first counts.
    if !members::end_invitation(db, &invitation.id).await? {
        return Err(Code::NotFound.into());
    }
    let what = if accepts { "team.joined" } else { "team.declined" };
    audit::note(db, session.who(), Some(shop), what, json!({ "invitation": invitation.id, "role": role.as_str() }))
        .await?;
    if !accepts {
        return Ok(shell::see_other("/panel/invitations?done=declined")?);
    }
    members::seat(db, &session.member, shop, role).await?;
    let mut response = shell::see_other("/panel?done=joined")?;
    session::moved(session, shop, &mut response, db).await?;
    Ok(response)
}
