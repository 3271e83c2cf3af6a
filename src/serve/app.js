// What the page does beyond its form: drop, paste, folders, rows that follow the checks, answers in their place.
"use strict";

// Pictures that are sent before their answers are there: enough to keep the server busy, and few enough to stop.
const AHEAD = 6;
// Milliseconds before a full queue is asked again.
const PAUSE = 1500;
// Steps of enlarging, and the most.
const ZOOM = 1.5;
const MOST_ZOOM = 12;

const main = document.getElementById("main");
const sentences = JSON.parse(main.dataset.sentences || "{}");
const say = (key, values = {}) =>
  Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), sentences[key] || key);
const find = (selector, within = document) => within.querySelector(selector);

/// Zoom and pan of two pictures side by side, the same for both.
function zoomable(pair) {
  const pictures = [...pair.querySelectorAll("figure > img")];
  if (pictures.length !== 2) return;
  let [scale, x, y, held] = [1, 0, 0, null];
  const boxes = pictures.map((picture) => {
    const box = document.createElement("div");
    box.className = "lens";
    picture.replaceWith(box);
    box.append(picture);
    return box;
  });
  const draw = () => {
    const { clientWidth, clientHeight } = boxes[0];
    x = Math.min(0, Math.max(x, clientWidth * (1 - scale)));
    y = Math.min(0, Math.max(y, clientHeight * (1 - scale)));
    for (const picture of pictures) picture.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  };
  const enlarge = (factor, at = { x: boxes[0].clientWidth / 2, y: boxes[0].clientHeight / 2 }) => {
    const next = Math.min(MOST_ZOOM, Math.max(1, scale * factor));
    [x, y] = [at.x - ((at.x - x) * next) / scale, at.y - ((at.y - y) * next) / scale];
    scale = next;
    draw();
  };
  const bar = document.createElement("div");
  bar.className = "zoom";
  for (const [key, factor] of [["script_larger", ZOOM], ["script_smaller", 1 / ZOOM], ["script_whole", 0]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say(key);
    button.addEventListener("click", () => enlarge(factor));
    bar.append(button);
  }
  bar.lang = document.documentElement.lang;
  pair.before(bar);
  for (const box of boxes) {
    box.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const { left, top } = box.getBoundingClientRect();
      enlarge(event.deltaY < 0 ? ZOOM : 1 / ZOOM, { x: event.clientX - left, y: event.clientY - top });
    }, { passive: false });
    box.addEventListener("pointerdown", (event) => {
      if (scale === 1) return;
      held = { x: event.clientX - x, y: event.clientY - y };
      box.setPointerCapture(event.pointerId);
    });
    box.addEventListener("pointermove", (event) => {
      if (!held) return;
      [x, y] = [event.clientX - held.x, event.clientY - held.y];
      draw();
    });
    for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => (held = null));
  }
}

/// Makes what can be made of a section that was put into the page.
function enliven(shown) {
  shown.querySelectorAll(".sides").forEach(zoomable);
  shown.querySelectorAll(".difference").forEach((heading) => (heading.tabIndex = -1));
}

/// The button that copies the sentence for the editor.
function copying(tools) {
  const button = find(".copy", tools);
  if (!button || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const before = button.textContent;
    await navigator.clipboard.writeText(find(".sentence q", tools).textContent);
    button.textContent = say("script_copied");
    setTimeout(() => (button.textContent = before), 2000);
  });
}

/// Goes to the next difference of the page, or to the one before.
function toDifference(step) {
  const all = [...document.querySelectorAll(".difference")].filter((heading) => heading.offsetParent);
  if (!all.length) return;
  const now = all.indexOf(document.activeElement);
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : (now + step + all.length) % all.length;
  all[next].focus();
  all[next].scrollIntoView({ block: "start" });
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input:not([type=radio]), textarea, select");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "n" || event.key === "p") toDifference(event.key === "n" ? 1 : -1);
});

document.querySelectorAll("main .shown").forEach(enliven);
document.querySelectorAll("main > .tools").forEach(copying);

