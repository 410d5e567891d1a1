// The preview's part of a page: reloads it when the site was built anew, shows what is wrong.
{
  let source;

  const show = (problems) => {
    let box = document.getElementById("un-preview");
    if (!problems.length) return box?.remove();
    if (!box) {
      box = document.createElement("pre");
      box.id = "un-preview";
      box.setAttribute("role", "alert");
      box.style.cssText = `position: fixed; z-index: 99; inset: auto 0 0; margin: 0; padding: 1em;
        max-height: 40vh; overflow: auto; white-space: pre-wrap; color: #fff; background: #8a2416;
        font: 14px/1.5 monospace`;
      document.body.append(box);
    }
    box.textContent = problems.join("\n");
  };

  const listen = () => {
    source?.close();
    if (document.hidden) return; // a browser allows few connections to one host
    source = new EventSource("CHANGES");
    source.onmessage = ({ data }) => {
      const { version, problems } = JSON.parse(data);
      if (version !== Number("VERSION")) location.reload();
      else show(problems);
    };
  };

  addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => source?.close());
  listen();
}
