// TeX to MathML, for gen/site/math.py: a JSON list of {tex, display} in, a list of answers out.
import temml from "temml";

let input = "";
for await (const chunk of process.stdin) input += chunk;

const answers = JSON.parse(input).map(({ tex, display }) => {
  try {
    const math = temml.renderToString(tex, {
      displayMode: display,
      throwOnError: true,
      // Only \class, for the colours of the roles.
      trust: ({ command }) => command === "\\class",
    });
    return { math };
  } catch (error) {
    return { error: error.message };
  }
});
process.stdout.write(JSON.stringify(answers));
