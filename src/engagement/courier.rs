//! What is under way from one page to the collector.

use std::cell::Cell;

use crate::value::{Slot, Value};

use super::claims::Claims;
use super::delivery_policy::Tries;
use super::health::Health;

/// Bytes of ours the browser may hold for requests that outlive the page; it allows 64 KiB to all
/// scripts together (delivery-and-security.md 1.5).
pub const MOST_BYTES_UNDER_WAY: u32 = 60_000;
pub const MOST_REQUESTS_UNDER_WAY: u32 = 14;

/// The state of a page's deliveries.
pub struct Courier<V: Value> {
    /// So many parcels are being sent, side by side.
    pub lanes: Cell<u32>,
    /// This page has asked for its turn among the tabs, or it is its turn.
    pub wants_turn: Cell<bool>,
    /// It is this page's turn among the tabs.
    pub has_turn: Cell<bool>,
    /// So many questions wait for a decision.
    pub questions: Cell<u32>,
    pub is_timer_set: Cell<bool>,
    pub is_watching: Cell<bool>,
    /// The page is being left, or frozen.
    pub is_parting: Cell<bool>,
    /// What it had to send then is on its way.
    pub has_parted: Cell<bool>,
    /// How often it has been left.
    pub partings: Cell<u32>,
    /// The collector has accepted something since this page was opened, or came back.
    pub is_answered: Cell<bool>,
    /// How many failures this page has noticed: a request that was handed over before the last one
    /// says nothing new by failing too.
    pub failings: Cell<u32>,
    /// Something under way was handed over while the collector was not known to answer.
    pub is_doubtful: Cell<bool>,
    /// After a failure, until the timer goes off.
    pub is_resting: Cell<bool>,
    /// The collector refuses us.
    pub is_paused: Cell<bool>,
    pub tries: Tries,
    pub health: Health<V>,
    pub claims: Claims<V>,
    bytes: Cell<u32>,
    requests: Cell<u32>,
    /// Parcels that had no answer when the page was left, and the `bytes` they take up.
    pub unanswered: Slot<V>,
    /// Calls that wait for the end of a delivery.
    pub flushes: Slot<V>,
    /// So many go singly: a request was refused and one of its events is to blame.
    pub singly: Cell<u32>,
}

impl<V: Value> Courier<V> {
    /// Nothing under way.
    pub fn new() -> Self {
        Courier {
            lanes: Cell::default(),
            wants_turn: Cell::default(),
            has_turn: Cell::default(),
            questions: Cell::default(),
            is_timer_set: Cell::default(),
            is_watching: Cell::default(),
            is_parting: Cell::default(),
            has_parted: Cell::default(),
            partings: Cell::default(),
            is_answered: Cell::default(),
            failings: Cell::default(),
            is_doubtful: Cell::default(),
            is_resting: Cell::default(),
            is_paused: Cell::default(),
            tries: Tries::new(),
            health: Health::new(),
            claims: Claims::new(),
            bytes: Cell::default(),
            requests: Cell::default(),
            unanswered: Slot::new(V::list()),
            flushes: Slot::new(V::list()),
            singly: Cell::default(),
        }
    }

    /// Takes room for a request of so many bytes; says whether the browser will let it outlive the
    /// page.
    pub fn load(&self, bytes: u32) -> bool {
        let fits = self.room() >= bytes && self.requests.get() < MOST_REQUESTS_UNDER_WAY;
        self.bytes.set(self.bytes.get().saturating_add(bytes));
        self.requests.set(self.requests.get().saturating_add(1));
        fits
    }

    /// A request has ended.
    pub fn unload(&self, bytes: u32) {
        self.bytes.set(self.bytes.get().saturating_sub(bytes));
        self.requests.set(self.requests.get().saturating_sub(1));
    }

    /// How many bytes may still be handed to the browser; 0 with the last request.
    pub fn room(&self) -> u32 {
        if self.requests.get() >= MOST_REQUESTS_UNDER_WAY {
            return 0;
        }
        MOST_BYTES_UNDER_WAY.saturating_sub(self.bytes.get())
    }
}
