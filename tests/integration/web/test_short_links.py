"""The links that posters carry: each opens one audience's page, and nothing is set or counted by it."""

import pytest

from bot.core.message import Command
from bot.core.people import Audience
from bot.core.short_links import SHORT_LINKS, short_path
from tests.integration.web.conftest import Site


@pytest.mark.parametrize(
    ("path", "opens"),
    [("/em", "/?a=child"), ("/ph", "/?a=parent"), ("/gv", "/?a=teacher"), ("/EM", "/?a=child")],
)
async def test_a_short_link_leads_on_and_leaves_nothing_behind(site: Site, path: str, opens: str) -> None:
    response, _ = await site.get(path)

    assert (response.status, response.headers["Location"]) == (303, opens)
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    assert site.receiver.bodies == []


async def test_the_childrens_link_shows_their_door_without_script(site: Site) -> None:
    async with site.client.get(site.url + "/em") as response:
        page = await response.text()

    assert response.status == 200
    assert site.receiver.bodies == [Command("start", "child")]
    assert page.count('class="tile tile-') == 4


async def test_what_else_the_address_says_is_let_go(site: Site) -> None:
    response, _ = await site.get("/em?poster=12&a=parent&lang=en")

    assert response.headers["Location"] == "/?a=child"


@pytest.mark.parametrize("path", ["/e", "/emm", "/em/", "/em/x", "/ac", "/child", "/%65m%00"])
async def test_any_other_short_link_is_not_there(site: Site, path: str) -> None:
    response, page = await site.get(path, Accept="text/html")

    assert response.status == 404
    assert "111" in page
    assert site.receiver.bodies == []


def test_every_short_link_is_the_path_of_its_audience() -> None:
    assert {short_path(audience) for audience in SHORT_LINKS.values()} == {"/em", "/ph", "/gv"}
    assert short_path(Audience.CHILD) == "/em"
