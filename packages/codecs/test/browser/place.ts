// Where the suite runs: in Chromium, if PLAINBOX_BROWSER names one, else where there is nothing but what browsers have.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createContext, runInContext } from 'node:vm';
import { chromium } from 'playwright-core';

/** Calls a function of the suite; arguments and result are JSON. */
export interface Place extends AsyncDisposable {
  readonly name: string;
  call(name: string, ...args: readonly unknown[]): Promise<unknown>;
}

export function openPlace(script: string): Promise<Place> | Place {
  const executable = process.env['PLAINBOX_BROWSER'];
  return executable === undefined ? openBarePlace(script) : openChromium(script, executable);
}

// Of the two halves of a value made in here and out there neither is an instance of the other's class.
const WEB = {
  TextDecoder,
  TextEncoder,
  crypto,
  Uint8Array,
  Uint16Array,
  Uint32Array,
  ArrayBuffer,
  DataView,
};

function openBarePlace(script: string): Place {
  const context = createContext({ ...WEB });
  runInContext(script, context);
  return {
    name: 'a place without Node',
    call: async (name, ...args) => {
      const call = `(async () => JSON.stringify(await suite.${name}(...${JSON.stringify(args)})))()`;
      return JSON.parse((await runInContext(call, context)) as string);
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function openChromium(script: string, executablePath: string): Promise<Place> {
  // Web Crypto is only there on pages from the machine itself or over https.
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><title>plainbox</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.addScriptTag({ content: script });
  return {
    name: `Chromium ${browser.version()}`,
    call: (name, ...args) =>
      page.evaluate(
        `(async () => JSON.parse(JSON.stringify(await suite.${name}(...${JSON.stringify(args)}))))()`,
      ),
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      server.close();
    },
  };
}
