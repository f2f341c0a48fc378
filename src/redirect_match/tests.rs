//! What is found in texts of every kind, against one manifest.

use super::*;
use crate::manifest::Manifest;
use crate::text::Source;

const MANIFEST: &str = "\
[[client]]
type = 'server-based'
name = 'Zylker Desk'
homepage_url = 'https://app.zylker.com/'
redirect_uris = [
  'https://app.zylker.com/oauth/callback',
  'http://localhost:8080/oauth/callback',
]

[[client]]
type = 'mobile-based'
name = 'Zylker Phone'
redirect_uris = ['https://m.zylker.com']
";

fn registry() -> Registry {
    Registry::new([("cliq-client.toml", &Manifest::new(Source::new(MANIFEST)))])
}

/// Each redirect URI that is found, as `line: verdict`.
fn found(path: Option<&str>, text: &str) -> Vec<String> {
    let registry = registry();
    let mut matcher = Matcher::new(&registry, false);
    matcher.read(path, text.as_bytes(), 1);
    let describe = |found: &FoundRedirect| {
        let verdict = match &found.verdict {
            Verdict::Match(uris) => format!("line {}", registry.uris[uris[0]].position().line),
            Verdict::Mismatch { nearest: None } => "not registered".to_owned(),
            Verdict::Mismatch { nearest: Some((_, differences)) } => {
                let messages = differences.iter().map(|difference| difference.message.as_str());
                messages.collect::<Vec<_>>().join(" and ")
            }
            other => format!("{other:?}"),
        };
        format!("{}: {verdict}", found.position.line)
    };
    matcher.found.iter().map(describe).collect()
}

#[track_caller]
fn check_file(text: &str, expected: &[&str]) {
    assert_eq!(found(Some("x"), text), expected, "{text}");
}

#[track_caller]
fn check_argument(text: &str, expected: &[&str]) {
    assert_eq!(found(None, text), expected, "{text}");
}

#[test]
fn a_registered_uri_matches_its_line() {
    check_file("\nA=https://app.zylker.com/oauth/callback\n", &["2: line 6"]);
    check_argument("http://localhost:8080/oauth/callback", &["1: line 7"]);
}

#[test]
fn near_misses_are_found_in_files_without_a_name_before_them() {
    check_file("A=https://app.zylker.com/oauth/callback/", &["1: without the trailing slash"]);
    check_file("A: http://app.zylker.com/oauth/callback", &["1: with `https://`"]);
    check_file("A: http://127.0.0.1:8080/oauth/callback", &["1: with `localhost`"]);
    check_file("A: http://localhost:3000/oauth/callback", &["1: with port `8080`"]);
    check_file(
        "A: https://app.zylker.com/api/auth/callback",
        &["1: with the path `/oauth/callback`"],
    );
}

#[test]
fn another_path_of_a_host_is_a_redirect_only_by_its_name() {
    check_file("API=https://app.zylker.com/v1/users", &[]);
    check_file("REDIRECT_URI=https://app.zylker.com/zoho", &["1: with the path `/oauth/callback`"]);
    check_file("redirectUri: 'https://m.zylker.com/cb'", &["1: without the path `/cb`"]);
    check_file("HOOK=https://app.zylker.com/callback-done", &[]);
    check_file("IMG=https://app.zylker.com/redirect.png", &[]);
    check_file("APP_URL=https://app.zylker.com\nDOCS=https://m.zylker.com/", &[]);
}

#[test]
fn another_host_is_a_redirect_only_by_its_name_and_path() {
    check_file("X=https://10.0.0.7/oauth/callback", &[]);
    check_file("REDIRECT=https://10.0.0.7/oauth/callback", &["1: with the host `app.zylker.com`"]);
    check_file("REDIRECT=https://example.org/elsewhere", &[]);
}

#[test]
fn callbacks_of_other_providers_and_templates_are_left_alone() {
    for text in [
        "GOOGLE_REDIRECT=https://app.zylker.com/auth/callback",
        "https://app.zylker.com/api/auth/callback/github",
        "https://accounts.google.com/o/oauth2/auth?redirect_uri=https://app.zylker.com/cb",
        "REDIRECT=https://${HOST}/oauth/callback",
        "AUTH=https://accounts.zoho.com/oauth/v2/auth",
        "https://accounts.zoho.com/oauth/v2/auth?redirect_uri={redirect_uri}&client_id={id}",
        "REDIRECT=https://accounts.zoho.com/oauth/callback",
    ] {
        check_file(text, &[]);
    }
}

