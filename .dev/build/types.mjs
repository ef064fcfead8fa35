// What an editor and a compiler know of the element, from the one description of it: TypeScript's types and VS Code's HTML data.
import { readFileSync, writeFileSync } from "node:fs";
import { at } from "../lib/paths.mjs";

/** The description: a Custom Elements Manifest, with the words of its types beside. */
export const manifest = () => JSON.parse(readFileSync(at("widget/types/custom-elements.json"), "utf8"));

/** Writes `custom-elements.json`, `dargah.d.ts` and `vscode.html-custom-data.json` into a folder. */
export function types(folder) {
  const whole = manifest();
  const [{ types: words, declarations: [element] }] = whole.modules;
  writeFileSync(`${folder}/custom-elements.json`, `${JSON.stringify(whole, null, 2)}\n`);
  writeFileSync(`${folder}/dargah.d.ts`, declaration(words, element));
  writeFileSync(`${folder}/vscode.html-custom-data.json`, `${JSON.stringify(htmlData(element), null, 2)}\n`);
}

const indented = (lines) => lines.map((line) => `  ${line}`).join("\n");

function declaration(words, { name, tagName, superclass, description, members, events }) {
  const unions = Object.entries(words).map(([type, values]) => `export type ${type} =\n${values.map((value) => `  | "${value}"`).join("\n")};\n`);
  const fields = members.flatMap((member) => {
    const say = `/** ${member.description} */`;
    if (member.kind === "field") return [say, `${member.readonly ? "readonly " : ""}${member.name}: ${member.type.text};`];
    const parameters = (member.parameters ?? []).map((p) => `${p.name}${p.optional ? "?" : ""}: ${p.type.text}`).join(", ");
    return [say, `${member.name}(${parameters}): ${member.return.type.text};`];
  });
  const heard = events.flatMap((event) => [`/** ${event.description} */`, `"${event.name}": ${event.type.text};`]);
  return `// Made from custom-elements.json. The types of <${tagName}>.

${unions.join("\n")}
export interface DargahEventMap {
${indented(heard)}
}

/** ${description} */
export interface ${name} extends ${superclass.name} {
${indented(fields)}
}

declare global {
  interface HTMLElementTagNameMap {
    "${tagName}": ${name};
  }
  interface HTMLElementEventMap extends DargahEventMap {}
  interface DocumentEventMap extends DargahEventMap {}
}
`;
}

/** VS Code's HTML data; the words of a union are an attribute's values. */
const htmlData = ({ tagName, description, attributes }) => ({
  version: 1.1,
  tags: [
    {
      name: tagName,
      description,
      attributes: attributes.map(({ name, description: said, type }) => ({
        name,
        description: said,
        ...(type.text.includes("|") && { values: type.text.split("|").map((word) => ({ name: word.trim().replaceAll("'", "") })) }),
      })),
    },
  ],
});
