//! The pages and standards that rules cite, and exact quotations from them, each listed once.

/// A web page or a section of a standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The title, including the section.
    pub title: &'static str,
    /// The URL.
    pub url: &'static str,
    /// The exact words on the page that support the rule.
    pub quote: Option<&'static str>,
}

impl Citation {
    pub(crate) const fn new(title: &'static str, url: &'static str) -> Self {
        Self { title, url, quote: None }
    }

    /// Adds a quotation from the page.
    #[must_use]
    pub const fn quoting(self, quote: &'static str) -> Self {
        Self { quote: Some(quote), ..self }
    }
}

/// The manifest format.
pub const MANIFEST_FORMAT: Citation =
    Citation::new("cliq-lint, JSON Schema", concat!(env!("CARGO_PKG_HOMEPAGE"), "/schema/"));

/// The configuration format.
pub const CONFIGURATION_FORMAT: Citation = Citation::new(
    "cliq-lint, Configure cliq-lint",
    concat!(env!("CARGO_PKG_HOMEPAGE"), "/configuration/"),
);

/// The syntax and scope of suppressions.
pub const SUPPRESSION_FORMAT: Citation =
    Citation::new("cliq-lint, Suppress a rule", concat!(env!("CARGO_PKG_HOMEPAGE"), "/suppress/"));

/// Zoho Cliq's page on registering a client: the table of required fields and the console's errors.
/// A test checks every quotation from it.
pub const CLIQ_REGISTER: Citation = Citation::new(
    "Zoho Cliq, Register your Application",
    "https://www.zoho.com/cliq/help/restapi/v3/registerclient/",
);

/// Zoho's page on special characters in a client name.
pub const CLIQ_CLIENT_NAME: Citation = CLIQ_REGISTER.quoting(
    "The client name must not contain any special characters except underscores (\"_\") and \
     ampersands (\"&\").",
);

/// Zoho's page on the scheme of a redirect URI.
pub const CLIQ_REDIRECT_SCHEME: Citation =
    CLIQ_REGISTER.quoting("The URI must begin with https:// or http://.");

/// Zoho's page on the scheme of a JavaScript domain.
pub const CLIQ_DOMAIN_SCHEME: Citation =
    CLIQ_REGISTER.quoting("The domain must begin with https:// or http://.");

/// Zoho's page on what is sent to a redirect URI.
pub const CLIQ_REDIRECT_RESPONSE: Citation = CLIQ_REGISTER.quoting(
    "The URI where the Zoho Cliq authorization server sends the response after the user grants \
     permission.",
);

/// Zoho's page on multiple JavaScript domains.
pub const CLIQ_DOMAINS: Citation = CLIQ_REGISTER.quoting(
    "Specify valid JavaScript domains, separated by commas, and they must start with 'http'.",
);

/// Zoho's page on the format of a homepage URL.
pub const CLIQ_HOMEPAGE: Citation = CLIQ_REGISTER
    .quoting("Specify a valid homepage URL in the format \"https://www.yourdomain.com\".");

/// Zoho's page on the format of a redirect URI.
pub const CLIQ_REDIRECT: Citation = CLIQ_REGISTER.quoting(
    "Specify a valid redirect URI in the format \"https://www.your-domain.com/callback\".",
);

/// Zoho Accounts' page on registering a client, which has the same table.
pub const ACCOUNTS_SETUP: Citation = Citation::new(
    "Zoho Accounts, Client registration",
    "https://www.zoho.com/accounts/protocol/oauth-setup.html",
);

/// Zoho Accounts' page on the client secret.
pub const ACCOUNTS_CLIENT_SECRET: Citation =
    ACCOUNTS_SETUP.quoting("This must be kept confidential.");

/// Webhook tokens, the `zapikey` in Cliq URLs.
pub const CLIQ_WEBHOOK_TOKENS: Citation = Citation::new(
    "Zoho Cliq, Working with Webhook Tokens",
    "https://www.zoho.com/cliq/help/platform/webhook-tokens.html",
)
.quoting("Webhook Tokens are unique authentication keys");

