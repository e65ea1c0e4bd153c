"""`kamnot health` and `kamnot metrics`: one screen and an exit code; a text, or a file."""

from __future__ import annotations

from pathlib import Path

from tests.support.commands import Run, read_json


def test_health_is_one_screen_and_ends_with_0(ready: Run) -> None:
    code, out, _ = ready("health")

    assert (code, "✗" in out) == (0, False)
    assert 5 < out.count("\n") < 24


def test_health_ends_with_2_without_a_database_and_says_what_to_do(run: Run) -> None:
    code, out, _ = run("health")

    assert (code, "✗" in out, "kamnot init" in out) == (2, True, True)
    assert '"ok": false' in run("health", "--json")[1]


def test_the_figures_are_those_of_the_metrics(ready: Run) -> None:
    figures = read_json(ready, "health")["figures"]
    code, text, _ = ready("metrics")

    assert code == 0
    assert f"kamnot_evidence_unread {figures['unread']:.1f}\n" in text


def test_metrics_are_told_of_a_home_without_a_database_too(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "kamnot.prom"

    code, out, err = run("metrics", "--to", str(file))

    assert (code, out, err) == (0, "", "")
    assert "kamnot_up 0.0" in file.read_text("utf-8")
