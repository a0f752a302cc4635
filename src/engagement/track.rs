//! From something that happened to an entry in the queue.

use std::rc::Rc;

use crate::attune::Attune;
use crate::model::{Code, Config, Fault, Kind, Provider, Reference, Stamp, Tracked};
use crate::ports::{Host, Json, Level, Member};
use crate::providers::{Refusal, event_rows};
use crate::visitor::{Gate, fresh_uuid, session_id};

impl<J: Json, H: Host<J>> Attune<J, H> {
    /// Any event of the page (`sendEvent`).
    pub fn track(self: &Rc<Self>, call: u32, event: &J) {
        if event.names().is_none() {
            return self.refuse(
                call,
                "An event must be an object, such as { interaction: { name: \"Purchase\" } }.",
            );
        }
        let has_profile = event
            .get("user")
            .member("attributes")
            .member("eventType")
            .is_some();
        if self.is_new_id.take() && !has_profile && self.gate() == Gate::Open {
            self.enqueue(Kind::Other, &Tracked::Interaction(anonymous_profile()))
                .ok();
        }
        self.settle_tracked(call, Kind::Other, &Tracked::Interaction(event.clone()));
    }

    /// An impression or a click by reference (`Engagement`). An impression counts once in a page
    /// view.
    pub fn engage(self: &Rc<Self>, call: u32, kind: Kind, reference: &J) {
        let text = |name| {
            reference
                .text_at(name)
                .filter(|text| !text.trim().is_empty())
        };
        let Some(personalization_id) = text("personalizationId") else {
            return self.refuse(
                call,
                "The reference must hold the personalizationId of a decision.",
            );
        };
        let reference = Reference {
            personalization_id,
            content_id: text("personalizationContentId"),
            point: text("personalizationPointName"),
            item: None,
        };
        let is_open = self.gate() == Gate::Open;
        if is_open
            && kind == Kind::Impression
            && !self.shown.borrow_mut().is_first_impression(&reference)
        {
            return self.host.settle(call, J::null());
        }
        let reference = self.shown.borrow().complete(reference);
        self.settle_tracked(call, kind, &Tracked::Engagement(kind, reference));
    }

    fn refuse(&self, call: u32, message: &'static str) {
        self.host
            .fail(call, &Fault::new(Code::InvalidArgument, message));
    }

    fn settle_tracked(self: &Rc<Self>, call: u32, kind: Kind, tracked: &Tracked<J>) {
        match self.enqueue(kind, tracked) {
            Ok(()) => self.host.settle(call, J::null()),
            Err(fault) => self.host.fail(call, &fault),
        }
    }

    /// Puts something that happened into the service's form and writes it down. Without consent it
    /// is counted as dropped and nothing else.
    pub(crate) fn enqueue(self: &Rc<Self>, kind: Kind, tracked: &Tracked<J>) -> Result<(), Fault> {
        let Some(config) = self.config() else {
            return Err(not_initialized());
        };
        if self.gate() != Gate::Open {
            self.queue.borrow_mut().refuse("consent");
            return Ok(());
        }
        let stamp = self.stamp(&config);
        match event_rows(&config, tracked, &stamp, &mut || fresh_uuid(&self.host)) {
            Ok(items) => {
                for rows in items {
                    self.queue
                        .borrow_mut()
                        .add(&self.host, kind, J::list(rows).write());
                }
                self.deliver_soon(kind);
                Ok(())
            }
            Err(Refusal::Dropped(reason)) => {
                self.host.log(Level::Warn, reason);
                self.queue.borrow_mut().refuse("rejected");
                Ok(())
            }
            Err(Refusal::Invalid(fault)) => Err(fault),
        }
    }

    /// What every event carries, fixed now.
    pub(crate) fn stamp(&self, config: &Config) -> Stamp {
        let referrer = self.host.referrer();
        let host_of = |address: &str| self.host.host_of(address);
        let is_arrival = !self.has_arrived.replace(true)
            && !referrer.is_empty()
            && host_of(&referrer) != host_of(&self.host.address());
        Stamp {
            at: self.host.iso(self.host.now()),
            browser_id: self
                .browser_id
                .find::<J, H>(&self.host, config)
                .unwrap_or_default(),
            session_id: match config.provider {
                Provider::Salesforce(_) => session_id(&self.host),
                Provider::Sitecore(_) => String::new(),
            },
            address: self.host.address_with(&[]),
            referrer,
            path: self.host.path(),
            language: self.host.language(),
            campaign: self.current_campaign(config),
            is_arrival,
        }
    }
}

/// Calls before a configuration; JavaScript keeps them from getting here.
pub(crate) fn not_initialized() -> Fault {
    Fault::new(Code::NotInitialized, "Call Attune.init(config) first.")
}

/// The event that tells the service of a new browser (salesforce.md 5).
fn anonymous_profile<J: Json>() -> J {
    let mut attributes = J::object();
    attributes.set("eventType", J::text("identity"));
    attributes.set("isAnonymous", J::text("1"));
    let mut user = J::object();
    user.set("attributes", attributes);
    let mut event = J::object();
    event.set("user", user);
    event
}
