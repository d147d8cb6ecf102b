"use strict";
// The page is whole without this script. It adds: filters, pages of findings, and timelines that zoom.
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const { signs, timelines } = JSON.parse(byId("data").textContent);

  // ---- filters, and pages of findings -------------------------------------------------------------------------

  const PAGE = 50;
  const form = byId("filters");
  const findings = all(".finding");
  const lanes = all("tr.lane[data-group]");
  const pages = document.querySelector(".pages");
  const texts = new Map(); // of an element, in small letters, read when somebody looks for it
  let kept = findings;
  let page = 0;

  function textOf(element) {
    if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
    return texts.get(element);
  }

  // A choice speaks of those elements that have what it is about.
  function fits(element, words, choices) {
    for (const [name, value] of choices) {
      if (name in element.dataset && element.dataset[name] !== value) return false;
    }
    return words.every((word) => textOf(element).includes(word));
  }

  function filter() {
    const given = new FormData(form);
    const words = given.get("text").toLowerCase().split(/\s+/).filter(Boolean);
    const choices = [...given].filter(([name, value]) => name !== "text" && value);
    kept = findings.filter((each) => fits(each, words, choices));
    const shown = lanes.filter((each) => fits(each, words, choices));
    const visible = new Set(shown);
    for (const lane of lanes) lane.hidden = !visible.has(lane);
    for (const group of all(".lanes tr.group")) {
      group.hidden = !all("tr.lane", group.parentElement).some((lane) => !lane.hidden);
    }
    const rows = lanes.length ? `, ${shown.length} of ${lanes.length} rows of timelines` : "";
    byId("count").textContent = `${kept.length} of ${findings.length} findings${rows}`;
    turn(0);
    for (const chart of charts) chart.draw();
  }

  function turn(to) {
    page = Math.max(0, Math.min(to, Math.ceil(kept.length / PAGE) - 1));
    const shown = new Set(kept.slice(page * PAGE, (page + 1) * PAGE));
    for (const each of findings) each.classList.toggle("on", shown.has(each));
    if (!pages) return;
    pages.hidden = kept.length <= PAGE;
    const [back, where, on] = pages.children;
    where.textContent = `${page * PAGE + 1} to ${Math.min((page + 1) * PAGE, kept.length)} of ${kept.length}`;
    back.disabled = page === 0;
    on.disabled = (page + 1) * PAGE >= kept.length;
  }

  function makePages() {
    const button = (label, step) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = label;
      made.addEventListener("click", () => {
        turn(page + step);
        byId("findings").scrollIntoView();
      });
      return made;
    };
    const where = document.createElement("span");
    where.setAttribute("role", "status");
    pages.append(button("‹ previous page", -1), where, button("next page ›", 1));
  }

  function decoded(fragment) {
    try {
      return decodeURIComponent(fragment);
    } catch {
      return fragment; // written by hand
    }
  }

  // Whatever a link leads to is shown, even where a filter, a page or a fold hides it.
  function reveal() {
    const target = location.hash.length > 1 && byId(decoded(location.hash.slice(1)));
    if (!target) return;
    const finding = target.closest(".finding");
    if (finding) {
      if (!kept.includes(finding)) {
        form.reset();
        filter();
      }
      turn(Math.floor(kept.indexOf(finding) / PAGE));
    }
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const focused = target.querySelector(":scope > .lanes") || target; // whose keys can be used at once
    if (!focused.matches("a, button, input, select, [tabindex]")) focused.setAttribute("tabindex", "-1");
    focused.focus({ preventScroll: true });
    target.scrollIntoView();
  }

  // ---- timelines ----------------------------------------------------------------------------------------------

  const SVG = "http://www.w3.org/2000/svg";
  const HEIGHT = 16;
  const KNOWN = { t: "true", f: "false", c: "changing", u: "unknown" };
  const SAID = { t: "yes", f: "no", c: "changes in here", u: "unknown" };
  const APART = 14; // pixels between two marks that can be told apart
  const COLUMN = 4; // the width of what a density is the rate of
  const LEAST = 2; // the width of a happening
  const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];

  function element(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // How many of the sorted numbers are at most `value`.
  function upTo(numbers, value) {
    let low = 0;
    let high = numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // The path of each state in whole pixels; where several fall into one pixel, the value changes in it.
  function bandPaths(row, at, lo, hi) {
    const paths = { t: "", f: "", c: "", u: "" };
    const runs = [];
    let end = 0;
    for (let i = Math.max(0, upTo(row.bands, lo) - 1); i < row.bands.length && row.bands[i] < hi; i++) {
      const next = i + 1 < row.bands.length ? row.bands[i + 1] : row.end;
      if (next <= lo || next <= row.bands[i]) continue;
      const last = runs.at(-1);
      const from = Math.max(end, at(row.bands[i]));
      let to = at(next);
      let known = row.known[i];
      if (to <= from) {
        if (last && last.known === "c" && last.to === from) continue;
        [to, known] = [from + 1, "c"];
      }
      end = to;
      if (last && last.known === known && last.to === from) last.to = to;
      else runs.push({ from, to, known });
    }
    for (const { from, to, known } of runs) {
      paths[known] += `M${from} ${known === "f" ? 12 : 2}H${to}V14H${from}Z`;
    }
    return paths;
  }

  // Happenings that would touch are one; alarms are higher.
  function tickPath(row, alarm, at, lo, hi, width) {
    const [top, bottom] = alarm === "!" ? [0, HEIGHT] : [4, 14];
    const runs = [];
    for (let i = 0; i < row.ticks.length && row.ticks[i] <= hi; i += 2) {
      if (row.ticks[i + 1] < lo || row.alarm[i / 2] !== alarm) continue;
      const from = Math.min(at(row.ticks[i]), width - LEAST);
      const to = Math.max(at(row.ticks[i + 1]), from + LEAST);
      const last = runs.at(-1);
      if (last && from <= last.to) last.to = Math.max(last.to, to);
      else runs.push({ from, to });
    }
    return runs.map(({ from, to }) => `M${from} ${top}H${to}V${bottom}H${from}Z`).join("");
  }

  // What is there most is as high as the row; what is there at all is seen.
  function densityPath(row, lo, hi, width) {
    const columns = Math.ceil(width / COLUMN);
    const each = ((hi - lo) / width) * COLUMN;
    const found = new Float64Array(columns);
    const first = Math.max(0, Math.floor((lo - row.start) / row.step));
    for (let i = first; i < row.counts.length && row.start + i * row.step < hi; i++) {
      if (!row.counts[i]) continue;
      const from = (row.start + i * row.step - lo) / each;
      const to = from + row.step / each;
      for (let x = Math.max(0, Math.floor(from)); x < Math.min(columns, to); x++) {
        found[x] += (Math.min(to, x + 1) - Math.max(from, x)) * row.counts[i];
      }
    }
    const most = Math.max(...found);
    if (!(most > 0)) return "";
    let path = `M0 ${HEIGHT}`;
    let before = HEIGHT;
    found.forEach((value, x) => {
      const high = value > 0 ? HEIGHT - Math.max(1, Math.floor((value / most) * (HEIGHT - 2) + 0.5)) : HEIGHT;
      if (high !== before) path += `H${x * COLUMN}V${high}`;
      before = high;
    });
    return `${path}H${width}V${HEIGHT}Z`;
  }

  function unpacked(counts) {
    return counts.flatMap((count) => (count < 0 ? new Array(-count).fill(0) : [count]));
  }

  function makeChart(id, data) {
    const section = byId(id);
    const frame = section.querySelector(".lanes");
    const axis = section.querySelector(".axis");
    const readout = section.querySelector(".readout");
    const rows = Object.entries(data.rows).map(([name, row]) => {
      const line = byId(name);
      if (row.counts) row.counts = unpacked(row.counts);
      return { ...row, line, svg: line.querySelector("svg"), label: line.querySelector("th").firstChild.textContent };
    });
    const marks = rows.find((row) => row.marks);
    const least = Math.max(1, 1000 / data.unit); // a microsecond
    const end = Math.max(data.end, 1);
    let [lo, hi] = [0, end];
    let width = 1000;
    let cursor = null;
    let chosen = -1;
    let current = -1; // which mark
    let waiting = false;
    let grid = "";

    const exact = (t) => BigInt(data.seconds) * 1000000000n + BigInt(data.rest) + BigInt(Math.round(t)) * BigInt(data.unit);
    const days = new Set([0, end].map((t) => iso(exact(t)).slice(0, 10))).size > 1;
    const at = (t) => Math.floor(Math.max(0, Math.min(1, (t - lo) / (hi - lo))) * width);

    // never negative: instants before 1970 are
    function modulo(ns, by) {
      return ((ns % by) + by) % by;
    }

    function iso(ns) {
      const last = 253402300799999; // of the year 9999: a later one has more digits
      return new Date(Math.min(last, Number((ns - modulo(ns, 1000000n)) / 1000000n))).toISOString();
    }

    function clock(t, step) {
      const ns = exact(t);
      const digits = step >= 1e9 ? 0 : step >= 1e6 ? 3 : step >= 1e3 ? 6 : 9;
      const second = iso(ns).slice(days ? 0 : 11, 19).replace("T", " ");
      return digits ? `${second}.${String(modulo(ns, 1000000000n)).padStart(9, "0").slice(0, digits)}` : second;
    }

    function draw() {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        width = Math.max(50, Math.round(frame.querySelector("tr.lane:not([hidden]) svg")?.clientWidth || width));
        drawAxis();
        for (const row of rows) if (!row.line.hidden) drawRow(row);
      });
    }

    function drawAxis() {
      const most = Math.max(1, Math.min(8, Math.floor(width / (days ? 170 : 110))));
      const span = (hi - lo) * data.unit;
      const step = stepOf(span / most);
      const labels = [];
      grid = "";
      const past = Number(modulo(exact(lo), BigInt(Math.round(step))));
      for (let ns = past ? step - past : 0; ns <= span; ns += step) {
        const x = (ns / span) * 100;
        const end = (60 / width) * 100; // half a label, in per cent
        const side = x < end ? "first" : x > 100 - end ? "last" : "";
        labels.push(element("text", { x: `${x.toFixed(2)}%`, y: 12, class: side }, clock(lo + ns / data.unit, step)));
        grid += `M${Math.round((ns / span) * width)} 0V${HEIGHT}`;
      }
      axis.replaceChildren(...labels);
    }

    function stepOf(wanted) {
      if (wanted <= 5e8) {
        const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, wanted))));
        return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= wanted) || 1e9;
      }
      const seconds = STEPS.find((step) => step * 1e9 >= wanted);
      return (seconds || 86400 * 10 ** Math.ceil(Math.log10(wanted / 86400e9))) * 1e9;
    }

    function drawRow(row) {
      row.svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
      row.svg.setAttribute("preserveAspectRatio", "none");
      if (!row.marks) setPath(row, "grid", grid);
      if (row.bands) {
        const paths = bandPaths(row, at, lo, hi);
        for (const [letter, path] of Object.entries(paths)) setPath(row, KNOWN[letter], path);
      } else if (row.ticks) {
        setPath(row, "tick", tickPath(row, ".", at, lo, hi, width));
        setPath(row, "alarm", tickPath(row, "!", at, lo, hi, width));
      } else if (row.counts) setPath(row, "density", densityPath(row, lo, hi, width));
      else drawMarks(row);
      drawCursor(row);
    }

    function setPath(row, kind, path) {
      let drawn = row.svg.querySelector(`path.${kind}`);
      if (!drawn && path) row.svg.append((drawn = element("path", { class: kind })));
      if (drawn) drawn.setAttribute("d", path);
    }

    function drawCursor(row) {
      setPath(row, "cursor", cursor === null || cursor < lo || cursor > hi ? "" : `M${at(cursor)} 0V${HEIGHT}`);
    }

    function drawMarks(row) {
      const drawn = [];
      let near = null;
      for (let i = 0; i < row.number.length; i++) {
        const [from, to] = [row.marks[2 * i], row.marks[2 * i + 1]];
        if (to < lo || from > hi) continue;
        const x = Math.max(8, Math.min(width - 8, at(from)));
        if (near && x - near.x < APART) {
          near.count += 1;
          if (row.number[i] < row.number[near.i]) near.i = i; // the graver one stands for both
        } else drawn.push((near = { x, i, count: 1, from: at(from), to: at(to) }));
      }
      row.svg.replaceChildren(
        ...drawn.map(({ x, i, count, from, to }) => {
          const more = count > 1 ? ` and ${count - 1} more` : "";
          const label = `finding ${row.number[i]}${more}: ${row.kind[i]}`;
          const kind = row.kind[i].replaceAll(" ", "-");
          const sign = element("text", { x, y: 13 }, signs[row.kind[i]] || "!");
          const parts = [element("title", {}, label), sign];
          if (to - from > APART) parts.push(element("rect", { class: "extent", x: from, y: 14, width: to - from, height: 2 }));
          return element("a", { href: `#f${row.number[i]}`, class: `mark ${kind}`, "aria-label": label }, ...parts);
        }),
      );
    }

    // ---- what a reader does ----

    function look(from, to) {
      const length = Math.min(end, Math.max(least, to - from));
      lo = Math.max(0, Math.min(from + (to - from - length) / 2, end - length));
      hi = lo + length;
      draw();
    }

    function zoom(factor, around = cursor !== null && cursor >= lo && cursor <= hi ? cursor : (lo + hi) / 2) {
      const length = Math.min(end, Math.max(least, (hi - lo) * factor));
      const from = around - ((around - lo) / (hi - lo)) * length;
      look(from, from + length);
    }

    function move(share) {
      const by = (hi - lo) * share;
      if (cursor !== null) cursor = Math.max(0, Math.min(end, cursor + by));
      look(lo + by, hi + by);
      tell();
    }

    function show(index) {
      if (!marks || index < 0 || index >= marks.number.length) return;
      current = index;
      const [from, to] = [marks.marks[2 * index], marks.marks[2 * index + 1]];
      const around = Math.max(to - from, Math.min(hi - lo, end / 10) / 2, least);
      cursor = from;
      chosen = rows.indexOf(marks);
      look(Math.max(0, from - around), Math.min(end, to + around));
      tell();
    }

    function choose(step) {
      const shown = rows.filter((row) => !row.line.hidden);
      if (!shown.length) return;
      const next = shown.indexOf(rows[chosen]) + step;
      chosen = rows.indexOf(shown[Math.max(0, Math.min(shown.length - 1, next))]);
      if (cursor === null) cursor = (lo + hi) / 2;
      rows[chosen].line.scrollIntoView({ block: "nearest" });
      draw();
      tell();
    }

    function tell() {
      rows.forEach((row, i) => row.line.classList.toggle("here", i === chosen));
      if (cursor === null || chosen < 0) return;
      const row = rows[chosen];
      const step = Math.max(1, ((hi - lo) * data.unit) / width);
      readout.replaceChildren(`${clock(cursor, step)}, ${row.label}: `, ...told(row));
    }

    function told(row) {
      const slack = ((hi - lo) / width) * 4;
      if (row.bands) {
        const i = upTo(row.bands, cursor) - 1;
        if (i < 0) return ["nothing is known"];
        return [[SAID[row.known[i]], data.words[row.why[i]]].filter(Boolean).join("; ")];
      }
      if (row.counts) {
        const count = row.counts[Math.floor((cursor - row.start) / row.step)] || 0;
        return [`${count} in ${((row.step * data.unit) / 1e9).toPrecision(3)} s`];
      }
      const times = row.ticks || row.marks;
      const near = times.flatMap((t, i) => (i % 2 || t - slack > cursor || times[i + 1] + slack < cursor ? [] : [i / 2]));
      if (row === marks && near.includes(current)) near.unshift(...near.splice(near.indexOf(current), 1));
      if (row.ticks) return [near.slice(0, 4).map((i) => data.words[row.why[i]]).join("; ") || "nothing happened"];
      return near.length ? near.slice(0, 6).flatMap((i) => ["finding ", anchor(row.number[i]), " "]) : ["no finding"];
    }

    function anchor(number) {
      const made = document.createElement("a");
      made.href = `#f${number}`;
      const message = byId(`f${number}`).querySelector(".message").textContent;
      made.textContent = `${number}: ${message.length > 120 ? `${message.slice(0, 120)}...` : message}`;
      return made;
    }

    function step(by) {
      if (!marks) return;
      const from = current >= 0 ? current : by > 0 ? -1 : marks.number.length;
      show(Math.max(0, Math.min(marks.number.length - 1, from + by)));
    }

    const deeds = {
      in: () => zoom(1 / 2),
      out: () => zoom(2),
      earlier: () => move(-1 / 4),
      later: () => move(1 / 4),
      all: () => look(0, end),
      previous: () => step(-1),
      next: () => step(1),
      up: () => choose(-1),
      down: () => choose(1),
    };
    const keys = {
      "+": "in", "=": "in", "-": "out", ArrowLeft: "earlier", ArrowRight: "later", 0: "all", Home: "all",
      p: "previous", n: "next", ArrowUp: "up", ArrowDown: "down",
    };

    function placeOf(event) {
      const row = rows.findIndex((each) => each.line.contains(event.target));
      if (row < 0 || !event.target.closest("td")) return null;
      const box = rows[row].svg.getBoundingClientRect();
      return { row, time: lo + Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * (hi - lo) };
    }

    let dragged = null;
    frame.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && placeOf(event) && !event.target.closest("a")) dragged = { x: event.clientX, lo, hi };
    });
    window.addEventListener("pointerup", () => (dragged = null));
    frame.addEventListener("pointermove", (event) => {
      if (dragged) {
        const by = ((dragged.x - event.clientX) / width) * (dragged.hi - dragged.lo);
        look(dragged.lo + by, dragged.hi + by);
      }
      const place = placeOf(event);
      if (!place) return;
      [chosen, cursor] = [place.row, place.time];
      draw();
      tell();
    });
    frame.addEventListener(
      "wheel",
      (event) => {
        const place = placeOf(event);
        if (!place || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
        event.preventDefault();
        if (event.shiftKey) move(Math.sign(event.deltaY || event.deltaX) / 10);
        else zoom(1.002 ** event.deltaY, place.time);
      },
      { passive: false },
    );
    frame.addEventListener("keydown", (event) => {
      const deed = keys[event.key];
      if (!deed || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      deeds[deed]();
    });
    for (const button of all("[data-do]", section)) button.addEventListener("click", () => deeds[button.dataset.do]());
    new ResizeObserver(draw).observe(frame);
    return { id, draw, showFinding: (number) => marks && show(marks.number.indexOf(number)) };
  }

  const charts = Object.entries(timelines).map(([id, data]) => makeChart(id, data));

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-show]");
    const chart = link && charts.find((each) => link.hash === `#${each.id}`);
    if (chart) chart.showFinding(Number(link.dataset.show));
  });
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  window.addEventListener("hashchange", reveal);
  if (pages) makePages();
  filter();
  reveal();
})();
