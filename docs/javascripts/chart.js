// `chart`: the SVG is in the page already; with steps, its marks move along with the slider.
import { Player } from "./player.js";

const NAMES = { circle: ["cx", "cy"], line: ["x1", "y1", "x2", "y2"] };

export class ChartPlayer extends Player {
  draw() {
    for (const [layout, marks] of Object.entries(this.manifest.marks)) {
      const elements = this.querySelectorAll(`.un-${layout} [data-mark]`);
      marks.forEach((places, m) => {
        NAMES[elements[m].localName].forEach((name, i) =>
          elements[m].setAttribute(name, places[this.frame][i]),
        );
      });
    }
  }
}
