//! Standard base64 with padding, played natively, and back.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes as base64 text.
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3).saturating_mul(4));
    for group in bytes.chunks(3) {
        let bits = [0, 1, 2].iter().fold(0u32, |bits, &at| {
            bits << 8 | u32::from(group.get(at).copied().unwrap_or(0))
        });
        for place in 0..4usize {
            if place > group.len() {
                out.push('=');
                continue;
            }
            let sextet = (bits >> (18 - 6 * place) & 63) as usize;
            out.push(ALPHABET.get(sextet).copied().unwrap_or(b'A').into());
        }
    }
    out
}

/// The bytes of a base64 text, by the plain definition, bit by bit.
pub fn decode(text: &str) -> Vec<u8> {
    let digits = text.trim_end_matches('=').bytes();
    let (mut bytes, mut bits, mut held) = (vec![], 0u32, 0);
    for digit in digits {
        let sextet = ALPHABET.iter().position(|known| *known == digit);
        bits = bits << 6 | sextet.expect("base64") as u32;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use proptest::prelude::*;

    use super::{decode, encode};

    #[test]
    fn is_the_one_of_rfc_4648() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
            ("{\"events\":[]}", "eyJldmVudHMiOltdfQ=="),
        ] {
            assert_eq!(encode(plain.as_bytes()), encoded);
        }
        assert_eq!(encode(&[0xfb, 0xff, 0xbf]), "+/+/");
    }

    proptest! {
        #[test]
        fn comes_back_as_it_went(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let encoded = encode(&bytes);
            prop_assert_eq!(encoded.len() % 4, 0);
            prop_assert_eq!(decode(&encoded), bytes);
        }
    }
}
