//! One page's Attune: the rooms, and the state that joins them. What it does is told room by room:
//! `visitor/` (identify, consent), `decisions/` (ask), `engagement/` (track, deliver).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::decisions::{Breaker, Ledger};
use crate::engagement::{Courier, Queue, Shown};
use crate::model::{is_fault, read_config};
use crate::ports::Host;
use crate::value::{Slot, Value};
use crate::visitor::{BrowserId, Campaign, Consents, Creation, Gate};
use crate::zones::{Zones, read_experiences};

/// The timer of the event queue.
pub const DELIVERY_TIMER: u32 = 1;
/// The timer of looking after other tabs' events.
pub const WATCH_TIMER: u32 = 2;
/// The timer of what the service is told of an opt-in (visitor/obey_consent.rs).
pub const NEWS_TIMER: u32 = 3;

/// Everything the core knows about this page and its visitor. What must survive the page, or a
/// replaced wasm instance, is in browser storage.
pub struct Attune<V: Value, H: Host<V>> {
    pub(crate) host: H,
    config: Slot<V>,
    pub(crate) consents: Consents<V>,
    /// An opt-in has been obeyed, but for the queue, which is not open yet.
    pub(crate) is_behind: Cell<bool>,
    pub(crate) campaign_of_visit: Campaign<V>,
    pub(crate) browser_id: BrowserId<V>,
    pub(crate) creation: RefCell<Option<Rc<Creation<V>>>>,
    /// The id was made in this page view, and the service has not been told.
    pub(crate) is_new_id: Cell<bool>,
    /// An event of this page view has been stamped, so the visitor has arrived.
    pub(crate) has_arrived: Cell<bool>,
    pub(crate) ledger: Ledger<V>,
    pub(crate) breaker: Breaker<V>,
    /// What became of the last questions (decisions/account.rs).
    pub(crate) accounts: Slot<V>,
    /// Calls that were refused in part (decisions/refused.rs), by number: what they are to be told.
    pub(crate) refused: Slot<V>,
    /// Calls that wait for a consent that was promised: `{ call, wish }`.
    pub(crate) parked: Slot<V>,
    pub(crate) zones: Zones<V>,
    pub(crate) shown: Shown<V>,
    pub(crate) queue: Queue<V>,
    pub(crate) courier: Courier<V>,
    /// Another tab has erased everything, and JavaScript has not been told.
    pub(crate) is_erased: Cell<bool>,
    /// Counted up when the visitor is forgotten; work begun before writes nothing any more.
    pub(crate) epoch: Cell<u32>,
}

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// A core that knows nothing yet.
    pub fn new(host: H) -> Rc<Self> {
        Rc::new(Attune {
            host,
            config: Slot::new(V::undefined()),
            consents: Consents::new(),
            is_behind: Cell::default(),
            campaign_of_visit: Campaign::new(),
            browser_id: BrowserId::new(),
            creation: RefCell::default(),
            is_new_id: Cell::default(),
            has_arrived: Cell::default(),
            ledger: Ledger::new(),
            breaker: Breaker::new(),
            accounts: Slot::new(V::list()),
            refused: Slot::new(V::object()),
            parked: Slot::new(V::list()),
            zones: Zones::new(),
            shown: Shown::new(),
            queue: Queue::new(),
            courier: Courier::new(),
            is_erased: Cell::default(),
            epoch: Cell::default(),
        })
    }

    /// Takes the page's configuration, and the addresses by which the visitor has come to where the
    /// page is now, oldest first; returns `undefined`, or one fault with all its problems.
    pub fn configure(&self, config: V, came_by: V) -> V {
        let config = read_config(config);
        if is_fault(config) {
            return config;
        }
        self.config.replace(config);
        self.consents.remember(&self.host);
        self.campaign_of_visit.remember(&self.host, config);
        for address in came_by.entries() {
            self.campaign_of_visit.land(&self.host, config, address);
        }
        self.current_campaign();
        V::undefined()
    }

    /// The configuration; `undefined` before there is one.
    pub(crate) fn config(&self) -> V {
        self.config.get()
    }

    /// Whether data may flow.
    pub(crate) fn gate(&self) -> Gate {
        self.consents.gate()
    }

    /// The id decisions and events carry; `undefined` before an opt-in, or before the service has
    /// made one.
    pub fn known_id(&self) -> V {
        if self.gate() != Gate::Open {
            return V::undefined();
        }
        self.browser_id.find(&self.host, self.config())
    }

    /// The campaign in force, without the `utm_` prefix; written down as soon as that is allowed.
    pub fn current_campaign(&self) -> V {
        let config = self.config();
        let keep = config.at(t!("keepCampaign")).is_true();
        let campaign = self.campaign_of_visit.current(&self.host, config);
        if keep && self.gate() == Gate::Open {
            self.campaign_of_visit.store(&self.host);
        }
        campaign.copy()
    }

    pub(crate) fn forget_campaign(&self) {
        self.campaign_of_visit.forget();
    }

    /// Takes the page's experience configs (`Personalization.Config.initialize`).
    pub fn personalize(self: &Rc<Self>, config: V) {
        let warnings = V::list();
        self.zones
            .use_experiences(read_experiences(config, warnings));
        if warnings.len() > 0 {
            self.host.warn(warnings.item(0));
        }
        self.launch_experiences();
    }

    /// Sets a zone's handler; a late one is given the last answer of its point.
    pub fn set_zone_handler(self: &Rc<Self>, zone: V, point: V, is_official: bool, callback: V) {
        let handler = V::object();
        handler.put(t!("zone"), zone);
        handler.put(t!("point"), point);
        handler.put(t!("isOfficial"), V::boolean(is_official));
        handler.put(t!("callback"), callback);
        self.set_handler(handler);
        self.launch_experiences();
    }

    /// A timer has gone off.
    pub fn tick(self: &Rc<Self>, timer: u32) {
        self.catch_up();
        match timer {
            DELIVERY_TIMER => self.delivery_is_due(),
            WATCH_TIMER => self.look_around(),
            _ => {}
        }
    }
}
