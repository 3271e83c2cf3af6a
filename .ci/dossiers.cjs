// Looks at every dossier of a folder in headless Chromium, and keeps screenshots: node dossiers.cjs DOSSIERS SCREENSHOTS
const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");
const { launched, looked } = require("./looks.cjs");

// Dossiers that are looked at side by side: each has a process of its own.
const AT_ONCE = 2;
const WIDTHS = [375, 768, 1280];

/// What is wrong with a dossier, a line each. `screenshot` names the file of a screenshot.
async function look(browser, file, screenshot) {
  const wrong = [];
  const page = await browser.newPage();
  page.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`error: ${error}`));
  page.on("request", (request) => /^(file|data):/.test(request.url()) || wrong.push(`asked for ${request.url()}`));
  await page.goto(pathToFileURL(file).href);
  wrong.push(...(await looked(page, WIDTHS, screenshot)));
  wrong.push(...(await filters(page)), ...(await edges(page)));
  await page.close();
  return wrong;
}

/// Each filter of the contents shows the answers that it names, and no others.
async function filters(page) {
  const wrong = [];
  for (const filter of await page.locator("nav input").all()) {
    await filter.check();
    const number = Number((await filter.locator("..").innerText()).match(/\d+$/)[0]);
    const shown = await page.locator("article.answer:visible").count();
    if (shown !== number) wrong.push(`a filter of ${number} shows ${shown}`);
  }
  if (await page.locator("nav input").count()) await page.locator("nav input").first().check();
  return wrong;
}

/// The overlay shows all of the picture, or all of the original, where that is asked for by keyboard.
async function edges(page) {
  const wrong = [];
  for (const looking of (await page.locator(".looking:visible").all()).slice(0, 3)) {
    const [both, picture, original] = await looking.locator("input").all();
    const share = () =>
      looking.locator(".compare").evaluate((box) => box.querySelector(".over").offsetWidth / box.clientWidth);
    await both.focus();
    await page.keyboard.press("ArrowDown");
    if (!(await picture.isChecked()) || (await share()) < 0.99) wrong.push("the overlay does not show the picture");
    await page.keyboard.press("ArrowDown");
    if (!(await original.isChecked()) || (await share()) > 0.01) wrong.push("the overlay does not show the original");
    await both.check();
  }
  return wrong;
}

(async () => {
  const [from, to] = process.argv.slice(2);
  const browser = await launched();
  const names = fs.readdirSync(from).filter((name) => name.endsWith(".html")).sort();
  let failed = names.length === 0;
  const waiting = names.values();
  const work = async () => {
    for (const name of waiting) {
      const screenshot = (width, scheme) => path.join(to, `${width}-${scheme}`, name.replace(/html$/, "png"));
      for (const what of await look(browser, path.join(from, name), screenshot)) {
        console.error(`${name}: ${what}`);
        failed = true;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await browser.close();
  console.log(`${names.length} dossiers looked at, ${WIDTHS.join(", ")} pixels wide, light and dark.`);
  process.exit(failed ? 1 : 0);
})();
