//! A value of the page or of a service, held by handle.
//!
//! Payloads stay JavaScript values from the answer to the handler, and what the core itself puts
//! together (requests, rows, responses) is put together in JavaScript's memory too. That is what
//! keeps the core small: a handle is one register, while Rust's own texts, lists and options are
//! shuffled through memory at every step.

use crate::words::Word;

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// `undefined` or `null`
    Nothing,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

/// A handle on a value. Cloning copies the handle, not the value: writing through one is seen
/// through all.
///
/// No method fails: a question that makes no sense of a value (the members of a text) has the
/// answer for "there is none". Members are own members, so a polluted prototype supplies nothing.
pub trait Value: Copy + 'static {
    fn undefined() -> Self;
    /// A new object without members.
    fn object() -> Self;
    /// A new list without entries.
    fn list() -> Self;
    fn text(text: impl Into<Word>) -> Self;
    fn number(number: f64) -> Self;
    fn boolean(boolean: bool) -> Self;

    /// A handle that stays good after the work in hand is done; see [`Slot`].
    fn hold(&self) -> Self;
    /// Lets a handle go that was held, once the work in hand is done, and all that was begun while
    /// it was held.
    fn release(&self);

    fn shape(&self) -> Shape;
    /// The own member of that name, or `undefined`.
    fn at(&self, name: impl Into<Word>) -> Self;
    /// The own member whose name is this text, or `undefined`.
    fn of(&self, name: Self) -> Self;
    /// The entry of a list, or `undefined`.
    fn item(&self, place: u32) -> Self;
    /// How many entries a list has, or characters (UTF-16) a text; else 0.
    fn len(&self) -> u32;
    /// The names of an object's own members as a list; for anything else an empty one.
    fn names(&self) -> Self;
    /// An object's names, a list itself; for anything else an empty list.
    fn names_or_entries(&self) -> Self;
    /// Whether it is this text.
    fn is(&self, text: impl Into<Word>) -> bool;
    /// Whether both are the same text, number or truth value, or the very same object.
    fn same(&self, other: Self) -> bool;
    /// The number, or not a number.
    fn as_number(&self) -> f64;
    /// Whether it is `true`.
    fn is_true(&self) -> bool;
    /// Whether it is a text that a regular expression describes from its beginning to its end.
    fn fits(&self, pattern: impl Into<Word>) -> bool;
    /// What a regular expression finds in the text, one after the other, a list.
    fn found(&self, pattern: impl Into<Word>) -> Self;
    /// Two numbers of 32 bits made of the text, with a dash between: equal for equal texts, and
    /// nearly never for others.
    fn hash(&self) -> Self;

    /// Puts a member into an object; `undefined` is not put. The member is defined, not assigned,
    /// so a name like `__proto__` is a name like any other.
    fn put(&self, name: impl Into<Word>, value: Self);
    /// The same with a name that is a text value.
    fn put_of(&self, name: Self, value: Self);
    /// Takes a member out of an object.
    fn take_out(&self, name: Self);
    /// Appends to a list.
    fn push(&self, value: Self);

    /// A new object or list with the same members; other values as they are.
    fn copy(&self) -> Self;
    /// The same, with nothing in it that is shared.
    fn deep_copy(&self) -> Self;
    /// JSON text, as a text value.
    fn write(&self) -> Self;
    /// The same, if reading it brings every number back as it is; else an empty text.
    fn write_lasting(&self) -> Self;
    /// The value of this JSON text, or `undefined`.
    fn read(&self) -> Self;
    /// This text, or number or truth value as text, with another after it.
    fn then(&self, other: Self) -> Self;
    /// The text in capitals.
    fn upper(&self) -> Self;
    /// The text in small letters.
    fn lower(&self) -> Self;
    /// The text without white space around it.
    fn trim(&self) -> Self;
    /// From one UTF-16 place of a text to another.
    fn slice(&self, from: u32, to: u32) -> Self;
    /// The text's parts between a separator, a list.
    fn split(&self, separator: impl Into<Word>) -> Self;
    /// The same with a separator that is a text value.
    fn split_by(&self, separator: Self) -> Self;
    /// The text for one place in a URL (`encodeURIComponent`); lone surrogates are replaced.
    fn encode(&self) -> Self;
    /// The text's UTF-8 in standard base64 with padding.
    fn base64(&self) -> Self;
    /// How many bytes the text has in UTF-8.
    fn bytes(&self) -> u32;
    /// A new list of a list's texts in the order of what they hold behind a place.
    fn sorted(&self, from: u32) -> Self;
    /// Undoes percent-encoding; a text that is malformed stays as it is.
    fn decode(&self) -> Self;

    // The following are made of the above.

    #[inline(always)]
    fn is_nothing(&self) -> bool {
        self.shape() == Shape::Nothing
    }
    #[inline(always)]
    fn is_text(&self) -> bool {
        self.shape() == Shape::Text
    }
    #[inline(always)]
    fn is_list(&self) -> bool {
        self.shape() == Shape::List
    }
    #[inline(always)]
    fn is_object(&self) -> bool {
        self.shape() == Shape::Object
    }
    /// Whether it is no text, or one of nothing but white space.
    #[inline(always)]
    fn is_blank(&self) -> bool {
        self.trim().len() == 0
    }
    /// Itself, or another where it is `undefined` or `null`.
    #[inline(always)]
    fn or(self, other: Self) -> Self {
        if self.is_nothing() { other } else { self }
    }
    fn put_text(&self, name: impl Into<Word>, text: impl Into<Word>) {
        self.put(name, Self::text(text));
    }
    /// Each entry of a list, each name of an object.
    #[inline(always)]
    fn entries(&self) -> Entries<Self> {
        let list = self.names_or_entries();
        Entries {
            place: 0,
            end: list.len(),
            list,
        }
    }
    /// Each name of an object, none of anything else.
    #[inline(always)]
    fn members(&self) -> Entries<Self> {
        let list = self.names();
        Entries {
            place: 0,
            end: list.len(),
            list,
        }
    }
    /// Puts all members of another object in.
    fn put_all(&self, from: Self) {
        for name in from.members() {
            self.put_of(name, from.of(name));
        }
    }
    /// Puts the members of another object in that are there, under other names. `names` has the name
    /// there and the name here in turn, with a blank between.
    fn put_named(&self, from: Self, names: Word) {
        let names = Self::text(names).split(t!(" "));
        for place in (0..names.len()).step_by(2) {
            self.put_of(names.item(place + 1), from.of(names.item(place)));
        }
    }
    /// Whether a list holds it.
    fn holds(&self, value: Self) -> bool {
        self.entries().any(|entry| entry.same(value))
    }
    /// Texts after one another.
    fn concat(parts: &[Self]) -> Self {
        parts
            .iter()
            .fold(Self::text(t!("")), |text, part| text.then(*part))
    }
}

