//! Some daemons read the body of a notice as HTML ("body-markup"): what others write must not.

/// A text as the daemon reads it.
pub(super) fn body(text: &str, markup: bool) -> String {
    match markup {
        false => text.to_owned(),
        true => text.chars().fold(String::new(), |mut escaped, char| {
            match char {
                '&' => escaped.push_str("&amp;"),
                '<' => escaped.push_str("&lt;"),
                '>' => escaped.push_str("&gt;"),
                '"' => escaped.push_str("&quot;"),
                '\'' => escaped.push_str("&#39;"),
                char => escaped.push(char),
            }
            escaped
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_where_it_is_read() {
        let nasty = "<b>x</b> &amp; <img src=\"http://evil.example/'\"> <a href='x'>";
        let escaped = "&lt;b&gt;x&lt;/b&gt; &amp;amp; &lt;img src=&quot;http://evil.example/\
                       &#39;&quot;&gt; &lt;a href=&#39;x&#39;&gt;";
        assert_eq!(body(nasty, true), escaped);
        assert_eq!(body(nasty, false), nasty, "shown as it is");
        assert_eq!(body("مرحبا\nYes", true), "مرحبا\nYes");
    }
}
