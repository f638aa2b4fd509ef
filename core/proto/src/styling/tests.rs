//! The examples of XEP-0393, and what somebody would write to do harm.

use super::*;

/// A text with its styling as tags, directives left where they are.
fn shown(text: &str) -> String {
    let mut out = String::new();
    draw(&blocks(text), text, &mut out);
    out
}

fn draw(blocks: &[Block], text: &str, out: &mut String) {
    for (place, block) in blocks.iter().enumerate() {
        if place > 0 {
            out.push('|');
        }
        match block {
            Block::Plain(runs) => runs.iter().for_each(|run| draw_run(run, text, out)),
            Block::Preformatted { info, lines } => {
                let lines: Vec<&str> = lines.iter().map(|line| &text[line.clone()]).collect();
                out.push_str(&format!("pre({},{})", &text[info.clone()], lines.join("/")));
            }
            Block::Quote(inside) => {
                out.push_str("quote[");
                draw(inside, text, out);
                out.push(']');
            }
        }
    }
}

fn draw_run(run: &Run, text: &str, out: &mut String) {
    let said = &text[run.range.clone()];
    let Style {
        strong,
        emphasis,
        strike,
        mono,
    } = run.style;
    let marks: String = [(strong, 'B'), (emphasis, 'I'), (strike, 'S'), (mono, 'M')]
        .iter()
        .filter_map(|(on, mark)| on.then_some(*mark))
        .collect();
    match (marks.is_empty(), run.directive) {
        (true, _) => out.push_str(said),
        (false, true) => {}
        (false, false) => out.push_str(&format!("<{marks}:{said}>")),
    }
}

#[test]
fn the_examples_of_spans() {
    for (text, expected) in [
        ("plain span", "plain span"),
        ("*strong span*", "<B:strong span>"),
        ("plain _emphasis_ plain", "plain <I:emphasis> plain"),
        ("`pre` plain *strong*", "<M:pre> plain <B:strong>"),
        ("*strong*plain*", "<B:strong>plain*"),
        ("* plain *strong*", "* plain <B:strong>"),
        ("not strong*", "not strong*"),
        ("*not strong", "*not strong"),
        ("*not \n strong*", "*not | strong*"),
        ("*not *strong", "*not *strong"),
        ("**", "**"),
        ("***", "***"),
        ("****", "****"),
        ("Everyone ~dis~likes cake.", "Everyone <S:dis>likes cake."),
        ("This is `*monospace*`", "This is <M:*monospace*>"),
        (
            "This is *`monospace and bold`*",
            "This is <BM:monospace and bold>",
        ),
        (
            "Wow, I can write in `monospace`!",
            "Wow, I can write in <M:monospace>!",
        ),
    ] {
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

#[test]
fn spans_nest_and_do_not_escape() {
    for (text, expected) in [
        ("*_both_*", "<BI:both>"),
        ("*a _b_ c*", "<B:a ><BI:b><B: c>"),
        ("*a _b* c_", "<B:a _b> c_"),
        ("_~*`all`*~_", "<BISM:all>"),
        ("`a *b` c*", "<M:a *b> c*"),
        // A word with the sign inside is no span.
        ("snake_case_name", "snake_case_name"),
        ("2*3*4", "2*3*4"),
        ("*a **", "<B:a *>"),
        ("**bold**", "**bold**"),
        ("*\u{a0}a*", "*\u{a0}a*"),
        ("*ż* *日本*", "<B:ż> <B:日本>"),
        ("(*a*)", "(*a*)"),
        ("`", "`"),
        ("", ""),
    ] {
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

#[test]
fn the_examples_of_blocks() {
    for (text, expected) in [
        (
            "```ignored\n(println \"Hello\")\n```\n\nThis",
            "pre(ignored,(println \"Hello\"))||This",
        ),
        (
            "> ```\n> (println)\n\nplain",
            "quote[pre(,(println))]||plain",
        ),
        (
            "> That that is, is.\n\nSaid",
            "quote[That that is, is.]||Said",
        ),
        (
            ">> That that is, is.\n> Said the old hermit\n\nWho?",
            "quote[quote[That that is, is.]|Said the old hermit]||Who?",
        ),
        // Only the first blank is taken away, and the sign needs none.
        (">  two\n>none\n>", "quote[ two|none|]"),
        (
            "```\n*a*\n``` \n````\n```\n*b*",
            "pre(,*a*/``` /````)|<B:b>",
        ),
        ("```", "pre(,)"),
        (" > no quote", " > no quote"),
        ("> *a*\n> _b", "quote[<B:a>|_b]"),
    ] {
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

/// Nothing is lost and nothing shown twice, and every place is between letters.
fn check(text: &str) {
    fn see(range: &Range<usize>, text: &str, last: &mut usize) {
        assert!(text.get(range.clone()).is_some(), "{range:?}");
        assert!(range.start >= *last, "{range:?} before {last}");
        *last = range.end;
    }
    fn walk(blocks: &[Block], text: &str, last: &mut usize) {
        for block in blocks {
            match block {
                Block::Plain(runs) => runs.iter().for_each(|run| see(&run.range, text, last)),
                Block::Preformatted { info, lines } => {
                    see(info, text, last);
                    lines.iter().for_each(|line| see(line, text, last));
                }
                Block::Quote(inside) => walk(inside, text, last),
            }
        }
    }
    let mut last = 0;
    walk(&blocks(text), text, &mut last);
    assert!(last <= text.len());
}

#[test]
fn quotations_have_a_bottom() {
    let depth = |text: &str| {
        let mut depth = 0;
        let mut inside = blocks(text);
        while let Some(Block::Quote(next)) = inside.into_iter().next() {
            depth += 1;
            inside = next;
        }
        depth
    };
    assert_eq!(depth(">>> a"), 3);
    assert_eq!(depth(&">".repeat(100_000)), DEEPEST_QUOTE);
    let deep = ">".repeat(DEEPEST_QUOTE + 2);
    assert!(shown(&deep).contains(">>"), "what is deeper stays readable");
}

#[test]
fn hostile_texts_take_linear_time() {
    // What takes quadratic time does not come to an end with so many.
    let many = 250_000;
    for text in [
        "*".repeat(many),
        "*a ".repeat(many / 3),
        "*_~`".repeat(many / 4),
        " *_~`a".repeat(many / 6),
        "*a* ".repeat(many / 4),
        "_a *b ".repeat(many / 6),
        ">".repeat(many),
        "> ".repeat(many / 2),
        ">\n".repeat(many / 2),
        ">>>>>>>>\n".repeat(many / 9),
        "```\n".repeat(many / 4),
        "> ```\n".repeat(many / 6),
        "\n".repeat(many),
        "x".repeat(many),
        "*\u{202e}a\u{301}* ".repeat(many / 9),
        format!("*{}*", "a".repeat(many)),
    ] {
        check(&text);
    }
}

#[test]
fn the_sender_can_forbid_it() {
    let message = |inside: &str| {
        let xml =
            format!("<message xmlns='jabber:client'><body>&gt; _ &lt;</body>{inside}</message>");
        Message::parse(xml.parse().unwrap())
    };
    assert!(is_unstyled(&message(
        "<unstyled xmlns='urn:xmpp:styling:0'/>"
    )));
    assert!(!is_unstyled(&message("<unstyled xmlns='x'/>")));
}
