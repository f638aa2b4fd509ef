//! Saying more than words, with a program that none of us wrote and with devices of our own:
//! corrections (XEP-0308), retractions (XEP-0424), reactions (XEP-0444), replies (XEP-0461, 0428),
//! spoilers (XEP-0382), and saying again.

use serde_json::json;
use waxwing_core::command::account;
use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::model::{ChangeKind, Connection, Message, Progress, Show, State};
use waxwing_core::{Command, ConversationId, ItemId};
use waxwing_tests::{Backend, Client, Peer, Proxy, Stage};

scenarios!(
    both_sides_correct_what_they_said,
    both_sides_take_back_what_they_said,
    both_sides_react,
    both_sides_answer,
    a_spoiler_is_hidden_on_both_sides,
    what_was_said_is_said_again_elsewhere,
    what_waits_is_corrected_before_it_goes_out,
    what_was_changed_offline_arrives,
    a_second_device_sees_the_same,
    another_device_of_ours_may_change_what_we_said,
    the_list_shows_what_is_said_by_now
);

/// Romy is ours, Theo is slixmpp; they see each other, and the conversation is open.
async fn meet(stage: &Stage) -> (Client, ConversationId, Peer) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut romy = Client::signed_in(&romy).await;
    let theo = Peer::sign_in(&theo).await;
    romy.wait_conversation(theo.jid(), "is online", |theo| theo.show == Show::Online)
        .await;
    let conversation = romy.open_conversation(theo.jid()).await;
    (romy, conversation, theo)
}

fn own(romy: &Client) -> String {
    romy.world.account().expect("an account").jid.to_string()
}

/// Waits until a message is as it should be, wherever it stands.
async fn wait_row(
    client: &mut Client,
    conversation: ConversationId,
    what: &str,
    fits: impl Fn(&Message) -> bool,
) -> Message {
    client
        .wait(what, |world| {
            let all = world.messages(conversation);
            all.iter().find(|one| fits(one)).map(|one| (**one).clone())
        })
        .await
}

/// Says something that arrives; the id it went out with, and where it stands.
async fn said(
    romy: &mut Client,
    conversation: ConversationId,
    theo: &mut Peer,
    text: &str,
) -> (String, ItemId) {
    romy.say(conversation, text);
    let heard = theo.wait_message(text).await;
    let sent = wait_row(romy, conversation, "it is sent", |one| {
        one.text == text && one.state != State::Pending
    });
    let item = sent.await.id;
    (heard["id"].as_str().expect("an id").to_owned(), item)
}

async fn both_sides_correct_what_they_said(stage: &Stage) {
    let (mut romy, conversation, mut theo) = meet(stage).await;
    let jid = own(&romy);
    let (id, item) = said(&mut romy, conversation, &mut theo, "helo").await;
    said(&mut romy, conversation, &mut theo, "and something after it").await;
    for better in ["hello", "hello!"] {
        let text = better.to_owned();
        romy.tell(conversation, Talk::Correct { item, text });
        let heard = theo.wait_message(better).await;
        assert_eq!(heard["state"], "active", "they no longer write: {heard}");
        assert_eq!(heard["replaces"], id.as_str(), "always the first: {heard}");
        assert_ne!(heard["id"], id.as_str());
        let now = wait_row(&mut romy, conversation, "corrected", |one| {
            one.text == better && one.change.is_none()
        });
        let now = now.await;
        assert_eq!(now.id.seq, item.seq);
        assert!(now.edited_at.is_some());
    }
    romy.tell(conversation, Talk::Versions { item: Some(item) });
    romy.wait("the versions", |world| {
        let texts: Vec<&str> = world.versions.iter().map(|one| &*one.text).collect();
        (texts == ["helo", "hello", "hello!"]).then_some(())
    })
    .await;
    theo.say(&jid, "t1", "first").await;
    theo.say(&jid, "t2", "second").await;
    romy.wait_message(conversation, "second").await;
    for body in ["frist", "first of all"] {
        theo.tell(json!({ "do": "correct", "to": jid, "of": "t1", "body": body }))
            .await;
        let now = wait_row(&mut romy, conversation, "corrected by them", |one| {
            one.text == body
        });
        assert!(now.await.edited_at.is_some());
    }
    let texts = romy.world.texts(conversation);
    assert_eq!(
        texts,
        ["hello!", "and something after it", "first of all", "second"]
    );
}

