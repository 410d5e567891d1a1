"""How long the reader's browser trains until the network draws as well as it should."""

from playwright.sync_api import Browser

PAGE = "lessons/learning/"
TIMES_THE_FLOOR = 2

# From the moment that Python is ready until the last batch, and how it then was judged.
TRAIN = """(element) => new Promise((resolve, reject) => {
  let ready = 0, trained = 0;
  element.addEventListener("un-ready", () => (ready = performance.now()));
  element.addEventListener("un-shown", () => {
    const { step, readouts } = element.stage.view;
    if (step[0] < step[1]) return;
    trained ||= performance.now();
    const number = (label) => Number(readouts.find((r) => r.label === label).text);
    const [distance, floor] = [number("distance"), number("floor")];
    if (distance) resolve({ seconds: (trained - ready) / 1000, distance, floor });
  });
  element.querySelector(".un-live-run").click();
  setTimeout(() => reject(new Error("no result within two minutes")), 120000);
})"""


def measure(browser: Browser, site_url: str) -> dict[str, float]:
    """Train the demo `train` at its defaults, two moons. Gives seconds, distance and floor.

    Raises ValueError where the distance is above twice the floor: then there is no such time.
    """
    page = browser.new_page()
    page.goto(site_url + PAGE)
    demo = page.locator("un-live[demo=train]")
    demo.scroll_into_view_if_needed()
    found = demo.evaluate(TRAIN)
    page.close()
    if found["distance"] > TIMES_THE_FLOOR * found["floor"]:
        raise ValueError(
            f"after training, the distance is {found['distance']} and the floor {found['floor']}; "
            f"at most {TIMES_THE_FLOOR} times the floor is wanted"
        )
    return found
