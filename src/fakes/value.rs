//! What can be asked of a value of the page, played natively.

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value as Json;

use crate::value::{Shape, Value};
use crate::words::Word;

use super::fake::{Fake, is_lasting, leak, plain, text};
use super::{base64, percent};

impl Value for Fake {
    fn undefined() -> Self {
        Fake::Undefined
    }
    fn object() -> Self {
        Fake::from(serde_json::json!({}))
    }
    fn list() -> Self {
        Fake::from(serde_json::json!([]))
    }
    fn text(content: impl Into<Word>) -> Self {
        text(content.into().0.to_owned())
    }
    fn number(number: f64) -> Self {
        if number.fract() == 0.0 && number.abs() < 9e15 {
            return plain(Json::from(number as i64));
        }
        plain(Json::from(number))
    }
    fn boolean(boolean: bool) -> Self {
        plain(Json::from(boolean))
    }
    fn hold(&self) -> Self {
        *self
    }
    fn release(&self) {}
    fn shape(&self) -> Shape {
        match self {
            Fake::Undefined | Fake::Plain(Json::Null) => Shape::Nothing,
            Fake::Plain(Json::Bool(_)) => Shape::Boolean,
            Fake::Plain(Json::Number(_)) => Shape::Number,
            Fake::Plain(_) => Shape::Text,
            Fake::List(_) => Shape::List,
            Fake::Object(_) => Shape::Object,
        }
    }
    fn at(&self, name: impl Into<Word>) -> Self {
        self.member(name.into().0)
    }
    fn of(&self, name: Self) -> Self {
        self.member(&name.texted())
    }
    fn item(&self, place: u32) -> Self {
        Fake::count_call();
        let Fake::List(list) = self else {
            return Fake::Undefined;
        };
        list.borrow()
            .get(place as usize)
            .cloned()
            .unwrap_or(Fake::Undefined)
    }
    fn len(&self) -> u32 {
        match self {
            Fake::List(list) => list.borrow().len() as u32,
            Fake::Plain(Json::String(text)) => text.encode_utf16().count() as u32,
            _ => 0,
        }
    }
    fn names(&self) -> Self {
        let names = match self {
            Fake::Object(members) => members
                .borrow()
                .iter()
                .map(|(name, _)| text(name.clone()))
                .collect(),
            _ => vec![],
        };
        Fake::List(leak(RefCell::new(names)))
    }
    fn names_or_entries(&self) -> Self {
        if self.is_list() { *self } else { self.names() }
    }
    fn is(&self, content: impl Into<Word>) -> bool {
        let content = content.into().0;
        matches!(self, Fake::Plain(Json::String(text)) if text == content)
    }
    fn same(&self, other: Self) -> bool {
        Fake::count_call();
        match (*self, other) {
            (Fake::Undefined, Fake::Undefined) => true,
            (Fake::Plain(one), Fake::Plain(other)) => one == other,
            (Fake::List(one), Fake::List(other)) => std::ptr::eq(one, other),
            (Fake::Object(one), Fake::Object(other)) => std::ptr::eq(one, other),
            _ => false,
        }
    }
    fn as_number(&self) -> f64 {
        let Fake::Plain(plain) = self else {
            return f64::NAN;
        };
        plain.as_f64().unwrap_or(f64::NAN)
    }
    fn is_true(&self) -> bool {
        matches!(self, Fake::Plain(Json::Bool(true)))
    }
    fn fits(&self, pattern: impl Into<Word>) -> bool {
        let pattern = format!("^(?:{})$", pattern.into().0);
        self.is_text()
            && regress::Regex::new(&pattern)
                .unwrap()
                .find(&self.texted())
                .is_some()
    }
    fn found(&self, pattern: impl Into<Word>) -> Self {
        let content = self.texted();
        let found = regress::Regex::new(pattern.into().0).unwrap();
        let found = found.find_iter(&content);
        let found = found.map(|found| text(content[found.range()].to_owned()));
        Fake::List(leak(RefCell::new(found.collect())))
    }
    fn hash(&self) -> Self {
        let mut hasher = DefaultHasher::new();
        self.texted().hash(&mut hasher);
        text(hasher.finish().to_string())
    }
    fn put(&self, name: impl Into<Word>, value: Self) {
        self.define(name.into().0, value);
    }
    fn put_of(&self, name: Self, value: Self) {
        self.define(&name.texted(), value);
    }
    fn take_out(&self, name: Self) {
        if let Fake::Object(members) = self {
            members
                .borrow_mut()
                .retain(|(known, _)| *known != name.texted());
        }
    }
    fn push(&self, value: Self) {
        if let Fake::List(list) = self {
            list.borrow_mut().push(value);
        }
    }
    fn deep_copy(&self) -> Self {
        self.write().read()
    }
    fn copy(&self) -> Self {
        match self {
            Fake::List(list) => Fake::List(leak(RefCell::new(list.borrow().clone()))),
            Fake::Object(members) => Fake::Object(leak(RefCell::new(members.borrow().clone()))),
            other => *other,
        }
    }
    fn write(&self) -> Self {
        text(self.json().to_string())
    }
    fn write_lasting(&self) -> Self {
        if is_lasting(&self.json()) {
            self.write()
        } else {
            text(String::new())
        }
    }
    fn read(&self) -> Self {
        serde_json::from_str::<Json>(&self.texted()).map_or(Fake::Undefined, Fake::from)
    }
    fn then(&self, other: Self) -> Self {
        text(self.texted() + &other.texted())
    }
    fn upper(&self) -> Self {
        text(self.texted().to_uppercase())
    }
    fn lower(&self) -> Self {
        text(self.texted().to_lowercase())
    }
    fn trim(&self) -> Self {
        text(self.to_rust().trim().to_owned())
    }
    fn slice(&self, from: u32, to: u32) -> Self {
        let units: Vec<u16> = self.texted().encode_utf16().collect();
        let end = (to as usize).min(units.len());
        let start = (from as usize).min(end);
        text(String::from_utf16_lossy(&units[start..end]))
    }
    fn split_by(&self, separator: Self) -> Self {
        self.split(&separator.texted())
    }
    fn split(&self, separator: impl Into<Word>) -> Self {
        let parts = self
            .texted()
            .split(separator.into().0)
            .map(|part| text(part.to_owned()))
            .collect();
        Fake::List(leak(RefCell::new(parts)))
    }
    fn base64(&self) -> Self {
        text(base64::encode(self.texted().as_bytes()))
    }
    fn encode(&self) -> Self {
        text(percent::encode(&self.texted()))
    }
    fn decode(&self) -> Self {
        percent::decode(&self.texted()).map_or(*self, text)
    }
    fn bytes(&self) -> u32 {
        self.texted().len() as u32
    }
    fn sorted(&self, from: u32) -> Self {
        let copy = self.copy();
        if let Fake::List(list) = &copy {
            list.borrow_mut()
                .sort_by_key(|entry| entry.slice(from, u32::MAX).texted());
        }
        copy
    }
}
