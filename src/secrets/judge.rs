//! Decides which keys hold secrets, and which values are random enough to be secrets.
//!
//! A value under such a key is a secret if it is random enough: it has at least eight characters, none
//! of them whitespace, and of the steps from one character to the next at least three, and one in
//! five, are *unlikely*. Between separators (`-`, `_`, `.`, `/`, `:`, brackets and similar), these
//! are unlikely:
//!
//! * from a letter to a digit, unless only digits follow (`prod2`), and from a digit to a letter;
//! * to and from any other character;
//! * from one word to the next by a change of case, unless that is a word one could read (`botToken`);
//! * inside a word of at least seven letters, a pair of letters that is rare in English.
//!
//! So `zoho-client-secret-v2` has none, and `hunter2Zq9Xk` has six. This recognizes nine in ten
//! random values of twelve characters, and nearly all longer ones. It does not recognize a password
//! made of words.
//!
//! A reference to a secret, or a word for its absence, is not a secret, however random: see
//! [`is_reference`].

use crate::console::known_keys;
use crate::placeholder;

/// Names the secret that a key holds, as a noun without an article; `None` if it holds none.
pub fn secret_kind(key: &str) -> Option<&'static str> {
    if !has_stem(key) || known_keys().any(|known| known == key) {
        return None;
    }
    let mut words = words_of(key);
    while words.len() > 1 && words.last().is_some_and(|word| is_qualifier(word)) {
        words.pop();
    }
    let last = words.last()?;
    if let Some((_, what)) = SHORT_NAMES.iter().find(|(name, _)| name == last) {
        return Some(what);
    }
    let joined = words.concat();
    SECRET_NAMES.iter().find(|(name, _)| joined.ends_with(name)).map(|(_, what)| *what)
}

/// Names of secrets, in lower case without separators; the more specific first.
const SECRET_NAMES: &[(&str, &str)] = &[
    ("clientsecret", "client secret"),
    ("consumersecret", "client secret"),
    ("appsecret", "client secret"),
    ("secret", "secret"),
    ("secrets", "secret"),
    ("secretkey", "secret key"),
    ("accesstoken", "access token"),
    ("refreshtoken", "refresh token"),
    ("authtoken", "authentication token"),
    ("oauthtoken", "authentication token"),
    ("granttoken", "grant token"),
    ("webhooktoken", "webhook token"),
    ("zapikey", "webhook token"),
    ("token", "token"),
    ("tokens", "token"),
    ("apikey", "API key"),
    ("appkey", "API key"),
    ("authkey", "authentication key"),
    ("accesskey", "access key"),
    ("privatekey", "private key"),
    ("signingkey", "signing key"),
    ("encryptionkey", "encryption key"),
    ("password", "password"),
    ("passwords", "password"),
    ("passwd", "password"),
    ("passphrase", "passphrase"),
    ("passcode", "passcode"),
    ("credential", "credential"),
    ("credentials", "credential"),
];

/// Names that are too short to search for at the end of longer words.
const SHORT_NAMES: &[(&str, &str)] = &[("pass", "password"), ("pwd", "password")];

/// Parts of which every name of a secret contains one, so that most keys can be skipped quickly.
const STEMS: &[&str] = &["secret", "token", "pass", "pwd", "key", "credential"];

fn has_stem(key: &str) -> bool {
    let begins_with_stem = |rest: &[u8]| {
        let has = |stem: &&str| {
            rest.get(..stem.len()).is_some_and(|part| part.eq_ignore_ascii_case(stem.as_bytes()))
        };
        STEMS.iter().any(has)
    };
    let bytes = key.as_bytes();
    // Every stem begins with one of these letters.
    let may_begin = |byte: &u8| matches!(byte | 0x20, b's' | b't' | b'p' | b'k' | b'c');
    (0..bytes.len()).any(|at| may_begin(&bytes[at]) && begins_with_stem(&bytes[at..]))
}

/// Words after the name of a secret that say which one, or in which form.
const QUALIFIERS: &[&str] = &[
    "backup",
    "current",
    "dev",
    "development",
    "eu",
    "in",
    "jp",
    "live",
    "local",
    "new",
    "old",
    "plain",
    "prod",
    "production",
    "qa",
    "raw",
    "sandbox",
    "stage",
    "staging",
    "string",
    "test",
    "testing",
    "text",
    "uat",
    "uk",
    "us",
    "value",
];

