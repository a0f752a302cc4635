//! Values of the page, played natively.

use std::cell::{Cell, RefCell};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value as Json;

use crate::value::{Shape, Value};
use crate::words::Word;

use super::base64;

type Members = Vec<(String, Fake)>;

/// A value with JavaScript's sharing: copied handles see each other's writes. Values are never
/// freed, as a handle that can be copied demands; a test process is short.
#[derive(Clone, Copy, Debug)]
pub enum Fake {
    Undefined,
    Plain(&'static Json),
    List(&'static RefCell<Vec<Fake>>),
    Object(&'static RefCell<Members>),
}

/// Where a new member stands: numbers come before other names, in their order, as in JavaScript.
fn place_of(name: &str, members: &Members) -> usize {
    let number = |name: &str| {
        let number = name.parse::<u32>().ok()?;
        (number.to_string() == name).then_some(number)
    };
    let Some(new) = number(name) else {
        return members.len();
    };
    let smaller = |known: &&(String, Fake)| number(&known.0).is_some_and(|known| known < new);
    members.iter().take_while(smaller).count()
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn plain(json: Json) -> Fake {
    Fake::Plain(leak(json))
}

thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

impl Fake {
    /// How many times members and entries of values were read and written in this thread: in a page,
    /// each of them goes from the core to JavaScript and back.
    pub fn calls() -> u32 {
        CALLS.get()
    }

    /// What JSON would make of it; `undefined` becomes `null`.
    pub fn json(&self) -> Json {
        match self {
            Fake::Undefined => Json::Null,
            Fake::Plain(plain) => (*plain).clone(),
            Fake::List(list) => list.borrow().iter().map(Fake::json).collect(),
            Fake::Object(members) => {
                let members = members.borrow();
                Json::Object(
                    members
                        .iter()
                        .map(|(name, value)| (name.clone(), value.json()))
                        .collect(),
                )
            }
        }
    }

    fn member(&self, name: &str) -> Fake {
        CALLS.set(CALLS.get() + 1);
        let Fake::Object(members) = self else {
            return Fake::Undefined;
        };
        let members = members.borrow();
        let member = members.iter().find(|(known, _)| known == name);
        member.map_or(Fake::Undefined, |(_, value)| *value)
    }

    fn define(&self, name: &str, value: Fake) {
        CALLS.set(CALLS.get() + 1);
        let (Fake::Object(members), false) = (self, matches!(value, Fake::Undefined)) else {
            return;
        };
        let mut members = members.borrow_mut();
        match members.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => {
                let place = place_of(name, &members);
                members.insert(place, (name.to_owned(), value));
            }
        }
    }

    /// The text; empty if it is none.
    pub fn to_rust(self) -> String {
        if self.is_text() {
            self.texted()
        } else {
            String::new()
        }
    }

    fn texted(&self) -> String {
        match self {
            Fake::Plain(Json::String(text)) => text.clone(),
            Fake::Plain(Json::Null) => String::new(),
            Fake::Plain(plain) => plain.to_string(),
            _ => String::new(),
        }
    }
}

impl From<Json> for Fake {
    fn from(json: Json) -> Self {
        match json {
            Json::Array(entries) => Fake::List(leak(RefCell::new(
                entries.into_iter().map(Fake::from).collect(),
            ))),
            Json::Object(members) => {
                let members = members
                    .into_iter()
                    .map(|(name, value)| (name, Fake::from(value)));
                Fake::Object(leak(RefCell::new(members.collect())))
            }
            other => plain(other),
        }
    }
}

/// JavaScript writes -0 as 0; other numbers that JSON has no text for, this has none for either.
fn is_lasting(json: &Json) -> bool {
    match json {
        Json::Number(number) => number
            .as_f64()
            .is_none_or(|number| !(number == 0.0 && number.is_sign_negative())),
        Json::Array(entries) => entries.iter().all(is_lasting),
        Json::Object(members) => members.values().all(is_lasting),
        _ => true,
    }
}

fn text(text: String) -> Fake {
    plain(Json::String(text))
}

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
        CALLS.set(CALLS.get() + 1);
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
        CALLS.set(CALLS.get() + 1);
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
        let mut encoded = String::new();
        for byte in self.texted().bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => encoded.push(byte.into()),
                b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' => {
                    encoded.push(byte.into())
                }
                _ => encoded.push_str(&format!("%{byte:02X}")),
            }
        }
        text(encoded)
    }
    fn decode(&self) -> Self {
        let content = self.texted();
        let mut bytes = Vec::new();
        let mut rest = content.as_bytes();
        while let [first, after @ ..] = rest {
            rest = after;
            if *first != b'%' {
                bytes.push(*first);
                continue;
            }
            let digits = after
                .get(..2)
                .and_then(|digits| std::str::from_utf8(digits).ok());
            let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) else {
                return *self;
            };
            bytes.push(byte);
            rest = &after[2..];
        }
        String::from_utf8(bytes).map_or_else(|_| *self, text)
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
