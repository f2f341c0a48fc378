//! Finds redirect URIs in a text, and compares them with the registered ones.

pub mod compare;
mod describe;
mod find;
mod lint;
mod registry;
mod render;
mod request;
mod screen;

use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem;

use compare::{Address, Difference, DifferenceKind};
pub use find::find_uris;
pub use lint::lint_redirects;
pub use registry::{RegisteredClient, RegisteredUri, Registry};
pub use render::{MatchFormat, render_matches};
use request::read_host;
pub use request::{Problem, Request, read_request};
use screen::Screen;

use crate::data_centers::zoho_host;
use crate::diagnostic::Severity;
use crate::placeholder;
use crate::text::Position;

/// The kind of a text, which decides which of its URIs count as redirect URIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextKind {
    /// Given for its URIs: each of them counts.
    Argument,
    /// A file, in which most URIs are unrelated.
    File,
}

/// A URI that was found in a text, and the verdict on it.
#[derive(Clone, Debug)]
pub struct FoundRedirect {
    /// The displayed path of the file; `None` for an argument.
    pub path: Option<String>,
    /// Where it first occurs.
    pub position: Position,
    /// How often it occurs.
    pub count: usize,
    /// The redirect URI itself, or the parameter of an authorization URL.
    pub sent: String,
    /// Whether it is registered.
    pub verdict: Verdict,
    /// Other problems of the authorization URL that contains it.
    pub problems: Vec<Problem>,
}

/// Whether a redirect URI is registered. URIs and clients are indices into the [`Registry`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is registered exactly, in these places.
    Match(Vec<usize>),
    /// It is not registered.
    Mismatch {
        /// The most similar registered URI, and the differences.
        nearest: Option<(usize, Vec<Difference>)>,
    },
    /// It is registered for a client other than the one that makes the request.
    OtherClient { uri: usize, client: usize },
    /// It is registered, but is sent percent-encoded twice.
    EncodedTwice(usize),
    /// It has nothing to do with the manifests.
    Unrelated,
}

/// Reads texts and collects findings. A URI that occurs several times is one finding, so memory is
/// bounded by the number of different URIs.
#[derive(Debug)]
pub struct Matcher<'r> {
    registry: &'r Registry,
    screen: Screen,
    /// The findings, in order.
    pub found: Vec<FoundRedirect>,
    /// The URIs of the current file that have been judged, with the index of the finding.
    judged: HashMap<(String, Context), Option<usize>>,
    /// The findings in the current file, by the redirect URI that is sent.
    by_sent: HashMap<String, Vec<usize>>,
    /// Whether unrelated URIs are collected too.
    keeps_unrelated: bool,
    /// How many URIs are unrelated.
    pub unrelated: usize,
}

/// The number of judgements to remember. Beyond it, all are forgotten, so that memory stays
/// bounded.
const MAX_JUDGED: usize = 1 << 14;

impl<'r> Matcher<'r> {
    /// Creates a matcher that has not read anything.
    pub fn new(registry: &'r Registry, keeps_unrelated: bool) -> Self {
        Self {
            registry,
            screen: Screen::new(registry),
            found: Vec::new(),
            judged: HashMap::new(),
            by_sent: HashMap::new(),
            keeps_unrelated,
            unrelated: 0,
        }
    }

    /// Starts another file.
    pub fn begin_file(&mut self) {
        self.judged.clear();
        self.by_sent.clear();
    }

    /// Reads a part of a file, in whole lines, or an argument (`path` is `None`). `line` is the
    /// number of its first line. Returns the number of the line after it.
    pub fn read(&mut self, path: Option<&str>, text: &[u8], line: usize) -> usize {
        self.read_with(path, text, line, |_, _| ())
    }

