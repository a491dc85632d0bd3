// What a real browser makes of drawings: `node pictures.js MODULES CHROMIUM FOLDER`.
//
// MODULES holds `playwright-core` and `mermaid`. Each `.svg` of FOLDER is opened as a file, each
// `.mmd` is drawn by mermaid. Printed is a list of {file, kind, said}: what is wrong with which
// file, and how many texts each of them shows.
"use strict";
const fs = require("fs");
const os = require("os");
const path = require("path");
const { pathToFileURL } = require("url");

const [modules, chromium, folder] = process.argv.slice(2);
const playwright = require(path.join(path.resolve(modules), "playwright-core"));
const mermaid = path.join(path.resolve(modules), "mermaid", "dist", "mermaid.min.js");
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

// Runs in the page: everything that is wrong with the one drawing in it.
function look({ arrows }) {
  const A3 = [1123, 1587]; // in CSS pixels
  const LEAST = 9;
  const CONTRAST = 4.5; // WCAG 2, AA
  const found = [];
  const tell = (kind, said) => found.push({ kind, said });
  const svg = document.querySelector("svg");
  const canvas = svg.getBoundingClientRect();
  const inside = (a, b, by = 1) =>
    a.left >= b.left - by && a.right <= b.right + by && a.top >= b.top - by && a.bottom <= b.bottom + by;
  const apart = (a, b, by = 1) =>
    a.left >= b.right - by || b.left >= a.right - by || a.top >= b.bottom - by || b.top >= a.bottom - by;

  // A text is what one element shows, as SVG or as HTML inside of it.
  const texts = [];
  const walker = document.createTreeWalker(svg, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const holder = node.parentElement.closest("text, p") || node.parentElement;
    if (!node.data.trim() || holder.closest("style, title, script, desc")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const area = range.getBoundingClientRect();
    if (!area.width) continue;
    const known = texts.find((each) => each.holder === holder);
    if (!known) texts.push({ holder, said: node.data.trim(), area });
    else {
      const { left, top, right, bottom } = known.area;
      known.said += " " + node.data.trim();
      known.area = new DOMRect(
        Math.min(left, area.left), Math.min(top, area.top),
        Math.max(right, area.right) - Math.min(left, area.left),
        Math.max(bottom, area.bottom) - Math.min(top, area.top),
      );
    }
  }
  // The lines of a font are taller than its letters; letters may not touch.
  for (const each of texts) {
    const scale = each.holder.getScreenCTM?.().a ?? 1;
    const size = parseFloat(getComputedStyle(each.holder).fontSize) * scale;
    each.size = size;
    if (each.holder.tagName === "text") {
      const { left, top, width, height } = each.area;
      const spare = Math.max(0, height - size) / 2;
      each.area = new DOMRect(left, top + spare, width, height - 2 * spare);
    }
  }
  const shapes = [...svg.querySelectorAll("rect, g.node > path, g.node > polygon")]
    .map((shape) => ({ shape, area: shape.getBoundingClientRect() }))
    .filter(({ area }) => area.width && !inside(canvas, area, 3));

  // On one sheet of A3, either way up.
  const { width, height } = canvas;
  const fit = Math.max(
    Math.min(A3[0] / width, A3[1] / height), Math.min(A3[1] / width, A3[0] / height),
  );
  for (const [at, one] of texts.entries()) {
    if (!inside(one.area, canvas)) tell("cut off", one.said);
    if (one.size * fit < LEAST) tell("small", `${one.said}: ${(one.size * fit).toFixed(1)} px`);
    for (const other of texts.slice(at + 1))
      if (!apart(one.area, other.area)) tell("overlap", `${one.said} / ${other.said}`);
    for (const { area } of shapes)
      if (!apart(one.area, area) && !inside(one.area, area)) tell("leaves its box", one.said);
  }
  for (const [at, one] of shapes.entries()) {
    if (!inside(one.area, canvas)) tell("cut off", one.shape.getAttribute("class") || "a box");
    for (const other of shapes.slice(at + 1))
      if (!apart(one.area, other.area) && !inside(one.area, other.area) && !inside(other.area, one.area))
        tell("overlap", "two boxes");
  }
  if (arrows)
    for (const line of svg.querySelectorAll(arrows)) {
      const long = line.getTotalLength();
      const place = line.getScreenCTM();
      for (let at = 0; at <= long; at += 3) {
        const { x, y } = line.getPointAtLength(at).matrixTransform(place);
        const over = texts.find(({ area }) => !apart(area, new DOMRect(x, y, 0, 0), 1));
        if (over) {
          tell("crossed", over.said);
          break;
        }
      }
    }

  // What is painted last below a text is what it stands on.
  const rgb = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const paints = (colour) => colour !== "none" && (rgb(colour)[3] ?? 1) > 0.5;
  const light = (colour) => {
    const [r, g, b] = rgb(colour).map((each) => {
      const part = each / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const grounds = [...svg.querySelectorAll("rect, polygon, g.node > path")]
    .map((each) => ({ area: each.getBoundingClientRect(), fill: getComputedStyle(each).fill }))
    .filter(({ fill }) => paints(fill));
  for (const each of texts) {
    const html = each.holder.namespaceURI !== "http://www.w3.org/2000/svg";
    const style = getComputedStyle(each.holder);
    const below = grounds.filter(({ area }) => inside(each.area, area)).map(({ fill }) => fill);
    for (let up = html ? each.holder : null; up; up = up.parentElement)
      if (paints(getComputedStyle(up).backgroundColor)) {
        below.push(getComputedStyle(up).backgroundColor);
        break;
      }
    if (!below.length) {
      tell("no ground", each.said);
      continue;
    }
    const [one, other] = [light(html ? style.color : style.fill), light(below.at(-1))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < CONTRAST) tell("faint", `${each.said}: ${ratio.toFixed(1)}`);
  }
  if (svg.querySelector("script")) tell("script", "a script is in it");
  tell("texts", String(texts.length));
  return found;
}

async function main() {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "pictures-"));
  const context = await playwright.chromium.launchPersistentContext(profile, {
    executablePath: chromium, headless: true, args: FLAGS, viewport: { width: 1200, height: 900 },
  });
  const all = [];
  try {
    for (const file of fs.readdirSync(folder).sort()) {
      const at = path.join(folder, file);
      // What neither a font nor another program has changed is looked at on a dark screen too.
      const both = /^[^.]+\.svg$/.test(file);
      for (const colorScheme of both ? ["light", "dark"] : ["light"]) {
        const page = await context.newPage();
        const own = pathToFileURL(path.resolve(at)).href;
        await page.emulateMedia({ colorScheme });
        page.on("request", (each) => {
          const url = each.url();
          if (url !== own && !url.startsWith("data:") && url !== "about:blank")
            all.push({ file, kind: "request", said: url });
        });
        page.on("pageerror", (error) => all.push({ file, kind: "error", said: String(error) }));
        const drawn = file.endsWith(".mmd");
        if (drawn) {
          await page.setContent('<body style="margin:0;background:#fff;width:max-content">');
          await page.addScriptTag({ path: mermaid });
          await page.evaluate(
            async (text) => {
              window.mermaid.initialize({ startOnLoad: false, suppressErrorRendering: true });
              const { svg } = await window.mermaid.render("drawn", text);
              document.body.innerHTML = svg;
              const made = document.querySelector("svg");
              const { width, height } = made.viewBox.baseVal;
              made.style.width = `${width}px`;
              made.style.height = `${height}px`;
            },
            fs.readFileSync(at, "utf8"),
          );
        } else await page.goto(own);
        const arrows = drawn ? "" : "svg > path, g.edge > path";
        const found = await page.evaluate(look, { arrows });
        all.push(...found.map((each) => ({ file, ...each, said: `${each.said} (${colorScheme})` })));
        await page.close();
      }
    }
  } finally {
    await context.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
  console.log(JSON.stringify(all));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
