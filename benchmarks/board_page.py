"""How long a browser needs to draw the board and for each step of a drag, and how large its script is.

A day of 463 sessions in 40 rooms is opened in Chromium from a server on this machine. Drawing is measured
from the moment the state is there to the painted page, beside a floor: as many sessions of eight elements
in one plain list. A step of a drag is script, layout and style together; long tasks are those of more than
50 ms. A colleague's change is measured from the request of the one browser to the card of the other, with the
script that it costs there. What dragging and following cost is processor time of the page; the others are
wall times: on a busy machine only the ratio counts.
"""

from __future__ import annotations

import gzip
import statistics
import tempfile
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from tests.browser import boards, chromium

from eventkit import Store

RUNS = 5
CHANGES = 20
STEPS = 120
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
LONG_TASKS = """
window.longTasks = [];
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) window.longTasks.push(task.duration);
}).observe({ type: "longtask", buffered: true });
"""
FLOOR = """() => {
  const start = performance.now();
  const root = document.createElement("ol");
  for (let n = 0; n < 463; n++) {
    const item = root.appendChild(document.createElement("li"));
    for (let k = 0; k < 8; k++) item.appendChild(document.createElement("span")).textContent = `Lecture ${n}`;
  }
  document.body.replaceChildren(root);
  root.getBoundingClientRect();
  return performance.now() - start;
}"""
WATCH = """() => {
  const status = document.getElementById("status");
  const watch = () => { if (status.textContent.startsWith("Lin changed")) window.shown = Date.now(); };
  new MutationObserver(watch).observe(status, { childList: true, characterData: true, subtree: true });
}"""
SCRIPTS = """() => {
  const drawn = performance.getEntriesByName("drawn")[0].startTime;
  const scripts = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"));
  return scripts.map(({ startTime, encodedBodySize }) => [startTime < drawn, encodedBodySize]);
}"""
COSTS = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        url = f"sqlite:///{Path(folder) / 'boards.db'}"
        with Store.open(url) as store, boards.serve(store, url) as address:
            conference = boards.add_conference(store, boards.crowded_day())
            browser = playwright.chromium.launch(executable_path=chromium.find())
            url = f"{address}/board/{conference}"
            runs = [measure(browser, url) for _ in range(RUNS)]
            arrivals, script = follow(browser, url)
            browser.close()
    rows = zip(*(times for times, _ in runs), strict=True)
    drawn, floor, lifting, step, longest, dropping, slowest = (statistics.median(values) for values in rows)
    print(f"{'463 sessions in 40 rooms, median of ' + str(RUNS):<56}{'ms':>8}{'floor = 1':>12}")
    print(f"{'first drawing':<56}{drawn:>8.0f}{drawn / floor:>12.1f}")
    print(f"{'lifting a session: script, layout and style':<56}{lifting:>8.1f}")
    print(f"{'step of a drag':<56}{step:>8.2f}")
    print(f"{'longest task while dragging (0: none over 50 ms)':<56}{longest:>8.0f}")
    print(f"{'dropping it, with the answer of the server':<56}{dropping:>8.1f}")
    print(f"{'longest task of that (0: none over 50 ms)':<56}{slowest:>8.0f}")
    print(f"\n{'a change of a colleague, ' + str(CHANGES) + ' times':<56}{'ms':>8}")
    print(f"{'until the other browser shows it: median':<56}{statistics.median(arrivals):>8.0f}")
    print(f"{'19 of 20':<56}{statistics.quantiles(arrivals, n=20)[-1]:>8.0f}")
    print(f"{'script that it costs there':<56}{script:>8.1f}")
    print(f"\n{'script, gzipped':<56}{'bytes':>8}")
    first, second, all_of_it = script_sizes(runs[0][1])
    print(f"{'for the first drawing':<56}{first:>8}")
    print(f"{'with what is loaded right after it':<56}{second:>8}")
    print(f"{'with planner and search for places':<56}{all_of_it:>8}")


