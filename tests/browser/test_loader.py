"""The widgets' loader: from the server by hashed address, else from the kernel, else a sentence."""

from __future__ import annotations


def styles(page, kind: str) -> list[str]:
    return page.locator(f"{kind}[data-mentorbook]").evaluate_all(
        "all => all.map(one => one.dataset.mentorbook)"
    )


def test_from_the_server_each_file_comes_once(server, visit):
    asked = []

    def watch(page) -> None:
        page.on("request", lambda request: asked.append(request.url))

    page = visit(server.page("index"), watch=watch)
    page.locator(".mb-start h2").first.wait_for()
    ours = [address for address in asked if "/mentorbook/static/" in address]
    assert len(ours) == len(set(ours))
    assert styles(page, "link")[:2] == ["common/tokens.css", "common/parts.css"]
    assert styles(page, "style") == []


def test_from_the_kernel_where_the_server_has_them_not(server, visit):
    """As in a Jupyter server without our extension, or with another version of it."""

    def watch(page) -> None:
        page.route("**/mentorbook/static/**", lambda route: route.fulfill(status=404))

    page = visit(server.page("index"), watch=watch)
    page.locator(".mb-start h2").first.wait_for()
    assert styles(page, "link") == []
    found = styles(page, "style")
    assert found[:2] == ["common/tokens.css", "common/parts.css"]
    assert len(found) == len(set(found))
    assert page.locator(".mb-topbar").is_visible()


def test_from_nowhere(server, visit):
    """A module that is broken on both ways: the place says so, and what to do."""

    def watch(page) -> None:
        page.route("**/mentorbook/static/**", lambda route: route.fulfill(status=404))
        page.add_init_script(
            "URL.createObjectURL = ((make) => (blob) => {\n"
            "  window.made = (window.made ?? 0) + 1;\n"
            "  if (window.made > 3) throw new Error('no room');\n"
            "  return make(blob);\n"
            "})(URL.createObjectURL.bind(URL));"
        )

    page = visit(server.page("index"), watch=watch)
    note = page.get_by_role("alert").first
    note.wait_for()
    assert "could not be loaded" in note.inner_text()
    with page.expect_navigation():
        note.get_by_role("button", name="Load the page again").click()
