//! Which addresses may be called (SSRF). What a Worker calls leaves it for the public Internet and nothing private is behind it;
//! this keeps names and addresses out that could only be meant for something inside, wherever the engine may run.

use crate::links::Links;
use url::{Host, Url};

/// The longest address, characters.
const URL_MAX: usize = 512;

/// IPv4 addresses that are nobody's on the public Internet: first address, length of the prefix.
const V4: [(u32, u32); 14] = [
    (0x0000_0000, 8),  // 0.0.0.0, this network
    (0x0a00_0000, 8),  // 10.0.0.0, private
    (0x6440_0000, 10), // 100.64.0.0, carriers
    (0x7f00_0000, 8),  // 127.0.0.0, loopback
    (0xa9fe_0000, 16), // 169.254.0.0, link-local
    (0xac10_0000, 12), // 172.16.0.0, private
    (0xc000_0000, 24), // 192.0.0.0, protocols
    (0xc000_0200, 24), // 192.0.2.0, documentation
    (0xc058_6300, 24), // 192.88.99.0, 6to4 relays
    (0xc0a8_0000, 16), // 192.168.0.0, private
    (0xc612_0000, 15), // 198.18.0.0, benchmarks
    (0xc633_6400, 24), // 198.51.100.0, documentation
    (0xcb00_7100, 24), // 203.0.113.0, documentation
    (0xe000_0000, 3),  // 224.0.0.0, multicast, reserved, broadcast
];

/// The same within IPv6's public part, 2000::/3. All that lies outside of it is refused: loopback, mapped and translated IPv4,
/// local, multicast and whatever is yet to be given out.
const V6: [(u128, u32); 4] = [
    (0x2001_0000 << 96, 23), // 2001::, protocols: Teredo, ORCHID
    (0x2001_0db8 << 96, 32), // 2001:db8::, documentation
    (0x2002_0000 << 96, 16), // 2002::, 6to4
    (0x3fff_0000 << 96, 20), // 3fff::, documentation
];

/// Last labels of names that are not looked up outside.
const INSIDE: [&str; 10] =
    ["localhost", "local", "internal", "localdomain", "lan", "home", "corp", "intranet", "arpa", "onion"];

/// The address as it will be called, or what is wrong with it. `links` says whether this is a sandbox, which may call its own
/// machine, and who we are, since we do not call ourselves.
///
/// # Errors
/// What is wrong, for the shop.
pub fn receiver(text: &str, links: &Links) -> Result<String, &'static str> {
    if text.len() > URL_MAX {
        return Err("at most 512 characters");
    }
    let mut url = Url::parse(text).map_err(|_| "not an absolute URL (a host outside ASCII is written as xn--…)")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("no user or password may stand in it");
    }
    url.set_fragment(None);
    let own_machine = matches!(url.host_str(), Some("127.0.0.1" | "localhost"));
    if links.is_sandbox() && url.scheme() == "http" && own_machine {
        return Ok(url.into());
    }
    // The URL has no port where it is the scheme's own.
    if url.scheme() != "https" || url.port().is_some() {
        return Err("https on port 443 alone");
    }
    let public = match url.host() {
        Some(Host::Domain(name)) => {
            name.rsplit_once('.').is_some_and(|(_, last)| !last.is_empty() && !INSIDE.contains(&last))
        }
        Some(Host::Ipv4(ip)) => {
            let ip = u32::from(ip);
            !V4.iter().any(|&(first, length)| (ip ^ first) >> (32 - length) == 0)
        }
        Some(Host::Ipv6(ip)) => {
            let ip = u128::from(ip);
            ip >> 125 == 1 && !V6.iter().any(|&(first, length)| (ip ^ first) >> (128 - length) == 0)
        }
        None => false,
    };
    if !public {
        return Err("its host is not on the public Internet");
    }
    if url.origin().ascii_serialization() == links.origin() {
        return Err("it is our own address");
    }
    Ok(url.into())
}
