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

/// Shows lines as code, so that nothing in them is Markdown. They must not begin with a backtick.
pub fn code_block(lines: impl Iterator<Item = String>) -> String {
    format!("```text\n{}```\n", lines.map(|line| line + "\n").collect::<String>())
}

/// Removes Markdown markup. Links keep their text and address; code is unchanged.
pub fn strip_markdown(markdown: &str) -> String {
    let mut is_block = false;
    let lines = markdown.split_inclusive('\n').filter_map(|line| {
        let is_fence = line.starts_with("```");
        is_block ^= is_fence;
        match is_fence {
            true => None,
            false if is_block => Some(line.to_owned()),
            false => Some(strip_markup(line)),
        }
    });
    lines.collect()
}

fn strip_markup(line: &str) -> String {
    let parts = line.split('`').enumerate().map(|(index, part)| {
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
        assert_eq!(strip_markdown(markdown), "a [b] (c) * and\nd = 'https://*.e'\n");
        let block = code_block(["a  ` **b** `".to_owned(), "c".to_owned()].into_iter());
        assert_eq!(strip_markdown(&format!("**a**\n{block}")), "a\na  ` **b** `\nc\n");
    }

    #[test]
    fn a_table_has_a_delimiter_for_each_column() {
        let cells = ["a", "b", "c"];
        let table = markdown_table(cells, std::iter::once(cells));
        assert_eq!(table, "| a | b | c |\n|---|---|---|\n| a | b | c |\n");
    }
}
