"""What a person sees at a terminal: the program in a pseudo-terminal, its output on the screen of an emulator."""

import os
import time

import pexpect
import pyte
import pytest

from conftest import PROGRAM

FAULTY = """\
[client]
type = "server-based"
name = "Acme-Desk"
homepage_url = "https://www.acme.com"
redirect_uris = ["htps://app.acme.com/oauth/callback/of/a/route/that/is/longer/than/the/terminal/is/wide"]
"""
COLUMNS = 80
TYPES = ["server-based", "client-based", "mobile-based", "non-browser-based", "self-client"]
DOWN, ESCAPE, ENTER, BACKSPACE = "\x1b[B", "\x1b", "\r", "\x7f"


class Terminal:
    """A program at a terminal of 80 columns."""

    def __init__(self, folder, *arguments, **variables):
        environment = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", **variables}
        self.program = pexpect.spawn(PROGRAM, [*arguments], cwd=folder, env=environment, dimensions=(60, COLUMNS), timeout=10, encoding="utf-8")
        self.raw = ""
        self.screen = pyte.Screen(COLUMNS, 60)
        self.stream = pyte.Stream(self.screen)

    def wait_for(self, text, rows=1):
        """Reads until a text is shown in this number of rows."""
        deadline = time.monotonic() + 10
        while sum(text in line for line in self.lines) < rows:
            assert time.monotonic() < deadline, f"{text!r} is not shown: {self.lines}"
            try:
                self._show(self.program.read_nonblocking(4096, timeout=1))
            except pexpect.TIMEOUT:
                pass

    def type(self, keys):
        self.program.send(keys)

    def end(self):
        """Waits for the end, and returns the exit code."""
        self.program.expect(pexpect.EOF)
        self._show(self.program.before)
        self.program.close()
        return self.program.exitstatus

    def _show(self, output):
        self.raw += output
        self.stream.feed(output)

    @property
    def lines(self):
        return [line.rstrip() for line in self.screen.display]

    def style_of(self, text):
        """The color of a text, and whether it is bold, at its first place."""
        [row] = [row for row, line in enumerate(self.lines) if text in line][:1]
        cell = self.screen.buffer[row][self.screen.display[row].index(text)]
        return cell.fg, cell.bold


@pytest.fixture
def faulty(tmp_path):
    (tmp_path / "cliq-client.toml").write_text(FAULTY)
    return tmp_path


def test_findings_are_colored_and_no_line_is_wider_than_the_terminal(faulty):
    terminal = Terminal(faulty)
    assert terminal.end() == 1
    rows = [line for line in terminal.lines if line]
    # A line that is too wide continues in the first column of the next row: only the summary may.
    summary = next(index for index, row in enumerate(rows) if row.startswith("2 errors"))
    starts = ("error[", " ", *"0123456789")
    assert all(row.startswith(starts) for row in rows[:summary]), rows
    assert terminal.style_of("error") == ("brightred", True)
    assert terminal.style_of("help")[1] and terminal.style_of("console error")[1]
    assert terminal.style_of("5 - ")[1] is True
    [removed] = [line for line in rows if line.startswith("5 - ")]
    [added] = [line for line in rows if line.startswith("5 + ")]
    assert "htps://" in removed and "https://" in added


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colors_gets_no_escape_sequence(faulty, variables):
    terminal = Terminal(faulty, **variables)
    assert terminal.end() == 1
    assert "\x1b" not in terminal.raw


def test_init_offers_every_type_that_a_word_can_mean(tmp_path):
    terminal = Terminal(tmp_path, "init")
    terminal.wait_for("type a name")
    rows = [line for line in terminal.lines if line]
    assert len(rows) == 1 + len(TYPES) + 1, f"no option is wider than the terminal: {rows}"
    terminal.type("native")
    terminal.wait_for("> mobile-based")
    offered = [line for line in terminal.lines if line][1:-1]
    assert [line.split()[:2] for line in offered] == [[">", "mobile-based"], ["non-browser-based", "a"]], offered
    terminal.type("\x03")
    assert terminal.end() == 2


def test_init_asks_checks_each_answer_and_writes_a_manifest(tmp_path):
    terminal = Terminal(tmp_path, "init")
    terminal.wait_for("Client type")
    terminal.type("native" + ENTER)
    terminal.wait_for("Client Name")
    terminal.type("Acme-Desk" + ENTER)
    terminal.wait_for("special character")
    terminal.type(BACKSPACE * len("Acme-Desk") + "Acme Desk" + ENTER)
    terminal.wait_for("Homepage URL")
    terminal.type("HTTPS://www.acme.com" + ENTER)
    terminal.wait_for("fixed:")
    terminal.wait_for("Authorized Redirect URI")
    terminal.type("https://app.acme.com/callback" + ENTER)
    terminal.wait_for("Authorized Redirect URI", rows=2)
    terminal.type(ENTER)
    assert terminal.end() == 0, terminal.lines
    assert any("cliq-lint form cliq-client.toml" in line for line in terminal.lines), terminal.lines
    assert (tmp_path / "cliq-client.toml").read_text() == (
        "[client]\n"
        'type = "mobile-based"\n'
        'name = "Acme Desk"\n'
        'homepage_url = "https://www.acme.com"\n'
        'redirect_uris = ["https://app.acme.com/callback"]\n'
    )


@pytest.mark.parametrize("key", [ESCAPE, "\x03"])
def test_init_that_is_canceled_writes_nothing_and_leaves_the_terminal_usable(tmp_path, key):
    terminal = Terminal(tmp_path, "init")
    terminal.wait_for("Client type")
    terminal.type(DOWN)
    terminal.type(key)
    assert terminal.end() == 2, terminal.lines
    assert not list(tmp_path.iterdir())
    assert not terminal.screen.cursor.hidden


def test_watching_ends_with_ctrl_c(faulty):
    terminal = Terminal(faulty, "--watch")
    terminal.wait_for("2 errors")
    terminal.type("\x03")
    assert terminal.end() == 0, terminal.lines
