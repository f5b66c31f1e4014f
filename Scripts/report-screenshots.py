#!/usr/bin/env python3
"""Looks at reports in a headless Chromium: screenshots, and what a person would trip over.

    python3 Scripts/report-screenshots.py CHROMIUM FOLDER PAGE...

Each page is opened at 1280 and 390 pixels, in light and in dark, with all details open. FOLDER receives pictures of each, whole and in pieces.
What is checked in the page: nothing is wider than the screen, no text is cut, no two labels of a drawing overlap, not even
those that show while a mark is focused, text has a contrast of 4.5, and nothing is loaded.
Chromium is spoken to through a pipe, so that nothing but Python's own library is needed.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

# A page is high: beside the whole there are pictures of its pieces, in pixels, which can be looked at.
PIECE = 1400

CHECKS = r"""
(async () => {
  const faults = [];
  const width = document.documentElement.clientWidth;
  const name = e => e.tagName + (e.id ? '#' + e.id : '') + '.' + (e.className.baseVal ?? e.className) + ' "'
    + (e.textContent || '').trim().slice(0, 50) + '"';
  const isShown = e => e.getClientRects().length > 0 && !e.closest('.skip, .defs');
  if (document.documentElement.scrollWidth > width) faults.push('the page is wider than the screen');
  for (const e of document.body.querySelectorAll('*')) {
    if (!isShown(e) || e.classList.contains('hit')) continue;
    const box = e.getBoundingClientRect();
    if (!e.closest('.p') && (box.right > width + 0.5 || box.left < -0.5)) faults.push('beyond the edge: ' + name(e));
    if (!(e instanceof SVGElement) && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1 && !e.querySelector('svg'))
      faults.push('cut off: ' + name(e));
  }
  const overlap = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
  const labels = svg => [...svg.querySelectorAll('text')].filter(isShown).map(e => [e, e.getBoundingClientRect()]);
  const compare = (svg, when) => {
    const all = labels(svg);
    for (let i = 0; i < all.length; i++) {
      if (all[i][1].right > width) faults.push('a label beyond the edge' + when + name(all[i][0]));
      for (let j = i + 1; j < all.length; j++)
        if (overlap(all[i][1], all[j][1])) faults.push('labels overlap' + when + name(all[i][0]) + ' ' + name(all[j][0]));
    }
  };
  const drawings = [...document.querySelectorAll('svg')].filter(isShown);
  for (const svg of drawings) compare(svg, ': ');
  let focused = 0;
  for (const point of document.querySelectorAll('[tabindex="0"]')) {
    point.focus();
    if (document.activeElement !== point) faults.push('cannot be focused: ' + name(point));
    const shown = [...point.querySelectorAll('.t text')].filter(isShown);
    if (shown.length === 0) faults.push('says nothing when focused: ' + name(point));
    compare(point.ownerSVGElement, ', focused: ');
    const caption = [...(point.closest('figure')?.querySelectorAll('figcaption :is(h3, p)') ?? [])]
      .filter(e => getComputedStyle(e).visibility === 'visible').map(e => e.getBoundingClientRect());
    for (const text of shown)
      if (caption.some(box => overlap(box, text.getBoundingClientRect()))) faults.push('covers a caption: ' + name(text));
    focused++;
  }
  document.activeElement.blur();

  const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const parse = c => { const n = c.match(/[\d.]+/g).map(Number); return { rgb: n.slice(0, 3), alpha: n[3] ?? 1 }; };
  const light = rgb => 0.2126 * channel(rgb[0]) + 0.7152 * channel(rgb[1]) + 0.0722 * channel(rgb[2]);
  const ground = e => { for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor); if (c.alpha === 1) return c.rgb; } return [255, 255, 255]; };
  const seen = new Set();
  for (const e of document.body.querySelectorAll('*')) {
    if (!isShown(e) || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const style = getComputedStyle(e);
    const ink = parse(e instanceof SVGElement ? style.fill : style.color).rgb;
    const [a, b] = [light(ink), light(ground(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5 && !seen.has(style.color + e.className)) {
      seen.add(style.color + e.className);
      faults.push('contrast ' + ratio.toFixed(2) + ': ' + name(e));
    }
  }
  const count = document.querySelectorAll('h1').length;
  if (count !== 1) faults.push(count + ' h1');
  if (document.querySelectorAll('script, link, img, iframe, object').length) faults.push('the page loads something');
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size !== ids.length) faults.push('an id stands twice');
  for (const e of document.querySelectorAll('[aria-labelledby]'))
    if (!document.getElementById(e.getAttribute('aria-labelledby'))) faults.push('labelled by nothing: ' + name(e));
  for (const e of document.querySelectorAll('a[href]'))
    if (!document.getElementById(e.getAttribute('href').slice(1))) faults.push('leads nowhere: ' + name(e));
  return { faults, focused, labels: drawings.reduce((sum, svg) => sum + labels(svg).length, 0) };
})()
"""


class Browser:
    """A headless Chromium with one page."""

    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory()
        down_read, self.down = os.pipe()
        self.up, up_write = os.pipe()

        def pipes():
            # The browser reads from 3 and writes to 4.
            spare = [os.dup(down_read), os.dup(up_write)]
            os.dup2(spare[0], 3)
            os.dup2(spare[1], 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe",
             f"--user-data-dir={self.folder.name}", "about:blank"],
            preexec_fn=pipes, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(down_read)
        os.close(up_write)
        self.number, self.buffer, self.session, self.requests = 0, b"", None, []
        target = next(t for t in self("Target.getTargets")["targetInfos"] if t["type"] == "page")
        attached = self("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self.session = attached["sessionId"]
        self("Page.enable")
        self("Network.enable")

    def read(self):
        while b"\0" not in self.buffer:
            part = os.read(self.up, 1 << 20)
            if not part:
                sys.exit("report-screenshots: the browser has ended")
            self.buffer += part
        text, self.buffer = self.buffer.split(b"\0", 1)
        message = json.loads(text)
        if message.get("method") == "Network.requestWillBeSent":
            self.requests.append(message["params"]["request"]["url"])
        return message

    def __call__(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.down, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"report-screenshots: {method}: {answer['error']}")
                return answer["result"]

    def open(self, url):
        self("Page.navigate", url=url)
        while self.read().get("method") != "Page.loadEventFired":
            pass

    def evaluate(self, script):
        answer = self("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            sys.exit(f"report-screenshots: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def picture(self, path, width, top, height):
        clip = {"x": 0, "y": top, "width": width, "height": height, "scale": 1}
        data = self("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))

    def close(self):
        self.process.terminate()
        self.process.wait()


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    program, folder, pages = sys.argv[1], Path(sys.argv[2]), [Path(page).resolve() for page in sys.argv[3:]]
    folder.mkdir(parents=True, exist_ok=True)
    browser, faults = Browser(program), 0
    for page in pages:
        for width in (1280, 390):
            for scheme in ("light", "dark"):
                browser("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
                        mobile=width < 500)
                browser("Emulation.setEmulatedMedia",
                        features=[{"name": "prefers-color-scheme", "value": scheme}])
                browser.requests.clear()
                browser.open(page.as_uri())
                browser.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
                height = browser.evaluate("document.documentElement.scrollHeight")
                name = f"{page.stem}-{width}-{scheme}"
                browser.picture(folder / f"{name}.png", width, 0, height)
                for top in range(0, height, PIECE):
                    browser.picture(folder / f"{name}-{top // PIECE + 1:02}.png", width, top, min(PIECE, height - top))
                result = browser.evaluate(CHECKS)
                loaded = [url for url in browser.requests if url != page.as_uri()]
                found = result["faults"] + [f"loads {url}" for url in loaded]
                faults += len(found)
                print(f"{name}: {height} px high, {result['labels']} labels, {result['focused']} points focused, "
                      f"{len(found)} faults")
                for fault in found[:12]:
                    print(f"  {fault}")
    browser.close()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
