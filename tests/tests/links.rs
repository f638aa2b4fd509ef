//! What links lead to (XEP-0511): fetched by who sends them and wants that, told along with them, and
//! never fetched by anybody else.

use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::command::link::Command as Link;
use waxwing_core::model::{LinkPreview, TransferFailure};
use waxwing_core::{Command, ConversationId};
use waxwing_tests::{Backend, Client, FileServer, Goods, Stage};

use crate::upload::{Pair, meet};

scenarios!(a_preview_goes_along_with_its_link);

const HEAD: &str = "<!DOCTYPE html><html><head><title>Old</title>\
    <meta property=\"og:title\" content=\"The pier &amp; the sea\">\
    <meta name=description content='Fish and chips'>\
    <meta property='og:site_name' content='Seaside'>";

/// A page as a web server gives it.
pub(crate) fn page(html: &str) -> Goods {
    page_as("text/html; charset=utf-8", html)
}

pub(crate) fn page_as(media_type: &str, html: &str) -> Goods {
    let length = html.len();
    Goods::Raw(format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n{html}"
    ))
}

/// Has the page behind a link fetched.
pub(crate) async fn look(
    client: &mut Client,
    url: &str,
) -> Result<Option<LinkPreview>, TransferFailure> {
    let account = client.account();
    client.world.previews.remove(url);
    client.send(Command::Link(Link::Preview {
        account,
        url: url.to_owned(),
    }));
    client
        .wait("what the page says", |world| {
            world.previews.get(url).cloned()
        })
        .await
}

fn say(client: &Client, conversation: ConversationId, text: &str, previews: &[LinkPreview]) {
    client.tell(
        conversation,
        Talk::Send {
            text: text.to_owned(),
            reply_to: None,
            spoiler: None,
            previews: previews.to_vec(),
            private: None,
        },
    );
}

async fn a_preview_goes_along_with_its_link(stage: &Stage) {
    let server = FileServer::start().await;
    let url = server.put("/pier?a=1&b=2", page(HEAD));
    let mut pair = meet(stage).await;
    let preview = look(&mut pair.romy, &url).await;
    let preview = preview.expect("a page").expect("it says something");
    assert_eq!(
        preview,
        LinkPreview {
            url: url.clone(),
            title: "The pier & the sea".to_owned(),
            description: "Fish and chips".to_owned(),
            site: "Seaside".to_owned(),
        }
    );
    let asked = server.visits().remove(0).head.to_lowercase();
    for word in ["cookie", "referer", "user-agent", "authorization"] {
        assert!(!asked.contains(word), "{asked}");
    }
    let elsewhere = LinkPreview {
        url: "https://elsewhere.example/".to_owned(),
        ..preview.clone()
    };
    let text = format!("Look: {url}");
    let both = [preview.clone(), elsewhere];
    say(&pair.romy, pair.to_june, &text, &both);
    let heard = pair.june.wait_message(pair.to_romy, &text).await;
    assert_eq!(heard.previews, std::slice::from_ref(&preview));
    let said = pair.romy.wait_message(pair.to_june, &text).await;
    assert_eq!(said.previews, heard.previews);
    // What is told of a link goes on with it, and goes with it.
    let mended = format!("Look there: {url}");
    correct(&pair, &said.id, &mended);
    let heard = pair.june.wait_message(pair.to_romy, &mended).await;
    assert_eq!(heard.previews, std::slice::from_ref(&preview));
    correct(&pair, &said.id, "Never mind");
    let heard = pair.june.wait_message(pair.to_romy, "Never mind").await;
    assert_eq!(heard.previews, []);
    correct(&pair, &said.id, &mended);
    pair.june.wait_message(pair.to_romy, &mended).await;
    assert_eq!(server.visits().len(), 1, "June has fetched nothing");
    // It is still there after a restart, and in what the server keeps.
    let Pair { romy, june, .. } = pair;
    let with = june.world.account().expect("an account").jid.to_string();
    let mut romy = Client::open(romy.shut_down().await).await;
    let conversation = romy.open_conversation(&with).await;
    let kept = romy.wait_message(conversation, &mended).await;
    assert_eq!(kept.previews, []);
    say(&romy, conversation, &text, std::slice::from_ref(&preview));
    romy.wait_message(conversation, &text).await;
    let mut romy = Client::open(romy.shut_down().await).await;
    let conversation = romy.open_conversation(&with).await;
    let kept = romy.wait_message(conversation, &text).await;
    assert_eq!(kept.previews, [preview]);
}

fn correct(pair: &Pair, item: &waxwing_core::ItemId, text: &str) {
    pair.romy.tell(
        pair.to_june,
        Talk::Correct {
            item: *item,
            text: text.to_owned(),
        },
    );
}

#[tokio::test]
async fn other_programs_see_what_the_xep_says() {
    let stage = Stage::on(Backend::Memory).await;
    let (romy, theo) = stage.friends("romy", "theo");
    let mut script = stage.server().script(romy.jid.as_str());
    let mut romy = Client::signed_in(&romy).await;
    let conversation = romy.open_conversation(theo.jid.as_str()).await;
    let preview = LinkPreview {
        url: "https://example.org/a".to_owned(),
        title: "A".to_owned(),
        ..LinkPreview::default()
    };
    say(&romy, conversation, "see https://example.org/a", &[preview]);
    script
        .expect_sometime(
            "<message type='chat' id='$id'><body>see https://example.org/a</body>\
             <Description xmlns='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
             <title xmlns='https://ogp.me/ns#'>A</title></Description></message>",
        )
        .await;
}

#[tokio::test]
async fn a_page_that_says_nothing_is_no_preview() {
    let stage = Stage::on(Backend::Memory).await;
    let mut romy = Client::signed_in(&stage.account("romy")).await;
    let server = FileServer::start().await;
    let silent = server.put("/a", page("<html><body>hello</body></html>"));
    assert_eq!(look(&mut romy, &silent).await, Ok(None));
    let picture = server.put("/b", page_as("image/png", HEAD));
    assert_eq!(look(&mut romy, &picture).await, Ok(None));
    let gone = server.address("/c");
    assert_eq!(look(&mut romy, &gone).await, Err(TransferFailure::Gone));
}
