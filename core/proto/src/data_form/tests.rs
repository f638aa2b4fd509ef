use zeroize::Zeroizing;

use super::*;
use crate::bob::Cid;

/// A form with everything that a server may ask.
const FORM: &str = "<x xmlns='jabber:x:data' type='form'>
  <title> Bot Configuration </title>
  <instructions>Fill out this form</instructions><instructions>to the end.</instructions>
  <field type='hidden' var='FORM_TYPE'><value>jabber:bot</value></field>
  <field type='hidden' var='challenge'><value> keep  me </value><value/></field>
  <field type='fixed'><value>Section 1</value></field>
  <field type='text-single' label='Name' var='name'><required/><desc>Of the bot</desc></field>
  <field type='text-multi' label='Description' var='description'/>
  <field type='boolean' label='Public?' var='public'><value>true</value></field>
  <field type='text-private' label='Password' var='password'/>
  <field type='list-multi' label='Features' var='features'>
    <option label='Contests'><value>contests</value></option>
    <option><value>news</value></option>
    <value>news</value>
  </field>
  <field type='list-single' label='Size' var='size'>
    <option label='Small'><value>s</value></option>
    <validate xmlns='http://jabber.org/protocol/xdata-validate'><basic/></validate>
  </field>
  <field type='jid-multi' label='Admins' var='admins'/>
  <field var='age' label='Age'>
    <validate xmlns='http://jabber.org/protocol/xdata-validate' datatype='xs:integer'>
      <range min='18' max='99'/></validate>
  </field>
  <field type='telepathy' var='thought'/>
  <unknown xmlns='x'/>
</x>";

fn form() -> Form {
    parse(FORM).unwrap()
}

fn parse(xml: &str) -> Result<Form, FormError> {
    Form::parse(&xml.parse().unwrap())
}

fn answer(var: &str, values: &[&str]) -> Answer {
    Answer {
        var: var.to_owned(),
        values: values
            .iter()
            .map(|value| Zeroizing::new((*value).to_owned()))
            .collect(),
    }
}

/// What would be sent for a field.
fn sent(form: &Form, answers: &[Answer], var: &str) -> Option<Vec<String>> {
    let x = form.submit(answers);
    assert_eq!(x.attr("type"), Some("submit"));
    let mut fields = x.children().filter(|field| field.attr("var") == Some(var));
    let found = fields.next();
    assert!(fields.next().is_none(), "{var} twice");
    found.map(|field| field.children().map(Element::text).collect())
}

#[test]
fn a_form_is_read_whole() {
    let form = form();
    assert_eq!(form.title, "Bot Configuration");
    assert_eq!(form.instructions, "Fill out this form\nto the end.");
    assert_eq!(form.purpose(), Some("jabber:bot"));
    let name = form.field("name").unwrap();
    assert!(name.required && name.description == "Of the bot");
    assert!(form.field("public").unwrap().is_true());
    let features = form.field("features").unwrap();
    assert_eq!(features.options[1].label, "news");
    assert_eq!(
        form.field("age")
            .unwrap()
            .validation
            .as_ref()
            .unwrap()
            .greatest,
        "99"
    );
    assert_eq!(form.field("thought").unwrap().kind, Kind::TextSingle);
    let visible = form.visible();
    assert!(visible.field("challenge").is_none() && visible.fields.len() == 10);
}

#[test]
fn what_goes_back_is_what_was_seen_and_what_was_hidden() {
    let form = form();
    let answers = [
        answer("name", &["Waxy\nsecond line"]),
        answer("description", &["one\ntwo\n"]),
        answer("public", &["false"]),
        answer("features", &["contests", "burglary"]),
        answer("size", &["xxl"]),
        answer("admins", &[" romy@example.org \n\nnadia@example.org"]),
        answer("thought", &["hm"]),
        // Nobody can make the hidden ones say something else, or add to the form.
        answer("challenge", &["other"]),
        answer("FORM_TYPE", &["jabber:evil"]),
        answer("admin-password", &["x"]),
    ];
    let sent = |var| sent(&form, &answers, var);
    assert_eq!(sent("name").unwrap(), ["Waxy"]);
    assert_eq!(sent("description").unwrap(), ["one", "two"]);
    assert_eq!(sent("public").unwrap(), ["0"]);
    assert_eq!(sent("features").unwrap(), ["contests"]);
    assert_eq!(sent("size"), None);
    assert_eq!(
        sent("admins").unwrap(),
        ["romy@example.org", "nadia@example.org"]
    );
    assert_eq!(sent("thought").unwrap(), ["hm"]);
    assert_eq!(sent("challenge").unwrap(), [" keep  me ", ""]);
    assert_eq!(sent("FORM_TYPE").unwrap(), ["jabber:bot"]);
    assert_eq!(sent("admin-password"), None);
    assert_eq!(sent("password"), None);
}

