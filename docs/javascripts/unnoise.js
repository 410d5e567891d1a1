// Upgrades the figures of a page. Everything here is an enhancement: posters need no script.
import { BlendPlayer } from "./blend.js";
import { ChartPlayer } from "./chart.js";
import { FramesPlayer } from "./frames.js";
import { LiveDemo } from "./live/element.js";
import { LoopPlayer } from "./loop.js";
import { PointsPlayer } from "./points.js";
import "./terms.js";

customElements.define("un-blend", BlendPlayer);
customElements.define("un-chart", ChartPlayer);
customElements.define("un-frames", FramesPlayer);
customElements.define("un-live", LiveDemo);
customElements.define("un-loop", LoopPlayer);
customElements.define("un-points", PointsPlayer);
