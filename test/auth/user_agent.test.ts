/** Browsers and programs in words. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { describeUserAgent } from "../../src/auth/user_agent.ts";
import { anyText } from "../support/arbitraries.ts";

const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

const DESCRIPTIONS: [userAgent: string, words: string][] = [
  ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"],
  ["Mozilla/5.0 (X11; FreeBSD amd64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on FreeBSD"],
  ["Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0", "Firefox on Android"],
  [`${WINDOWS} Chrome/131.0.0.0 Safari/537.36`, "Chrome on Windows"],
  [`${WINDOWS} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0`, "Microsoft Edge on Windows"],
  [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, "Safari on an iPhone"],
  [`${IPHONE} CriOS/131.0 Mobile/15E148 Safari/604.1`, "Chrome on an iPhone"],
  [
    "Mozilla/5.0 (iPad; CPU OS 15_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.5 Mobile/15E148 Safari/604.1",
    "Safari on an iPad",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
    "Safari on macOS",
  ],
  [
    "Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36",
    "Samsung Internet on Android",
  ],
  ["w3m/0.5.3+git20230121", "w3m"],
  ["w3m/0.5.3 (Linux; x86_64)", "w3m on Linux"],
  ["Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8", "Lynx"],
  ["ELinks/0.16.1.1 (textmode; Linux 6.1.0 x86_64; 80x24-2)", "ELinks on Linux"],
  ["Links (2.29; Linux 6.1.0 x86_64; GNU C 12.2; text)", "Links on Linux"],
  ["curl/8.5.0", "curl"],
  ["python-requests/2.31.0", "Python"],
  ["node", "Node.js"],
  ["my-backup/2", "my-backup"],
  ["Mozilla/5.0", "a browser"],
  ["", "a program"],
  ["__proto__/1.0", "a program"],
  ["constructor/1.0", "constructor"],
];

it("names the browser and the system, or the program", () => {
  for (const [userAgent, words] of DESCRIPTIONS) {
    assert.equal(describeUserAgent(userAgent), words, userAgent);
  }
});

it("repeats nothing that could be taken for markup, a header, an address or a sentence", () => {
  for (const userAgent of [
    "<script>alert(1)</script>/1.0",
    "Plainlist\r\nBcc: everybody@example.org",
    "evil.example/1.0",
    "https://evil.example/",
    "Call-us-at-once-or-lose-your-whole-account/1.0",
    "Press evil.example/now (Linux)",
    "Your account is closed/1.0 more/2.0",
    "Mozilla/5.0 (X11; evil.example/) evil.example/1.0",
  ]) {
    const words = describeUserAgent(userAgent);
    assert.match(words, /^(a program|a browser|Press|Your)( on Linux)?$/, userAgent);
  }
});

it("describes any text in a few plain words", () => {
  const hostile = fc.array(fc.constantFrom(..."Mozila/5.0 (Android;) <\r\n>evil.example"));
  fc.assert(
    fc.property(
      fc.oneof(
        anyText,
        hostile.map((parts) => parts.join("")),
      ),
      (text) => {
        assert.match(describeUserAgent(text), /^[\w-]+( [\w-]+){0,3}( on( an)? [\w ]+)?$/);
      },
    ),
  );
});

it("takes no time for a header of any length", () => {
  for (const text of [
    "a/".repeat(50_000),
    "(".repeat(100_000),
    `Mozilla/5.0 (${" ".repeat(1e5)}`,
  ]) {
    const start = performance.now();
    describeUserAgent(text);
    assert.ok(performance.now() - start < 50, text.slice(0, 20));
  }
});
