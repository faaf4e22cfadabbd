// Opens the lab: `npm start [-- --port N]`. `--open FILE` opens it on a file: `npm run -s scenario -- open FILE`.
// Written for old Nodes to parse, so that they reach the sentence that tells them what is missing.
import { spawn } from "child_process";
import { createReadStream } from "fs";
import { basename } from "path";
import { fileURLToPath } from "url";

const DEFAULT_PORT = 5173;
const HOST = "127.0.0.1";
const NODE_NEEDED = [20, 19];

main().catch(function (error) {
  fail(String((error && error.stack) || error));
});

async function main() {
  const lack = nodeTooOld(process.versions.node);
  if (lack) return fail(lack);
  const { port, file, help, wrong } = readArguments(process.argv.slice(2));
  if (help)
    return console.log(
      "npm start [-- --port N]   opens the lab on http://" + HOST + ":N/ (" + DEFAULT_PORT + " if not given)",
    );
  if (wrong) return fail(wrong);

  const vite = await loadVite();
  if (!vite) return;
  const server = await vite.createServer({
    configFile: fileURLToPath(new URL("./vite.config.ts", import.meta.url)),
    server: { host: HOST, port: port || DEFAULT_PORT, strictPort: port !== undefined || file === undefined },
    plugins: file === undefined ? [] : [serveFile(file)],
    clearScreen: false,
    logLevel: "warn",
  });
  try {
    await server.listen();
  } catch (error) {
    await server.close();
    return fail(listenProblem(error, port || DEFAULT_PORT));
  }

  let closing = false;
  async function end() {
    if (closing) process.exit(0);
    closing = true;
    await server.close();
    process.exit(0);
  }
  process.on("SIGINT", () => void end());
  process.on("SIGTERM", () => void end());

  const page = file === undefined ? "" : "#/open/" + encodeURIComponent(basename(file));
  const address = "http://" + HOST + ":" + server.httpServer.address().port + "/" + page;
  console.log("\n  The lab is open at " + address + "\n  Ctrl-C ends it.\n");
  if (hasDisplay()) openBrowser(address);
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
    ". Get a newer one at https://nodejs.org and run `npm start` again."
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
  const path = "/opened/" + encodeURIComponent(basename(file));
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
      " is in use by another program (perhaps the lab in another terminal). Stop that program, or choose another port: npm start -- --port " +
      other
    );
  }
  if (code === "EACCES")
    return (
      "Port " + port + " needs administrator rights. Choose a port above 1023: npm start -- --port " + DEFAULT_PORT
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
