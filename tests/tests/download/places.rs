//! Files that are told of before they are uploaded, and whose place is told afterwards (XEP-0447, "Attaching
//! a source"): one message, whatever comes first.

use super::*;

scenarios!(
    a_file_is_told_of_before_it_is_uploaded,
    what_was_told_while_we_were_away_is_put_together
);

async fn a_file_is_told_of_before_it_is_uploaded(stage: &Stage) {
    let mut scene = friends(stage).await;
    let picture = jpeg(10_000);
    let url = scene.server.put("/1.jpg", Goods::File(picture.clone()));
    let share = Share::picture(&url).of(&picture);
    scene.send(&share.announced()).await;
    let told = scene.wait_place(Place::Remote(Held::Asked)).await;
    assert_eq!(told.attachments[0].sources, [""; 0]);
    // There is nothing to be fetched yet, whoever asks.
    scene.fetch(&told);
    scene.send(&share.placed(&told.origin_id)).await;
    let (message, path) = scene.wait_here().await;
    assert_eq!(message.id.seq, told.id.seq);
    assert_eq!(message.attachments[0].sources, [url.as_str()]);
    assert_eq!(std::fs::read(path).expect("a file"), picture);
    // Who knows nothing of it names the message with the address, and means the file.
    let place = format!("file{}", scene.sent);
    let reaction = "<reaction>👍</reaction>";
    let reactions =
        format!("<reactions xmlns='urn:xmpp:reactions:0' id='{place}'>{reaction}</reactions>");
    scene.send(&reactions).await;
    let felt = scene.romy.wait("the reaction is at the file", |world| {
        let files = world.messages(scene.talk).iter();
        let mut files = files.filter(|message| !message.attachments.is_empty());
        let file = files.next()?;
        (!file.reactions.is_empty()).then(|| files.count())
    });
    assert_eq!(felt.await, 0, "there is one file");
    assert_eq!(scene.server.visits().len(), 1);
}

async fn what_was_told_while_we_were_away_is_put_together(stage: &Stage) {
    let mut scene = friends(stage).await;
    let with = scene.theo.jid().to_owned();
    let to = scene.romy.world.account().expect("an account").jid.clone();
    let picture = jpeg(10_000);
    let url = scene.server.put("/1.jpg", Goods::File(picture.clone()));
    let share = Share::picture(&url).of(&picture);
    let profile = scene.romy.shut_down().await;
    for (id, payloads) in [("f1", share.announced()), ("p1", share.placed("f1"))] {
        let xml = format!("<message type='chat' to='{to}' id='{id}'>{payloads}</message>");
        scene.theo.tell(json!({ "do": "raw", "xml": xml })).await;
    }
    scene.romy = Client::open(profile).await;
    scene.talk = scene.romy.open_conversation(&with).await;
    let (_, path) = scene.wait_here().await;
    assert_eq!(std::fs::read(path).expect("a file"), picture);
    // What was told of the place moves to it first, and goes then.
    let talk = scene.talk;
    let one = scene.romy.wait("one file", |world| {
        let messages = world.messages(talk).iter();
        let files = messages.filter(|one| !one.attachments.is_empty());
        (files.count() == 1).then_some(())
    });
    one.await;
}

/// The server keeps what has no words in its archive alone, and the conversation is open when that answers.
#[tokio::test]
async fn what_an_archive_shows_to_who_looks_comes_by_itself() {
    let mut scene = in_memory().await;
    let with = scene.theo.jid().to_owned();
    let to = scene.romy.world.account().expect("an account").jid.clone();
    let picture = jpeg(10_000);
    let url = scene.server.put("/1.jpg", Goods::File(picture.clone()));
    let share = Share::picture(&url).of(&picture).without_words();
    let profile = scene.romy.shut_down().await;
    let xml = format!("<message type='chat' to='{to}' id='f1'>{share}</message>");
    scene.theo.tell(json!({ "do": "raw", "xml": xml })).await;
    scene.romy = Client::open(profile).await;
    scene.talk = scene.romy.open_conversation(&with).await;
    let (_, path) = scene.wait_here().await;
    assert_eq!(std::fs::read(path).expect("a file"), picture);
}
