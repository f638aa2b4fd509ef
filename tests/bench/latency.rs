//! How long a message takes: from Enter to the peer, and from the socket to the pixels.

use serde_json::Value;

use crate::Stage;
use crate::chat::{Chat, QUIET};
use crate::clock;
use crate::results::{Results, median, percentile, spread};
use crate::screen::Screen;
use crate::screen::keys::RETURN;
use crate::world::World;

/// Each way so many messages, after some that bring letters and code into memory.
const MESSAGES: usize = 25;
const WARM_UP: usize = 5;

/// The figures of both ways, with a store that has next to nothing in it.
pub(crate) const SMALL: [&str; 2] = ["send_to_receiver_ms", "stanza_to_pixel_ms"];
/// The same with a million messages in the store.
pub(crate) const LARGE: [&str; 2] = ["send_to_receiver_1m_ms", "stanza_to_pixel_1m_ms"];

/// Measures both ways.
///
/// # Errors
/// When a message gets lost.
pub(crate) fn measure(
    world: &mut World,
    stage: &Stage,
    [to_peer, to_pixel]: [&str; 2],
    results: &mut Results,
) -> Result<(), Box<dyn std::error::Error>> {
    let screen = &stage.screen;
    let chat = Chat::open(stage, world.profile.path())?;
    world.wait_presence("available");
    chat.open_conversation(world.filter())?;
    let sent = (0..WARM_UP + MESSAGES)
        .map(|number| send(world, &chat, screen, number))
        .collect::<Result<Vec<_>, _>>()?;
    let received = (0..WARM_UP + MESSAGES)
        .map(|number| receive(world, &chat, screen, number))
        .collect::<Result<Vec<_>, _>>()?;
    chat.close()?;
    world.wait_presence("unavailable");
    write_down(to_peer, "Enter to the peer", &sent[WARM_UP..], results);
    write_down(
        to_pixel,
        "bytes handed to our socket (by the proxy) to changed pixels",
        &received[WARM_UP..],
        results,
    );
    Ok(())
}

fn send(
    world: &mut World,
    chat: &Chat<'_>,
    screen: &Screen,
    number: usize,
) -> Result<f64, Box<dyn std::error::Error>> {
    let body = format!("this is message {number}");
    screen.enter_text(&body)?;
    screen.rest(chat.whole, QUIET);
    let pressed = clock::now_ms();
    screen.press(RETURN, false)?;
    let peer = &mut world.peer;
    let event: Value = world.runtime.block_on(peer.wait_message(&body));
    let seen = clock::told_ms(&event).ok_or("the peer tells no time")?;
    screen.rest(chat.whole, QUIET);
    Ok(seen - pressed)
}

fn receive(
    world: &mut World,
    chat: &Chat<'_>,
    screen: &Screen,
    number: usize,
) -> Result<f64, Box<dyn std::error::Error>> {
    screen.rest(chat.messages, QUIET);
    let before = screen.grab(chat.messages)?;
    world.forget_bytes();
    let address = world.address().to_owned();
    let (id, body) = (
        format!("answer{number}"),
        format!("and this is answer {number}"),
    );
    let saying = world.peer.say(&address, &id, &body);
    world.runtime.block_on(saying);
    let change = screen.change(chat.messages, &before, QUIET)?;
    let passed = world.first_bytes_ms().ok_or("no bytes came by")?;
    Ok(change.first_ms - passed)
}

fn write_down(key: &str, what: &str, numbers: &[f64], results: &mut Results) {
    if let Some(median) = median(numbers) {
        results.set(key, median);
    }
    let tail = percentile(numbers, 90.0).unwrap_or_default();
    let numbers = spread(numbers);
    results.note(format!("{key}, {what}: {numbers} ms, p90 {tail:.2}"));
}
