//! One page's Attune: the rooms, and the state that joins them. What it does is told room by room:
//! `visitor/` (identify, consent), `decisions/` (ask), `engagement/` (track, deliver).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::decisions::{Ledger, Wish};
use crate::engagement::{Courier, Queue, Shown};
use crate::model::{Config, Fault, read_config};
use crate::ports::{Host, Json};
use crate::visitor::{BrowserId, Campaign, Consents, Creation, Gate};
use crate::zones::{Handler, Zones, read_experiences};

/// The timer of the event queue.
pub const DELIVERY_TIMER: u32 = 1;

/// Everything the core knows about this page and its visitor. What must survive the page, or a
/// replaced wasm instance, is in browser storage.
pub struct Attune<J: Json, H: Host<J>> {
    pub(crate) host: H,
    config: RefCell<Option<Rc<Config>>>,
    pub(crate) consents: RefCell<Consents>,
    pub(crate) campaign: Campaign,
    pub(crate) browser_id: BrowserId,
    pub(crate) creation: RefCell<Option<Rc<Creation>>>,
    /// The id was made in this page view, and the service has not been told.
    pub(crate) is_new_id: Cell<bool>,
    /// An event of this page view has been stamped, so the visitor has arrived.
    pub(crate) has_arrived: Cell<bool>,
    pub(crate) ledger: RefCell<Ledger<J>>,
    /// Calls that wait for a consent that was promised.
    pub(crate) parked: RefCell<Vec<(u32, Wish<J>)>>,
    pub(crate) zones: RefCell<Zones<J, H::Callback>>,
    pub(crate) shown: RefCell<Shown>,
    pub(crate) queue: RefCell<Queue>,
    pub(crate) courier: Courier,
    /// Counted up when the visitor is forgotten; work begun before writes nothing any more.
    pub(crate) epoch: Cell<u32>,
}

impl<J: Json, H: Host<J>> Attune<J, H> {
    /// A core that knows nothing yet.
    pub fn new(host: H) -> Rc<Self> {
        Rc::new(Attune {
            host,
            config: RefCell::default(),
            consents: RefCell::default(),
            campaign: Campaign::default(),
            browser_id: BrowserId::default(),
            creation: RefCell::default(),
            is_new_id: Cell::default(),
            has_arrived: Cell::default(),
            ledger: RefCell::default(),
            parked: RefCell::default(),
            zones: RefCell::default(),
            shown: RefCell::default(),
            queue: RefCell::default(),
            courier: Courier::default(),
            epoch: Cell::default(),
        })
    }

    /// Takes the page's configuration; all its problems are in one fault.
    pub fn configure(&self, config: &J) -> Result<(), Fault> {
        let config = read_config(config)?;
        self.consents.borrow_mut().remember::<J>(&self.host);
        self.campaign.remember::<J>(&self.host);
        self.current_campaign(&config);
        self.config.replace(Some(Rc::new(config)));
        Ok(())
    }

    /// The configuration, once there is one.
    pub(crate) fn config(&self) -> Option<Rc<Config>> {
        self.config.borrow().clone()
    }

    /// Whether data may flow.
    pub(crate) fn gate(&self) -> Gate {
        self.consents.borrow().gate()
    }

    /// The id decisions and events carry; `None` before an opt-in, or before the service has made
    /// one.
    pub fn known_id(&self) -> Option<String> {
        let config = self.config()?;
        if self.gate() != Gate::Open {
            return None;
        }
        self.browser_id.find::<J, H>(&self.host, &config)
    }

    /// The campaign in force, without the `utm_` prefix.
    pub fn known_campaign(&self) -> J {
        let mut campaign = J::object();
        let Some(config) = self.config() else {
            return campaign;
        };
        for (name, value) in self.current_campaign(&config) {
            campaign.set(&name, J::text(&value));
        }
        campaign
    }

    pub(crate) fn current_campaign(&self, config: &Config) -> Vec<(String, String)> {
        let campaign = self.campaign.current(&self.host, config.keep_campaign);
        if config.keep_campaign && self.gate() == Gate::Open {
            self.campaign.store::<J>(&self.host);
        }
        campaign
    }

    /// Takes the page's experience configs (`Personalization.Config.initialize`).
    pub fn personalize(self: &Rc<Self>, config: &J) {
        self.zones
            .borrow_mut()
            .use_experiences(read_experiences(config));
        self.launch_experiences();
    }

    /// Sets a zone's handler; a late one is given the last answer of its point.
    pub fn set_zone_handler(self: &Rc<Self>, handler: Handler<H::Callback>) {
        let delivery = self.zones.borrow_mut().set(handler);
        delivery
            .into_iter()
            .for_each(|delivery| self.deliver_content(delivery));
        self.launch_experiences();
    }

    /// Removes a zone's handler.
    pub fn remove_zone_handler(&self, zone: &str) {
        self.zones.borrow_mut().remove(zone);
    }

    /// A timer has gone off.
    pub fn tick(self: &Rc<Self>, timer: u32) {
        if timer == DELIVERY_TIMER {
            self.delivery_is_due();
        }
    }
}