async fn both_sides_take_back_what_they_said(stage: &Stage) {
    let (mut romy, conversation, mut theo) = meet(stage).await;
    let jid = own(&romy);
    let (id, item) = said(&mut romy, conversation, &mut theo, "a secret").await;
    romy.tell(conversation, Talk::Retract { item });
    let heard = theo
        .wait("the retraction", |event| event["retracts"] == id.as_str())
        .await;
    assert_eq!(heard["hints"], json!(["store"]));
    let gone = wait_row(&mut romy, conversation, "a tombstone", |one| {
        one.retracted_at.is_some() && one.change.is_none()
    });
    let gone = gone.await;
    assert_eq!((gone.id.seq, gone.text.as_str()), (item.seq, ""));
    theo.say(&jid, "t1", "no, wait").await;
    romy.wait_message(conversation, "no, wait").await;
    theo.tell(json!({ "do": "retract", "to": jid, "of": "t1" }))
        .await;
    let two_gone = |one: &&std::sync::Arc<Message>| one.retracted_at.is_some();
    romy.wait("two tombstones", |world| {
        let all = world.messages(conversation).iter();
        (all.filter(two_gone).count() == 2).then_some(())
    })
    .await;
    assert_eq!(romy.world.texts(conversation), ["", ""], "and nothing else");
}

async fn both_sides_react(stage: &Stage) {
    let (mut romy, conversation, mut theo) = meet(stage).await;
    let jid = own(&romy);
    theo.say(&jid, "t1", "shall we?").await;
    let asked = romy.wait_message(conversation, "shall we?").await.id;
    for emojis in [vec!["👍"], vec!["👍", "🎉"], vec![]] {
        let ours: Vec<String> = emojis.iter().map(|one| (*one).to_owned()).collect();
        let item = asked;
        romy.tell(conversation, Talk::React { item, emojis: ours });
        let mut sorted = emojis.clone();
        sorted.sort_unstable();
        let heard = theo
            .wait("the reaction", |event| event["emojis"] == json!(sorted))
            .await;
        assert_eq!(heard["reacts"], "t1");
        assert_eq!(heard["hints"], json!(["store"]));
        wait_row(&mut romy, conversation, "it is there", |one| {
            let mine: Vec<&str> = one.reactions.iter().map(|one| &*one.emoji).collect();
            mine == emojis && one.change.is_none()
        })
        .await;
    }
    let (id, _) = said(&mut romy, conversation, &mut theo, "of course").await;
    theo.tell(json!({ "do": "react", "to": jid, "of": id, "emojis": ["🎉", "❤"] }))
        .await;
    let felt = wait_row(&mut romy, conversation, "what they feel", |one| {
        one.reactions.len() == 2
    });
    let felt = felt.await;
    assert_eq!(felt.text, "of course");
    assert!(
        felt.reactions
            .iter()
            .all(|one| one.by == [theo.jid()] && !one.mine)
    );
    theo.tell(json!({ "do": "react", "to": jid, "of": id, "emojis": [] }))
        .await;
    wait_row(&mut romy, conversation, "nothing any more", |one| {
        one.text == "of course" && one.reactions.is_empty()
    })
    .await;
    assert_eq!(romy.world.texts(conversation), ["shall we?", "of course"]);
    let shown = romy.world.conversation(theo.jid()).expect("theo");
    assert_eq!(shown.last.as_ref().expect("a message").text, "of course");
}

