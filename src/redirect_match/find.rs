//! Finds URIs in text of any kind: logs, environment files, source, pages. Linear.

use std::ops::Range;

use memchr::memmem::Finder;

/// A URI in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundUri {
    /// Where it is written, in bytes of the text.
    pub range: Range<usize>,
    /// The URI, without the escapes of the language that it is written in.
    pub text: String,
}

/// The URIs of a text that begin with `http` or `https`, in any case and with the escapes of JSON,
/// HTML or a query; in order and disjoint.
pub fn find_uris(text: &[u8]) -> impl Iterator<Item = FoundUri> {
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

/// The places of a word in a text, each looked for once.
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

    /// The first place at or after a byte offset, which never decreases.
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
    /// With a backslash before each `/`, as some writers of JSON do.
    Json,
    /// As the value of a parameter, percent-encoded so many times.
    Encoded(usize),
}

/// What follows the scheme in each notation.
const SEPARATORS: &[(&str, Notation)] = &[
    ("://", Notation::Plain),
    (r":\/\/", Notation::Json),
    ("%3A%2F%2F", Notation::Encoded(1)),
    ("%253A%252F%252F", Notation::Encoded(2)),
];

/// The URI whose scheme has `ttp` at a byte offset.
fn read_uri(text: &[u8], at: usize) -> Option<FoundUri> {
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
    let written = String::from_utf8_lossy(&text[start..end]);
    let length = trimmed_len(&written);
    let written = &written[..length];
    if written.len() <= rest - start {
        return None;
    }
    Some(FoundUri { range: start..start + length, text: decode(written, *notation) })
}

/// How many bytes belong to a URI at the start of a text. What follows a comma or a similar mark
/// and begins with a scheme is the next one.
fn content_len(text: &[u8], notation: Notation) -> usize {
    let is_part = |at: usize| match (text[at], notation) {
        (byte, Notation::Encoded(_)) => {
            byte.is_ascii_alphanumeric() || b"-_.~%+*!()".contains(&byte)
        }
        (b'\\', Notation::Json) => {
            text[at + 1..].starts_with(b"/") || text[at + 1..].starts_with(b"u0026")
        }
        (b',' | b';' | b'|', _) => !begins_with_scheme(&text[at + 1..]),
        (byte, _) => byte > b' ' && byte != 0x7f && !b"\"'`<>^\\".contains(&byte),
    };
    let mut open = [0; BRACKETS.len()];
    for (at, byte) in text.iter().enumerate() {
        if !is_part(at) {
            return at;
        }
        for (count, [opening, closing]) in open.iter_mut().zip(BRACKETS) {
            if *byte == opening {
                *count += 1;
            } else if *byte == closing {
                // What closes a bracket that was opened before the URI ends it.
                if *count == 0 {
                    return at;
                }
                *count -= 1;
            }
        }
    }
    text.len()
}

const BRACKETS: [[u8; 2]; 3] = [*b"()", *b"[]", *b"{}"];

fn begins_with_scheme(text: &[u8]) -> bool {
    text.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(b"http"))
}

/// The length of a URI without what a sentence puts after it.
fn trimmed_len(written: &str) -> usize {
    let is_quote = |c| matches!(c, '”' | '“' | '’' | '‘' | '»' | '«' | '。' | '，' | '\u{fffd}');
    let text = &written[..written.find(is_quote).unwrap_or(written.len())];
    text.trim_end_matches(['.', ',', ';', ':', '!', '|', '*']).len()
}

fn decode(written: &str, notation: Notation) -> String {
    match notation {
        Notation::Plain => written.replace("&amp;", "&"),
        Notation::Json => written.replace(r"\/", "/").replace(r"\u0026", "&"),
        Notation::Encoded(times) => {
            let mut text = written.to_owned();
            for _ in 0..times {
                text = crate::uri::percent::decode(&text).unwrap_or(text);
            }
            text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        find_uris(text.as_bytes()).map(|found| found.text).collect()
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
        let found: Vec<FoundUri> = find_uris(text.as_bytes()).collect();
        assert_eq!(&text[found[0].range.clone()], "https:\\/\\/a.com\\/cb");
    }

    #[test]
    fn a_scheme_alone_and_other_words_are_not_uris() {
        for text in ["http", "http://", "https:// a", "HTTP/1.1", "ttp://a.com", "", "httpd:x"] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
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
