/** `verify.mjs` of evidence packs: needs Node.js and nothing else. */
export const VERIFY_SCRIPT = `import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8'));
const problems = [];

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
    entry.isDirectory()
      ? filesBelow(join(folder, entry.name))
      : [join(folder, entry.name)],
  );
}

const seen = filesBelow(root).map(path =>
  relative(root, path).split(sep).join('/'),
);
for (const path of seen) {
  if (path !== 'manifest.json' && !(path in manifest.files)) {
    problems.push(path + ': is not part of the pack');
  }
}
for (const [path, expected] of Object.entries(manifest.files)) {
  if (!seen.includes(path)) {
    problems.push(path + ': is missing');
    continue;
  }
  const actual = createHash('sha256')
    .update(readFileSync(join(root, path)))
    .digest('hex');
  if (actual !== expected) {
    problems.push(path + ': has been altered');
  }
}

// The content address of a revision, worked out from its files alone.
for (const [name, expected] of Object.entries(manifest.revisions)) {
  const prefix = 'revisions/' + name + '/';
  const hash = createHash('sha256');
  const paths = seen
    .filter(path => path.startsWith(prefix))
    .map(path => path.slice(prefix.length))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  for (const path of paths) {
    const content = readFileSync(join(root, prefix, path));
    hash.update(path + '\\0' + content.length + '\\0');
    hash.update(content);
  }
  if (hash.digest('hex') !== expected) {
    problems.push('revision ' + name + ': its files do not make ' + expected);
  }
}

const change = JSON.parse(readFileSync(join(root, 'change.json'), 'utf8'));
if (change.revision !== manifest.revisions.proposed) {
  problems.push('change.json: names another revision');
}
if (change.base !== manifest.revisions.base) {
  problems.push('change.json: names another base');
}

// An approval counts for the last push alone: its number, its base, its files and what was said of them.
const last = change.pushes[change.pushes.length - 1];
change.pushes.forEach((push, index) => {
  if (push.number !== index + 1) {
    problems.push('push ' + push.number + ': pushes are missing or out of order');
  }
});
if (change.push !== last.number) {
  problems.push('change.json: its last push is ' + last.number + ', not ' + change.push);
}
if (last.revision !== change.revision || last.base !== change.base) {
  problems.push('push ' + last.number + ': is about another revision or base than the change');
}
// Changes of before titles were kept with their pushes have none there.
if (
  last.title !== undefined &&
  (last.title !== change.title || last.description !== change.description)
) {
  problems.push('push ' + last.number + ': has another title or description than the change');
}
const authors = new Set(
  [change.author].concat(change.pushes.flatMap(push => [push.author].concat(push.authors))),
);
const ended = change.state === 'published' || change.state === 'rolled-back';
for (const requirement of change.requirements) {
  const by = requirement.approvedBy;
  const approval = 'approval of ' + requirement.group + ': ';
  if (!by) {
    if (ended || change.state === 'approved') {
      problems.push(approval + 'is missing, and the change is ' + change.state);
    }
    continue;
  }
  if (authors.has(by)) {
    problems.push(approval + 'by an author');
  }
  const given = change.reviews.filter(review => review.author === by);
  const about = given.filter(
    review =>
      review.push === last.number &&
      review.base === last.base &&
      review.revision === last.revision,
  );
  const verdict = about.length && about[about.length - 1].verdict;
  if (verdict === 'approve') {
    continue;
  }
  if (verdict) {
    problems.push(approval + 'was taken back by a rejection');
  } else if (given.some(review => review.push === undefined)) {
    problems.push(
      approval + 'was given before reviews named their push, so it shows nothing of this one',
    );
  } else if (given.length) {
    problems.push(approval + 'is about another push, base or revision');
  } else {
    problems.push(approval + 'no such review');
  }
}

// A report of a proof is about these revisions, says in sum what it says one by one, and names what was asked.
const reportOf = name =>
  (change.checkResults.find(check => check.name === name) || {}).report;
const hashOf = content => createHash('sha256').update(content).digest('hex');
const questions = seen.includes('proofs/questions.json')
  ? JSON.parse(readFileSync(join(root, 'proofs/questions.json'), 'utf8'))
  : undefined;
for (const { key, folder } of questions || []) {
  if (
    folder !== undefined &&
    hashOf(readFileSync(join(root, 'proofs', folder, 'question.json'))) !== key
  ) {
    problems.push('question ' + key.slice(0, 16) + ': its text does not make its key');
  }
}
const isAsked = (about, key) =>
  !questions || questions.some(question => question.about === about && question.key === key);
const proof = reportOf('proof');
if (proof) {
  if (proof.revision !== change.revision || proof.base !== change.base) {
    problems.push('proof: is about another revision or base than the change');
  }
  const states = about => proof.environments.map(environment => environment[about].state);
  const [wider, tighter] = ['wider', 'tighter'].map(about => states(about).includes('found'));
  const isOpen = states('wider').concat(states('tighter')).includes('undecided');
  const verdict =
    wider && tighter
      ? 'both'
      : isOpen
      ? 'undecided'
      : wider
      ? 'wider'
      : tighter
      ? 'tighter'
      : 'equal';
  if (proof.verdict !== verdict && proof.environments.length) {
    problems.push('proof: says ' + proof.verdict + ', and its environments say ' + verdict);
  }
  for (const environment of proof.environments) {
    for (const about of ['wider', 'tighter']) {
      const { state, key } = environment[about];
      if (state === 'proven' && proof.way !== 'proven') {
        problems.push('proof: calls proven what was searched');
      }
      if (['proven', 'found'].includes(state) && proof.way === 'proven' && !isAsked(about, key)) {
        problems.push('proof: ' + about + ' of ' + environment.environment.action + ' was not asked as it says');
      }
    }
  }
}
const invariants = reportOf('invariants');
if (invariants) {
  if (invariants.revision !== change.revision) {
    problems.push('invariants: are about another revision than the change');
  }
  for (const { invariant, state, key } of invariants.invariants) {
    const keys = (questions || [])
      .filter(question => question.invariant === invariant.name)
      .map(question => question.key)
      .sort();
    const isKnown =
      !questions ||
      key === undefined ||
      (state === 'proven' ? hashOf(keys.join()) === key : keys.includes(key));
    if ((state === 'proven' || state === 'broken') && invariants.versions && !isKnown) {
      problems.push('invariant ' + invariant.name + ': was not asked as the report says');
    }
  }
}

if (problems.length) {
  console.error(problems.join('\\n'));
  console.error('The pack does not verify.');
  process.exit(1);
}
console.log(
  Object.keys(manifest.files).length +
    ' files and ' +
    Object.keys(manifest.revisions).length +
    ' revisions verify.',
);
`;