def measure(browser: Browser, address: str) -> tuple[tuple[float, ...], list[tuple[bool, int]]]:
    """The milliseconds of the drawing, of the floor, and of what `drag` measures; and the scripts."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, extra_http_headers={boards.USER_HEADER: "Ana"}
    )
    context.add_init_script(LONG_TASKS)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate(PAINTED)
    drawn = page.evaluate("performance.measure('drawing', 'state', 'drawn').duration")
    page.wait_for_timeout(300)
    dragged = drag(page, context.new_cdp_session(page))
    floor = min(page.evaluate(FLOOR) for _ in range(3))
    scripts = page.evaluate(SCRIPTS)
    context.close()
    return (drawn, floor, *dragged), scripts


def follow(browser: Browser, address: str) -> tuple[list[float], float]:
    """The milliseconds until each change of a colleague is shown, and of script for one of them."""
    pages = []
    for name in ("Ana", "Lin"):
        headers = {boards.USER_HEADER: name}
        pages.append(browser.new_context(extra_http_headers=headers).new_page())
        pages[-1].goto(address)
        pages[-1].wait_for_selector("html[data-ready]", state="attached")
    reader, editor = pages
    client = reader.context.new_cdp_session(reader)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})
    reader.evaluate(WATCH)
    before, arrivals = cost(client, ("ScriptDuration",)), []
    for number in range(CHANGES):
        editor.locator(f"[data-id='s{7 * number}']").first.focus()
        for key in ("Space", "ArrowDown"):
            editor.keyboard.press(key)
        editor.wait_for_timeout(200)
        reader.evaluate("window.shown = 0")
        sent = editor.evaluate("Date.now()")
        editor.keyboard.press("Enter")
        reader.wait_for_function("() => window.shown > 0")
        arrivals.append(reader.evaluate("window.shown") - sent)
    script = 1000 * (cost(client, ("ScriptDuration",)) - before) / CHANGES
    for page in pages:
        page.context.close()
    return arrivals, script


def drag(page: Page, client: CDPSession) -> tuple[float, float, float, float, float]:
    """The milliseconds of lifting, a step, and dropping, with the longest task over 50 ms in the last two."""
    client.send("Performance.enable", {"timeDomain": "threadTicks"})
    box = page.locator(".col [data-id]").nth(3).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    begun = cost(client)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 20)
    page.evaluate(PAINTED)
    lifting = cost(client) - begun
    page.wait_for_timeout(300)
    page.evaluate("window.longTasks.length = 0")
    before = cost(client)
    for step in range(STEPS):
        page.mouse.move(box["x"] + 40 + 6 * step, box["y"] + 20 + 4 * (step % 60))
    spent = cost(client) - before
    longest = page.evaluate("Math.max(0, ...window.longTasks)")
    page.wait_for_timeout(300)
    lifted = cost(client)
    page.evaluate("window.longTasks.length = 0")
    page.mouse.up()
    page.evaluate(PAINTED)
    page.wait_for_timeout(500)
    slowest = page.evaluate("Math.max(0, ...window.longTasks)")
    return 1000 * lifting, 1000 * spent / STEPS, longest, 1000 * (cost(client) - lifted), slowest


def cost(client: CDPSession, names: tuple[str, ...] = COSTS) -> float:
    """The seconds of script, layout and style so far, or of some of them."""
    metrics = client.send("Performance.getMetrics")["metrics"]
    seconds: float = sum(metric["value"] for metric in metrics if metric["name"] in names)
    return seconds


def script_sizes(loaded: list[tuple[bool, int]]) -> tuple[int, int, int]:
    """The gzipped bytes of scripts: those loaded before the first drawing, all that are loaded, and all."""
    scripts = (files("eventkit.web") / "static" / "board").iterdir()
    whole = sum(len(gzip.compress(file.read_bytes(), 9)) for file in scripts if file.name.endswith(".js"))
    return sum(size for is_first, size in loaded if is_first), sum(size for _, size in loaded), whole


if __name__ == "__main__":
    main()
