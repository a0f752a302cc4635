//! Percent-encoding for queries and form bodies.

const DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// Appends a text in which only letters, digits and `-_.~` stand for themselves.
pub fn push_encoded(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(byte.into());
            continue;
        }
        out.push('%');
        push_digit(out, byte >> 4);
        push_digit(out, byte & 15);
    }
}

fn push_digit(out: &mut String, digit: u8) {
    out.push(
        DIGITS
            .get(usize::from(digit))
            .copied()
            .unwrap_or(b'0')
            .into(),
    );
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::push_encoded;

    fn encoded(text: &str) -> String {
        let mut out = String::new();
        push_encoded(&mut out, text);
        out
    }

    fn decoded(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            if byte != b'%' {
                bytes.push(byte);
                continue;
            }
            let digits: String = rest.by_ref().take(2).map(char::from).collect();
            bytes.push(u8::from_str_radix(&digits, 16).unwrap());
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn encodes_what_separates_in_a_query() {
        assert_eq!(encoded("myretailsite/ireland"), "myretailsite%2Fireland");
        assert_eq!(encoded("a b&c=d+e#\u{e9}"), "a%20b%26c%3Dd%2Be%23%C3%A9");
        assert_eq!(encoded("Az09-_.~"), "Az09-_.~");
    }

    proptest! {
        #[test]
        fn comes_back_as_it_went_and_is_plain(text in any::<String>()) {
            let encoded = encoded(&text);
            prop_assert!(encoded.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.~%".contains(&it)));
            prop_assert_eq!(decoded(&encoded), text);
        }
    }
}
