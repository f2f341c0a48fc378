//! Zoho's authorization and token URLs, and what Zoho's pages say about their parameters.

use super::compare::Address;
use super::describe::quote_masked;
use super::registry::RegisteredClient;
use crate::citations::{
    ACCOUNTS_AUTHORIZATION, ACCOUNTS_JAVASCRIPT_FLOW, ACCOUNTS_MULTI_DC, ACCOUNTS_SETUP,
    ACCOUNTS_TYPES, BACKSTAGE_AUTHORIZATION, Citation,
};
use crate::console::{ClientType, Grant};
use crate::data_centers::{DataCenter, ZohoHost, zoho_host};
use crate::diagnostic::Severity;
use crate::uri::percent;

/// A request to one of Zoho's accounts hosts.
#[derive(Clone, Debug)]
pub struct Request {
    /// The data center of the host.
    pub data_center: &'static DataCenter,
    /// Whether it asks for tokens, rather than for the user's consent.
    pub is_for_tokens: bool,
    parameters: Vec<(String, String)>,
}

/// A problem of a request, other than its redirect URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// An error if the request fails; a warning if it probably does less than intended.
    pub severity: Severity,
    /// Its name in the output, such as `authorization-parameter`.
    pub code: &'static str,
    /// The problem, as a clause.
    pub message: String,
    /// What to do, as a sentence without a full stop.
    pub help: String,
    /// The page that says so.
    pub source: Citation,
}

/// Returns the request that a URL makes; `None` unless it is one of Zoho's authorization or token
/// URLs.
pub fn read_request(address: &Address) -> Option<Request> {
    let request = read_host(address)?;
    let path = address.path().trim_end_matches('/');
    let is_for_tokens = path.ends_with("/token");
    if !path.starts_with("/oauth/") || !(is_for_tokens || path.ends_with("/auth")) {
        return None;
    }
    Some(Request { is_for_tokens, parameters: parameters(address), ..request })
}

/// Returns a URL of one of Zoho's accounts hosts as a request of which only the host is known.
pub(super) fn read_host(address: &Address) -> Option<Request> {
    let host = address.uri().normalized_host();
    match zoho_host(host) {
        Some(ZohoHost::Service(data_center)) if host.starts_with("accounts.") => {
            Some(Request { data_center, is_for_tokens: true, parameters: Vec::new() })
        }
        _ => None,
    }
}

/// Returns the parameters of a URL's query, decoded.
pub(super) fn parameters(address: &Address) -> Vec<(String, String)> {
    let decode = |range: std::ops::Range<usize>| {
        let text = address.text[range].replace('+', " ");
        percent::decode(&text).unwrap_or(text)
    };
    address.uri().query_parameters().map(|(name, value)| (decode(name), decode(value))).collect()
}

impl Request {
    /// Returns the value of a parameter, unless it is empty.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Returns the problems of a client's request; if the client is unknown, those that it has
    /// whichever client makes it.
    pub fn problems(&self, client: Option<&RegisteredClient>) -> Vec<Problem> {
        let mut problems = Vec::new();
        problems.extend(client.and_then(|client| self.check_client_id(client)));
        problems.extend(client.and_then(|client| self.check_data_center(client)));
        if self.is_for_tokens {
            return problems;
        }
        let client_type = client.and_then(|client| client.client_type);
        let grant = client_type.map(|client_type| client_type.info().grant);
        if let (Some(client_type), Some(Grant::Device | Grant::SelfService)) = (client_type, grant)
        {
            problems.push(no_authorization_url(client_type));
            return problems;
        }
        problems.extend(self.check_required(client_type));
        problems.extend(self.check_response_type(client_type));
        problems.extend(self.check_scopes());
        if grant == Some(Grant::AuthorizationCode) {
            problems.extend(self.check_access_type());
        }
        if client_type == Some(ClientType::MobileBased) {
            problems.extend(self.check_code_challenge());
        }
        problems
    }

    fn check_client_id(&self, client: &RegisteredClient) -> Option<Problem> {
        let (sent, registered) = (self.parameter("client_id")?, client.client_id.as_deref()?);
        (sent != registered).then(|| Problem {
            severity: Severity::Error,
            code: "client-id-mismatch",
            message: format!(
                "`client_id` is {}, but that of {} is {}",
                quote_masked(sent),
                client.label,
                quote_masked(registered)
            ),
            help: format!("Send `client_id={registered}`, or correct the manifest"),
            source: ACCOUNTS_AUTHORIZATION,
        })
    }

