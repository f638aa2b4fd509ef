//! Links with what is said of them: asked for by who sends them, shown by who gets them, fetched by
//! nobody unasked.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::opening::{Opened, pretend, pretended};
use waxwing::sample::links::{PIER, asks, attached, cards, gallery, preview, talk, told};
use waxwing::sample::talk::ROMY;
use waxwing::scene::Scene;
use waxwing::tr;
use waxwing::widget::Role;
use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::command::link::Command as Link;
use waxwing_core::model::{LinkPreview, TransferFailure};
use waxwing_core::{AccountId, Command};

const SIZE: (f32, f32) = (1000.0, 700.0);

fn said(scene: &mut Scene) -> Vec<(String, Vec<LinkPreview>)> {
    let sent = scene.sent().into_iter();
    sent.filter_map(|command| match command {
        Command::Conversation(ROMY, Talk::Send { text, previews, .. }) => Some((text, previews)),
        _ => None,
    })
    .collect()
}

fn status(scene: &mut Scene, words: &str) -> bool {
    let all = scene.roles(Role::Status);
    all.iter().any(|one| one.report.name.contains(words))
}

#[test]
fn a_preview_is_fetched_seen_and_sent_with_its_link() {
    let mut scene = asks(SIZE, Mode::Light);
    let asked = Command::Link(Link::Preview {
        account: AccountId(1),
        url: PIER.to_owned(),
    });
    assert!(scene.sent().contains(&asked));
    assert!(status(&mut scene, &tr!("link-preview-fetching")));
    told(&mut scene, Ok(Some(preview())));
    assert!(status(&mut scene, &preview().title));
    scene.key(Named::Enter);
    let text = format!("Look: {PIER}");
    assert_eq!(said(&mut scene), [(text, vec![preview()])]);
    assert!(!status(&mut scene, &preview().title));
    scene.type_text("and on");
    scene.key(Named::Enter);
    assert_eq!(said(&mut scene), [("and on".to_owned(), Vec::new())]);
}

#[test]
fn a_preview_that_is_taken_away_or_does_not_come_is_not_sent() {
    let mut scene = attached(SIZE, Mode::Light);
    scene.click_role(Role::Button, &tr!("link-preview-drop"));
    scene.settle();
    assert!(!status(&mut scene, &preview().title));
    scene.key(Named::Enter);
    assert_eq!(said(&mut scene), [(format!("Look: {PIER}"), Vec::new())]);
    for (outcome, words) in [
        (Ok(None), tr!("link-preview-none")),
        (Err(TransferFailure::Gone), tr!("link-preview-failed")),
    ] {
        let mut scene = asks(SIZE, Mode::Light);
        told(&mut scene, outcome);
        assert!(status(&mut scene, &words));
        scene.key(Named::Enter);
        assert_eq!(said(&mut scene), [(format!("Look: {PIER}"), Vec::new())]);
    }
}

#[test]
fn a_card_tells_where_its_link_really_leads_and_asks_nobody() {
    let mut scene = cards(SIZE, Mode::Light);
    assert_eq!(scene.sent(), []);
    let links = scene.roles(Role::Link);
    let names: Vec<_> = links.iter().map(|one| one.report.name.as_str()).collect();
    assert!(
        names
            .iter()
            .any(|name| name.starts_with("Link to example.org: The old pier")),
        "{names:?}"
    );
    let odd = names
        .iter()
        .find(|name| name.starts_with("Link to evil.test"));
    let odd = odd.expect("the host that it leads to");
    assert!(
        !odd.contains('\u{202e}') && !odd.contains("bank.example"),
        "{odd}"
    );
    // Of what was taken back nothing is left.
    let mut gone = talk().remove(0);
    gone.retracted_at = Some(gone.id.at);
    let mut scene = waxwing::sample::saying::with(SIZE, Mode::Light, vec![gone]);
    assert!(scene.roles(Role::Link).is_empty());
}

#[test]
fn the_links_of_a_conversation_lead_to_their_messages() {
    let mut scene = gallery(SIZE, Mode::Light);
    assert!(scene.find(&preview().title).is_some());
    let show = tr!("gallery-show-message");
    let all = scene.roles(Role::Button);
    let shows = all.iter().filter(|one| one.report.name == show).count();
    assert_eq!(shows, 3);
    let first = all.iter().find(|one| one.report.name == show);
    scene.click_at(first.expect("it").bounds.center());
    scene.settle();
    assert!(
        scene.find(&tr!("gallery-links")).is_none(),
        "back at the talk"
    );
}

#[test]
fn what_nothing_opens_is_copied_and_said() {
    for (opened, words) in [
        (Opened::Yes, None),
        (Opened::NoProgram, Some(tr!("link-no-program"))),
        (
            Opened::Failed("no memory".to_owned()),
            Some(tr!("link-not-opened", why = "no memory")),
        ),
    ] {
        let mut scene = cards(SIZE, Mode::Light);
        pretend(opened);
        let links = scene.roles(Role::Link);
        let card = links
            .iter()
            .find(|one| one.report.name.starts_with("Link to example.org"));
        scene.click_at(card.expect("a card").bounds.center());
        scene.settle();
        let [link] = pretended().try_into().expect("one link");
        let copied = scene.clipboard().standard.clone();
        assert_eq!(copied, words.as_ref().map(|_| link));
        if let Some(words) = words {
            assert!(status(&mut scene, &words), "{words}");
        }
    }
}