async fn both_sides_answer(stage: &Stage) {
    let (mut romy, conversation, mut theo) = meet(stage).await;
    let jid = own(&romy);
    theo.say(&jid, "t1", "tea 🍵 or\ncoffee?").await;
    let asked = romy.wait_message(conversation, "tea 🍵 or\ncoffee?").await;
    romy.tell(
        conversation,
        Talk::Send {
            text: "tea".to_owned(),
            reply_to: Some(asked.id),
            spoiler: None,
            previews: Vec::new(),
            private: None,
        },
    );
    let heard = theo.wait_message("> tea 🍵 or\n> coffee?\ntea").await;
    assert_eq!(heard["answers"], "t1");
    assert_eq!(heard["said"], "tea");
    assert_eq!(heard["author"], asked.sender.as_str());
    let answer = romy.wait_message(conversation, "tea").await;
    let reply = answer.reply.expect("an answer");
    assert_eq!(
        (reply.item.map(|it| it.seq), reply.mine),
        (Some(asked.id.seq), false)
    );
    assert_eq!(reply.quote, "tea 🍵 or\ncoffee?");
    let of = heard["id"].as_str().expect("an id");
    theo.tell(json!({
        "do": "reply", "to": jid, "of": of, "author": jid, "body": "👩‍🍳 fine", "quote": "tea",
        "nick": "Romy",
    }))
    .await;
    let back = romy.wait_message(conversation, "👩‍🍳 fine").await;
    let reply = back.reply.expect("an answer");
    assert_eq!(
        (reply.item.map(|it| it.seq), reply.mine),
        (Some(answer.id.seq), true)
    );
    assert_eq!(reply.quote, "tea");
    // Some programs name the wrong author: it is theirs whose message it is.
    theo.tell(json!({
        "do": "reply", "to": jid, "of": "t1", "author": jid, "body": "I mean", "quote": "tea",
        "nick": "Romy",
    }))
    .await;
    let meant = romy.wait_message(conversation, "I mean").await;
    let named = |message: &waxwing_core::model::Message| {
        let reply = message.reply.clone().expect("an answer");
        assert!(!reply.mine && reply.to.starts_with(theo.jid()), "{reply:?}");
    };
    named(&meant);
    romy.tell(conversation, Talk::Close);
    romy.tell(conversation, Talk::Open);
    romy.wait("it is read again", |world| {
        let again = world.message(conversation, "I mean")?;
        (again.id == meant.id).then_some(())
    })
    .await;
    named(
        &romy
            .world
            .message(conversation, "I mean")
            .expect("it")
            .clone(),
    );
    // What it quotes follows what is said by now.
    let (item, text) = (answer.id, "green tea".to_owned());
    romy.tell(conversation, Talk::Correct { item, text });
    wait_row(&mut romy, conversation, "another quotation", |one| {
        one.reply
            .as_ref()
            .is_some_and(|reply| reply.quote == "green tea")
    })
    .await;
    let corrected = theo
        .wait("the correction", |event| event["replaces"] == of)
        .await;
    assert_eq!(corrected["answers"], "t1", "it still answers");
    assert_eq!(corrected["said"], "green tea");
    theo.tell(json!({
        "do": "reply", "to": jid, "of": "never-was", "author": jid, "body": "and that?",
        "quote": "long ago",
    }))
    .await;
    let lost = romy.wait_message(conversation, "and that?").await;
    let reply = lost.reply.expect("an answer");
    assert_eq!((reply.item, reply.quote.as_str()), (None, "long ago"));
}

async fn a_spoiler_is_hidden_on_both_sides(stage: &Stage) {
    let (mut romy, conversation, mut theo) = meet(stage).await;
    let jid = own(&romy);
    romy.tell(
        conversation,
        Talk::Send {
            text: "the gardener".to_owned(),
            reply_to: None,
            spoiler: Some("who did it".to_owned()),
            previews: Vec::new(),
            private: None,
        },
    );
    let heard = theo.wait_message("the gardener").await;
    assert_eq!(heard["spoiler"], "who did it");
    theo.tell(json!({ "do": "raw", "xml": format!(
        "<message to='{jid}' id='s1' type='chat'><body>no, the cook</body>\
         <spoiler xmlns='urn:xmpp:spoiler:0'/></message>"
    )}))
    .await;
    let told = romy.wait_message(conversation, "no, the cook").await;
    assert_eq!(told.spoiler.as_deref(), Some(""));
    romy.wait_conversation(theo.jid(), "tells nothing", |theo| {
        let last = theo.last.as_ref();
        last.is_some_and(|last| last.spoiler && last.text.is_empty())
    })
    .await;
}

async fn what_was_said_is_said_again_elsewhere(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let nadia = stage.account("nadia");
    stage.befriend(&romy, &nadia);
    let mut client = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    let mut nadia = Peer::sign_in(&nadia).await;
    let jid = romy.jid.to_string();
    let conversation = client.open_conversation(theo.jid()).await;
    theo.say(&jid, "t1", "one").await;
    theo.say(&jid, "t2", "two").await;
    let two = client.wait_message(conversation, "two").await.id;
    let one = client.wait_message(conversation, "one").await.id;
    let there = client.open_conversation(nadia.jid()).await;
    let (items, to) = (vec![two, one], vec![there]);
    client.tell(conversation, Talk::Forward { items, to });
    client
        .wait("both, in order", |world| {
            (world.texts(there) == ["one", "two"]).then_some(())
        })
        .await;
    nadia.wait_message("one").await;
    nadia.wait_message("two").await;
}

async fn go_away(client: &mut Client, proxy: &Proxy) {
    proxy.refuse(true);
    proxy.cut();
    client
        .wait_connection("gone", |connection| {
            !matches!(connection, Connection::Online { .. })
        })
        .await;
}

