//! Delegation for widgets that only add something to a child: `content` is drawn and laid out as if the
//! wrapper were not there.

/// The parts of `Widget` every wrapper passes on; `$tree` picks the child's tree out of the wrapper's.
macro_rules! pass_on {
    ($tree:ident => $child:expr, $shared:expr) => {
        fn size(&self) -> iced::Size<iced::Length> {
            self.content.as_widget().size()
        }

        fn size_hint(&self) -> iced::Size<iced::Length> {
            self.content.as_widget().size_hint()
        }

        fn layout(
            &mut self,
            $tree: &mut iced::advanced::widget::Tree,
            renderer: &iced::Renderer,
            limits: &iced::advanced::layout::Limits,
        ) -> iced::advanced::layout::Node {
            self.content
                .as_widget_mut()
                .layout($child, renderer, limits)
        }

        fn mouse_interaction(
            &self,
            $tree: &iced::advanced::widget::Tree,
            layout: iced::advanced::Layout<'_>,
            cursor: iced::advanced::mouse::Cursor,
            viewport: &iced::Rectangle,
            renderer: &iced::Renderer,
        ) -> iced::advanced::mouse::Interaction {
            self.content
                .as_widget()
                .mouse_interaction($shared, layout, cursor, viewport, renderer)
        }
    };
}

/// `draw` of a wrapper that adds nothing to see.
macro_rules! pass_on_draw {
    ($tree:ident => $shared:expr) => {
        fn draw(
            &self,
            $tree: &iced::advanced::widget::Tree,
            renderer: &mut iced::Renderer,
            theme: &iced::Theme,
            style: &iced::advanced::renderer::Style,
            layout: iced::advanced::Layout<'_>,
            cursor: iced::advanced::mouse::Cursor,
            viewport: &iced::Rectangle,
        ) {
            self.content
                .as_widget()
                .draw($shared, renderer, theme, style, layout, cursor, viewport);
        }
    };
}

/// `operate` of a wrapper that is nothing of its own to an operation.
macro_rules! pass_on_operate {
    ($tree:ident => $child:expr) => {
        fn operate(
            &mut self,
            $tree: &mut iced::advanced::widget::Tree,
            layout: iced::advanced::Layout<'_>,
            renderer: &iced::Renderer,
            operation: &mut dyn iced::advanced::widget::Operation,
        ) {
            self.content
                .as_widget_mut()
                .operate($child, layout, renderer, operation);
        }
    };
}

/// `update` of a wrapper that listens to nothing itself.
macro_rules! pass_on_update {
    ($tree:ident => $child:expr) => {
        fn update(
            &mut self,
            $tree: &mut iced::advanced::widget::Tree,
            event: &iced::Event,
            layout: iced::advanced::Layout<'_>,
            cursor: iced::advanced::mouse::Cursor,
            renderer: &iced::Renderer,
            clipboard: &mut dyn iced::advanced::Clipboard,
            shell: &mut iced::advanced::Shell<'_, M>,
            viewport: &iced::Rectangle,
        ) {
            self.content.as_widget_mut().update(
                $child, event, layout, cursor, renderer, clipboard, shell, viewport,
            );
        }
    };
}

/// `overlay` of a wrapper that opens none of its own.
macro_rules! pass_on_overlay {
    ($tree:ident => $child:expr) => {
        fn overlay<'b>(
            &'b mut self,
            $tree: &'b mut iced::advanced::widget::Tree,
            layout: iced::advanced::Layout<'b>,
            renderer: &iced::Renderer,
            viewport: &iced::Rectangle,
            translation: iced::Vector,
        ) -> Option<iced::advanced::overlay::Element<'b, M, iced::Theme, iced::Renderer>> {
            self.content
                .as_widget_mut()
                .overlay($child, layout, renderer, viewport, translation)
        }
    };
}

/// Identity of a wrapper without state: the child's own.
macro_rules! pass_on_identity {
    () => {
        fn tag(&self) -> iced::advanced::widget::tree::Tag {
            self.content.as_widget().tag()
        }

        fn state(&self) -> iced::advanced::widget::tree::State {
            self.content.as_widget().state()
        }

        fn children(&self) -> Vec<iced::advanced::widget::Tree> {
            self.content.as_widget().children()
        }

        fn diff(&self, tree: &mut iced::advanced::widget::Tree) {
            self.content.as_widget().diff(tree);
        }
    };
}

/// Identity of a wrapper with state of type `$state`; the child's tree is the only one below it.
macro_rules! own_identity {
    ($state:ty) => {
        fn tag(&self) -> iced::advanced::widget::tree::Tag {
            iced::advanced::widget::tree::Tag::of::<$state>()
        }

        fn state(&self) -> iced::advanced::widget::tree::State {
            iced::advanced::widget::tree::State::new(<$state>::default())
        }

        fn children(&self) -> Vec<iced::advanced::widget::Tree> {
            vec![iced::advanced::widget::Tree::new(&self.content)]
        }

        fn diff(&self, tree: &mut iced::advanced::widget::Tree) {
            tree.diff_children(std::slice::from_ref(&self.content));
        }
    };
}

/// `overlay` for a wrapper whose child's layout is its only child.
macro_rules! pass_on_overlay_of_child {
    () => {
        fn overlay<'b>(
            &'b mut self,
            tree: &'b mut iced::advanced::widget::Tree,
            layout: iced::advanced::Layout<'b>,
            renderer: &iced::Renderer,
            viewport: &iced::Rectangle,
            translation: iced::Vector,
        ) -> Option<iced::advanced::overlay::Element<'b, M, iced::Theme, iced::Renderer>> {
            self.content.as_widget_mut().overlay(
                &mut tree.children[0],
                layout.children().next()?,
                renderer,
                viewport,
                translation,
            )
        }
    };
}
