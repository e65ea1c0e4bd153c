"""Ready or not, the health for IT, the files that browsers keep."""

from __future__ import annotations

import pytest

from flows.run.workspaces import open_inspectors
from tests.web.conftest import House
from web.front.shown import static


def test_it_is_ready_while_database_plan_and_children_answer(house: House) -> None:
    house.office.inspectors.warm()
    client = house.stranger()
    assert (client.get("/ready").status_code, client.get("/ready").text) == (200, "ready")

    house.ws.settings.home.joinpath("kamnot.db").rename(house.ws.settings.home / "away.db")

    assert client.get("/ready").status_code == 503


def test_a_child_that_died_is_started_again(house: House) -> None:
    house.office.inspectors = open_inspectors(house.ws.settings)
    client = house.stranger()
    answers = [
        client.get("/ready").status_code for _ in range(2 * house.office.inspectors.children)
    ]
    house.office.inspectors.close()
    assert answers[0] == 503
    assert answers[-1] == 200


def test_health_names_what_is_wrong(house: House) -> None:
    page = house.browser("it").get("/health").text
    assert "ต้องแก้" in page or "เตือน" in page
    assert "kamnot " not in page


def test_kept_files_are_kept_for_a_year_and_others_are_not_there(house: House) -> None:
    client = house.stranger()
    answer = client.get(static("kamnot.css"))
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")
    for name in ("kamnot.css", "..%2f..%2fpyproject.toml", "SARABUN-OFL.txt"):
        assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("n", [1, 7, 38])
def test_the_address_of_older_letters_leads_on(house: House, n: int) -> None:
    answer = house.stranger().get(f"/activities/{n}")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/a/{n}")
    answer = house.stranger().get(f"/u/second/activities/{n}")
    assert answer.headers["location"] == f"/u/second/a/{n}"
