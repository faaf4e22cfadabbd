import { expect } from "vitest";
import type { ConformanceCase, Environment } from "../environment.ts";
import { RawLine, status } from "./raw-line.ts";
import { talkOn } from "./talk.ts";

const CONNECT = (options: object) => `CONNECT ${JSON.stringify({ verbose: false, pedantic: false, ...options })}\r\n`;

const BREACHES: readonly (readonly [text: string, error?: string])[] = [
  ["FOO\r\n", "-ERR 'Unknown Protocol Operation'"],
  ["PUB a 2\r\nhixx\r\n", "-ERR 'Unknown Protocol Operation'"],
  ["PUB a 2000000\r\n", "-ERR 'Maximum Payload Violation'"],
  [`PUB ${"a".repeat(5000)} 1\r\nx\r\n`, "-ERR 'maximum control line exceeded'"],
  ["PUB a x\r\n"],
  ["PUB a\r\n"],
  ["PUB a b c 1\r\n"],
  ["HPUB a 12 5\r\nxxxxx\r\n"],
  ["SUB a\r\n"],
  ["CONNECT {x\r\n"],
];

/** What a breach of the protocol comes to: what was said, and that the connection is over. */
async function breach(env: Environment, text: string): Promise<readonly string[]> {
  const line = await RawLine.dial(env);
  line.write(text);
  await line.ended();
  return line.lines.slice(1);
}

