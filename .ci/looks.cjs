// What is looked for on every page: what overflows, and what axe finds.
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// Chromium draws no higher picture.
const HIGHEST = 16000;

/// A browser.
function launched() {
  // Chromium refuses its sandbox to root.
  const args = process.getuid() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args });
}

/// What axe finds.
async function inaccessible(page) {
  const { violations } = await page.evaluate(() => axe.run());
  return violations.map(
    ({ id, impact, help, nodes }) =>
      `axe: ${id} (${impact}): ${help}: ${nodes.length} times, first ${nodes[0].html.slice(0, 160)}`,
  );
}

/// Runs in the page: what is wider than it, and boxes whose words stand out of them.
function overflowing() {
  const { scrollWidth, clientWidth } = document.documentElement;
  const found = scrollWidth > clientWidth ? [`the page is ${scrollWidth} pixels wide`] : [];
  for (const box of document.querySelectorAll("body *")) {
    const scrolls = getComputedStyle(box).overflowX !== "visible";
    const { left, right } = box.getBoundingClientRect();
    const beyond = right > clientWidth + 0.5 || left < -0.5;
    if ((beyond && !box.closest(".compare, .lens, .wide")) || (!scrolls && box.clientWidth && box.scrollWidth > box.clientWidth + 1)) {
      found.push(`overflows: ${box.outerHTML.slice(0, 120)}`);
    }
  }
  return found.slice(0, 5);
}

/// Looks at a page as it is now in some widths and both schemes: what is wrong, a line each, and screenshots.
async function looked(page, widths, screenshot) {
  const wrong = [];
  // Through the debugger: the page's own policy lets no script run.
  await page.evaluate(axe);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const found = [...(await page.evaluate(overflowing)), ...(await inaccessible(page))];
      wrong.push(...found.map((what) => `at ${width}, ${colorScheme}: ${what}`));
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      const to = screenshot(width, colorScheme);
      fs.mkdirSync(path.dirname(to), { recursive: true });
      await page.screenshot({ path: to, fullPage: height < HIGHEST });
    }
  }
  return wrong;
}

module.exports = { launched, looked };
