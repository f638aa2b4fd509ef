//! What a server of ill will may answer to a newcomer.

use waxwing_core::command::registration::Command as Registration;
use waxwing_core::model::{Answer, Media, Secret};
use waxwing_core::{Command, Error, Failure};
use waxwing_tests::Client;

use super::{asked, asking, fill, start};

/// A form around these fields, and what stands beside it.
fn form(fields: &str, beside: &str) -> String {
    format!(
        "<query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='form'>\
         <field type='hidden' var='FORM_TYPE'><value>jabber:iq:register</value></field>\
         <field type='hidden' var='secret'><value>as it came</value></field>\
         <field var='username'><required/></field><field type='text-private' var='password'>\
         <required/></field>{fields}</x>{beside}</query>"
    )
}

#[tokio::test]
async fn ten_thousand_fields_are_refused() {
    let fields: String = (0..10_000)
        .map(|n| format!("<field var='f{n}'/>"))
        .collect();
    let stage = asking(&form(&fields, "")).await;
    let mut client = Client::start().await;
    let request = start(&mut client, &stage, "localhost");
    let outcome = client.wait_done(request).await;
    assert!(
        matches!(outcome, Err(Error::Failure(Failure::Protocol { .. }))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn only_what_was_seen_goes_back() {
    let stage = asking(&form("", "")).await;
    let mut client = Client::start().await;
    let request = start(&mut client, &stage, "localhost");
    let (shown, _) = asked(&mut client, request, 1).await;
    assert_eq!(shown.fields.len(), 2, "hidden ones are not shown");
    let answers = [
        ("username", "romy"),
        ("password", "secret"),
        ("secret", "changed"),
        ("address", "12 Home Street"),
    ]
    .map(|(var, value)| Answer {
        var: var.to_owned(),
        values: vec![Secret::from(value)],
    });
    let answers = answers.to_vec();
    client.send(Command::Registration(Registration::Submit {
        request,
        answers,
    }));
    client.wait_done(request).await.expect("an account");
    let log = stage.log();
    assert!(log.contains("as it came"), "{log}");
    assert!(
        !log.contains("changed") && !log.contains("Home Street"),
        "{log}"
    );
}

#[tokio::test]
async fn pictures_come_from_the_stream_or_not_at_all() {
    // One over http, one of another hash than it says, one that is huge.
    let cid = "sha1+8f35fef110ffc5df08d579a50083ff9308fb6242@bob.xmpp.org";
    let huge = "A".repeat(400_000);
    let media = |uri: &str| {
        format!("<media xmlns='urn:xmpp:media-element'><uri type='image/png'>{uri}</uri></media>")
    };
    let fields = format!(
        "<field var='web'>{}</field><field var='file'>{}</field><field var='forged'>{}</field>",
        media("http://127.0.0.1:1/captcha.png"),
        media("file:///etc/passwd"),
        media(&format!("cid:{cid}")),
    );
    let beside = format!(
        "<data xmlns='urn:xmpp:bob' cid='{cid}' type='image/png'>d2F4d2luZw==</data>\
         <data xmlns='urn:xmpp:bob' cid='{cid}' type='image/png'>{huge}</data>"
    );
    let stage = asking(&form(&fields, &beside)).await;
    let mut client = Client::start().await;
    let request = start(&mut client, &stage, "localhost");
    let (shown, _) = asked(&mut client, request, 1).await;
    let media = |var: &str| shown.field(var).expect("a field").media.clone();
    assert!(matches!(&media("web")[..], [Media::Link { .. }]));
    assert!(media("file").is_empty());
    assert!(
        matches!(&media("forged")[..], [Media::Bits { .. }]),
        "never shown"
    );
}

#[tokio::test]
async fn two_forms_are_one_and_plain_fields_beside_them_none() {
    let two = form("", "").replacen(
        "</query>",
        "<x xmlns='jabber:x:data' type='form'><field var='bank'/></x><email/></query>",
        1,
    );
    let stage = asking(&two).await;
    let mut client = Client::start().await;
    let request = start(&mut client, &stage, "localhost");
    let (shown, _) = asked(&mut client, request, 1).await;
    assert!(shown.field("bank").is_none() && shown.field("email").is_none());
    fill(&client, &stage, request, &shown, "romy");
    client.wait_done(request).await.expect("an account");
}

#[tokio::test]
async fn answers_without_questions_do_nothing() {
    let mut client = Client::start().await;
    let request = client.request();
    let answers = Vec::new();
    client.send(Command::Registration(Registration::Submit {
        request,
        answers,
    }));
    assert_eq!(client.wait_done(request).await, Err(Error::NotFound));
}
