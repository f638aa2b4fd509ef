//! Of which messages of a conversation we want to hear, on all of our devices (XEP-0492).

use waxwing_core::ConversationId;
use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::model::Level;
use waxwing_tests::{Client, Stage};

scenarios!(
    what_is_chosen_here_holds_there,
    what_was_chosen_offline_gets_there,
    a_new_device_knows_what_was_chosen
);

async fn wait_level(client: &mut Client, with: &str, level: Option<Level>) -> ConversationId {
    let what = format!("{level:?}");
    let entry = client.wait_conversation(with, &what, |one| one.level == level);
    entry.await.id
}

fn set(client: &Client, conversation: ConversationId, level: Option<Level>) {
    client.tell(conversation, Talk::SetLevel { level });
}

async fn what_is_chosen_here_holds_there(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let theo = theo.jid.to_string();
    let mut desk = Client::signed_in(&romy).await;
    let mut phone = Client::signed_in(&romy).await;
    let at_desk = wait_level(&mut desk, &theo, None).await;
    let at_phone = wait_level(&mut phone, &theo, None).await;
    set(&desk, at_desk, Some(Level::Nothing));
    wait_level(&mut phone, &theo, Some(Level::Nothing)).await;
    set(&phone, at_phone, Some(Level::Mentions));
    wait_level(&mut desk, &theo, Some(Level::Mentions)).await;
    set(&desk, at_desk, None);
    wait_level(&mut phone, &theo, None).await;
    // The last of many counts.
    for level in [Level::All, Level::Nothing, Level::Mentions, Level::Nothing] {
        set(&desk, at_desk, Some(level));
    }
    set(&desk, at_desk, Some(Level::All));
    wait_level(&mut phone, &theo, Some(Level::All)).await;
    wait_level(&mut desk, &theo, Some(Level::All)).await;
    assert_eq!(phone.world.store_failures, []);
}

async fn what_was_chosen_offline_gets_there(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let theo = theo.jid.to_string();
    let mut desk = Client::signed_in(&romy).await;
    let mut phone = Client::signed_in(&romy).await;
    let at_desk = wait_level(&mut desk, &theo, None).await;
    wait_level(&mut phone, &theo, None).await;
    set(&desk, at_desk, Some(Level::Mentions));
    wait_level(&mut phone, &theo, Some(Level::Mentions)).await;
    phone.switch_off().await;
    let at_phone = wait_level(&mut phone, &theo, Some(Level::Mentions)).await;
    set(&phone, at_phone, Some(Level::Nothing));
    wait_level(&mut phone, &theo, Some(Level::Nothing)).await;
    // It is not forgotten when the program ends before it is online.
    let profile = phone.shut_down().await;
    let mut phone = Client::open(profile).await;
    wait_level(&mut phone, &theo, Some(Level::Nothing)).await;
    phone.switch_on();
    wait_level(&mut desk, &theo, Some(Level::Nothing)).await;
    wait_level(&mut phone, &theo, Some(Level::Nothing)).await;
}

async fn a_new_device_knows_what_was_chosen(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let theo = theo.jid.to_string();
    let mut desk = Client::signed_in(&romy).await;
    let mut tablet = Client::signed_in(&romy).await;
    let at_desk = wait_level(&mut desk, &theo, None).await;
    set(&desk, at_desk, Some(Level::Nothing));
    // Our account has it when the other device has heard of it.
    wait_level(&mut tablet, &theo, Some(Level::Nothing)).await;
    let mut phone = Client::signed_in(&romy).await;
    wait_level(&mut phone, &theo, Some(Level::Nothing)).await;
}
