//! What the core needs of the world around it, as small traits. `src/browser/` fulfils them in a
//! page; the tests fulfil them with plain fakes.

use std::future::Future;
use std::pin::Pin;

use crate::value::Value;
use crate::words::Word;

/// Where texts are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Area {
    /// `sessionStorage`: this tab's visit.
    Session,
    /// `localStorage`: outlives the visit, shared by the tabs of an origin.
    Local,
    /// The page's memory: refuses nothing, and outlives a trapped instance of the core.
    Page,
}

/// Browser storage. Every failure (forbidden, full, absent) is an answer, never a panic.
pub trait Storage<V> {
    /// The stored text; `undefined` if there is none or it cannot be read.
    fn read(&self, area: Area, key: V) -> V;
    /// Stores a text; says whether it was stored.
    fn write(&self, area: Area, key: V, text: V) -> bool;
    /// Removes a text, if it is there.
    fn remove(&self, area: Area, key: V);
    /// The keys that begin with a prefix, a list in alphabetical order.
    fn keys(&self, area: Area, prefix: V) -> V;
    /// The values of the page's cookies of that name, a list in the page's order, as they stand.
    fn cookies(&self, name: V) -> V;
    /// The values of the cookies whose names begin with a prefix.
    fn cookies_like(&self, prefix: Word) -> V;
    /// Writes one cookie in the form `document.cookie` takes.
    fn write_cookie(&self, cookie: V);
}

/// Time and chance.
pub trait Clock<V> {
    /// Milliseconds since 1970 by the wall clock, which may step.
    fn now(&self) -> f64;
    /// ISO 8601 in UTC with milliseconds and a `Z`, of so many milliseconds from now.
    fn now_iso(&self, ahead: f64) -> V;
    /// A random UUID (version 4), good enough for ids.
    fn fresh_uuid(&self) -> V;
    /// Sixteen random lower-case hexadecimal digits.
    fn fresh_hex(&self) -> V;
    /// A random number from 0 to below 1, for jitter.
    fn chance(&self) -> f64;
}

/// The page the visitor looks at.
pub trait Page<V> {
    /// The page's address as it stands.
    fn address(&self) -> V;
    /// An address without fragment and credentials, with an object's members appended to its query
    /// as `utm_` parameters.
    fn address_with(&self, address: V, campaign: V) -> V;
    /// The path of an address.
    fn path(&self, address: V) -> V;
    /// The address the visitor came from; empty if there is none.
    fn referrer(&self) -> V;
    /// The host name of an address; empty if it has none.
    fn host_of(&self, address: V) -> V;
    /// The query of an address as a list of `[name, value]`, each decoded exactly once by the
    /// browser's own rules (`URLSearchParams`).
    fn query(&self, address: V) -> V;
    /// The page's language tag: `<html lang>`, else the browser's; empty if neither is known.
    fn language(&self) -> V;
    /// A text without the personal data of some kinds (a list of words); without a list, of all.
    fn redacted(&self, text: V, kinds: V) -> V;
    /// Whether the page was loaded over https.
    fn is_secure(&self) -> bool;
}

/// An exchange under way. The reply is `{ status, retryAfter?, ahead?, body?, source?, text?, isEmpty?,
/// isBroken? }` with the parsed JSON in `body`, what it was read from in `source`, and the text of
/// an answer that says it is text in `text`; or, where nothing came, `{ status: 0, received }`, with
/// `isBroken` where a redirect came. `retryAfter` is in milliseconds from now, `ahead` how many
/// milliseconds the service's clock is ahead of ours.
pub type Exchange<V> = Pin<Box<dyn Future<Output = V>>>;

/// The network. A request is `{ url, body?, isForm?, headers?, keepalive? }`: with a `body` (text)
/// it is a POST of JSON, or of form data with `isForm`; `headers` is an object of texts known to
/// be legal. A POST that says nothing of `keepalive` lasts until it is given up.
pub trait Http<V: Value> {
    /// Sends a request. The second value names the exchange for `give_up`.
    fn exchange(&self, request: V) -> (Exchange<V>, V);
    /// Gives an exchange up; its reply will be that nothing came.
    fn give_up(&self, exchange: V);
    /// Waits for a turn in which no other tab stores an id, where the browser can arrange that.
    fn alone(&self) -> Pin<Box<dyn Future<Output = ()>>>;
    /// Waits so many milliseconds.
    fn pause(&self, milliseconds: f64) -> Pin<Box<dyn Future<Output = ()>>>;
    /// Runs a future to its end, a piece at a time, whenever it can go on.
    fn spawn(&self, future: Pin<Box<dyn Future<Output = ()>>>);
    /// Asks for `tick(id)` after so many milliseconds; a negative number takes the request back.
    fn timer(&self, id: u32, milliseconds: f64);
    /// Asks for `turn_ended` in the next turn of the event loop.
    fn soon(&self);
}

/// Which of the tabs of an origin acts.
pub trait Turns<V: Value> {
    /// Asks for this page's turn under a name; `true` once it is its turn, `false` while it is
    /// another's.
    fn take_turn(&self, name: V) -> Exchange<V>;
    /// Ends this page's turn, or its wish for one.
    fn end_turn(&self);
}

/// Where effects go: they are carried out by JavaScript once the core has returned.
pub trait Outbox<V: Value> {
    /// Resolves the page's promise of that number.
    fn settle(&self, call: u32, value: V);
    /// Rejects it with a fault.
    fn fail(&self, call: u32, fault: V);
    /// Calls page code: a function value, and a list of arguments.
    fn invoke(&self, callback: V, arguments: V);
    /// A warning for the console, if the page wants such lines.
    fn warn(&self, text: V);
}

/// Everything the core needs, in one value that is cheap to clone.
pub trait Host<V: Value>:
    Storage<V> + Clock<V> + Page<V> + Http<V> + Turns<V> + Outbox<V> + Clone + 'static
{
}
