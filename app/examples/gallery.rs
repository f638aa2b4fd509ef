//! Every widget in every theme, as pictures:
//!
//!     cargo run --example gallery -- target/gallery
#[path = "support/conversation.rs"]
mod conversation;

use iced::widget::{Column, column, container, row, scrollable, text};
use iced::{Center, Fill, Theme};
use waxwing::harness::Harness;
use waxwing::icon::Icon;
use waxwing::theme::{self, Tokens, contact, list, size, space, surface, text as words};
use waxwing::widget::avatar::Presence;
use waxwing::widget::composer::{self, Composer};
use waxwing::widget::context_menu::{Item, action, menu_button};
use waxwing::widget::focus_button::Kind;
use waxwing::widget::pill::Tone;
use waxwing::widget::rich_text::{rich_text, span};
use waxwing::widget::toast::Toast;
use waxwing::widget::{
    Element, avatar, context_menu, focus, focus_button, icon_button, modal, one_line, pill,
    skeleton, text_button, text_field, toast,
};

struct Gallery {
    theme: Theme,
    composer: Composer,
    password: String,
    dialog: bool,
}

#[derive(Debug, Clone)]
enum Message {
    Composer(composer::Action),
    Ignored,
    Typed(String),
}

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or("target/gallery".into());
    let folder = std::path::Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let themes = [
        ("light", theme::light()),
        ("dark", theme::dark()),
        ("contrast-light", theme::high_contrast_light()),
        ("contrast-dark", theme::high_contrast_dark()),
    ];
    for (name, theme) in themes {
        page(&theme, 1000.0, false).screenshot(folder.join(format!("{name}.png")), 1.0)?;
        page(&theme, 400.0, false).screenshot(folder.join(format!("{name}-narrow.png")), 1.0)?;
        page(&theme, 700.0, true).screenshot(folder.join(format!("{name}-dialog.png")), 1.0)?;
        let mut h = page(&theme, 1000.0, false);
        let row = h
            .find("Team")
            .map_or(iced::Point::ORIGIN, |bounds| bounds.center());
        h.right_click_at(row);
        h.move_to(row + iced::Vector::new(40.0, 20.0));
        h.screenshot(folder.join(format!("{name}-menu.png")), 1.0)?;
        let mut state = conversation::Conversation::new(1000);
        state.theme = theme.clone();
        let mut h = Harness::new(state, |_, _| {}, conversation::view).with_theme(theme.clone());
        h.resize(800.0, 700.0);
        h.wheel(3.0);
        h.screenshot(folder.join(format!("{name}-list.png")), 1.0)?;
    }
    page(&theme::light(), 1000.0, false).screenshot(folder.join("light-2x.png"), 2.0)
}

fn page(theme: &Theme, width: f32, dialog: bool) -> Harness<Gallery, Message> {
    let state = Gallery {
        theme: theme.clone(),
        composer: Composer::with_text("Yes 👍 see you there!\nאני מגיע · مرحبا · 今晚见 · สวัสดี"),
        password: "geheim".into(),
        dialog,
    };
    let update = |state: &mut Gallery, message| match message {
        Message::Composer(action) => {
            let _outcome = state.composer.update(action);
        }
        Message::Typed(value) => state.password = value,
        Message::Ignored => {}
    };
    let mut h = Harness::new(state, update, view).with_theme(theme.clone());
    h.resize(width, if width < 500.0 { 1500.0 } else { 900.0 });
    h.key(iced::keyboard::key::Named::Tab);
    h.key(iced::keyboard::key::Named::Tab);
    h
}

