; The names of nodes are those of tree-sitter-toml.
(bare_key) @property
(quoted_key) @property
(string) @string
(escape_sequence) @string.escape
(boolean) @constant
(integer) @number
(float) @number
(comment) @comment
["." "," "="] @punctuation.delimiter
["[" "]" "[[" "]]" "{" "}"] @punctuation.bracket