/// The entries of a list, in order.
pub struct Entries<V> {
    list: V,
    place: u32,
    end: u32,
}

impl<V: Value> Iterator for Entries<V> {
    type Item = V;

    #[inline(always)]
    fn next(&mut self) -> Option<V> {
        if self.place >= self.end {
            return None;
        }
        let entry = self.list.item(self.place);
        self.place += 1;
        Some(entry)
    }
}

/// A place for a value that changes and outlives the work in hand. Whoever has read it may go on
/// using what was there: a value that is replaced is let go later ([`Value::release`]).
pub struct Slot<V>(std::cell::Cell<V>);

impl<V: Value> Slot<V> {
    /// A place that holds a value.
    pub fn new(value: V) -> Self {
        Slot(std::cell::Cell::new(value.hold()))
    }

    /// The value held.
    #[inline(always)]
    pub fn get(&self) -> V {
        self.0.get()
    }

    /// Holds another value from now on; returns the one held before.
    pub fn replace(&self, value: V) -> V {
        let before = self.0.replace(value.hold());
        before.release();
        before
    }

    /// The list held, in whose place an empty one is held: for a loop that runs page code, or our
    /// own, which may come back here and write to the list.
    pub fn take_list(&self) -> V {
        self.replace(V::list())
    }
}
