//! What a text is.

use crate::value::Value;
use crate::words::Word;

/// Whether a text is one of those named in another, with `|` between: as a pattern, it means that.
#[inline(never)]
pub fn is_one_of<V: Value>(text: V, texts: Word) -> bool {
    text.fits(texts)
}