/** The protocol between a client and any NATS server, without JetStream. */
export const CORE_CASES: readonly ConformanceCase[] = [
  {
    id: "P-01",
    title: "INFO: the greeting says what the client reads of it",
    async run(env) {
      const { greeting } = await RawLine.dial(env);
      const read = { version: "2.15.1", proto: 1, headers: true, max_payload: 1_048_576, jetstream: true };
      expect(greeting).toMatchObject(read);
      for (const field of ["server_id", "server_name", "host"]) expect(greeting[field]).toEqual(expect.any(String));
      expect(greeting["client_id"]).toEqual(expect.any(Number));
    },
  },
  {
    id: "P-02",
    title: "MSG and HMSG: what is published comes to who subscribed, headers and reply subject as they were",
    async run(env) {
      const line = await RawLine.dial(env);
      const subject = `${env.namespace}.a`;
      const sid = line.subscribe(subject);
      line.publish(subject, "hi");
      line.publish(subject, "", { reply: "r", headers: "A: b\r\nA: c" });
      const [plain, headed] = await line.first(2, sid);
      expect(plain).toMatchObject({ subject, reply: "", headers: "", data: "hi" });
      expect(headed).toMatchObject({ reply: "r", headers: "NATS/1.0\r\nA: b\r\nA: c\r\n\r\n", data: "" });
    },
  },
  {
    id: "P-03",
    title: "operations come in any chunking, case and spacing; text beyond ASCII survives",
    async run(env) {
      const line = await RawLine.dial(env);
      const subject = `${env.namespace}.größe`;
      const size = new TextEncoder().encode("日本").length;
      for (const unit of `sub  ${subject}\t 1 \r\npub   ${subject}  ${size} \r\n日本\r\n`) line.write(unit);
      expect(await line.first(1, "1")).toMatchObject([{ subject, data: "日本" }]);
    },
  },
  {
    id: "P-04",
    title: "a breach of the protocol ends the connection, some with a word",
    async run(env) {
      const got = [];
      for (const [text] of BREACHES) got.push([text, ...(await breach(env, text))]);
      expect(got).toEqual(BREACHES);
      const unheaded = await RawLine.dial(env, CONNECT({ no_responders: true }));
      await unheaded.ended();
      expect(unheaded.lines.slice(1)).toEqual(["-ERR 'no responders requires headers support'"]);
    },
  },
  {
    id: "P-14",
    title: "a second CONNECT changes what it names, and leaves the rest as it was",
    async run(env) {
      const line = await RawLine.dial(env);
      line.write('CONNECT {"echo":false}\r\n');
      const { namespace: subject } = env;
      line.subscribe(subject);
      line.publish(subject, "unheard", { headers: "A: b" });
      expect(status(await line.request(`${subject}.nobody`))).toBe("503");
      expect([line.messages.length, line.lines.length]).toEqual([1, 1]);
    },
  },
  {
    id: "P-05",
    title: "a wrong subject is refused, and the connection lives on",
    async run(env) {
      const line = await RawLine.dial(env);
      for (const subject of ["a..b", "a.>.b"]) line.subscribe(subject);
      await line.settled();
      expect(line.lines.slice(1)).toEqual(["-ERR 'Invalid Subject'", "-ERR 'Invalid Subject'"]);
    },
  },
  {
    id: "P-06",
    title: "verbose confirms each operation, and pedantic names bad subjects",
    async run(env) {
      const line = await RawLine.dial(env, 'CONNECT {"verbose":true}\r\n');
      line.write(`SUB ${env.namespace}.* 1\r\nPUB ${env.namespace}.* 2\r\nhi\r\nUNSUB 1\r\n`);
      await line.settled();
      expect(line.lines.slice(1)).toEqual(["+OK", "+OK", "-ERR 'Invalid Publish Subject'", "+OK", "+OK"]);
      expect(line.messages).toHaveLength(1);
    },
  },
  {
    id: "P-07",
    title: "echo: without it a client does not hear itself",
    async run(env) {
      const deaf = await RawLine.dial(env, CONNECT({ echo: false }));
      const other = await RawLine.dial(env);
      deaf.subscribe(env.namespace);
      const heard = other.subscribe(env.namespace);
      await Promise.all([deaf.settled(), other.settled()]);
      deaf.publish(env.namespace, "x");
      await other.first(1, heard);
      await deaf.settled();
      expect(deaf.messages).toEqual([]);
    },
  },
  {
    id: "P-08",
    title: "503: who asks where nobody listens is told at once, if he said that he understands it",
    async run(env) {
      const line = await RawLine.dial(env);
      const nobody = `${env.namespace}.nobody`;
      expect(await line.request(nobody)).toMatchObject({
        headers: `NATS/1.0 503\r\nNats-Subject: ${nobody}\r\n\r\n`,
        data: "",
      });
      const untold = await RawLine.dial(env, CONNECT({ headers: true }));
      untold.ask(nobody);
      await untold.settled();
      expect(untold.messages).toEqual([]);
    },
  },
  {
    id: "P-09",
    title: "queue groups: one member gets each message, whoever listens besides gets all",
    async run(env) {
      const { namespace: subject } = env;
      const members = await Promise.all([1, 2, 3].map(() => RawLine.dial(env)));
      for (const member of members) member.subscribe(subject, "workers");
      await Promise.all(members.map((member) => member.settled()));
      const watcher = await RawLine.dial(env);
      const all = watcher.subscribe(subject);
      for (let n = 0; n < 60; n++) watcher.publish(subject, String(n));
      await watcher.first(60, all);
      await Promise.all(members.map((member) => member.settled()));
      const shares = members.map(({ messages }) => messages.length);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(60);
      expect(Math.min(...shares), "each gets some").toBeGreaterThan(0);
    },
  },
  {
    id: "P-10",
    title: "N3: UNSUB with a maximum counts what came before it, and ends the subscription when it is reached",
    async run(env) {
      const line = await RawLine.dial(env);
      const { namespace: subject } = env;
      const put = (data: string, on = subject) => line.publish(on, data);
      const sid = line.subscribe(subject);
      put("1");
      line.write(`UNSUB ${sid} 2\r\n`);
      for (const data of ["2", "3"]) put(data);
      const other = line.subscribe(`${subject}.b`);
      put("4", `${subject}.b`);
      line.write(`UNSUB ${other} 1\r\n`);
      put("5", `${subject}.b`);
      line.write("UNSUB 77\r\n");
      await line.settled();
      expect(line.messages.map(({ data }) => data)).toEqual(["1", "2", "4"]);
    },
  },
  {
    id: "P-11",
    title: "a second subscription under the same id changes nothing",
    async run(env) {
      const line = await RawLine.dial(env);
      const [a, b] = ["a", "b"].map((word) => `${env.namespace}.${word}`);
      line.write(`SUB ${a} 1\r\nSUB ${b} 1\r\nPUB ${b} 1\r\nx\r\nPUB ${a} 1\r\ny\r\n`);
      await line.settled();
      expect(line.messages.map(({ data }) => data)).toEqual(["y"]);
    },
  },
  {
    id: "P-12",
    title: "wildcards: * is one word, > is one or more at the end",
    async run(env) {
      const line = await RawLine.dial(env);
      const on = (rest: string) => `${env.namespace}.${rest}`;
      const heard = new Map(["a.*", "a.>", "*.b", ">"].map((pattern) => [pattern, line.subscribe(on(pattern))]));
      const subjects = ["a", "a.b", "a.c", "a.b.c"];
      for (const subject of subjects) line.publish(on(subject), subject);
      await line.settled();
      const got = [...heard].map(([pattern, sid]) => [pattern, line.of(sid).map(({ data }) => data)]);
      expect(got).toEqual([
        ["a.*", ["a.b", "a.c"]],
        ["a.>", ["a.b", "a.c", "a.b.c"]],
        ["*.b", ["a.b"]],
        [">", subjects],
      ]);
    },
  },
  {
    id: "P-13",
    title: "a client that has left hears nothing and answers nothing",
    async run(env) {
      const service = await RawLine.dial(env);
      service.subscribe(env.namespace);
      await service.settled();
      const line = await RawLine.dial(env);
      service.leave();
      // The server may hear of it a little later.
      let answer;
      do {
        const sid = line.ask(env.namespace);
        await line.settled();
        answer = line.of(sid)[0];
      } while (answer === undefined);
      expect(status(answer)).toBe("503");
      expect(service.messages.filter(({ subject }) => subject !== env.namespace)).toEqual([]);
    },
  },
  {
    id: "P-15",
    title: "a subject with an empty word is heard by nobody, stored in no stream and no question to the API",
    async run(env) {
      const t = await talkOn(env);
      const other = await RawLine.dial(env);
      const empty = [
        t.on(""),
        t.on(".a"),
        `.${t.name}.a`,
        `$JS.API.STREAM.INFO.${t.name}.`,
        "$JS.API.CONSUMER.INFO.a..b",
      ];
      // Not to ">": whoever listens to everything answers, for the server, what other cases ask of nobody.
      const heard = [t.on(">"), `*.${t.name}.>`, `$JS.API.STREAM.INFO.${t.name}.>`, "$JS.API.CONSUMER.INFO.a.>"].map(
        (pattern) => other.subscribe(pattern),
      );
      await other.settled();
      const answers = [];
      for (const subject of empty) answers.push((await t.line.request(subject)).headers);
      expect(answers).toEqual(empty.map((subject) => `NATS/1.0 503\r\nNats-Subject: ${subject}\r\n\r\n`));
      await other.settled();
      expect(heard.flatMap((sid) => other.of(sid))).toEqual([]);
      expect(await t.state()).toMatchObject({ last_seq: 0 });
    },
  },
  {
    id: "P-16",
    title: "503: a requester that listens to more than its reply is told on the subscription that leaves most open",
    async run(env) {
      const line = await RawLine.dial(env);
      const { namespace } = env;
      const [every, any] = [line.subscribe(`${namespace}.>`), line.subscribe(`${namespace}.*.reply`)];
      const literal = line.subscribe(`${namespace}.my.reply`);
      const got = [];
      for (const next of [every, any, literal]) {
        line.publish(`${namespace}-nobody`, "", { reply: `${namespace}.my.reply` });
        got.push((await line.first(1, next)).map(status));
        line.unsubscribe(next);
      }
      expect(got).toEqual([["503"], ["503"], ["503"]]);
      expect(line.messages).toHaveLength(3);
    },
  },
];
