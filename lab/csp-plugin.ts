import type { Plugin } from "vite";

/**
 * The content security policy of the built page, by directive. The page loads nothing from other servers and runs no text as a
 * program. A Web Worker is not under it: its own file would need a policy in the server's headers.
 */
const POLICY: { readonly [directive: string]: string } = {
  "default-src": "'none'",
  "script-src": "'self'",
  "worker-src": "'self'",
  // CodeMirror and the pictures write style elements; text that a user wrote is never one.
  "style-src": "'self' 'unsafe-inline'",
  "font-src": "'self' data:",
  "img-src": "'self' data: blob:",
  // The file that `scenario open` serves, and the font for a picture.
  "connect-src": "'self'",
  "manifest-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
};

/** Writes the policy into the built page. The server for development needs inline scripts, so there it is left out. */
export function cspPlugin(): Plugin {
  const content = Object.entries(POLICY)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join("; ");
  return {
    name: "ackademy-csp",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content }, injectTo: "head-prepend" },
    ],
  };
}
