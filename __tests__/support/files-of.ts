import type { Files } from "../../access";

/** Files in memory: path -> text. */
export function filesOf(texts: Readonly<Record<string, string>>): Files {
  return {
    shownName: (path) => path,
    read: (path) => {
      const text = texts[path];
      return text === undefined ? { problem: "there is no such file" } : { text };
    },
    list: (folder) => {
      const prefix = folder === "" ? "" : `${folder}/`;
      const below = Object.keys(texts).filter((path) => path.startsWith(prefix));
      const names = below.map((path) => path.slice(prefix.length).split("/"));
      return names.map(([name = "", ...rest]) => ({ name, isFile: rest.length === 0 }));
    },
  };
}
