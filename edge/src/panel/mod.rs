//! The panel, `/panel` for shops and `/admin` for operators: the way from a request to a page of `dargah-panel`.
//!
//! What lives here: reading forms, asking the engine, the rows of the database, and which page follows. What must not: a page's words
//! and markup (`dargah-panel`), and a rule of who may do what (`dargah_engine::member`).
//!
//! # How a page is served
//!
//! ```ignore
//! pub(super) async fn teapots(mut request: Request, call: &Call) -> Result<Response, Stop> {
//!     let session = session::must(&request, call).await?;      // else to the sign-in, and back
//!     session.must(Action::ManageSettings)?;                   // the role
//!     if request.inner().method() == "POST" {
//!         let form = Form::read(&mut request, call).await?;    // from a page of ours
//!         session.check_form(&form)?;                          // of this very session
//!         session.must_be_recent()?;                           // for what wants a fresh proof
//!         let db = db::of(&call.env).await?;
//!         …
//!         audit::note(&db, session.who(), Some(session.shop()?), "teapot.made", json!({ "id": id })).await?;
//!         return Ok(shell::see_other("/panel/teapots?done=made")?);
//!     }
//!     let shell = Shell::of(&request, &session, call).await?;
//!     let html = dargah_panel::teapots::teapots(&shell.frame(Section::Teapots), &view);
//!     Ok(shell::reply(html, 200, shell.lang)?)
//! }
//! ```
//!
//! Every error is a [`Stop`], which knows where it leads. The address is a row of `route.rs`, the function a line of [`answer`].

pub(crate) mod admin;
pub(crate) mod apply;
pub(crate) mod audit;
mod cookie;
pub(crate) mod form;
mod people;
pub(crate) mod session;
pub(crate) mod shell;
pub(crate) mod stop;

pub(crate) use form::Form;
pub(crate) use people::People;
pub(crate) use session::Session;
pub(crate) use shell::Shell;
pub(crate) use stop::Stop;
