//! Finding what was said.

use waxwing_core::command::search::{Filter, Sender};
use waxwing_core::{AccountId, Command, ConversationId, command};
use waxwing_tests::{Client, Stage};

scenarios!(what_was_said_is_found, filters_say_who_where_and_when);

/// What to look for.
#[derive(Default)]
struct Search<'a> {
    words: &'a str,
    account: Option<AccountId>,
    conversation: Option<ConversationId>,
    filter: Filter,
}

/// The texts that have what is looked for, newest first.
async fn find(client: &mut Client, search: Search<'_>) -> Vec<String> {
    let request = client.request();
    client.send(Command::Search(command::search::Command::Messages {
        request,
        words: search.words.to_owned(),
        account: search.account,
        conversation: search.conversation,
        limit: 50,
        before: None,
        filter: search.filter,
    }));
    let hits = client.wait("an answer", |world| world.found.get(&request).cloned());
    let hits = hits.await.into_iter();
    hits.map(|hit| hit.message.text.clone()).collect()
}

async fn words(client: &mut Client, words: &str) -> Vec<String> {
    let search = Search {
        words,
        ..Search::default()
    };
    find(client, search).await
}

async fn what_was_said_is_found(stage: &Stage) {
    let (romy, june) = stage.friends("romy", "june");
    let mira = stage.account("mira");
    let mut client = Client::signed_in(&romy).await;
    let with_june = client.open_conversation(june.jid.as_str()).await;
    let texts = [
        "The train is late",
        "Spät, spät: der Zug",
        "明天去看电影",
        "late again",
    ];
    for text in texts {
        client.say(with_june, text);
        client.wait_message(with_june, text).await;
    }
    client
        .add_contact(mira.jid.as_str(), "")
        .await
        .expect("added");
    let with_mira = client.open_conversation(mira.jid.as_str()).await;
    client.say(with_mira, "A late hello");
    client.wait_message(with_mira, "A late hello").await;
    let late = ["A late hello", "late again", "The train is late"];
    assert_eq!(words(&mut client, "LATE").await, late);
    assert_eq!(words(&mut client, "late tra").await, late[2..]);
    assert_eq!(words(&mut client, "spat zug").await, [texts[1]]);
    assert_eq!(words(&mut client, "看电影").await, [texts[2]]);
    assert_eq!(words(&mut client, "看影").await, [""; 0]);
    assert_eq!(words(&mut client, "\"; NEAR(late").await, [""; 0]);
    let there = Search {
        words: "late",
        account: Some(client.account()),
        conversation: Some(with_june),
        ..Search::default()
    };
    assert_eq!(find(&mut client, there).await, late[1..]);
    let profile = client.shut_down().await;
    let mut client = Client::open(profile).await;
    assert_eq!(words(&mut client, "late").await, late);
    let elsewhere = Search {
        words: "late",
        account: Some(AccountId(77)),
        ..Search::default()
    };
    assert_eq!(find(&mut client, elsewhere).await, [""; 0]);
}

async fn filters_say_who_where_and_when(stage: &Stage) {
    let (romy, june) = stage.friends("romy", "june");
    let mut client = Client::signed_in(&romy).await;
    let mut other = Client::signed_in(&june).await;
    let with_june = client.open_conversation(june.jid.as_str()).await;
    let with_romy = other.open_conversation(romy.jid.as_str()).await;
    for text in [
        "The plan",
        "https://xmpp.org/plan",
        "plan: aesgcm://up.example.org/a#1",
    ] {
        client.say(with_june, text);
        client.wait_message(with_june, text).await;
    }
    other.say(with_romy, "A plan, the same plan");
    client
        .wait_message(with_june, "A plan, the same plan")
        .await;
    let all = |filter: Filter| Search {
        filter,
        ..Search::default()
    };
    let from = |sender: Sender| {
        all(Filter {
            from: vec![sender],
            ..Filter::default()
        })
    };
    let theirs = ["A plan, the same plan"];
    let ours = [
        "plan: aesgcm://up.example.org/a#1",
        "https://xmpp.org/plan",
        "The plan",
    ];
    assert_eq!(find(&mut client, from(Sender::Them)).await, theirs);
    assert_eq!(find(&mut client, from(Sender::Me)).await, ours);
    let address = Sender::Address(june.jid.to_string());
    assert_eq!(find(&mut client, from(address)).await, theirs);
    let own = Sender::Address(romy.jid.to_string());
    assert_eq!(find(&mut client, from(own)).await, ours);
    let nobody = Sender::Address("nobody@example.org".to_owned());
    assert_eq!(find(&mut client, from(nobody)).await, [""; 0]);
    let link = Filter {
        link: true,
        ..Filter::default()
    };
    assert_eq!(find(&mut client, all(link)).await, ours[..2]);
    let file = Filter {
        file: true,
        among: vec![with_june],
        ..Filter::default()
    };
    assert_eq!(find(&mut client, all(file)).await, ours[..1]);
    let before = Filter {
        until: Some(waxwing_core::Timestamp(1_000_000)),
        ..Filter::default()
    };
    assert_eq!(find(&mut client, all(before)).await, [""; 0]);
    assert_eq!(words(&mut client, "\"the same\" pl").await, theirs);
    assert_eq!(words(&mut client, "\"same the\"").await, [""; 0]);
    assert_eq!(words(&mut client, "").await, [""; 0]);
}