#[test]
fn each_uri_of_an_argument_is_meant() {
    check_argument("https://elsewhere.org/oauth/callback", &["1: with the host `app.zylker.com`"]);
}

#[test]
fn the_redirect_uri_of_an_authorization_url_is_judged() {
    let url = "https://accounts.zoho.com/oauth/v2/auth?response_type=code&client_id=1000.A&\
               scope=ZohoCliq.Channels.READ&redirect_uri=";
    check_file(&format!("{url}https%3A%2F%2Fapp.zylker.com%2Foauth%2Fcallback"), &["1: line 6"]);
    check_file(
        &format!("GET {url}https://app.zylker.com/oauth/callback/&x=y HTTP/1.1"),
        &["1: without the trailing slash"],
    );
    check_file(
        &format!("{url}https%253A%252F%252Fapp.zylker.com%252Foauth%252Fcallback"),
        &["1: EncodedTwice(0)"],
    );
    let sign_in = "https://accounts.zoho.com/signin?servicename=AaaServer&serviceurl=\
                   https%3A%2F%2Faccounts.zoho.com%2Foauth%2Fv2%2Fauth%3Fredirect_uri%3D\
                   https%253A%252F%252Fm.zylker.com%252F";
    check_argument(sign_in, &["1: without the trailing slash"]);
}

#[test]
fn the_client_id_and_the_data_center_of_a_manifest_are_compared() {
    let manifest = "\
[[client]]
type = 'server-based'
name = 'Production'
client_id = '1000.PRODUCTION1234567890'
data_centers = 'eu'
redirect_uris = ['https://app.zylker.com/cb']
[[client]]
type = 'server-based'
name = 'Development'
client_id = '1000.DEVELOPMENT1234567890'
redirect_uris = ['http://localhost:3000/cb']
";
    let manifest = Manifest::new(Source::new(manifest));
    let registry = Registry::new([("a.toml", &manifest)]);
    let read = |id: &str, host: &str, uri: &str| {
        let mut matcher = Matcher::new(&registry, false);
        let url = format!(
            "https://{host}/oauth/v2/auth?response_type=code&access_type=offline&scope=A.b.READ&\
             client_id={id}&redirect_uri={uri}"
        );
        matcher.read(None, url.as_bytes(), 1);
        matcher.found.remove(0)
    };
    let (production, development) = ("1000.PRODUCTION1234567890", "1000.DEVELOPMENT1234567890");
    let found = read(production, "accounts.zoho.eu", "https://app.zylker.com/cb");
    assert!(matches!(found.verdict, Verdict::Match(_)) && found.problems.is_empty(), "{found:?}");
    let found = read(production, "accounts.zoho.eu", "http://localhost:3000/cb");
    assert_eq!(found.verdict, Verdict::OtherClient { uri: 1, client: 0 });
    let found = read(production, "accounts.zoho.com", "https://app.zylker.com/cb");
    assert_eq!(found.problems[0].code, "data-center-mismatch");
    let found = read("1000.SOMETHINGELSE12345678", "accounts.zoho.com", "http://localhost:3000/cb");
    assert_eq!(found.problems[0].code, "client-id-mismatch");
    let mut matcher = Matcher::new(&registry, false);
    matcher.read(Some(".env"), b"ZOHO_ACCOUNTS_URL=https://accounts.zoho.com", 1);
    assert!(matcher.found.is_empty(), "it can be of the client that names no data center");
    let found = read(development, "accounts.zoho.com", "http://localhost:3000/cb");
    assert!(found.problems.is_empty(), "a manifest that names no data center allows each");
}

