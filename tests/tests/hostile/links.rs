//! Pages and people that mean harm with links (XEP-0511).

use waxwing_core::model::{LinkPreview, TransferFailure};
use waxwing_tests::{FileServer, Goods};

use super::{THEO, meet};
use crate::links::{look, page};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const OPEN_GRAPH: &str = "https://ogp.me/ns#";

fn described(about: &str, title: &str, more: &str) -> String {
    format!(
        "<Description xmlns='{RDF}' xmlns:rdf='{RDF}' rdf:about='{about}'>\
         <title xmlns='{OPEN_GRAPH}'>{title}</title>{more}</Description>"
    )
}

/// What is said of a link counts for links of the same message, and nothing of it is fetched.
#[tokio::test]
async fn nobody_speaks_of_other_links_and_nothing_is_fetched_for_a_word() {
    let mut scene = meet().await;
    let server = FileServer::start().await;
    let (page, image) = (server.address("/page"), server.address("/image.png"));
    let picture = format!("<image xmlns='{OPEN_GRAPH}'>{image}</image>");
    let long = "x".repeat(10_000);
    let many: String = (0..100)
        .map(|number| described(&format!("{page}/{number}"), "no", ""))
        .collect();
    let all = [
        described(&page, &long, &picture),
        described(&page, "again", &picture),
        described("https://bank.example/", "Your bank", ""),
        described("javascript:alert(1)", "click", ""),
        format!("<Description xmlns='{RDF}'/>"),
        many,
    ]
    .concat();
    let text = format!("look: {page} javascript:alert(1)");
    scene.script.receive(&format!(
        "<message type='chat' from='{THEO}/desk' to='$me' id='l1'><body>{text}</body>{all}</message>"
    ));
    let heard = scene.romy.wait_message(scene.conversation, &text).await;
    let [only] = heard.previews.as_slice() else {
        panic!("{:?}", heard.previews);
    };
    assert_eq!(only.url, page);
    assert!(only.title.len() <= 200, "{}", only.title.len());
    assert!(only.title.starts_with("xxx"));
    // Nothing is said of a link by who takes something back or feels something.
    scene.script.receive(&format!(
        "<message type='chat' from='{THEO}/desk' to='$me' id='l2'>\
         <reactions xmlns='urn:xmpp:reactions:0' id='l1'><reaction>👍</reaction></reactions>{}</message>",
        described(&page, "changed", "")
    ));
    let conversation = scene.conversation;
    let felt = scene
        .romy
        .wait("the feeling", |world| {
            let message = world.message(conversation, &text)?;
            (!message.reactions.is_empty()).then(|| message.clone())
        })
        .await;
    assert_eq!(felt.previews, heard.previews);
    scene.assert_alive().await;
    assert_eq!(server.visits(), []);
}

#[tokio::test]
async fn a_page_without_end_or_without_reason_comes_to_its_end() {
    let mut scene = meet().await;
    let server = FileServer::start().await;
    let endless = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Without end</title>";
    let url = server.put("/endless", Goods::Endless(endless.to_owned()));
    let told = look(&mut scene.romy, &url).await;
    let told = told.expect("a page").expect("a title");
    assert_eq!(told.title, "Without end");
    let html = format!("<title>{}</title>", "<é&#1114112;".repeat(50_000));
    let url = server.put("/odd", page(&html));
    let told = look(&mut scene.romy, &url).await.expect("a page");
    assert!(told.is_none_or(|told| told.title.len() <= 200));
    scene.assert_alive().await;
}

#[tokio::test]
async fn a_link_leads_into_no_private_network() {
    let mut scene = meet().await;
    let server = FileServer::start().await;
    let port = server.port();
    for (number, to) in [
        "http://localhost/x".to_owned(),
        format!("https://127.0.0.1:{port}/x"),
        "https://169.254.169.254/latest".to_owned(),
        "file:///etc/passwd".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(
            look(&mut scene.romy, &to).await,
            Err(TransferFailure::Insecure),
            "{to}"
        );
        let sent_on = format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
        let url = server.put(&format!("/{number}"), Goods::Raw(sent_on));
        assert_eq!(
            look(&mut scene.romy, &url).await,
            Err::<Option<LinkPreview>, _>(TransferFailure::Insecure),
            "{to}"
        );
    }
    scene.assert_alive().await;
}
