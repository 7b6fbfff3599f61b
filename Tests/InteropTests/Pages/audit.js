// SPDX-License-Identifier: Apache-2.0
// What is wrong with a page for people who cannot see it, see it badly, or have no mouse; an
// expression whose value is a list of sentences. The numbers are those of WCAG 2.2, level AA.
(() => {
  const wrong = [];
  const say = (element, words) => {
    const place = element.id ? `#${element.id}` : `${element.tagName.toLowerCase()}${
      element.className ? "." + element.className : ""}`;
    wrong.push(`${place} (${element.textContent.trim().slice(0, 30)}): ${words}`);
  };
  const all = selector => [...document.querySelectorAll(selector)];
  const isShown = element => element.checkVisibility({ visibilityProperty: true })
    && element.getBoundingClientRect().width > 1;

  // Language, title, landmarks, headings (3.1.1, 2.4.2, 1.3.1, 2.4.6).
  if (document.documentElement.lang === "") wrong.push("the page has no language");
  if (document.title === "") wrong.push("the page has no title");
  for (const landmark of ["header", "main", "h1"]) {
    const count = all(landmark).filter(isShown).length;
    if (count !== 1) wrong.push(`there are ${count} of ${landmark}`);
  }
  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6").filter(each => each.checkVisibility())) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) say(heading, `a heading of level ${next} follows one of ${level}`);
    level = next;
  }
  if (all("h2").filter(each => each.checkVisibility()).length < 4) wrong.push("too few headings");

  // What refers to something leads there, and ids name one thing (4.1.2).
  const ids = new Set();
  for (const element of all("[id]")) {
    if (ids.has(element.id)) say(element, "another element has its id");
    ids.add(element.id);
  }
  for (const name of ["for", "list", "aria-labelledby", "aria-describedby", "aria-controls"]) {
    for (const element of all(`[${name}]`)) {
      for (const id of element.getAttribute(name).split(" ")) {
        if (!ids.has(id)) say(element, `${name} leads to ${id}, which is not there`);
      }
    }
  }
  for (const control of all("input, textarea, select")) {
    const hasLabel = control.labels?.length > 0 && control.labels[0].textContent.trim() !== "";
    if (!hasLabel) say(control, "has no label");
  }
  for (const element of all("[tabindex]")) {
    if (element.tabIndex > 0) say(element, "takes itself out of the order");
  }
  for (const element of all("*")) {
    for (const { name } of element.attributes) {
      if (name.startsWith("on")) say(element, `has ${name} in the page`);
    }
  }
  if (all("th").some(head => head.scope !== "col")) wrong.push("a table's head has no scope");
  if (all("[aria-live=polite], [role=status]").length === 0) wrong.push("nothing is announced");
  if (all("[aria-live=assertive]").length > 0) wrong.push("something interrupts");

  // Room for a finger (2.5.8), and nothing to scroll sideways for (1.4.10).
  for (const control of all("button, input, textarea, a, summary").filter(isShown)) {
    const box = (control.closest("label") ?? control).getBoundingClientRect();
    const isSkipped = control.classList.contains("skip");
    if (!isSkipped && Math.min(box.width, box.height) < 20) say(control, "is too small to hit");
  }
  const overhang = document.scrollingElement.scrollWidth - innerWidth;
  if (overhang > 0) wrong.push(`the page is ${overhang} pixels too wide`);

  // Contrast (1.4.3), computed from what lies behind each piece of text.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parse = colour => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) =>
    [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const light = ([r, g, b]) => [r, g, b].map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = element => {
    const layers = [];
    for (let each = element; each !== null; each = each.parentElement) {
      layers.push(parse(getComputedStyle(each).backgroundColor));
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const opacity = element => element === null ? 1
    : Number(getComputedStyle(element).opacity) * opacity(element.parentElement);
  const judge = (element, colour, style) => {
    const ground = behind(element);
    const [r, g, b, a] = parse(colour);
    const [high, low] = [light(over([r, g, b, a * opacity(element)], ground)), light(ground)]
      .sort((x, y) => y - x);
    const ratio = (high + 0.05) / (low + 0.05);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700 ? 3 : 4.5;
    if (ratio < needed) say(element, `has a contrast of ${ratio.toFixed(2)}, not ${needed}`);
  };
  let judged = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === "" || !isShown(element)) continue;
    if (element.closest("script, style, noscript, .sr, :disabled, datalist")) continue;
    const style = getComputedStyle(element);
    judge(element, style.color, style);
    judged += 1;
  }
  if (judged < 60) wrong.push(`only ${judged} pieces of text were looked at`);
  for (const field of all("[placeholder]").filter(isShown)) {
    judge(field, getComputedStyle(field, "::placeholder").color, getComputedStyle(field));
  }
  return wrong;
})()