fn view(state: &Gallery) -> Element<'_, Message> {
    iced::widget::responsive(move |room| {
        let halves = [left(state), right(state)];
        let content: Element<'_, Message> = if room.width < 600.0 {
            Column::with_children(halves).spacing(space::XL).into()
        } else {
            let [left, right] = halves;
            row![left, right].spacing(space::XL).into()
        };
        let page = container(
            scrollable(container(content).padding(space::L))
                .direction(iced::widget::scrollable::Direction::Vertical(
                    list::scrollbar(),
                ))
                .style(list::scrollable),
        )
        .width(Fill)
        .height(Fill)
        .style(surface::window);
        let toasts = [Toast {
            words: "Message deleted".into(),
            action: Some(("Undo".into(), Message::Ignored)),
            close: ("Dismiss".into(), Message::Ignored),
        }];
        let base = toast::over(focus::scope(page), &toasts);
        if state.dialog {
            modal(base, "Leave the group?", leave(), Some(Message::Ignored))
        } else {
            base
        }
    })
    .into()
}

fn leave<'a>() -> Element<'a, Message> {
    let title = text("Leave the group?")
        .size(size::TITLE)
        .font(waxwing::font::SEMIBOLD);
    let why = text("You will not get its messages any more. You can join again later.")
        .size(size::LIST)
        .style(words::quiet);
    let buttons = row![
        iced::widget::space().width(Fill),
        text_button("Cancel").on_press(Message::Ignored),
        text_button("Leave")
            .kind(Kind::Danger)
            .on_press(Message::Ignored),
    ];
    column![title, why, buttons.spacing(space::S)]
        .spacing(space::L)
        .into()
}

fn heading<'a>(words_: &'a str) -> Element<'a, Message> {
    text(words_)
        .size(size::CAPTION)
        .font(waxwing::font::SEMIBOLD)
        .style(words::quiet)
        .into()
}

fn left(state: &Gallery) -> Element<'_, Message> {
    let kinds = [
        ("Primary", Kind::Primary),
        ("Secondary", Kind::Secondary),
        ("Quiet", Kind::Quiet),
        ("Danger", Kind::Danger),
    ];
    let buttons = row(kinds.map(|(name, kind)| {
        text_button(name)
            .kind(kind)
            .on_press(Message::Ignored)
            .into()
    }));
    let disabled = row(kinds.map(|(name, kind)| text_button(name).kind(kind).into()));
    let icons = [
        Icon::Search,
        Icon::Phone,
        Icon::Video,
        Icon::Smile,
        Icon::Send,
        Icon::Settings,
        Icon::Lock,
        Icon::Trash,
    ];
    let icons = row(icons.map(|icon| icon_button(icon, "sign").on_press(Message::Ignored).into()));
    let more = menu_button(Icon::EllipsisVertical.view(), "More", items);
    column![
        heading("Buttons"),
        buttons.spacing(space::S).wrap(),
        disabled.spacing(space::S).wrap(),
        row![icons.wrap(), more].align_y(Center),
        text_button("Create an account")
            .kind(Kind::Link)
            .on_press(Message::Ignored),
        heading("Fields"),
        text_field("Address", "")
            .placeholder("romy@example.org")
            .on_input(Message::Typed),
        text_field("Password", &state.password)
            .on_input(Message::Typed)
            .secret(false, "Show", Message::Ignored)
            .error(Some("This is not the password of the account.")),
        text_field("Server", "example.org").hint("Only if it differs from the address."),
        heading("List"),
        people(state),
        heading("Loading"),
        skeleton::rows(2),
    ]
    .spacing(space::M)
    .width(Fill)
    .into()
}

fn items() -> Vec<Item<Message>> {
    vec![
        action("Reply", Message::Ignored)
            .icon(Icon::Reply)
            .shortcut("R")
            .into(),
        action("Copy text", Message::Ignored)
            .icon(Icon::Copy)
            .shortcut("Ctrl+C")
            .into(),
        action("Edit", Message::Ignored)
            .icon(Icon::Pencil)
            .enabled(false)
            .into(),
        Item::Separator,
        action("Delete…", Message::Ignored)
            .icon(Icon::Trash)
            .destructive()
            .into(),
    ]
}

