//! Percent-encoding for queries and form bodies.

use super::faults::push_ascii;

/// A text in which only letters, digits and `-_.~` stand for themselves.
pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            push_ascii(&mut out, byte);
            continue;
        }
        push_ascii(&mut out, b'%');
        push_ascii(&mut out, digit(byte >> 4));
        push_ascii(&mut out, digit(byte & 15));
    }
    out
}

fn digit(digit: u8) -> u8 {
    digit.saturating_add(if digit > 9 { b'A' - 10 } else { b'0' })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::encoded;

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
            let sent = encoded(&text);
            prop_assert!(sent.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.~%".contains(&it)));
            prop_assert_eq!(decoded(&sent), text);
        }
    }
}
