// Counts the decoded pixels that a page holds. Runs before the page's own scripts.
// Pictures in elements are counted as soon as they are loaded, although a browser may let go of
// those that are off the screen: this is the most that it can be.
(() => {
  const held = []; // weak references to what holds pixels, and how many
  const hold = (thing, count) => held.push([new WeakRef(thing), count]);

  const decode = globalThis.createImageBitmap;
  globalThis.createImageBitmap = async (...all) => {
    const bitmap = await decode.apply(globalThis, all);
    hold(bitmap, (b) => b.width * b.height); // 0 once it is closed
    return bitmap;
  };

  const create = document.createElement;
  document.createElement = function (...all) {
    const element = create.apply(this, all);
    if (element instanceof HTMLCanvasElement) hold(element, (c) => c.width * c.height);
    if (element instanceof HTMLImageElement) hold(element, loaded);
    return element;
  };
  const loaded = (image) => (image.complete ? image.naturalWidth * image.naturalHeight : 0);
  globalThis.Image = new Proxy(Image, {
    construct: (target, all) => {
      const image = new target(...all);
      hold(image, loaded);
      return image;
    },
  });
  globalThis.OffscreenCanvas = new Proxy(OffscreenCanvas, {
    construct: (target, all) => {
      const canvas = new target(...all);
      hold(canvas, (c) => c.width * c.height);
      return canvas;
    },
  });
  for (const context of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
    const read = context.prototype.getImageData;
    context.prototype.getImageData = function (...all) {
      const image = read.apply(this, all);
      hold(image.data, (bytes) => bytes.length / 4); // whoever keeps the bytes keeps the picture
      return image;
    };
  }

  globalThis.pixelsHeld = () => {
    const seen = new Set();
    let sum = 0;
    for (const [reference, count] of held) {
      const thing = reference.deref();
      if (thing && !seen.has(thing)) sum += count(thing);
      seen.add(thing);
    }
    for (const element of document.querySelectorAll("img, canvas, video")) {
      if (seen.has(element)) continue;
      sum += element instanceof HTMLImageElement ? loaded(element) : element.width * element.height;
    }
    return sum;
  };
})();
