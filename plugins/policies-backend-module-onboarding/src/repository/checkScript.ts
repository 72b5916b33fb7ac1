/** `.github/check-policies.mjs`: needs Node.js and nothing else. */
export const CHECK_SCRIPT = `// Usage: node check-policies.mjs <folder of a set> …
// Proposes each folder to the policy portal as a draft, waits for its checks, prints what they found and
// withdraws the draft. Ends with 1 when a check did not pass.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const url = (process.env.POLICY_PORTAL_URL ?? '').replace(/\\/$/, '');
const token = process.env.POLICY_PORTAL_TOKEN;
if (!url || !token) {
  console.error('Set POLICY_PORTAL_URL and POLICY_PORTAL_TOKEN.');
  process.exit(2);
}

async function call(method, path, body) {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: 'Bearer ' + token,
      'content-type': 'application/json',
    },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  return { status: response.status, answer };
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
    entry.isDirectory()
      ? filesBelow(join(folder, entry.name))
      : [join(folder, entry.name)],
  );
}

async function check(folder) {
  const files = filesBelow(folder).map(path => ({
    path: relative(folder, path).split(sep).join('/'),
    content: readFileSync(path, 'utf8'),
  }));
  const manifest = files.find(({ path }) => path === 'policy-set.yaml');
  const set = /name:\\s*["']?([a-z0-9-]+)/.exec(manifest?.content ?? '')?.[1];
  if (!set) {
    console.error(folder + ': there is no policy-set.yaml with a name');
    return false;
  }
  const title = ('Check of ' + (process.env.GITHUB_REF_NAME ?? set)).slice(0, 120);
  const opened = await call('POST', '/changes', { set, title, files });
  if (opened.status === 400 && /change something first/.test(opened.answer.error.message)) {
    console.log(set + ': as it is active');
    return true;
  }
  if (opened.status !== 201) {
    console.error(set + ': ' + opened.answer.error.message);
    return false;
  }
  let change = opened.answer;
  while (change.checks.pending) {
    await new Promise(wake => setTimeout(wake, 1000));
    change = (await call('GET', '/changes/' + change.id)).answer;
  }
  for (const { name, state, summary, log } of change.checkResults) {
    console.log(set + ': ' + name + ' ' + state + (summary ? ': ' + summary : ''));
    for (const line of log) {
      console.log('  ' + line);
    }
  }
  await call('POST', '/changes/' + change.id + '/withdraw', {
    version: change.version,
    reason: 'It was opened for its checks only.',
  });
  return change.checks.failed === 0;
}

let ok = true;
for (const folder of process.argv.slice(2)) {
  ok = (await check(folder.replace(/\\/$/, ''))) && ok;
}
process.exit(ok ? 0 : 1);
`;