    fn check_data_center(&self, client: &RegisteredClient) -> Option<Problem> {
        let registered = &client.data_centers;
        let (first, sent) = (registered.first()?, self.data_center);
        if registered.iter().any(|center| center.code == sent.code) {
            return None;
        }
        let names: Vec<&str> = registered.iter().map(|center| center.name).collect();
        Some(Problem {
            severity: Severity::Error,
            code: "data-center-mismatch",
            message: format!(
                "the request goes to the data center {} (`{}`); {} is registered in {}",
                sent.name,
                sent.accounts_host,
                client.label,
                names.join(", ")
            ),
            help: format!(
                "Send the request to `https://{}`, or enable the data center in the console and add \
                 `\"{}\"` to `data_centers`",
                first.accounts_host, sent.code
            ),
            source: ACCOUNTS_MULTI_DC,
        })
    }

    /// Reports missing parameters, without which Zoho does not show the consent page.
    fn check_required(&self, client_type: Option<ClientType>) -> Vec<Problem> {
        let names = ["client_id", "redirect_uri", "scope", "response_type"];
        let missing = names.into_iter().filter(|name| self.parameter(name).is_none());
        let problem = |name| Problem {
            severity: Severity::Error,
            code: "authorization-parameter",
            message: format!("the authorization URL has no `{name}`"),
            help: match name {
                "response_type" => format!("Add `response_type={}`", response_type(client_type)),
                "scope" => "Add `scope=`, with scopes such as `ZohoCliq.Channels.READ`".to_owned(),
                _ => format!("Add `{name}=` with the registered value"),
            },
            source: page_of(client_type),
        };
        missing.map(problem).collect()
    }

    fn check_response_type(&self, client_type: Option<ClientType>) -> Option<Problem> {
        let (sent, client_type) = (self.parameter("response_type")?, client_type?);
        let expected = response_type(Some(client_type));
        (sent != expected).then(|| Problem {
            severity: Severity::Error,
            code: "authorization-parameter",
            message: format!(
                "`response_type` is {}; {} use `{expected}`",
                quote_masked(sent),
                client_type.info().plural()
            ),
            help: format!("Send `response_type={expected}`"),
            source: page_of(Some(client_type)),
        })
    }

    fn check_scopes(&self) -> Option<Problem> {
        let sent = self.parameter("scope")?;
        let scopes: Vec<&str> =
            sent.split([',', ' ', ';', '|']).filter(|scope| !scope.is_empty()).collect();
        (scopes.len() > 1 && scopes.join(",") != sent.replace(", ", ",")).then(|| Problem {
            severity: Severity::Error,
            code: "authorization-parameter",
            message: "the scopes are not separated by commas".to_owned(),
            help: format!("Send `scope={}`", scopes.join(",")),
            source: BACKSTAGE_AUTHORIZATION,
        })
    }

    fn check_access_type(&self) -> Option<Problem> {
        (self.parameter("access_type") != Some("offline")).then(|| Problem {
            severity: Severity::Warning,
            code: "authorization-parameter",
            message: "without `access_type=offline`, Zoho issues no refresh token".to_owned(),
            help: "Add `access_type=offline` if the application works while the user is away"
                .to_owned(),
            source: ACCOUNTS_AUTHORIZATION,
        })
    }

    fn check_code_challenge(&self) -> Option<Problem> {
        self.parameter("code_challenge").is_none().then(|| Problem {
            severity: Severity::Warning,
            code: "authorization-parameter",
            message: "mobile-based clients use PKCE, but this URL has no `code_challenge`"
                .to_owned(),
            help: "Add `code_challenge=` and `code_challenge_method=S256`".to_owned(),
            source: ACCOUNTS_TYPES,
        })
    }
}

/// Returns the response type for a client type; if the type is unknown, the most common one.
fn response_type(client_type: Option<ClientType>) -> &'static str {
    match client_type.map(|client_type| client_type.info().grant) {
        Some(Grant::Implicit) => "token",
        _ => "code",
    }
}

/// Returns Zoho's page on the authorization URL for a client type.
fn page_of(client_type: Option<ClientType>) -> Citation {
    match client_type {
        Some(ClientType::ClientBased) => ACCOUNTS_JAVASCRIPT_FLOW,
        Some(ClientType::MobileBased) => ACCOUNTS_TYPES,
        _ => ACCOUNTS_AUTHORIZATION,
    }
}

