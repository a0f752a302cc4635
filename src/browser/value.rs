//! Values of the page: JavaScript values by handle.

use wasm_bindgen::prelude::*;

use crate::value::{Shape, Value};
use crate::words::Word;

use super::imports::*;

/// A number that stands for a JavaScript value (values.js).
///
/// Every method is inlined: a call by reference would force each handle into memory.
///
/// Not a `JsValue`, which frees itself: that costs a place in memory and a call for each, and with
/// them half of the core's size. Handles are let go together, when the work they were made for is
/// done (`tasks.rs`).
#[derive(Clone, Copy)]
pub struct Handle(pub i32);

const UNDEFINED: Handle = Handle(0);
const NULL: Handle = Handle(1);
const TRUE: Handle = Handle(2);
const FALSE: Handle = Handle(3);

/// A text that is not of the list, for the work in hand.
impl<T: AsRef<str> + ?Sized> From<&T> for Word {
    fn from(content: &T) -> Self {
        Word(text(content.as_ref()))
    }
}

impl Handle {
    /// A handle on a value that came in.
    pub fn of_js(value: &JsValue) -> Self {
        Handle(handle_of(value))
    }

    /// A copy of the text for Rust; empty if it is none.
    pub fn to_rust(self) -> String {
        as_text(self.0)
    }

    /// The value, to go out.
    pub fn js(self) -> JsValue {
        value_of(self.0)
    }
}

impl Value for Handle {
    #[inline(always)]
    fn undefined() -> Self {
        UNDEFINED
    }
    #[inline(always)]
    fn object() -> Self {
        Handle(object())
    }
    #[inline(always)]
    fn list() -> Self {
        Handle(list())
    }
    #[inline(always)]
    fn text(content: impl Into<Word>) -> Self {
        Handle(content.into().0)
    }
    #[inline(always)]
    fn number(value: f64) -> Self {
        Handle(number(value))
    }
    #[inline(always)]
    fn boolean(boolean: bool) -> Self {
        if boolean { TRUE } else { FALSE }
    }
    #[inline(always)]
    fn hold(&self) -> Self {
        Handle(hold(self.0))
    }
    #[inline(always)]
    fn release(&self) {
        release(self.0);
    }
    #[inline(always)]
    fn shape(&self) -> Shape {
        match shape(self.0) {
            1 => Shape::Boolean,
            2 => Shape::Number,
            3 => Shape::Text,
            4 => Shape::List,
            5 => Shape::Object,
            _ => Shape::Nothing,
        }
    }
    #[inline(always)]
    fn at(&self, name: impl Into<Word>) -> Self {
        Handle(of(self.0, name.into().0))
    }
    #[inline(always)]
    fn of(&self, name: Self) -> Self {
        Handle(of(self.0, name.0))
    }
    #[inline(always)]
    fn item(&self, place: u32) -> Self {
        Handle(item(self.0, place as i32))
    }
    #[inline(always)]
    fn len(&self) -> u32 {
        length(self.0) as u32
    }
    #[inline(always)]
    fn names(&self) -> Self {
        Handle(names(self.0))
    }
    #[inline(always)]
    fn names_or_entries(&self) -> Self {
        Handle(names_or_entries(self.0))
    }
    #[inline(always)]
    fn is_nothing(&self) -> bool {
        // Whatever is undefined or null has one of the two handles, and what is true has its own.
        self.0 == UNDEFINED.0 || self.0 == NULL.0
    }
    #[inline(always)]
    fn is_blank(&self) -> bool {
        is_blank(self.0)
    }
    #[inline(always)]
    fn is(&self, text: impl Into<Word>) -> bool {
        same(self.0, text.into().0)
    }
    #[inline(always)]
    fn same(&self, other: Self) -> bool {
        same(self.0, other.0)
    }
    #[inline(always)]
    fn as_number(&self) -> f64 {
        as_number(self.0)
    }
    #[inline(always)]
    fn is_true(&self) -> bool {
        self.0 == TRUE.0
    }
    #[inline(always)]
    fn fits(&self, pattern: impl Into<Word>) -> bool {
        fits(self.0, pattern.into().0)
    }
    #[inline(always)]
    fn found(&self, pattern: impl Into<Word>) -> Self {
        Handle(found(self.0, pattern.into().0))
    }
    #[inline(always)]
    fn hash(&self) -> Self {
        Handle(hash(self.0))
    }
    #[inline(always)]
    fn put(&self, name: impl Into<Word>, value: Self) {
        put(self.0, name.into().0, value.0);
    }
    #[inline(always)]
    fn put_text(&self, name: impl Into<Word>, content: impl Into<Word>) {
        put(self.0, name.into().0, content.into().0);
    }
    #[inline(always)]
    fn put_of(&self, name: Self, value: Self) {
        put(self.0, name.0, value.0);
    }
    #[inline(always)]
    fn put_all(&self, from: Self) {
        put_all(self.0, from.0);
    }
    #[inline(always)]
    fn put_named(&self, from: Self, names: Word) {
        put_named(self.0, from.0, names.0);
    }
    #[inline(always)]
    fn take_out(&self, name: Self) {
        take_out(self.0, name.0);
    }
    #[inline(always)]
    fn push(&self, value: Self) {
        push(self.0, value.0);
    }
    #[inline(always)]
    fn copy(&self) -> Self {
        Handle(copy(self.0))
    }
    #[inline(always)]
    fn deep_copy(&self) -> Self {
        Handle(deep_copy(self.0))
    }
    #[inline(always)]
    fn write(&self) -> Self {
        Handle(write(self.0))
    }
    #[inline(always)]
    fn write_lasting(&self) -> Self {
        Handle(write_lasting(self.0))
    }
    #[inline(always)]
    fn read(&self) -> Self {
        Handle(read(self.0))
    }
    #[inline(always)]
    fn then(&self, other: Self) -> Self {
        Handle(then(self.0, other.0))
    }
    #[inline(always)]
    fn upper(&self) -> Self {
        Handle(upper(self.0))
    }
    #[inline(always)]
    fn lower(&self) -> Self {
        Handle(lower(self.0))
    }
    #[inline(always)]
    fn trim(&self) -> Self {
        Handle(trim(self.0))
    }
    #[inline(always)]
    fn slice(&self, from: u32, to: u32) -> Self {
        Handle(slice(self.0, from as i32, to as i32))
    }
    #[inline(always)]
    fn split(&self, separator: impl Into<Word>) -> Self {
        Handle(split(self.0, separator.into().0))
    }
    #[inline(always)]
    fn split_by(&self, separator: Self) -> Self {
        Handle(split(self.0, separator.0))
    }
    #[inline(always)]
    fn encode(&self) -> Self {
        Handle(encode(self.0))
    }
    #[inline(always)]
    fn base64(&self) -> Self {
        Handle(base64(self.0))
    }
    #[inline(always)]
    fn bytes(&self) -> u32 {
        bytes(self.0) as u32
    }
    #[inline(always)]
    fn sorted(&self, from: u32) -> Self {
        Handle(sorted(self.0, from as i32))
    }
    #[inline(always)]
    fn decode(&self) -> Self {
        Handle(decode(self.0))
    }
}
