use super::*;

/// The smallest picture there is: one pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

fn parse(xml: &str) -> Element {
    xml.parse().unwrap()
}

fn items(inside: &str) -> Element {
    parse(&format!(
        "<items xmlns='http://jabber.org/protocol/pubsub#event' node='{METADATA}'>{inside}</items>"
    ))
}

fn published(id: &str, infos: &str) -> Told {
    told(&items(&format!(
        "<item id='{id}'><metadata xmlns='{METADATA}'>{infos}</metadata></item>"
    )))
}

fn id(told: Told) -> Option<String> {
    match told {
        Told::One(info) => Some(info.id.to_string()),
        Told::None | Told::Unusable => None,
    }
}

const ONE: &str = "111f4b3c50d7b0df729d299bc6f8e9ef9066971f";
const TWO: &str = "357a8123a30844a3aa99861b6349264ba67a5694";

#[test]
fn the_example_of_the_xep_is_read() {
    let info = format!("<info bytes='12345' height='64' id='{ONE}' type='image/png' width='60'/>");
    let Told::One(info) = published(ONE, &info) else {
        panic!("a picture");
    };
    assert_eq!(info.id.as_str(), ONE);
    assert_eq!((info.bytes, info.sides), (Some(12_345), Some((60, 64))));
    assert_eq!(info.media_type, "image/png");
}

#[test]
fn of_several_the_one_that_names_the_item_is_taken() {
    let infos = format!(
        "<info id='{TWO}' type='image/webp'/><info id='{ONE}' type='image/png' bytes='1'/>"
    );
    assert_eq!(id(published(ONE, &infos)).as_deref(), Some(ONE));
    assert_eq!(id(published("current", &infos)).as_deref(), Some(TWO));
    // Where the item's own is elsewhere, another one will do.
    let elsewhere = format!(
        "<info id='{ONE}' type='image/png' url='http://track.example/me.png'/><info id='{TWO}'/>"
    );
    assert_eq!(id(published(ONE, &elsewhere)).as_deref(), Some(TWO));
}

#[test]
fn what_we_can_not_have_is_unusable() {
    for infos in [
        format!("<info id='{ONE}' type='image/png' url='https://track.example/me.png'/>"),
        format!("<info id='{ONE}' type='image/png' bytes='1000000000'/>"),
        format!("<info id='{ONE}' type='image/svg+xml'/>"),
        "<info id='../../etc/passwd' type='image/png'/>".to_owned(),
        "<info type='image/png'/>".to_owned(),
        "<pointer><x xmlns='game'/></pointer>".to_owned(),
        "<other/>".to_owned(),
    ] {
        assert_eq!(published(ONE, &infos), Told::Unusable, "{infos}");
    }
    assert_eq!(told(&items("")), Told::Unusable);
    assert_eq!(told(&items("<item id='x'/>")), Told::Unusable);
    // A thousand entries are not looked at.
    let many = format!("<info id='{ONE}' url='x'/>").repeat(1_000);
    let many = format!("{many}<info id='{TWO}' type='image/png'/>");
    assert_eq!(published(ONE, &many), Told::Unusable);
}

#[test]
fn whoever_shows_none_says_so_in_five_ways() {
    assert_eq!(published("x", ""), Told::None);
    assert_eq!(published("x", "<stop/>"), Told::None);
    assert_eq!(told(&items("<retract id='x'/>")), Told::None);
    for name in ["delete", "purge"] {
        let gone = Element::bare(name, pep::EVENT).with_attr("node", METADATA);
        assert_eq!(told(&gone), Told::None, "{name}");
    }
}

fn answer(id: &str, text: &str) -> Element {
    parse(&format!(
        "<pubsub xmlns='{}'><items node='{DATA}'><item id='{id}'><data xmlns='{DATA}'>{text}</data>\
         </item></items></pubsub>",
        pep::NS
    ))
}

#[test]
fn a_picture_is_the_one_that_was_named() {
    let name = Id::of(PIXEL);
    let text = encode(PIXEL);
    let broken: String = text.chars().flat_map(|c| [c, '\n']).collect();
    for text in [&text, &broken, text.trim_end_matches('=')] {
        let answer = answer(name.as_str(), text);
        assert_eq!(picture(Some(&answer), &name).as_deref(), Ok(PIXEL));
    }
    let large = answer(&name.as_str().to_uppercase(), &text);
    assert_eq!(picture(Some(&large), &name).as_deref(), Ok(PIXEL));
}

#[test]
fn another_picture_is_refused() {
    let name = Id::of(PIXEL);
    let refused = |answer: &Element| picture(Some(answer), &name).unwrap_err();
    let text = encode(PIXEL);
    assert_eq!(refused(&answer(ONE, &text)), PictureError::Missing);
    assert_eq!(picture(None, &name), Err(PictureError::Missing));
    let other = encode(&[PIXEL, b"!"].concat());
    assert_eq!(
        refused(&answer(name.as_str(), &other)),
        PictureError::Mismatch
    );
    assert_eq!(
        refused(&answer(name.as_str(), "~~")),
        PictureError::Encoding
    );
    assert_eq!(refused(&answer(name.as_str(), "")), PictureError::Missing);
    let huge = "A".repeat(MAX_BYTES * 2);
    assert_eq!(
        refused(&answer(name.as_str(), &huge)),
        PictureError::TooLarge
    );
    let words = b"<svg/>";
    let named = Id::of(words);
    let answer = answer(named.as_str(), &encode(words));
    assert_eq!(picture(Some(&answer), &named), Err(PictureError::NoPicture));
}

#[test]
fn ours_can_be_read_by_us() {
    let info = Info {
        id: Id::of(PIXEL),
        bytes: Some(PIXEL.len() as u64),
        media_type: "image/png".to_owned(),
        sides: Some((1, 1)),
    };
    let order = publish(&info, Some(Access::Contacts));
    let publish = order.get_child("publish", pep::NS).unwrap();
    assert_eq!(publish.attr("node"), Some(METADATA));
    assert_eq!(told(publish), Told::One(info.clone()));
    let said = String::from(order.get_child("publish-options", pep::NS).unwrap());
    assert!(said.contains("<value>presence</value>"), "{said}");
    let none = publish_none();
    assert_eq!(
        told(none.get_child("publish", pep::NS).unwrap()),
        Told::None
    );

    let order = publish_data(&info.id, PIXEL, Some(Access::Everybody));
    let sent = order.get_child("publish", pep::NS).unwrap();
    let data = sent.children().next().unwrap();
    assert_eq!(data.attr("id"), Some(info.id.as_str()));
    let text = data.get_child("data", DATA).unwrap().text();
    assert_eq!(decode(&text).as_deref(), Ok(PIXEL));
    assert_eq!(check(PIXEL, &info.id).unwrap().width, 1);
}

#[test]
fn a_name_is_forty_letters_and_nothing_else() {
    // printf 'waxwing' | sha1sum
    let name = Id::of(b"waxwing");
    assert_eq!(name.as_str(), "5bf174c7bf36e212d1ae87c47e30742190331c76");
    assert_eq!(
        "5BF174C7BF36E212D1AE87C47E30742190331C76\n".parse(),
        Ok(name)
    );
    for odd in ["", "..", "5bf1", &"g".repeat(40), &"é".repeat(20)] {
        assert_eq!(odd.parse::<Id>(), Err(PictureError::Missing), "{odd}");
    }
}
