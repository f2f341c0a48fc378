//! Markdown helpers: rendering tables, and stripping markup.

/// Renders a table. Escapes `|` in cells with a backslash.
pub fn markdown_table<Row: IntoIterator<Item: AsRef<str>>>(
    header: impl IntoIterator<Item: AsRef<str>>,
    rows: impl Iterator<Item = Row>,
) -> String {
    let mut table = String::from("|");
    let mut delimiter = String::from("|");
    for cell in header {
        table.extend([" ", cell.as_ref(), " |"]);
        delimiter.push_str("---|");
    }
    table.extend(["\n", &delimiter, "\n"]);
    for row in rows {
        table.push('|');
        for cell in row {
            table.extend([" ", cell.as_ref(), " |"]);
        }
        table.push('\n');
    }
    table
}

/// Removes Markdown markup. Links keep their text and address; code is unchanged.
pub fn strip_markdown(markdown: &str) -> String {
    let parts = markdown.split('`').enumerate().map(|(index, part)| {
        let is_code = index % 2 == 1;
        if is_code { part.to_owned() } else { part.replace("](", "] (").replace('*', "") }
    });
    parts.collect()
}

/// Capitalizes the first letter.
pub fn capitalize(text: &str) -> String {
    let Some(first) = text.chars().next() else { return String::new() };
    first.to_uppercase().collect::<String>() + &text[first.len_utf8()..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_loses_its_marks_but_code_does_not() {
        let markdown = "**a** [b](c) `*` and\n```toml\nd = 'https://*.e'\n```";
        assert_eq!(strip_markdown(markdown), "a [b] (c) * and\ntoml\nd = 'https://*.e'\n");
    }

    #[test]
    fn a_table_has_a_delimiter_for_each_column() {
        let cells = ["a", "b", "c"];
        let table = markdown_table(cells, std::iter::once(cells));
        assert_eq!(table, "| a | b | c |\n|---|---|---|\n| a | b | c |\n");
    }
}