#[test]
fn problems_are_found_before_anything_is_sent() {
    let form = form();
    let problems = |answers: &[Answer]| form.problems(answers);
    assert_eq!(problems(&[]), [("name".to_owned(), Problem::Missing)]);
    assert_eq!(problems(&[answer("name", &["  "])])[0].1, Problem::Missing);
    let name = || answer("name", &["x"]);
    assert!(problems(&[name()]).is_empty());
    for (var, value, problem) in [
        ("size", "xxl", Problem::NotAnOption),
        ("features", "burglary", Problem::NotAnOption),
        ("admins", "romy", Problem::NotAnAddress),
        ("age", "old", Problem::NotANumber),
        ("age", "17", Problem::OutOfRange),
        ("age", "100", Problem::OutOfRange),
        ("description", &"x".repeat(MAX_VALUE + 1), Problem::TooLong),
    ] {
        let found = problems(&[name(), answer(var, &[value])]);
        assert_eq!(found, [(var.to_owned(), problem)], "{value:.20}");
    }
    assert!(problems(&[name(), answer("age", &["18"]), answer("size", &["s"])]).is_empty());
}

#[test]
fn no_form_is_too_large_to_be_refused() {
    let fields = "<field var='x'/>".repeat(10_000);
    let many = format!("<x xmlns='jabber:x:data' type='form'>{fields}</x>");
    assert_eq!(parse(&many), Err(FormError::TooLarge));
    for inside in [
        format!("<value>{}</value>", "x".repeat(MAX_VALUE + 1)),
        "<value/>".repeat(MAX_VALUES + 1),
        "<option><value>x</value></option>".repeat(MAX_OPTIONS + 1),
    ] {
        let xml = format!(
            "<x xmlns='jabber:x:data' type='form'><field type='hidden' var='x'>{inside}</field></x>"
        );
        assert_eq!(parse(&xml), Err(FormError::TooLarge));
    }
    let long = "é".repeat(100_000);
    let xml = format!(
        "<x xmlns='jabber:x:data' type='form'><title>{long}</title><instructions>{long}\
         </instructions><field var='x' label='{}'><desc>{long}</desc></field></x>",
        "x".repeat(2_000)
    );
    let form = parse(&xml).unwrap();
    assert_eq!(form.title.chars().count(), MAX_LABEL);
    assert_eq!(form.instructions.chars().count(), MAX_TEXT);
    assert_eq!(form.fields[0].label.chars().count(), MAX_LABEL);
}

#[test]
fn odd_fields_cost_only_themselves() {
    let form = parse(
        "<x xmlns='jabber:x:data' type='form'>
         <field type='text-single'/><field/>
         <field var='a'><value>1</value></field>
         <field var='a' type='hidden'><value>2</value></field>
         <field var='FORM_TYPE'><value>visible</value></field>
         <field type='fixed'/>
         <option xmlns='jabber:x:data'/></x>",
    )
    .unwrap();
    assert_eq!(form.fields.len(), 3);
    assert_eq!(form.field("a").unwrap().value(), "1");
    assert_eq!(
        form.purpose(),
        None,
        "a purpose that is not hidden is an input"
    );
    for other in ["submit", "cancel", ""] {
        let xml = format!("<x xmlns='jabber:x:data' type='{other}'/>");
        assert_eq!(parse(&xml), Err(FormError::Kind));
    }
}

#[test]
fn the_first_form_to_fill_in_counts() {
    let elements: Vec<Element> = [
        "<x xmlns='jabber:x:oob'/>",
        "<x xmlns='jabber:x:data' type='submit'><title>0</title></x>",
        "<x xmlns='jabber:x:data' type='form'><title>1</title></x>",
        "<x xmlns='jabber:x:data' type='form'><title>2</title></x>",
    ]
    .iter()
    .map(|xml| xml.parse().unwrap())
    .collect();
    assert_eq!(Form::find(&elements).unwrap().unwrap().title, "1");
    assert_eq!(Form::find([]).unwrap(), None);
}

#[test]
fn media_are_bits_or_links() {
    let cid = Cid::of(b"picture");
    let media = |uris: &str| {
        let xml = format!(
            "<x xmlns='jabber:x:data' type='form'><field var='ocr'>\
             <media xmlns='urn:xmpp:media-element'>{uris}</media></field></x>"
        );
        parse(&xml).unwrap().fields[0].media.clone()
    };
    let bits = format!(
        "<uri type='image/jpeg'>http://example.org/a.jpeg</uri>\
         <uri type='Image/JPEG;q=1'> cid:{cid} </uri>"
    );
    let mime = "image/jpeg".to_owned();
    assert_eq!(media(&bits), [Media::Bits { cid, mime }]);
    let [Media::Link { url, .. }] = &media("<uri type='audio/ogg'>http://example.org/a</uri>")[..]
    else {
        panic!("a link");
    };
    assert_eq!(url, "http://example.org/a");
    for bad in [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "cid:nonsense",
        "",
        "http://a b",
    ] {
        assert!(
            media(&format!("<uri type='image/png'>{bad}</uri>")).is_empty(),
            "{bad}"
        );
    }
}

#[test]
fn no_answer_shows_in_logs() {
    let shown = format!("{:?}", answer("password", &["hunter2"]));
    assert!(!shown.contains("hunter2"));
}
