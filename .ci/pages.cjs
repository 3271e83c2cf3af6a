// Drives the page of `verify-shot serve` in headless Chromium as people do: node pages.cjs PROGRAM INDEX WORK SCREENSHOTS
const fs = require("fs");
const path = require("path");
const { spawn } = require("child_process");
const { launched, looked } = require("./looks.cjs");

const [program, index, work, shots] = process.argv.slice(2);
const WIDTHS = [375, 1280];
const BATCH = 50;
// Milliseconds for any one wait.
const PATIENCE = 120_000;
const CASE = (name) => {
  const folder = path.join("testdata/shots", name);
  return path.join(folder, fs.readdirSync(folder).find((file) => file.startsWith("picture.")));
};
const ALTERED = CASE("changed-digit-in-a-post");
const WHOLE = CASE("whole-page");
const HOSTILE = "<img src=x onerror=alert(1)>\u202egnp.png";

const wrong = [];
const holds = (is, what) => is || wrong.push(what);

/// Starts the server, and returns it with the address that it prints.
function served() {
  const options = ["--port", "0", "--index", index, "--log", path.join(work, "log"), "--keep", path.join(work, "kept")];
  const server = spawn(program, ["serve", ...options], { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
    server.stdout.once("data", (line) => resolve({ server, address: String(line).trim() }));
  });
}

/// A page of the browser that writes down what goes wrong on it.
async function opened(browser, address, options = {}) {
  const context = await browser.newContext({ bypassCSP: false, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const own = new URL(address).origin;
  page.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`error: ${error}`));
  page.on("dialog", (dialog) => (wrong.push(`a dialogue opened: ${dialog.message()}`), dialog.dismiss()));
  page.on("request", (request) => {
    const url = request.url();
    holds(url.startsWith(own) || /^(data|blob):/.test(url), `asked for ${url}`);
  });
  await page.goto(address);
  return page;
}

/// Looks at the page as it is now, in every width and scheme.
async function look(page, name) {
  const before = page.viewportSize();
  const screenshot = (width, scheme) => path.join(shots, `${name}-${width}-${scheme}.png`);
  wrong.push(...(await looked(page, WIDTHS, screenshot)).map((what) => `${name} ${what}`));
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: "light" });
}

/// Waits until so many rows are answered.
const answered = (page, number) =>
  page.waitForFunction((number) => document.querySelectorAll('.row[data-state="done"]').length >= number, number);

/// Files as they are dropped or pasted.
const carried = (page, files) =>
  page.evaluateHandle((files) => {
    const carried = new DataTransfer();
    for (const { name, base64 } of files) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      carried.items.add(new File([bytes], name, { type: "image/png" }));
    }
    return carried;
  }, files.map(({ name, file }) => ({ name, base64: fs.readFileSync(file).toString("base64") })));

