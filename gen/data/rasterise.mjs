// Icons to PNG: node rasterise.mjs FOLDER < [{set, icon, without}] > [PNG in base64].
// FOLDER holds node_modules with the icon sets and resvg; `without` names what marks the elements
// of a drawing that are left out, such as the water under a boat.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const SIDE = 288; // three times what is kept, so that reducing it gives clean edges
const folder = resolve(process.argv[2]);
const { Resvg } = createRequire(join(folder, "package.json"))("@resvg/resvg-js");
const sets = {};

function svg({ set, icon, without }) {
  sets[set] ??= JSON.parse(
    readFileSync(join(folder, "node_modules/@iconify-json", set, "icons.json"), "utf8"),
  );
  const all = sets[set];
  const found = all.icons[icon] ?? all.icons[all.aliases?.[icon]?.parent];
  if (!found) throw new Error(`there is no icon ${icon} in ${set}`);
  const [left, top, width, height] = ["left", "top", "width", "height"].map(
    (key, i) => found[key] ?? all[key] ?? (i < 2 ? 0 : 16),
  );
  let body = found.body;
  for (const mark of without) {
    const kept = body.replace(/<path\b[^>]*\/>/g, (path) => (path.includes(mark) ? "" : path));
    if (kept === body) throw new Error(`nothing in ${set}/${icon} is marked by ${mark}`);
    body = kept;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="${left} ${top} ${width} ${height}">${body}</svg>`;
}

const wanted = JSON.parse(readFileSync(0, "utf8"));
const pictures = wanted.map((one) =>
  new Resvg(svg(one), { fitTo: { mode: "width", value: SIDE } }).render().asPng().toString("base64"),
);
process.stdout.write(JSON.stringify(pictures));