/// Creating a self client, which needs no input.
pub const ACCOUNTS_SELF_CLIENT: Citation = Citation::new(
    "Zoho Accounts, Self client",
    "https://www.zoho.com/accounts/protocol/oauth/self-client/overview.html",
)
.quoting("Click CREATE, then click OK.");

/// How the owner of a self client gets a code, and how long it is valid.
pub const ACCOUNTS_SELF_CLIENT_CODE: Citation = Citation::new(
    "Zoho Accounts, Self client: Authorization code flow",
    "https://www.zoho.com/accounts/protocol/oauth/self-client/authorization-code-flow.html",
)
.quoting("By default, it is 3 minutes.");

/// How long a code of a self client can be valid.
pub const BIGIN_SELF_CLIENT_CODE: Citation = Citation::new(
    "Bigin, Self client: Generate authorization code",
    "https://www.bigin.com/developer/docs/apis/self-client-generate-code.html",
)
.quoting("The Time Duration can be 3 minutes, 5 minutes, 7 minutes or 10 minutes.");

/// How a device asks for a code.
pub const ACCOUNTS_DEVICE_CODE: Citation = Citation::new(
    "Zoho Accounts, Non-browser applications: Initiation request",
    "https://www.zoho.com/accounts/protocol/oauth/devices/initiation-request.html",
);

/// How a device asks for tokens.
pub const ACCOUNTS_DEVICE_TOKEN: Citation = Citation::new(
    "Zoho Accounts, Non-browser applications: Polling request",
    "https://www.zoho.com/accounts/protocol/oauth/devices/polling-request.html",
);

/// Zoho Accounts' description of mobile-based clients: mobile and desktop applications.
pub const ACCOUNTS_TYPES: Citation = Citation::new(
    "Zoho Accounts, Mobile and desktop applications",
    "https://www.zoho.com/accounts/protocol/oauth/mobile-and-desktop-apps/get-authorization-code.html",
);

/// The parameters of the authorization URL.
pub const ACCOUNTS_AUTHORIZATION: Citation = Citation::new(
    "Zoho Accounts, Get authorization code",
    "https://www.zoho.com/accounts/protocol/oauth/web-apps/authorization.html",
);

/// The format of a scope.
pub const ACCOUNTS_SCOPES: Citation = Citation::new(
    "Zoho Accounts, OAuth scope",
    "https://www.zoho.com/accounts/protocol/oauth/scope.html",
)
.quoting("A Zoho OAuth scope has three parts:");

/// The operations of Zoho CRM's scopes.
pub const CRM_OPERATIONS: Citation = Citation::new(
    "Zoho CRM 6, Select API Scopes",
    "https://www.zoho.com/crm/developer/docs/api/v6/select-api-scopes.html",
)
.quoting("Allow access to edit data in the resource");

/// The scopes for signing in with Zoho.
pub const ACCOUNTS_SIGN_IN: Citation = Citation::new(
    "Zoho Accounts, Sign in using Zoho (OIDC)",
    "https://www.zoho.com/accounts/protocol/oauth/sign-in-using-zoho.html",
)
.quoting("The value can be email, profile, or openid.");

/// Token errors.
pub const CRM_TOKENS: Citation = Citation::new(
    "Zoho CRM 2, Generate Access Token and Refresh Token",
    "https://www.zoho.com/crm/developer/docs/api/v2/access-refresh.html",
)
.quoting("The refresh token to generate a new access token is wrong or revoked.");

/// The separator between scopes.
pub const BACKSTAGE_AUTHORIZATION: Citation = Citation::new(
    "Zoho Backstage, Generating Grant Token",
    "https://www.zoho.com/backstage/api/v3/generating-grant-token.html",
)
.quoting("Multiple scopes can be given which has to be separated by commas.");

/// Zoho CRM's page on registering a client, with the type names of older consoles.
pub const CRM_REGISTER: Citation = Citation::new(
    "Zoho CRM 2.1, Register your application",
    "https://www.zoho.com/crm/developer/docs/api/v2.1/register-client.html",
);

