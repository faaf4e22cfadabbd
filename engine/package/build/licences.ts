import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Writes the licences of all packages that bundles contain, from the paths of their inputs. */
export async function writeLicences(root: string, inputs: readonly string[], file: string): Promise<void> {
  const bundled = inputs.flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  const texts = await Promise.all(
    [...new Set(bundled)].sort().map((name) => licenceOf(join(root, "node_modules", name))),
  );
  await writeFile(file, `# Licences of the packages in these files\n\n${texts.join("\n")}`);
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
    readonly license: string;
  };
  const files = (await readdir(folder)).filter((file) => /^(license|licence|notice)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  if (texts.length === 0)
    throw new Error(`${name} has no file with its licence, expected one to copy into the package`);
  return [`## ${name} ${version}: ${license}`, ...texts.map((text) => text.trim()), ""].join("\n\n");
}
