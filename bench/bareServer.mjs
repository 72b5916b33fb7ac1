import { createServer } from 'node:http';
import { start } from '../scripts/processes.mjs';
import { fileURLToPath } from 'node:url';

/*
 * What HTTP in Node.js costs by itself: a server that reads a request to its end and always gives the same
 * answer. It knows no caller, reads no JSON and decides nothing.
 */

function serve(answer) {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(answer),
      });
      response.end(answer);
    });
  });
  server.listen(0, '127.0.0.1', () =>
    process.stdout.write(`${server.address().port}\n`),
  );
}

/**
 * Starts the server in a process of its own.
 *
 * @param answer - the text it answers with
 * @returns its URL and process; it ends with this one
 */
export async function startBareServer(answer) {
  const child = start(process.execPath, [fileURLToPath(import.meta.url)], {
    env: { ...process.env, BARE_ANSWER: answer },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
    child.once('error', reject);
    child.once('exit', code =>
      reject(new Error(`the bare server ended with ${code}`)),
    );
  });
  return { url: `http://127.0.0.1:${Number(port)}`, child };
}

if (process.env.BARE_ANSWER && process.argv[1]?.endsWith('bareServer.mjs')) {
  serve(process.env.BARE_ANSWER);
}