/// Zoho Accounts' list of data centers.
pub const ACCOUNTS_MULTI_DC: Citation = Citation::new(
    "Zoho Accounts, Multi DC",
    "https://www.zoho.com/accounts/protocol/oauth/multi-dc.html",
);

/// Zoho Bigin's list of data centers, with the hosts of the APIs.
pub const BIGIN_MULTI_DC: Citation = Citation::new(
    "Zoho Bigin, Multi-DC support",
    "https://www.bigin.com/developer/docs/apis/multi-dc.html",
);

/// Zoho Creator's list of data centers.
pub const CREATOR_BASE_URL: Citation = Citation::new(
    "Zoho Creator, Your account's base URL",
    "https://www.zoho.com/creator/help/account-setup/base-url.html",
);

/// `WorkDrive`'s list of data centers.
pub const WORKDRIVE_MULTI_DC: Citation = Citation::new(
    "Zoho WorkDrive, Multi DC Support",
    "https://www.zoho.com/workdrive/developer/docs/api/v1/getting-started-multi-dc-support.html",
);

/// `ManageEngine`'s list of Zoho's data centers, with the hosts of the API Console.
pub const MANAGEENGINE_DATA_CENTERS: Citation = Citation::new(
    "ManageEngine ServiceDesk Plus Cloud, Data Centres",
    "https://www.manageengine.com/products/service-desk/sdpod-v3-api/getting-started/\
     data-centers.html",
);

/// Another `ManageEngine` list, with different hosts for Canada and China.
pub const MANAGEENGINE_MDM_DATA_CENTERS: Citation = Citation::new(
    "ManageEngine Mobile Device Manager Plus Cloud, Multiple data centres",
    "https://www.manageengine.com/mobile-device-management/oauth-authentication-endpoint-domain.html",
);

/// The callback URLs of Deluge, Zoho's scripting language, per data center.
pub const DELUGE_CONNECTIONS: Citation =
    Citation::new("Zoho Deluge, Connections", "https://www.zoho.com/deluge/help/connections.html");

/// The parameters that Zoho appends to a redirect URI.
pub const ACCOUNTS_CLIENT_AUTHORIZATION: Citation = Citation::new(
    "Zoho Accounts, Client authorization (multi DC)",
    "https://www.zoho.com/accounts/protocol/oauth/multi-dc/client-authorization.html",
);

/// Zoho's page on client-based applications.
pub const ACCOUNTS_JAVASCRIPT: Citation = Citation::new(
    "Zoho Accounts, Client-based apps",
    "https://www.zoho.com/accounts/protocol/oauth/javascript-applications.html",
)
.quoting("We do not recommend using this method");

/// How Zoho uses a JavaScript domain.
pub const ACCOUNTS_JAVASCRIPT_FLOW: Citation = Citation::new(
    "Zoho Accounts, Client-based apps: Protocol Flow",
    "https://www.zoho.com/accounts/protocol/oauth/js-apps/protocol-flow.html",
)
.quoting("We will verify your domain and only then send you an access token.");

/// Zoho's iOS SDK, which registers a URL scheme for the app.
pub const ACCOUNTS_IOS_SDK: Citation =
    Citation::new("Zoho Accounts, iOS SDK", "https://www.zoho.com/accounts/sdk/iosnative.html");

/// Zoho's Android SDK, which registers a URL scheme for the app.
pub const ACCOUNTS_ANDROID_SDK: Citation = Citation::new(
    "Zoho Accounts, Android SDK",
    "https://www.zoho.com/accounts/sdk/android/overview.html",
);

/// Zoho's guide to iOS apps, which adds a URL scheme to the app's "URL Types".
pub const ACCOUNTS_IOS_APPS: Citation = Citation::new(
    "Zoho Accounts, Mobile-based apps: iOS",
    "https://www.zoho.com/accounts/protocol/oauth/mobile-apps/ios.html",
);