    /// Reads a part like [`Self::read`], and calls `visit` for each place of a finding, with the
    /// index of the finding and the bytes of the text.
    fn read_with(
        &mut self,
        path: Option<&str>,
        text: &[u8],
        line: usize,
        mut visit: impl FnMut(usize, Range<usize>),
    ) -> usize {
        let kind = if path.is_some() { TextKind::File } else { TextKind::Argument };
        let mut lines = LineCounter { text, offset: 0, line };
        for uri in find_uris(text) {
            let is_left_out = kind == TextKind::File
                && !self.keeps_unrelated
                && !self.screen.needs_judgement(text, &uri);
            if is_left_out {
                self.unrelated += 1;
                continue;
            }
            let context = Context::new(kind, line_before(text, uri.range.start));
            let key = (uri.text(), context);
            if let Some(index) = self.judged.get(&key) {
                match index {
                    Some(index) => {
                        self.found[*index].count += 1;
                        visit(*index, uri.range);
                    }
                    None => self.unrelated += 1,
                }
                continue;
            }
            let (sent, verdict, problems) = judge(self.registry, &key.0, context);
            let is_unrelated = verdict == Verdict::Unrelated && problems.is_empty();
            self.unrelated += usize::from(is_unrelated);
            let index = (!is_unrelated || self.keeps_unrelated).then(|| {
                let position = || lines.position(uri.range.start);
                self.collect(path, sent, verdict, problems, position)
            });
            if self.judged.len() == MAX_JUDGED {
                self.judged.clear();
            }
            self.judged.insert(key, index);
            if let Some(index) = index {
                visit(index, uri.range);
            }
        }
        lines.count_rest()
    }

    /// Adds a finding, or counts it if it exists. Requests for one redirect URI differ in
    /// parameters such as `state`.
    fn collect(
        &mut self,
        path: Option<&str>,
        sent: String,
        verdict: Verdict,
        problems: Vec<Problem>,
        position: impl FnOnce() -> Position,
    ) -> usize {
        let same = self.by_sent.entry(sent.clone()).or_default();
        let is_same = |index: &&usize| {
            let found = &self.found[**index];
            found.verdict == verdict && found.problems == problems
        };
        if let Some(index) = same.iter().find(is_same).copied() {
            self.found[index].count += 1;
            return index;
        }
        same.push(self.found.len());
        let path = path.map(str::to_owned);
        let position = position();
        self.found.push(FoundRedirect { path, position, count: 1, sent, verdict, problems });
        self.found.len() - 1
    }

    /// Returns `true` if a redirect URI does not match, or a request would fail.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(FoundRedirect::is_error)
    }
}

impl FoundRedirect {
    /// Returns `true` if the redirect URI does not match, or its request would fail.
    pub fn is_error(&self) -> bool {
        !matches!(self.verdict, Verdict::Match(_) | Verdict::Unrelated)
            || self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// Counts the lines before offsets that never decrease.
struct LineCounter<'t> {
    text: &'t [u8],
    offset: usize,
    line: usize,
}

impl LineCounter<'_> {
    fn position(&mut self, offset: usize) -> Position {
        self.line += count_lines(&self.text[self.offset..offset]);
        self.offset = offset;
        let start = memchr::memrchr(b'\n', &self.text[..offset]).map_or(0, |at| at + 1);
        let before = String::from_utf8_lossy(&self.text[start..offset]);
        Position { line: self.line, column: before.chars().count() + 1 }
    }

    /// Returns the number of the line after the text.
    fn count_rest(self) -> usize {
        self.line + count_lines(&self.text[self.offset..])
    }
}

/// Counts the line ends in a text.
fn count_lines(text: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', text).count()
}

/// The maximum number of bytes before a URI that are searched for hints about it.
const CONTEXT_LEN: usize = 200;

/// Returns the text before an offset on its line.
fn line_before(text: &[u8], offset: usize) -> &[u8] {
    let before = &text[offset.saturating_sub(CONTEXT_LEN)..offset];
    &before[memchr::memrchr(b'\n', before).map_or(0, |at| at + 1)..]
}

/// What the text before a URI says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Context {
    kind: TextKind,
    /// Whether it mentions a redirect URI.
    names_redirect: bool,
    /// Another provider that it mentions.
    other_provider: Option<&'static str>,
}

/// Words for a redirect URI in the names of variables and keys.
const REDIRECT_WORDS: &[&str] =
    &["redirect", "callback", "reply_url", "replyurl", "return_url", "returnurl"];

/// Other providers whose names occur in callbacks and in the names of variables.
#[rustfmt::skip]
const OTHER_PROVIDERS: &[&str] = &[
    "apple", "auth0", "azure", "bitbucket", "cognito", "discord", "dropbox", "facebook", "github",
    "gitlab", "google", "hubspot", "keycloak", "linkedin", "microsoft", "okta", "quickbooks",
    "salesforce", "shopify", "slack", "spotify", "stripe", "twitter", "xero",
];

