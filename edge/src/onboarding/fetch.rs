//! A shop's site, fetched: its home page, a file, and its TXT records. Where it may lead is the engine's to say, at every redirect.

use super::Settings;
use crate::{outside, world::World};
use dargah_engine::{
    gateway::{HttpRequest, Verb},
    onboarding::site::{DEADLINE_MS, Fetched, PAGE_MAX, REDIRECTS_MAX, Site, records},
};

/// What there is of a site.
pub(super) async fn fetch(site: &Site, world: &World) -> Fetched {
    let home = page(site, site.url(), world).await;
    let file = match page(site, &site.file(), world).await {
        Some((_, 200, text)) => Some(text),
        _ => None,
    };
    Fetched { home, file, records: lookup(site, &world.onboarding).await }
}

fn get(url: String, accept: &str) -> HttpRequest {
    let headers = vec![("accept", accept.to_owned()), ("user-agent", "Dargah-Review".to_owned())];
    HttpRequest { verb: Verb::Get, url, headers, body: String::new() }
}

/// A page: where it was in the end, its status, its text.
async fn page(site: &Site, url: &str, world: &World) -> Option<(String, u16, String)> {
    let signal = outside::within(DEADLINE_MS);
    // The rules hold for the address at each step, the first too: what was allowed when it was typed need not be now.
    let mut here = site.follow(site.url(), url, &world.links)?;
    for _ in 0..=REDIRECTS_MAX {
        let heard = outside::send(get(here.clone(), "text/html"), &signal, PAGE_MAX).await.ok()?;
        match (heard.status, heard.location) {
            (301 | 302 | 303 | 307 | 308, Some(location)) => here = site.follow(&here, &location, &world.links)?,
            (status, _) => {
                let body = heard.body.ok()?;
                return Some((here, status, String::from_utf8_lossy(&body).into_owned()));
            }
        }
    }
    None
}

async fn lookup(site: &Site, settings: &Settings) -> Vec<String> {
    let url = format!("{}?name={}&type=TXT", settings.resolver, site.record());
    let signal = outside::within(DEADLINE_MS);
    match outside::send(get(url, "application/dns-json"), &signal, 64 * 1024).await {
        Ok(heard) if heard.status == 200 => {
            heard.body.map(|body| records(&String::from_utf8_lossy(&body))).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}
