//! Forms. Every one works without script and is sent by POST with its `csrf`, but for filters, which change nothing.

use crate::Lang;
use maud::{Markup, Render, html};

/// A form that changes something. `csrf` is the session's; `action` is an address of ours.
#[must_use]
pub fn form(csrf: &str, action: &str, body: &Markup) -> Markup {
    html! {
        form method="post" action=(action) novalidate {
            input type="hidden" name="csrf" value=(csrf);
            (body)
        }
    }
}

/// A form of one button, beside others: hidden values and what the button says.
#[must_use]
pub fn small_form(csrf: &str, action: &str, hidden: &[(&str, &str)], label: &str) -> Markup {
    form(
        csrf,
        action,
        &html! {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            button class="button second small" type="submit" { (label) }
        },
    )
}

/// A form that only asks: the answer is the same page with other parameters. `hidden` are the ones that stay.
#[must_use]
pub fn filters(action: &str, label: &str, hidden: &[(&str, &str)], body: &Markup) -> Markup {
    html! {
        form class="filters" method="get" action=(action) role="search" aria-label=(label) {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            (body)
        }
    }
}

/// What kind of thing is typed into a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Words in the reader's language.
    #[default]
    Text,
    /// Several lines of them.
    Lines,
    /// A number: digits of any script, read by the server.
    Number,
    /// An address, a key, a code: left to right whatever the page is.
    Code,
    /// Several lines of those.
    Codes,
    /// A mobile number.
    Mobile,
    /// An e-mail address.
    Email,
    /// A code that was just sent: browsers offer it.
    OneTime,
    /// Words to look for.
    Search,
    /// A day, typed in either calendar and any digits.
    Day,
}

/// A field with its label, hint and error. Its id is its name, so that an error can lead to it.
///
/// ```ignore
/// (Field::new("reason", w.reason).hint(w.reason_hint).value(&typed).error(wrong.on("reason")).most(200))
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    name: &'a str,
    label: &'a str,
    hint: &'a str,
    value: &'a str,
    unit: &'a str,
    optional: &'a str,
    error: Option<&'a str>,
    kind: Kind,
    most: u32,
    focus: bool,
}

impl<'a> Field<'a> {
    /// A field of text.
    #[must_use]
    pub const fn new(name: &'a str, label: &'a str) -> Self {
        Self {
            name,
            label,
            hint: "",
            value: "",
            unit: "",
            optional: "",
            error: None,
            kind: Kind::Text,
            most: 0,
            focus: false,
        }
    }

    /// What is typed.
    #[must_use]
    pub const fn kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    /// A sentence beneath the label.
    #[must_use]
    pub const fn hint(self, hint: &'a str) -> Self {
        Self { hint, ..self }
    }

    /// What stands in it already.
    #[must_use]
    pub const fn value(self, value: &'a str) -> Self {
        Self { value, ..self }
    }

    /// What the number counts, behind it.
    #[must_use]
    pub const fn unit(self, unit: &'a str) -> Self {
        Self { unit, ..self }
    }

    /// A word beside the label that says it may be left empty.
    #[must_use]
    pub const fn optional(self, word: &'a str) -> Self {
        Self { optional: word, ..self }
    }

    /// What is wrong with it, if something is.
    #[must_use]
    pub const fn error(self, error: Option<&'a str>) -> Self {
        Self { error, ..self }
    }

    /// The most characters.
    #[must_use]
    pub const fn most(self, most: u32) -> Self {
        Self { most, ..self }
    }

    /// Whether the page begins here.
    #[must_use]
    pub const fn focus(self) -> Self {
        Self { focus: true, ..self }
    }