/// Zoho CRM's SDK for iOS, which registers a URL scheme for the app.
pub const CRM_IOS_SDK: Citation = Citation::new(
    "Zoho CRM, Mobile SDK: Install (iOS)",
    "https://www.zoho.com/crm/developer/docs/mobile-sdk/ios-install.html",
);

/// Zoho CRM's SDK for Android, which registers a URL scheme for the app.
pub const CRM_ANDROID_SDK: Citation = Citation::new(
    "Zoho CRM, Mobile SDK: Install (Android)",
    "https://www.zoho.com/crm/developer/docs/mobile-sdk/android-install.html",
)
.quoting("The Redirect URI must be your application's url scheme.");

/// Zoho's page for Thrive, on multiple redirect URIs.
pub const THRIVE_REGISTER: Citation = Citation::new(
    "Zoho Thrive, Registering a New Client",
    "https://www.zoho.com/thrive/resources/api/oauth-step1.html",
)
.quoting("Multiple URIs can be entered, comma-separated");

/// Zoho's error for a redirect URI that does not match.
pub const ACCOUNTS_INVALID_REDIRECT: Citation = Citation::new(
    "Zoho Accounts, FAQ: invalid redirect URI",
    "https://help.zoho.com/portal/en/kb/accounts/faqs-troubleshooting/faqs/oauth/articles/\
     invalid-code-redirect-uri",
)
.quoting(
    "The Redirect URI you pass in /oauth/v2/auth must exactly match with the one you have \
     registered in the Zoho API console.",
);

/// Zoho's example of a redirect URI that does not match: a host without its path.
pub const ZOHO_BARE_ORIGIN: Citation = ACCOUNTS_INVALID_REDIRECT.quoting(
    "For example, if you provide the redirect URI as https://www.zylker.com in the API console \
     and while generating the OAuth token if it is provided as https://www.zylker.com/callback, \
     then you will face this error.",
);

/// Zoho Catalyst's page on registering a client: self clients and data centers.
pub const CATALYST_REGISTER: Citation = Citation::new(
    "Zoho Catalyst, Register a client",
    "https://catalyst.zoho.com/help/api/introduction/register-client.html",
);

/// The limit on self clients per account.
pub const CATALYST_SELF_CLIENT: Citation =
    CATALYST_REGISTER.quoting("You can only create one Self Client client for your user account.");

/// Where users see the client's name.
pub const CLIQ_CONSENT: Citation = Citation::new(
    "Zoho Cliq community, Generating an OAuth 2 token for Cliq",
    "https://help.zoho.com/portal/en/community/topic/generating-an-oauth-2-token-for-cliq",
)
.quoting(
    "This name will be shown in the consent displayed to the user while granting access to the \
     required scopes.",
);

/// Zoho's advice for clients that have no address yet.
pub const CRM_DUMMY_VALUES: Citation = Citation::new(
    "Zoho CRM, Register your application",
    "https://www.zoho.com/crm/developer/docs/api/v6/register-client.html",
)
.quoting(
    "If you don't have a domain name and a redirect URL, you can use dummy values in their place \
     and register your client.",
);

/// Zoho's post with a table of the fields of each client type.
pub const KAIZEN_4: Citation = Citation::new(
    "Zoho CRM, Kaizen 4: Troubleshooting OAuth 2.0",
    "https://help.zoho.com/portal/en/community/topic/kaizen-4-troubleshooting-oauth2-0",
);

/// The generic syntax of URIs.
pub const RFC_3986: Citation = Citation::new(
    "RFC 3986, Uniform Resource Identifier: Generic Syntax",
    "https://www.rfc-editor.org/rfc/rfc3986",
);

/// The characters allowed in a URI.
pub const RFC_3986_CHARACTERS: Citation = Citation::new(
    "RFC 3986 section 2, Characters",
    "https://www.rfc-editor.org/rfc/rfc3986#section-2",
);

