//! Finds URIs in any text, such as logs, environment files, source code and web pages, in linear
//! time.

use std::ops::Range;

use memchr::memmem::Finder;

/// A URI in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundUri<'t> {
    /// Where it is, in bytes of the text.
    pub range: Range<usize>,
    /// The URI as written.
    pub written: &'t [u8],
    notation: Notation,
}

impl FoundUri<'_> {
    /// Returns the URI without the escapes of the language that it is written in.
    pub fn text(&self) -> String {
        let written = String::from_utf8_lossy(self.written);
        match self.notation {
            Notation::Plain => written.replace("&amp;", "&"),
            Notation::Json => written.replace(r"\/", "/").replace(r"\u0026", "&"),
            Notation::Encoded(times) => {
                let mut text = written.into_owned();
                for _ in 0..times {
                    text = crate::uri::percent::decode(&text).unwrap_or(text);
                }
                text
            }
        }
    }

    /// Returns the host with the port, and the path, as written and without parsing them; `None` if
    /// they are escaped, or if the URI has a user name.
    pub fn plain_parts(&self) -> Option<(&[u8], &[u8])> {
        if self.notation != Notation::Plain {
            return None;
        }
        let start = memchr::memchr(b'/', self.written)? + 2;
        let rest = self.written.get(start..)?;
        let authority_len = rest.iter().position(|byte| b"/?#\\".contains(byte));
        let (authority, rest) = rest.split_at(authority_len.unwrap_or(rest.len()));
        let path_len = memchr::memchr2(b'?', b'#', rest).unwrap_or(rest.len());
        (!authority.contains(&b'@')).then_some((authority, &rest[..path_len]))
    }
}

/// Finds the URIs in a text that begin with `http` or `https`, in upper or lower case and with the
/// escapes of JSON, HTML or a query. They are in order and do not overlap.
pub fn find_uris(text: &[u8]) -> impl Iterator<Item = FoundUri<'_>> {
    let mut beginnings = [Beginnings::new("ttp", text), Beginnings::new("TTP", text)];
    let mut end = 0;
    std::iter::from_fn(move || {
        loop {
            let at = beginnings.iter_mut().filter_map(|found| found.next_from(end)).min()?;
            end = at + 3;
            if let Some(found) = read_uri(text, at) {
                end = found.range.end;
                return Some(found);
            }
        }
    })
}

/// The places of a word in a text, each searched for once.
struct Beginnings<'t> {
    finder: Finder<'static>,
    text: &'t [u8],
    next: Option<usize>,
}

impl<'t> Beginnings<'t> {
    fn new(word: &'static str, text: &'t [u8]) -> Self {
        let finder = Finder::new(word);
        let next = finder.find(text);
        Self { finder, text, next }
    }

    /// Returns the first place at or after a byte offset, which never decreases.
    fn next_from(&mut self, start: usize) -> Option<usize> {
        if self.next.is_some_and(|next| next < start) {
            self.next = self.finder.find(&self.text[start..]).map(|at| start + at);
        }
        self.next
    }
}

/// How a URI is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Notation {
    Plain,
    /// With a backslash before each `/`, as some JSON serializers write it.
    Json,
    /// As the value of a parameter, percent-encoded this many times.
    Encoded(usize),
}

/// What follows the scheme in each notation.
const SEPARATORS: &[(&str, Notation)] = &[
    ("://", Notation::Plain),
    (r":\/\/", Notation::Json),
    ("%3A%2F%2F", Notation::Encoded(1)),
    ("%253A%252F%252F", Notation::Encoded(2)),
];

