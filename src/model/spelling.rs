//! What a text is made of.

use crate::value::Value;
use crate::words::Word;

/// Whether a text has no bytes but those of some ranges: `azAZ09` allows letters and digits.
#[inline(never)]
pub fn is_spelled<V: Value>(text: V, ranges: &[u8]) -> bool {
    for byte in text.to_rust().bytes() {
        let mut is_allowed = false;
        for range in ranges.chunks_exact(2) {
            if let [from, to] = range {
                is_allowed |= *from <= byte && byte <= *to;
            }
        }
        if !is_allowed {
            return false;
        }
    }
    true
}

/// Whether a text is one of those named in another, with `|` between.
#[inline(never)]
pub fn is_one_of<V: Value>(text: V, texts: Word) -> bool {
    V::text(texts).split(t!("|")).holds(text)
}
