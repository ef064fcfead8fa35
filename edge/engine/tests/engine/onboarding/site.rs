//! What a site's pages show, and where its redirects may lead.

use super::desk::links;
use dargah_engine::onboarding::site::{Fetched, Proof, Site, meta_element, records, report};

const WORD: &str = "dargah-0011";

fn page(html: &str) -> Fetched {
    Fetched { home: Some(("https://pottery.example/".to_owned(), 200, html.to_owned())), ..Fetched::default() }
}

#[test]
fn the_domain_is_proven_in_one_of_three_ways() {
    assert_eq!(report(&page("<p>سلام</p>"), WORD).proof, None);
    assert_eq!(report(&page(&format!("<head>{}</head>", meta_element(WORD))), WORD).proof, Some(Proof::Meta));
    assert_eq!(report(&page("<META content='dargah-0011' name=dargah-verification />"), WORD).proof, Some(Proof::Meta));
    let file = Fetched { file: Some(" dargah-0011\n".to_owned()), ..page("") };
    assert_eq!(report(&file, WORD).proof, Some(Proof::File));
    let dns = Fetched { records: vec!["v=spf1".to_owned(), "\"dargah-0011\"".to_owned()], ..page("") };
    assert_eq!(report(&dns, WORD).proof, Some(Proof::Dns));
}

#[test]
fn a_word_that_stands_elsewhere_proves_nothing() {
    for html in [
        "<p>dargah-0011</p>",
        "<!-- <meta name=\"dargah-verification\" content=\"dargah-0011\"> -->",
        "<script>var a = '<meta name=\"dargah-verification\" content=\"dargah-0011\">'</script>",
        "<meta name=\"dargah-verification\" content=\"dargah-00112\">",
        "<meta name=\"other\" content=\"dargah-0011\">",
        "<meta content=\"dargah-0011\" data-name=\"dargah-verification\">",
    ] {
        assert_eq!(report(&page(html), WORD).proof, None, "{html}");
    }
    assert_ne!(links().site_token("app_1", "pottery.example"), links().site_token("app_2", "pottery.example"));
    assert_ne!(links().site_token("app_1", "pottery.example"), links().site_token("app_1", "other.example"));
}

#[test]
fn a_contact_page_and_a_title_are_found() {
    for html in [
        "<a href=\"/contact-us\">x</a>",
        "<a href='/c'>تماس با ما</a>",
        "<a class=x href=tel:05142200000>۰۵۱</a>",
        "<A HREF=\"mailto:a@b.c\">e</A>",
    ] {
        assert!(report(&page(html), WORD).contact, "{html}");
    }
    assert!(!report(&page("<a href='/'>خانه</a><p>contact</p>"), WORD).contact);
    assert_eq!(report(&page("<title>\n سفال  <b>"), WORD).title, "سفال");
}

#[test]
fn broken_pages_are_read_to_their_end() {
    for html in [
        "<",
        "<a",
        "<!--",
        "<script>",
        "<meta name=",
        "<meta name=\"",
        "<a href=\"x>",
        "<é è=ü>",
        "<meta =x name>",
        "\u{0}<a/=/>",
    ] {
        let _ = report(&page(html), WORD);
    }
}

#[test]
fn a_redirect_stays_at_the_site_and_outside() {
    let site = Site::read("https://pottery.example", &links()).unwrap();
    let follow = |location: &str| site.follow("https://pottery.example/", location, &links());
    assert_eq!(follow("/fa/").as_deref(), Some("https://pottery.example/fa/"));
    assert_eq!(follow("https://www.pottery.example/").as_deref(), Some("https://www.pottery.example/"));
    for location in [
        "http://pottery.example/",
        "https://127.0.0.1/",
        "http://169.254.169.254/",
        "https://evil.example/",
        "https://pottery.example.evil.example/",
        "//localhost/",
        "https://pottery.example:444/",
    ] {
        assert_eq!(follow(location), None, "{location}");
    }
    assert_eq!(site.record(), "_dargah.pottery.example");
    assert_eq!(
        Site::read("https://www.pottery.example/shop?x=1", &links()).unwrap().record(),
        "_dargah.pottery.example"
    );
}

#[test]
fn records_are_read_from_the_resolvers_answer() {
    let answer = r#"{"Status":0,"Answer":[{"name":"_dargah.pottery.example","type":16,"TTL":60,"data":"\"dargah-0011\""},{"name":"x","type":5,"data":"y"}]}"#;
    assert_eq!(records(answer), ["\"dargah-0011\""]);
    assert!(records("{}").is_empty() && records("<html>").is_empty());
}