/// Returns the URI whose scheme has `ttp` at a byte offset.
fn read_uri(text: &[u8], at: usize) -> Option<FoundUri<'_>> {
    let start = at.checked_sub(1).filter(|start| text[*start].eq_ignore_ascii_case(&b'h'))?;
    let mut separator = at + 3;
    if text.get(separator).is_some_and(|byte| byte.eq_ignore_ascii_case(&b's')) {
        separator += 1;
    }
    let after = &text[separator..];
    let begins = |prefix: &str| {
        after.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
    };
    let (prefix, notation) = SEPARATORS.iter().find(|(prefix, _)| begins(prefix))?;
    let rest = separator + prefix.len();
    let end = rest + content_len(&text[rest..], *notation);
    let end = start + trimmed_len(&text[start..end]);
    (end > rest).then(|| FoundUri {
        range: start..end,
        written: &text[start..end],
        notation: *notation,
    })
}

/// What a byte means for a URI in plain notation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ByteClass {
    Part,
    End,
    /// Ends the URI if another one follows.
    Separator,
    Opening,
    Closing,
}

/// The class of each byte.
static CLASSES: [ByteClass; 256] = {
    let mut classes = [ByteClass::Part; 256];
    let mut byte = 0;
    while byte <= b' ' as usize {
        classes[byte] = ByteClass::End;
        byte += 1;
    }
    classes[0x7f] = ByteClass::End;
    let ends = b"\"'`<>^\\";
    let mut at = 0;
    while at < ends.len() {
        classes[ends[at] as usize] = ByteClass::End;
        at += 1;
    }
    let separators = b",;|";
    at = 0;
    while at < separators.len() {
        classes[separators[at] as usize] = ByteClass::Separator;
        at += 1;
    }
    at = 0;
    while at < BRACKETS.len() {
        classes[BRACKETS[at][0] as usize] = ByteClass::Opening;
        classes[BRACKETS[at][1] as usize] = ByteClass::Closing;
        at += 1;
    }
    classes
};