/// Percent-encoding.
pub const RFC_3986_PERCENT: Citation = Citation::new(
    "RFC 3986 section 2.1, Percent-Encoding",
    "https://www.rfc-editor.org/rfc/rfc3986#section-2.1",
)
.quoting(
    "A percent-encoded octet is encoded as a character triplet, consisting of the percent \
     character \"%\" followed by the two hexadecimal digits representing that octet's numeric \
     value.",
);

/// Schemes, which are case-insensitive.
pub const RFC_3986_SCHEME: Citation = Citation::new(
    "RFC 3986 section 3.1, Scheme",
    "https://www.rfc-editor.org/rfc/rfc3986#section-3.1",
)
.quoting(
    "Although schemes are case-insensitive, the canonical form is lowercase and documents that \
     specify schemes must do so with lowercase letters.",
);

/// Hosts.
pub const RFC_3986_HOST: Citation = Citation::new(
    "RFC 3986 section 3.2.2, Host",
    "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2",
);

/// Ports, and a colon without a port.
pub const RFC_3986_PORT: Citation = Citation::new(
    "RFC 3986 section 3.2.3, Port",
    "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.3",
)
.quoting(
    "URI producers and normalizers should omit the port component and its \":\" delimiter if \
     port is empty or if its value would be the same as that of the scheme's default.",
);

/// User info.
pub const RFC_3986_USER_INFO: Citation = Citation::new(
    "RFC 3986 section 3.2.1, User Information",
    "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
);

/// URI comparison.
pub const RFC_3986_COMPARISON: Citation = Citation::new(
    "RFC 3986 section 6.2, Comparison Ladder",
    "https://www.rfc-editor.org/rfc/rfc3986#section-6.2",
);

/// User info in HTTP URIs.
pub const RFC_9110_USER_INFO: Citation = Citation::new(
    "RFC 9110 section 4.2.4, Deprecation of userinfo in http(s) URIs",
    "https://www.rfc-editor.org/rfc/rfc9110#section-4.2.4",
)
.quoting(
    "A sender MUST NOT generate the userinfo subcomponent (and its \"@\" delimiter) when an \
     \"http\" or \"https\" URI reference is generated within a message as a target URI or field \
     value.",
);

/// The host of an `https` URI.
pub const RFC_9110_HTTPS: Citation = Citation::new(
    "RFC 9110 section 4.2.2, https URI Scheme",
    "https://www.rfc-editor.org/rfc/rfc9110#section-4.2.2",
)
.quoting("A sender MUST NOT generate an \"https\" URI with an empty host identifier.");

/// How browsers parse URLs.
pub const URL_STANDARD: Citation =
    Citation::new("URL Standard, URL parsing", "https://url.spec.whatwg.org/#url-parsing");

/// Google's announcement that it ends the out-of-band flow.
pub const GOOGLE_OUT_OF_BAND: Citation = Citation::new(
    "Google, Out-Of-Band (OOB) flow Migration Guide",
    "https://developers.google.com/identity/protocols/oauth2/resources/oob-migration",
);

/// Host names.
pub const RFC_1123_HOSTS: Citation = Citation::new(
    "RFC 1123 section 2.1, Host Names and Numbers",
    "https://www.rfc-editor.org/rfc/rfc1123#section-2.1",
);

/// Domains reserved for documentation and tests.
pub const RFC_2606: Citation = Citation::new(
    "RFC 2606, Reserved Top Level DNS Names",
    "https://www.rfc-editor.org/rfc/rfc2606",
);

/// Origins.
pub const RFC_6454_ORIGIN: Citation = Citation::new(
    "RFC 6454 section 4, Origin of a URI",
    "https://www.rfc-editor.org/rfc/rfc6454#section-4",
);

/// The serialization of an origin.
pub const RFC_6454_SERIALIZATION: Citation = Citation::new(
    "RFC 6454 section 6, Serializing Origins",
    "https://www.rfc-editor.org/rfc/rfc6454#section-6",
);

/// Equality of hosts.
pub const URL_HOST_EQUIVALENCE: Citation = Citation::new(
    "URL Standard, Host equivalence",
    "https://url.spec.whatwg.org/#host-equivalence",
);

