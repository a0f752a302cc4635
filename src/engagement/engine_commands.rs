//! What may happen to a visitor's tabs and their collector, for the model test.

use proptest::prelude::*;

/// Tabs and requests are chosen by a number, modulo how many there are.
#[derive(Clone, Debug)]
pub enum Command {
    /// Events of one kind, several at once.
    Track(usize, u8, usize),
    /// A request under way ends. `bool`: the collector has taken its events, if the reply leaves
    /// that open.
    Reply(usize, Reply, bool),
    Hide(usize),
    /// The page is left; what the browser does not vouch for arrives or not.
    Leave(usize, bool),
    ComeBack(usize),
    /// What was under way arrives or not.
    Crash(usize, bool),
    Open,
    /// The wall clock steps by so many days.
    Step(f64),
    IsFull(bool),
    /// A timer of a tab goes off.
    Timer(usize, u32),
    /// Milliseconds go by.
    Pass(u32),
    /// The page asks for the delivery of what waits.
    Flush(usize),
}

#[derive(Clone, Debug)]
pub enum Reply {
    /// The collector has them and says so.
    Accept,
    /// Nothing comes back.
    Nothing,
    /// The collector has not taken them: status and wish in milliseconds.
    Fail(u16, Option<u32>),
    /// It refuses the request.
    Refuse(u16),
}

fn reply() -> impl Strategy<Value = Reply> {
    prop_oneof![
        5 => Just(Reply::Accept),
        2 => Just(Reply::Nothing),
        2 => Just(Reply::Fail(500, None)),
        1 => (prop_oneof![Just(429u16), Just(503)], prop::option::of(0..400_000u32)).prop_map(|(status, wish)| Reply::Fail(status, wish)),
        1 => prop_oneof![Just(400u16), Just(413)].prop_map(Reply::Refuse),
        1 => Just(Reply::Fail(403, None)),
    ]
}

pub fn command() -> impl Strategy<Value = Command> {
    let days = prop_oneof![Just(-1.0), Just(1.0), Just(-3650.0), Just(3650.0)];
    prop_oneof![
        10 => (0..4usize, 0..3u8, prop_oneof![5 => 1..3usize, 1 => 9..14usize]).prop_map(|(tab, kind, count)| Command::Track(tab, kind, count)),
        12 => (0..9usize, reply(), any::<bool>()).prop_map(|(place, reply, arrives)| Command::Reply(place, reply, arrives)),
        2 => (0..4usize).prop_map(Command::Hide),
        3 => (0..4usize, any::<bool>()).prop_map(|(tab, arrives)| Command::Leave(tab, arrives)),
        3 => (0..4usize).prop_map(Command::ComeBack),
        2 => (0..4usize, any::<bool>()).prop_map(|(tab, arrives)| Command::Crash(tab, arrives)),
        3 => Just(Command::Open),
        1 => days.prop_map(Command::Step),
        1 => any::<bool>().prop_map(Command::IsFull),
        8 => (0..4usize, 1..4u32).prop_map(|(tab, timer)| Command::Timer(tab, timer)),
        2 => (1..9000u32).prop_map(Command::Pass),
        1 => (0..4usize).prop_map(Command::Flush),
    ]
}