fn no_authorization_url(client_type: ClientType) -> Problem {
    let info = client_type.info();
    let help = match info.grant {
        Grant::Device => "Request a device code from `/oauth/v3/device/code`",
        _ => "Generate a code in the console, or use the client credentials flow",
    };
    Problem {
        severity: Severity::Error,
        code: "authorization-parameter",
        message: format!("{} do not use an authorization URL", info.plural()),
        help: help.to_owned(),
        source: ACCOUNTS_SETUP,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data_centers::DATA_CENTERS;
    use crate::text::Position;

    fn client(client_type: ClientType) -> RegisteredClient {
        RegisteredClient {
            manifest: "cliq-client.toml".to_owned(),
            position: Position { line: 1, column: 1 },
            label: "client `Zylker Desk`".to_owned(),
            client_type: Some(client_type),
            client_id: Some("1000.A".to_owned()),
            data_centers: vec![&DATA_CENTERS[1]],
            homepage: None,
        }
    }

    /// The messages about an authorization URL with these parameters.
    fn messages(client_type: ClientType, query: &str) -> Vec<String> {
        let url = format!("https://accounts.zoho.eu/oauth/v2/auth?{query}");
        let request = read_request(&Address::new(url)).unwrap();
        let problems = request.problems(Some(&client(client_type)));
        problems.into_iter().map(|problem| problem.message).collect()
    }

    const COMPLETE: &str = "client_id=1000.A&redirect_uri=https%3A%2F%2Fa.com&scope=A.b.READ,A.c.READ\
                            &response_type=code&access_type=offline";

    #[test]
    fn a_complete_authorization_url_has_no_problems() {
        assert_eq!(messages(ClientType::ServerBased, COMPLETE), [""; 0]);
        let implicit = COMPLETE.replace("=code", "=token").replace("&access_type=offline", "");
        assert_eq!(messages(ClientType::ClientBased, &implicit), [""; 0]);
        let with_pkce = format!("{COMPLETE}&code_challenge=x&code_challenge_method=S256");
        assert_eq!(messages(ClientType::MobileBased, &with_pkce), [""; 0]);
    }

    #[test]
    fn each_parameter_is_held_to_zohos_page() {
        for (client_type, old, new, message) in [
            (
                ClientType::ServerBased,
                "1000.A",
                "1000.B",
                "`client_id` is `1000.B`, but that of client `Zylker Desk` is `1000.A`",
            ),
            (
                ClientType::ServerBased,
                "&scope=A.b.READ,A.c.READ",
                "",
                "the authorization URL has no `scope`",
            ),
            (
                ClientType::ServerBased,
                "READ,A",
                "READ%20A",
                "the scopes are not separated by commas",
            ),
            (ClientType::ServerBased, "READ,A", "READ+A", "the scopes are not separated by commas"),
            (
                ClientType::ServerBased,
                "=code",
                "=token",
                "`response_type` is `token`; server-based clients use `code`",
            ),
            (
                ClientType::ServerBased,
                "&access_type=offline",
                "",
                "without `access_type=offline`, Zoho issues no refresh token",
            ),
            (
                ClientType::ClientBased,
                "",
                "",
                "`response_type` is `code`; client-based clients use `token`",
            ),
            (
                ClientType::MobileBased,
                "",
                "",
                "mobile-based clients use PKCE, but this URL has no `code_challenge`",
            ),
            (ClientType::SelfClient, "", "", "self clients do not use an authorization URL"),
        ] {
            let query =
                if old.is_empty() { COMPLETE.to_owned() } else { COMPLETE.replace(old, new) };
            assert_eq!(messages(client_type, &query), [message], "{query}");
        }
    }

    #[test]
    fn a_request_to_another_data_center_is_named_with_both() {
        let url = format!("https://accounts.zoho.com/oauth/v2/token?{COMPLETE}");
        let request = read_request(&Address::new(url)).unwrap();
        let problems = request.problems(Some(&client(ClientType::ServerBased)));
        assert_eq!(problems.len(), 1);
        assert_eq!(
            problems[0].message,
            "the request goes to the data center United States (`accounts.zoho.com`); client \
             `Zylker Desk` is registered in Europe"
        );
    }

    #[test]
    fn only_authorization_and_token_urls_of_zohos_are_requests() {
        for (url, is_request) in [
            ("https://accounts.zoho.com/oauth/v2/auth?a=b", true),
            ("https://accounts.zoho.com.au/oauth/v2/auth", true),
            ("https://accounts.zohocloud.ca/oauth/v2/token", true),
            ("https://accounts.zoho.com/oauth/v2/userinfo", false),
            ("https://accounts.zoho.com/signin", false),
            ("https://www.zoho.com/oauth/v2/auth", false),
            ("https://accounts.zoho.com.evil.com/oauth/v2/auth", false),
            ("https://accounts.google.com/o/oauth2/auth", false),
        ] {
            assert_eq!(read_request(&Address::new(url)).is_some(), is_request, "{url}");
        }
    }
}