const steps = {
  /// Whoever has no token sees nothing of the index.
  async stranger(browser, address) {
    const page = await opened(browser, new URL(address).origin);
    holds(!(await page.content()).includes(index), "a stranger sees the index");
    await look(page, "stranger");
    await page.fill("#token", new URL(address).searchParams.get("token"));
    await page.keyboard.press("Enter");
    await page.waitForSelector("#check");
  },

  /// One picture that is chosen: its answer opens in its place, and what belongs to it works.
  async chosen(browser, address) {
    const page = await opened(browser, address);
    holds(page.url().endsWith("/"), "the token stays in the address");
    await look(page, "home");
    await page.setInputFiles("#picture", ALTERED);
    const began = Date.now();
    await page.waitForSelector(".shown article.altered");
    const answer = await page.request.get(await page.locator(".tools .json").getAttribute("href").then((at) => new URL(at, address).href));
    console.log(`the first answer took ${Date.now() - began} ms, its check ${(await answer.json()).took_ms} ms.`);
    holds(await page.evaluate(() => document.activeElement.matches(".shown h2")), "the answer has not the focus");
    await page.keyboard.press("n");
    holds(await page.evaluate(() => document.activeElement.matches(".difference")), "n does not go to the difference");
    await page.keyboard.press("p");
    await page.locator(".zoom button").first().click();
    const scales = await page.locator(".sides").first().locator(".lens img").evaluateAll((all) => all.map((one) => one.style.transform));
    holds(scales.length === 2 && scales[0] === scales[1] && /scale\(1\.5\)/.test(scales[0]), `zoom is not the same: ${scales}`);
    await look(page, "answer");
    for (const kind of ["dossier", "evidence", "json"]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`.tools .${kind}`)]);
      holds(fs.statSync(await download.path()).size > 500, `${kind} is empty`);
    }
    await page.reload();
    await answered(page, 1);
    holds((await page.locator(".row.altered").count()) === 1, "the answer is gone when the page is loaded again");
  },

  /// Drop and paste, a hostile name, and a link to an address that is not public.
  async given(browser, address) {
    const page = await opened(browser, address);
    const dropped = await carried(page, [{ name: HOSTILE, file: WHOLE }]);
    await page.dispatchEvent("#check", "drop", { dataTransfer: dropped });
    await answered(page, 1);
    const pasted = await carried(page, [{ name: "image.png", file: ALTERED }]);
    await page.evaluate((clipboardData) => document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true })), pasted);
    await answered(page, 2);
    await page.fill("#link", "http://127.0.0.1:1/picture.png");
    await page.keyboard.press("Enter");
    await answered(page, 3);
    const said = await page.locator(".row").allTextContents();
    holds(said[0].includes("<img src=x") && said[0].includes("\\u{202e}"), `the hostile name: ${said[0]}`);
    holds(said[1].includes("with 1 difference"), `what was pasted: ${said[1]}`);
    holds(said[2].includes("Could not be checked"), `the link: ${said[2]}`);
    holds((await page.locator("img[src=x]").count()) === 0, "the hostile name became a picture");
    await look(page, "given");
  },

  /// A batch of many, stopped and gone on with.
  async batch(browser, address) {
    const page = await opened(browser, address);
    const bytes = fs.readFileSync(WHOLE);
    const files = Array.from({ length: BATCH }, (_, n) => ({ name: `${n + 1}.png`, mimeType: "image/png", buffer: bytes }));
    await page.setInputFiles("#picture", files);
    holds((await page.locator(".row").count()) === BATCH, "not every picture has its row at once");
    await page.click("#stop");
    await page.waitForFunction(() => !document.querySelector('.row:is([data-state="sending"], [data-state="waiting"], [data-state="reading"], [data-state="comparing"])'));
    const held = await page.locator('.row[data-state="held"]').count();
    holds(held > BATCH / 2, `stopped, ${held} wait`);
    await look(page, "stopped");
    await page.click("#go-on");
    await answered(page, BATCH);
    holds((await page.locator("#progress").innerText()).includes(`${BATCH} of ${BATCH}`), "the progress is not told");
    holds((await page.locator("#stop:visible, #go-on:visible").count()) === 0, "an ended batch can be stopped");
  },

  /// With the keyboard alone: to the choice of a picture, to its answer, and through it.
  async keyboard(browser, address) {
    const page = await opened(browser, address);
    // Asked for before the first key: the browser is told of it beside the keys, and a dialogue that opens earlier is lost.
    const chosen = page.waitForEvent("filechooser");
    await page.keyboard.press("Tab");
    holds(await page.evaluate(() => document.activeElement.matches(".skip")), "the first stop is not the skip link");
    for (let n = 0; n < 12 && !(await page.evaluate(() => document.activeElement.id === "picture")); n++) await page.keyboard.press("Tab");
    holds(await page.evaluate(() => document.activeElement.id === "picture"), "the keyboard does not reach the choice of a picture");
    await page.keyboard.press("Enter");
    await (await chosen).setFiles([ALTERED, WHOLE]);
    await answered(page, 2);
    for (let n = 0; n < 20 && !(await page.evaluate(() => document.activeElement.matches(".row.altered .open"))); n++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".shown article.altered");
    await page.keyboard.press("n");
    holds(await page.evaluate(() => document.activeElement.matches(".difference")), "the keyboard does not reach the difference");
  },

  /// Without script: the form, the rows, the answer.
  async plain(browser, address) {
    const page = await opened(browser, address, { javaScriptEnabled: false });
    await page.setInputFiles("#picture", ALTERED);
    await page.click("button.main");
    await page.waitForSelector(".row.altered .open");
    await page.click(".row.altered .open");
    await page.waitForSelector("article.altered");
    holds((await page.locator(".tools .evidence:visible").count()) === 1, "no way to the evidence without script");
  },

  /// The history, check again, the index, and another language.
  async records(browser, address) {
    const page = await opened(browser, address);
    await page.click(".menu a[href='/history']");
    holds((await page.locator("tbody tr").count()) > 3, "the history is short");
    await look(page, "history");
    await page.fill("#q", "no such picture");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => !document.querySelector("tbody tr"));
    await page.goBack();
    await page.locator("tbody button").first().click();
    await answered(page, 1);
    await page.click(".menu a[href='/index']");
    holds((await page.locator("tbody tr").count()) > 10, "the documents are not listed");
    await look(page, "index");
    await page.click("footer a[lang='de']");
    holds((await page.locator("h1").innerText()).includes("Ist dieses Bild"), "the page is not German");
    await look(page, "german");
  },
};

(async () => {
  const { server, address } = await served();
  const browser = await launched();
  server.removeAllListeners("exit");
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step(browser, address);
    } catch (error) {
      wrong.push(`${name}: ${error}`);
    }
  }
  await browser.close();
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGINT");
  holds((await ended) === 130, "Ctrl-C does not end the server");
  wrong.forEach((what) => console.error(what));
  console.log(`The page was driven: ${Object.keys(steps).join(", ")}; ${WIDTHS.join(" and ")} pixels wide, light and dark.`);
  process.exit(wrong.length ? 1 : 0);
})();
