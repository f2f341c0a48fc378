//! Tests what forms say for each client type, and that hostile values stay text.

use super::*;
use crate::config::Levels;
use crate::lint::lint;
use crate::text::style::Palette;

fn forms_with(text: &str, options: &FormOptions) -> ManifestForms {
    let manifest = Manifest::new(Source::new(text));
    let mut report = lint(&manifest, &Levels::default());
    report.diagnostics.retain(|found| found.severity > crate::diagnostic::Severity::Hint);
    fill_forms("a.toml", &manifest, &report, options)
}

fn forms(text: &str) -> ManifestForms {
    forms_with(text, &FormOptions::default())
}

fn values(text: &str, key: &str) -> Vec<String> {
    let forms = forms(text);
    forms.clients[0].values_of(key).into_iter().map(str::to_owned).collect()
}

#[test]
fn a_form_has_the_fields_that_the_console_requires_of_the_type() {
    let forms = forms(
        "\n[client]\ntype = 'non-browser-based'\nname = \"A\"\nredirect_uris = ['https://x']\n",
    );
    let form = &forms.clients[0];
    assert_eq!((form.line, form.client_type), (2, Some("Non-browser Applications")));
    let fields: Vec<_> = form.fields.iter().map(|one| (one.label, one.missing)).collect();
    assert_eq!(fields, [("Client Name", false), ("Homepage URL", true)]);
}

#[test]
fn a_client_without_a_type_has_no_fields() {
    let forms = forms("[client]\nname = 'A'\n");
    assert_eq!((forms.clients[0].client_type, forms.clients[0].fields.len()), (None, 0));
    let text = render_forms(&forms, Palette::PLAIN);
    assert!(text.contains("Set `type` in the manifest"), "{text}");
}

#[test]
fn the_console_and_the_requests_are_those_of_the_data_center() {
    let text = "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://a.com'\n\
                redirect_uris = ['https://a.com/cb?x=1&y']\ndata_centers = ['eu', 'in']\n";
    assert_eq!(values(text, "console"), ["https://api-console.zoho.eu"]);
    assert_eq!(
        values(text, "authorization_url"),
        ["https://accounts.zoho.eu/oauth/v2/auth?response_type=code&client_id=1000.YOUR_CLIENT_ID\
          &scope=YOUR_SCOPE&redirect_uri=https%3A%2F%2Fa.com%2Fcb%3Fx%3D1%26y&access_type=offline"]
    );
    let text = render_forms(&forms(text), Palette::PLAIN);
    assert!(text.contains("On the Settings tab, enable the client in: India."), "{text}");
}

#[test]
fn each_type_has_the_steps_of_its_grant() {
    let steps = |client_type: &str| {
        let text = format!(
            "[client]\ntype = '{client_type}'\nname = 'A'\nhomepage_url = 'https://a.com'\n\
             redirect_uris = ['https://a.com/cb']\njavascript_domains = ['https://a.com']\n"
        );
        render_forms(&forms(&text), Palette::PLAIN)
    };
    for (client_type, expected) in [
        ("server-based", "response_type=code"),
        ("client-based", "response_type=token"),
        ("mobile-based", "code_challenge_method=S256"),
        ("non-browser-based", "https://accounts.zoho.com/oauth/v3/device/code"),
        ("self-client", "3 minutes (the default), 5, 7 or 10"),
    ] {
        let text = steps(client_type);
        assert!(text.contains(expected), "{client_type}: {text}");
    }
    assert!(!steps("self-client").contains("/oauth/v2/auth"));
}

#[test]
fn options_replace_what_the_manifest_does_not_have() {
    let text = "[client]\ntype = 'self-client'\nname = 'A'\n";
    let options = FormOptions {
        client_id: Some("1000.A'B".to_owned()),
        scopes: vec!["ZohoCliq.Bots.READ".to_owned(), "ZohoCliq.Channels.READ".to_owned()],
    };
    let form = &forms_with(text, &options).clients[0];
    assert_eq!(form.values_of("scopes"), ["ZohoCliq.Bots.READ,ZohoCliq.Channels.READ"; 2]);
    assert!(form.values_of("exchange")[0].contains(r"client_id='1000.A'\''B'"));
}

#[test]
fn what_is_wrong_comes_first() {
    let text = "[client]\ntype = 'self-client'\nname = 'A  B'\n";
    let shown = render_forms(&forms(text), Palette::PLAIN);
    assert!(shown.starts_with("1 warning in a.toml:\n  a.toml:3: warning["), "{shown}");
    let page = render_forms_as_html(&[forms(text)]);
    assert!(page.contains("<h2>1 warning in a.toml</h2>"), "{page}");
}

/// Returns the tags of a page, without the values of their attributes.
fn tags(page: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    let (mut is_in_tag, mut is_quoted) = (false, false);
    for character in page.chars() {
        match character {
            '<' if !is_in_tag => {
                is_in_tag = true;
                tags.push(String::new());
            }
            '>' if is_in_tag && !is_quoted => is_in_tag = false,
            '"' if is_in_tag => is_quoted = !is_quoted,
            _ if is_in_tag && !is_quoted => tags.last_mut().unwrap().push(character),
            _ => {}
        }
    }
    tags
}

#[test]
fn hostile_values_never_become_markup() {
    let page = |value: &str| {
        let quoted = serde_json::to_string(value).unwrap();
        let text = format!(
            "[client]\ntype = \"server-based\"\nname = {quoted}\nhomepage_url = {quoted}\n\
             redirect_uris = [{quoted}]\n"
        );
        let manifest = Manifest::new(Source::new(text));
        let report = lint(&manifest, &Levels::default());
        let options =
            FormOptions { client_id: Some(value.to_owned()), scopes: vec![value.to_owned()] };
        let mut forms = fill_forms(value, &manifest, &report, &options);
        // The same page except for the values.
        forms.problems.truncate(1);
        forms.problems[0].message = value.to_owned();
        (forms.problems[0].level, forms.problems[0].rule) = ("error", "invalid-uri");
        render_forms_as_html(&[forms])
    };
    let harmless = tags(&page("x!"));
    for value in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onclick='alert(1)",
        "</code></li><!--",
        "</script><svg onload=alert(1)>",
        "&lt;b&gt;&#60;",
        "]]>\u{202e}<b>\u{1b}[31m",
        "javascript:alert(1)",
        "`<i>`",
    ] {
        let page = page(value);
        assert_eq!(tags(&page), harmless, "{value}");
        assert!(!page.contains("href=\"javascript:"), "{value}");
    }
}

#[test]
fn json_has_the_problems_and_a_form_per_client() {
    let json: Json = serde_json::from_str(&render_forms_as_json(&forms(
        "[client]\ntype = 'self-client'\nname = 'A'\n",
    )))
    .unwrap();
    assert_eq!((&json["version"], &json["path"]), (&json!(1), &json!("a.toml")));
    let client = &json["clients"][0];
    assert_eq!(client["client_type"], "Self Client");
    let fields =
        json!([{ "key": "name", "label": "Client Name", "values": ["A"], "missing": false }]);
    assert_eq!(client["fields"], fields);
    assert_eq!(client["console"], "https://api-console.zoho.com");
}
