import { expect, test } from "vitest";
import {
  type AptSource,
  parseDeb822Sources,
  parseOneLineSources,
  sourceForSuite,
} from "../../engine/broker/nats-server/apt-sources.ts";

const KEYRING = "/keys/debian.gpg";

test("one-line sources: options, comments, source packages and trailing comments", () => {
  const parsed = parseOneLineSources(`
# deb http://off.example/debian trixie main
deb http://mirror.example/debian trixie main contrib # ours
deb-src http://mirror.example/debian trixie main
deb [arch=amd64 signed-by=/k.gpg] https://other.example/debian sid main
`);
  expect(parsed).toEqual([
    { uris: ["http://mirror.example/debian"], suites: ["trixie"], components: ["main", "contrib"], signedBy: null },
    { uris: ["https://other.example/debian"], suites: ["sid"], components: ["main"], signedBy: "/k.gpg" },
  ]);
});

test("deb822 sources: several paragraphs, continued values, comments inside, disabled ones left out", () => {
  const parsed = parseDeb822Sources(`Types: deb deb-src
# a comment between the fields
URIs: http://mirror.example/debian
Suites: trixie
 trixie-updates
Components: main non-free
Signed-By: /k.gpg

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: trixie
Components: main

Types: deb-src
URIs: http://src.example/debian
Suites: trixie
Components: main
`);
  expect(parsed).toEqual([
    {
      uris: ["http://mirror.example/debian"],
      suites: ["trixie", "trixie-updates"],
      components: ["main", "non-free"],
      signedBy: "/k.gpg",
    },
  ]);
});

test("deb822 sources: a key written into the file is not taken for a file name", () => {
  const [source] = parseDeb822Sources(`Types: deb
URIs: http://mirror.example/debian
Suites: trixie
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
 -----END PGP PUBLIC KEY BLOCK-----
`);
  expect(source?.signedBy).toBeNull();
});

const archive: AptSource = {
  uris: ["http://mirror.example/debian"],
  suites: ["bookworm", "bookworm-updates"],
  components: ["main"],
  signedBy: null,
};

test("the newer suite comes from the machine's own mirror, signed by the archive's key", () => {
  expect(sourceForSuite([archive], "forky", KEYRING)).toBe(
    "deb [signed-by=/keys/debian.gpg] http://mirror.example/debian forky main",
  );
});

test("the source's own key wins; without any key apt's trusted ones serve", () => {
  expect(sourceForSuite([{ ...archive, signedBy: "/own.gpg" }], "sid", KEYRING)).toContain("[signed-by=/own.gpg]");
  expect(sourceForSuite([archive], "sid", null)).toBe("deb http://mirror.example/debian sid main");
});

test.each<[why: string, source: AptSource]>([
  ["the security archive", { ...archive, uris: ["http://mirror.example/debian-security"] }],
  ["an archive of parts of a suite", { ...archive, suites: ["bookworm-security"] }],
  ["a flat archive", { ...archive, suites: ["./"] }],
  ["an archive without main", { ...archive, components: ["stable"] }],
  ["a disc", { ...archive, uris: ["cdrom:[Debian]/"] }],
])("%s is passed over", (_why, source) => {
  expect(sourceForSuite([source], "forky", KEYRING)).toBeUndefined();
  expect(sourceForSuite([source, archive], "forky", KEYRING)).toContain("http://mirror.example/debian forky main");
});