#[test]
fn a_setting_with_the_accounts_host_of_another_data_center_is_found() {
    let text = MANIFEST.replace("redirect_uris", "data_centers = ['eu', 'in']\nredirect_uris");
    let manifest = Manifest::new(Source::new(text));
    let registry = Registry::new([("a.toml", &manifest)]);
    let mut matcher = Matcher::new(&registry, false);
    let text = b"A=https://accounts.zoho.eu\nB=https://accounts.zoho.com/oauth/v2/token\n";
    matcher.read(Some(".env"), text, 1);
    let codes = matcher.found.iter().map(|found| (found.position.line, found.problems[0].code));
    assert_eq!(codes.collect::<Vec<_>>(), [(2, "data-center-mismatch")]);
}

#[test]
fn an_address_that_zoho_sent_a_browser_to_matches_without_what_zoho_appended() {
    check_argument(
        "https://app.zylker.com/oauth/callback?state=x&code=1000.a.b&location=us&\
         accounts-server=https%3A%2F%2Faccounts.zoho.com",
        &["1: line 6"],
    );
    check_argument("https://m.zylker.com#access_token=1000.a.b&expires_in=3600", &["1: line 13"]);
}

#[test]
fn a_uri_that_is_written_often_is_counted() {
    let registry = registry();
    let mut matcher = Matcher::new(&registry, false);
    let text = "A=https://m.zylker.com\n".repeat(1000);
    matcher.read(Some("a"), text.as_bytes(), 1);
    matcher.read(Some("a"), text.as_bytes(), 1001);
    assert_eq!((matcher.found.len(), matcher.found[0].count), (1, 2000));
    assert!(!matcher.has_errors());
}

#[test]
fn columns_count_characters() {
    let registry = registry();
    let mut matcher = Matcher::new(&registry, false);
    matcher.read(Some("a"), "x\n# é https://m.zylker.com".as_bytes(), 7);
    assert_eq!(matcher.found[0].position, Position { line: 8, column: 5 });
}

#[test]
fn what_is_left_out_without_being_read_is_unrelated() {
    let registry = registry();
    let hosts = [
        "app.zylker.com",
        "www.App.zylker.com:443",
        "me@app.zylker.com",
        "m.zylker.com",
        "127.0.0.1:8080",
        "example.com",
        "accounts.zoho.eu",
    ];
    let paths = [
        "",
        "/",
        "/oauth/callback",
        "//oauth/callback//",
        "/OAuth/Call%62ack/",
        "/oauth/callback?code=1&x=2#y",
        "/api/callback",
        "/v1/users?redirect_uri=https%3A%2F%2Fapp.zylker.com%2Foauth%2Fcallback",
        "/oauth/v2/auth?client_id=x",
        "?a",
    ];
    for before in ["", "A=", "REDIRECT_URI=", "github callback: "] {
        for (host, path) in hosts.iter().flat_map(|host| paths.map(|path| (host, path))) {
            for scheme in ["https://", "HTTP://", r"https:\/\/"] {
                let text = format!("{before}{scheme}{host}{path}");
                let (mut some, mut all) =
                    (Matcher::new(&registry, false), Matcher::new(&registry, true));
                some.read(Some("x"), text.as_bytes(), 1);
                all.read(Some("x"), text.as_bytes(), 1);
                all.found.retain(|found| found.verdict != Verdict::Unrelated || found.is_error());
                let verdicts = |matcher: &Matcher<'_>| {
                    matcher.found.iter().map(|found| found.verdict.clone()).collect::<Vec<_>>()
                };
                assert_eq!(verdicts(&some), verdicts(&all), "{text}");
                assert_eq!(some.unrelated, all.unrelated, "{text}");
            }
        }
    }
}

#[test]
fn requests_that_differ_only_in_their_state_are_one_finding() {
    let request = |state: usize| {
        format!(
            "https://accounts.zoho.com/oauth/v2/auth?client_id=1&state={state}&redirect_uri=\
             https%3A%2F%2Fapp.zylker.com%2Foauth%2Fcallback%2F\n"
        )
    };
    let registry = registry();
    let mut matcher = Matcher::new(&registry, false);
    let text: String = (0..50).map(request).collect();
    assert_eq!(matcher.read(Some("x"), text.as_bytes(), 1), 51);
    assert_eq!(matcher.found.len(), 1);
    assert_eq!(matcher.found[0].count, 50);
}