/// `&` in HTML attributes and text.
pub const HTML_AMPERSAND: Citation = Citation::new(
    "HTML Standard, Named character references",
    "https://html.spec.whatwg.org/multipage/named-characters.html",
);

/// `_` in the domain names of certificates.
pub const CABF_UNDERSCORES: Citation = Citation::new(
    "Mozilla, on the CA/Browser Forum's ballot SC12: certificates with underscores",
    "https://www.mail-archive.com/dev-security-policy@lists.mozilla.org/msg10810.html",
);

/// A report of a redirect URI with a double slash.
pub const OPEN_WEBUI_SLASHES: Citation = Citation::new(
    "Open WebUI, pull request 14943: two slashes in an OAuth redirect",
    "https://github.com/open-webui/open-webui/pull/14943",
);

/// A report of a redirect URI with whitespace that was pasted with it.
pub const OIDC_WHITESPACE: Citation = Citation::new(
    "OIDC Identity Provider, pull request 507: whitespace around a redirect URI",
    "https://github.com/H2CK/oidc/pull/507",
);

/// A library that sends the serialized form of a URL object.
pub const HELLO_JS_SLASH: Citation = Citation::new(
    "hello.js issue 400: the redirect URI gets a slash from a URL object",
    "https://github.com/MrSwitch/hello.js/issues/400",
);

/// The redirection endpoint of OAuth.
pub const RFC_6749_REDIRECTION: Citation = Citation::new(
    "RFC 6749 section 3.1.2, Redirection Endpoint",
    "https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2",
);

/// Fragments in a redirection endpoint URI.
pub const RFC_6749_FRAGMENT: Citation =
    RFC_6749_REDIRECTION.quoting("The endpoint URI MUST NOT include a fragment component.");

/// The response in the implicit grant.
pub const RFC_6749_IMPLICIT_RESPONSE: Citation = Citation::new(
    "RFC 6749 section 4.2.2, Access Token Response",
    "https://www.rfc-editor.org/rfc/rfc6749#section-4.2.2",
);

/// TLS on the redirection endpoint.
pub const RFC_6749_TLS: Citation = Citation::new(
    "RFC 6749 section 3.1.2.1, Endpoint Request Confidentiality",
    "https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2.1",
);

/// How registered redirect URIs are compared.
pub const RFC_6749_COMPARISON: Citation = Citation::new(
    "RFC 6749 section 3.1.2.3, Dynamic Configuration",
    "https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2.3",
);

/// The parameters of an authorization response.
pub const RFC_6749_RESPONSE: Citation = Citation::new(
    "RFC 6749 section 4.1.2, Authorization Response",
    "https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2",
);

/// Whose an authorization code is.
pub const RFC_6749_CODE_BINDING: Citation = RFC_6749_RESPONSE
    .quoting("The authorization code is bound to the client identifier and redirection URI.");

/// The parameters of an authorization response that reports an error.
pub const RFC_6749_ERROR_RESPONSE: Citation = Citation::new(
    "RFC 6749 section 4.1.2.1, Error Response",
    "https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1",
);

/// The error codes of a token response.
pub const RFC_6749_TOKEN_ERRORS: Citation = Citation::new(
    "RFC 6749 section 5.2, Error Response",
    "https://www.rfc-editor.org/rfc/rfc6749#section-5.2",
);

/// Special-use names: `.localhost`, `.test`, `.invalid`.
pub const RFC_6761: Citation = Citation::new(
    "RFC 6761, Special-Use Domain Names",
    "https://www.rfc-editor.org/rfc/rfc6761#section-6",
);

/// Names on the local network (section 3), and domains used by private networks (appendix G).
pub const RFC_6762: Citation =
    Citation::new("RFC 6762, Multicast DNS", "https://www.rfc-editor.org/rfc/rfc6762");

/// Special-purpose addresses: private, shared, link-local and loopback.
pub const RFC_6890: Citation = Citation::new(
    "RFC 6890, Special-Purpose IP Address Registries",
    "https://www.rfc-editor.org/rfc/rfc6890#section-2.2",
);

