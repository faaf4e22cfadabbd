import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { goEnv, type Kit, type Licence, runGo } from "./kit.ts";

/**
 * A kit with a Go of this machine. Go downloads the server and its dependencies from its module proxy, in the versions that
 * go.mod pins, and checks them against the public checksum database.
 */
export async function plainKit(go: string, version: string, work: string, env: NodeJS.ProcessEnv): Promise<Kit> {
  const kit = { go, env: goEnv(env, work) };
  const goRoot = (await runGo(kit, ["env", "GOROOT"], work)).trim();
  return {
    ...kit,
    name: `Go ${version} at ${go}`,
    goRoot,
    goMod: "",
    licences: async (source) => {
      const format = "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}";
      const modules = new Set((await runGo(kit, ["list", "-deps", "-f", format, "."], source)).split("\n"));
      const all = [{ part: `Go ${version}`, text: await licenceIn(goRoot) }];
      for (const line of [...modules].toSorted()) {
        const [part = "", folder = ""] = line.split("\t");
        if (folder !== "") all.push({ part, text: await licenceIn(folder) });
      }
      return all satisfies Licence[];
    },
  };
}

async function licenceIn(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /^(LICEN[CS]E|COPYING|NOTICE|PATENTS)/i.test(name));
  const texts = await Promise.all(names.toSorted().map((name) => readFile(join(folder, name), "utf8")));
  return texts.join("\n");
}
