// Opens the lab: `npm start [-- --port N]`. `--open FILE` opens it on a file: `npm run -s scenario -- open FILE`.
// In the installed package it serves the built page beside it (`npx ackademy`), in the repository the sources.
// Written for old Nodes to parse, so that they reach the sentence that tells them what is missing.
import { spawn } from "child_process";
import { createReadStream, existsSync } from "fs";
import { basename } from "path";
import { fileURLToPath } from "url";

const DEFAULT_PORT = 5173;
const HOST = "127.0.0.1";
const NODE_NEEDED = [20, 19];
const PAGE = fileURLToPath(new URL("./page/", import.meta.url));
const IS_PACKAGE = existsSync(PAGE);
const COMMAND = IS_PACKAGE ? "npx ackademy" : "npm start --";

main().catch(function (error) {
  fail(String((error && error.stack) || error));
});

async function main() {
  const lack = nodeTooOld(process.versions.node);
  if (lack) return fail(lack);
  const { port, file, help, wrong } = readArguments(process.argv.slice(2));
  if (help)
    return console.log(
      (IS_PACKAGE ? "npx ackademy [--port N]" : "npm start [-- --port N]") +
        "   opens the lab on http://" +
        HOST +
        ":N/ (" +
        DEFAULT_PORT +
        " if not given)",
    );
  if (wrong) return fail(wrong);

  const isStrict = port !== undefined || file === undefined;
  const lab = await (IS_PACKAGE ? servePage : serveSources)(port || DEFAULT_PORT, isStrict, file);
  if (!lab) return;

  let closing = false;
  async function end() {
    if (closing) process.exit(0);
    closing = true;
    await lab.close();
    process.exit(0);
  }
  process.on("SIGINT", () => void end());
  process.on("SIGTERM", () => void end());

  const page = file === undefined ? "" : "#/open/" + encodeURIComponent(basename(file));
  const address = "http://" + HOST + ":" + lab.port + "/" + page;
  console.log("\n  The lab is open at " + address + "\n  Ctrl-C ends it.\n");
  if (hasDisplay()) openBrowser(address);
}

/** The built page. Returns how to close it, and its port; null after a complaint. */
async function servePage(port, isStrict, file) {
  const { listen } = await import("./serve-page.mjs");
  try {
    return await listen(PAGE, {
      host: HOST,
      port,
      isStrict,
      opened: file === undefined ? null : { path: openedPath(file), file },
    });
  } catch (error) {
    fail(listenProblem(error, port));
    return null;
  }
}

/** The sources, through Vite: the page follows each change. */
async function serveSources(port, isStrict, file) {
  const vite = await loadVite();
  if (!vite) return null;
  const server = await vite.createServer({
    configFile: fileURLToPath(new URL("./vite.config.ts", import.meta.url)),
    server: { host: HOST, port, strictPort: isStrict },
    plugins: file === undefined ? [] : [serveFile(file)],
    clearScreen: false,
    logLevel: "warn",
  });
  try {
    await server.listen();
  } catch (error) {
    await server.close();
    fail(listenProblem(error, port));
    return null;
  }
  return {
    port: server.httpServer.address().port,
    close: function () {
      return server.close();
    },
  };
}

function nodeTooOld(version) {
  const [major, minor] = version.split(".").map(Number);
  const enough = major > NODE_NEEDED[0] || (major === NODE_NEEDED[0] && minor >= NODE_NEEDED[1]);
  if (enough) return null;
  return (
    "Ackademy needs Node " +
    NODE_NEEDED.join(".") +
    " or newer; this is Node " +
    version +
    ". Get a newer one at https://nodejs.org and try again."
  );
}

function readArguments(args) {
  let port, file;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === "--help" || arg === "-h") return { help: true };
    if (arg === "--open") {
      file = args[++i];
      continue;
    }
    const given = arg === "--port" ? args[++i] : arg.startsWith("--port=") ? arg.slice("--port=".length) : null;
    if (given === null) return { wrong: "Unknown argument " + arg + ". The only option is --port N." };
    port = Number(given);
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      return { wrong: "--port takes a number from 1 to 65535; found " + given + "." };
  }
  return { port: port, file: file };
}

/** Serves this one file beside the page, to this machine only; lab/src/app/open-served.ts fetches it. */
function serveFile(file) {
  const path = openedPath(file);
  return {
    name: "ackademy-opened-file",
    configureServer: function (server) {
      server.middlewares.use(function (request, response, next) {
        if (request.method !== "GET" || request.url !== path) return next();
        response.setHeader("content-type", "application/vnd.ackademy");
        response.setHeader("cache-control", "no-store");
        createReadStream(file).on("error", next).pipe(response);
      });
    },
  };
}

function openedPath(file) {
  return "/opened/" + encodeURIComponent(basename(file));
}

async function loadVite() {
  try {
    return await import("vite");
  } catch (error) {
    if (error && error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    fail("The dependencies are not installed. Run `npm install`, then `npm start` again.");
    return null;
  }
}

function listenProblem(error, port) {
  const text = String((error && error.message) || error);
  const code = error && error.code;
  if (code === "EADDRINUSE" || /already in use/.test(text)) {
    const other = port < 65535 ? port + 1 : port - 1;
    return (
      "Port " +
      port +
      " is in use by another program (perhaps the lab in another terminal). Stop that program, or choose another port: " +
      COMMAND +
      " --port " +
      other
    );
  }
  if (code === "EACCES")
    return (
      "Port " + port + " needs administrator rights. Choose a port above 1023: " + COMMAND + " --port " + DEFAULT_PORT
    );
  return text;
}

/** Whether a person uses this computer: with a terminal and a screen. */
function hasDisplay() {
  const env = process.env;
  if (!process.stdout.isTTY || env.CI || env.SSH_CONNECTION) return false;
  return process.platform === "darwin" || process.platform === "win32" || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

function openBrowser(address) {
  const command = { darwin: "open", win32: "explorer.exe" }[process.platform] || "xdg-open";
  const child = spawn(command, [address], { stdio: "ignore", detached: true });
  // No browser to be found: the address is printed above all the same.
  child.on("error", function () {});
  child.unref();
}

function fail(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}