/// The page on which pictures are dropped.
function checking(form) {
  const [rows, progress] = [find("#rows"), find("#progress")];
  const [stop, goOn, all] = [find("#stop"), find("#go-on"), find("#all")];
  const [blankRow, blankTools] = find("#row").content.children;
  const numbered = new Map();
  const waiting = [];
  let batch = main.dataset.batch;
  let [open, total, done, isStopped, isLost] = [0, 0, 0, false, false];
  let [begun, events] = [null, null];

  const isOver = (state) => ["done", "stopped"].includes(state);

  function tell() {
    progress.textContent = total ? say("script_progress", { done, all: total }) : progress.textContent;
    stop.hidden = isStopped || !waiting.length;
    goOn.hidden = !isStopped || !waiting.length;
    all.hidden = !batch || !done;
    if (batch) all.href = `/batches/${batch}/dossier`;
    find(".keys").hidden = !done;
    // Browsers hold few connections to one server, over all their pages.
    if (events && total && done >= total) events = void events.close();
  }

  function newRow(name) {
    const row = blankRow.cloneNode(true);
    // A name that turns the order of letters stays in its place; the server says it escaped.
    find(".name", row).textContent = name.replace(/[\p{Cc}\p{Cf}]/gu, "\u{fffd}");
    rows.append(row);
    total += 1;
    return row;
  }

  function setState(row, state, text, lang) {
    row.dataset.state = state;
    const span = find(".state", row);
    span.textContent = text || say(`state_${state}`);
    if (lang) span.lang = lang;
    else span.removeAttribute("lang");
  }

  /// What the server says of a picture.
  function update(said) {
    const row = numbered.get(said.number);
    if (!row) return;
    const wasOver = isOver(row.dataset.state);
    find(".name", row).textContent = said.label;
    find(".open .unseen", row).textContent = ` ${said.label}`;
    if (said.headline) {
      row.classList.add(said.verdict);
      find(".sign", row).textContent = said.sign;
      row.dataset.sentence = said.sentence;
      setState(row, "done", `${said.headline}.`, "en");
      const link = find(".open", row);
      link.href = `/batches/${batch}/answers/${said.number}`;
      link.hidden = false;
    } else if (said.error) {
      setState(row, "done", said.error, "en");
    } else {
      setState(row, said.state, said.place ? say("script_place", { place: said.place }) : "");
    }
    if (isOver(row.dataset.state) && !wasOver) {
      done += 1;
      open = Math.max(0, open - 1);
      if (total === 1 && said.headline) show(row, said.number);
      send();
    }
    tell();
  }

  /// Opens an answer in the place of its row, or closes it.
  async function show(row, number) {
    const [shown, link] = [find(".shown", row), find(".open", row)];
    const isOpen = !shown.hidden;
    link.setAttribute("aria-expanded", String(!isOpen));
    link.firstChild.textContent = say(isOpen ? "script_show" : "script_hide");
    shown.hidden = isOpen;
    if (isOpen || shown.childElementCount) return;
    const at = `/api/batches/${batch}/answers/${number}`;
    const section = await (await fetch(`${at}?html`)).text();
    const tools = blankTools.cloneNode(true);
    find(".dossier", tools).href = `/batches/${batch}/dossier?number=${number}`;
    find(".evidence", tools).href = `${at}?evidence`;
    find(".json", tools).href = at;
    find(".sentence q", tools).textContent = row.dataset.sentence;
    copying(tools);
    const answer = document.createElement("div");
    answer.lang = "en";
    // The section is made by the server, which escapes all that is not its own; no script of it would run.
    answer.innerHTML = section;
    shown.append(tools, answer);
    enliven(answer);
    const heading = find("h2", answer);
    heading.tabIndex = -1;
    heading.focus();
  }

  rows.addEventListener("click", (event) => {
    const link = event.target.closest(".open");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const row = link.closest(".row");
    show(row, Number(row.dataset.number));
  });

  /// Follows the batch, until all is answered; a lost connection is taken up by the browser.
  function follow() {
    if (events || !batch) return;
    events = new EventSource(`/api/batches/${batch}/events`);
    events.addEventListener("row", (event) => update(JSON.parse(event.data)));
    events.addEventListener("places", (event) => {
      for (const [number, place] of Object.entries(JSON.parse(event.data))) {
        const row = numbered.get(Number(number));
        if (row && row.dataset.state === "waiting") setState(row, "waiting", say("script_place", { place }));
      }
    });
    events.addEventListener("forgotten", () => (events = void events.close()));
    events.addEventListener("open", () => lost(false));
    events.addEventListener("error", () => lost(true));
  }

  function lost(is) {
    isLost = is;
    if (is) progress.textContent = say("script_lost");
    else tell();
  }

  /// Begins a batch, once.
  function begin() {
    begun ||= (async () => {
      if (batch) return;
      batch = (await (await fetch("/api/batches", { method: "POST" })).json()).batch;
      history.replaceState(null, "", `/batches/${batch}`);
    })();
    return begun;
  }

  /// Sends as many of those that wait as may be on their way.
  function send() {
    while (!isStopped && open < AHEAD && waiting.length) {
      open += 1;
      sendOne(waiting.shift());
    }
    tell();
  }

  async function sendOne(one) {
    const { row, name, body, type } = one;
    try {
      await begin();
      follow();
      setState(row, "sending");
      const said = new URLSearchParams({ name });
      for (const field of ["by", "note"]) {
        const value = find(`#${field}`)?.value;
        if (value) said.set(field, value);
      }
      const headers = { "Content-Type": type };
      const answer = await fetch(`/api/batches/${batch}/pictures?${said}`, { method: "POST", headers, body });
      const told = await answer.json();
      if (answer.status === 429 && told.code === "queue_full") {
        waiting.unshift(one);
        setState(row, "held");
        setTimeout(() => ((open = Math.max(0, open - 1)), send()), PAUSE);
        return;
      }
      if (!answer.ok) return failed(row, told.error);
      row.dataset.number = told.number;
      numbered.set(told.number, row);
      update(told);
      // It may have been answered before its number was known here.
      update(await (await fetch(`/api/batches/${batch}/pictures/${told.number}`)).json());
    } catch {
      waiting.unshift(one);
      setState(row, "held");
      [isStopped, open] = [true, Math.max(0, open - 1)];
      tell();
      progress.textContent = say("script_lost");
    }
  }

  function failed(row, why) {
    setState(row, "stopped", why, "en");
    [done, open] = [done + 1, Math.max(0, open - 1)];
    send();
  }

  function add(files) {
    for (const file of files) {
      const name = file.webkitRelativePath || file.name || "picture";
      const row = newRow(name);
      if (file.size > Number(main.dataset.most)) {
        setState(row, "stopped", say("script_too_large"));
        done += 1;
      } else {
        setState(row, "held");
        waiting.push({ row, name, body: file, type: "application/octet-stream" });
      }
    }
    send();
  }

  function addLink(link) {
    const row = newRow(link);
    setState(row, "held");
    waiting.push({ row, name: link, body: JSON.stringify({ link }), type: "application/json" });
    send();
  }

  // Rows that the server made, when the page was loaded again.
  for (const row of rows.children) {
    total += 1;
    done += isOver(row.dataset.state) ? 1 : 0;
    numbered.set(Number(row.dataset.number), row);
  }
  if (batch && done < total) follow();

  const [picture, folder, link] = [find("#picture"), find("#folder"), find("#link")];
  const chooseFolder = find("#choose-folder");
  const isPicture = (file) => /^image\//.test(file.type) || /\.(heic|heif|avif|jxl|tiff?)$/i.test(file.name);
  chooseFolder.hidden = false;
  chooseFolder.addEventListener("click", () => folder.click());
  picture.addEventListener("change", () => (add([...picture.files]), (picture.value = "")));
  folder.addEventListener("change", () => (add([...folder.files].filter(isPicture)), (folder.value = "")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!link?.value) return picture.click();
    addLink(link.value);
    link.value = "";
  });
  stop.addEventListener("click", () => ((isStopped = true), tell(), goOn.focus()));
  goOn.addEventListener("click", () => ((isStopped = false), send(), stop.focus()));

  document.addEventListener("dragover", (event) => (event.preventDefault(), form.classList.add("over")));
  document.addEventListener("dragleave", (event) => event.relatedTarget || form.classList.remove("over"));
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    form.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = [...event.dataTransfer.files];
    const text = event.dataTransfer.getData("text/uri-list").split("\n").find((line) => /^https?:/.test(line));
    if (entries.some((entry) => entry.isDirectory)) add((await Promise.all(entries.map(within))).flat());
    else if (files.length) add(files);
    else if (text && link) addLink(text.trim());
  });
  document.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (files.length) return event.preventDefault(), add(files);
    const text = event.clipboardData.getData("text/plain").trim();
    if (link && !event.target.matches("input") && /^https?:\/\/\S+$/.test(text)) addLink(text);
  });

  /// The pictures of a dropped folder, and of those in it.
  async function within(entry) {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      return isPicture(file) ? [file] : [];
    }
    const reader = entry.createReader();
    const found = [];
    for (let some; (some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length; ) found.push(...some);
    return (await Promise.all(found.map(within))).flat();
  }
  tell();
}

const form = find("form#check");
if (form) checking(form);