/// Names of client metadata.
pub const RFC_7591_METADATA: Citation = Citation::new(
    "RFC 7591 section 2, Client Metadata",
    "https://www.rfc-editor.org/rfc/rfc7591#section-2",
);

/// Private-use URI schemes.
pub const RFC_8252_SCHEMES: Citation = Citation::new(
    "RFC 8252 section 7.1, Private-Use URI Scheme Redirection",
    "https://www.rfc-editor.org/rfc/rfc8252#section-7.1",
);

/// Loopback redirects.
pub const RFC_8252_LOOPBACK: Citation = Citation::new(
    "RFC 8252 section 7.3, Loopback Interface Redirection",
    "https://www.rfc-editor.org/rfc/rfc8252#section-7.3",
);

/// Interception of codes on the user's device.
pub const RFC_8252_INTERCEPTION: Citation = Citation::new(
    "RFC 8252 section 8.1, Protecting the Authorization Code",
    "https://www.rfc-editor.org/rfc/rfc8252#section-8.1",
)
.quoting(
    "Loopback IP-based redirect URIs may be susceptible to interception by other apps accessing \
     the same loopback interface on some operating systems.",
);

/// Why a loopback redirect needs no TLS.
pub const RFC_8252_LOOPBACK_HTTP: Citation = Citation::new(
    "RFC 8252 section 8.3, Loopback Redirect Considerations",
    "https://www.rfc-editor.org/rfc/rfc8252#section-8.3",
)
.quoting("the HTTP request never leaves the device");

/// Names in home networks.
pub const RFC_8375: Citation = Citation::new(
    "RFC 8375, Special-Use Domain 'home.arpa.'",
    "https://www.rfc-editor.org/rfc/rfc8375",
);

/// Registration of redirect URIs for native apps.
pub const RFC_8252_REGISTRATION: Citation = Citation::new(
    "RFC 8252 section 8.4, Registration of Native App Clients",
    "https://www.rfc-editor.org/rfc/rfc8252#section-8.4",
);

/// Exact matching of redirect URIs.
pub const RFC_9700_REDIRECTS: Citation = Citation::new(
    "RFC 9700 section 2.1, Protecting Redirect-Based Flows",
    "https://www.rfc-editor.org/rfc/rfc9700#section-2.1",
);

/// The implicit grant.
pub const RFC_9700_IMPLICIT: Citation = Citation::new(
    "RFC 9700 section 2.1.2, Implicit Grant",
    "https://www.rfc-editor.org/rfc/rfc9700#section-2.1.2",
)
.quoting("clients SHOULD NOT use the implicit grant");

/// Redirects over plain HTTP.
pub const RFC_9700_TLS: Citation = Citation::new(
    "RFC 9700 section 2.6, Other Recommendations",
    "https://www.rfc-editor.org/rfc/rfc9700#section-2.6",
)
.quoting("Authorization responses MUST NOT be transmitted over unencrypted network connections.");

/// Open redirectors.
pub const RFC_9700_OPEN_REDIRECTS: Citation = Citation::new(
    "RFC 9700 section 4.11, Open Redirection",
    "https://www.rfc-editor.org/rfc/rfc9700#section-4.11",
)
.quoting("Clients MUST NOT expose open redirectors.");

/// The grammar of manifests.
pub const TOML_1_1: Citation = Citation::new("TOML 1.1", "https://toml.io/en/v1.1.0");

/// Detecting mixed-script words and lookalike letters.
pub const UTS_39_DETECTION: Citation = Citation::new(
    "Unicode Technical Standard #39 section 5, Detection Mechanisms",
    "https://www.unicode.org/reports/tr39/#Identifier_Detection",
);

/// The encoding of TOML files.
pub const TOML_UTF_8: Citation = Citation::new("TOML 1.1, Spec", "https://toml.io/en/v1.1.0#spec")
    .quoting("A TOML file must be a valid UTF-8 encoded Unicode document.");
