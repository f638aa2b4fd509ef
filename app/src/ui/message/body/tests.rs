//! What a text is cut into.

use super::*;
use crate::widget::hazard;

const QUIET: Color = Color::BLACK;

fn look<'a>() -> Look<'a> {
    Look {
        sender: "Romy",
        marked: "Mira",
        quiet: QUIET,
        plain: false,
    }
}

/// The pieces as words, looks in front of them.
fn shown(said: &str) -> String {
    let borrowed = pieces(Cow::Borrowed(said), &look());
    let owned = pieces(Cow::Owned(said.to_owned()), &look());
    assert_eq!(borrowed, owned);
    drawn(&borrowed)
}

fn drawn(pieces: &[Piece<'_>]) -> String {
    let pieces = pieces.iter().map(|piece| match piece {
        Piece::Words(spans) => spans.iter().map(drawn_span).collect(),
        Piece::Code { info, text } => format!("code({info}:{text})"),
        Piece::Quote(inside) => format!("quote[{}]", drawn(inside)),
    });
    pieces.collect::<Vec<String>>().join("|")
}

fn drawn_span(span: &Span<'_>) -> String {
    let looks: String = [
        (span.bold, 'b'),
        (span.italic, 'i'),
        (span.strike, 's'),
        (span.mono, 'm'),
        (span.marked, '!'),
        (span.color == Some(QUIET), 'q'),
        (span.link.is_some(), 'l'),
    ]
    .iter()
    .filter_map(|(on, sign)| on.then_some(*sign))
    .collect();
    match looks.as_str() {
        "" => span.text.to_string(),
        looks => format!("<{looks}:{}>", span.text),
    }
}

#[test]
fn signs_stay_and_are_quieter() {
    assert_eq!(shown("a *b* _c_"), "a <bq:*><b:b><bq:*> <iq:_><i:c><iq:_>");
    assert_eq!(shown("~x~ `y`"), "<sq:~><s:x><sq:~> <m:`y`>");
    assert_eq!(shown("2*3*4"), "2*3*4");
}

#[test]
fn boxes_stand_apart_and_need_no_empty_lines() {
    assert_eq!(
        shown("> a\n\nb\n\n```rust\nc\n  d\n```\n"),
        "quote[a]|b|code(rust:c\n  d)"
    );
    assert_eq!(shown("\n\n> a"), "quote[a]");
    assert_eq!(shown("a\n\nb*"), "a\n\nb*");
    assert_eq!(shown("> > a\n> b"), "quote[quote[a]|b]");
}

#[test]
fn a_deed_is_told_of_its_sender() {
    assert_eq!(shown("/me waves"), "<b:* Romy ><i:waves>");
    assert_eq!(
        shown("/me *really* waves"),
        "<b:* Romy ><biq:*><bi:really><biq:*><i: waves>"
    );
    for plain in ["/mewaves", " /me waves", "/me's", "/ME waves"] {
        assert_eq!(shown(plain), plain);
    }
    assert_eq!(spoken("/me waves", "Romy"), "Romy waves");
    assert_eq!(spoken("hello", "Romy"), "hello");
}

#[test]
fn our_name_is_marked_where_it_is_a_word() {
    assert_eq!(shown("Hi MIRA, ask mira!"), "Hi <b!:MIRA>, ask <b!:mira>!");
    assert_eq!(shown("Miracle admira"), "Miracle admira");
    assert_eq!(
        shown("https://mira.example/mira"),
        "<l:https://mira.example/mira>"
    );
    let nobody = Look {
        marked: "",
        ..look()
    };
    assert_eq!(drawn(&pieces(Cow::Borrowed("Mira"), &nobody)), "Mira");
    let rtl = Look {
        marked: "ميرا",
        ..look()
    };
    assert_eq!(
        drawn(&pieces(Cow::Borrowed("يا ميرا!"), &rtl)),
        "يا <b!:ميرا>!"
    );
}

#[test]
fn what_is_to_be_plain_is_plain() {
    let plain = Look {
        plain: true,
        ..look()
    };
    let said = "> _ < *mira* `code`\nhttps://a.example";
    let pieces = |said| pieces(Cow::Borrowed(said), &plain);
    assert_eq!(
        drawn(&pieces(said)),
        "> _ < *<b!:mira>* `code`\n<l:https://a.example>"
    );
    assert_eq!(drawn(&pieces("/me *waves*")), "<b:* Romy ><i:*waves*>");
}

#[test]
fn links_lead_where_they_say_also_inside_styling() {
    let linked = |said: &str| {
        let Some(Piece::Words(spans)) = pieces(Cow::Borrowed(said), &look()).into_iter().next()
        else {
            panic!("words");
        };
        let links = spans.into_iter().filter_map(|span| span.link);
        links.map(Cow::into_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        linked("see https://example.org/a, write romy@example.org, file:///x"),
        ["https://example.org/a", "mailto:romy@example.org"]
    );
    assert_eq!(linked("*https://example.org/a*"), ["https://example.org/a"]);
    // The styling ends in its midst; both parts lead to all of it.
    let whole = "https://example.org/a_b";
    assert_eq!(linked("_https://example.org/a_b c_"), [whole, whole, whole]);
    assert!(linked("javascript:alert(1) file:///etc/passwd").is_empty());
}

#[test]
fn hostile_texts_are_cut() {
    for text in [
        "*".repeat(10_000),
        "*a ".repeat(300_000),
        ">".repeat(1_000_000),
        "> ```\n".repeat(10_000),
        "x".repeat(1_000_000),
        "mira ".repeat(200_000),
        "\u{202e}*a*\u{301}".repeat(100_000),
        "/me ".repeat(100_000),
        "https://a.example/*_".repeat(10_000),
    ] {
        let (part, _) = hazard::excerpt(&text);
        let pieces = pieces(hazard::visible(part), &look());
        let drawn = drawn(&pieces);
        assert!(!drawn.contains('\u{202e}'));
        // No more is laid out than was let through; a control that is made visible takes three.
        assert!(drawn.chars().count() <= 3 * part.chars().count());
    }
}