    fn described(&self) -> Option<String> {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.name));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.name));
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn input(&self) -> Markup {
        let (kind, mode, complete) = match self.kind {
            Kind::Text | Kind::Lines | Kind::Day | Kind::Code | Kind::Codes => ("text", None, "off"),
            Kind::Number => ("text", Some("numeric"), "off"),
            Kind::Mobile => ("tel", Some("tel"), "tel"),
            Kind::Email => ("email", Some("email"), "email"),
            Kind::OneTime => ("text", Some("numeric"), "one-time-code"),
            Kind::Search => ("search", None, "off"),
        };
        let ltr = matches!(
            self.kind,
            Kind::Number | Kind::Code | Kind::Codes | Kind::Mobile | Kind::Email | Kind::OneTime | Kind::Day
        );
        // Words may be of either language, whatever the page's is.
        let dir = if ltr { "ltr" } else { "auto" };
        let most = (self.most > 0).then_some(self.most);
        let wrong = self.error.is_some().then_some("true");
        let spelling = ltr.then_some("false");
        html! {
            @if matches!(self.kind, Kind::Lines | Kind::Codes) {
                textarea id=(self.name) name=(self.name) rows="3" dir=(dir) maxlength=[most] spellcheck=[spelling]
                    aria-describedby=[self.described()] aria-invalid=[wrong] autofocus[self.focus] { (self.value) }
            } @else {
                input id=(self.name) name=(self.name) type=(kind) inputmode=[mode] autocomplete=(complete) dir=(dir) value=(self.value)
                    maxlength=[most] spellcheck=[spelling] aria-describedby=[self.described()] aria-invalid=[wrong] autofocus[self.focus];
            }
        }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        html! {
            div class="field" {
                label for=(self.name) {
                    (self.label)
                    @if !self.optional.is_empty() { " " span class="quiet" { (self.optional) } }
                }
                @if !self.hint.is_empty() { p class="hint" id={ (self.name) "-hint" } { (self.hint) } }
                @if self.unit.is_empty() {
                    (self.input())
                } @else {
                    span class="with-unit" { (self.input()) span { (self.unit) } }
                }
                @if let Some(error) = self.error { p class="error" id={ (self.name) "-error" } { (error) } }
            }
        }
    }
}

/// One of a choice: its value and what it is called.
pub type Choice<'a> = (&'a str, &'a str);

/// A choice of one from a list.
#[must_use]
pub fn select(name: &str, label: &str, choices: &[Choice<'_>], chosen: &str) -> Markup {
    html! {
        div class="field" {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                @for (value, text) in choices { option value=(value) selected[*value == chosen] { (text) } }
            }
        }
    }
}

/// The button that sends a form.
#[must_use]
pub fn button(label: &str) -> Markup {
    html! { button class="button" type="submit" { (label) } }
}

/// One of several buttons that send a form: `do` says which.
#[must_use]
pub fn deed(word: &str, label: &str) -> Markup {
    html! { button class="button" type="submit" name="do" value=(word) { (label) } }
}

/// The same for what is done on the way.
#[must_use]
pub fn second_deed(word: &str, label: &str) -> Markup {
    html! { button class="button second" type="submit" name="do" value=(word) { (label) } }
}

/// The button that sends a form which takes something away.
#[must_use]
pub fn danger(label: &str) -> Markup {
    html! { button class="button danger" type="submit" { (label) } }
}

/// A link that looks like a button: it leads to a form, and changes nothing by itself.
#[must_use]
pub fn button_link(href: &str, label: &str) -> Markup {
    html! { a class="button second" href=(href) { (label) } }
}

/// The way to what a page's table says as a file.
#[must_use]
pub fn csv_link(lang: Lang, href: &str) -> Markup {
    html! { a class="button second" href=(href) { (lang.either("خروجی CSV", "Export as CSV")) } }
}

/// The second page of something that cannot be taken back.
#[derive(Clone, Copy, Debug)]
pub struct Confirm<'a> {
    /// The question, which is the page's heading.
    pub title: &'a str,
    /// What follows from a yes.
    pub text: &'a str,
    /// What it is about, term by term.
    pub facts: &'a [(&'a str, Markup)],
    /// Where the yes is sent.
    pub action: &'a str,
    /// What is sent with it.
    pub hidden: &'a [(&'a str, &'a str)],
    /// What the button says: the deed itself, not "yes".
    pub yes: &'a str,
    /// Where else to go.
    pub back: &'a str,
}

/// Asks once more. The name of what is done stands on the button.
#[must_use]
pub fn confirm(csrf: &str, lang: Lang, asked: &Confirm<'_>) -> Markup {
    html! {
        section class="card confirm" {
            h1 { (asked.title) }
            p { (asked.text) }
            @if !asked.facts.is_empty() { (super::facts(asked.facts)) }
            (form(csrf, asked.action, &html! {
                @for (name, value) in asked.hidden { input type="hidden" name=(name) value=(value); }
                div class="actions" {
                    (danger(asked.yes))
                    (button_link(asked.back, lang.either("انصراف", "Cancel")))
                }
            }))
        }
    }
}

/// A field for a file; its id is its name.
#[must_use]
pub fn file_field(name: &str, label: &str, hint: &str, error: Option<&str>) -> Markup {
    html! {
        div class="field" {
            label for=(name) { (label) }
            p class="hint" id={ (name) "-hint" } { (hint) }
            input id=(name) name=(name) type="file" accept=".csv,.txt,text/csv" aria-invalid=[error.map(|_| "true")]
                aria-describedby={ (name) "-hint" @if error.is_some() { " " (name) "-error" } };
            @if let Some(error) = error { p class="error" id={ (name) "-error" } { (error) } }
        }
    }
}
