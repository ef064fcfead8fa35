//! Where webhooks may be sent to: the public Internet by https, and in a sandbox the own machine.

use dargah_engine::{links::Links, webhook::receiver};

const ROOT: &[u8] = b"a root secret for tests, 32 long!";

fn live(url: &str) -> Result<String, &'static str> {
    receiver(url, &Links::new(ROOT, "https://pay.example"))
}

fn sandbox(url: &str) -> Result<String, &'static str> {
    receiver(url, &Links::new(ROOT, "http://127.0.0.1:8787"))
}

#[test]
fn a_public_https_address_is_taken_as_browsers_would_write_it() {
    for (url, written) in [
        ("https://shop.example/hooks", "https://shop.example/hooks"),
        ("https://SHOP.example:443/a b?c=%20", "https://shop.example/a%20b?c=%20"),
        ("https://a.b.c.shop.example", "https://a.b.c.shop.example/"),
        ("https://xn--mgbab2bd.example/", "https://xn--mgbab2bd.example/"),
        ("https://shop.example/#part", "https://shop.example/"),
        ("https://internal.example/", "https://internal.example/"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
    ] {
        assert_eq!(live(url).as_deref(), Ok(written), "{url}");
        assert_eq!(sandbox(url).as_deref(), Ok(written), "{url}");
    }
}

#[test]
fn any_other_kind_of_address_is_refused() {
    let long = format!("https://shop.example/{}", "x".repeat(500));
    for url in [
        "",
        "shop.example",
        "/hooks",
        "http://shop.example/",
        "http://8.8.8.8/",
        "ftp://shop.example/",
        "file:///etc/passwd",
        "data:text/plain,x",
        "javascript:alert(1)",
        "https://",
        "https://shop.example:8443/",
        "https://shop.example:80/",
        "https://user@shop.example/",
        "https://:secret@shop.example/",
        "https://user:secret@shop.example/",
        "https://shop.example.:443/",
        "https://فروشگاه.example/",
        &long,
    ] {
        assert!(live(url).is_err(), "{url}");
        assert!(sandbox(url).is_err(), "{url}");
    }
}

#[test]
fn names_that_are_not_looked_up_outside_are_refused() {
    for host in [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
        "shop",
        "shop.",
        "shop.example.",
        "metadata.google.internal",
        "printer.local",
        "router.lan",
        "nas.home",
        "git.corp",
        "www.intranet",
        "x.localdomain",
        "1.0.0.127.in-addr.arpa",
        "facebookwkhpilnemxj7asaniu7vnjjbiltxjqhye3mhbshg7kx5tfyd.onion",
    ] {
        assert!(live(&format!("https://{host}/")).is_err(), "{host}");
        assert!(sandbox(&format!("https://{host}/")).is_err(), "{host}");
    }
}

/// Each range by its first and last address, and its neighbours outside, which are public unless another range holds them.
#[test]
fn every_special_range_of_ipv4_is_refused_to_its_edges() {
    let public = [
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.0.3.0",
        "192.88.98.255",
        "192.88.100.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.99.255",
        "198.51.101.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
    ];
    for ip in public {
        assert!(live(&format!("https://{ip}/")).is_ok(), "{ip} is public");
    }
    let special = [
        ("0.0.0.0", "0.255.255.255"),
        ("10.0.0.0", "10.255.255.255"),
        ("100.64.0.0", "100.127.255.255"),
        ("127.0.0.0", "127.255.255.255"),
        ("169.254.0.0", "169.254.255.255"),
        ("172.16.0.0", "172.31.255.255"),
        ("192.0.0.0", "192.0.0.255"),
        ("192.0.2.0", "192.0.2.255"),
        ("192.88.99.0", "192.88.99.255"),
        ("192.168.0.0", "192.168.255.255"),
        ("198.18.0.0", "198.19.255.255"),
        ("198.51.100.0", "198.51.100.255"),
        ("203.0.113.0", "203.0.113.255"),
        ("224.0.0.0", "239.255.255.255"),
        ("240.0.0.0", "255.255.255.255"),
    ];
    for ip in special.into_iter().flat_map(|(first, last)| [first, last]) {
        assert!(live(&format!("https://{ip}/")).is_err(), "{ip} is special");
        // Into IPv6 it comes in no disguise either.
        for disguise in ["::ffff:", "::", "64:ff9b::", "2002::"] {
            assert!(live(&format!("https://[{disguise}{ip}]/")).is_err(), "{disguise}{ip}");
        }
    }
}

#[test]
fn every_way_to_write_a_private_ipv4_address_is_seen_through() {
    for host in [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "①②⑦.⓪.⓪.①",
        "%31%32%37.0.0.1",
        "0",
        "0xa9fea9fe",
        "169.254.43518",
    ] {
        assert!(live(&format!("https://{host}/")).is_err(), "{host}");
    }
    for url in ["https:\\\\127.0.0.1\\", "https:/127.0.0.1/", "https:127.0.0.1", "https://\t127.0.0.1/"] {
        assert!(live(url).is_err(), "{url:?}");
    }
}

#[test]
fn of_ipv6_only_what_is_given_out_to_the_public_is_called() {
    for ip in ["2000::1", "2001:200::1", "2001:4860:4860::8888", "2606:4700::1", "2a00:1450::1", "3ffe::1"] {
        assert!(live(&format!("https://[{ip}]/")).is_ok(), "{ip} is public");
    }
    for ip in [
        "::",
        "::1",
        "::7f00:1",
        "::ffff:7f00:1",
        "::ffff:0:7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "1fff::1",
        "2001::1",
        "2001:10::1",
        "2001:20::1",
        "2001:1ff:ffff::1",
        "2001:db8::1",
        "2001:db8:ffff::1",
        "2002::1",
        "2002:7f00:1::",
        "2002:ffff::1",
        "3fff::1",
        "3fff:fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00::1",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "ffff::1",
    ] {
        assert!(live(&format!("https://[{ip}]/")).is_err(), "{ip} is special");
    }
}

#[test]
fn a_sandbox_calls_its_own_machine_at_any_port_and_nothing_else_without_tls() {
    for url in ["http://127.0.0.1:8788/webhooks", "http://localhost/", "http://localhost:3000/a", "http://0x7f.1:99/"] {
        assert!(sandbox(url).is_ok(), "{url}");
        assert!(live(url).is_err(), "{url} in earnest");
    }
    for url in [
        "http://127.0.0.2/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://a.localhost/",
        "http://shop.example/",
        "http://user@127.0.0.1/",
        "https://127.0.0.1/",
        "https://localhost/",
        "http://localhost./",
    ] {
        assert!(sandbox(url).is_err(), "{url}");
    }
}

#[test]
fn we_do_not_call_ourselves() {
    assert!(live("https://pay.example/v1/callback/cb_1").is_err());
    assert!(live("https://PAY.example:443/").is_err());
    assert!(live("https://shop.pay.example/").is_ok());
}