async fn what_waits_is_corrected_before_it_goes_out(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let (proxy, through) = stage.through_proxy(&romy).await;
    let mut client = Client::signed_in(&through).await;
    let conversation = client.open_conversation(theo.jid()).await;
    go_away(&mut client, &proxy).await;
    client.say(conversation, "wrong");
    client.say(conversation, "never meant");
    let wrong = client.wait_message(conversation, "wrong").await.id;
    let never = client.wait_message(conversation, "never meant").await.id;
    let text = "right".to_owned();
    client.tell(conversation, Talk::Correct { item: wrong, text });
    client.tell(conversation, Talk::Retract { item: never });
    client
        .wait("as if it had been said so", |world| {
            (world.texts(conversation) == ["right"]).then_some(())
        })
        .await;
    proxy.refuse(false);
    let account = client.account();
    client.send(Command::Account(account::Command::Connect { account }));
    let heard = theo.wait_message("right").await;
    assert_eq!(heard.get("replaces"), None, "{heard}");
    client
        .wait_state(conversation, "right", &State::Delivered)
        .await;
    let rest = theo.settle().await;
    let said = |event: &serde_json::Value| event["event"] == "message" && event["body"] != "";
    assert!(!rest.iter().any(said), "{rest:?}");
}

async fn what_was_changed_offline_arrives(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut theo = Peer::sign_in(&theo).await;
    let (proxy, through) = stage.through_proxy(&romy).await;
    let mut client = Client::signed_in(&through).await;
    let conversation = client.open_conversation(theo.jid()).await;
    let (id, item) = said(&mut client, conversation, &mut theo, "wrong").await;
    theo.say(romy.jid.as_str(), "t1", "what?").await;
    let asked = client.wait_message(conversation, "what?").await.id;
    go_away(&mut client, &proxy).await;
    let text = "right".to_owned();
    client.tell(conversation, Talk::Correct { item, text });
    let emojis = vec!["😅".to_owned()];
    client.tell(
        conversation,
        Talk::React {
            item: asked,
            emojis,
        },
    );
    let waits = wait_row(&mut client, conversation, "on its way", |one| {
        one.text == "right"
    });
    let change = waits.await.change.expect("on its way");
    assert_eq!(
        (change.kind, change.state),
        (ChangeKind::Correction, State::Pending)
    );
    // It survives the process.
    let profile = client.shut_down().await;
    proxy.refuse(false);
    let mut client = Client::open(profile).await;
    let conversation = client.open_conversation(theo.jid()).await;
    let heard = theo.wait_message("right").await;
    assert_eq!(heard["replaces"], id.as_str());
    let felt = theo
        .wait("the reaction", |event| event["reacts"] == "t1")
        .await;
    assert_eq!(felt["emojis"], json!(["😅"]));
    wait_row(&mut client, conversation, "all is there", |one| {
        one.text == "right" && one.change.is_none()
    })
    .await;
}

/// Everything as it is seen: the text, whether it was corrected or taken back, what is felt about it
/// and what it answers.
fn picture(client: &Client, conversation: ConversationId) -> Vec<String> {
    let all = client.world.messages(conversation).iter();
    all.map(|one| {
        let felt: Vec<_> = one
            .reactions
            .iter()
            .map(|one| (&one.emoji, &one.by, one.mine))
            .collect();
        let answers = one
            .reply
            .as_ref()
            .map(|reply| (&reply.quote, reply.item.is_some(), reply.mine));
        let (edited, gone) = (one.edited_at.is_some(), one.retracted_at.is_some());
        format!(
            "{} {edited} {gone} {felt:?} {answers:?} {:?}",
            one.text, one.spoiler
        )
    })
    .collect()
}

