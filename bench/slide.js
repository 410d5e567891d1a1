// For one figure: the times, in ms, from an input at its slider to the picture drawn for it.
// Reading a pixel back makes the browser finish what it has only noted down so far.
async (player, inputs) => {
  const slider = player.querySelector(".un-controls input[type=range]");
  const frames = Number(slider.max) + 1;
  const nextFrame = () => new Promise(requestAnimationFrame);
  const times = [];
  for (let i = 0; i < inputs; i++) {
    await nextFrame();
    slider.value = (i * 37) % frames;
    const began = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    while (player.dataset.frame !== slider.value) await nextFrame();
    for (const canvas of player.querySelectorAll("canvas")) {
      canvas.getContext("2d")?.getImageData(0, 0, 1, 1);
    }
    player.getBoundingClientRect();
    times.push(performance.now() - began);
  }
  return times;
};
