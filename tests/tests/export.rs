//! A conversation as a file.

use std::path::Path;

use waxwing_core::command::{conversation, export};
use waxwing_core::model::{ExportFormat, ExportNames};
use waxwing_core::{Command, ConversationId, Error, RequestId};
use waxwing_tests::{Client, Stage};

scenarios!(
    a_conversation_is_written_into_a_file,
    no_file_is_lost_to_another,
);

fn start(
    client: &mut Client,
    conversation: ConversationId,
    path: &Path,
    format: ExportFormat,
) -> RequestId {
    let request = client.request();
    client.send(Command::Export(export::Command::Start {
        request,
        conversation,
        path: path.display().to_string(),
        format,
        replace: false,
        names: ExportNames {
            me: "Romy".to_owned(),
            them: "June <3".to_owned(),
        },
        words: Box::default(),
    }));
    request
}

async fn write(
    client: &mut Client,
    conversation: ConversationId,
    path: &Path,
    format: ExportFormat,
) -> Result<(), Error> {
    let request = start(client, conversation, path, format);
    client.wait_done(request).await
}

/// Two friends, and what they said: one thing was corrected, one taken back, one felt about.
async fn talk(stage: &Stage) -> (Client, ConversationId) {
    let (romy, june) = stage.friends("romy", "june");
    let mut theirs = Client::signed_in(&june).await;
    let mut client = Client::signed_in(&romy).await;
    let with_june = client.open_conversation(june.jid.as_str()).await;
    let with_romy = theirs.open_conversation(romy.jid.as_str()).await;
    client.say(with_june, "Helo <June> & all");
    let said = client.wait_message(with_june, "Helo <June> & all").await;
    let correct = conversation::Command::Correct {
        item: said.id,
        text: "Hello <June> & all".to_owned(),
    };
    client.tell(with_june, correct);
    client.wait_message(with_june, "Hello <June> & all").await;
    let heard = theirs.wait_message(with_romy, "Hello <June> & all").await;
    let react = conversation::Command::React {
        item: heard.id,
        emojis: vec!["👍".to_owned()],
    };
    theirs.tell(with_romy, react);
    let answer = conversation::Command::Send {
        text: "An answer".to_owned(),
        reply_to: Some(heard.id),
        spoiler: None,
        previews: Vec::new(),
        private: None,
    };
    theirs.tell(with_romy, answer);
    client.wait_message(with_june, "An answer").await;
    theirs.say(with_romy, "Forget this");
    client.wait_message(with_june, "Forget this").await;
    let slip = theirs.wait_message(with_romy, "Forget this").await;
    let retract = conversation::Command::Retract { item: slip.id };
    theirs.tell(with_romy, retract);
    client
        .wait("a retraction and a reaction", |world| {
            let all = world.timelines.get(&with_june)?;
            let gone = all.items().iter().any(|one| one.retracted_at.is_some());
            let felt = all.items().iter().any(|one| !one.reactions.is_empty());
            (gone && felt).then_some(())
        })
        .await;
    theirs.shut_down().await;
    (client, with_june)
}

async fn a_conversation_is_written_into_a_file(stage: &Stage) {
    let (mut client, with_june) = talk(stage).await;
    let place = tempfile::tempdir().expect("a directory");
    let path = place.path().join("june.html");
    write(&mut client, with_june, &path, ExportFormat::Html)
        .await
        .expect("written");
    let page = std::fs::read_to_string(&path).expect("a page");
    for part in [
        "<h1>Conversation with June &lt;3</h1>",
        "Hello &lt;June&gt; &amp; all",
        "Helo &lt;June&gt; &amp; all",
        "Answer to Romy:",
        "This message was deleted.",
        "👍",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!page.contains("Forget this"), "{page}");
    let path = place.path().join("june.json");
    write(&mut client, with_june, &path, ExportFormat::Json)
        .await
        .expect("written");
    let read: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&path).expect("a file")).expect("JSON");
    let messages = read["messages"].as_array().expect("messages");
    assert_eq!(messages.len(), 3, "what changes others is no message");
    let before = &messages[0]["versions"][0]["text"];
    assert_eq!(before, "Helo <June> & all");
    assert_eq!(messages[1]["answers"]["number"], messages[0]["number"]);
    assert!(messages[2]["deleted"].is_string(), "{read}");
    let path = place.path().join("june.txt");
    write(&mut client, with_june, &path, ExportFormat::Text)
        .await
        .expect("written");
    let text = std::fs::read_to_string(&path).expect("a text");
    assert!(text.contains("] June <3: An answer\n"), "{text}");
}

async fn no_file_is_lost_to_another(stage: &Stage) {
    let (mut client, with_june) = talk(stage).await;
    let place = tempfile::tempdir().expect("a directory");
    let path = place.path().join("mine.txt");
    std::fs::write(&path, "mine").expect("written");
    let refused = write(&mut client, with_june, &path, ExportFormat::Text).await;
    assert!(
        matches!(refused, Err(Error::FileExists { .. })),
        "{refused:?}"
    );
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), "mine");
    let nowhere = place.path().join("no/such/place.txt");
    let refused = write(&mut client, with_june, &nowhere, ExportFormat::Text).await;
    assert!(matches!(refused, Err(Error::File { .. })), "{refused:?}");
    let unknown = ConversationId(77);
    let refused = write(&mut client, unknown, &nowhere, ExportFormat::Text).await;
    assert_eq!(refused, Err(Error::NotFound));
    // Given up or whole, and nothing beside it.
    let late = place.path().join("late.html");
    let request = start(&mut client, with_june, &late, ExportFormat::Html);
    client.send(Command::Export(export::Command::Cancel { request }));
    let outcome = client.wait_done(request).await;
    assert_eq!(late.exists(), outcome.is_ok(), "{outcome:?}");
    std::fs::remove_file(&late).ok();
    let names = std::fs::read_dir(place.path()).expect("a directory");
    assert_eq!(names.count(), 1);
}
