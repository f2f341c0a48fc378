//! Percent-encoding (RFC 3986 section 2.1).

/// Decodes percent-encoded bytes. Returns `None` if the result is not valid UTF-8.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).filter(|_| *first == b'%').and_then(value_of_digits);
        bytes.push(digits.unwrap_or(*first));
        rest = if digits.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).ok()
}

fn value_of_digits(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok()?;
    let is_number = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_number.then(|| u8::from_str_radix(digits, 16).ok())?
}

/// Percent-encodes every byte of a text.
pub fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Percent-encodes a text as the value of a parameter: all but the unreserved characters (RFC 3986
/// section 2.3).
pub fn encode_parameter(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_bytes_are_decoded_and_all_else_is_kept() {
        assert_eq!(decode("a%2Fb%c3%A9é").as_deref(), Some("a/béé"));
        assert_eq!(decode("100%, %4, %zz, %").as_deref(), Some("100%, %4, %zz, %"));
        assert_eq!(decode("%2525").as_deref(), Some("%25"));
        assert_eq!(decode("%FF"), None);
    }

    #[test]
    fn what_is_encoded_decodes_to_itself() {
        assert_eq!(encode(" é"), "%20%C3%A9");
        assert_eq!(decode(&encode("a b/é")).as_deref(), Some("a b/é"));
        assert_eq!(encode_parameter("https://a-b.c/é?d=e"), "https%3A%2F%2Fa-b.c%2F%C3%A9%3Fd%3De");
    }
}