fn is_qualifier(word: &str) -> bool {
    QUALIFIERS.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Splits a key into words in lower case: `clientSecret`, `client_secret` and `APIKey` have two.
fn words_of(key: &str) -> Vec<String> {
    let characters: Vec<char> = key.chars().collect();
    let mut words = vec![String::new()];
    for (at, character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(at + 1);
        let begins_word = character.is_uppercase()
            && (before.is_some_and(char::is_lowercase)
                || before.is_some_and(char::is_uppercase)
                    && after.is_some_and(|after| after.is_lowercase()))
            || character.is_ascii_digit() != before.is_some_and(|before| before.is_ascii_digit());
        if begins_word || !character.is_alphanumeric() {
            words.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Returns `true` if the value of a key for secrets is a secret.
pub(super) fn is_secret_value(value: &str) -> bool {
    let value = value.trim();
    !is_reference(value) && is_random(value)
}

/// The minimum length of a secret, in characters.
const MIN_LENGTH: usize = 8;

/// The minimum number of unlikely steps in a secret.
const MIN_UNLIKELY: usize = 3;

/// In a secret, at least one of this many steps is unlikely.
const STEPS_PER_UNLIKELY: usize = 5;

/// The minimum length of a word whose rare pairs count, in letters: shorter words can be
/// abbreviations.
const MIN_WORD: usize = 7;

/// Returns `true` if a value is random enough to be a secret (see the module).
pub(super) fn is_random(value: &str) -> bool {
    if value.chars().count() < MIN_LENGTH || value.contains(char::is_whitespace) {
        return false;
    }
    let is_separator = |c: char| "-_./:\\|,;#?~=()[]{}<>\"'`".contains(c);
    let (mut steps, mut unlikely) = (0, 0);
    for part in value.split(is_separator) {
        let characters: Vec<char> = part.chars().collect();
        steps += characters.len().saturating_sub(1);
        unlikely += count_unlikely(&characters);
    }
    unlikely >= MIN_UNLIKELY && STEPS_PER_UNLIKELY * unlikely >= steps
}

/// Counts the unlikely steps between the characters of a part without separators.
fn count_unlikely(characters: &[char]) -> usize {
    let is_alike = |one: &char, next: &char| {
        is_letter(*one) && is_letter(*next) || is_digit(*one) && is_digit(*next)
    };
    let runs = characters.chunk_by(is_alike);
    let runs: Vec<&[char]> =
        runs.flat_map(|run| if is_letter(run[0]) { split_words(run) } else { vec![run] }).collect();
    let inside = runs.iter().filter(|run| run.len() >= MIN_WORD).map(|run| rare_pairs(run).count());
    let between = runs.windows(2).enumerate().filter(|(at, pair)| {
        let (one, next) = (pair[0], pair[1]);
        match (is_letter(one[0]), is_letter(next[0])) {
            (true, true) => one.len() < 2 || !is_readable(next),
            (true, false) => !is_digit(next[0]) || at + 2 < runs.len(),
            _ => true,
        }
    });
    inside.sum::<usize>() + between.count()
}

fn is_letter(character: char) -> bool {
    character.is_alphabetic()
}

fn is_digit(character: char) -> bool {
    character.is_numeric()
}

/// Splits letters into words by their case: `ZohoAPIKey` has three.
fn split_words(letters: &[char]) -> Vec<&[char]> {
    let mut words = Vec::new();
    let mut rest = letters;
    while !rest.is_empty() {
        let upper = rest.iter().take_while(|letter| letter.is_uppercase()).count();
        let lower = rest[upper..].iter().take_while(|letter| !letter.is_uppercase()).count();
        let length = if upper > 1 && lower > 0 { upper - 1 } else { upper + lower };
        let (word, next) = rest.split_at(length);
        words.push(word);
        rest = next;
    }
    words
}

fn is_readable(word: &[char]) -> bool {
    word.len() >= 3 && rare_pairs(word).next().is_none()
}

/// Iterates over the pairs of letters that are rare in English, all of them ASCII.
fn rare_pairs(word: &[char]) -> impl Iterator<Item = &[char]> {
    word.windows(2).filter(|pair| {
        let (one, next) = (pair[0].to_ascii_lowercase(), pair[1].to_ascii_lowercase());
        let row =
            u32::from(one).checked_sub(u32::from('a')).and_then(|at| usize::try_from(at).ok());
        let common = row.and_then(|row| COMMON_PAIRS.get(row));
        next.is_ascii_alphabetic() && common.is_some_and(|common| !common.contains(next))
    })
}

/// For each letter from `a` to `z`, those that often follow it in English: the 250 most frequent
/// pairs, nine in ten of all.
const COMMON_PAIRS: [&str; 26] = [
    "abcdefgiklmnprstuvy",
    "aceilorsu",
    "acefhiklortu",
    "abcdefilorsu",
    "abcdefgilmnopqrstvwxy",
    "acdefiloru",
    "aehinorsu",
    "aeiort",
    "abcdefglmnoprstvz",
    "e",
    "aeis",
    "adeilostuy",
    "aeimopsu",
    "acdefgiknostu",
    "abcdfgiklmnoprstuvw",
    "aehiloprstu",
    "u",
    "acdegiklmnorstuvy",
    "acehilopstuy",
    "acehiloprstuy",
    "abceilmnprst",
    "aei",
    "aeior",
    "pt",
    "nps",
    "e",
];

/// Values that mean that there is no secret, or none yet.
const NO_SECRETS: &[&str] = &[
    "changeit",
    "dummy",
    "empty",
    "example",
    "false",
    "hidden",
    "n/a",
    "na",
    "nil",
    "no",
    "none",
    "null",
    "pass",
    "password",
    "pw",
    "redacted",
    "removed",
    "sample",
    "secret",
    "test",
    "token",
    "true",
    "undefined",
    "unset",
    "yes",
];

/// Schemes and prefixes of references to secrets, with or without `//`.
const REFERENCE_SCHEMES: &[&str] = &[
    "1password",
    "akv",
    "arn",
    "awssm",
    "awsssm",
    "azurekeyvault",
    "base",
    "bitwarden",
    "bw",
    "bws",
    "chamber",
    "config",
    "credstash",
    "doppler",
    "env",
    "file",
    "gcpsm",
    "gpg",
    "gsm",
    "infisical",
    "keepass",
    "keychain",
    "keyring",
    "kms",
    "lastpass",
    "lpass",
    "md5",
    "op",
    "param",
    "parameter",
    "path",
    "ref",
    "secret",
    "secretref",
    "secrets",
    "sha1",
    "sha256",
    "sha512",
    "sm",
    "sops",
    "ssm",
    "vals",
    "vault",
    "wincred",
];

/// Beginnings of paths.
const PATHS: &[&str] = &["/", "./", "../", "~/", "projects/", "secret/", "secrets/", "kv/"];

/// Returns `true` if a value refers to a secret, says that there is none, or is a placeholder for
/// one, or if it is an identifier in a form that secrets do not have.
pub(super) fn is_reference(value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let whole = 0..value.len();
    value.is_empty()
        || value.contains(char::is_whitespace)
        || NO_SECRETS.contains(&&*lower)
        || placeholder::in_name(value).contains(&whole)
        || is_indirect(value)
        || is_hash_or_uuid(value)
        || is_date(value)
}

/// Returns `true` if a value is not the real one: it says where that is, or masks it.
pub fn is_indirect(value: &str) -> bool {
    is_masked(value)
        || is_name_of_variable(value)
        || has_reference_scheme(&value.to_ascii_lowercase())
        || PATHS.iter().any(|path| value.starts_with(path))
        || is_function(value)
        || value.starts_with("ENC[")
}

/// Returns `true` if the value of a client ID has the form of a client secret. Zoho's client IDs
/// begin with `1000.`, and other providers' are shorter or have other characters.
pub(super) fn is_secret_as_client_id(value: &str) -> bool {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (36..=64).contains(&value.len()) && value.bytes().all(is_digit)
}

/// `****`, `xxxx`, `1000.xxxx.xxxx`, `...`, `-`: one repeated character, or only punctuation.
fn is_masked(value: &str) -> bool {
    let is_filler = |c: char| matches!(c, '*' | 'x' | 'X' | '.' | '…' | '-' | '•' | '_' | '#');
    let rest = ["1000.", "1001."].iter().find_map(|prefix| value.strip_prefix(prefix));
    let mut characters = value.chars();
    let first = characters.next();
    characters.all(|c| Some(c) == first) || rest.unwrap_or(value).chars().all(is_filler)
}

/// `ZOHO_CLIENT_SECRET`, `$ZOHO_SECRET`, `%ZOHO_SECRET%`, `secrets.ZOHO`, `process.env.ZOHO`.
fn is_name_of_variable(value: &str) -> bool {
    let name = value.trim_matches(['$', '%']);
    let is_constant = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
            && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    let last = name.rsplit('.').next().unwrap_or(name);
    let is_marked = name.len() < value.len() || last.len() < name.len();
    is_constant(last) && (last.contains('_') || is_marked)
}

fn has_reference_scheme(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once(':') else { return false };
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let is_known = REFERENCE_SCHEMES.contains(&scheme.split('+').next().unwrap_or(scheme));
    scheme.chars().all(is_scheme) && (is_known || rest.starts_with("//"))
}

/// `!vault`, `!Ref Secret`, `@Microsoft.KeyVault(…)`, `vault("…")`, `var.x["…"]`.
fn is_function(value: &str) -> bool {
    let name = value.trim_start_matches(['!', '@']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_'));
    let (name, rest) = name.split_at(end.unwrap_or(name.len()));
    let is_call = matches!(
        (rest.chars().next(), rest.chars().next_back()),
        (Some('('), Some(')')) | (Some('['), Some(']'))
    );
    !name.is_empty()
        && !is_random(name)
        && (is_call || value.starts_with(['!', '@']) && rest.is_empty())
}

/// A commit's hash (SHA-1), or a UUID.
fn is_hash_or_uuid(value: &str) -> bool {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let groups: Vec<&str> = value.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    is_hex(&value.replace('-', "")) && (lengths == [40] || lengths == [8, 4, 4, 4, 12])
}

/// `2027-01-31`, and values that begin like it.
fn is_date(value: &str) -> bool {
    let mut groups = value.splitn(3, '-');
    let mut is_number = |length: usize| {
        let group = groups.next().and_then(|group| group.get(..length));
        group.is_some_and(|group| group.bytes().all(|byte| byte.is_ascii_digit()))
    };
    is_number(4) && is_number(2) && is_number(2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::strategy::ValueTree;
    use proptest::string::string_regex;
    use proptest::test_runner::TestRunner;

    use super::*;

    #[test]
    fn a_key_says_what_it_holds() {
        for (key, what) in [
            ("client_secret", "client secret"),
            ("clientSecret", "client secret"),
            ("ZOHO_CLIENT_SECRET", "client secret"),
            ("zohoclientsecret", "client secret"),
            ("client-secret-prod", "client secret"),
            ("cliq.bot.token", "token"),
            ("zoho_refresh_token", "refresh token"),
            ("tokens", "token"),
            ("api_key", "API key"),
            ("APIKey2", "API key"),
            ("zapikey", "webhook token"),
            ("passwd", "password"),
            ("smtpPass", "password"),
            ("db_pwd", "password"),
        ] {
            assert_eq!(secret_kind(key), Some(what), "{key}");
        }
        for key in [
            "client_id",
            "secret_name",
            "access_token_url",
            "token_endpoint",
            "password_policy",
            "key",
            "keys",
            "monkey",
            "bypass",
            "name",
            "passage",
        ] {
            assert_eq!(secret_kind(key), None, "{key}");
        }
    }

    #[test]
    fn the_unlikely_steps_of_a_value_are_counted() {
        let count = |value: &str| {
            let parts = value.split('-');
            parts.map(|part| count_unlikely(&part.chars().collect::<Vec<_>>())).sum::<usize>()
        };
        for (value, unlikely) in [
            ("zoho-client-secret-v2", 0),
            ("k8s-prod2", 2),
            ("hunter2Zq9Xk", 4),
            ("zylkerBotToken", 0),
            ("qzxkvjhp", 7),
            ("mysql", 0),
            ("a!b", 2),
            ("größe", 0),
        ] {
            assert_eq!(count(value), unlikely, "{value}");
        }
    }

    /// Values as people write them under such keys, a line each; those after the empty line are not
    /// secrets.
    const VALUES: &str = include_str!("values.txt");

    #[test]
    fn of_226_values_105_are_random_enough_to_be_secrets_and_121_are_not() {
        let (secrets, others) = VALUES.split_once("\n\n").expect("there are two sides");
        let judged = |values: &str, is_secret: bool| {
            let (right, wrong): (Vec<String>, Vec<String>) = values
                .lines()
                .map(str::to_owned)
                .partition(|value| is_secret_value(value) == is_secret);
            (right.len(), wrong)
        };
        assert_eq!(judged(secrets, true), (105, Vec::new()), "are secrets");
        assert_eq!(judged(others, false), (121, Vec::new()), "are not secrets");
    }

    #[test]
    fn nine_in_ten_random_values_of_twelve_characters_are_found_and_nearly_all_longer_ones() {
        let mut runner = TestRunner::deterministic();
        let mut count_found = |form: &str| {
            let values = string_regex(form).expect("the form is a regular expression");
            let value = |_| values.new_tree(&mut runner).expect("no value is rejected").current();
            (0..1000).map(value).filter(|value| is_secret_value(value)).count()
        };
        for (letters, of_12, of_24) in
            [("0-9a-zA-Z", 950, 999), ("0-9a-z", 900, 990), ("0-9a-f", 900, 990)]
        {
            assert!(count_found(&format!("[{letters}]{{12}}")) >= of_12, "{letters}");
            assert!(count_found(&format!("[{letters}]{{24}}")) >= of_24, "{letters}");
        }
    }
}