async fn a_second_device_sees_the_same(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut client = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    let jid = romy.jid.to_string();
    let conversation = client.open_conversation(theo.jid()).await;
    let (first, item) = said(&mut client, conversation, &mut theo, "one").await;
    let (_, taken) = said(&mut client, conversation, &mut theo, "to be taken back").await;
    for number in 0..60 {
        theo.say(&jid, &format!("t{number}"), &format!("number {number}"))
            .await;
    }
    let asked = client.wait_message(conversation, "number 59").await.id;
    let early = client.wait_message(conversation, "number 3").await.id;
    let text = "one, corrected".to_owned();
    client.tell(conversation, Talk::Correct { item, text });
    client.tell(conversation, Talk::Retract { item: taken });
    for item in [asked, early] {
        let emojis = vec!["👍".to_owned(), "🎉".to_owned()];
        client.tell(conversation, Talk::React { item, emojis });
    }
    client.tell(
        conversation,
        Talk::Send {
            text: "an answer".to_owned(),
            reply_to: Some(early),
            spoiler: None,
            previews: Vec::new(),
            private: None,
        },
    );
    client
        .wait_state(conversation, "an answer", &State::Delivered)
        .await;
    for command in [
        json!({ "do": "correct", "to": jid, "of": "t3", "body": "number three" }),
        json!({ "do": "retract", "to": jid, "of": "t5" }),
        json!({ "do": "react", "to": jid, "of": first, "emojis": ["🎉"] }),
        json!({ "do": "reply", "to": jid, "of": first, "author": jid, "body": "answered", "quote": "one" }),
        json!({ "do": "send", "to": jid, "body": "the end", "id": "end" }),
    ] {
        theo.tell(command).await;
    }
    client.wait_message(conversation, "the end").await;
    client
        .wait("all that was done", |world| {
            let all = world.messages(conversation);
            let felt = all.first()?.reactions.len() == 1;
            let gone = all.iter().filter(|one| one.retracted_at.is_some()).count() == 2;
            let said = world.texts(conversation).contains(&"number three");
            let there = all.iter().all(|one| one.change.is_none());
            (felt && gone && said && there).then_some(())
        })
        .await;
    let mut here = picture(&client, conversation);
    assert_eq!(here.len(), 65, "{here:#?}");
    if stage.backend() == Backend::NewerEjabberd {
        // It takes what was taken back out of the archive and leaves no tombstone (XEP-0424, "Tombstones").
        let gone = |one: &String| one.starts_with(" false true ");
        here.retain(|one| !gone(one));
        assert_eq!(here.len(), 63, "{here:#?}");
    }
    let other = romy.with_resource("other");
    let mut other = Client::signed_in(&other).await;
    other
        .wait("the whole history", |world| {
            let history = &world.account()?.history;
            (history.progress == Progress::Complete).then_some(())
        })
        .await;
    let there = other.open_conversation(theo.jid()).await;
    let Some(oldest) = other.world.messages(there).first().map(|one| one.id) else {
        panic!("nothing is there");
    };
    other.tell(there, Talk::LoadOlder { before: oldest });
    other
        .wait("all of it", |world| {
            (world.messages(there).len() >= here.len()).then_some(())
        })
        .await;
    assert_eq!(picture(&other, there), here);
}

async fn another_device_of_ours_may_change_what_we_said(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut client = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    let mut other = Peer::sign_in_as(&romy, "phone").await;
    let conversation = client.open_conversation(theo.jid()).await;
    let (id, _) = said(&mut client, conversation, &mut theo, "said at the desk").await;
    let to = theo.jid().to_owned();
    other
        .tell(json!({ "do": "correct", "to": to, "of": id, "body": "said on the way" }))
        .await;
    let now = wait_row(&mut client, conversation, "corrected elsewhere", |one| {
        one.text == "said on the way"
    });
    assert!(now.await.edited_at.is_some());
    other
        .tell(json!({ "do": "react", "to": to, "of": id, "emojis": ["🎉"] }))
        .await;
    let now = wait_row(&mut client, conversation, "felt elsewhere", |one| {
        one.reactions.len() == 1
    });
    assert!(now.await.reactions[0].mine);
    other
        .tell(json!({ "do": "retract", "to": to, "of": id }))
        .await;
    wait_row(&mut client, conversation, "taken back elsewhere", |one| {
        one.retracted_at.is_some() && one.reactions.is_empty()
    })
    .await;
}

async fn the_list_shows_what_is_said_by_now(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let mut client = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    let jid = romy.jid.to_string();
    theo.say(&jid, "t1", "first").await;
    client
        .wait_conversation(theo.jid(), "is unread", |theo| theo.unread == 1)
        .await;
    theo.tell(json!({ "do": "correct", "to": jid, "of": "t1", "body": "better" }))
        .await;
    let now = client
        .wait_conversation(theo.jid(), "says better", |theo| {
            theo.last.as_ref().is_some_and(|last| last.text == "better")
        })
        .await;
    assert_eq!(now.unread, 1, "a correction is nothing new");
    theo.tell(json!({ "do": "react", "to": jid, "of": "t1", "emojis": ["👍"] }))
        .await;
    theo.tell(json!({ "do": "retract", "to": jid, "of": "t1" }))
        .await;
    let now = client
        .wait_conversation(theo.jid(), "is gone", |theo| {
            theo.last.as_ref().is_some_and(|last| last.retracted)
        })
        .await;
    assert_eq!(now.last.as_ref().expect("a message").text, "");
    assert_eq!(now.unread, 1, "it was not looked at");
    // Also after a restart.
    let profile = client.shut_down().await;
    let mut client = Client::open(profile).await;
    client
        .wait_conversation(theo.jid(), "is still gone", |theo| {
            theo.last.as_ref().is_some_and(|last| last.retracted)
        })
        .await;
}
