"""A page in a real browser: headless Chromium lays it out in a frame, and tells what it measured."""

import html
import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Runs in the page that frames the measured one. Contrast: WCAG 2.1, "contrast ratio" and "relative luminance".
_MEASURE = """
const linear = v => v / 255 <= .03928 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4;
const luminance = c => .2126 * linear(c[0]) + .7152 * linear(c[1]) + .0722 * linear(c[2]);
const parse = s => s.match(/[\\d.]+/g).map(Number);
const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
  if (c.length < 4 || c[3] > 0) return c.slice(0, 3) } return [255, 255, 255] };
const found = {};
function measure(frame) {
  const page = frame.contentDocument, seen = [];
  for (const d of page.querySelectorAll('details')) d.open = true;
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
    if (!text || !e.checkVisibility() || e.closest('style,script')) continue;
    const [a, b] = [luminance(parse(getComputedStyle(e).color)), luminance(behind(e))].sort((x, y) => y - x);
    seen.push({text: text.slice(0, 40), ratio: (a + .05) / (b + .05), lang: e.closest('[lang]')?.lang ?? ''});
  }
  const root = page.documentElement;
  found[frame.name] = {
    width: root.clientWidth, scroll: root.scrollWidth, words: page.body.innerText, texts: seen,
    loads: frame.contentWindow.performance.getEntriesByType('resource').map(r => r.name)};
  document.querySelector('pre').textContent = JSON.stringify(found);
}
"""


def measure(pages: Mapping[str, str], folder: Path, *, width_px: int, dark: bool = False) -> dict[str, dict[str, Any]]:
    """Open pages of this width, every fold open.

    Returns:
      by page: width and scroll, its own and the width of what is in it, in CSS pixels; words, all visible text;
      texts, each visible text with its contrast ratio against what is behind it and its language; loads, the
      addresses of whatever else was loaded.
    """
    frames = "".join(
        f'<iframe name="{html.escape(name)}" style="width:{width_px}px;height:900px;border:0"'
        f' srcdoc="{html.escape(page)}" onload="measure(this)"></iframe>'
        for name, page in pages.items()
    )
    outer = folder / "outer.html"
    outer.write_text(f"<!doctype html><script>{_MEASURE}</script><pre></pre>{frames}", encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    options += [
        "--disable-background-networking",
        "--disable-component-update",
        f"--user-data-dir={folder / 'profile'}",
    ]
    options += [f"--blink-settings=preferredColorScheme={0 if dark else 1}", "--dump-dom"]
    done = subprocess.run(
        ["chromium", *options, outer.as_uri()], check=True, capture_output=True, text=True, timeout=120
    )
    found = re.search(r"<pre>(\{.*?\})</pre>", done.stdout, re.DOTALL)
    assert found, done.stderr
    measured: dict[str, dict[str, Any]] = json.loads(html.unescape(found[1]))
    assert set(measured) == set(pages)
    return measured
