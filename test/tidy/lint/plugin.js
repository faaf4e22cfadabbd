import { builtinModules } from "node:module";
import { dirname, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { insteadOf } from "./banned.js";
import { refusal } from "./layers.js";

/**
 * The house rules that oxlint has no rule of its own for. Its `no-restricted-imports` cannot hold the layer table:
 * it sees the text of a specifier and not the file that it leads to, knows no type-only edge per layer, and its
 * patterns (Rust regular expressions) have no 'anything but'. JavaScript, because Node 20 loads no TypeScript.
 */
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

const layers = {
  create(context) {
    const file = fileOf(context);
    const check = (node, specifier, typeOnly) => {
      const why = refusal({ file, target: resolve(file, specifier), typeOnly });
      if (why !== undefined) context.report({ node, message: why });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value, isTypeOnly(node.importKind, node.specifiers)),
      ExportNamedDeclaration: (node) => {
        if (node.source) check(node, node.source.value, isTypeOnly(node.exportKind, node.specifiers));
      },
      ExportAllDeclaration: (node) => check(node, node.source.value, node.exportKind === "type"),
      ImportExpression: (node) => {
        if (typeof node.source.value === "string") check(node, node.source.value, false);
      },
      TSImportType: (node) => {
        const specifier = node.source?.value ?? node.argument?.literal?.value;
        if (typeof specifier === "string") check(node, specifier, true);
      },
      // new URL("./worker.ts", import.meta.url): how a bundler is told of a worker's entry.
      NewExpression: (node) => {
        const [first] = node.arguments;
        const named = node.callee.type === "Identifier" && node.callee.name === "URL";
        if (named && typeof first?.value === "string" && /^\.\.?\/.*\.[jt]sx?$/.test(first.value)) {
          check(node, first.value, false);
        }
      },
    };
  },
};

const noExportAll = {
  create: (context) => ({
    ExportAllDeclaration: (node) =>
      context.report({ node, message: "No `export *`: name what is exported, or import it where it is defined" }),
  }),
};

const banned = {
  create(context) {
    const file = fileOf(context);
    const check = (node, name) => {
      const instead = insteadOf(file, name);
      if (instead !== undefined) context.report({ node, message: `${name}: use ${instead}` });
    };
    const isGlobal = (node) => {
      for (let scope = context.sourceCode.getScope(node); scope; scope = scope.upper) {
        const variable = scope.set.get(node.name);
        if (variable !== undefined) return variable.defs.length === 0;
      }
      return true;
    };
    /** The global that a callee names: `f`, `a.f`, and both behind `globalThis`, `window` or `self`. */
    const nameOf = (callee) => {
      if (callee.type === "Identifier") return isGlobal(callee) ? callee.name : undefined;
      if (callee.type !== "MemberExpression" || callee.computed) return undefined;
      const owner = nameOf(callee.object);
      if (owner === undefined) return undefined;
      return ["globalThis", "window", "self"].includes(owner)
        ? callee.property.name
        : `${owner}.${callee.property.name}`;
    };
    return {
      ImportDeclaration: (node) => check(node, `import ${node.source.value}`),
      // A member is banned wherever it is read, so that `const now = Date.now` does not slip through.
      MemberExpression: (node) => {
        const name = nameOf(node);
        if (name?.includes(".") || node.parent.type === "CallExpression") check(node, name ?? "");
      },
      CallExpression: (node) => {
        if (node.callee.type === "Identifier") check(node, nameOf(node.callee) ?? "");
      },
      NewExpression: (node) => {
        if (node.arguments.length === 0) check(node, `new ${nameOf(node.callee) ?? ""}`);
      },
    };
  },
};

export default {
  meta: { name: "ackademy" },
  rules: { layers, "no-export-all": noExportAll, banned },
};

/** The path from the repository's root, with forward slashes. */
function fileOf(context) {
  return relative(ROOT, context.physicalFilename ?? context.filename)
    .split(sep)
    .join("/");
}

/** `import type …`, or named specifiers that all are types. */
function isTypeOnly(kind, specifiers) {
  if (kind === "type") return true;
  return specifiers.length > 0 && specifiers.every((one) => (one.importKind ?? one.exportKind) === "type");
}

function resolve(file, specifier) {
  const plain = specifier.replace(/[?#].*$/, "");
  if (plain.startsWith(".")) return { kind: "file", path: posix.normalize(`${dirname(file)}/${plain}`) };
  if (plain.startsWith("node:") || builtinModules.includes(plain)) return { kind: "node", name: plain };
  const [scopeOrName = "", name = ""] = plain.split("/");
  return { kind: "package", name: scopeOrName.startsWith("@") ? `${scopeOrName}/${name}` : scopeOrName };
}
