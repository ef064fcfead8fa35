//! The rows of people: who they are, in which shops, with what invitations.

use super::session;
use crate::{
    db::{self, int},
    world,
};
use dargah_engine::{
    id::ShopId,
    member::{InvitationId, MemberId, Mobile, Place, Role, team::Seat},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use worker::{D1Database, Result};

#[derive(Deserialize)]
struct Id {
    id: MemberId,
}

/// The person of this number; one who was never here before is made.
pub(super) async fn by_mobile(db: &D1Database, mobile: &Mobile) -> Result<MemberId> {
    let fresh = MemberId::new(world::entropy()?);
    let sql = "INSERT OR IGNORE INTO member (id, mobile, created_at) VALUES (?, ?, ?)";
    db::run(db, sql, &[fresh.as_str().into(), mobile.national().into(), int(world::now().0)]).await?;
    let row: Option<Id> = db::first(db, "SELECT id FROM member WHERE mobile = ?", &[mobile.national().into()]).await?;
    Ok(row.map_or(fresh, |row| row.id))
}

/// Whom an operator's key stands for: nobody, under a name that the key alone gives.
pub(super) async fn by_key(db: &D1Database, hash: &str) -> Result<MemberId> {
    let mut entropy = [0; 16];
    entropy.copy_from_slice(&dargah_engine::seal::sha256(hash.as_bytes())[..16]);
    let id = MemberId::new(entropy);
    let sql = "INSERT OR IGNORE INTO member (id, mobile, created_at) VALUES (?, NULL, ?)";
    db::run(db, sql, &[id.as_str().into(), int(world::now().0)]).await?;
    Ok(id)
}

/// Whether this number is an operator's, or was invited to be one.
pub(super) async fn may_come_to_the_desk(db: &D1Database, mobile: &Mobile) -> Result<bool> {
    let sql = "SELECT m.id FROM operator o JOIN member m ON m.id = o.member WHERE m.mobile = ?";
    let operator: Option<Id> = db::first(db, sql, &[mobile.national().into()]).await?;
    Ok(operator.is_some() || !invitations_for(db, mobile).await?.iter().all(|invitation| invitation.shop.is_some()))
}

/// Whether they are an operator.
pub(super) async fn is_operator(db: &D1Database, member: &MemberId) -> Result<bool> {
    let row: Option<Id> =
        db::first(db, "SELECT member AS id FROM operator WHERE member = ?", &[member.as_str().into()]).await?;
    Ok(row.is_some())
}

/// A shop of somebody's.
#[derive(Deserialize)]
pub(super) struct Seated {
    pub(super) shop: ShopId,
    role: String,
}

impl Seated {
    pub(super) fn role(&self) -> Option<Role> {
        Role::named(&self.role)
    }
}

/// Their shops, the oldest membership first.
pub(super) async fn shops_of(db: &D1Database, member: &MemberId) -> Result<Vec<Seated>> {
    db::rows(db, "SELECT shop, role FROM membership WHERE member = ? ORDER BY since, shop", &[member.as_str().into()])
        .await
}

/// Where somebody stands who comes in: in the shop of theirs that they were in last, else in their first.
pub(super) async fn place(db: &D1Database, member: &MemberId) -> Result<Place> {
    let shops = shops_of(db, member).await?;
    let first = shops.iter().find_map(|seated| Some(Place::Shop(seated.shop.clone(), seated.role()?)));
    Ok(first.unwrap_or(Place::Nowhere))
}

/// A member of a team.
#[derive(Deserialize)]
pub(super) struct Member {
    pub(super) member: MemberId,
    pub(super) mobile: Option<Mobile>,
    pub(super) role: Option<String>,
    pub(super) since: i64,
}

/// A shop's team, or the operators; the oldest first.
pub(super) async fn team(db: &D1Database, shop: Option<&ShopId>) -> Result<Vec<Member>> {
    match shop {
        Some(shop) => {
            let sql = "SELECT t.member, m.mobile, t.role, t.since FROM membership t JOIN member m ON m.id = t.member
                WHERE t.shop = ? ORDER BY t.since, t.member";
            db::rows(db, sql, &[shop.as_str().into()]).await
        }
        None => {
            let sql =
                "SELECT o.member, m.mobile, NULL AS role, o.since FROM operator o JOIN member m ON m.id = o.member
                ORDER BY o.since, o.member";
            db::rows(db, sql, &[]).await
        }
    }
}

/// A team as the rules take it.
pub(super) fn seats(team: &[Member]) -> Vec<Seat> {
    let seat =
        |member: &Member| Some(Seat { member: member.member.clone(), role: Role::named(member.role.as_deref()?)? });
    team.iter().filter_map(seat).collect()
}

/// Makes somebody a member of a shop, in this role; changes it if they are one.
pub(super) async fn seat(db: &D1Database, member: &MemberId, shop: &ShopId, role: Role) -> Result<()> {
    let sql = "INSERT INTO membership (member, shop, role, since) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (member, shop) DO UPDATE SET role = ?3";
    db::run(db, sql, &[member.as_str().into(), shop.as_str().into(), role.as_str().into(), int(world::now().0)])
        .await
        .map(|_| ())
}

/// Makes somebody an operator.
pub(super) async fn seat_at_the_desk(db: &D1Database, member: &MemberId) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO operator (member, since) VALUES (?, ?)";
    db::run(db, sql, &[member.as_str().into(), int(world::now().0)]).await.map(|_| ())
}

