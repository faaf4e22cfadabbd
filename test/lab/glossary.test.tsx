import axe from "axe-core";
import { afterEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { setTheme } from "../../lab/src/binding/theme.ts";
import { SEARCH_TERMS } from "../../lab/src/glossary/search-terms.ts";
import { openLab, openScenario } from "./open-lab.tsx";

afterEach(() => page.viewport(1280, 800));

const entry = (name: string) => page.getByRole("article", { name, exact: true });
const violations = async () => {
  const found = await axe.run(document.documentElement, {
    rules: { "document-title": { enabled: false }, "html-has-lang": { enabled: false } },
  });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
};

describe("the glossary", () => {
  test("an address leads to its term, with its names in other systems", async () => {
    openLab("#/glossary/visibility-timeout");
    await expect.element(entry("visibility timeout")).toHaveFocus();
    await expect.element(entry("visibility timeout")).toBeInViewport();
    await expect.element(entry("visibility timeout")).toHaveTextContent(/NATS JetStreamAckWait/);
    await entry("visibility timeout")
      .getByRole("link", { name: /^Visibility timeout: a worker crashes/ })
      .click();
    await expect.poll(() => location.hash).toBe("#/lab/crash-redelivery");
  });

  test("a search finds a term by its name, by its meaning, and by its name elsewhere", async () => {
    openLab("#/glossary");
    await page.getByRole("searchbox", { name: "Search the glossary" }).fill("maxReceiveCount");
    await expect.element(page.getByText("1 term", { exact: true })).toBeInTheDocument();
    await expect.element(entry("limit of attempts")).toBeInTheDocument();
    await page.getByRole("searchbox").fill("undoes refund");
    await expect.element(entry("compensation")).toBeInTheDocument();
    await expect.element(page.getByText("1 term", { exact: true })).toBeInTheDocument();
    await page.getByRole("searchbox").fill("queue unicorn");
    await expect.element(page.getByText("No term contains these words.")).toBeInTheDocument();
    await page.getByRole("searchbox").fill("queue");
    await expect.poll(() => document.querySelector("article h2")?.textContent).toMatch(/queue/);
  });

  test("a home search has all terms with their addresses", async () => {
    expect(SEARCH_TERMS.length).toBeGreaterThan(50);
    const { href } = SEARCH_TERMS.find(({ term }) => term === "outbox") ?? { href: "" };
    openLab(href);
    await expect.element(entry("outbox")).toHaveFocus();
  });

  test.each(["light", "dark"] as const)(
    "axe finds nothing in %s, and on a phone nothing is too wide",
    async (theme) => {
      setTheme(theme);
      openLab("#/glossary/retry");
      await expect.element(entry("retry")).toHaveFocus();
      expect(await violations()).toEqual([]);
      await page.viewport(390, 844);
      expect(document.documentElement.scrollWidth).toBe(390);
    },
  );
});

describe("terms in a lesson", () => {
  const term = (name: string) => page.getByRole("button", { name, exact: true, expanded: false });

  test("a term opens its definition where it is used first, by mouse and by keyboard, and leads to the glossary", async () => {
    await openScenario("crash-redelivery");
    const situation = page.getByRole("region", { name: "The situation" });
    await situation.getByRole("button", { name: "visibility timeout" }).click();
    await expect.element(page.getByRole("note")).toHaveTextContent(/is how long a queue waits for an acknowledgement/);
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("note")).not.toBeInTheDocument();
    await expect.element(term("visibility timeout")).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await page.getByRole("link", { name: "visibility timeout in the glossary" }).click();
    await expect.element(entry("visibility timeout")).toHaveFocus();
  });

  test("each term is linked once in the whole lesson", async () => {
    await openScenario("crash-redelivery");
    await page.getByRole("button", { name: /Skip/ }).click();
    await expect.element(page.getByRole("region", { name: "Why" })).toBeInTheDocument();
    const linked = [...document.querySelectorAll("article button[aria-expanded]")].map((one) =>
      (one.textContent ?? "").toLowerCase().replace(/s$/, ""),
    );
    expect(linked).toContain("queue");
    expect(linked.filter((one, i) => linked.indexOf(one) !== i)).toEqual([]);
  });

  test.each(["light", "dark"] as const)("axe finds nothing in %s with an open definition", async (theme) => {
    setTheme(theme);
    await openScenario("crash-redelivery");
    await term("visibility timeout").click();
    await expect.element(page.getByRole("note")).toBeVisible();
    expect(await violations()).toEqual([]);
  });
});
