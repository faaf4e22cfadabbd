import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { openSessions } from "./app/open-sessions.ts";
import { applyTheme } from "./binding/theme.ts";
import "./styles/base.css";

applyTheme();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root");
createRoot(root).render(
  <StrictMode>
    <App {...openSessions()} />
  </StrictMode>,
);