impl Context {
    /// Reads the text before a URI on its line; in an argument, that text says nothing.
    fn new(kind: TextKind, before: &[u8]) -> Self {
        let is_argument = kind == TextKind::Argument;
        let names_redirect = names_redirect(before);
        let before = String::from_utf8_lossy(before).to_lowercase();
        let other_provider = if before.contains("zoho") { None } else { other_provider(&before) };
        Self { kind, names_redirect: is_argument || names_redirect, other_provider }
    }

    fn is_argument(self) -> bool {
        self.kind == TextKind::Argument
    }
}

/// Returns `true` if a text mentions a redirect URI.
fn names_redirect(text: &[u8]) -> bool {
    let text = text.to_ascii_lowercase();
    REDIRECT_WORDS.iter().any(|word| memmem::find(&text, word.as_bytes()).is_some())
}

/// Returns the provider that a lower-case text names.
fn other_provider(text: &str) -> Option<&'static str> {
    let mut words = text.split(|character: char| !character.is_alphanumeric());
    words.find_map(|word| OTHER_PROVIDERS.iter().copied().find(|name| *name == word))
}

/// Judges a URI in a text: its redirect URI, whether that is registered, and other problems.
fn judge(registry: &Registry, text: &str, context: Context) -> (String, Verdict, Vec<Problem>) {
    let address = Address::new(text);
    if let Some(request) = nested_request(&address) {
        let sent = request.parameter("redirect_uri");
        let is_template = sent.is_none_or(|sent| !placeholder::in_uri(sent).is_empty());
        if context.is_argument() || !is_template {
            return judge_request(registry, &request);
        }
    }
    if let Some(request) = read_host(&address).filter(|_| !context.is_argument()) {
        // A setting of the application, or a template: only its data center is known.
        let problems = problems_of_all(registry, &request);
        return (text.to_owned(), Verdict::Unrelated, problems);
    }
    let parameters = request::parameters(&address);
    if let Some((_, value)) = parameters.into_iter().find(|(name, _)| name == "redirect_uri") {
        // A request to another provider.
        let verdict = if context.is_argument() {
            judge_redirect(registry, &Address::new(value.as_str()), context)
        } else {
            Verdict::Unrelated
        };
        return (value, verdict, Vec::new());
    }
    let sent = without_response(&address);
    let verdict = judge_redirect(registry, &sent, context);
    (sent.text.to_string(), verdict, Vec::new())
}

/// Returns the problems that a request has whichever client makes it.
fn problems_of_all(registry: &Registry, request: &Request) -> Vec<Problem> {
    let mut clients = registry.clients.iter();
    let Some(first) = clients.next() else { return Vec::new() };
    let has_problem = |client| !request.problems(Some(client)).is_empty();
    if clients.all(has_problem) { request.problems(Some(first)) } else { Vec::new() }
}

/// Returns the request that a URL makes or leads to: Zoho's sign-in page has the authorization URL
/// as a parameter.
fn nested_request(address: &Address) -> Option<Request> {
    read_request(address).or_else(|| {
        zoho_host(address.uri().normalized_host())?;
        let parameters = request::parameters(address);
        parameters.iter().find_map(|(_, value)| read_request(&Address::new(value.as_str())))
    })
}

fn judge_request(registry: &Registry, request: &Request) -> (String, Verdict, Vec<Problem>) {
    let by_id = request.parameter("client_id").and_then(|id| {
        registry.clients.iter().position(|client| client.client_id.as_deref() == Some(id))
    });
    let sent = request.parameter("redirect_uri").unwrap_or_default();
    let verdict = match sent {
        // A missing `redirect_uri` is one of the problems.
        "" => Verdict::Unrelated,
        _ => judge_parameter(registry, sent, by_id),
    };
    let client = by_id.or_else(|| match &verdict {
        Verdict::Match(uris) => uris.first().map(|uri| registry.uris[*uri].client),
        Verdict::Mismatch { nearest: Some((uri, _)) } | Verdict::EncodedTwice(uri) => {
            Some(registry.uris[*uri].client)
        }
        _ => (registry.clients.len() == 1).then_some(0),
    });
    let problems = request.problems(client.map(|client| &registry.clients[client]));
    (sent.to_owned(), verdict, problems)
}

