"""How long a browser needs to draw the board and for each step of a drag, and how large its script is.

A day of 463 sessions in 40 rooms is opened in Chromium from a server on this machine. Drawing is measured
from the moment the state is there to the painted page, beside a floor: as many sessions of eight elements
in one plain list. A step of a drag is script, layout and style together; long tasks are those of more than
50 ms. These are wall times: on a busy machine only the ratio counts.
"""

from __future__ import annotations

import gzip
import statistics
import tempfile
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from tests.browser import boards, chromium

from eventkit.store import Store

RUNS = 5
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
COSTS = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        url = f"sqlite:///{Path(folder) / 'boards.db'}"
        with Store.open(url) as store, boards.serve(store, url) as address:
            conference = boards.add_conference(store, boards.crowded_day())
            browser = playwright.chromium.launch(executable_path=chromium.find())
            runs = [measure(browser, f"{address}/board/{conference}") for _ in range(RUNS)]
            browser.close()
    rows = list(zip(*runs, strict=True))
    drawn, floor, step, longest = (statistics.median(values) for values in rows)
    print(f"{'463 sessions in 40 rooms, median of ' + str(RUNS):<56}{'ms':>8}{'floor = 1':>12}")
    print(f"{'first drawing':<56}{drawn:>8.0f}{drawn / floor:>12.1f}")
    print(f"{'step of a drag: script, layout and style':<56}{step:>8.2f}{step / floor:>12.2f}")
    print(f"{'longest task while dragging (0: none over 50 ms)':<56}{longest:>8.0f}")
    sizes = script_sizes()
    print(f"\n{'script, gzipped, ' + str(len(sizes)) + ' modules':<56}{sum(sizes.values()):>8} bytes")


def measure(browser: Browser, address: str) -> tuple[float, float, float, float]:
    """The milliseconds of the drawing, of the floor, of a step of a drag, and of its longest task."""
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
    step, longest = drag(page, context.new_cdp_session(page))
    floor = min(page.evaluate(FLOOR) for _ in range(3))
    context.close()
    return drawn, floor, step, longest


def drag(page: Page, client: CDPSession) -> tuple[float, float]:
    """The milliseconds of a step, and of the longest task of more than 50 ms."""
    client.send("Performance.enable")
    box = page.locator(".col [data-id]").nth(3).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 20)
    page.wait_for_timeout(300)
    page.evaluate("window.longTasks.length = 0")
    before = cost(client)
    for step in range(STEPS):
        page.mouse.move(box["x"] + 40 + 6 * step, box["y"] + 20 + 4 * (step % 60))
    spent = cost(client) - before
    longest = page.evaluate("Math.max(0, ...window.longTasks)")
    page.keyboard.press("Escape")
    page.mouse.up()
    return 1000 * spent / STEPS, longest


def cost(client: CDPSession) -> float:
    """The seconds of script, layout and style so far."""
    metrics = client.send("Performance.getMetrics")["metrics"]
    return sum(metric["value"] for metric in metrics if metric["name"] in COSTS)


def script_sizes() -> dict[str, int]:
    """The gzipped bytes of each module."""
    folder = files("eventkit.web") / "static" / "board"
    modules = [file for file in folder.iterdir() if file.name.endswith(".js")]
    return {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in modules}


if __name__ == "__main__":
    main()