fn people(state: &Gallery) -> Element<'_, Message> {
    let tokens = Tokens::of(&state.theme);
    let people = [
        (
            "Romy Keller",
            "see you there 🎉",
            Presence::Available,
            2,
            Tone::Accent,
        ),
        (
            "Team",
            "Ana: done, please look",
            Presence::Away,
            1200,
            Tone::Quiet,
        ),
        (
            "משה לוי",
            "נתראה מחר בבוקר",
            Presence::Busy,
            1,
            Tone::Attention,
        ),
        (
            "Żaneta",
            "Notes for Thursday, and a last line too long for its place",
            Presence::Offline,
            0,
            Tone::Accent,
        ),
    ];
    let rows = people
        .into_iter()
        .enumerate()
        .map(|(n, (name, last, presence, unread, tone))| {
            let face = avatar(name, contact::disc(name, tokens)).presence(presence);
            let names = column![
                one_line(name).font(waxwing::font::MEDIUM),
                one_line(last).style(words::quiet),
            ];
            let mut end = column![text("09:41").size(size::CAPTION).style(words::quiet)]
                .align_x(iced::Right)
                .spacing(2);
            if unread > 0 {
                end = end.push(pill::count(unread, tone));
            }
            let line = row![face, names.width(Fill).clip(true), end]
                .spacing(space::M)
                .align_y(Center);
            let button = focus_button(line, name).kind(Kind::Row).selected(n == 0);
            context_menu(button.on_press(Message::Ignored), items)
        });
    container(focus::roving(Column::with_children(rows)))
        .padding(space::XS)
        .style(surface::bar)
        .into()
}

fn texts(state: &Gallery) -> Element<'_, Message> {
    let tokens = Tokens::of(&state.theme);
    let bubble = |mine: bool, spans| {
        let style = if mine {
            surface::own_bubble
        } else {
            surface::other_bubble
        };
        let body = rich_text(spans)
            .link_color(tokens.accent)
            .on_link(|_| Message::Ignored);
        container(body).padding([space::S, space::M]).style(style)
    };
    column![
        bubble(
            false,
            vec![
                span("Words can be "),
                span("bold").bold(),
                span(", "),
                span("italic").italic(),
                span(", "),
                span("struck").strike(),
                span(", "),
                span("let x = code();").mono(),
                span(" or a "),
                span("link").link("https://example.org"),
                span("."),
            ]
        ),
        bubble(
            true,
            vec![span(
                "Emoji: 😀 ❤ ☺️ 👍🏽 👨‍👩‍👧 🇩🇪 1️⃣ ✓ ☎ — all in one line of text"
            )]
        ),
        bubble(
            false,
            vec![span(
                "مرحبا! هذا سطر عربي مع English في الوسط ورقم 42.\nשלום, זו שורה בעברית."
            )]
        ),
        bubble(
            false,
            vec![span("日本語と中文和한국어 · สวัสดีครับ ภาษาไทย · नमस्ते दुनिया")]
        ),
        bubble(
            true,
            vec![span(
                "evil\u{202e}gpj.exe and z\u{335}\u{321}\u{327}a\u{336}lgo"
            )]
        ),
    ]
    .spacing(space::S)
    .into()
}

fn right(state: &Gallery) -> Element<'_, Message> {
    column![
        heading("Text"),
        texts(state),
        heading("Composer"),
        state
            .composer
            .view("composer", "Message", "Write a message…")
            .map(Message::Composer),
        Composer::view(empty(), "other", "Message", "Write a message…").map(Message::Composer),
        heading("Pills"),
        row![
            pill("Muted", Tone::Quiet),
            pill::count(12, Tone::Accent),
            pill("@", Tone::Attention),
        ]
        .spacing(space::S),
        container(text("You are offline since 09:12. What you write waits.").size(size::CAPTION))
            .padding([space::XS, space::M])
            .width(Fill)
            .style(surface::bar),
    ]
    .spacing(space::M)
    .width(Fill)
    .into()
}

fn empty() -> &'static Composer {
    // A picture lives as long as the process.
    Box::leak(Box::new(Composer::new()))
}