/// Judges the `redirect_uri` of a request, which is made by `client` if that is known.
fn judge_parameter(registry: &Registry, sent: &str, client: Option<usize>) -> Verdict {
    let is_of_client =
        |uri: &usize| client.is_none_or(|client| registry.uris[*uri].client == client);
    let exact = registry.exact(sent);
    let of_client: Vec<usize> = exact.iter().copied().filter(is_of_client).collect();
    if !of_client.is_empty() {
        return Verdict::Match(of_client);
    }
    if let (Some(uri), Some(client)) = (exact.first(), client) {
        return Verdict::OtherClient { uri: *uri, client };
    }
    let decoded = crate::uri::percent::decode(sent);
    if let Some(uri) = decoded.and_then(|decoded| registry.exact(&decoded).first().copied()) {
        return Verdict::EncodedTwice(uri);
    }
    Verdict::Mismatch { nearest: registry.nearest(&Address::new(sent), client) }
}

fn judge_redirect(registry: &Registry, sent: &Address, context: Context) -> Verdict {
    let exact = registry.exact(&sent.text);
    if !exact.is_empty() {
        return Verdict::Match(exact.to_vec());
    }
    let nearest = registry.nearest(sent, None);
    let is_meant = context.is_argument()
        || nearest.as_ref().is_some_and(|(uri, differences)| {
            is_redirect(registry, sent, context, *uri, differences)
        });
    if is_meant { Verdict::Mismatch { nearest } } else { Verdict::Unrelated }
}

/// Returns `true` if a URI in a file is a redirect URI of a registered client, judging by the most
/// similar registered URI.
fn is_redirect(
    registry: &Registry,
    sent: &Address,
    context: Context,
    nearest: usize,
    differences: &[Difference],
) -> bool {
    let registered = &registry.uris[nearest].address;
    if is_for_other_provider(sent, registered, context)
        || !placeholder::in_uri(&sent.text).is_empty()
        || zoho_host(sent.uri().normalized_host()).is_some()
    {
        return false;
    }
    let has = |kind| differences.iter().any(|difference| difference.kind == kind);
    let has_path = !sent.folded_path().is_empty();
    match (has(DifferenceKind::Host), has(DifferenceKind::Path)) {
        (false, false) => has_path || context.names_redirect,
        (false, true) => {
            let path = sent.folded_path();
            let is_callback =
                |segment: &str| CALLBACK_ENDS.iter().any(|end| segment.ends_with(end));
            context.names_redirect || path.split('/').any(is_callback)
        }
        (true, false) => has_path && context.names_redirect,
        (true, true) => false,
    }
}

/// Endings of the path segments of callbacks.
const CALLBACK_ENDS: &[&str] = &["callback", "redirect"];

/// Returns `true` if a URI, or the text before it, names another provider that the registered URI
/// does not name.
fn is_for_other_provider(sent: &Address, registered: &Address, context: Context) -> bool {
    let provider = context.other_provider.or_else(|| other_provider(&sent.folded_path()));
    provider.is_some_and(|provider| !registered.text.to_lowercase().contains(provider))
}

/// The parameters that Zoho appends to the query of a redirect URI.
const RESPONSE_PARAMETERS: &[&str] =
    &["code", "state", "location", "accounts-server", "error", "error_description"];

/// Removes the parameters that Zoho appended from an address that it redirected a browser to;
/// returns any other URI unchanged.
fn without_response(address: &Address) -> Address {
    let uri = address.uri();
    let names = |name: &Range<usize>| &address.text[name.clone()];
    let parameters: Vec<_> = uri.query_parameters().filter(|(name, _)| !name.is_empty()).collect();
    let is_response = parameters.iter().any(|(name, _)| matches!(names(name), "code" | "error"));
    let has_token = uri
        .fragment
        .as_ref()
        .is_some_and(|fragment| address.text[fragment.clone()].contains("access_token="));
    if !is_response && !has_token {
        return address.clone();
    }
    let kept = parameters.iter().filter(|(name, _)| !RESPONSE_PARAMETERS.contains(&names(name)));
    let kept: Vec<&str> = kept.map(|(name, value)| &address.text[name.start..value.end]).collect();
    let mut text = address.text[..uri.path.end].to_owned();
    if !kept.is_empty() {
        text.push('?');
        text.push_str(&kept.join("&"));
    }
    Address::new(text)
}

#[cfg(test)]
mod tests;