/// Returns the length of the URI at the start of a text, in bytes. A comma or similar mark ends it
/// if a scheme follows, and so does a bracket that was opened before the URI.
fn content_len(text: &[u8], notation: Notation) -> usize {
    if matches!(notation, Notation::Encoded(_)) {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~%+*!()".contains(&byte);
        let end = text.iter().position(|byte| !is_part(*byte)).unwrap_or(text.len());
        return unopened_bracket(&text[..end]).unwrap_or(end);
    }
    let mut open = [0_usize; BRACKETS.len()];
    let mut at = 0;
    let is_special = |byte: &u8| CLASSES[*byte as usize] != ByteClass::Part;
    while let Some(parts) = text[at..].iter().position(is_special) {
        at += parts;
        let byte = &text[at];
        let is_part = match CLASSES[*byte as usize] {
            ByteClass::Part => true,
            ByteClass::End => {
                let after = &text[at + 1..];
                let is_escape = after.starts_with(b"/") || after.starts_with(b"u0026");
                *byte == b'\\' && notation == Notation::Json && is_escape
            }
            ByteClass::Separator => !begins_with_scheme(&text[at + 1..]),
            ByteClass::Opening => {
                open[bracket_of(*byte)] += 1;
                true
            }
            ByteClass::Closing => {
                let open = &mut open[bracket_of(*byte)];
                let is_open = *open > 0;
                *open = open.saturating_sub(1);
                is_open
            }
        };
        if !is_part {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// Returns the index of the pair that a bracket belongs to.
fn bracket_of(byte: u8) -> usize {
    BRACKETS.iter().position(|pair| pair.contains(&byte)).unwrap_or_default()
}

/// Returns the place of the first `)` that was opened before the text.
fn unopened_bracket(text: &[u8]) -> Option<usize> {
    let mut open = 0_usize;
    text.iter().position(|byte| {
        let is_unopened = *byte == b')' && open == 0;
        match byte {
            b'(' => open += 1,
            b')' => open = open.saturating_sub(1),
            _ => {}
        }
        is_unopened
    })
}

const BRACKETS: [[u8; 2]; 3] = [*b"()", *b"[]", *b"{}"];

fn begins_with_scheme(text: &[u8]) -> bool {
    text.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(b"http"))
}

/// Returns the length of a URI without the punctuation of the sentence around it.
fn trimmed_len(written: &[u8]) -> usize {
    let is_quote = |c| matches!(c, '”' | '“' | '’' | '‘' | '»' | '«' | '。' | '，');
    let text = match std::str::from_utf8(written) {
        _ if written.is_ascii() => written,
        Ok(text) => &written[..text.find(is_quote).unwrap_or(text.len())],
        // A URI ends before bytes that are not UTF-8.
        Err(error) => &written[..error.valid_up_to()],
    };
    let is_mark = |byte: &u8| b".,;:!|*".contains(byte);
    text.iter().rposition(|byte| !is_mark(byte)).map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        find_uris(text.as_bytes()).map(|found| found.text()).collect()
    }

    #[test]
    fn uris_are_found_in_files_of_every_kind() {
        for text in [
            "REDIRECT=https://a.com/cb\n",
            "x: \"https://a.com/cb\",",
            "{'x':'https://a.com/cb'}",
            "{\"x\":\"https:\\/\\/a.com\\/cb\"}",
            "{x:https://a.com/cb}",
            "see (https://a.com/cb).",
            "[https://a.com/cb](text)",
            "<a href=https://a.com/cb>",
            "“https://a.com/cb”",
            "redirect_uri=https%3A%2F%2Fa.com%2Fcb&state=x",
            "redirect_uri=https%253a%252f%252fa.com%252fcb&state=x",
            "**https://a.com/cb**",
        ] {
            assert_eq!(found(text), ["https://a.com/cb"], "{text}");
        }
    }

    #[test]
    fn several_uris_on_a_line_are_several() {
        let expected = ["https://a.com/1", "HTTP://b.com/2?c=d,e", "Http://c.com"];
        assert_eq!(found("https://a.com/1,HTTP://b.com/2?c=d,e;Http://c.com;"), expected);
        assert_eq!(found("https://a.com/1 HTTP://b.com/2?c=d,e Http://c.com"), expected);
    }

    #[test]
    fn a_uri_in_the_query_of_another_is_a_part_of_it() {
        let text = "https://a.com/auth?redirect_uri=https://b.com/cb&x=y";
        assert_eq!(found(text), [text]);
        assert_eq!(found("https://a.com/?x=1&amp;y=2"), ["https://a.com/?x=1&y=2"]);
    }

    #[test]
    fn ranges_are_bytes_of_the_text() {
        let text = "é https:\\/\\/a.com\\/cb.";
        let found: Vec<FoundUri<'_>> = find_uris(text.as_bytes()).collect();
        assert_eq!(&text[found[0].range.clone()], "https:\\/\\/a.com\\/cb");
    }

    #[test]
    fn a_scheme_alone_and_other_words_are_not_uris() {
        for text in ["http", "http://", "https:// a", "HTTP/1.1", "ttp://a.com", "", "httpd:x"] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_host_and_the_path_are_taken_from_what_is_written() {
        let parts = |text: &str| {
            let found = find_uris(text.as_bytes()).next().unwrap();
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            found.plain_parts().map(|(host, path)| (text(host), text(path)))
        };
        let some = |host: &str, path: &str| Some((host.to_owned(), path.to_owned()));
        assert_eq!(parts("https://A.com:80/B/c?d=/e#f"), some("A.com:80", "/B/c"));
        assert_eq!(parts("https://a.com#/f"), some("a.com", ""));
        assert_eq!(parts("https://me@a.com/b"), None);
        assert_eq!(parts(r"https:\/\/a.com\/b"), None);
    }

    #[test]
    fn any_bytes_are_read_in_linear_time() {
        for part in
            ["http://", "https%3A%2F%2F", "ttpTTP", "http://[", "http://(((", "\u{fffd}", ","]
        {
            find_uris(part.repeat(20_000).as_bytes()).for_each(drop);
        }
        find_uris(b"\xffhttp://\xff\xfe/\x80 http://a.com/\xff").for_each(drop);
    }
}
