// Upgrades the figures of a page. Everything here is an enhancement: posters need no script.
import { BlendPlayer } from "./blend.js";

customElements.define("un-blend", BlendPlayer);
