"""A headless Chromium for the tests of the page, by Selenium: Debian's chromium with its chromium-driver."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
LACKING = "" if CHROMIUM and DRIVER else "no chromium with chromedriver here (Debian: chromium, chromium-driver)"

# Whatever blocks the page for longer than 50 ms (W3C Long Tasks), from the very beginning.
_WATCH = """
window.longTasks = [];
new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((each) => each.duration)))
  .observe({ type: "longtask", buffered: true });
"""


class Browser:
    """A browser without a network, at a width; `open` and `close` it once for many pages."""

    def __init__(self) -> None:
        options = ChromeOptions()
        options.binary_location = CHROMIUM or ""
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
            options.add_argument(argument)
        options.add_argument("--force-prefers-reduced-motion")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = Chrome(options=options, service=Service(DRIVER))
        self.command("Network.enable")
        offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
        self.command("Network.emulateNetworkConditions", **offline)
        self.command("Page.addScriptToEvaluateOnNewDocument", source=_WATCH)

    def close(self) -> None:
        """End the browser."""
        self.driver.quit()

    def command(self, name: str, **parameters: Any) -> Any:
        """Send a command of the Chrome DevTools Protocol."""
        return self.driver.execute_cdp_cmd(name, parameters)

    def show(
        self, file: Path, *, fragment: str = "", width: int = 1200, dark: bool = False, script: bool = True
    ) -> None:
        """Open a file of the disk, and wait until what it does at first is done."""
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.command("Emulation.setEmulatedMedia", features=[scheme])
        self.command("Emulation.setScriptExecutionDisabled", value=not script)
        self.driver.get("about:blank")
        self.driver.get(file.as_uri() + fragment)
        if script:
            self.settle()

    def settle(self) -> None:
        """Wait until what was asked for is drawn: two frames and an idle moment."""
        self.driver.execute_async_script(
            "const done = arguments[0];"
            "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(), 0)));"
        )

    def ask(self, expression: str, *arguments: Any) -> Any:
        """Return the value of an expression in the page."""
        return self.driver.execute_script(f"return ({expression});", *arguments)

    def messages(self) -> list[str]:
        """Return what the console was told since it was last asked."""
        return [each["message"] for each in self.driver.get_log("browser")]

    def picture(self, file: Path, *, whole: bool = False) -> None:
        """Write what is seen, or the whole page, as a PNG."""
        import base64

        shot = self.command("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(shot["data"]))
