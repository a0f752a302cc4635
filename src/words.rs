//! The texts that are written in the core, by number.
//!
//! JavaScript has the list of them (src/browser/words.js), so a text costs the core one small
//! number, where it would be an address and a length, and nothing is copied or decoded. The list is
//! made by tools/words.mjs, which every build runs.

/// A text of the list; in a page the handle on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg(target_arch = "wasm32")]
pub struct Word(pub i32);

/// A text of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg(not(target_arch = "wasm32"))]
pub struct Word(pub &'static str);

/// The [`Word`] for a text.
macro_rules! t {
    ($text:literal) => {{
        const WORD: $crate::words::Word = $crate::words::Word::of($text);
        WORD
    }};
}

impl Word {
    /// For `t!`: anything else is a text of the page's.
    #[cfg(target_arch = "wasm32")]
    pub const fn of(text: &str) -> Self {
        Word(handle_on(text) as i32)
    }

    /// For `t!`: anything else is a text of the page's.
    #[cfg(not(target_arch = "wasm32"))]
    pub const fn of(text: &'static str) -> Self {
        handle_on(text);
        Word(text)
    }
}

/// From a text that is not in the list, as tests use: it lives as long as their process.
#[cfg(not(target_arch = "wasm32"))]
impl<T: AsRef<str> + ?Sized> From<&T> for Word {
    fn from(text: &T) -> Self {
        Word(Box::leak(text.as_ref().to_owned().into_boxed_str()))
    }
}

// The compiler alone evaluates what follows: a text that is not in the list does not compile.

const FILE: &[u8] = include_bytes!("browser/words.js");
const MOST: usize = 1000;
const LIST: [&[u8]; MOST] = list();
/// The handles before the list's (src/browser/values.js).
const BEFORE: usize = 4;

/// The handle on a text.
#[allow(clippy::indexing_slicing, clippy::panic)]
const fn handle_on(text: &str) -> usize {
    let mut place = 0;
    while place < MOST {
        if is_same(LIST[place], text.as_bytes()) {
            return BEFORE + place;
        }
        place += 1;
    }
    panic!("src/browser/words.js lacks this text: run `node tools/words.mjs`")
}

const fn is_same(mut one: &[u8], mut other: &[u8]) -> bool {
    loop {
        match (one, other) {
            ([a, more @ ..], [b, others @ ..]) if *a == *b => (one, other) = (more, others),
            (one, other) => return one.is_empty() && other.is_empty(),
        }
    }
}

/// The lines between the file's two backticks. Behind them stand backticks, which no text has.
#[allow(clippy::indexing_slicing)]
const fn list() -> [&'static [u8]; MOST] {
    let mut list: [&[u8]; MOST] = [b"`"; MOST];
    let mut place = 0;
    let mut rest = FILE;
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte == b'`' {
            break;
        }
    }
    let mut length = 0;
    loop {
        let end = rest[length];
        if end == b'\n' || end == b'`' {
            let (line, after) = rest.split_at(length);
            list[place] = line;
            if end == b'`' {
                return list;
            }
            (rest, length, place) = (after.split_at(1).1, 0, place + 1);
        } else {
            length += 1;
        }
    }
}
