// Scrolls to `top` and waits until what is near the screen has come: pictures, and what figures
// draw with. What does not come within five seconds is not waited for.
async (top) => {
  const NEAR = 400; // px; figures are loaded 500 px from the screen
  const STILL = 3; // frames without anything to wait for
  const PLAYERS = ["blend", "chart", "frames", "points"].map((kind) => `un-${kind}:not([ready])`).join();

  const near = (element) => {
    const box = element.getBoundingClientRect();
    return box.height > 0 && box.bottom > -NEAR && box.top < innerHeight + NEAR;
  };
  const coming = () =>
    [...document.images].some((image) => !image.complete && near(image)) ||
    [...document.querySelectorAll(PLAYERS)].some(
      (player) => near(player) && !player.querySelector(".un-failure"),
    );

  scrollTo({ top, behavior: "instant" });
  const until = performance.now() + 5000;
  let still = 0;
  while (still < STILL && performance.now() < until) {
    await new Promise(requestAnimationFrame);
    still = coming() ? 0 : still + 1;
  }
}