/// Makes whoever is signed in the owner of a shop that was just made, and moves their session there.
pub(crate) async fn found_shop(
    session: &session::Session,
    shop: &ShopId,
    response: &mut worker::Response,
    db: &D1Database,
) -> Result<()> {
    seat(db, &session.member, shop, Role::Owner).await?;
    session::moved(session, shop, response, db).await
}

/// An invitation that is open.
#[derive(Deserialize)]
pub(super) struct Invitation {
    pub(super) id: InvitationId,
    pub(super) shop: Option<ShopId>,
    role: Option<String>,
    pub(super) mobile: Mobile,
    pub(super) invited_at: i64,
}

impl Invitation {
    pub(super) fn role(&self) -> Option<Role> {
        Role::named(self.role.as_deref()?)
    }
}

const OPEN: &str =
    "SELECT id, shop, role, mobile, invited_at FROM invitation WHERE ended_at IS NULL AND invited_at > ?1";

fn open_since() -> wasm_bindgen::JsValue {
    int(world::now().0 - dargah_engine::member::team::INVITED_FOR.0)
}

/// The open invitations to a shop, or to the desk.
pub(super) async fn invitations_of(db: &D1Database, shop: Option<&ShopId>) -> Result<Vec<Invitation>> {
    let sql = format!("{OPEN} AND shop IS ?2 ORDER BY invited_at, id");
    db::rows(db, &sql, &[open_since(), db::text(shop.map(ShopId::as_str))]).await
}

/// The open invitations of this number.
pub(super) async fn invitations_for(db: &D1Database, mobile: &Mobile) -> Result<Vec<Invitation>> {
    let sql = format!("{OPEN} AND mobile = ?2 ORDER BY invited_at, id");
    db::rows(db, &sql, &[open_since(), mobile.national().into()]).await
}

/// The open invitations of somebody.
pub(super) async fn invitations_to(db: &D1Database, member: &MemberId) -> Result<Vec<Invitation>> {
    let sql = format!("{OPEN} AND mobile = (SELECT mobile FROM member WHERE id = ?2) ORDER BY invited_at, id");
    db::rows(db, &sql, &[open_since(), member.as_str().into()]).await
}

/// Invites a number, to a shop in a role or to the desk.
pub(super) async fn invite(
    db: &D1Database,
    by: &MemberId,
    mobile: &Mobile,
    to: Option<(&ShopId, Role)>,
) -> Result<InvitationId> {
    let id = InvitationId::new(world::entropy()?);
    let sql = "INSERT INTO invitation (id, shop, role, mobile, invited_by, invited_at) VALUES (?, ?, ?, ?, ?, ?)";
    let (shop, role) = to.unzip();
    let values = [
        id.as_str().into(),
        db::text(shop.map(ShopId::as_str)),
        db::text(role.map(Role::as_str)),
        mobile.national().into(),
        by.as_str().into(),
        int(world::now().0),
    ];
    db::run(db, sql, &values).await?;
    Ok(id)
}

/// Ends an invitation; whether it was open.
pub(super) async fn end_invitation(db: &D1Database, id: &InvitationId) -> Result<bool> {
    let sql = "UPDATE invitation SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL";
    Ok(db::run(db, sql, &[id.as_str().into(), int(world::now().0)]).await? == 1)
}

#[derive(Deserialize)]
struct Numbered {
    id: MemberId,
    mobile: Option<Mobile>,
}

/// As much of these people's numbers as a list shows. Whoever is gone, or has none, is not among them.
pub(super) async fn masked(db: &D1Database, people: &[&MemberId]) -> Result<BTreeMap<MemberId, String>> {
    let mut found = BTreeMap::new();
    for some in people.chunks(50) {
        let places = vec!["?"; some.len()].join(", ");
        let sql = format!("SELECT id, mobile FROM member WHERE id IN ({places})");
        let values: Vec<_> = some.iter().map(|id| id.as_str().into()).collect();
        for row in db::rows::<Numbered>(db, &sql, &values).await? {
            found.extend(row.mobile.map(|mobile| (row.id, mobile.masked())));
        }
    }
    Ok(found)
}
